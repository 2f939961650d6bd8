"""Pictures of formalization: how long each step takes, and where organisations stand.

Pure functions on the paper of paper.py; the words and frames they draw are made in nap/topics/formalization.py.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette, faded
from nap.figures.paper import axis, figure, hover, listed, plain
from nap.language.texts import Words, is_missing

PITCH = 58  # pixels for a row whose label stands above its marks


def waits(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """How long each step took: the middle half of all waits as a bar, the median as a diamond, those who still wait as
    a ring.

    rows: label, short (behind the label), said (on hover), days_q25, days_median, days_q75, days_waiting_median, first
    step first. A step without a known wait keeps its place with what is said of it.
    """
    rows = rows.reset_index(drop=True)
    places = [-(PITCH * i + 36) for i in range(len(rows))]
    fig = figure(words, palette, 84 + PITCH * len(rows), margin={"l": 8, "r": 8, "t": 44, "b": 8})
    known = rows["days_median"].notna()
    span = pd.to_numeric(rows["days_q75"]) - pd.to_numeric(rows["days_q25"])
    hovers = [hover(plain(row.label), plain(row.said)) for row in rows.itertuples()]
    fig.add_bar(
        y=places,
        x=listed(span),
        base=listed(rows["days_q25"]),
        orientation="h",
        width=18,
        name=words.t("Middle half of the waits"),
        marker={"color": faded(palette.measured, palette.ground, 0.6)},
        hoverinfo="text",
        hovertext=hovers,
        textposition="none",
    )
    fig.add_scatter(
        y=[place for place, is_known in zip(places, known, strict=True) if is_known],
        x=listed(rows.loc[known, "days_median"]),
        mode="markers",
        name=words.t("Median"),
        marker={"symbol": "diamond", "size": 12, "color": palette.measured},
        hoverinfo="text",
        hovertext=[text for text, is_known in zip(hovers, known, strict=True) if is_known],
    )
    wait = rows["days_waiting_median"].notna()
    fig.add_scatter(
        y=[place for place, waits_ in zip(places, wait, strict=True) if waits_],
        x=listed(rows.loc[wait, "days_waiting_median"]),
        mode="markers",
        name=words.t("Still waiting (median so far)"),
        marker={"symbol": "circle-open", "size": 12, "color": palette.yes, "line": {"width": 2.5}},
        hoverinfo="text",
        hovertext=[text for text, waits_ in zip(hovers, wait, strict=True) if waits_],
    )
    ends = rows[["days_q75", "days_waiting_median"]].apply(pd.to_numeric).max(axis=None)
    reach = 1.05 * (1 if is_missing(ends) or not ends else float(ends))
    fig.add_scatter(
        y=[place + 22 for place in places],
        x=[0] * len(rows),
        mode="text",
        textposition="middle right",
        text=[f"<b>{plain(row.label)}</b> {plain(row.short)}" for row in rows.itertuples()],
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    fig.update_xaxes(axis(palette, title=words.t("days"), range=[0, reach], nticks=5))
    fig.update_yaxes(visible=False, range=[-PITCH * len(rows) - 6, 0])
    return fig


def standing(
    rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str, str], states: Mapping[str, str]
) -> go.Figure:
    """Where organisations stand: a bar for each step, parted by what has become of those who stand there.

    rows: step, state, organisations. names: step -> text, in the order of the page. states: state -> text, in the order
    of the bar.
    """
    looks = state_colours(palette)
    labels = [plain(name, 18) for name in names.values()]
    pitch = 16 + 18 * max((label.count("<br>") + 1 for label in labels), default=1)
    fig = figure(
        words, palette, max(84 + pitch * len(labels), 270), barmode="stack", margin={"l": 8, "r": 34, "t": 84, "b": 8}
    )
    places = list(range(len(labels)))[::-1]
    counts = rows.set_index(["step", "state"])["organisations"]
    totals = rows.groupby("step")["organisations"].sum()
    for state, text in states.items():
        values = [counts.get((step, state)) for step in names]
        if not any(values):
            continue
        fig.add_bar(
            y=places,
            x=listed(values),
            orientation="h",
            name=plain(text, 30),
            showlegend=True,
            textposition="none",
            marker={"color": looks[state], "line": {"color": palette.ground, "width": 1}},
            hoverinfo="text",
            hovertext=[
                hover(label, f"{plain(text)}: {words.number(value)}")
                for label, value in zip(labels, values, strict=True)
            ],
        )
    ends = [int(totals.get(step, 0)) for step in names]
    fig.add_scatter(
        y=places,
        x=ends,
        mode="text",
        text=[f"\u00a0{words.number(end)}" for end in ends],
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    fig.update_layout(legend_traceorder="normal")
    fig.update_xaxes(axis(palette, nticks=4, range=[0, 1.08 * max([*ends, 1])]))
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=places,
            ticktext=labels,
            range=[-0.6, len(labels) - 0.4],
            tickfont={"color": palette.text},
        )
    )
    return fig


def state_colours(palette: Palette) -> dict[str, str]:
    """The colour of what has become of an organisation."""
    return {
        "top": palette.measured,
        "waiting": palette.no,
        "long": palette.gold,
        "expired": faded(palette.yes, palette.ground, 0.5),
        "dropped_expired": palette.yes,
        "dropped_quiet": palette.unknown,
    }
