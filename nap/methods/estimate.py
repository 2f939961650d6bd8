"""How much mercury small-scale gold mining uses, by each of the ways an inventory may take (F1 to F6).

Lives here: gold from workers, units and statistics, mercury from gold, from what sites buy and lose, and from supply
and trade. Does not: where the mercury goes (balance.py), how sure a figure is (uncertainty.py), default ratios
(reference/ratios.toml). Numbers are scalars or arrays of any shapes that fit together, results have the common shape.

Mercury used is what is lost: put in less recovered and reused. Source of F1 to F6: practice of O'Neill and Telmer,
Estimating Mercury Use and Documenting Practices in ASGM (AGC and UN Environment 2017); the three ways to gold are
also those of Cheng et al. (mercury2022); pure gold and recoverable grade are Annex A4 of the former.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs

G_PER_KG = 1000.0


# --- gold ------------------------------------------------------------------------------------------------------------


def worker_based_gold_kg(
    miner_count: ArrayLike, gold_g_per_miner_day: ArrayLike, days_per_year: ArrayLike
) -> np.ndarray:
    """F2: gold in kg a year from the miners who work, the grams each finds in a day, and the days they work."""
    return _product(miner_count=miner_count, gold_g_per_miner_day=gold_g_per_miner_day, days_per_year=days_per_year) / (
        G_PER_KG
    )


def unit_based_gold_kg(
    unit_count: ArrayLike,
    ore_t_per_unit_day: ArrayLike,
    grade_g_t: ArrayLike,
    recovery_share: ArrayLike,
    days_per_year: ArrayLike,
) -> np.ndarray:
    """F3: gold in kg a year from the mills, sluices or dredges at work and the ore each takes in a day.

    grade_g_t: total grade, with recovery_share the part that is recovered (0 to 1). Where the grade entered is already
    the recoverable one, as in Annex A4 of the AGC toolkit, recovery_share is 1.
    """
    milled_g = _product(
        unit_count=unit_count,
        ore_t_per_unit_day=ore_t_per_unit_day,
        grade_g_t=grade_g_t,
        days_per_year=days_per_year,
    )
    milled_g, recovery = inputs.together(gold_g=milled_g, recovery_share=inputs.share("recovery_share", recovery_share))
    return milled_g * recovery / G_PER_KG


def official_share_gold_kg(national_gold_kg: ArrayLike, asgm_share: ArrayLike) -> np.ndarray:
    """F4: gold in kg a year that small-scale mining has of the nation's, by its share (0 to 1)."""
    gold, part = inputs.together(
        national_gold_kg=inputs.not_negative("national_gold_kg", national_gold_kg),
        asgm_share=inputs.share("asgm_share", asgm_share),
    )
    return gold * part


def residual_gold_kg(total_gold_kg: ArrayLike, large_scale_gold_kg: ArrayLike) -> np.ndarray:
    """F4: gold in kg a year left for small-scale mining: all gold (exports and domestic use) less large-scale mines.

    NapError where large-scale mines report more than all gold.
    """
    total, large = inputs.together(
        total_gold_kg=inputs.not_negative("total_gold_kg", total_gold_kg),
        large_scale_gold_kg=inputs.not_negative("large_scale_gold_kg", large_scale_gold_kg),
    )
    _no_more_than(
        "large_scale_gold_kg",
        large,
        "total_gold_kg",
        total,
        N("Bring both to the same year and to pure gold; exports of one year may be gold of the year before."),
    )
    return total - large


# --- mercury from gold -----------------------------------------------------------------------------------------------


def gold_based_hg_kg(gold_kg: ArrayLike, share: ArrayLike, hg_au_ratio_kg_kg: ArrayLike) -> np.ndarray:
    """F1: mercury used in kg a year by each practice, shape (..., practices); sum over the last axis for the total.

    gold_kg: shape (...), all gold of a place. share: shape (..., practices), the part of the gold won by each
    practice, 1 in all; the mercury-free practice is one of them, with ratio 0. hg_au_ratio_kg_kg: shape (...,
    practices), mercury lost per gold.
    """
    gold, part, ratio = inputs.together(
        gold_kg=inputs.not_negative("gold_kg", gold_kg)[..., np.newaxis],
        share=inputs.shares("share", share),
        hg_au_ratio_kg_kg=inputs.not_negative("hg_au_ratio_kg_kg", hg_au_ratio_kg_kg),
    )
    return gold * part * ratio


# --- mercury from those who use it -----------------------------------------------------------------------------------


def unit_based_hg_kg(
    unit_count: ArrayLike, hg_lost_kg_per_unit_month: ArrayLike, months_per_year: ArrayLike
) -> np.ndarray:
    """F3: mercury used in kg a year from what each mill, sluice or dredge loses in a month."""
    return _product(
        unit_count=unit_count, hg_lost_kg_per_unit_month=hg_lost_kg_per_unit_month, months_per_year=months_per_year
    )


def demand_based_hg_kg(hg_in_kg: ArrayLike, hg_recovered_kg: ArrayLike, cycles_per_year: ArrayLike) -> np.ndarray:
    """F5: mercury used in kg a year at each site: put in less recovered in one cycle, times the cycles of a year.

    Sum over sites for their total. NapError where more is recovered than was put in.
    """
    put_in, recovered, cycles = inputs.together(
        hg_in_kg=inputs.not_negative("hg_in_kg", hg_in_kg),
        hg_recovered_kg=inputs.not_negative("hg_recovered_kg", hg_recovered_kg),
        cycles_per_year=inputs.not_negative("cycles_per_year", cycles_per_year),
    )
    _no_more_than(
        "hg_recovered_kg", recovered, "hg_in_kg", put_in, N("Correct the weights; both are those of one cycle.")
    )
    return (put_in - recovered) * cycles


def purchase_based_hg_kg(
    buyer_count: ArrayLike, hg_kg_per_buyer_month: ArrayLike, months_per_year: ArrayLike
) -> np.ndarray:
    """F5: mercury used in kg a year from those who buy it and the rate at which they buy; stocks taken as level."""
    return _product(
        buyer_count=buyer_count, hg_kg_per_buyer_month=hg_kg_per_buyer_month, months_per_year=months_per_year
    )


# --- mercury from supply and trade -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Range:
    """Quantities with the range each lies in, all in one unit and shape; ends that are not stated are NaN.

    NapError where low <= value <= high is broken.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(
        cls,
        value: "ArrayLike | Range",
        low: ArrayLike = np.nan,
        high: ArrayLike = np.nan,
        name: str = "value",
    ) -> "Range":
        """A range from its ends; a Range stays as it is."""
        if isinstance(value, Range):
            return value
        inputs.ordered(name, low, value, high)
        return cls(
            *inputs.together(
                value=inputs.numbers(name, value), low=inputs.numbers(name, low), high=inputs.numbers(name, high)
            )
        )

    @classmethod
    def exact(cls, value: "ArrayLike | Range", name: str = "value") -> "Range":
        """A number taken as exact, as customs print it: its own low and high. A Range stays as it is."""
        return value if isinstance(value, Range) else cls.of(value, value, value, name)


def apparent_supply_kg(
    production_kg: "ArrayLike | Range",
    imports_kg: "ArrayLike | Range",
    exports_kg: "ArrayLike | Range",
    other_use_kg: "ArrayLike | Range" = 0.0,
    stock_change_kg: "ArrayLike | Range" = 0.0,
) -> Range:
    """Mercury that official figures leave for small-scale gold mining, kg a year, with the widest range they allow.

    Production + imports - exports - other uses - growth of stocks (positive where stocks grew). A bare number is taken
    as exact; one flow that is not known makes the supply unknown. Negative where more left than entered: then a
    source is missing from the figures.
    """
    flows = {
        "production_kg": production_kg,
        "imports_kg": imports_kg,
        "exports_kg": exports_kg,
        "other_use_kg": other_use_kg,
    }
    ranges = {name: Range.exact(flow, name) for name, flow in flows.items()}
    for name, flow in ranges.items():
        for end in (flow.value, flow.low, flow.high):
            inputs.not_negative(name, end)
    stocks = Range.exact(stock_change_kg, "stock_change_kg")
    inputs.together(**{name: flow.value for name, flow in ranges.items()}, stock_change_kg=stocks.value)
    made, came, left, other = ranges.values()
    return Range(
        value=made.value + came.value - (left.value + other.value + stocks.value),
        low=made.low + came.low - (left.high + other.high + stocks.high),
        high=made.high + came.high - (left.low + other.low + stocks.low),
    )


def informal_gap_kg(use_kg: "ArrayLike | Range", supply_kg: "ArrayLike | Range") -> Range:
    """Mercury used that no official supply explains, kg a year: use - apparent supply, never below 0; widest range.

    Form of the column "net informal imports" of UNEP and GRID-Arendal, The Illegal Trade in Chemicals, Table 3.
    """
    use, supply = Range.exact(use_kg, "use_kg"), Range.exact(supply_kg, "supply_kg")
    inputs.together(use_kg=use.value, supply_kg=supply.value)
    return Range(
        value=np.maximum(use.value - supply.value, 0.0),
        low=np.maximum(use.low - supply.high, 0.0),
        high=np.maximum(use.high - supply.low, 0.0),
    )


def supply_based_hg_kg(supply_kg: "ArrayLike | Range", informal_net_imports_kg: "ArrayLike | Range") -> Range:
    """F6: mercury used in kg a year: apparent supply plus what comes in informally (net; negative where it leaves)."""
    supply = Range.exact(supply_kg, "supply_kg")
    informal = Range.exact(informal_net_imports_kg, "informal_net_imports_kg")
    inputs.together(supply_kg=supply.value, informal_net_imports_kg=informal.value)
    return Range(supply.value + informal.value, supply.low + informal.low, supply.high + informal.high)


def _product(**factors: ArrayLike) -> np.ndarray:
    return np.prod(inputs.together(**{name: inputs.not_negative(name, each) for name, each in factors.items()}), axis=0)


def _no_more_than(name: str, part: np.ndarray, of: str, whole: np.ndarray, fix: str) -> None:
    for at in np.argwhere(part > whole)[:1]:
        at = tuple(int(i) for i in at)
        raise NapError(
            N("{name} is {value}, more than {of}, which is {whole}."),
            fix,
            name=inputs.where(name, at),
            value=f"{part[at]:.6g}",
            of=of,
            whole=f"{whole[at]:.6g}",
        )
