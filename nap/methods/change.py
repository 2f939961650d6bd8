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
    def ends(self) -> tuple[float, float] | None:
        """Low and high; None where either is missing."""
        if self.low is None or self.high is None or is_missing(self.low) or is_missing(self.high):
            return None
        return self.low, self.high

    @property
    def has_range(self) -> bool:
        return self.ends is not None


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
    if first.ends and last.ends:
        (first_low, first_high), (last_low, last_high) = first.ends, last.ends
        told = last_high < first_low or last_low > first_high
    return Change(last.value - first.value, told)
