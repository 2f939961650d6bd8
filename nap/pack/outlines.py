"""Country outlines that need no network: Natural Earth at 1:50 million, kept in outlines.parquet beside this file.

Lives here: reading the outlines, the border of a pack's nation as SQL sees it, and the maintainer's command that makes
the file anew. Does not: draw (maps.py) or hold a country's regions (a pack brings those in its table `place`).

Source: npm package world-atlas 2.0.2, countries-50m.json (Natural Earth, public domain). To make the file anew:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && pip install pycountry
    python -m nap.reference.outlines package/countries-50m.json

Natural Earth draws a territory with its state, so French Guiana is found under FRA and has no outline of its own.
"""

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from nap.pack import duck

FILE = Path(__file__).with_suffix(".parquet")
# The border of the nation as lines between two points (degrees), from its own outline or else the one of its ISO code;
# no row where there is neither. The even-odd rule on them tells whether a point lies in the country.
NATION_EDGE = """
with told as (
    select st_asgeojson(try(st_geomfromwkb(coalesce(place.geometry, outline.geometry))))::json as shape
    from place
    left join {outlines} as outline on outline.iso3 = place.place_code
    where place.level = 0
),
polygon as (
    select unnest(
        case shape->>'type'
            when 'Polygon' then [(shape->'coordinates')::double[][][]]
            when 'MultiPolygon' then (shape->'coordinates')::double[][][][]
        end
    ) as rings
    from told
),
ring as (
    select unnest(rings) as points from polygon
)
select points[i][1] as x1, points[i][2] as y1, points[i + 1][1] as x2, points[i + 1][2] as y2
from ring, lateral unnest(range(1, len(points))) as step(i)
"""
TOLERANCE_DEG = 0.01  # about 1.1 km at the equator; a country 10 degrees wide fills 600 px at 0.017 degrees each


@dataclass(frozen=True)
class Outline:
    """One country: ISO 3166-1 alpha-3 code (None where ISO gives none), English name, shape in lon/lat degrees."""

    iso3: str | None
    name: str
    shape: BaseGeometry


@cache
def read_all() -> tuple[Outline, ...]:
    """Every outline of the file, by name."""
    frame = pd.read_parquet(FILE)
    shapes = shapely.from_wkb(frame["geometry"].to_numpy())
    codes = (None if pd.isna(code) else code for code in frame["iso3"])
    return tuple(Outline(*row) for row in zip(codes, frame["name"], shapes, strict=True))


def outline(iso3: str | None) -> BaseGeometry | None:
    """The shape of a country (MultiPolygon or Polygon, lon/lat degrees), or None where the file has none."""
    return next((each.shape for each in read_all() if iso3 and each.iso3 == iso3), None)


def neighbours(bounds: tuple[float, float, float, float], besides: str | None = None) -> list[BaseGeometry]:
    """The shapes of the countries that touch a box (west, south, east, north), cut to it; without `besides`."""
    box = shapely.box(*bounds)
    met = (
        each.shape for each in read_all() if (besides is None or each.iso3 != besides) and each.shape.intersects(box)
    )
    return [shape.intersection(box) for shape in met]


def register(con) -> None:
    """Make the view `nation_edge` (x1, y1, x2, y2) in a DuckDB connection that knows table `place`."""
    con.execute(f"create or replace view nation_edge as {NATION_EDGE.format(outlines=duck.parquet(FILE))}")


def convert(topojson: dict) -> pd.DataFrame:
    """Rows (iso3, name, geometry as WKB) from a world-atlas TopoJSON; borders stay shared when they are simplified."""
    import pycountry  # needed here alone, by whoever makes the file anew

    arcs = [_arc(arc, **topojson["transform"]) for arc in topojson["arcs"]]
    countries = topojson["objects"]["countries"]["geometries"]
    shapes = shapely.coverage_simplify([_shape(each, arcs) for each in countries], TOLERANCE_DEG)
    found = [pycountry.countries.get(numeric=each.get("id") or "none") for each in countries]
    rounded = shapely.make_valid(shapely.transform(shapes, lambda points: points.round(3)))
    rows = {
        "iso3": [each and each.alpha_3 for each in found],
        "name": [each["properties"]["name"] for each in countries],
        "geometry": shapely.to_wkb(rounded),
    }
    frame = pd.DataFrame(rows).assign(area=shapely.area(rounded)).sort_values("area", ascending=False)
    frame.loc[frame["iso3"].duplicated(), "iso3"] = None  # Ashmore and Cartier Is. bear the code of Australia
    return frame.drop(columns="area").sort_values("name", ignore_index=True)


def _arc(steps, scale, translate) -> list[tuple[float, float]]:
    """An arc of TopoJSON as lon/lat: whole-number steps, each from the point before."""
    x = y = 0
    points: list[tuple[float, float]] = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
    return points


def _shape(geometry: dict, arcs: list) -> BaseGeometry:
    """A TopoJSON Polygon or MultiPolygon; a negative number means that arc backwards (~n)."""

    def ring(numbers):
        points: list[tuple[float, float]] = []
        for n in numbers:
            arc = arcs[n] if n >= 0 else arcs[~n][::-1]
            points += arc[1:] if points else arc
        return points

    many = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [[ring(numbers) for numbers in polygon] for polygon in many]
    return shapely.MultiPolygon([(outer, holes) for outer, *holes in rings if len(outer) > 3])


if __name__ == "__main__":
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    convert(source).to_parquet(FILE, index=False, compression="zstd", compression_level=19)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")
