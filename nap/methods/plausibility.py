"""Whether figures can be right as they stand: sentences for figures that look like slips of unit or of method.

Each function returns findings (NapError: what looks wrong, what to do), none raised and nothing changed: a figure that
looks wrong may be right. `values` of a finding also carries `position`, the index of the figure.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs
from nap.methods import values as reference
from nap.methods.units import KG_PER_T

SLIP_TOLERANCE = 5.0  # our choice: a slip of 1000 beside a real change of up to five times
NEIGHBOURS = 4  # our choice: two years before and two after, so that two slips in a row still stand out


def implied_ratio_kg_kg(hg_use_kg: ArrayLike, gold_kg: ArrayLike) -> np.ndarray:
    """Mercury used per gold produced that two figures imply; any shapes that fit; NaN where there is no gold."""
    mercury, gold = inputs.together(
        hg_use_kg=inputs.not_negative("hg_use_kg", hg_use_kg), gold_kg=inputs.not_negative("gold_kg", gold_kg)
    )
    return np.divide(mercury, gold, out=np.full(gold.shape, np.nan), where=gold > 0)


def ratio_bounds_kg_kg(practice: str = "all") -> dict:
    """The row of reference/ratios.toml with the bounds of a plausible ratio: low, high, source, source_status."""
    return reference.row("ratios", "ratio", practice=practice, quantity="plausible_hg_au_ratio_kg_kg")


def ratio_findings(hg_use_kg: ArrayLike, gold_kg: ArrayLike, practice: str = "all") -> list[NapError]:
    """A finding for each estimate, shape (estimates,), whose implied ratio lies outside the bounds of its practice."""
    bounds = ratio_bounds_kg_kg(practice)
    ratio = np.atleast_1d(implied_ratio_kg_kg(hg_use_kg, gold_kg))
    mercury, gold = inputs.together(hg_use_kg=np.atleast_1d(hg_use_kg), gold_kg=np.atleast_1d(gold_kg))
    return [
        NapError(
            N("{hg} kg of mercury for {gold} kg of gold are {ratio} to 1, outside the plausible {low} to {high}."),
            N("Check both units, and whether the mercury is what was lost or all that was put in."),
            hg=f"{mercury[i]:.6g}",
            gold=f"{gold[i]:.6g}",
            ratio=f"{ratio[i]:.3g}",
            low=bounds["low"],
            high=bounds["high"],
            source_status=bounds["source_status"],
            position=int(i),
        )
        for i in np.flatnonzero((ratio < bounds["low"]) | (ratio > bounds["high"]))
    ]


def slip_findings(
    values: ArrayLike, years: ArrayLike | None = None, series: Sequence | None = None, unit: str = "kg"
) -> list[NapError]:
    """Figures about 1000 times larger or smaller than those of the years around them: kilograms taken for tonnes.

    values, years, series: shape (figures,), in any order; figures are compared within one series only (one place,
    practice, method). Zero and unknown are neither found nor compared with. Among as many large as small figures all
    are found, since nothing tells which are wrong. Findings are in the order of the figures.
    """
    value = np.atleast_1d(inputs.not_negative("values", values))
    year = np.arange(value.size) if years is None else np.atleast_1d(inputs.numbers("years", years))
    label = np.array([str(each) for each in ([""] * value.size if series is None else series)])
    inputs.together(values=value, years=year, series=label)
    found = []
    for name in dict.fromkeys(label):
        own = np.flatnonzero((label == name) & (value > 0) & ~np.isnan(year))
        for i in own.tolist():
            others = own[own != i]
            near = others[np.argsort(np.abs(year[others] - year[i]), kind="stable")][:NEIGHBOURS]
            if near.size and (finding := _slip(value, year, near, i, unit)):
                found.append(finding)
    return sorted(found, key=lambda each: each.values["position"])


def _slip(value: np.ndarray, year: np.ndarray, near: np.ndarray, i: int, unit: str) -> NapError | None:
    # Of logarithms, so that between one large and one small neighbour stands neither, but what is between them.
    usual = float(np.exp(np.median(np.log(value[near]))))
    times = value[i] / usual
    size = max(times, 1 / times)
    if not KG_PER_T / SLIP_TOLERANCE <= size <= KG_PER_T * SLIP_TOLERANCE:
        return None
    what = (
        N("{value} {unit} in {year} is about {times} times as much as in the years around it ({usual} {unit}).")
        if times > 1
        else N("{value} {unit} in {year} is about {times} times less than in the years around it ({usual} {unit}).")
    )
    return NapError(
        what,
        N("Check whether kilograms and tonnes were mixed up."),
        value=f"{value[i]:.6g}",
        unit=unit,
        year=f"{year[i]:.0f}",
        times=f"{size:.0f}",
        usual=f"{usual:.6g}",
        position=int(i),
    )
