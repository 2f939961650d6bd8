"""The picture of supply beside use, as more than one page shows it."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import every_year, figure, hover, listed, value_lines, whiskers, year_axis
from nap.language.texts import Words


def supply_and_use(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """Two bars a year, what official figures supply and what is used, each with its range; no value, no bar.

    rows: year, and supply and use, each with _low and _high, in t.
    """
    unit = "t"
    fig = figure(words, palette, height=340, barmode="group", bargap=0.25)
    rows = every_year(rows)
    for column, name, colour in (
        ("supply", words.t("Apparent supply"), palette.quiet_text),
        ("use", words.t("Mercury used"), palette.measured),
    ):
        one = rows[["year"]].assign(value=rows[column], low=rows[f"{column}_low"], high=rows[f"{column}_high"], n=None)
        fig.add_bar(
            x=listed(one["year"]),
            y=listed(one["value"]),
            name=name,
            marker={"color": colour},
            textposition="none",
            error_y=whiskers(one, palette.text, width=3),
            hoverinfo="text",
            hovertext=[hover(f"{row.year} · {name}", *value_lines(words, row, unit)) for row in one.itertuples()],
        )
    fig.update_xaxes(year_axis(palette, rows["year"]))
    fig.update_yaxes(rangemode="tozero", title_text=words.t(unit), zeroline=True, zerolinecolor=palette.line)
    return fig
