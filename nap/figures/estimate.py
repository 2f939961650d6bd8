"""The picture of estimates by several methods, one below the other."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import axis, figure, hover, listed, plain, range_text
from nap.language.texts import Words

ESTIMATE_LOOKS = {"own": ("measured", "circle"), "pooled": ("text", "diamond"), "published": ("planned", "square")}


def estimates(rows: pd.DataFrame, words: Words, palette: Palette, unit: str, label_width: int = 18) -> go.Figure:
    """Estimates of one quantity below each other, each a mark on its range; from top to bottom as they come.

    rows: kind (own, pooled, published), name, value, low, high. Without a range the mark stands alone; without a value
    (ways that disagree) the range stands alone.
    """
    names = [plain(name, label_width) for name in rows["name"]]
    pitch = 16 + 18 * max((name.count("<br>") + 1 for name in names), default=1)
    fig = figure(words, palette, height=56 + pitch * len(rows), showlegend=False)
    places = list(range(len(rows)))[::-1]
    for place, name, row in zip(places, names, rows.itertuples(), strict=True):
        colour, mark = ESTIMATE_LOOKS[row.kind]
        colour, ends = getattr(palette, colour), listed([row.low, row.value, row.high])
        said = hover(name, words.quantity(row.value, unit), range_text(words, row.low, row.high, unit))
        fig.add_scatter(
            x=ends[::2], y=[place, place], mode="lines", line={"color": colour, "width": 3}, hoverinfo="skip"
        )
        fig.add_scatter(
            x=ends,
            y=[place] * 3,
            mode="markers",
            marker={
                "color": colour,
                "symbol": ["line-ns-open", mark, "line-ns-open"],
                "size": [12, 11, 12],
                "opacity": 1,
            },
            hoverinfo="text",
            hovertext=[said] * 3,
        )
    reach = rows[["value", "high"]].max(axis=None)
    fig.update_xaxes(
        axis(palette, title=words.t("{unit} a year", unit=words.t(unit)), nticks=5, range=[0, 1.05 * (reach or 1)])
    )
    fig.update_yaxes(
        axis(palette, grid=False, tickmode="array", tickvals=places, ticktext=names, range=[-0.6, len(rows) - 0.4])
    )
    fig.update_yaxes(tickfont_color=palette.text)
    return fig
