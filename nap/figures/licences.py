"""Pictures of licences: when they end.

Pure functions on the paper that all share (paper.py); the words they draw are made in nap/topics/licences.py.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import axis, figure, hover, listed, plain
from nap.language.texts import Words


def licence_ends(rows: pd.DataFrame, words: Words, palette: Palette, states: Mapping[str, str]) -> go.Figure:
    """Licences by the quarter in which they end, parted by what their dates say today.

    rows: quarter (its first day), state, licences. states: the four states -> text: expired though called valid,
    expired, soon, later.
    """
    looks = dict(zip(states, (palette.yes, palette.unknown, palette.gold, palette.measured), strict=True))
    fig = figure(words, palette, 320, barmode="stack", bargap=0.12, margin={"l": 8, "r": 8, "t": 64, "b": 8})
    for state, text in states.items():
        one = rows[rows["state"] == state]
        if one.empty:
            continue
        fig.add_bar(
            x=[day.date().isoformat() if hasattr(day, "date") else day.isoformat() for day in one["quarter"]],
            y=listed(one["licences"]),
            name=plain(text, 40),
            marker={"color": looks[state]},
            showlegend=True,
            textposition="none",
            hoverinfo="text",
            hovertext=[
                hover(quarter_text(words, row.quarter), plain(f"{text}: {words.number(row.licences)}"))
                for row in one.itertuples()
            ],
        )
    fig.update_layout(legend_traceorder="normal")
    fig.update_xaxes(axis(palette, grid=False, type="date", tickformat="%Y", dtick="M12", tickmode="linear"))
    fig.update_yaxes(axis(palette, title=words.t("licences"), rangemode="tozero", nticks=5))
    return fig


def quarter_text(words: Words, day) -> str:
    """A quarter of a year in words, by its first day."""
    return words.t("Quarter {number} of {year}", number=(day.month + 2) // 3, year=day.year)
