"""The picture of one target: its planned path, what was observed, and where that leads."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import MARKS, axis, every_year, figure, hover, listed, plain, range_text, whiskers, year_axis
from nap.language.texts import Words, is_missing


def trajectory(rows: pd.DataFrame, words: Words, palette: Palette, target) -> go.Figure:
    """A target's planned path, what was observed, with ranges, and where that leads in a straight line, with its band.

    Each method series is a line of its own.

    rows: year, value, low, high, n, method_series. target: nap.topics.targets.Target, for its path, unit and direction.
    """
    t, unit, path = words.t, target.indicator.unit, target.path
    series = list(dict.fromkeys(rows["method_series"].map(lambda s: None if is_missing(s) else s)))
    years = [*rows["year"], *(year for year, _ in path.points)]
    chart = figure(
        words,
        palette,
        height=400,
        xaxis=year_axis(palette, years),
        yaxis=axis(palette, title=t(unit), rangemode="tozero"),
    )
    chart.add_scatter(
        x=[year for year, _ in path.points],
        y=[value for _, value in path.points],
        mode="lines+markers",
        name=t("Planned path"),
        line={"color": palette.planned, "dash": "dot", "width": 2},
        marker={"symbol": "diamond", "size": 9},
        hovertext=[hover(t("Planned path"), f"{year}: {words.quantity(value, unit)}") for year, value in path.points],
        hoverinfo="text",
    )
    for i, name in enumerate(series):
        own = rows[rows["method_series"].isna() if name is None else rows["method_series"] == name]
        line = every_year(own)
        label = t("Observed") if name is None or len(series) == 1 else t("Observed ({series})", series=plain(name))
        chart.add_scatter(
            x=listed(line["year"]),
            y=listed(line["value"]),
            mode="lines+markers",
            name=label,
            connectgaps=False,
            error_y=whiskers(line, palette.measured),
            line={"color": palette.measured, "width": 2.5, "dash": "solid" if i == 0 else "dash"},
            marker={"symbol": MARKS[i % len(MARKS)], "size": 8},
            hovertext=[
                hover(
                    label,
                    f"{row.year}: {words.quantity(row.value, unit)}",
                    range_text(words, row.low, row.high, t(unit)),
                    "" if is_missing(row.n) else f"n = {words.number(row.n)}",
                )
                for row in line.itertuples()
            ],
            hoverinfo="text",
        )
    _project(chart, words, palette, target)
    first, last = path.points[0], path.points[-1]
    below = first[1] > last[1] > 0.2 * first[1]  # a path that falls comes from above, and leaves room below its end
    chart.add_annotation(
        x=last[0],
        y=last[1],
        text=t("target {value}", value=words.quantity(last[1], unit)),
        showarrow=False,
        xanchor="right",
        yanchor="top" if below else "bottom",
        yshift=-8 if below else 8,
        font={"color": palette.planned},
    )
    return chart


def _project(chart: go.Figure, words: Words, palette: Palette, target) -> None:
    """Draw the projection of a target's status from the latest observation on, and the band around it."""
    at, t, unit = target.status, words.t, target.indicator.unit
    end = at.goal.target_year
    if at.projected_value is None or at.year == end:
        return
    if at.projected_low is not None and at.low is not None:
        chart.add_scatter(
            x=[at.year, end, end, at.year],
            y=[at.high, at.projected_high, at.projected_low, at.low],
            fill="toself",
            fillcolor=palette.range_band,
            line={"width": 0},
            mode="lines",
            name=t("Range of the projection"),
            hoverinfo="skip",
        )
    said = hover(
        t("If it goes on like this"),
        f"{end}: {words.quantity(at.projected_value, unit)}",
        range_text(words, at.projected_low, at.projected_high, t(unit)),
    )
    chart.add_scatter(
        x=[at.year, end],
        y=[at.value, at.projected_value],
        mode="lines",
        name=t("If it goes on like this"),
        line={"color": palette.measured, "width": 1.5, "dash": "dashdot"},
        hovertext=["", said],
        hoverinfo="text",
    )
