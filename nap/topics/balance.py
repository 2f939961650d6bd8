"""The mercury balance: what was put in, through which practices, where it went, and whether supply explains it.

Sentence, flows and table are of the same rounded figures, so that what stands in the table adds up to the letter. The
balance itself is computed in SQL (derived/mercury_balance.sql); supply against use is supply.py.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from nap.figures import balance as charts
from nap.language.texts import N, Words, is_missing
from nap.methods import plausibility, values
from nap.methods.units import KG_PER_T
from nap.pack import contract
from nap.topics import judgement, mercury, supply
from nap.topics.ask import Ask, Question
from nap.topics.blocks import Block, Cells, Figure, Lead, Missing, Notice, Pairs, Remark, Section, Table
from nap.topics.rows import Rows

QUESTION = N("Where does the mercury come from, and where does it go?")
FATES = {  # column of the rows -> its heading; in the order of the picture from top to bottom
    "recovered_kg": N("Recovered and used again"),
    "air_kg": N("To air"),
    "land_water_kg": N("To land and water"),
    "not_known_kg": N("Fate not known"),
}
DIGITS = 4  # of the total, so that a practice's share of it still shows
DIFFERENCE = 0.01  # ours: stated use that differs more from its balance is told; less is rounding


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Where does the mercury come from, and where does it go?"""
    t = words.t
    yield Missing("no-use", tables=("mercury_use",))
    if data.lacks("mercury_use"):
        return
    which = Question(
        "method", t("Method series"), mercury.series_choices(data.rows("mercury_series"), words), width=720
    )
    years = data.rows("balance_years", method_series=ask.answer(which) or "")["year"]
    when = Question("year", t("Year"), {str(each): str(each) for each in years}, width=180)
    series, chosen = ask.together([which, when])
    year = int(chosen) if chosen else None
    yield from fate_blocks(series or "", year, data, words)
    yield Section(
        "supply",
        t("Does official supply explain the use?"),
        lambda: supply_blocks(series or "", year, data, words),
    )


def fate_blocks(series: str, year: int | None, data: Rows, words: Words) -> Iterator[Block]:
    """One year of one series: the sentence, the flows, and the table of the same numbers with its check."""
    t, place = words.t, data.place_name()
    rows = data.rows("balance_by_practice", method_series=series, year=year)
    why = no_balance_sentence(rows, series, place, words)
    if why or year is None:  # of no year there are no rows, and the sentence says so
        yield Notice("no-balance", why)
        return
    it = Balance(rows)
    yield Lead("balance", balance_sentence(it, place, year, words))
    yield Figure(
        "flows",
        charts.fate,
        flow_rows(it, words),
        title=t("Where the mercury went, {year}", year=year),
        name="balance-flows",
        about=t("From what was put in, through each practice, to where it went."),
        unit=it.unit,
        tables=("mercury_use",),
        alt=flows_alt(it, place, year, words),
    )
    yield Table("practices", *practice_table(it, words))
    yield Remark("check", check_sentence(it, words))
    for number, remark in enumerate(remarks(it, words), 1):
        yield Remark(f"remark-{number}", remark)

    def ratios() -> Iterator[Block]:
        yield Table("ratios-table", *ratio_table(it, words), tables=("mercury_use",))

    yield Section("ratios", t("Is the mercury per gold plausible?"), ratios, t(RATIO_ABOUT))


def supply_blocks(series: str, year: int | None, data: Rows, words: Words) -> Iterator[Block]:
    """Official supply of the whole country beside the use that the series estimates."""
    t = words.t
    yield Missing("no-trade", tables=("trade_flow",))
    if data.lacks("trade_flow"):
        return
    rows = data.rows("supply_by_year", method_series=series)
    found = supply.compare(rows)
    chosen = supply.comparable_year(found, year)
    yield Lead("supply-and-use", supply.supply_sentence(found, chosen, words))
    yield Remark("judged-on", judgement.judged_sentence(data.judged_on("trade_flow"), words))
    yield supply.supply_figure("supply-years", "balance-supply", found, chosen, words)
    yield Table("supply-table", *supply.supply_table(found, words))
    if chosen:
        yield Pairs("supply-sum", supply.supply_pairs(rows, found, chosen, words), t("How the supply was computed"))
    for number, remark in enumerate(supply.remarks(rows, words), 1):
        yield Remark(f"supply-remark-{number}", remark)


# --- the balance of one year -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """The balance of one series, place and year. rows: practice, gold_kg, one column per fate, use_kg, use_unknown …

    Figures are rounded once, to `step` of `unit`; totals add the rounded figures. None is not known, never zero.
    """

    rows: pd.DataFrame

    @cached_property
    def unit(self) -> str:
        """Tonnes where there are any, else kilograms."""
        return "t" if self._whole_kg >= KG_PER_T else "kg"

    @cached_property
    def decimals(self) -> int:
        """Decimals to which every figure is rounded."""
        whole = self._whole_kg / self._size
        return max(0, DIGITS - 1 - math.floor(math.log10(whole))) if whole > 0 else 0

    @property
    def _size(self) -> float:
        return KG_PER_T if self.unit == "t" else 1.0

    @property
    def _whole_kg(self) -> float:
        return float(self.rows[list(FATES)].sum().sum())

    @cached_property
    def steps(self) -> pd.DataFrame:
        """Every fate by practice in whole steps (10**-decimals of the unit); <NA> is not known."""
        cells = self.rows.set_index("practice")[list(FATES)].astype(float)
        return (cells / self._size * 10**self.decimals).round().astype("Int64")

    def amount(self, steps) -> float | None:
        """A number of steps in the unit; None where there is none."""
        return None if is_missing(steps) else int(steps) / 10**self.decimals

    def total(self, *fates: str) -> float | None:
        """What all practices send to these fates, in the unit; None where nothing is known of any."""
        return self.amount(self.steps[list(fates or FATES)].sum(min_count=1).sum(min_count=1))

    @property
    def has_gap(self) -> bool:
        """Whether the fate of some mercury is not known."""
        return bool(self.total("not_known_kg"))

    @property
    def fates(self) -> list[str]:
        """The fates that are shown: what is not known, only where there is some."""
        return [fate for fate in FATES if fate != "not_known_kg" or self.has_gap]


# --- the sentence and its remarks ----------------------------------------------------------------------------------


def balance_sentence(it: Balance, place: str, year: int, words: Words) -> str:
    """How much was used and where it went; every part whose size is known, and the part whose fate is not."""
    t = words.t
    said = {name: words.quantity(it.total(name), it.unit) for name in FATES}
    use = words.quantity(it.total("air_kg", "land_water_kg", "not_known_kg"), it.unit)
    known = {name for name in FATES if it.total(name) is not None}
    if {"air_kg", "land_water_kg", "recovered_kg"} <= known and not it.has_gap:
        return t(
            "{place}, {year}: **{use}** of mercury were used: **{air}** went to the air and **{land_water}** to land "
            "and water; **{recovered}** were recovered and used again.",
            place=place,
            year=year,
            use=use,
            air=said["air_kg"],
            land_water=said["land_water_kg"],
            recovered=said["recovered_kg"],
        )
    parts = [t("{place}, {year}: **{use}** of mercury were used.", place=place, year=year, use=use)]
    for name, text in (
        ("air_kg", N("At least **{amount}** went to the air.")),
        ("land_water_kg", N("At least **{amount}** went to land and water.")),
        ("recovered_kg", N("At least **{amount}** were recovered and used again.")),
    ):
        if name in known:
            parts.append(t(text, amount=said[name]))
    if it.has_gap:
        text = N("Of **{amount}** the fate is not known, as the estimates do not say how much amalgam meets a retort.")
        parts.append(t(text, amount=said["not_known_kg"]))
    if "recovered_kg" not in known:
        parts.append(t("How much was recovered is not known either."))
    return " ".join(parts)


def remarks(it: Balance, words: Words) -> list[str]:
    """What a reader must know besides: gold, estimates without a figure, a year that is not whole, stated use."""
    t, rows, found = words.t, it.rows, []
    gold = rows["gold_kg"].sum() if rows["gold_kg"].notna().all() else None
    if gold is None or is_missing(gold):
        found.append(t("Some of these estimates do not give the gold produced."))
    else:
        about = N("Gold produced, with and without mercury: {gold}. It is no part of the mercury balance.")
        found.append(
            t(
                about,
                gold=words.quantity(gold / KG_PER_T if gold >= KG_PER_T else gold, "t" if gold >= KG_PER_T else "kg"),
            )
        )
    if unknown := int(rows["use_unknown"].sum()):
        found.append(
            words.plural(
                "{count} estimate gives no figure and is missing from the balance.",
                "{count} estimates give no figure and are missing from the balance.",
                unknown,
            )
        )
    if not rows["is_whole"].all():
        found.append(
            t("The year is not whole: the series gives places or practices in other years that are missing here.")
        )
    balanced = rows[["air_kg", "land_water_kg", "not_known_kg"]].sum().sum()
    stated = rows["use_kg"].sum() if rows["use_kg"].notna().all() else None
    if stated is not None and abs(stated - balanced) > DIFFERENCE * max(stated, balanced):
        text = N("The sources state {stated} used; gold and ratios of the same estimates give {balanced}, shown here.")
        size = it._size
        found.append(
            t(text, stated=words.quantity(stated / size, it.unit), balanced=words.quantity(balanced / size, it.unit))
        )
    return found


def flows_alt(it: Balance, place: str, year: int, words: Words) -> str:
    """What the picture shows, for a reader who cannot see it."""
    return balance_sentence(it, place, year, words).replace("**", "")


# --- the picture and the tables ------------------------------------------------------------------------------------


def flow_rows(it: Balance, words: Words) -> pd.DataFrame:
    """The flows of the picture: practice, practice_name, fate, fate_name, value (in the unit), above zero only."""
    name = contract.table("mercury_use").label
    return pd.DataFrame(
        [
            {
                "practice": practice,
                "practice_name": words.t(name("practice", practice)),
                "fate": fate.removesuffix("_kg"),
                "fate_name": words.t(FATES[fate]),
                "value": it.amount(cell),
                "unit": it.unit,
            }
            for practice, cells in it.steps.iterrows()
            for fate, cell in cells.items()
            if not is_missing(cell) and cell > 0
        ],
        columns=["practice", "practice_name", "fate", "fate_name", "value", "unit"],
    )


def practice_table(it: Balance, words: Words) -> Cells:
    """The balance by practice; every line and column adds up as printed."""
    name, t = contract.table("mercury_use").label, words.t

    def line(title: str, cells: pd.Series) -> list[str]:
        figures = [cells.sum(min_count=1), *cells]
        return [title, *(words.number(it.amount(figure), it.decimals) for figure in figures)]

    steps = it.steps[it.fates]
    lines = [line(t(name("practice", practice)), cells) for practice, cells in steps.iterrows()]
    lines.append(line(t("Total"), steps.sum(min_count=1)))
    put_in = t("Put in ({unit})", unit=t(it.unit))
    headings = [t("Practice"), put_in, *(t(FATES[fate]) for fate in it.fates)]
    return headings, lines, range(1, len(headings))


def check_sentence(it: Balance, words: Words) -> str:
    """The line that shows that the balance closes: put in = recovered + to air + to land and water (+ not known)."""
    t, parts = words.t, []
    for name, text in (
        ("recovered_kg", N("{amount} recovered")),
        ("air_kg", N("{amount} to air")),
        ("land_water_kg", N("{amount} to land and water")),
        ("not_known_kg", N("{amount} whose fate is not known")),
    ):
        if name in it.fates and it.total(name) is not None:
            parts.append(t(text, amount=words.number(it.total(name), it.decimals)))
    put_in = words.quantity(it.total(*it.fates), it.unit, it.decimals)
    check = N("Check: {put_in} put in = {parts}.")
    if it.has_gap:
        check = N("Check: {put_in} put in, as far as it is known = {parts}.")
    rounded = t("Figures are rounded once; totals add the rounded figures.")
    return f"{t(check, put_in=put_in, parts=' + '.join(parts))} {rounded}"


RATIO_ABOUT = N(
    "Mercury used divided by gold produced, beside the bounds beyond which a figure should be checked. The bounds are "
    "those of reference/ratios.toml; what is known of their source stands with them."
)


def ratio_table(it: Balance, words: Words) -> Cells:
    """The mercury per gold each practice implies, against plausible bounds."""
    t, label, lines = words.t, contract.table("mercury_use").label, []
    every = it.rows[["practice", "use_kg", "gold_kg"]]
    if len(every) > 1:
        whole = every[["use_kg", "gold_kg"]].sum(skipna=False)
        every = pd.concat([every, pd.DataFrame([{"practice": None, **whole}])], ignore_index=True)
    for row in every.itertuples():
        bounds = plausibility.ratio_bounds_kg_kg("all" if is_missing(row.practice) else row.practice)
        ratio = float(plausibility.implied_ratio_kg_kg(row.use_kg, row.gold_kg))
        reading = N("cannot be told") if is_missing(ratio) else N("within the bounds")
        if ratio < bounds["low"] or ratio > bounds["high"]:
            reading = N("outside the bounds: check units and method")
        lines.append(
            [
                t("Total") if is_missing(row.practice) else t(label("practice", row.practice)),
                words.quantity(row.use_kg / KG_PER_T, "t"),
                words.quantity(row.gold_kg / KG_PER_T, "t"),
                words.number(ratio),
                t("{low} to {high}", low=words.number(bounds["low"]), high=words.number(bounds["high"])),
                t(values.STATUSES[bounds["source_status"]]),
                t(reading),
            ]
        )
    headings = [
        t("Practice"),
        t("Mercury used"),
        t("Gold produced"),
        t("Mercury per gold"),
        t("Plausible bounds"),
        t("Source of the bounds"),
        t("Reading"),
    ]
    return headings, lines, (1, 2, 3)


def no_balance_sentence(rows: pd.DataFrame, series: str, place: str, words: Words) -> str:
    """Why there is no balance to show, and what to do about it; empty where there is one."""
    if len(rows) and rows[list(FATES)].sum().sum() > 0:
        return ""
    text = N("The series “{series}” tells of no mercury in {place} in these years.")
    todo = words.t("Choose another series, another place or more years.")
    return f"{words.t(text, series=mercury.series_name(series), place=place)} {todo}"
