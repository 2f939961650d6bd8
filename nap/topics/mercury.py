"""Mercury use in words: how a method series is called, and what the latest estimate says.

Rows in, texts out. Mass balance and ranges are computed in SQL, whether a change can be told in methods/change.py.
"""

import pandas as pd

from nap.language.texts import N, Words
from nap.methods.change import Estimate, change
from nap.pack import contract

# Where mercury is seen, in the order of its way: emission and release are parts of the fate, never added to the use.
FATE = {
    "hg_use_t": N("Used"),
    "hg_emission_air_t": N("Emitted to air"),
    "hg_release_land_water_t": N("Released to land and water"),
}


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


def sentence(rows: pd.DataFrame, place: str, unit: str, words: Words) -> str:
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
    return f"{now} {_since(first, last, unit, words)}"


def _since(first, last, unit: str, words: Words) -> str:
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
