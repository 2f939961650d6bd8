"""Maps as pure functions: rows in, pydeck figure and legend out. No fetching, no Streamlit, no DuckDB.

Everything drawn travels with the page: outlines of countries (nap/pack/outlines.py), of the pack's own regions,
and points. No tile, font or style is asked for from anywhere. Colour never stands alone: size and filling say the
same. What the reader is told in a tooltip is text, never HTML, so a name that looks like markup stays a name.
"""

import json
import math
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pydeck as pdk
import shapely
from shapely.geometry.base import BaseGeometry

from nap.figures.palette import Palette, faded
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.pack import outlines

MOST_POINTS = 3000  # beyond it cells are drawn: with names and the table beside them 3,000 points stay below 600 kB
PHONE_PX = 350  # a map on a telephone 390 px wide, less its margins; taken where no width is told
WIDTHS_PX = (240, 1200)  # what a map is fitted to
HEIGHTS_PX = (300, 520)
MARGIN_PX = 14
LEAST_SPAN_DEG = 0.05  # a single site is shown with some 5 km around it
WORLD_PX = 512  # width of the whole world at zoom 0 in deck.gl
WORLD = (-180.0, -60.0, 180.0, 75.0)
PIXELS = pdk.types.String("pixels")

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(frozen=True)
class Mark:
    """How one class of points looks: its meaning in words, a colour of the palette (faded towards the ground by
    `fade`, 0-1), filled or a ring, radius in pixels."""

    code: str
    label: str
    colour: str
    filled: bool = True
    radius: float = 4
    fade: float = 0


@dataclass(frozen=True)
class Meaning:
    """What colours may stand for: its name, its marks in the order of the legend, and what a share in a cell is of."""

    label: str
    marks: tuple[Mark, ...]
    share: str


@dataclass(frozen=True)
class Key:
    """One line of a legend: colour as `#rrggbb`, text, and whether the mark is a ring."""

    colour: str
    text: str
    ring: bool = False


@dataclass(frozen=True)
class Picture:
    """A map ready to be shown: the deck, its legend, what its colours mean, and its height in pixels."""

    deck: pdk.Deck
    legend: tuple[Key, ...]
    title: str
    height: int


_UNSEEN = (
    Mark("not_asked", N("Not asked"), "unknown", filled=False, radius=3),
    Mark("not_visited", N("Not visited in these years"), "unknown", filled=False, radius=2, fade=0.45),
)
MEANINGS = {
    "mercury": Meaning(
        N("Mercury"),
        (
            Mark("yes", N("Mercury seen"), "yes", radius=4.4),
            Mark("no", N("No mercury seen"), "no", radius=3.6),
            *_UNSEEN,
        ),
        N("Share of the sites asked where mercury was seen"),
    ),
    "practices": Meaning(
        N("Worst practices"),
        (
            Mark("yes", N("A worst practice seen"), "yes", radius=4.4),
            Mark("no", N("None seen"), "no", radius=3.6),
            *_UNSEEN,
        ),
        N("Share of the sites asked where a worst practice was seen"),
    ),
    "status": Meaning(
        N("Activity"),
        (
            Mark("active", N("Active"), "measured", radius=4.4),
            Mark("inactive", N("Inactive"), "gold", radius=3.6),
            Mark("abandoned", N("Abandoned"), "text", filled=False, radius=3.4),
            Mark("unknown", N("Unknown"), "unknown", filled=False, radius=3, fade=0.3),
        ),
        N("Share of the sites of known activity that are active"),
    ),
    "age": Meaning(
        N("Age of the last visit"),
        (
            Mark("within_1", N("Less than 1 year"), "measured", radius=3.6, fade=0.6),
            Mark("within_3", N("1 to 3 years"), "measured", radius=3.9, fade=0.35),
            Mark("within_5", N("3 to 5 years"), "measured", radius=4.2),
            Mark("older", N("More than 5 years"), "yes", radius=4.6),
            replace(_UNSEEN[1], radius=3.5),
        ),
        N("Share of the sites visited whose last visit is more than 5 years old"),
    ),
}
SHARES = (  # upper bound of a step in percent, label, fade of the colour
    (0, N("None"), 0.9),
    (20, N("Up to 20 %"), 0.72),
    (40, N("20 to 40 %"), 0.54),
    (60, N("40 to 60 %"), 0.36),
    (80, N("60 to 80 %"), 0.18),
    (100, N("More than 80 %"), 0),
)
ABOUT_CELLS = N(
    "Each disc stands for the sites around it, the larger the more. Click a disc, or choose its row in the table or a"
    " place on the left, to see single sites."
)
METRES_PER_DEGREE = 111_320  # at the equator, WGS 84; discs grow and shrink with the zoom


class _Deck(pdk.Deck):
    """A deck whose JSON carries no blanks: pydeck's own puts every number on an indented line, five times as heavy."""

    def to_json(self) -> str:
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"), ensure_ascii=False)


# --- the whole map -----------------------------------------------------------------------------------------------


def sites(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    colour: str,
    width: int = PHONE_PX,
    iso3: str | None = None,
    places: pd.DataFrame | None = None,
    selected: str | None = None,
    close: bool = False,
) -> Picture:
    """Sites coloured by one of MEANINGS, or cells of a grid where the rows are cells (query sites_on_map).

    rows: sites_on_map, degrees and counts. width: of the map on the reader's screen, in pixels. places: place_outlines.
    selected: the site_code that gets a ring.
    close: show the rows alone, not the whole of the chosen place around them.
    A row without coordinates is not drawn. Where nothing can be drawn the outlines stand alone.
    """
    meaning = MEANINGS[colour]
    drawn = rows[rows["lon"].notna() & rows["lat"].notna()]
    cells = drawn[drawn["side"].notna()]
    hidden = drawn[drawn["side"].isna() & drawn["is_location_sensitive"]]
    seen = drawn[drawn["side"].isna() & ~drawn["is_location_sensitive"]]
    half = drawn["side"].fillna(0) / 2
    bounds = _bounds(drawn["lon"] + half, drawn["lat"] + half)
    if len(cells):
        layers, legend = _shares(cells.assign(tip=_cell_tips(cells, words)), meaning, words, palette, "cell")
    else:
        points = seen.assign(code=seen["site_code"], tip=_site_tips(seen, meaning, words))
        layers, legend = _points(points, meaning.marks, words, palette, "site", selected)
        layers = [*_sensitive(hidden, words, palette), *layers]
        if len(hidden):
            legend.append(Key(palette.quiet_text, words.t("Several sites whose location is protected (square)"), True))
    chosen = drawn[drawn["site_code"] == selected] if selected else drawn.iloc[:0]
    layers += _ring(chosen, palette)
    title = words.t(meaning.share if len(cells) else meaning.label)
    deck, height = _deck(layers, palette, bounds, width, iso3, places, close)
    return Picture(deck, tuple(legend), title, height)


def points(
    rows: pd.DataFrame,
    meaning: Meaning,
    words: Words,
    palette: Palette,
    pick: str,
    width: int = PHONE_PX,
    iso3: str | None = None,
    places: pd.DataFrame | None = None,
    selected: str | None = None,
    close: bool = False,
) -> Picture:
    """Any points on the same ground, or cells of a grid where the rows have a side.

    rows: code, lon, lat, class (of one of the marks), tip (plain text); of cells lon, lat, side, sites_count,
    marked_count, known_count, tip. pick: the name of the choice a click makes, e.g. "csite"; in a cell it is followed
    by "_cell". close: show the rows alone, not the whole of the chosen place around them.
    """
    drawn = rows[rows["lon"].notna() & rows["lat"].notna()]
    half = 0
    if are_cells(rows):
        half = drawn["side"] / 2
        layers, legend = _shares(drawn, meaning, words, palette, f"{pick}_cell")
    else:
        layers, legend = _points(drawn, meaning.marks, words, palette, pick, selected)
        layers += _ring(drawn[drawn["code"] == selected], palette)
    bounds = _bounds(drawn["lon"] + half, drawn["lat"] + half)
    deck, height = _deck(layers, palette, bounds, width, iso3, places, close)
    return Picture(deck, tuple(legend), words.t(meaning.share if are_cells(rows) else meaning.label), height)


def are_cells(rows: pd.DataFrame) -> bool:
    """Whether the rows are cells of a grid, not single points."""
    return "side" in rows and bool(rows["side"].notna().any())


def _deck(
    layers,
    palette: Palette,
    data: Bounds | None,
    width: int,
    iso3: str | None,
    places: pd.DataFrame | None,
    close: bool,
) -> tuple[pdk.Deck, int]:
    """Ground, then the layers given, in a view that fits the data and the chosen region around them, if there is one.

    Without data it fits the chosen region, the country, or the world; data all over the country show it whole.
    """
    shapes = _shapes(places)
    country = next((shape for shape, row in shapes if row.level == 0), None) or outlines.outline(iso3)
    chosen = [] if close else [shape.bounds for shape, row in shapes if row.is_chosen and row.level > 0]
    if data and country is not None and not close and _fills(data, country.bounds):
        chosen.append(country.bounds)
    found = ([data] if data else []) + chosen or ([country.bounds] if country else [WORLD])
    bounds = (*(min(each[i] for each in found) for i in (0, 1)), *(max(each[i] for each in found) for i in (2, 3)))
    state, height = view(bounds, width)
    deck = _Deck(
        # No map_style: naming one, even empty, makes Streamlit ask CARTO for tiles, and a style of our own without any
        # would bring its buttons to zoom at the price of a second map engine with workers below the first.
        map_provider=None,
        initial_view_state=state,
        layers=[*_ground(country, shapes, _around(bounds), iso3, palette), *layers],
        tooltip={
            "text": "{t}",
            "style": {
                "backgroundColor": palette.ground,
                "color": palette.text,
                "border": f"1px solid {palette.line}",
                "borderRadius": "6px",
                "fontSize": "13px",
                "maxWidth": "260px",
                "whiteSpace": "pre-line",
            },
        },
    )
    return deck, height


# --- the view ----------------------------------------------------------------------------------------------------


def view(bounds: Bounds, wide: int = PHONE_PX) -> tuple[pdk.ViewState, int]:
    """The view in which the bounds (degrees) fill a map `wide` pixels across, and the height of the map in pixels.

    Web Mercator as deck.gl has it: the world is 512 px wide at zoom 0 and doubles with each step. A reader's map that
    is wider than was told shows more on both sides.
    """
    west, south, east, north = bounds
    low, high = _mercator(south), _mercator(north)
    across = max(east - west, LEAST_SPAN_DEG) / 360
    up = max(high - low, LEAST_SPAN_DEG / 360)
    width, most = min(max(wide, WIDTHS_PX[0]), WIDTHS_PX[1]) - 2 * MARGIN_PX, HEIGHTS_PX[1] - 2 * MARGIN_PX
    zoom = math.log2(min(width / (WORLD_PX * across), most / (WORLD_PX * up)))
    needed = up * WORLD_PX * 2**zoom + 2 * MARGIN_PX
    height = min(max(HEIGHTS_PX[0], math.ceil(needed / 20) * 20), HEIGHTS_PX[1])
    middle = math.degrees(math.atan(math.sinh(math.pi * (low + high))))
    state = pdk.ViewState(
        longitude=round((west + east) / 2, 5), latitude=round(middle, 5), zoom=round(zoom, 2), min_zoom=1, max_zoom=16
    )
    return state, height


def _mercator(lat: float) -> float:
    """Height on the map in widths of the world, 0 at the equator."""
    return math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat))))) / (2 * math.pi)


def _bounds(lon: pd.Series, lat: pd.Series) -> Bounds | None:
    return (lon.min(), lat.min(), lon.max(), lat.max()) if len(lon) else None


def _fills(data: Bounds, country: Bounds) -> bool:
    """Whether the data span more than half of the country both ways, so that all of it may be shown."""
    return all(data[i + 2] - data[i] > (country[i + 2] - country[i]) / 2 for i in (0, 1))


def _around(bounds: Bounds) -> Bounds:
    """The bounds with as much again on every side: what a wide screen or a first drag shows."""
    west, south, east, north = bounds
    more = max(east - west, north - south, 1.0)
    return (max(west - more * 1.5, -180), max(south - more, -89), min(east + more * 1.5, 180), min(north + more, 89))


# --- the ground --------------------------------------------------------------------------------------------------


def _shapes(places: pd.DataFrame | None) -> list[tuple[BaseGeometry, Any]]:
    """(shape, row) of every outline the pack brings; one that cannot be read is left out."""
    if places is None or places.empty:
        return []
    found = shapely.from_wkb([bytes(blob) for blob in places["geometry"]], on_invalid="ignore")
    return [(shape, row) for shape, row in zip(found, places.itertuples(), strict=True) if shape is not None]


def _ground(country, shapes, box: Bounds, iso3: str | None, palette: Palette) -> list[pdk.Layer]:
    """Neighbours faint, the country clearer, its regions fine lines, the chosen place strong."""
    pixel = max(box[2] - box[0], box[3] - box[1]) / 2500  # degrees, about one pixel when the view is opened
    regions = [shape for shape, row in shapes if row.level > 0 and not row.is_chosen]
    chosen = [shape for shape, row in shapes if row.level > 0 and row.is_chosen]
    around = outlines.neighbours(box, besides=iso3) if country is None or (iso3 and outlines.outline(iso3)) else []
    country = [] if country is None else [country]
    layers = [
        _areas("neighbours", around, box, pixel * 2, _rgb(palette.unknown, 16), _rgb(palette.unknown, 70), 1),
        _areas("country", country, box, pixel, _rgb(palette.gold, 18), _rgb(palette.quiet_text, 220), 1.6),
        _areas("regions", regions, box, pixel, _rgb(palette.unknown, 0), _rgb(palette.unknown, 130), 1),
        _areas("chosen", chosen, box, pixel, _rgb(palette.unknown, 0), _rgb(palette.text, 255), 2.2),
    ]
    return [layer for layer in layers if layer.data]


def _areas(id: str, shapes, box: Bounds, tolerance: float, fill, line, width: float) -> pdk.Layer:
    decimals = min(5, math.ceil(-math.log10(tolerance)))
    within = shapely.box(*box)
    cut = [(shape if shape.is_valid else shapely.make_valid(shape)).intersection(within) for shape in shapes]
    rings = [
        [[round(x, decimals), round(y, decimals)] for x, y in shapely.get_coordinates(ring)]
        for shape in cut
        for ring in _outer_rings(shape.simplify(tolerance))
    ]
    return pdk.Layer(
        "PolygonLayer",
        rings,
        id=id,
        get_polygon="-",
        filled=True,
        get_fill_color=fill,
        stroked=True,
        get_line_color=line,
        get_line_width=width,
        line_width_units=PIXELS,
        line_joint_rounded=True,
        pickable=False,
    )


def _outer_rings(shape: BaseGeometry):
    return [part.exterior for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


# --- what stands on it -------------------------------------------------------------------------------------------


def _points(
    rows: pd.DataFrame, marks, words: Words, palette: Palette, pick: str, selected: str | None
) -> tuple[list[pdk.Layer], list[Key]]:
    """One layer per class, so that colour and size are said once and not for every point; the rarest class on top.

    A layer's id begins with what a click in it chooses. It ends with what is chosen now: a browser then forgets its
    own mark of a selection, and the ring alone says it, whether the choice was made here, in a table or by a link.
    """
    counts = rows["class"].value_counts()
    layers, legend = [], []
    for mark in marks:
        count = int(counts.get(mark.code, 0))
        if not count:
            continue
        colour = faded(getattr(palette, mark.colour), palette.ground, mark.fade)
        own = rows[rows["class"] == mark.code]
        data = [
            {"p": [round(lon, 5), round(lat, 5)], "s": code, "t": tip}
            for code, lon, lat, tip in zip(own["code"], own["lon"], own["lat"], own["tip"], strict=True)
        ]
        layers.append(
            pdk.Layer(
                "ScatterplotLayer",
                data,
                id=f"{pick}:{mark.code}:{selected or ''}",
                get_position="p",
                radius_units=PIXELS,
                get_radius=mark.radius,
                stroked=True,
                line_width_units=PIXELS,
                get_fill_color=_rgb(colour, 225) if mark.filled else _rgb(palette.ground, 90),
                get_line_color=_rgb(palette.ground, 200) if mark.filled else _rgb(colour, 210),
                get_line_width=0.7 if mark.filled else 1,
                pickable=True,
            )
        )
        text = f"{words.t(mark.label)} ({words.number(count)})"
        legend.append(Key(colour, text, ring=not mark.filled))
    return sorted(layers, key=lambda layer: -len(layer.data)), legend


def _site_tips(rows: pd.DataFrame, meaning: Meaning, words: Words) -> list[str]:
    """Two lines per site: its name; what the colour says and the last visit."""
    labels = {mark.code: words.t(mark.label) for mark in meaning.marks}
    days = {
        (day, precision): words.date(day, precision=precision)
        for day, precision in set(zip(rows["visit_date"], rows["date_precision"], strict=True))
        if not is_missing(day)
    }
    return [
        f"{name}\n{labels.get(kind, kind)}" + (f" · {days[day, precision]}" if (day, precision) in days else "")
        for name, kind, day, precision in zip(
            rows["site_name"], rows["class"], rows["visit_date"], rows["date_precision"], strict=True
        )
    ]


def _cell_tips(cells: pd.DataFrame, words: Words) -> list[str]:
    """Three lines per cell: where it is, how many sites it holds, and what share the colour says of those known."""
    return [
        "\n".join(
            [
                NO_VALUE if is_missing(cell.place_name) else str(cell.place_name),
                words.plural("{count} site", "{count} sites", cell.sites_count),
                words.t(
                    "{share} of {known} known",
                    share=words.percent(100 * cell.marked_count / cell.known_count, 0),
                    known=words.number(cell.known_count),
                )
                if cell.known_count
                else words.t("Nothing known"),
            ]
        )
        for cell in cells.itertuples()
    ]


def _shares(
    cells: pd.DataFrame, meaning: Meaning, words: Words, palette: Palette, pick: str
) -> tuple[list[pdk.Layer], list[Key]]:
    """Discs in the middle of their cells: size by number of sites, colour by share; a ring where nothing is known."""
    many = cells["sites_count"].quantile(0.95)  # from here on a disc is as wide as its cell; a few giants hide no one
    steps: dict[int, list[dict]] = {}
    for cell in cells.itertuples():
        half = cell.side / 2
        share = 100 * cell.marked_count / cell.known_count if cell.known_count else None
        step = -1 if share is None else next(i for i, (upper, *_) in enumerate(SHARES) if share <= upper)
        steps.setdefault(step, []).append(
            {
                "p": [round(cell.lon + half, 5), round(cell.lat + half, 5)],
                "r": round(cell.side * METRES_PER_DEGREE * (0.17 + 0.36 * math.sqrt(min(1, cell.sites_count / many)))),
                "s": cell_code(cell.lon, cell.lat, cell.side),
                "t": cell.tip,
            }
        )
    layers, legend = [], []
    base = palette.yes if any(mark.code in ("yes", "older") for mark in meaning.marks) else palette.measured
    for step in sorted(steps):
        label, fade = SHARES[step][1:] if step >= 0 else (N("Nothing known"), 0)
        colour = faded(base if step >= 0 else palette.unknown, palette.ground, fade)
        edge = faded(base if step >= 0 else palette.unknown, palette.ground, 0)
        layers.append(
            pdk.Layer(
                "ScatterplotLayer",
                steps[step],
                id=f"{pick}:{step + 1}",
                get_position="p",
                get_radius="r",
                radius_min_pixels=1.5,
                stroked=True,
                line_width_units=PIXELS,
                get_line_width=0.7,
                get_fill_color=_rgb(colour, 235) if step >= 0 else _rgb(palette.ground, 120),
                get_line_color=_rgb(edge, 230),
                pickable=True,
            )
        )
        legend.append(Key(colour if step >= 0 else palette.unknown, words.t(label), ring=step < 0))
    return layers, [*legend[1:], legend[0]] if -1 in steps else legend


def _sensitive(rows: pd.DataFrame, words: Words, palette: Palette) -> list[pdk.Layer]:
    """A square per protected cell, its middle being the only position known here; it says how many sites it holds."""
    data = []
    for (lon, lat), group in rows.groupby(["lon", "lat"]):
        half = 0.04  # degrees, about 4 km: a sign, not the size of the cell
        corners = [
            [lon - half, lat - half],
            [lon + half, lat - half],
            [lon + half, lat + half],
            [lon - half, lat + half],
        ]
        seen = words.plural(
            "{count} site with mercury seen", "{count} sites with mercury seen", int((group["mercury"] == "yes").sum())
        )
        text = words.plural(
            "{count} site whose location is protected", "{count} sites whose location is protected", len(group)
        )
        data.append({"p": [[round(x, 4), round(y, 4)] for x, y in corners], "t": f"{text}\n{seen}"})
    if not data:
        return []
    return [
        pdk.Layer(
            "PolygonLayer",
            data,
            id="protected",
            get_polygon="p",
            filled=True,
            stroked=True,
            get_fill_color=_rgb(palette.quiet_text, 45),
            get_line_color=_rgb(palette.quiet_text, 230),
            get_line_width=1.5,
            line_width_units=PIXELS,
            pickable=True,
        )
    ]


def _ring(rows: pd.DataFrame, palette: Palette) -> list[pdk.Layer]:
    data = [[round(lon, 5), round(lat, 5)] for lon, lat in zip(rows["lon"], rows["lat"], strict=True)]
    if not data:
        return []
    return [
        pdk.Layer(
            "ScatterplotLayer",
            data,
            id="selected",
            get_position="-",
            get_radius=11,
            radius_units=PIXELS,
            filled=False,
            stroked=True,
            get_line_color=_rgb(palette.text, 255),
            get_line_width=2.5,
            line_width_units=PIXELS,
            pickable=False,
        )
    ]


# --- cells in links, colours -------------------------------------------------------------------------------------


def cell_code(west: float, south: float, side: float) -> str:
    """A cell of the grid as it stands in a link: west, south and side in degrees."""
    return f"{west:g}_{south:g}_{side:g}"


def cell_of(code: str | None) -> dict[str, float | None]:
    """West, south and side of a cell code, as parameters of the query; all None where the code is none."""
    nothing = dict.fromkeys(("west", "south", "side"))
    try:
        west, south, side = (float(part) for part in (code or "").split("_"))
    except ValueError:
        return nothing
    if not (-180 <= west <= 180 and -90 <= south <= 90 and 0 < side <= 10):
        return nothing
    return {"west": west, "south": south, "side": side}


def _rgb(colour: str, opacity: int = 255) -> list[int]:
    """`#rrggbb` as deck.gl wants it: red, green, blue and opacity, 0-255 each."""
    return [*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), opacity]
