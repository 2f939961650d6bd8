"""What numbers a method accepts: each check hands back a float array, or says which number is wrong and how to mend it.

A number that is not known (None, NaN) passes every check and makes what is computed from it unknown, never zero.
Lives here: the checks that several methods share. Does not: what only one method asks of its numbers.
"""

import numpy as np
from numpy.typing import ArrayLike

from nap.errors import NapError
from nap.language.texts import N, is_missing

SHARE_TOLERANCE = 1e-6  # how far shares may miss 1 in all: rounding of typed decimals, not a missing practice


def numbers(name: str, values: ArrayLike) -> np.ndarray:
    """Any shape, as floats with NaN for what is not known; NapError where a value is no number or infinite."""
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        found = _one_by_one(name, values)
    _refuse(
        np.isinf(found),
        name,
        found,
        N("{name} is {value}, which is not a finite number."),
        N("Correct the number, or leave it empty where it is not known."),
    )
    return found


def not_negative(name: str, values: ArrayLike) -> np.ndarray:
    """Any shape, 0 or more; NapError names the first value below 0."""
    found = numbers(name, values)
    _refuse(
        found < 0,
        name,
        found,
        N("{name} is {value}, which is below 0."),
        N("Correct the number; only a change of stocks may be negative."),
    )
    return found


def share(name: str, values: ArrayLike) -> np.ndarray:
    """Any shape, each from 0 to 1; NapError names the first value outside."""
    found = numbers(name, values)
    _refuse(
        (found < 0) | (found > 1),
        name,
        found,
        N("{name} is {value}, which is not between 0 and 1."),
        N("Write a share as a fraction of 1: 30 % is 0.3."),
    )
    return found


def shares(name: str, values: ArrayLike) -> np.ndarray:
    """Shape (..., parts), each from 0 to 1 and 1 in all along the last axis; NapError names the first that is not."""
    found = share(name, np.atleast_1d(values))
    total = found.sum(axis=-1)
    _refuse(
        np.abs(total - 1) > SHARE_TOLERANCE,
        name,
        total,
        N("The shares in {name} add up to {value}, not to 1."),
        N("Correct the shares, or add the practice that is missing (mercury-free counts as one)."),
    )
    return found


def ordered(name: str, low: ArrayLike, value: ArrayLike, high: ArrayLike) -> None:
    """Any shapes that fit together; NapError where low <= value <= high is broken by numbers that are known."""
    low, value, high = together(low=numbers(name, low), value=numbers(name, value), high=numbers(name, high))
    wrong = (low > value) | (value > high) | (low > high)
    if wrong.any():
        at = _first(wrong)
        raise NapError(
            N("{name} is given as {value} with a range from {low} to {high}."),
            N("Correct the figures so that the lower end is the smallest and the upper end the largest."),
            name=where(name, at),
            low=_plain(low[at]),
            value=_plain(value[at]),
            high=_plain(high[at]),
        )


def together(**arrays: np.ndarray) -> list[np.ndarray]:
    """The arrays, each in the shape they have in common; NapError where their shapes do not fit."""
    try:
        return list(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        raise NapError(
            N("The lists of numbers do not fit together: {sizes}."),
            N("Give every list one number for each place, year and practice, or a single number for all."),
            sizes=", ".join(f"{name} {' × '.join(map(str, a.shape)) or 1}" for name, a in arrays.items()),
        ) from None


def where(name: str, position: tuple[int, ...]) -> str:
    """How a number is called in a sentence: its name, and in a list its place counted from 1."""
    return f"{name} ({', '.join(str(i + 1) for i in position)})" if position else name


def _refuse(wrong: np.ndarray, name: str, found: np.ndarray, what: str, fix: str) -> None:
    if np.any(wrong):
        at = _first(wrong)
        raise NapError(what, fix, name=where(name, at), value=_plain(found[at]))


def _first(wrong: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _plain(value: float) -> str:
    return f"{value:.8g}"


def _one_by_one(name: str, values: ArrayLike) -> np.ndarray:
    """What numpy does not take at once: pandas' NA becomes NaN, anything else that is no number is named."""
    given = np.asarray(values, dtype=object)
    found = np.empty(given.shape)
    for at in np.ndindex(given.shape):
        try:
            found[at] = np.nan if is_missing(given[at]) else float(given[at])
        except (TypeError, ValueError):
            raise NapError(
                N("{name} is “{value}”, which is no number."),
                N("Write it as a number, or leave it empty where it is not known."),
                name=where(name, at),
                value=given[at],
            ) from None
    return found
