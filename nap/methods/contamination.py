"""How contaminated a soil or sediment is beside its background, and hazard quotients of what people take in.

Contamination factor, index of geoaccumulation and Håkanson's ecological risk factor of mercury, with classes; hazard
quotients for a child that swallows soil, for people who eat fish, and for air. Each has its formula and source for the
screen. Arrays of any shape go in; what is not known (NaN) or has no background stays NaN. Concentrations of soil,
sediment and fish in mg/kg, air in µg/m³. Does not: say whether a site is dangerous, or convert units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from nap.language.texts import N
from nap.methods import inputs
from nap.methods import values as reference

DAYS_A_YEAR, DAYS_A_WEEK, KG_PER_MG = 365, 7, 1e-6
CLASSES = {
    "low": N("low"),
    "moderate": N("moderate"),
    "considerable": N("considerable"),
    "high": N("high"),
    "very_high": N("very high"),
    "class_0": N("class 0, not contaminated"),
    "class_1": N("class 1, not contaminated to moderately"),
    "class_2": N("class 2, moderately"),
    "class_3": N("class 3, moderately to heavily"),
    "class_4": N("class 4, heavily"),
    "class_5": N("class 5, heavily to extremely"),
    "class_6": N("class 6, extremely"),
}


@dataclass(frozen=True)
class Formula:
    """How a figure is told on the screen: its name, its formula, and what the letters stand for."""

    title: str
    formula: str
    about: str


FORMULAS = {
    "contamination_factor": Formula(
        N("Contamination factor"), "CF = C / B", N("C: mercury measured; B: background, in the same unit.")
    ),
    "geoaccumulation": Formula(
        N("Index of geoaccumulation"),
        "Igeo = log₂(C / (1.5 × B))",
        N("C: mercury measured; B: background; 1.5 allows for natural variation of the background."),
    ),
    "ecological_risk": Formula(
        N("Ecological risk factor (Håkanson)"),
        "Er = 40 × CF",
        N("40: toxic response of mercury; CF: contamination factor."),
    ),
    "child_soil": Formula(
        N("Hazard quotient of a child that swallows soil"),
        "HQ = C × IR × EF × ED × 10⁻⁶ / (BW × AT) / RfD",
        N(
            "C: mercury in soil, mg/kg; IR: soil swallowed, mg a day; EF: days a year; ED: years; BW: body weight, kg; "
            "AT: ED × 365 days; RfD: reference dose, mg/kg a day."
        ),
    ),
    "fish": Formula(
        N("Hazard quotient of people who eat fish"),
        "HQ = C × IR / BW / RfD",
        N(
            "C: methylmercury in fish, mg/kg wet weight; IR: fish eaten, g a day; BW: body weight, kg; RfD: reference "
            "dose, µg/kg a day. Total mercury in place of methylmercury overstates it a little."
        ),
    ),
    "air": Formula(
        N("Hazard quotient of air"),
        "HQ = C / RfC",
        N("C: mercury in air, µg/m³, as breathed in for a lifetime; RfC: reference concentration, µg/m³."),
    ),
}


# --- soil and sediment beside their background -------------------------------------------------------------------


def contamination_factor(measured: ArrayLike, background: ArrayLike) -> np.ndarray:
    """How many times the background was measured; NaN where the background is not known or not above 0."""
    found, ground = inputs.together(
        measured=inputs.not_negative("measured", measured), background=inputs.not_negative("background", background)
    )
    return np.divide(found, ground, out=np.full(found.shape, np.nan), where=ground > 0)


def geoaccumulation(measured: ArrayLike, background: ArrayLike) -> np.ndarray:
    """Igeo; minus infinity where nothing was measured."""
    with np.errstate(divide="ignore"):
        return np.log2(contamination_factor(measured, background) / constant("igeo_variation"))


def ecological_risk(measured: ArrayLike, background: ArrayLike) -> np.ndarray:
    """Er of mercury alone."""
    return constant("toxic_response") * contamination_factor(measured, background)


def class_of(index: str, values: ArrayLike) -> np.ndarray:
    """The class of each value, a key of CLASSES; None for NaN. index: contamination_factor, geoaccumulation, …"""
    row = reference.row("contamination", "index", code=index)
    values = np.asarray(values, float)
    names = np.array([*row["classes"], None], object)
    # Rounding as on paper, so that a bound written in decimals is met by a product that is not exact in binary.
    at = np.searchsorted(np.array(row["bounds"], float), np.round(values, 9), side=reference.SIDES[row["rule"]])
    return names[np.where(np.isnan(values), -1, at)]


INDICES = {
    "contamination_factor": contamination_factor,
    "geoaccumulation": geoaccumulation,
    "ecological_risk": ecological_risk,
}


# --- hazard quotients --------------------------------------------------------------------------------------------


def child_soil(soil_mg_kg: ArrayLike, **own: float) -> np.ndarray:
    """Hazard quotient of a child that swallows soil. own: child_soil_mg_day, child_days_year, child_kg if unusual."""
    dose = inputs.not_negative("soil_mg_kg", soil_mg_kg) * _child(own)  # mg per kg and day
    return dose * 1000 / intake("epa_rfd_inorganic")["value"]


def _child(own: Mapping[str, float]) -> float:
    """Dose in mg per kg and day for each mg of mercury per kg of soil. The years cancel out."""
    names = ("child_soil_mg_day", "child_days_year", "child_kg")
    eaten, days, weight = (own.get(name, constant(name)) for name in names)
    return eaten * days * KG_PER_MG / (weight * DAYS_A_YEAR)


def fish_intake(fish_mg_kg: ArrayLike, fish_g_day: ArrayLike, body_kg: ArrayLike) -> np.ndarray:
    """Mercury taken in with fish, µg per kg of body weight and day."""
    found, eaten, weight = inputs.together(
        fish_mg_kg=inputs.not_negative("fish_mg_kg", fish_mg_kg),
        fish_g_day=inputs.not_negative("fish_g_day", fish_g_day),
        body_kg=inputs.not_negative("body_kg", body_kg),
    )
    return np.divide(found * eaten, weight, out=np.full(found.shape, np.nan), where=weight > 0)


def fish(fish_mg_kg: ArrayLike, fish_g_day: ArrayLike, body_kg: ArrayLike) -> np.ndarray:
    """Hazard quotient of people who eat fish, for methylmercury."""
    return fish_intake(fish_mg_kg, fish_g_day, body_kg) / intake("epa_rfd_methyl")["value"]


def air(air_ug_m3: ArrayLike) -> np.ndarray:
    """Hazard quotient of air as breathed in for a lifetime; a spot reading is indicative only."""
    return inputs.not_negative("air_ug_m3", air_ug_m3) / reference_air()["value"]


@cache
def constant(name: str) -> float:
    """One number of the reference file."""
    return reference.row("contamination", "constant", name=name)["value"]


def assumed(*names: str) -> list[dict]:
    """The rows of the reference file behind these constants: value, unit, source, source_status."""
    return [reference.row("contamination", "constant", name=name) for name in names]


def intake(code: str) -> dict:
    """One tolerable intake of guidance_values.toml: value, unit, body, source, source_status."""
    return reference.row("guidance_values", "intake", code=code)


def reference_air() -> dict:
    """The reference concentration of air: value, unit, body, source, source_status."""
    return reference.row("guidance_values", "guidance", code="epa_rfc")
