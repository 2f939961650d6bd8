"""Mercury use: how much is used, where it goes, by practice and place; and how a method series is called.

Mass balance and ranges are computed in SQL, whether a change can be told in methods/change.py.
"""

from collections.abc import Iterator

import pandas as pd

from nap.figures.bars import bars, stacked_years
from nap.figures.lines import lines, small_multiples
from nap.language.texts import N, Words
from nap.methods.change import Estimate, change
from nap.pack import contract, indicator
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Figure, Lead, Missing, Notice
from nap.topics.indicator_figure import indicator_figure
from nap.topics.provenance import nothing_sentence
from nap.topics.rows import Rows

QUESTION = N("How much mercury is used, and where does it go?")
# Where mercury is seen, in the order of its way: emission and release are parts of the fate, never added to the use.
FATE = {
    "hg_use_t": N("Used"),
    "hg_emission_air_t": N("Emitted to air"),
    "hg_release_land_water_t": N("Released to land and water"),
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """How much mercury is used, and where does it go?"""
    yield Missing("no-use", tables=("mercury_use",))
    if data.lacks("mercury_use"):
        return
    every = data.rows("mercury_series")
    series = ask.choice("method", words.t("Method series"), series_choices(every, words))
    if series is None:
        yield Notice("nothing", nothing_sentence(data, words))
        return
    yield from series_blocks(series, list(every["method_series"]), data, words)


def series_blocks(series: str, every: list[str], data: Rows, words: Words) -> Iterator[Block]:
    """All about one method series; the others of `every` stand beside it in the first picture alone."""
    use, it = data.facts("hg_use_t"), indicator.get("hg_use_t")
    own = use[use["method_series"] == series]
    totals = own[own["series"].isna()]
    if totals.empty:
        yield Notice("no-total", no_total_sentence(series, data.place_name(), words))
        return
    yield Lead("use-now", use_sentence(totals, data.place_name(), it.unit, words))
    yield indicator_figure(
        "use",
        lines,
        use[use["series"].isna()],
        it,
        words,
        title=words.t("Mercury used, by year"),
        options={"names": {code: series_name(code) for code in every}, "focus": series},
    )
    yield fate_figure(series, data, words)
    yield Figure(
        "practices",
        stacked_years,
        own,
        (it,),
        title=words.t("By practice"),
        name="mercury-practice",
        tables=it.tables,
        unit=it.unit,
        indicators=(it.id,),
    )
    yield places_figure(series, int(totals["year"].max()), data, words)
    ratio = data.facts("hg_au_ratio_kg_kg")
    yield indicator_figure(
        "ratio",
        lines,
        ratio[(ratio["method_series"] == series) & (ratio["series"] != "mercury_free")],  # zero by its name
        indicator.get("hg_au_ratio_kg_kg"),
        words,
        options={"by": "series"},
    )


def fate_figure(series: str, data: Rows, words: Words) -> Figure:
    """What is used, and what of it goes to air, land and water, each over the years."""
    t, it = words.t, indicator.get("hg_use_t")
    rows = data.rows("headlines", ids=list(FATE))
    names = {code: t(name) for code, name in FATE.items()}
    return Figure(
        "fate",
        small_multiples,
        rows[rows["method_series"] == series],
        (it,),
        {"by": "indicator", "columns": 3, "title_width": 14, "names": names},
        title=t("Used, to air, to land and water"),
        about=t("Three quantities, never added: what goes to air, land and water is the fate of what was used."),
        name="mercury-fate",
        tables=it.tables,
        note=t(indicator.get("hg_emission_air_t").caveat),
        unit=it.unit,
        indicators=tuple(FATE),
    )


def places_figure(series: str, year: int, data: Rows, words: Words) -> Figure:
    """What is used in each smaller place in one year."""
    t, it = words.t, indicator.get("hg_use_t")
    return Figure(
        "places",
        bars,
        data.rows("fact_below_place", ids=[it.id], method_series=series, year_from=year, year_to=year),
        (it,),
        {"focus": data.place_name()},
        title=t("By place, {year}", year=year),
        name="mercury-places",
        tables=it.tables,
        unit=it.unit,
        empty=t("The estimates of this series are not given for smaller places."),
        indicators=(it.id,),
    )


# --- the method series -----------------------------------------------------------------------------------------------


def series_name(code: str) -> str:
    """A method series as a reader sees it: the publisher's code with spaces."""
    return str(code).replace("_", " ")


def series_choices(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> name, method and years of each method series; rows: method_series, method, first_year, last_year."""
    label = contract.table("mercury_use").label
    return {
        row.method_series: words.t(
            "{series}: {method}, {first} to {last}",
            series=series_name(row.method_series),
            method=words.t(label("method", row.method)),
            first=row.first_year,
            last=row.last_year,
        )
        for row in rows.itertuples()
    }


def no_total_sentence(series: str, place: str, words: Words) -> str:
    """That a series gives no total here, and what to do about it."""
    none = words.t(
        "The series “{series}” gives no total for {place} in these years.", series=series_name(series), place=place
    )
    return f"{none} {words.t('Choose another series, another place or more years.')}"


# --- the latest estimate ---------------------------------------------------------------------------------------------


def use_sentence(rows: pd.DataFrame, place: str, unit: str, words: Words) -> str:
    """The latest use with its range, and the change since the first year of the same series.

    rows: totals (no breakdown) of one method series: year, method_series, value, low, high; at least one.
    """
    t, rows = words.t, rows.sort_values("year")
    first, last = rows.iloc[0], rows.iloc[-1]
    said = {
        "place": place,
        "year": last["year"],
        "value": words.quantity(last["value"], unit),
        "low": words.number(last["low"]),
        "high": words.quantity(last["high"], unit),
        "series": series_name(last["method_series"]),
    }
    if Estimate(last["value"], last["low"], last["high"]).has_range:
        now = t(
            "{place}, {year}: **{value}** of mercury used, between {low} and {high} (method series “{series}”).",
            **said,
        )
    else:
        now = t(
            "{place}, {year}: **{value}** of mercury used; no range is given (method series “{series}”).",
            **said,
        )
    if len(rows) == 1:
        return f"{now} {t('There is no other year in this series to compare with.')}"
    return f"{now} {_change_sentence(first, last, unit, words)}"


def _change_sentence(first, last, unit: str, words: Words) -> str:
    t = words.t
    moved = change(*(Estimate(row["value"], row["low"], row["high"]) for row in (first, last)))
    said = {
        "year": first["year"],
        "value": words.quantity(first["value"], unit),
        "difference": words.quantity(abs(moved.difference), unit),
    }
    if moved.difference == 0:
        return t("The estimate is the same as in {year}.", **said)
    fell = moved.difference < 0
    if moved.is_told is None:
        if fell:
            return t(
                "The estimate is **{difference}** lower than in {year} ({value}); without ranges, whether use fell "
                "cannot be told.",
                **said,
            )
        return t(
            "The estimate is **{difference}** higher than in {year} ({value}); without ranges, whether use rose "
            "cannot be told.",
            **said,
        )
    if moved.is_told:
        if fell:
            return t("Use fell by **{difference}** since {year} ({value}); the ranges do not overlap.", **said)
        return t("Use rose by **{difference}** since {year} ({value}); the ranges do not overlap.", **said)
    if fell:
        return t(
            "The estimate is **{difference}** lower than in {year} ({value}), but the ranges overlap, so whether use "
            "fell cannot be told.",
            **said,
        )
    return t(
        "The estimate is **{difference}** higher than in {year} ({value}), but the ranges overlap, so whether use rose "
        "cannot be told.",
        **said,
    )
