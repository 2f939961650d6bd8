"""Pictures of the money: from plan to spending, and what of the plan is secured.

Rows in, figure out, on the paper that all share (paper.py); null is not known and draws nothing.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette, faded
from nap.figures.paper import WIDE_LEGEND, axis, figure, hover, listed, plain
from nap.language.texts import N, Words, is_missing

STAGES = (  # column, meaning, colour of the palette, how much it is faded, share of a bar's thickness
    ("planned_usd", N("Planned"), "planned", 0.75, 1.25),
    ("committed_usd", N("Committed"), "planned", 0.15, 0.9),
    ("disbursed_usd", N("Disbursed"), "measured", 0.5, 0.58),
    ("spent_usd", N("Spent"), "measured", 0, 0.3),
)
PARTS = (  # column, meaning, colour of the palette, pattern that tells it apart without colour
    ("secured_usd", N("Secured"), "measured", ""),
    ("untold_usd", N("Cannot be told"), "unknown", "/"),
    ("missing_usd", N("Missing"), "yes", "."),
)
THICK = 18  # pixels of a bar
NAME_WIDTH = 46  # letters of a group's name on one line of a telephone


def stages(rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str | None, str]) -> go.Figure:
    """Money planned, committed, disbursed and spent as bars inside each other, one row for each code; US dollars.

    rows: code, planned_usd, committed_usd, disbursed_usd, spent_usd, in the order of the page. names: code -> text in
    the reader's language.
    """
    sums = rows[[column for column, *_ in STAGES]].astype(float)
    said = [words.quantity(value, "US$", 0) for value in rows["planned_usd"]]
    fig, labels, places = _paper(rows, words, palette, names, said, "overlay", sums.max(axis=None))
    for column, meaning, colour, fade, width in STAGES:
        if not rows[column].notna().any():
            continue
        _bar(
            fig,
            rows[column],
            places,
            labels,
            words.t(meaning),
            words,
            width=THICK * width,
            marker={"color": faded(getattr(palette, colour), palette.ground, fade)},
        )
    return fig


def gap(rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str | None, str]) -> go.Figure:
    """What of the plan is secured, missing, or cannot be told, as one bar for each code; US dollars.

    rows: code, planned_usd = secured_usd + untold_usd + missing_usd, in the order of the page; a group without any
    costed line says so. names: code -> text in the reader's language.
    """
    said = [_left(row, words) for row in rows.itertuples()]
    fig, labels, places = _paper(rows, words, palette, names, said, "stack", rows["planned_usd"].max())
    for column, meaning, colour, pattern in PARTS:
        if not rows[column].fillna(0).any():
            continue
        look = {"shape": pattern, "size": 5, "solidity": 0.3, "fgcolor": palette.ground, "fillmode": "overlay"}
        line = {"color": palette.ground, "width": 1}
        _bar(
            fig,
            rows[column],
            places,
            labels,
            words.t(meaning),
            words,
            width=THICK,
            marker={"color": getattr(palette, colour), "line": line, "pattern": look},
        )
    return fig


def _paper(
    rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping, said: list[str], mode: str, reach: float | None
) -> tuple[go.Figure, list[str], list[int]]:
    """A picture of bars in US dollars, each with its name and what is said of it above; labels, and where bars go."""
    labels = _named(rows, names)
    said_above = [plain(_short(label), NAME_WIDTH) for label in labels]
    texts = [f"{name}<br><b>{plain(text)}</b>" for name, text in zip(said_above, said, strict=True)]
    places, heads, top = [], [], 0  # in pixels from the top: the name of a group stands above its bar
    for text in texts:
        deep = 16 * (text.count("<br>") + 1)
        heads.append(-(top + 9 + deep / 2))
        places.append(-(top + 22 + deep))
        top += 38 + deep
    fig = figure(words, palette, 90 + top, barmode=mode, bargap=0)
    fig.add_scatter(
        y=heads,
        x=[0] * len(rows),
        mode="text",
        textposition="middle right",
        text=texts,
        textfont={"size": 13},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    end = 1.02 * (0 if reach is None or is_missing(reach) else reach) or 1
    fig.update_layout(legend={"traceorder": "normal", **WIDE_LEGEND})
    fig.update_xaxes(axis(palette, title=words.t("US$"), range=[0, end], nticks=4, tickformat="~s"))
    fig.update_yaxes(visible=False, range=[-top, 0])
    return fig, labels, places


def _bar(fig: go.Figure, sums, places: list[int], labels: list[str], name: str, words: Words, **look) -> None:
    hovers = [
        hover(plain(label, 60), f"{name}: {words.quantity(value, 'US$', 0)}")
        for label, value in zip(labels, sums, strict=True)
    ]
    fig.add_bar(
        y=places,
        x=listed(sums),
        orientation="h",
        name=name,
        showlegend=True,
        textposition="none",
        hoverinfo="text",
        hovertext=hovers,
        **look,
    )


def _short(name: str, width: int = 3 * NAME_WIDTH) -> str:
    """A name that fits three lines of a telephone; hovering tells the whole of it."""
    return name if len(name) <= width else name[: width - 1].rstrip() + "…"


def _named(rows: pd.DataFrame, names: Mapping[str | None, str]) -> list[str]:
    codes = [None if is_missing(code) else code for code in rows["code"]]
    return [str(names.get(code, code)) for code in codes]


def _left(row, words: Words) -> str:
    """What of a group is missing, in short; a range where the budget does not tell all of it."""
    if is_missing(row.planned_usd):
        return words.t("not costed")
    if row.untold_usd and row.untold_usd == row.planned_usd:
        return words.t("{sum} planned", sum=words.compact(row.planned_usd, "US$"))
    if not row.untold_usd:
        return words.t("{sum} missing", sum=words.compact(row.missing_usd, "US$"))
    most = words.compact(row.missing_usd + row.untold_usd, "US$")
    if not row.missing_usd:
        return words.t("up to {most} missing", most=most)
    least, most = (words.compact(amount, None) for amount in (row.missing_usd, row.missing_usd + row.untold_usd))
    return words.t("US$\u00a0{low} to {high} missing", low=least, high=most)
