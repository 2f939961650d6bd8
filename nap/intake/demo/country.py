"""The fictional country of the demonstration: its outline, regions, districts and invented names.

The country lies in the open sea of the Gulf of Guinea, so that no point can be taken for a real place. Its
map is the same for every seed; what happens on it is not (see the other modules of this package).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import shapely

ISO3 = "XSM"  # XAA-XZZ are left free by ISO 3166-1 for such use
COUNTRY = "Samoria"
NEIGHBOURS = ("XAA", "XAB", "XAC", "XAD")  # invented trading partners

REGION_NAMES = (
    "Alvendu",
    "Borrasu",
    "Cérumé",
    "Dombrane",
    "Elokwa",
    "Furenda",
    "Ghémora",
    "Imbasso",
    "Kestuma",
    "Luvassane",
    "N'Tavelle",
    "Oruvesi",
    "Pellundra",
)

# How much gold a region yields, how fast its practices change (1 = as the country), share of hard rock.
REGION_GOLD = np.array([14, 3, 11, 6, 9, 2, 12, 5, 8, 4, 10, 7, 9], float)
REGION_PACE = np.array([1.5, 0.6, 1.2, 0.9, 0.5, 1.0, 1.4, 0.8, 1.1, 0.7, 0.4, 1.3, 1.0])
REGION_HARD_ROCK = np.array([0.75, 0.2, 0.6, 0.3, 0.55, 0.15, 0.7, 0.35, 0.4, 0.2, 0.65, 0.5, 0.45])

_COAST = (
    (-1.5, -1.2),
    (-0.6, -0.6),
    (0.3, -0.8),
    (1.0, -0.4),
    (2.1, -0.5),
    (2.5, -1.0),
    (3.3, -0.9),
    (3.7, -1.7),
    (3.3, -2.4),
    (3.6, -3.2),
    (2.9, -3.9),
    (2.0, -3.7),
    (1.5, -4.4),
    (0.6, -4.6),
    (0.1, -4.0),
    (-0.5, -3.9),
    (-0.3, -3.2),
    (-1.0, -2.9),
    (-1.7, -2.2),
)
_MAP_SEED = 10  # chosen by eye among seeds whose borders do not touch themselves
_STEP = 0.045  # degrees; borders are drawn down to pieces of this length
_ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "z",
    "ts",
    "nd",
    "kw",
    "sh",
)
_VOWELS = ("a", "e", "i", "o", "u", "é", "ou", "a", "e", "o")
_ENDINGS = (
    "lva",
    "rru",
    "ssén",
    "mbré",
    "vesse",
    "ltou",
    "rmi",
    "kwa",
    "ndoré",
    "zza",
    "ppou",
    "rvi",
    "sko",
)


@dataclass(frozen=True)
class Country:
    """The map: one polygon per district, and which region each district belongs to (0-12)."""

    districts: list[shapely.Polygon]
    region_of: np.ndarray
    district_names: list[str]

    @property
    def region_codes(self) -> list[str]:
        return [f"{ISO3}-{number + 1:02d}" for number in range(len(REGION_NAMES))]

    @property
    def district_codes(self) -> list[str]:
        seen = [0] * len(REGION_NAMES)
        found = []
        for region in self.region_of:
            seen[region] += 1
            found.append(f"{self.region_codes[region]}-{seen[region]:02d}")
        return found

    def region(self, number: int) -> shapely.Polygon:
        """Return the outline of a region: its districts put together, inner borders dissolved."""
        return shapely.union_all([d for d, r in zip(self.districts, self.region_of, strict=True) if r == number])

    def outline(self) -> shapely.Polygon:
        """Return the outline of the country."""
        return shapely.union_all(self.districts)


def build() -> Country:
    """Draw the country: 13 regions of 3 to 5 districts each that share their borders exactly."""
    rng = np.random.Generator(np.random.PCG64(_MAP_SEED))
    coast = shapely.Polygon(_COAST)
    regions = _cells(_spread(rng, coast, len(REGION_NAMES), rounds=6), coast)
    regions.sort(key=lambda cell: (-round(cell.centroid.y, 1), cell.centroid.x))
    points, region_of = [], []
    for number, cell in enumerate(regions):
        inner = _spread(rng, cell, 3 + number % 3, rounds=2)
        points.extend(inner)
        region_of.extend([number] * len(inner))
    cells = _cells(np.array(points), coast)
    borders = _rough(rng, cells, coast)
    faces = shapely.get_parts(shapely.polygonize(borders))
    middle = [min(range(len(cells)), key=lambda i: -shapely.intersection(face, cells[i]).area) for face in faces]
    drawn = [faces[middle.index(i)] for i in range(len(cells))]
    return Country(drawn, np.array(region_of), _names(np.random.Generator(np.random.PCG64(_MAP_SEED + 1)), len(drawn)))


def places(country: Country) -> dict:
    """Return the columns of table `place`."""
    rng = np.random.Generator(np.random.PCG64(_MAP_SEED + 2))
    people = (rng.lognormal(11.4, 0.45, len(country.districts)) // 100 * 100).astype(int)
    by_region = np.bincount(country.region_of, people, len(REGION_NAMES)).astype(int)
    outlines = [country.outline(), *(country.region(i) for i in range(len(REGION_NAMES))), *country.districts]
    codes = [ISO3, *country.region_codes, *country.district_codes]
    parents = [None, *[ISO3] * len(REGION_NAMES), *(country.region_codes[r] for r in country.region_of)]
    return {
        "place_code": pa.array(codes),
        "place_name": pa.array([COUNTRY, *REGION_NAMES, *country.district_names]),
        "level": pa.array([0, *[1] * len(REGION_NAMES), *[2] * len(country.districts)], pa.int32()),
        "parent_code": pa.array(parents),
        "geometry": pa.array(
            [shapely.to_wkb(shapely.normalize(shape), byte_order=1) for shape in outlines], pa.binary()
        ),
        "population": pa.array([int(people.sum()), *by_region.tolist(), *people.tolist()], pa.int64()),
        "source_code": pa.array(["SRC-CENSUS"] * len(codes)),
        "record_state": pa.array(["published"] * len(codes)),
    }


def invented_names(rng: np.random.Generator, size: int) -> list[str]:
    """Make up `size` different names that can be spoken, some with accents or an apostrophe."""
    return _names(rng, size)


def _names(rng, size):
    found: dict[str, None] = {}  # a set that keeps its order
    while len(found) < size:
        name = _ONSETS[rng.integers(len(_ONSETS))] + _VOWELS[rng.integers(len(_VOWELS))]
        if rng.random() < 0.45:
            name += _ONSETS[rng.integers(15)] + _VOWELS[rng.integers(len(_VOWELS))]
        name = (name + _ENDINGS[rng.integers(len(_ENDINGS))]).capitalize()
        if rng.random() < 0.06:
            name = ("N'" if rng.random() < 0.6 else "L'") + name
        found[name] = None
    return list(found)


def _spread(rng, area, number, rounds):
    """Draw points inside an area and let them push each other apart (Lloyd's rounds)."""
    west, south, east, north = area.bounds
    drawn: list[tuple[float, float]] = []
    while len(drawn) < number:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if area.buffer(-0.08).contains(shapely.Point(x, y)):
            drawn.append((x, y))
    points = np.array(drawn)
    for _ in range(rounds):
        cells = _cells(points, area)
        centres = np.array([cell.centroid.coords[0] for cell in cells])
        inside = shapely.contains_xy(area, centres[:, 0], centres[:, 1])
        points = np.where(inside[:, None], points + 0.8 * (centres - points), points)
    return np.round(points, 3)


def _cells(points, area):
    """Cut an area into the cells nearest to each point, in the order of the points."""
    cloud = shapely.MultiPoint(points)
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=area.buffer(1)))
    order = [next(cell for cell in cells if cell.covers(shapely.Point(point))) for point in points]
    return [max(shapely.get_parts(shapely.intersection(cell, area)), key=lambda part: part.area) for cell in order]


def _rough(rng, cells, coast):
    """Bend every border between two corners once, so that both neighbours get the same line."""
    lines = shapely.union_all([cell.boundary for cell in cells], grid_size=0.001)
    arcs = shapely.get_parts(shapely.line_merge(lines))
    drawn = []
    for arc in sorted(arcs, key=lambda line: line.coords[:]):
        strength = 0.16 if shapely.distance(coast.boundary, shapely.line_interpolate_point(arc, 0.3)) < 0.01 else 0.11
        corners = np.array(arc.coords)
        path = [corners[0]]
        for start, end in pairwise(corners):
            path.extend(_bend(rng, start, end, strength))
        drawn.append(shapely.LineString(np.round(path, 4)))
    return drawn


def _bend(rng, start, end, strength):
    """Return the points after `start` up to `end`, the middle moved sideways, again and again."""
    across = np.array([start[1] - end[1], end[0] - start[0]])
    if np.hypot(*across) < _STEP:
        return [end]
    middle = (start + end) / 2 + across * strength * np.clip(rng.normal(), -1.6, 1.6)
    return _bend(rng, start, middle, strength) + _bend(rng, middle, end, strength)
