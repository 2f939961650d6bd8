"""The headline of an indicator: its latest value, and the change since the first year that may be compared with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from nap.methods.change import Estimate, change


@dataclass(frozen=True)
class Headline:
    """Latest value (in the indicator's unit) with year, range and n; `change` since `first_year` of the same series.

    points: every (year, value) of that series; band: (year, low, high) where a range is stated.
    overlaps: the ranges of the first and the latest year overlap, so that the change may be none; None if unknown.
    """

    year: int
    value: float
    low: float | None
    high: float | None
    n: int | None
    method_series: str | None
    first_year: int | None
    first_value: float | None
    change: float | None
    overlaps: bool | None
    points: tuple[tuple[int, float], ...]
    band: tuple[tuple[int, float, float], ...]


def headline(facts: Sequence[dict], method_series: str | None = None) -> Headline | None:
    """The headline of one indicator at one place from its facts without a breakdown; None where there are none.

    Only one method series is looked at: the one named, else the one observed last (then the longer one).
    """
    totals = [f for f in facts if f["series"] is None and f["value"] is not None]
    by_series: dict[str | None, list[dict]] = {}
    for fact in totals:
        by_series.setdefault(fact["method_series"], []).append(fact)
    if not by_series:
        return None
    if method_series not in by_series:
        method_series = max(by_series, key=lambda s: (max(f["year"] for f in by_series[s]), len(by_series[s]), s or ""))
    own = sorted(by_series[method_series], key=lambda f: f["year"])
    first, last = own[0], own[-1]
    moved = last["year"] > first["year"]
    told = change(*(Estimate(f["value"], f["low"], f["high"]) for f in (first, last))).is_told if moved else None
    return Headline(
        year=last["year"],
        value=last["value"],
        low=last["low"],
        high=last["high"],
        n=last["n"],
        method_series=method_series,
        first_year=first["year"] if moved else None,
        first_value=first["value"] if moved else None,
        change=last["value"] - first["value"] if moved else None,
        overlaps=None if told is None else not told,
        points=tuple((f["year"], f["value"]) for f in own),
        band=tuple((f["year"], f["low"], f["high"]) for f in own if f["low"] is not None and f["high"] is not None),
    )
