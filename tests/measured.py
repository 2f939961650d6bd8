"""Measurements for tests, written as pairs."""

from collections.abc import Iterable

from nap.methods import censored


def values(pairs: Iterable[tuple], count: Iterable[int] | None = None) -> censored.Values:
    """Measurements from pairs (value or limit, lies below it), each standing once or `count` times."""
    pairs = list(pairs)
    columns = {"upper": [each[0] for each in pairs], "is_below_lod": [each[1] for each in pairs]}
    return censored.of(columns | {"count": [1] * len(pairs) if count is None else list(count)})
