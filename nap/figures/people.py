"""Pictures of people measured: shares at or above HBM-I and HBM-II with their intervals, medians beside the limits.

Pure functions on the paper that all share (paper.py); the frames they draw are made in nap/topics/people.py.
"""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import axis, figure, hover, listed, plain
from nap.language.texts import N, Words, is_missing
from nap.methods.guidance import HUMAN_LEVELS, Guidance
from nap.pack import contract

LOOKS = {"hbm1": ("planned", "diamond", 0.16), "hbm2": ("yes", "circle", -0.16)}  # colour, mark, place beside the line
SMALLEST, LARGEST = 7, 22  # pixels of a dot
NOT_STATED = N("Group not stated")
AIR = 1.4  # room beyond the lowest and the highest value, as a factor


def group_name(code, words: Words) -> str:
    """The group of people that was measured, or that the publisher does not state it."""
    return words.t(NOT_STATED if is_missing(code) else contract.label("population_group", code))


def shares(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """One line per group: the share at or above each level as a dot, its interval as a bar.

    rows: label, level, above, n, value, low, high (%).
    """
    labels = list(dict.fromkeys(rows["label"]))
    places = {label: len(labels) - 1 - i for i, label in enumerate(labels)}
    fig = figure(words, palette, 110 + 52 * len(labels))
    for level, (colour, mark, aside) in LOOKS.items():
        own = rows[rows["level"] == level]
        if own.empty:
            continue
        name = words.t(HUMAN_LEVELS[level])
        fig.add_scatter(
            x=listed(own["value"]),
            y=[places[label] + aside for label in own["label"]],
            mode="markers",
            name=name,
            marker={"color": getattr(palette, colour), "symbol": mark, "size": 11},
            error_x={
                "type": "data",
                "array": listed(own["high"] - own["value"]),
                "width": 4,
                "thickness": 2,
                "arrayminus": listed(own["value"] - own["low"]),
                "color": getattr(palette, colour),
            },
            hoverinfo="text",
            hovertext=[
                hover(
                    plain(row.label),
                    plain(f"{name}: {words.percent(row.value, 0)}"),
                    plain(words.t("{low} to {high}", low=words.percent(row.low, 0), high=words.percent(row.high, 0))),
                    plain(words.t("{above} of {n} people", above=words.number(row.above), n=words.number(row.n))),
                )
                for row in own.itertuples()
            ],
        )
    fig.update_xaxes(axis(palette, title=words.t("% of the people measured"), range=[-2, 102], nticks=6))
    _groups(fig, palette, labels, places)
    return fig


def surveys(rows: pd.DataFrame, words: Words, palette: Palette, limits: Mapping[str, Guidance], unit: str) -> go.Figure:
    """Each group's median as a dot, larger with more people, beside the class limits; below a limit as an open mark.

    rows: population_group, place_name, sampled_on, date_precision, value, is_below_lod, upper, n.
    """
    rows = rows[rows["upper"] > 0]
    said = rows["population_group"].fillna("")  # of a group the publisher does not state
    names = {code: group_name(code, words) for code in contract.codes("population_group") if (said == code).any()}
    if (said == "").any():
        names[""] = group_name(None, words)
    labels = list(names.values())
    places = {label: len(labels) - 1 - i for i, label in enumerate(labels)}
    fig = figure(words, palette, 120 + 52 * len(labels))
    ends = [*rows["upper"], *(one.value for one in limits.values())]
    most = max(rows["n"], default=1)
    for is_below, name in ((False, words.t("Median of one group")), (True, words.t("Median below this limit"))):
        own = rows[rows["is_below_lod"] == is_below]
        if own.empty:
            continue
        said = [names[code] for code in own["population_group"].fillna("")]
        look = (
            {"symbol": "triangle-left-open"}
            if is_below
            else {"opacity": 0.55, "line": {"width": 1, "color": palette.ground}}
        )
        fig.add_scatter(
            x=listed(own["upper"]),
            y=[places[label] + _aside(i) for i, label in enumerate(said)],
            mode="markers",
            name=name,
            marker={
                "color": palette.measured,
                **look,
                "size": [SMALLEST + (LARGEST - SMALLEST) * math.sqrt(n / most) for n in own["n"]],
            },
            hoverinfo="text",
            hovertext=[
                hover(
                    plain(label),
                    plain(("< " if is_below else "") + words.quantity(row.upper, unit)),
                    plain(words.t("{n} people", n=words.number(row.n))),
                    plain(row.place_name),
                    plain(words.date(row.sampled_on, precision=row.date_precision)),
                )
                for label, row in zip(said, own.itertuples(), strict=True)
            ],
        )
    for level, one in limits.items():
        colour = getattr(palette, LOOKS[level][0])
        fig.add_vline(x=one.value, line={"color": colour, "width": 1.5, "dash": "dash"})
        fig.add_annotation(
            x=math.log10(one.value),
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            font={"color": colour},
            text=plain("HBM-I" if level == "hbm1" else "HBM-II"),
        )
    if ends:
        low, high = min(ends) / AIR, max(ends) * AIR
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        ticks = [tick for p in powers for m in (1, 2, 5) if low <= (tick := m * 10.0**p) <= high]
        along: dict[str, Any] = {"type": "log", "range": [math.log10(low), math.log10(high)]}
        along |= {"tickmode": "array", "tickvals": ticks}
        fig.update_xaxes(axis(palette, title=words.t(unit), ticktext=[words.number(tick) for tick in ticks], **along))
    fig.update_layout(legend={"y": 1.12}, margin={"l": 8, "r": 12, "t": 44, "b": 8})
    _groups(fig, palette, labels, places)
    return fig


def _groups(fig: go.Figure, palette: Palette, labels: list[str], places: Mapping[str, int]) -> None:
    """The vertical axis: one line per group, its name wrapped."""
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=list(places.values()),
            ticktext=[plain(label, 16) for label in labels],
            tickfont={"color": palette.text},
            range=[-0.6, len(labels) - 0.4],
        )
    )


def _aside(i: int) -> float:
    """A little up or down, so that dots of one line do not hide each other; the same for the same row."""
    return 0.3 * (((i * 7) % 11) / 10 - 0.5)
