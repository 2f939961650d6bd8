"""Statistics of measurements some of which lie below a limit of detection: percentiles and shares above a reference.

By Kaplan and Meier for values censored from the left (Helsel 2012, Statistics for censored environmental data): a
non-detect counts as somewhere below its own limit, and is never given a number. Substitution (0, half the limit, the
limit) is here to be shown beside it, so that a reader sees what it would have made of the same data. Works on counts
of equal values, as SQL gives them, so that a million measurements are a few thousand rows; scipy.stats.ecdf, against
which the tests hold it, takes no counts. Lives here: arithmetic alone. The same in SQL: nap/pack/indicators.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

FEWEST = 5  # values below which no percentile is given
CONFIDENCE = 0.95
SAME = 1e-9  # shares closer than this are one share: a product of many factors is not exact
SUBSTITUTES = (0.0, 0.5, 1.0)  # of the limit of detection


@dataclass(frozen=True)
class Values:
    """Measurements from small to large, each `count` times: `upper` is the value, or if `below` the limit."""

    upper: np.ndarray
    below: np.ndarray
    count: np.ndarray

    @property
    def n(self) -> int:
        return int(self.count.sum())

    @property
    def below_count(self) -> int:
        """How many lie below their limit of detection."""
        return int(self.count[self.below].sum())


@dataclass(frozen=True)
class Quantile:
    """A percentile: `value`; or, where it lies among the non-detects, `below` alone: it is less than that limit.

    Both None: fewer than FEWEST values.
    """

    value: float | None
    below: float | None = None


@dataclass(frozen=True)
class Exceedance:
    """The share (0 to 1) of measurements above a reference, and what may be said of it.

    share: by Kaplan and Meier; None where it cannot be told. least, most: the shares if no, or if every, non-detect
    whose limit lies above the reference (`untold` of them) exceeds it. low, high: the 95 % interval by Wilson, from the
    lower end of least to the upper end of most.
    """

    share: float | None
    low: float
    high: float
    least: float
    most: float
    n: int
    untold: int


@dataclass(frozen=True)
class Substituted:
    """What substitution would say: every non-detect taken as `factor` times its limit."""

    factor: float
    mean: float
    median: float | None
    p90: float | None
    share_above: float | None


def of(frame) -> Values:
    """Measurements from a frame with the columns upper, is_below_lod and count."""
    return _sorted(frame["upper"], frame["is_below_lod"], frame["count"])


def _sorted(upper, below, count) -> Values:
    upper = np.asarray(upper, dtype=float)
    order = np.argsort(upper, kind="stable")
    return Values(upper[order], np.asarray(below, dtype=bool)[order], np.asarray(count, dtype=np.int64)[order])


def cumulative(measured: Values) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Kaplan and Meier: each detected value, the share at or below it, and the share below it, from small to large.

    At a value u that d of the n measurements with an upper end of at most u have, the share at or below it falls by the
    factor 1 - d/n to the share below it. A non-detect whose limit equals a value lies below that value.
    """
    detected, where = np.unique(measured.upper[~measured.below], return_inverse=True)
    events = np.bincount(where, measured.count[~measured.below], len(detected))
    at_risk = np.cumsum(measured.count)[np.searchsorted(measured.upper, detected, side="right") - 1]
    factor = 1 - events / at_risk if len(detected) else np.empty(0)
    below = np.cumprod(factor[::-1])[::-1]
    return detected, np.append(below[1:], 1.0)[: len(detected)], below


def quantile(measured: Values, share: float) -> Quantile:
    """The value that `share` (0 to 1) of the measurements do not exceed.

    The smallest value at or below which at least that share lies; where it is exactly that share, half way to the next
    (Hyndman and Fan 1996, definition 2), so that the median of 1, 2, 3, 4 is 2.5.
    """
    if measured.n < FEWEST:
        return Quantile(None)
    detected, at, below = cumulative(measured)
    if not len(detected) or below[0] >= share - SAME:
        limits = measured.upper[measured.below & (measured.upper <= (detected[0] if len(detected) else np.inf))]
        return Quantile(None, float(limits.max()))
    i = int(np.argmax(at >= share - SAME))
    if abs(at[i] - share) <= SAME and i + 1 < len(detected):
        return Quantile(float(detected[i] + detected[i + 1]) / 2)
    return Quantile(float(detected[i]))


def exceedance(measured: Values, reference: float) -> Exceedance | None:
    """The share of measurements above a reference, in the same unit; None of no measurements."""
    n = measured.n
    if not n:
        return None
    over = measured.upper > reference
    above, untold = int(measured.count[over & ~measured.below].sum()), int(measured.count[over & measured.below].sum())
    share: float | None = above / n
    if untold:
        detected, _, below = cumulative(measured)
        under = below[detected > reference]  # below the smallest value above the reference: at or below the reference
        share = 1 - (float(under[0]) if len(under) else 1.0)
        if over.all() and share < 1 - SAME:
            share = None  # what lies below the detected values are non-detects, which may lie on either side
    return Exceedance(
        share=share,
        low=wilson(above, n)[0],
        high=wilson(above + untold, n)[1],
        least=above / n,
        most=(above + untold) / n,
        n=n,
        untold=untold,
    )


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson (1927), without continuity correction."""
    found = binomtest(count, n).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


def substituted(measured: Values, factor: float, reference: float | None = None) -> Substituted:
    """What comes out if every non-detect is taken as `factor` times its limit of detection."""
    upper = np.where(measured.below, factor * measured.upper, measured.upper)
    taken = _sorted(upper, np.zeros_like(measured.below), measured.count)
    over = None if reference is None else float(taken.count[taken.upper > reference].sum()) / taken.n
    mean = float(np.average(taken.upper, weights=taken.count))
    return Substituted(factor, mean, quantile(taken, 0.5).value, quantile(taken, 0.9).value, over)
