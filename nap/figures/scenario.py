"""Pictures of what it would take: where the changes lead, and what each does by itself."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import (
    WIDE_LEGEND,
    axis,
    every_year,
    figure,
    hover,
    listed,
    plain,
    range_text,
    value_lines,
    whiskers,
    year_axis,
)
from nap.language.texts import Words
from nap.methods.path import Path


def scenario_path(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    path: Path | None,
    ends: pd.DataFrame,
    unit: str,
) -> go.Figure:
    """What was observed, the planned path, and where the changes would lead, with its 95 % band.

    rows: year, value, low, high, n of one method series. path: None draws none. ends: year, value, low, high of today
    and of the year looked at, as the scenario computes them; a band is drawn where both have a range.
    """
    t = words.t
    points = path.points if path else ()
    years = [*rows["year"], *ends["year"], *(year for year, _ in points)]
    chart = figure(
        words,
        palette,
        height=400,
        xaxis=year_axis(palette, years),
        yaxis=axis(palette, title=t(unit), rangemode="tozero"),
        margin={"l": 8, "r": 12, "t": 64, "b": 8},
    )
    chart.update_layout(legend=WIDE_LEGEND)
    if ends[["low", "high"]].notna().all(axis=None):
        chart.add_scatter(
            x=[*listed(ends["year"]), *listed(ends["year"])[::-1]],
            y=[*listed(ends["high"]), *listed(ends["low"])[::-1]],
            mode="lines",
            fill="toself",
            fillcolor=palette.range_band,
            line={"width": 0},
            hoverinfo="skip",
            name=t("95\u00a0% range"),
            showlegend=True,
        )
    if points:
        chart.add_scatter(
            x=[year for year, _ in points],
            y=[value for _, value in points],
            mode="lines+markers",
            name=t("Planned path"),
            line={"color": palette.planned, "dash": "dot", "width": 2},
            marker={"symbol": "diamond", "size": 9},
            hoverinfo="text",
            hovertext=[hover(t("Planned path"), f"{year}: {words.quantity(value, unit)}") for year, value in points],
        )
    line = every_year(rows)
    chart.add_scatter(
        x=listed(line["year"]),
        y=listed(line["value"]),
        mode="lines+markers",
        name=t("Estimated"),
        connectgaps=False,
        error_y=whiskers(line, palette.quiet_text),
        line={"color": palette.quiet_text, "width": 2},
        marker={"size": 7},
        hoverinfo="text",
        hovertext=[
            hover(f"{row.year} · {t('Estimated')}", *value_lines(words, row, unit)) for row in line.itertuples()
        ],
    )
    last = ends.iloc[-1:]
    chart.add_scatter(
        x=listed(ends["year"]),
        y=listed(ends["value"]),
        mode="lines+markers",
        name=t("With the changes"),
        line={"color": palette.measured, "width": 2.5, "dash": "dash"},
        marker={"size": [0, 12], "symbol": "square"},
        error_y=whiskers(ends.assign(low=ends["low"].where(ends.index == last.index[0])), palette.measured, width=6),
        hoverinfo="text",
        hovertext=[
            hover(
                f"{row.year} · {t('With the changes')}",
                words.quantity(row.value, unit),
                plain(range_text(words, row.low, row.high, unit)),
            )
            for row in ends.itertuples()
        ],
    )
    if points:
        chart.add_hline(y=points[-1][1], line={"color": palette.planned, "width": 1}, layer="below")
        chart.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=points[-1][1],
            yanchor="top",
            showarrow=False,
            text=t("target {value}", value=words.quantity(points[-1][1], unit)),
            font={"color": palette.planned},
        )
    return chart


def tornado(rows: pd.DataFrame, words: Words, palette: Palette, unit: str) -> go.Figure:
    """What each change does by itself: a bar to the left lowers, a bar to the right raises; its 95 % range as whiskers.

    rows: label, value, low, high, in the order of the page; negative values are less mercury.
    """
    rows = rows.reset_index(drop=True)
    # In pixels from the top: the name of a change stands above its bar, so that bars have a telephone's whole width.
    places = [-(58 * i + 38) for i in range(len(rows))]
    labels = [plain(label) for label in rows["label"]]
    said = [words.change(value, unit) for value in rows["value"]]
    fig = figure(words, palette, 40 + 58 * len(rows), bargap=0)
    reach = float(rows[["value", "low", "high"]].abs().max(axis=None)) or 1.0
    raises = bool((rows["value"] > 0).any())
    fig.add_bar(
        y=places,
        x=listed(rows["value"]),
        orientation="h",
        width=20,
        error_x=whiskers(rows, palette.text),
        marker={"color": [palette.measured if value <= 0 else palette.yes for value in rows["value"]]},
        textposition="none",
        hoverinfo="text",
        showlegend=False,
        hovertext=[
            hover(label, text, plain(range_text(words, row.low, row.high, unit)))
            for label, text, row in zip(labels, said, rows.itertuples(), strict=True)
        ],
    )
    left = -1.05 * reach
    fig.add_scatter(
        y=[place + 20 for place in places],
        x=[left] * len(rows),
        mode="text",
        textposition="middle right",
        text=[f"{label} <b>{plain(text)}</b>" for label, text in zip(labels, said, strict=True)],
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    fig.update_xaxes(
        axis(
            palette,
            title=words.t(unit),
            range=[left, 1.05 * reach if raises else 0.02 * reach],
            nticks=5,
            zeroline=True,
            zerolinecolor=palette.line,
            zerolinewidth=2,
        )
    )
    fig.update_yaxes(visible=False, range=[-58 * len(rows), 0])
    return fig
