"""The planned path of a target: straight lines from its baseline, over its milestones, to the value promised.

How far a country has come along it is judged in status.py.
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
