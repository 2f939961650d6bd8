"""Pictures of trainings: who took part by topic, and which groups were reached where.

Pure functions on the paper of paper.py; the words and frames they draw are made in nap/topics/training.py.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette, faded
from nap.figures.paper import axis, figure, hover, listed, plain
from nap.language.texts import Words

STEPS = (0, 1, 2, 4)  # fewest events of each shade: none, one, two or three, four or more


def people(rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str, str]) -> go.Figure:
    """Who took part: a bar for each row, parted by sex; those whose sex nobody wrote down stand apart in grey.

    rows: label, n (events) and a column for each code of `names` (code -> text): people, null where nobody counted.
    """
    rows = rows.reset_index(drop=True)
    labels = [plain(label, 20) for label in rows["label"]]
    pitch = 14 + 18 * max((label.count("<br>") + 1 for label in labels), default=1)
    fig = figure(words, palette, 76 + pitch * len(rows), barmode="stack", margin={"l": 8, "r": 42, "t": 48, "b": 8})
    places = list(range(len(rows)))[::-1]
    looks = dict(zip(names, (palette.measured, palette.gold, palette.unknown), strict=True))
    for code, text in names.items():
        fig.add_bar(
            y=places,
            x=listed(rows[code]),
            orientation="h",
            name=plain(text),
            showlegend=True,
            textposition="none",
            marker={"color": looks[code], "line": {"color": palette.ground, "width": 1}},
            hoverinfo="text",
            hovertext=[
                hover(
                    label,
                    f"{plain(text)}: {words.number(value)}",
                    words.plural("{count} event", "{count} events", int(n)),
                )
                for label, value, n in zip(labels, rows[code], rows["n"], strict=True)
            ],
        )
    ends = rows[list(names)].sum(axis=1, min_count=1)
    fig.add_scatter(
        y=places,
        x=listed(ends.fillna(0)),
        mode="text",
        text=[f"\u00a0{words.number(end)}" for end in ends],
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    fig.update_layout(legend_traceorder="normal")
    fig.update_xaxes(axis(palette, title=words.t("people"), nticks=4, range=[0, 1.04 * (ends.max() or 1)]))
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=places,
            ticktext=labels,
            range=[-0.6, len(rows) - 0.4],
            tickfont={"color": palette.text},
        )
    )
    return fig


def reach(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """Groups by places: the darker, the more events; an empty cell is a group nobody has held an event for there.

    rows: group, place_name, events_count, one for each pair, the places of every group in one order; two places may
    share a name.
    """
    each = list(rows.groupby("group", sort=False))
    groups, places = [group for group, _ in each], list(each[0][1]["place_name"])
    cells = [[int(count) for count in own["events_count"]] for _, own in each]
    steps = [[max(i for i, least in enumerate(STEPS) if value >= least) for value in line] for line in cells]
    shades = [faded(palette.measured, palette.ground, fade) for fade in (0.94, 0.65, 0.35, 0)]
    scale = [pair for i, shade in enumerate(shades) for pair in ((i / 4, shade), ((i + 1) / 4, shade))]
    labels = [plain(group, 20) for group in groups]
    pitch = 10 + 16 * max((label.count("<br>") + 1 for label in labels), default=1)
    fig = figure(words, palette, 150 + pitch * len(groups), margin={"l": 8, "r": 8, "t": 40, "b": 8})
    fig.add_heatmap(
        z=steps,
        x=list(range(len(places))),
        y=list(range(len(groups))),
        zmin=-0.5,
        zmax=3.5,
        colorscale=scale,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="text",
        hovertext=[
            [
                hover(plain(group), plain(place), plain(words.plural("{count} event", "{count} events", value)))
                for place, value in zip(places, line, strict=True)
            ]
            for group, line in zip(groups, cells, strict=True)
        ],
    )
    texts = [words.t("No event"), words.t("1 event"), words.t("2 or 3 events"), words.t("4 or more")]
    for text, shade in zip(texts, shades, strict=True):
        fig.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=text,
            showlegend=True,
            marker={"symbol": "square", "size": 12, "color": shade, "line": {"color": palette.quiet_text, "width": 1}},
        )
    fig.update_xaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=list(range(len(places))),
            tickangle=-90,
            ticktext=[plain(place) for place in places],
            range=[-0.5, len(places) - 0.5],
            showline=False,
        )
    )
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=list(range(len(groups))),
            ticktext=labels,
            range=[len(groups) - 0.5, -0.5],
            showline=False,
            tickfont={"color": palette.text},
        )
    )
    return fig
