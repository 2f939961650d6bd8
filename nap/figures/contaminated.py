"""Pictures of one contaminated site: where it was sampled, and its measurements against reference values.

Rows of the query contaminated_samples go in. Positions are metres from the site, never coordinates, so that a protected
site stays where nobody finds it. Below the limit of detection stands a hollow mark at the limit, never a value.
"""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import axis, figure, hover, listed, plain
from nap.language.texts import N, Words, is_missing
from nap.pack import contract

LABEL_WIDTH = 20  # characters of a reference value's name on a telephone
RINGS_M = (61, 400, 800, 1600)  # the distances the score asks about: 200 feet, a quarter, a half and one mile
STATES = {  # state -> label, colour of the palette, mark
    "above": (N("Above the reference value"), "yes", "diamond"),
    "within": (N("Not above it"), "no", "circle"),
    "open": (N("Detected; no reference value"), "gold", "square"),
    "below_lod": (N("Below the limit of detection"), "unknown", "triangle-down-open"),
}


def states(rows: pd.DataFrame) -> pd.Series:
    """A key of STATES for each measurement; rows: value, is_below_lod, reference_value."""
    found = pd.Series("within", index=rows.index, dtype=object)
    found[rows["reference_value"].isna()] = "open"
    found[rows["value"].notna() & (rows["value"] > rows["reference_value"])] = "above"
    found[rows["is_below_lod"].astype(bool)] = "below_lod"
    return found


def _said(row, words: Words) -> str:
    """What was measured, when and how much, as a hover text."""
    value = words.quantity(row.value, row.unit)
    if row.is_below_lod:
        value = "< " + words.quantity(row.lod, row.unit)
    names = " · ".join(words.t(contract.label(n, getattr(row, n))) for n in ("matrix", "species"))
    day = words.date(row.sampled_on, precision=row.date_precision)
    return hover(plain(value), plain(names), plain(day), plain(row.sample_code))


def around(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """Where the samples were taken, in metres east and north of the site, with the distances that the score asks about.

    rows: east_m, north_m, value, is_below_lod, reference_value …; those without a position are not drawn.
    """
    drawn = rows[rows["east_m"].notna()]
    reach = max(float(drawn[["east_m", "north_m"]].abs().max(axis=None)) if len(drawn) else 0.0, 100.0) * 1.12
    chart = figure(words, palette, height=380)
    for ring in [each for each in RINGS_M if each <= reach * 1.4] or RINGS_M[:1]:
        chart.add_shape(
            type="circle", x0=-ring, y0=-ring, x1=ring, y1=ring, line={"color": palette.line, "width": 1}, layer="below"
        )
        if reach / 5 < ring <= reach:
            chart.add_annotation(
                x=0,
                y=ring,
                text=plain(words.quantity(ring, "m", 0)),
                showarrow=False,
                yshift=7,
                font={"size": 11, "color": palette.quiet_text},
            )
    cross = {"symbol": "cross-thin-open", "size": 14, "line": {"width": 2}, "color": palette.text}
    chart.add_scatter(x=[0], y=[0], mode="markers", marker=cross, hoverinfo="skip", showlegend=False)
    state = states(drawn)
    for code, (label, colour, mark) in STATES.items():
        own = drawn[state == code]
        if own.empty:
            continue
        chart.add_scatter(
            x=listed(own["east_m"]),
            y=listed(own["north_m"]),
            mode="markers",
            name=words.t(label),
            showlegend=True,
            marker={"symbol": mark, "size": 9, "color": getattr(palette, colour), "opacity": 0.85},
            hoverinfo="text",
            hovertext=[_said(row, words) for row in own.itertuples()],
        )
    ticks: dict[str, Any] = {"nticks": 5, "range": [-reach, reach], "ticksuffix": "\u00a0m"}
    chart.update_xaxes(axis(palette, grid=False, constrain="domain", **ticks))
    chart.update_yaxes(axis(palette, grid=False, scaleanchor="x", constrain="domain", **ticks))
    return chart


def strip(rows: pd.DataFrame, words: Words, palette: Palette, limits: Sequence[dict]) -> go.Figure:
    """Measurements of one matrix on a line for each year, the reference values below; the scale is logarithmic.

    rows: year, value, upper, is_below_lod … in one unit. limits: value, text, is_default and line of each reference
    value; the default is a line through all measurements, the others are ticks on the line they name.
    """
    drawn = rows[rows["upper"].notna() & (rows["upper"] > 0)]
    undated = words.t("No date")
    told = [undated if is_missing(year) else str(int(year)) for year in drawn["year"]]
    years = sorted(set(told) - {undated}, reverse=True) + [undated] * (undated in told)
    lines = list(dict.fromkeys(limit["line"] for limit in limits))
    names = [*years, *(plain(line, LABEL_WIDTH) for line in lines)]
    deep = [34] * len(years) + [max(24, 6 + 16 * (name.count("<br>") + 1)) for name in names[len(years) :]]
    places = [-(sum(deep[:i]) + own / 2) for i, own in enumerate(deep)]
    chart = figure(words, palette, height=120 + sum(deep))
    state, place = states(drawn), dict(zip(names, places, strict=True))
    for code, (label, colour, mark) in STATES.items():
        at = [i for i, each in enumerate(state) if each == code]
        if not at:
            continue
        own = drawn.iloc[at]
        chart.add_scatter(
            # beside each other where they would hide each other: the same small steps every time
            x=listed(own["upper"]),
            y=[place[told[i]] + 5 * ((i * 2) % 5 - 2) for i in at],
            mode="markers",
            name=words.t(label),
            showlegend=True,
            hoverinfo="text",
            hovertext=[_said(row, words) for row in own.itertuples()],
            marker={"symbol": mark, "size": 9, "color": getattr(palette, colour), "opacity": 0.8},
        )
    for limit in limits:
        y = places[len(years) + lines.index(limit["line"])]
        colour = palette.text if limit["is_default"] else palette.quiet_text
        if limit["is_default"]:
            line = {"color": colour, "width": 1.5, "dash": "dash"}
            chart.add_shape(type="line", x0=limit["value"], x1=limit["value"], y0=0, y1=y, line=line, layer="below")
        chart.add_scatter(
            x=[limit["value"]],
            y=[y],
            mode="markers",
            showlegend=False,
            hoverinfo="text",
            hovertext=[hover(plain(limit["text"], 40))],
            marker={
                "symbol": "line-ns-open",
                "size": 16,
                "color": colour,
                "line": {"width": 3 if limit["is_default"] else 2},
            },
        )
    unit = drawn["unit"].iloc[0] if len(drawn) else ""
    title = words.t("{unit}, logarithmic scale", unit=unit)
    values = [*listed(drawn["upper"]), *(limit["value"] for limit in limits)]
    chart.update_xaxes(axis(palette, type="log", title=title, **_decades(values, words)))
    chart.update_yaxes(
        axis(palette, grid=False, tickmode="array", tickvals=places, ticktext=names, range=[-sum(deep), 0])
    )
    chart.update_layout(legend_entrywidth=0)
    return chart


def _decades(values: Sequence[float], words: Words) -> dict:
    """Ticks at powers of ten around the values, written by locale."""
    low, high = math.floor(math.log10(min(values or [1]))), math.ceil(math.log10(max(values or [1])))
    high = max(high, low + 1)
    ticks = [10.0**power for power in range(low, high + 1)]
    return {
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [words.number(tick) for tick in ticks],
        "range": [low - 0.05, high + 0.05],
    }
