"""Several estimates of one quantity by different methods: whether they agree, and what they say together.

Where they disagree they are not pooled: a mean of methods that contradict each other hides the contradiction. No
published rule for mercury inventories was found; agreement number (as in comparisons of laboratories), inverse
variance weights and Cochran's Q are textbook. Lives here also: two ways to spread one total over regions, compared.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, chdtri

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import inputs
from nap.methods.uncertainty import Z_95

Q_LEVEL = 0.05  # chance of calling methods that agree in disagreement


def agreement_number(values: ArrayLike, half_width_pct: ArrayLike) -> np.ndarray:
    """Each pair of estimates: difference over its own 95 % half-width; up to 1 the two are consistent.

    values, half_width_pct: shape (estimates,), one unit. Returns shape (estimates, estimates), symmetric, 0 on the
    diagonal; NaN where both half-widths are 0.
    """
    value, half = _estimates(values, half_width_pct)
    half = half / 100 * value
    difference = np.abs(value[:, None] - value)
    spread = np.hypot(half[:, None], half)
    found = np.divide(difference, spread, out=np.full(spread.shape, np.nan), where=spread > 0)
    np.fill_diagonal(found, 0.0)
    return found


@dataclass(frozen=True)
class Triangulation:
    """What estimates of one quantity say together, in their unit.

    value, half_width_pct: pooled, None where the methods disagree. low, high: smallest and largest estimate. q with
    degrees_of_freedom and q_limit (95 %): larger than the limit is disagreement; p_value: chance of such a q among
    methods that agree. agreement: see agreement_number. disagreement: what to tell the reader, None where they agree.
    """

    value: float | None
    half_width_pct: float | None
    low: float
    high: float
    q: float
    q_limit: float
    degrees_of_freedom: int
    p_value: float
    agreement: np.ndarray
    disagreement: NapError | None

    @property
    def methods_agree(self) -> bool:
        return self.disagreement is None


def triangulate(values: ArrayLike, half_width_pct: ArrayLike) -> Triangulation:
    """Pool independent estimates by inverse variance where Cochran's Q lets them agree; else say that they do not.

    values: shape (estimates,), above 0, one unit; half_width_pct: same shape, above 0. NapError where there are fewer
    than two, or one lacks its uncertainty, for then no weight can be given.
    """
    value, half = _estimates(values, half_width_pct)
    if value.size < 2:
        raise NapError(
            N("There is one estimate alone, which nothing can be compared with."),
            N("Add an estimate by another method."),
        )
    for name, found in (("values", value), ("half_width_pct", half)):
        for at in np.argwhere(~(found > 0))[:1]:
            raise NapError(
                N("{name} is 0 or missing, so that this estimate cannot be weighed against the others."),
                N("Give every estimate a value and the half-width of its 95 % interval, or leave the estimate out."),
                name=inputs.where(name, (int(at[0]),)),
            )
    weight = (value * half / (100 * Z_95)) ** -2.0
    pooled = float((weight * value).sum() / weight.sum())
    q, df = float((weight * (value - pooled) ** 2).sum()), value.size - 1
    limit = float(chdtri(df, Q_LEVEL))
    low, high = float(value.min()), float(value.max())
    disagreement = None
    if q > limit:
        disagreement = NapError(
            N("The methods disagree (Q = {q}, limit {limit}): the estimates lie between {low} and {high}."),
            N("Look for what they count differently, such as years, places or mercury recovered; do not average them."),
            q=f"{q:.2f}",
            limit=f"{limit:.2f}",
            low=f"{low:.6g}",
            high=f"{high:.6g}",
        )
    return Triangulation(
        value=None if disagreement else pooled,
        half_width_pct=None if disagreement else float(100 * Z_95 / np.sqrt(weight.sum()) / pooled),
        low=low,
        high=high,
        q=q,
        q_limit=limit,
        degrees_of_freedom=df,
        p_value=float(chdtrc(df, q)),
        agreement=agreement_number(value, half),
        disagreement=disagreement,
    )


def _estimates(values: ArrayLike, half_width_pct: ArrayLike) -> list[np.ndarray]:
    return inputs.together(
        values=np.atleast_1d(inputs.not_negative("values", values)),
        half_width_pct=np.atleast_1d(inputs.not_negative("half_width_pct", half_width_pct)),
    )
