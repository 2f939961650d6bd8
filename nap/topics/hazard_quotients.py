"""Hazard quotients of one place in words: a child that swallows soil, people who eat fish, air.

Rows of contaminated_samples go in, a table with formula, inputs and source of each comes out. The arithmetic stands in
methods/contamination.py. Which site comes first is told in contaminated.py; no quotient is a forecast of illness.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from nap.language.texts import N, Words, is_missing
from nap.methods import censored, contamination, values
from nap.topics.blocks import Cells

TITLE = N("Hazard quotients")
NOTE = N(
    "Measured as a multiple of what may be taken in every day: from 1 on the dose held to be safe is passed. It tells "
    "of a dose, not of an illness, and holds only where people meet this soil, fish or air as assumed. Below the limit "
    "of detection no quotient is computed. C: measured; IR: swallowed or eaten; EF, ED, AT: days a year, years, days "
    "averaged over; BW: body weight; RfD, RfC: the daily dose, and the air, held to be safe."
)
# What each quotient is computed from: matrix, bases, forms of mercury. Dry soil, fish as eaten.
FITTING = {
    "child_soil": ("soil", ("dry",), ("total", "inorganic")),
    "fish": ("fish", ("wet",), ("total", "methyl")),
    "air": ("air", ("none",), ("total", "elemental")),
}


def quotients_table(rows: pd.DataFrame, words: Words) -> Cells:
    """The quotients of the median and of the highest measurement: headings, rows, numeric columns.

    rows: matrix, species, basis, value, upper, is_below_lod, unit in the standard unit. No row for what was not
    measured or nowhere detected; no median of fewer than five measurements, or where it lies below a limit. A result
    for several specimens counts once, as in the indicators.
    """
    t, lines = words.t, []
    for code, (matrix, bases, forms) in FITTING.items():
        own = rows[(rows["matrix"] == matrix) & rows["basis"].isin(bases) & rows["species"].isin(forms)]
        own = own[own["upper"].notna()]
        for name, value in _figures(own, words):
            for how, compute, source in _ways(code, words):
                lines.append(
                    [
                        f"{t(contamination.FORMULAS[code].title)}, {name}",
                        words.quantity(value, own["unit"].iloc[0]),
                        words.number(float(compute(value))),
                        how,
                        source,
                    ]
                )
    return [t("What"), t("Measured"), t("HQ"), t("Formula and inputs"), t("Source")], lines, [1, 2]


def _figures(own: pd.DataFrame, words: Words) -> Iterator[tuple[str, float]]:
    if own["value"].notna().sum() == 0:
        return
    median = censored.quantile(censored.of(own.assign(count=1)), 0.5).value
    if median is not None and not is_missing(median):
        yield words.t("median"), float(median)
    yield words.t("highest"), float(own["value"].max())


def _ways(code: str, words: Words) -> Iterator[tuple[str, Callable[[float], np.ndarray], str]]:
    """Each way to compute a quotient: its formula with the inputs filled in, the function, the source."""
    t, formula = words.t, contamination.FORMULAS[code].formula
    if code == "child_soil":
        names = ("child_soil_mg_day", "child_days_year", "child_years", "child_kg")
        eaten, days, years, weight = (words.number(contamination.constant(name)) for name in names)
        dose = contamination.intake("epa_rfd_inorganic")
        how = t(
            "{formula}; IR {eaten} mg a day, EF {days} days a year, ED {years} years, AT = ED × 365 days, "
            "BW {weight} kg, RfD {dose} mg/kg a day",
            formula=formula,
            eaten=eaten,
            days=days,
            years=years,
            weight=weight,
            dose=words.number(dose["value"] / 1000, 4),
        )
        yield how, contamination.child_soil, _sources([dose, *contamination.assumed(*names)], words)
    elif code == "fish":
        dose = contamination.intake("epa_rfd_methyl")
        for eater in values.rows("contamination", "eater"):
            how = t(
                "{formula}; IR {eaten} g a day, BW {weight} kg, RfD {dose} µg/kg a day",
                formula=formula,
                eaten=words.number(eater["fish_g_day"]),
                weight=words.number(eater["body_kg"]),
                dose=words.number(dose["value"]),
            )
            yield how, _eaten_by(eater), _sources([dose, eater], words)
    else:
        least = contamination.reference_air()
        how = t("{formula}; RfC {value}", formula=formula, value=words.quantity(least["value"], least["unit"]))
        yield how, contamination.air, _sources([least], words)


def _eaten_by(eater: dict) -> Callable[[float], np.ndarray]:
    return lambda value: contamination.fish(value, eater["fish_g_day"], eater["body_kg"])


def _sources(rows: list[dict], words: Words) -> str:
    """Each source once, those that were not read marked."""
    return " · ".join(dict.fromkeys(values.cited(row, words) for row in rows))
