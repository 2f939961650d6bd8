"""The planned path of a target and how far the country has come along it.

A first, plain comparison: it judges no uncertainty and gives no verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Path:
    """Points (year, value) from the baseline to the target, years rising; between two points the plan is a line."""

    points: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, target: Mapping, milestones: Sequence[tuple[int, float]] = ()) -> "Path":
        """The path of a row of table target; its milestones count where `path` says so."""
        points = {int(target["baseline_year"]): float(target["baseline_value"])}
        if target.get("path") == "milestones":
            points |= {int(year): float(value) for year, value in milestones}
        points[int(target["target_year"])] = float(target["target_value"])
        return cls(tuple(sorted(points.items())))

    def value(self, year: float) -> float | None:
        """The planned value of a year, in the target's unit; None before the baseline, the last one after the end."""
        first, last = self.points[0], self.points[-1]
        if year < first[0]:
            return None
        if year >= last[0]:
            return last[1]
        for (x0, y0), (x1, y1) in zip(self.points, self.points[1:], strict=False):
            if x0 <= year <= x1:
                return y0 + (y1 - y0) * (year - x0) / (x1 - x0)
        return None


@dataclass(frozen=True)
class Standing:
    """A target beside its latest observation, all values in the indicator's unit.

    year, value, low, high: the latest observation after the baseline, None where there is none. planned: the
    path's value in that year. ratio: actual change / planned change since the baseline; None where the path asks
    for no change by then. planned_change and actual_change are signed: negative is a fall.
    """

    year: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    planned: float | None = None
    planned_change: float | None = None
    actual_change: float | None = None
    ratio: float | None = None

    @property
    def gap(self) -> float | None:
        """How far the observation lies beyond (+) or short of (-) the planned change, 0 when exactly on the path."""
        if self.planned_change is None or self.actual_change is None:
            return None
        sign = -1 if self.planned_change < 0 else 1
        return sign * (self.actual_change - self.planned_change)


def standing(path: Path, observations: Sequence[Mapping]) -> Standing:
    """Where a target stands by its latest observation after the baseline year.

    observations: mappings with year, value, low, high of the one series the target is measured against.
    """
    baseline_year, baseline = path.points[0]
    after = [o for o in observations if o["year"] > baseline_year and o["value"] is not None]
    if not after:
        return Standing()
    last = max(after, key=lambda o: o["year"])
    planned = path.value(last["year"])
    planned_change, actual_change = planned - baseline, last["value"] - baseline
    return Standing(
        year=last["year"],
        value=last["value"],
        low=last.get("low"),
        high=last.get("high"),
        planned=planned,
        planned_change=planned_change,
        actual_change=actual_change,
        ratio=actual_change / planned_change if planned_change else None,
    )
