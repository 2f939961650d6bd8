"""A second opinion on where to act first: hazard × pathway × people, each 0 to 3, and the worst pathway decides.

Far simpler than methods/soil_exposure.py and with more pathways (touch, water and fish, air), so that a workshop sees
whether the order depends on the method. All cut-offs are chosen here (reference/risk_matrix.toml). What is not
known takes its lowest and its highest value: a product can only rise with each of its parts, so these are the lowest
and the highest score the unknowns allow. No risk assessment. Does not: collect the inputs (derived/site_exposure.sql).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import kendalltau

from nap.language.texts import N
from nap.methods import values as reference
from nap.methods.soil_exposure import RINGS, Arrays, decoded, default_benchmark, floats, highest_people, named_range

PATHWAYS = {
    "contact": N("Touching or swallowing soil"),
    "water": N("Water, sediment and fish"),
    "air": N("Breathing vapour"),
}
# Who is reached on each pathway.
NEAR = ("residents_level1", "residents_level2", "workers", RINGS[0])
REACHED = {"contact": NEAR, "water": (*NEAR, *RINGS[1:]), "air": NEAR}


def _look_up(name: str, values: np.ndarray) -> np.ndarray:
    return reference.look_up("risk_matrix", name, values)


@cache
def contact() -> dict[str, float]:
    """How easily mercury reaches people by touch, by code of accessibility."""
    (row,) = reference.rows("risk_matrix", "contact")
    return {code: float(value) for code, value in row.items() if not code.startswith("source")}


def assess(rows: Mapping[str, np.ndarray], benchmark: float | None = None) -> Arrays:
    """The score of each site as a range, its class and the pathway that decides; arrays of shape (sites,).

    rows: as for soil_exposure.Corners.of, and water_low, water_high, air_low, air_high: the highest measurement as a
    multiple of its reference value, at least and at most (NaN: not measured; low NaN alone: not detected). benchmark:
    of soil, mg/kg. Returns matrix_low and matrix_high (0 to 27), matrix_class, matrix_path (of the high end; None where
    it is 0), and hazard, strength and people of each pathway as `<pathway>_<part>_low` and `_high`.
    """
    benchmark = default_benchmark() if benchmark is None else float(benchmark)
    soil = np.fmax(floats(rows["soil_high"]), floats(rows["soil_lod"])) / benchmark
    measured = {"contact": (floats(rows["soil_low"]) / benchmark, soil)}
    measured |= {path: (floats(rows[f"{path}_low"]), floats(rows[f"{path}_high"])) for path in ("water", "air")}
    kind = np.asarray(rows["source_kind"], object)
    parts: Arrays = {}
    products: dict[str, list[np.ndarray]] = {"low": [], "high": []}
    for path, (least, most) in measured.items():
        row = reference.row("risk_matrix", "pathway", code=path)
        unknown_kind = ~np.isin(kind, np.array(_all_kinds(), object))
        applies = np.isin(kind, np.array(row["kinds"], object))
        blind = np.isnan(most)
        # Where nobody measured, a pathway that the source has is a hazard of 1 to 3, one it has not is none.
        sure = np.where(blind, np.where(applies, 1, 0), _look_up("hazard", np.nan_to_num(least, posinf=np.inf)))
        worst = np.where(
            blind, np.where(applies | unknown_kind, 3, 0), _look_up("hazard", np.nan_to_num(most, posinf=np.inf))
        )
        people_low, people_high = _people(rows, REACHED[path])
        strength = _contact(rows) if path == "contact" else (np.full(len(kind), float(row["strength"])),) * 2
        for end, hazard, way, people in (
            ("low", sure, strength[0], people_low),
            ("high", worst, strength[1], people_high),
        ):
            parts |= {f"{path}_hazard_{end}": hazard, f"{path}_strength_{end}": way, f"{path}_people_{end}": people}
            products[end].append(hazard * way * people)
    low, high = (np.max(products[end], axis=0) for end in ("low", "high"))
    deciding = np.array([*PATHWAYS, None], object)[np.where(high > 0, np.argmax(products["high"], axis=0), -1)]
    return {
        "matrix_low": low,
        "matrix_high": high,
        "matrix_class": named_range(_look_up("class", low).astype(int), _look_up("class", high).astype(int)),
        "matrix_path": deciding,
        **parts,
    }


def _all_kinds() -> list[str]:
    return reference.row("risk_matrix", "pathway", code="contact")["kinds"]


def _people(rows: Mapping[str, np.ndarray], names) -> tuple[np.ndarray, np.ndarray]:
    most = highest_people(rows["population"])
    counts = np.array([floats(rows[name]) for name in names])
    low = np.nan_to_num(counts).sum(axis=0)
    high = np.where(np.isnan(counts), most, counts).sum(axis=0)
    return _look_up("people", low), _look_up("people", high)


def _contact(rows: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    values = contact()
    access = decoded(rows["accessibility"], values)
    residents = np.nan_to_num(floats(rows["residents_level1"])) + np.nan_to_num(floats(rows["residents_level2"]))
    unknown = np.isnan(floats(rows["residents_level1"])) | np.isnan(floats(rows["residents_level2"]))
    low = np.where(np.isnan(access), min(values.values()), access)
    high = np.where(np.isnan(access), max(values.values()), access)
    strongest = max(values.values())
    return np.where(residents > 0, strongest, low), np.where((residents > 0) | unknown, strongest, high)


@dataclass(frozen=True)
class Agreement:
    """How far two methods put the same sites in the same order.

    tau: Kendall's tau-b of the middles of the ranges, 1 the same order, 0 unrelated, -1 the reverse; None where fewer
    than two sites differ in either. top, top_shared: how many sites were looked at from the top, and how many of them
    both methods put there.
    """

    sites: int
    tau: float | None
    top: int
    top_shared: int


def agreement(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray], top: int = 10) -> Agreement:
    """Compare two methods by the ranges (low, high) they give the same sites, each of shape (sites,).

    Ties at the edge of the top count by position, so the sites should come in an order that means nothing.
    """
    one, other = ((low + high) / 2 for low, high in (first, second))
    count, top = len(one), min(top, len(one))
    tau = kendalltau(one, other).statistic if count > 1 else np.nan
    best = [set(np.argsort(-each, kind="stable")[:top]) for each in (one, other)]
    return Agreement(count, None if np.isnan(tau) else float(tau), top, len(best[0] & best[1]))
