"""Where the mercury goes: the mass balance by process step (F7), and the view of the UNEP Toolkit beside it.

Lives here: recovered, to air, to land and water, for each practice. Does not: how much gold is won (estimate.py),
default ratios and factors (reference/ratios.toml, reference/release_factors.toml), the same balance over a pack's
estimates (derived/mercury_balance.sql). Numbers are scalars or arrays of any shapes that fit together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs


@dataclass(frozen=True)
class Balance:
    """Mercury in kg a year: put in = recovered + to air + to land and water, always; one shape for all."""

    recovered_kg: np.ndarray
    air_kg: np.ndarray
    land_water_kg: np.ndarray

    @property
    def input_kg(self) -> np.ndarray:
        """Mercury put in, before anything is recovered."""
        return self.recovered_kg + self.use_kg

    @property
    def use_kg(self) -> np.ndarray:
        """Mercury used: lost to air, land and water."""
        return self.air_kg + self.land_water_kg

    @property
    def air_share(self) -> np.ndarray:
        """Share of the mercury used that goes to air, 0 to 1; NaN where none is used."""
        return _share(self.air_kg, self.use_kg)


def balance(
    gold_kg: ArrayLike,
    tailings_loss_ratio_kg_kg: ArrayLike,
    amalgam_ratio_kg_kg: ArrayLike,
    retort_share: ArrayLike = 0.0,
    retort_efficiency: ArrayLike = 0.0,
    reactivation_share: ArrayLike = 0.0,
) -> Balance:
    """F7: the fate of the mercury put in to win gold, kg a year.

    Per kg of gold, tailings_loss_ratio (t) goes with the tailings and amalgam_ratio (b) into the amalgam, which is
    about half gold, so b is about 1 (Gibb and O'Leary 2014, doi 10.1289/ehp.1307864). retort_share (0 to 1) of the
    amalgam meets a retort or hood that captures retort_efficiency (0 to 1) of its mercury for reuse: air =
    b (1 - share * efficiency). reactivation_share (0 to 1) of the mercury in tailings is won back and reused: land and
    water = t (1 - reactivation). Where no amalgam meets a retort, its efficiency need not be known.
    """
    gold, lost, amalgam, meets, captures, regained = inputs.together(
        gold_kg=inputs.not_negative("gold_kg", gold_kg),
        tailings_loss_ratio_kg_kg=inputs.not_negative("tailings_loss_ratio_kg_kg", tailings_loss_ratio_kg_kg),
        amalgam_ratio_kg_kg=inputs.not_negative("amalgam_ratio_kg_kg", amalgam_ratio_kg_kg),
        retort_share=inputs.share("retort_share", retort_share),
        retort_efficiency=inputs.share("retort_efficiency", retort_efficiency),
        reactivation_share=inputs.share("reactivation_share", reactivation_share),
    )
    captured = np.where((meets == 0) | (amalgam == 0), 0.0, meets * captures)
    regained = np.where(lost == 0, 0.0, regained)
    # None of an unknown amount is none, as in derived/mercury_balance.sql; else what is not known stays unknown.
    in_amalgam_kg, in_tailings_kg = (np.where(ratio == 0, 0.0, gold * ratio) for ratio in (amalgam, lost))
    from_amalgam_kg = np.where(captured == 0, 0.0, in_amalgam_kg * captured)
    from_tailings_kg = np.where(regained == 0, 0.0, in_tailings_kg * regained)
    return Balance(
        recovered_kg=from_amalgam_kg + from_tailings_kg,
        air_kg=in_amalgam_kg * (1 - captured),
        land_water_kg=in_tailings_kg * (1 - regained),
    )


def net_ratio_kg_kg(
    tailings_loss_ratio_kg_kg: ArrayLike,
    amalgam_ratio_kg_kg: ArrayLike,
    retort_share: ArrayLike = 0.0,
    retort_efficiency: ArrayLike = 0.0,
    reactivation_share: ArrayLike = 0.0,
) -> np.ndarray:
    """Mercury used per gold that follows from a practice: R = t (1 - reactivation) + b (1 - share * efficiency)."""
    return balance(
        1.0,
        tailings_loss_ratio_kg_kg,
        amalgam_ratio_kg_kg,
        retort_share,
        retort_efficiency,
        reactivation_share,
    ).use_kg


# --- the view of the UNEP Toolkit ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToolkitRelease:
    """Mercury in kg a year as the UNEP Toolkit counts it: input = air + water + land; one shape for all."""

    input_kg: np.ndarray
    air_kg: np.ndarray
    water_kg: np.ndarray
    land_kg: np.ndarray


def toolkit_release(
    gold_kg: ArrayLike, input_factor_kg_kg: ArrayLike, air: ArrayLike, water: ArrayLike, land: ArrayLike
) -> ToolkitRelease:
    """Releases after the UNEP Toolkit, 5.2.2: input = gold x input factor, each pathway = input x its factor.

    air, water, land: distribution factors (0 to 1), 1 in all; NapError where they are not. They come from
    reference/release_factors.toml or from the country's own copy of the Toolkit.
    """
    gold, factor, air, water, land = inputs.together(
        gold_kg=inputs.not_negative("gold_kg", gold_kg),
        input_factor_kg_kg=inputs.not_negative("input_factor_kg_kg", input_factor_kg_kg),
        air=inputs.numbers("air", air),
        water=inputs.numbers("water", water),
        land=inputs.numbers("land", land),
    )
    inputs.shares("air, water, land", np.stack([air, water, land], axis=-1))
    put_in = gold * factor
    return ToolkitRelease(put_in, put_in * air, put_in * water, put_in * land)


# Our choice: the two air shares of concentrate, 0.75 and 0.77, pass; those of whole ore, 0.6 and 0.2, do not.
AIR_SHARE_GAP = 0.10


def air_shares_differ(toolkit_air_share: float, balance_air_share: float) -> NapError | None:
    """A sentence for the reader where Toolkit and mass balance send clearly different shares to air, else None."""
    toolkit, own = inputs.share("toolkit_air_share", toolkit_air_share), inputs.share("air_share", balance_air_share)
    if not abs(toolkit - own) > AIR_SHARE_GAP:
        return None
    return NapError(
        N("The Toolkit’s factors send {toolkit} % of the mercury to air, the mass balance {own} %."),
        N("Say which of the two a figure rests on, and never compare figures that rest on different ones."),
        toolkit=f"{100 * float(toolkit):.0f}",
        own=f"{100 * float(own):.0f}",
    )


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
