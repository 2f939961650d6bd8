"""What projects claim, by year: a stack for each project and way, and a mark for what is left without overlaps."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import figure, hover, listed, plain, series_colours, year_axis
from nap.language.texts import Words


def claimed(rows: pd.DataFrame, words: Words, palette: Palette, guarded: pd.DataFrame) -> go.Figure:
    """A bar a year, stacked by project; hatched where others took over, a line across for the sum without overlaps.

    rows: year, project, contribution, way (its name in words), hg_kg. guarded: year, hg_kg.
    """
    fig = figure(words, palette, height=360, barmode="stack")
    colours = series_colours(rows["project"].unique(), palette)
    for (project, way), one in rows.groupby(["project", "way"], sort=False):
        name = f"{plain(project)} · {way}"
        is_own = one["contribution"].iloc[0] == "direct"
        fig.add_bar(
            x=listed(one["year"]),
            y=listed(one["hg_kg"]),
            name=name,
            textposition="none",
            hoverinfo="text",
            marker={
                "color": colours[project],
                "line": {"color": palette.ground, "width": 1},
                "pattern": {"shape": "" if is_own else "/", "fillmode": "overlay", "fgcolor": palette.ground},
            },
            hovertext=[hover(f"{row.year} · {name}", words.quantity(row.hg_kg, "kg")) for row in one.itertuples()],
        )
    name = words.t("Without overlap, all projects")
    fig.add_scatter(
        x=listed(guarded["year"]),
        y=listed(guarded["hg_kg"]),
        name=name,
        mode="markers",
        hoverinfo="text",
        marker={"symbol": "line-ew", "size": 34, "line": {"color": palette.text, "width": 3}},
        hovertext=[hover(f"{row.year} · {name}", words.quantity(row.hg_kg, "kg")) for row in guarded.itertuples()],
    )
    fig.update_xaxes(year_axis(palette, rows["year"]))
    fig.update_yaxes(rangemode="tozero", title_text=words.t("kg"), tickformat=",~f")
    fig.update_layout(legend_traceorder="normal")
    return fig
