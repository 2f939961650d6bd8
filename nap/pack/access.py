"""How exactly a place that may endanger people is shown: [access] of plan.toml, its defaults, the cell it gives.

Lives here: what whoever hides anything asks, so that all hide alike. Does not: hide anything itself (masks.py,
small_groups.py), or check what plan.toml says (plan_file.py).
"""

import math
from dataclasses import dataclass

KM_PER_DEGREE = 111.32  # of latitude; WGS 84 mean
BOUNDS = {"cell_km": (1, 500), "min_count": (2, 1000)}  # below, a cell or a count would hide nothing


@dataclass(frozen=True)
class Access:
    """A protected place stands in the middle of a cell as wide as cell_km, if it shares it with min_count others."""

    cell_km: float = 10
    min_count: float = 5

    @classmethod
    def of(cls, plan: dict) -> "Access":
        """What a plan says that plan_file.py has read, and so has checked; the defaults where it says nothing."""
        said = plan.get("access", {})
        return cls(**{name: said[name] for name in BOUNDS if name in said})

    @property
    def cell_deg(self) -> float:
        """Side of a cell in degrees."""
        return self.cell_km / KM_PER_DEGREE

    @property
    def error_m(self) -> float:
        """How far a place may lie from the middle of its cell: half the diagonal, at the equator where it is widest."""
        return 1000 * self.cell_km / math.sqrt(2)
