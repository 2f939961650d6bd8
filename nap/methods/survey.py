"""From sites that were visited to all sites: estimators of survey sampling, with what the sample leaves open.

Lives here: the ratio estimator of mercury to gold, and the stratified total of a finite population. Does not: sums of
regions (uncertainty.py). What a sample cannot tell is NaN, never 0. Formulas: textbook survey sampling (Cochran,
Sampling Techniques, chapters 5 and 6; from general knowledge, the pages were not read).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs
from nap.methods.uncertainty import HIGH, Z_95


@dataclass(frozen=True)
class RatioEstimate:
    """Mercury per gold (kg/kg) of all sites from n of them, with standard error and 95 % half-width.

    Standard error and half-widths are NaN from a single site. population_count: of all sites, None where not known.
    """

    hg_au_ratio_kg_kg: float
    standard_error_kg_kg: float
    half_width_kg_kg: float
    n: int
    population_count: int | None

    @property
    def half_width_pct(self) -> float:
        """Half-width in % of the ratio; NaN where the ratio is 0."""
        return 100 * self.half_width_kg_kg / self.hg_au_ratio_kg_kg if self.hg_au_ratio_kg_kg > 0 else np.nan


def ratio_estimate(gold_kg: ArrayLike, hg_kg: ArrayLike, population_count: int | None = None) -> RatioEstimate:
    """The ratio of sums over the sampled sites, never the mean of their ratios, which small sites would distort.

    gold_kg, hg_kg: shape (sites,), of the same sites and time. Sites where either is not known are left out, n counts
    the rest. population_count: all sites the sample stands for; without it the sample is taken as small beside them.
    NapError where nothing is left, gold is 0 in all, or more sites were sampled than there are.
    """
    gold, mercury = inputs.together(
        gold_kg=np.atleast_1d(inputs.not_negative("gold_kg", gold_kg)),
        hg_kg=np.atleast_1d(inputs.not_negative("hg_kg", hg_kg)),
    )
    known = ~(np.isnan(gold) | np.isnan(mercury))
    gold, mercury, n = gold[known], mercury[known], int(known.sum())
    if gold.sum() == 0:
        raise NapError(
            N("None of the {count} sites has both a known mercury loss and gold above 0, so no ratio follows."),
            N("Add sites where both were weighed."),
            count=known.size,
        )
    if population_count is not None:
        _no_larger_sample("population_count", np.array(n), np.array(population_count))
    ratio = mercury.sum() / gold.sum()
    error = half = np.nan
    if n > 1:
        left = 1 - n / population_count if population_count else 1.0
        residual = ((mercury - ratio * gold) ** 2).sum() / (n - 1)
        error = float(np.sqrt(left * residual / n) / gold.mean())
        half = float(stdtrit(n - 1, HIGH)) * error
    return RatioEstimate(float(ratio), error, half, n, population_count)


@dataclass(frozen=True)
class StratifiedTotal:
    """A total over all sites, with its standard error, in the unit of the means; and the total of each stratum.

    is_estimable: shape (strata,), False where fewer than two sites stand for a stratum that has more. One such
    stratum makes the standard error NaN, one without any site makes the total NaN as well.
    """

    total: float
    standard_error: float
    stratum_total: np.ndarray
    is_estimable: np.ndarray
    n: int
    population_count: int

    @property
    def half_width_pct(self) -> float:
        """95 % half-width in % of the total; NaN where it cannot be told or the total is 0."""
        return 100 * Z_95 * self.standard_error / self.total if self.total > 0 else np.nan


def stratified_total(
    population_count: ArrayLike, sample_count: ArrayLike, mean: ArrayLike, standard_deviation: ArrayLike
) -> StratifiedTotal:
    """The total of all strata, each with its finite population: T = sum of N * mean, Var = N² (1 - n/N) s²/n.

    All of shape (strata,): sites there are, sites sampled, mean and standard deviation of the sampled ones (per site,
    0 or more; n - 1 in the denominator; not needed where every site was sampled).
    """
    sites, sampled, mean, spread = inputs.together(
        population_count=np.atleast_1d(inputs.not_negative("population_count", population_count)),
        sample_count=np.atleast_1d(inputs.not_negative("sample_count", sample_count)),
        mean=np.atleast_1d(inputs.not_negative("mean", mean)),
        standard_deviation=np.atleast_1d(inputs.not_negative("standard_deviation", standard_deviation)),
    )
    _no_larger_sample("sample_count", sampled, sites)
    is_whole = sampled == sites
    is_estimable = is_whole | (sampled >= 2)
    totals = np.where(sites == 0, 0.0, np.where(sampled > 0, sites * mean, np.nan))
    counted = np.where(sampled > 0, sampled, 1.0)
    variance = np.where(is_whole, 0.0, np.where(is_estimable, sites * (sites - sampled) * spread**2 / counted, np.nan))
    return StratifiedTotal(
        total=float(totals.sum()),
        standard_error=float(np.sqrt(variance.sum())),
        stratum_total=totals,
        is_estimable=is_estimable,
        n=int(sampled.sum()),
        population_count=int(sites.sum()),
    )


def _no_larger_sample(name: str, sampled: np.ndarray, sites: np.ndarray) -> None:
    for at in np.argwhere(sampled > sites)[:1]:
        at = tuple(int(i) for i in at)
        raise NapError(
            N("{name}: {sampled} sites were sampled, yet there are only {sites}."),
            N("Correct one of the two numbers; a site visited twice counts once."),
            name=inputs.where(name, at),
            sampled=f"{sampled[at]:.0f}",
            sites=f"{sites[at]:.0f}",
        )
