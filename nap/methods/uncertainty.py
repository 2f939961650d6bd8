"""How sure a figure is: half-widths, how they add up (IPCC approach 1), and Monte Carlo where they are wide.

A half-width is half of the 95 % interval in % of the value. One that is not stated (NaN) makes what is computed from
it NaN: not stated is not exact. Lives here: intervals and draws. Does not: what is estimated (estimate.py), how
several methods agree (triangulate.py), how a sample speaks for all sites (survey.py).

Sources: IPCC 2006 Guidelines Vol. 1 Ch. 3 (half-width, approaches 1 and 2); equations 3.1 and 3.2 as commonly taught,
the text itself was not read. Drawing what regions share once: as in national inventories, so that shared errors do
not average out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs
from nap.methods import values as reference

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


def uncertainty_class(half_width_pct: float) -> dict:
    """The narrowest class of reference/uncertainty_classes.toml that covers a half-width, in whole %; else the widest.

    The row of the table: class, half_width_pct, about, source, source_status.
    """
    rounded = float(np.round(inputs.not_negative("half_width_pct", half_width_pct)))
    classes = sorted(reference.rows("uncertainty_classes", "class"), key=lambda row: row["half_width_pct"])
    return next((row for row in classes if row["half_width_pct"] >= rounded), classes[-1])


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


@dataclass(frozen=True)
class Reduction:
    """How much lower a later estimate is, in % of the first (negative: higher), with its half-width in points.

    is_told: whether the 95 % interval leaves out 0; None where an uncertainty is not stated. probability: that there
    was any reduction, 0 to 1; None likewise.
    """

    reduction_pct: float
    half_width_points: float
    is_told: bool | None
    probability: float | None


def reduction(
    first: float,
    last: float,
    first_half_width_pct: float,
    last_half_width_pct: float,
    correlation: float = 0.0,
) -> Reduction:
    """The reduction from one estimate to a later one, by error propagation to first order.

    first, last: same unit, first above 0 (else all is unknown). correlation of their errors, -1 to 1: 0 where they are
    independent, 0.5 to 0.9 where both rest on the same method and ratios.
    """
    first, last = (float(inputs.not_negative(name, each)) for name, each in (("first", first), ("last", last)))
    u_first = float(inputs.not_negative("first_half_width_pct", first_half_width_pct)) / (100 * Z_95)
    u_last = float(inputs.not_negative("last_half_width_pct", last_half_width_pct)) / (100 * Z_95)
    r = inputs.correlation("correlation", correlation)
    if not first > 0:
        return Reduction(np.nan, np.nan, None, None)
    left = last / first
    sigma = left * np.sqrt(max(u_last**2 + u_first**2 - 2 * r * u_last * u_first, 0.0))
    if np.isnan(sigma) or np.isnan(left):
        return Reduction(100 * (1 - left), np.nan, None, None)
    told = abs(1 - left) > Z_95 * sigma
    probability = float(ndtr((1 - left) / sigma)) if sigma > 0 else float(left < 1)
    return Reduction(100 * (1 - left), 100 * Z_95 * sigma, bool(told), probability)


# --- distributions ---------------------------------------------------------------------------------------------------


def lognormal_parameters(mean: ArrayLike, half_width_pct: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """(mu, sigma) of the lognormal with this mean and half-width: CV = U / 196, sigma² = ln(1 + CV²).

    mean: above 0 for a real mu; -inf where it is 0.
    """
    mean, half = inputs.together(
        mean=inputs.not_negative("mean", mean), half_width_pct=inputs.not_negative("half_width_pct", half_width_pct)
    )
    sigma = _sigma(half)
    logarithm = np.log(mean, out=np.full(mean.shape, -np.inf), where=mean != 0)
    return logarithm - sigma**2 / 2, sigma


def lognormal_quantile(mean: ArrayLike, half_width_pct: ArrayLike, probability: ArrayLike) -> np.ndarray:
    """The value below which a lognormal quantity lies with this probability (0 to 1); 0 where the mean is 0."""
    mu, sigma = lognormal_parameters(mean, half_width_pct)
    mu, sigma, p = inputs.together(mu=mu, sigma=sigma, probability=inputs.share("probability", probability))
    return np.exp(mu + sigma * ndtri(p))


def _sigma(half_width_pct: np.ndarray) -> np.ndarray:
    return np.sqrt(np.log1p((half_width_pct / (100 * Z_95)) ** 2))


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


def simulate_product(*factors: Uncertain, draws: int = DRAWS, seed: int = SEED) -> Summary:
    """What a product of uncertain factors comes to, in the shape they have in common.

    For factors such as miners, grams a day, days and ratio. Factors of different names err independently.
    """
    found = np.ones(draws)
    for factor in factors:
        found = found * factor.draw(draws, seed)
    return summarise(found)


@dataclass(frozen=True)
class Simulation:
    """Mercury used in kg a year: by year and region, by year and practice, and in all by year.

    region: shape (years, regions). practice: (years, practices). total: (years,). total_draws_kg: (years, draws), for
    what is asked of two years at once; what years share cancels out in their difference.
    """

    region: Summary
    practice: Summary
    total: Summary
    total_draws_kg: np.ndarray


def simulate_use(
    gold: Uncertain, ratio: Uncertain, share: Uncertain | None = None, *, draws: int = DRAWS, seed: int = SEED
) -> Simulation:
    """F1 by Monte Carlo: gold x share x ratio; regions add up to the total in every draw.

    Each fits the shape (years, regions, practices). gold: kg a year; without `share` gold is that of each practice.
    share: of the gold won by each practice, 1 in all; drawn, then divided by their sum. ratio: mercury lost per gold,
    kg/kg. Label ratio and share by what they rest on (a practice, a study), gold by year and region. Simulating with
    the part of the ratio that goes to air, same name, label and half-width, gives draws that match these.
    """
    shape = _common_shape(gold, ratio, share)
    by_region = [np.empty(shape[:2]) for _ in range(4)]
    by_practice = np.zeros((shape[0], shape[2], 4))
    total_draws = np.zeros((shape[0], draws))
    for year in range(shape[0]):
        practice_draws = np.zeros((shape[2], draws))
        for regions, use in draw_use(gold, ratio, share, year, draws=draws, seed=seed):
            practice_draws += use.sum(axis=0)
            own = summarise(use.sum(axis=1))
            for kept, part in zip(by_region, (own.mean, own.median, own.low, own.high), strict=True):
                kept[year, regions] = part
        total_draws[year] = practice_draws.sum(axis=0)
        own = summarise(practice_draws)
        by_practice[year] = np.stack([own.mean, own.median, own.low, own.high], axis=-1)
    return Simulation(
        region=Summary(*by_region),
        practice=Summary(*np.moveaxis(by_practice, -1, 0)),
        total=summarise(total_draws),
        total_draws_kg=total_draws,
    )


def draw_use(
    gold: Uncertain,
    ratio: Uncertain,
    share: Uncertain | None,
    year: int,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Iterator[tuple[slice, np.ndarray]]:
    """The draws of one year (its index), some regions at a time so that memory stays bounded.

    Yields which regions, and the mercury used in kg, shape (regions, practices, draws). Arguments as in simulate_use.
    """
    shape = _common_shape(gold, ratio, share)
    cells = [_spread(each, shape) for each in (gold, ratio, share) if each is not None]
    step = max(1, CELLS_AT_ONCE // (shape[2] * draws))
    for start in range(0, shape[1], step):
        regions = slice(start, min(start + step, shape[1]))
        gold_part, ratio_part, *share_part = (each[year, regions] for each in cells)
        use = gold_part.draw(draws, seed)
        use *= ratio_part.draw(draws, seed)
        for part in share_part:
            parts = part.draw(draws, seed)
            use *= parts
            use /= parts.sum(axis=1, keepdims=True)
        yield regions, use


def _spread(quantity: Uncertain, shape: tuple[int, ...]) -> Uncertain:
    return replace(
        quantity,
        mean=np.broadcast_to(quantity.mean, shape),
        half_width_pct=np.broadcast_to(quantity.half_width_pct, shape),
        label=np.broadcast_to(quantity.label, shape),
    )


def _common_shape(gold: Uncertain, ratio: Uncertain, share: Uncertain | None) -> tuple[int, int, int]:
    means = {each.name: each.mean for each in (gold, ratio, share) if each is not None}
    shape = inputs.together(**means, cells=np.empty((1, 1, 1)))[0].shape
    if share is None and (1, *gold.shape)[-1] != shape[2]:
        raise NapError(
            N("{name} is not told by practice, and the shares of the practices are missing."),
            N("Give the gold of each practice, or the share of the gold that each practice wins."),
            name=gold.name,
        )
    if share is not None:
        inputs.shares(share.name, np.broadcast_to(share.mean, np.broadcast_shapes(share.shape, (1, 1, shape[2]))))
    return shape
