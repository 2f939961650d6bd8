"""How sure a figure is: half-widths, how they add up (IPCC approach 1), and Monte Carlo where they are wide.

A half-width is half of the 95 % interval in % of the value. One that is not stated (NaN) makes what is computed from
it NaN: not stated is not exact. Lives here: intervals and draws. Does not: what is estimated (estimate.py), how
several methods agree (triangulate.py), how a sample speaks for all sites (survey.py).

Sources: IPCC 2006 Guidelines Vol. 1 Ch. 3 (half-width, approaches 1 and 2); equations 3.1 and 3.2 as commonly taught,
the text itself was not read. Drawing what regions share once: as in national inventories, so that shared errors do
not average out.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from nap.methods import inputs

Z_95 = 1.96  # standard deviations from the middle to the end of a 95 % interval of a normal quantity
LOW, HIGH = 0.025, 0.975
DRAWS = 20_000
SEED = 20170816  # any fixed number would do: the day the Convention entered into force
CELLS_AT_ONCE = 2_000_000  # numbers held in one array while drawing: 16 MB


# --- half-widths -----------------------------------------------------------------------------------------------------


def half_width_pct(low: ArrayLike, high: ArrayLike, value: ArrayLike | None = None) -> np.ndarray:
    """Half of a 95 % range in % of the value, of its middle where none is given; NaN where that is 0.

    low, high, value: same unit, any shapes that fit together, 0 or more.
    """
    low, high = inputs.not_negative("low", low), inputs.not_negative("high", high)
    middle = (low + high) / 2 if value is None else inputs.not_negative("value", value)
    inputs.ordered("value", low, middle, high)
    low, middle, high = inputs.together(low=low, value=middle, high=high)
    return 100 * np.divide((high - low) / 2, middle, out=np.full(middle.shape, np.nan), where=middle > 0)


def product_half_width_pct(half_width_pct: ArrayLike) -> np.ndarray:
    """Half-width of a product of independent factors, shape (...) from (..., factors): IPCC equation 3.1."""
    return np.sqrt((inputs.not_negative("half_width_pct", np.atleast_1d(half_width_pct)) ** 2).sum(axis=-1))


def sum_half_width_pct(values: ArrayLike, half_width_pct: ArrayLike, *, correlated: bool = False) -> np.ndarray:
    """Half-width of a sum, shape (...) from (..., terms): IPCC equation 3.2; terms independent, or fully correlated.

    values: terms of one unit, either sign. Fully correlated terms (regions that share one ratio) add up linearly, which
    is the widest. NaN where the sum is 0.
    """
    terms, half = inputs.together(
        values=np.atleast_1d(inputs.numbers("values", values)),
        half_width_pct=np.atleast_1d(inputs.not_negative("half_width_pct", half_width_pct)),
    )
    total = np.abs(terms.sum(axis=-1))
    spread = np.abs((half * terms).sum(axis=-1)) if correlated else np.sqrt(((half * terms) ** 2).sum(axis=-1))
    return np.divide(spread, total, out=np.full(total.shape, np.nan), where=total > 0)


# --- distributions ---------------------------------------------------------------------------------------------------


def lognormal_errors(half_width_pct: float, z: np.ndarray) -> np.ndarray:
    """Relative errors with mean 1, lognormal with this half-width, from standard normal numbers z of any shape.

    CV = U / 196, sigma² = ln(1 + CV²).
    """
    sigma = _sigma(half_width_pct)
    return np.exp(sigma * z - sigma**2 / 2)


def errors_of_stated_range(half: float, offset: float, z: np.ndarray) -> np.ndarray:
    """Errors with mean 0 of a value whose 95 % range is stated, from standard normal numbers z of any shape.

    half: half the width of the range, 0 or more; offset: how far its middle lies above the value; both in the unit of
    the value. Drawn from the one distribution that is normal where the value lies in the middle and lognormal, moved
    and where need be mirrored, where it does not: 2.5 % lie below the low end, 2.5 % above the high end, and the value
    is the mean, so that independent errors average out around the sum of the values. Where the value lies nearer to an
    end than MOST_SKEWED allows, the value stays the mean and the width stays as stated; the ends then move.
    """
    if half == 0:
        return np.zeros_like(z)
    sigma = np.interp(abs(offset) / half, OFFSETS, SIGMAS)
    if sigma == 0:
        return half * z / Z_95
    side = np.sign(offset)
    unit = half / np.sinh(Z_95 * sigma)
    return side * unit * (np.exp(side * sigma * z) - np.exp(sigma**2 / 2))


def _offset_of_lognormal(sigma: np.ndarray) -> np.ndarray:
    """How far the middle of the 95 % range lies above the mean, in half-widths of the range; sigma above 0."""
    return (np.cosh(Z_95 * sigma) - np.exp(sigma**2 / 2)) / np.sinh(Z_95 * sigma)


MOST_SKEWED = 1.5  # sigma; beyond it a lognormal has its mean no nearer to the low end
SIGMAS = np.linspace(0, MOST_SKEWED, 301)
OFFSETS = np.concatenate([[0.0], _offset_of_lognormal(SIGMAS[1:])])


def standard_normal(label: str, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Standard normal numbers that depend on label and seed alone, shape (draws,).

    Stratified: one number from each of `draws` equally likely strata, in random order (Latin hypercube sampling), so
    that quantiles of one quantity are exact and those of a sum settle with few draws.
    """
    stream = np.random.default_rng([seed, *label.encode()])
    return ndtri((np.arange(draws) + 0.5) / draws)[stream.permutation(draws)]


def _sigma(half_width_pct: ArrayLike) -> np.ndarray:
    return np.sqrt(np.log1p((np.asarray(half_width_pct) / (100 * Z_95)) ** 2))


# --- Monte Carlo (IPCC approach 2) -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """What many draws say: mean, median, and the ends of the 95 % interval; arrays of one shape."""

    mean: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


def summarise(draws: np.ndarray) -> Summary:
    """Mean, median, 2.5 % and 97.5 % over the last axis."""
    low, median, high = np.quantile(draws, [LOW, 0.5, HIGH], axis=-1)
    return Summary(draws.mean(axis=-1), median, low, high)


@dataclass(frozen=True)
class Uncertain:
    """A positive quantity in many cells, lognormal around its mean in each.

    name: as the argument it stands for, also keeps its random numbers apart from those of other quantities.
    mean, half_width_pct: 0 or more. label: cells with the same label are drawn once, so that they err together (one
    study's ratio used in all regions); cells with different labels err independently. A label's random numbers depend
    on name, label and seed alone, never on the order or number of the cells. Build it with `of`.
    """

    name: str
    mean: np.ndarray
    half_width_pct: np.ndarray
    label: np.ndarray

    @classmethod
    def of(cls, name: str, mean: ArrayLike, half_width_pct: ArrayLike = 0.0, label: ArrayLike = "") -> "Uncertain":
        """Arrays of any shapes that fit together; half-width 0 is exact, one label for all cells errs as one."""
        return cls(
            name,
            *inputs.together(
                mean=inputs.not_negative(name, mean),
                half_width_pct=inputs.not_negative(f"half_width_pct of {name}", half_width_pct),
                label=np.asarray(label, dtype=str),
            ),
        )

    @property
    def shape(self) -> tuple[int, ...]:
        return self.mean.shape

    def __getitem__(self, index) -> "Uncertain":
        """Some of the cells, as an array is indexed."""
        return replace(self, mean=self.mean[index], half_width_pct=self.half_width_pct[index], label=self.label[index])

    def draw(self, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
        """Random values of every cell, shape (*cells, draws)."""
        sigma, found, drawn = _sigma(self.half_width_pct), np.empty((*self.shape, draws)), {}
        for cell in np.ndindex(self.shape):
            key = (str(self.label[cell]), float(sigma[cell]))
            if key not in drawn:
                drawn[key] = self._errors(*key, draws, seed)
            np.multiply(self.mean[cell], drawn[key], out=found[cell])
        return found

    def _errors(self, label: str, sigma: float, draws: int, seed: int) -> np.ndarray:
        """Relative errors: lognormal with mean 1."""
        stream = np.random.default_rng([seed, *f"{self.name}\n{label}".encode()])
        return np.exp(sigma * stream.standard_normal(draws) - sigma**2 / 2)
