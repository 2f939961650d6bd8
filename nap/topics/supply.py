"""Supply against use: the mercury that official figures leave for gold mining, beside the use that is estimated.

Rows of the query supply_by_year in, frames, sentences and tables out. The arithmetic is methods/estimate.py
(apparent_supply_kg, informal_gap_kg). Official figures hold no production and no other uses of mercury: both count as
none here, and every place that shows the figures says so.
"""

import numpy as np
import pandas as pd

from nap.figures import supply as charts
from nap.language.texts import N, Words, is_missing
from nap.methods.estimate import Range, apparent_supply_kg, informal_gap_kg
from nap.methods.units import KG_PER_T
from nap.topics.blocks import Cells, Figure

CAUTION = N(
    "A difference has harmless causes too: goods that only pass through, stocks carried from one year to the next, "
    "uses besides gold mining, goods reported late, under another code or another country, and estimates that are off. "
    "It is a reason to ask, and says nothing about any person or company."
)
ABOUT = N(
    "Apparent supply is imports less exports less what was taken into stores. It reaches from the lower to the higher "
    "of what the country and its partners report. It is known for the whole country only."
)
NOT_KNOWN = {
    "production": N("This plan has no data on mercury produced in the country; it counts as none."),
    "other": N("This plan has no data on other uses of mercury; they count as none."),
    "stored_kg": N("This plan has no data on stocks of mercury; their growth counts as none."),
}
HEADINGS = {
    "supply": N("Apparent supply"),
    "supply_low": N("Apparent supply, low"),
    "supply_high": N("Apparent supply, high"),
    "use": N("Mercury used"),
    "use_low": N("Mercury used, low"),
    "use_high": N("Mercury used, high"),
    "gap": N("Not explained by supply"),
    "gap_low": N("Not explained, low"),
    "gap_high": N("Not explained, high"),
    "reading": N("Reading"),
}
READINGS = {
    "gap": N("more used than supplied"),
    "covered": N("supply covers the use"),
    "cannot_tell": N("cannot be told"),
    "unknown": N("one side is not known"),
}


def _flow(own_kg: pd.Series, mirror_kg: pd.Series) -> Range:
    """A flow as the country reports it, else as its partners do, from the lower to the higher of the two."""
    value = own_kg.astype(float).combine_first(mirror_kg.astype(float)).to_numpy()
    both = np.stack([own_kg.astype(float).fillna(np.inf), mirror_kg.astype(float).fillna(np.inf)])
    low = np.where(np.isfinite(both).any(axis=0), both.min(axis=0), np.nan)
    both = np.where(np.isfinite(both), both, -np.inf)
    return Range.of(value, low, np.where(np.isfinite(low), both.max(axis=0), np.nan))


def compare(rows: pd.DataFrame) -> pd.DataFrame:
    """Per year: supply, use and what supply does not explain, in t, each with low and high; reading: see READINGS.

    rows: import_own_kg, import_mirror_kg, export_own_kg, export_mirror_kg, stored_kg, unweighed_imports, use_kg,
    use_low_kg, use_high_kg. A year without imports or exports has no supply: not known is not none. Imports without a
    weight (column is_open) may cover any use, so then what supply does not explain may be nothing.
    """
    stored = rows["stored_kg"].astype(float).fillna(0.0).to_numpy()
    imports = _flow(rows["import_own_kg"], rows["import_mirror_kg"])
    exports = _flow(rows["export_own_kg"], rows["export_mirror_kg"])
    supply = apparent_supply_kg(0.0 * stored, imports, exports, 0.0 * stored, stored)
    use = Range.of(*(rows[name].astype(float).to_numpy() for name in ("use_kg", "use_low_kg", "use_high_kg")))
    gap = informal_gap_kg(use, supply)
    frame = {"year": rows["year"].to_numpy()}
    for name, it in (("supply", supply), ("use", use), ("gap", gap)):
        for end, values in (("", it.value), ("_low", it.low), ("_high", it.high)):
            frame[f"{name}{end}"] = values / KG_PER_T
    found = pd.DataFrame(frame).assign(is_open=rows["unweighed_imports"].to_numpy() > 0)
    found["gap_low"] = found["gap_low"].mask(found["is_open"] & found["gap_low"].notna(), 0.0)
    found["reading"] = [_reading(row) for row in found.itertuples()]
    return found


def _reading(row) -> str:
    if is_missing(row.use) or is_missing(row.supply):
        return "unknown"
    if row.use_low > row.supply_high:
        return "cannot_tell" if row.is_open else "gap"
    return "covered" if row.use_high <= row.supply_low else "cannot_tell"


def comparable_year(found: pd.DataFrame, wanted: int | None) -> int | None:
    """The year in which supply and use are compared: the wanted one, else the latest that has both, else None."""
    years = found.loc[found["reading"] != "unknown", "year"]
    if years.empty:
        return None
    return wanted if wanted in set(years) else int(years.max())


def supply_sentence(found: pd.DataFrame, year: int | None, words: Words) -> str:
    """Whether use exceeds supply in a year in which both are known, as far as the ranges allow it to be told."""
    t = words.t
    if year is None:
        return t("Supply and use are known together for no whole year, so whether they agree cannot be told.")
    row = found[found["year"] == year].iloc[0]
    said = {
        "year": year,
        "use": words.quantity(row["use"], "t"),
        "use_range": _range(row, "use", words),
        "supply": words.quantity(row["supply"], "t"),
        "supply_range": _range(row, "supply", words),
        "gap": words.quantity(row["gap"], "t"),
        "low": words.number(row["gap_low"]),
        "high": words.quantity(row["gap_high"], "t"),
    }
    if is_missing(row["use_low"] + row["use_high"]):
        return t(
            "Whole country, {year}: **{use}** of mercury were used, and official figures account for **{supply}** "
            "({supply_range}). Without a range of the use, whether more was used than supplied cannot be told.",
            **said,
        )
    known = t(
        "Whole country, {year}: **{use}** of mercury were used ({use_range}), and official figures account for "
        "**{supply}** ({supply_range}).",
        **said,
    )
    if row["is_open"] and row["reading"] == "cannot_tell":
        rest = N("Whether more was used than supplied cannot be told: some imports have no weight.")
        return f"{known} {t(rest)}"
    rest = {
        "gap": N("They leave **{gap}** unexplained, between {low} and {high}."),
        "covered": N("They cover the use."),
        "cannot_tell": N("Whether more was used than supplied cannot be told: the ranges overlap."),
    }[row["reading"]]
    return f"{known} {t(rest, **said)}"


def _range(row, name: str, words: Words) -> str:
    return words.t("{low} to {high}", low=words.number(row[f"{name}_low"]), high=words.number(row[f"{name}_high"]))


def supply_figure(id: str, name: str, found: pd.DataFrame, year: int | None, words: Words) -> Figure:
    """Supply and use, year by year, as more than one page shows them. name: of the files a reader takes away."""
    t = words.t
    return Figure(
        id,
        charts.supply_and_use,
        found,
        title=t("Supply and use, by year"),
        about=t(ABOUT),
        alt=supply_sentence(found, year, words).replace("**", ""),
        name=name,
        unit="t",
        labels={column: t(text) for column, text in HEADINGS.items()},
        tables=("trade_flow", "mercury_stock", "mercury_use"),
        indicators=("hg_informal_supply_t",),
    )


def remarks(rows: pd.DataFrame, words: Words) -> list[str]:
    """What the figures leave out, and what a difference does not mean."""
    found = [words.t(NOT_KNOWN["production"]), words.t(NOT_KNOWN["other"])]
    if rows["stored_kg"].isna().all():
        found.append(words.t(NOT_KNOWN["stored_kg"]))
    if unweighed := int(rows["unweighed"].sum()):
        found.append(
            words.plural(
                "{count} flow without a weight is left out, so the true supply can be another.",
                "{count} flows without a weight are left out, so the true supply can be another.",
                unweighed,
            )
        )
    return [" ".join(found), words.t(CAUTION)]


def supply_pairs(rows: pd.DataFrame, found: pd.DataFrame, year: int | None, words: Words) -> list[tuple[str, str]]:
    """How the supply of a year was computed: heading and text, line by line; nothing without a year."""
    t = words.t
    if year is None:
        return []
    row, result = (frame[frame["year"] == year].iloc[0] for frame in (rows, found))

    def flow(own, mirror) -> str:
        own, mirror = (None if is_missing(kg) else words.quantity(kg / KG_PER_T, "t") for kg in (own, mirror))
        if own and mirror:
            return t("{own}; partners report {mirror}", own=own, mirror=mirror)
        if mirror:
            return t("{mirror}, as partners report", mirror=mirror)
        return t("{own}; what partners report is not in the data", own=own) if own else t("not in the data")

    stored = t("not in the data") if is_missing(row["stored_kg"]) else words.quantity(row["stored_kg"] / KG_PER_T, "t")
    return [
        (t("Year"), str(year)),
        (t("Produced"), t("not in the data")),
        (t("+ Imports"), flow(row["import_own_kg"], row["import_mirror_kg"])),
        (t("− Exports"), flow(row["export_own_kg"], row["export_mirror_kg"])),
        (t("− Other uses"), t("not in the data")),
        (t("− Taken into stores"), stored),
        (t("= Apparent supply"), f"{words.quantity(result['supply'], 't')} ({_range(result, 'supply', words)})"),
    ]


def supply_table(found: pd.DataFrame, words: Words) -> Cells:
    """Per year supply, use and what is not explained, with their ranges, in t."""
    t = words.t

    def cell(row, name: str) -> str:
        value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
        if is_missing(low) or is_missing(high) or is_missing(value):
            return words.number(value)
        return f"{words.number(value)} ({_range(row, name, words)})"

    lines = [
        [str(int(row["year"])), *(cell(row, name) for name in ("supply", "use", "gap")), t(READINGS[row["reading"]])]
        for _, row in found.sort_values("year", ascending=False).iterrows()
    ]
    names = [t("{name} ({unit})", name=t(HEADINGS[name]), unit=t("t")) for name in ("supply", "use", "gap")]
    return [t("Year"), *names, t("Reading")], lines, (1, 2, 3)
