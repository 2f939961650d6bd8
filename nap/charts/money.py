"""Pictures of the money: from plan to spending, and what of the plan is secured.

Rows in, figure out, on the paper of nap.charts; null is not known and draws nothing.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from nap.charts import CLEAR, WIDE_LEGEND, axis, faded, figure, hover, listed, plain
from nap.palette import Palette
from nap.words import N, Words, is_missing

STAGES = (  # column, meaning, colour of the palette, how much it is faded, share of the row's height
    ("planned_usd", N("Planned"), "planned", 0.75, 0.86),
    ("committed_usd", N("Committed"), "planned", 0.15, 0.62),
    ("disbursed_usd", N("Disbursed"), "measured", 0.5, 0.4),
    ("spent_usd", N("Spent"), "measured", 0, 0.2),
)
PARTS = (  # column, meaning, colour of the palette, pattern that tells it apart without colour
    ("secured_usd", N("Secured"), "measured", ""),
    ("untold_usd", N("Cannot be told"), "unknown", "/"),
    ("missing_usd", N("Missing"), "yes", "x"),
)
PITCH = 46  # pixels from row to row: the name of a group stands above its bar


def stages(
    rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str | None, str], label_width: int = 20
) -> go.Figure:
    """Money planned, committed, disbursed and spent as bars inside each other, one row for each code; US dollars.

    rows: code, planned_usd, committed_usd, disbursed_usd, spent_usd, in the order of the page. names: code -> text in
    the reader's language.
    """
    labels = [plain(text, label_width) for text in _named(rows, names)]
    # Height of each row in pixels, so that a label of three lines has its room.
    deep = [max(38, 14 + 18 * (label.count("<br>") + 1)) for label in labels]
    places = [-(sum(deep[:i]) + own / 2) for i, own in enumerate(deep)]
    fig = figure(words, palette, 80 + sum(deep), barmode="overlay", bargap=0)
    for column, meaning, colour, fade, width in STAGES:
        if not rows[column].notna().any():
            continue
        name = words.t(meaning)
        fig.add_bar(
            y=places, x=listed(rows[column]), orientation="h", width=38 * width, name=name, showlegend=True,
            marker={"color": faded(getattr(palette, colour), palette.ground, fade)}, textposition="none",
            hoverinfo="text",
            hovertext=[
                hover(label, f"{name}: {words.quantity(value, 'US$', 0)}")
                for label, value in zip(labels, rows[column], strict=True)
            ],
        )  # fmt: skip
    ends = rows[[column for column, *_ in STAGES]].astype(float).max(axis=1)
    fig.add_scatter(
        y=places, x=listed(ends.fillna(0)), mode="text", textposition="middle right", cliponaxis=False,
        hoverinfo="skip", showlegend=False,
        text=[f"\u00a0{words.compact(value, None)}" for value in rows["planned_usd"]],
    )  # fmt: skip
    fig.update_xaxes(
        axis(
            palette,
            title=words.t("US$"),
            range=[0, (ends.max() if ends.notna().any() else 1) * 1.2 or 1],
            nticks=4,
            tickformat="~s",
        )
    )
    fig.update_yaxes(
        axis(palette, grid=False, tickmode="array", tickvals=places, ticktext=labels, range=[-sum(deep), 0],
             tickfont={"color": palette.text})
    )  # fmt: skip
    return fig


def gap(rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str | None, str]) -> go.Figure:
    """What of the plan is secured, missing, or cannot be told, as one bar for each code; US dollars.

    rows: code, planned_usd = secured_usd + untold_usd + missing_usd, in the order of the page; a group without any
    costed line says so. names: code -> text in the reader's language.
    """
    labels = _named(rows, names)
    places = [-(PITCH * i + 30) for i in range(len(rows))]
    fig = figure(words, palette, 80 + PITCH * len(rows), barmode="stack", bargap=0)
    fig.add_scatter(
        y=[place + 18 for place in places], x=[0] * len(rows), mode="text", textposition="middle right",
        text=[
            f"{plain(label if len(label) < 40 else label[:39] + '…')} · {_left(row, words)}"
            for label, row in zip(labels, rows.itertuples(), strict=True)
        ],
        hoverinfo="skip", showlegend=False, cliponaxis=False,
    )  # fmt: skip
    for column, meaning, colour, pattern in PARTS:
        name = words.t(meaning)
        if not rows[column].fillna(0).any():
            continue
        fig.add_bar(
            y=places, x=listed(rows[column]), orientation="h", width=16, name=name, showlegend=True,
            marker={"color": getattr(palette, colour), "line": {"color": palette.ground, "width": 1},
                    "pattern": {"shape": pattern, "size": 5, "solidity": 0.3, "fgcolor": palette.ground,
                                "fillmode": "overlay"}},
            textposition="none", hoverinfo="text",
            hovertext=[
                hover(plain(label, 60), f"{name}: {words.quantity(value, 'US$', 0)}")
                for label, value in zip(labels, rows[column], strict=True)
            ],
        )  # fmt: skip
    reach = rows["planned_usd"].max()
    fig.update_layout(legend={"traceorder": "normal", "bgcolor": CLEAR, **WIDE_LEGEND})
    fig.update_xaxes(
        axis(palette, title=words.t("US$"), range=[0, 1.02 * (0 if is_missing(reach) else reach) or 1], nticks=4,
             tickformat="~s")
    )  # fmt: skip
    fig.update_yaxes(visible=False, range=[-PITCH * len(rows), 0])
    return fig


def _named(rows: pd.DataFrame, names: Mapping[str | None, str]) -> list[str]:
    codes = [None if is_missing(code) else code for code in rows["code"]]
    return [str(names.get(code, code)) for code in codes]


def _left(row, words: Words) -> str:
    """What of a group is missing, in short; a range where the budget does not tell all of it."""
    if is_missing(row.planned_usd):
        return words.t("not costed")
    if not row.untold_usd:
        return words.t("{sum} missing", sum=words.compact(row.missing_usd, "US$"))
    most = words.compact(row.missing_usd + row.untold_usd, "US$")
    if not row.missing_usd:
        return words.t("up to {most} missing", most=most)
    return words.t("{least} to {most} missing", least=words.compact(row.missing_usd, None), most=most)
