"""How exactly a place that may endanger people is shown: [access] of plan.toml, its defaults, the cell it gives.

Lives here: what the map, the register and the exports ask so that all hide alike. Does not: hide anything itself.
"""

import math
from dataclasses import dataclass

from nap.errors import NapError
from nap.language.texts import N

KM_PER_DEGREE = 111.32  # of latitude; WGS 84 mean
BOUNDS = {"cell_km": (1, 500), "min_count": (2, 1000)}  # below, a cell or a count would hide nothing
WORDS = ("exact_coordinates", "cell_km", "min_count")


@dataclass(frozen=True)
class Access:
    """A protected place stands in the middle of a cell as wide as cell_km, if it shares it with min_count others."""

    cell_km: float = 10
    min_count: float = 5

    @classmethod
    def of(cls, plan: dict, file: str = "plan.toml") -> "Access":
        """What a plan says; NapError where it says it so that nobody can tell what is to be hidden."""
        said = plan.get("access", {})
        if not isinstance(said, dict) or not set(said) <= set(WORDS):
            word = next((w for w in said if w not in WORDS), "access") if isinstance(said, dict) else "access"
            raise NapError(
                N("{file} says “{word}” where it says who may see exact places, and that means nothing here."),
                N("Use one of: {allowed}, under [access]."),
                file=file,
                word=word,
                allowed=", ".join(WORDS),
            )
        given = {name: said[name] for name in ("cell_km", "min_count") if name in said}
        for name, value in given.items():
            least, most = BOUNDS[name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
                raise NapError(
                    N("{file} says {name} = {value} under [access], which is no number from {least} to {most}."),
                    N("Write it as 10; cell_km is in kilometres, min_count in sites."),
                    least=least,
                    most=most,
                    file=file,
                    name=name,
                    value=value,
                )
        return cls(**given)

    @property
    def cell_deg(self) -> float:
        """Side of a cell in degrees."""
        return self.cell_km / KM_PER_DEGREE

    @property
    def error_m(self) -> float:
        """How far a place may lie from the middle of its cell: half the diagonal, at the equator where it is widest."""
        return 1000 * self.cell_km / math.sqrt(2)


def protection(plan: dict) -> dict[str, float]:
    """The same as parameters of a query: $hide_deg, the side in degrees, and $hide_min, the least number of sites."""
    access = Access.of(plan)
    return {"hide_deg": access.cell_deg, "hide_min": access.min_count}
