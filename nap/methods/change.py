"""Whether a quantity has changed between two estimates that each have a range.

A first, cautious answer: only ranges that do not touch tell a change. Judging against a target is not done here.
"""

from dataclasses import dataclass

from nap.language.texts import is_missing


@dataclass(frozen=True)
class Estimate:
    """A value with its range, all in one unit; bounds may be missing (None or NaN)."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def has_range(self) -> bool:
        return not is_missing(self.low) and not is_missing(self.high)


@dataclass(frozen=True)
class Change:
    """Difference last - first in the same unit; is_told is None where a range is missing, False where ranges meet."""

    difference: float
    is_told: bool | None


def change(first: Estimate, last: Estimate) -> Change:
    """The change from one estimate to a later one of the same method, and whether their ranges tell it.

    Ranges that overlap or touch tell nothing. With independent errors they may overlap a little although a change is
    likely, so this never claims too much.
    """
    told = None
    if first.has_range and last.has_range:
        told = last.high < first.low or last.low > first.high
    return Change(last.value - first.value, told)
