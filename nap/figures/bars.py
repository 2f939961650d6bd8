"""Bars that several pages use: one for each row of one year, and one for each year, stacked by its parts."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import (
    axis,
    figure,
    hover,
    listed,
    plain,
    series_colours,
    series_name,
    value_lines,
    whiskers,
    year_axis,
)
from nap.language.texts import Words, is_missing
from nap.pack.indicator import Indicator


def stacked_years(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    indicator: Indicator,
    names: Mapping = MappingProxyType({}),
    height: int = 320,
) -> go.Figure:
    """A bar per year, stacked by the indicator's breakdown; its parts must add up.

    rows: year, series, value, low, high, n, of one method series. Ranges are told on hover, as they do not stack.
    """
    fig = figure(words, palette, height, barmode="stack")
    codes = [c for c in indicator.series_codes if c in set(rows["series"])] or listed(rows["series"].unique())
    colours = series_colours(indicator.series_codes or codes, palette)
    for code in codes:
        one = rows[rows["series"] == code]
        if not one["value"].fillna(0).any():
            continue
        name = plain(series_name(names, indicator, words, code))
        fig.add_bar(
            x=listed(one["year"]),
            y=listed(one["value"]),
            name=name,
            showlegend=True,
            marker={"color": colours[code], "line": {"color": palette.ground, "width": 1}},
            hoverinfo="text",
            textposition="none",
            hovertext=[
                hover(f"{row.year} · {name}", *value_lines(words, row, indicator.unit)) for row in one.itertuples()
            ],
        )
    fig.update_xaxes(year_axis(palette, rows["year"]))
    fig.update_yaxes(rangemode="tozero", title_text=words.t(indicator.unit))
    fig.update_layout(legend_traceorder="normal")
    return fig


def bars(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    indicator: Indicator,
    label: str = "place_name",
    focus: str = "",
    top: float | None = None,
    label_width: int = 20,
) -> go.Figure:
    """A bar to the right for each row, top to bottom as they come, with its range, its value and its n.

    rows: `label`, value, and low, high, n, said where they are given (said: what to write behind the bar). focus:
    the label to stand out, if it is among them. A row without a value keeps its place, with a dash.
    """
    rows = rows.reset_index(drop=True)
    names = [plain(text, label_width) for text in rows[label]]
    # A bar is as high as the longest label needs, or plotly leaves labels out.
    pitch = 12 + 18 * max((name.count("<br>") + 1 for name in names), default=1)
    fig = figure(words, palette, height=24 + pitch * len(rows), margin={"l": 8, "r": 12, "t": 0, "b": 8})
    unit, places = indicator.unit, list(range(len(rows)))[::-1]
    for column in ("low", "high", "n", "said"):
        if column not in rows:
            rows[column] = None
    rows[["low", "high"]] = rows[["low", "high"]].astype(float)
    said = [
        plain(row.said if not is_missing(row.said) else words.quantity(row.value, unit)) for row in rows.itertuples()
    ]
    hovers = [hover(name, *value_lines(words, row, unit)) for name, row in zip(names, rows.itertuples(), strict=True)]
    focused = focus in set(rows[label])
    colours = [palette.measured if not focused or text == focus else palette.quiet_text for text in rows[label]]
    fig.add_bar(
        y=places,
        x=listed(rows["value"]),
        orientation="h",
        error_x=whiskers(rows, palette.text, width=3),
        marker={"color": colours},
        textposition="none",
        hoverinfo="text",
        hovertext=hovers,
    )
    ends = rows[["value", "high"]].max(axis=1).fillna(0)
    fig.add_scatter(
        y=places,
        x=listed(ends),
        mode="text",
        text=[f"\u00a0{text}" for text in said],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    longest = max((len(text) for text in said), default=0)
    reach = max(ends.max() if len(ends) else 0, top or 0) or 1
    # Room for the longest text behind the longest bar: about 7 px a letter, of some 200 px on a narrow screen.
    room = reach * (1 + min(1.0, longest * 7 / 200))
    fig.update_layout(showlegend=False)
    fig.update_xaxes(axis(palette, nticks=4, range=[0, room], showticklabels=False, showgrid=False))
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=places,
            ticktext=names,
            range=[-0.6, len(rows) - 0.4],
        )
    )
    fig.update_yaxes(tickfont_color=palette.text, showline=True)
    return fig
