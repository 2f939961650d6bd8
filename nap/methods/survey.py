"""From sites that were visited to all sites: what a sample leaves open.

Lives here: how far the mean of a random sample may be off. Does not: sums of places (sum_range.py). Formulas: textbook
survey sampling (Cochran, Sampling Techniques, chapter 2; from general knowledge, the pages were not read).
"""

import numpy as np
from scipy.special import stdtrit

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs
from nap.methods.uncertainty import HIGH


def sample_half_width_pct(
    population_count: float, sample_count: float, mean: float, standard_deviation: float
) -> float:
    """Half of the 95 % range of the mean of all sites, in % of it, from a random sample of them.

    t(n - 1) * root of (1 - n/N) s² / n: the more of all N sites were visited, the less is left open, and nothing where
    all were. mean, standard_deviation: of the n sites of the sample, one unit, 0 or more, n - 1 in the denominator. NaN
    where a number is not known, where one site alone was visited, or where the mean is 0 and the sites differ.
    NapError where more sites were visited than there are.
    """
    sites = float(inputs.not_negative("population_count", population_count))
    visited = float(inputs.not_negative("sample_count", sample_count))
    mean = float(inputs.not_negative("mean", mean))
    spread = float(inputs.not_negative("standard_deviation", standard_deviation))
    if visited > sites:
        raise NapError(
            N("{name}: {sampled} sites were sampled, yet there are only {sites}."),
            N("Correct one of the two numbers; a site visited twice counts once."),
            name="sample_count",
            sampled=f"{visited:.0f}",
            sites=f"{sites:.0f}",
        )
    if visited == sites and visited > 0:
        return 0.0
    if np.isnan([sites, visited, mean, spread]).any() or visited < 2:
        return np.nan
    if spread == 0:
        return 0.0
    if mean == 0:
        return np.nan
    error = np.sqrt((1 - visited / sites) / visited) * spread
    return float(100 * stdtrit(visited - 1, HIGH) * error / mean)
