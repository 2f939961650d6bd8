"""Pictures of the workplan: where its activities stand, when they were planned and when they ran.

Rows in, figure out, on the paper that all share (paper.py); money has its own module beside.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import WIDE_LEGEND, axis, figure, hover, listed, plain
from nap.language.texts import Words, is_missing
from nap.pack import contract

STATE_PATTERNS = {"delayed": "/", "not_started": ".", "cancelled": "x"}  # they tell the states apart without colour
DAY_MS = 86_400_000  # plotly counts time in milliseconds
NAME_WIDTH = 46  # letters of a group's name on one line of a telephone
SHORTEST_DAYS = 10  # so that a bar of a day can be seen


def _status_marker(status: str | None, palette: Palette) -> dict:
    return {
        "color": palette.states.get(status or "", palette.quiet_text),
        "line": {"color": palette.ground, "width": 1},
        "pattern": {
            "shape": STATE_PATTERNS.get(status or "", ""),
            "size": 5,
            "solidity": 0.3,
            "fgcolor": palette.ground,
            "fillmode": "overlay",
        },
    }


def _status_name(status: str | None, words: Words) -> str:
    return words.t("State not given") if status is None else words.t(contract.label("status", status))


def _plainly(rows: pd.DataFrame) -> list[dict]:
    """Rows as dictionaries, None where there is no value."""
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def states(rows: pd.DataFrame, words: Words, palette: Palette, names: Mapping[str | None, str]) -> go.Figure:
    """A bar of activities for each group, stacked by where they stand; a group without any says so.

    rows: code, status, activities_count; null is a group or state that is not given. names: every group in order ->
    its name in the reader's language; a code without a name stands for itself, None only where there is such a row.
    """
    rows = rows.astype({"code": object, "status": object}).where(rows.notna(), None)
    seen = list(dict.fromkeys(rows["code"]))
    named = {code: names.get(code, code) for code in [*names, *seen] if code is not None}
    names = {**named, None: names.get(None, "–")} if None in seen else named
    # In pixels from the top: the name of a group stands above its bar, so that bars have a telephone's whole width.
    labels = {code: plain(_short(name), NAME_WIDTH) for code, name in names.items()}
    places, heads, top = {}, [], 0
    for code, label in labels.items():
        deep = 16 * (label.count("<br>") + 1)
        heads.append(-(top + 4 + deep / 2))
        places[code] = -(top + 14 + deep)
        top += 30 + deep
    totals = rows.groupby("code", dropna=False)["activities_count"].sum()
    totals.index = [None if is_missing(code) else code for code in totals.index]
    ends = [int(totals.get(code, 0)) for code in places]
    fig = figure(words, palette, 80 + top, barmode="stack", bargap=0)
    fig.add_scatter(
        y=heads,
        x=[0] * len(places),
        mode="text",
        textposition="middle right",
        hoverinfo="skip",
        text=list(labels.values()),
        showlegend=False,
        cliponaxis=False,
    )
    for status in (*palette.states, None):
        own = rows[rows["status"].isna() if status is None else rows["status"] == status]
        if own.empty:
            continue
        name = _status_name(status, words)
        fig.add_bar(
            y=[places[code] for code in own["code"]],
            x=listed(own["activities_count"]),
            orientation="h",
            width=16,
            name=name,
            showlegend=True,
            marker=_status_marker(status, palette),
            textposition="none",
            hoverinfo="text",
            hovertext=[
                hover(plain(names[row.code], 60), f"{name}: {words.number(row.activities_count)}")
                for row in own.itertuples()
            ],
        )
    fig.add_scatter(
        y=list(places.values()),
        x=ends,
        mode="text",
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
        text=[f"\u00a0{words.number(n)}" if n else f"<b>{words.t('no activity')}</b>" for n in ends],
    )
    fig.update_layout(legend={"traceorder": "normal", **WIDE_LEGEND})
    fig.update_xaxes(axis(palette, showticklabels=False, showgrid=False, range=[0, max([*ends, 1]) * 1.12]))
    fig.update_yaxes(visible=False, range=[-top, 0])
    return fig


def _short(name: str, width: int = 3 * NAME_WIDTH) -> str:
    """A name that fits three lines of a telephone; hovering tells the whole of it."""
    return name if len(name) <= width else name[: width - 1].rstrip() + "…"


def activity_timeline(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    as_of: dt.date,
    span: tuple[dt.date, dt.date],
    title_width: int = 44,
) -> go.Figure:
    """When each activity was planned and when it was carried out, one below the other, with a line at `as_of`.

    rows: activity_code, title, status, planned_start, planned_end, actual_start, actual_end, in the order of the page;
    what has begun and not ended runs to `as_of`. span: first and last day of the axis. A row without dates keeps its
    title and says so.
    """
    lines = _plainly(rows)
    titles = [plain(f"{row['activity_code']} · {row['title']}", title_width) for row in lines]
    fig, middles = _paper(words, palette, lines, titles, as_of, span)
    begun = [i for i, row in enumerate(lines) if row["actual_start"]]
    for status in (*palette.states, None):
        own = [i for i in begun if lines[i]["status"] == status]
        if own:
            ends = [lines[i]["actual_end"] or max(as_of, _day(lines[i]["actual_start"])) for i in own]
            name = _status_name(status, words)
            said = [
                hover(titles[i], name, words.t("Carried out: {period}", period=_period(lines[i], "actual", words)))
                for i in own
            ]
            _bars(
                fig,
                [middles[i] for i in own],
                [lines[i]["actual_start"] for i in own],
                ends,
                said,
                name=name,
                width=8,
                marker=_status_marker(status, palette),
            )
    return fig


def span_timeline(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    as_of: dt.date,
    span: tuple[dt.date, dt.date],
    names: Mapping[str | None, str],
    title_width: int = 44,
) -> go.Figure:
    """From when to when the activities of each group were planned and ran, with how many are finished and late.

    rows: code, activities_count, completed_count, late_count, planned_start, planned_end, actual_start, actual_end.
    names: code -> text in the reader's language.
    """
    lines = _plainly(rows)
    titles = []
    for row in lines:
        done, every = words.number(row["completed_count"]), words.number(row["activities_count"])
        said = words.t("{done} of {all} completed", done=done, all=every)
        if row["late_count"]:
            late = words.number(row["late_count"])
            said = words.t("{done} of {all} completed, {late} late", done=done, all=every, late=late)
        titles.append(f"{plain(names.get(row['code'], row['code']), title_width)}<br><i>{plain(said)}</i>")
    fig, middles = _paper(words, palette, lines, titles, as_of, span)
    own = [i for i, row in enumerate(lines) if row["actual_start"] and row["actual_end"]]
    if own:
        hovers = [
            hover(titles[i], words.t("Carried out: {period}", period=_period(lines[i], "actual", words))) for i in own
        ]
        _bars(
            fig,
            [middles[i] for i in own],
            [lines[i]["actual_start"] for i in own],
            [lines[i]["actual_end"] for i in own],
            hovers,
            name=words.t("Carried out"),
            width=8,
            marker={"color": palette.measured},
        )
    return fig


def _paper(
    words: Words,
    palette: Palette,
    lines: Sequence[dict],
    titles: Sequence[str],
    as_of: dt.date,
    span: tuple[dt.date, dt.date],
) -> tuple[go.Figure, list[int]]:
    """A time line with its titles, what was planned, and the line at `as_of`; and where the bar of each row goes."""
    top, middles, texts = 0, [], []  # in pixels from the top of the plot, so that titles and bars never overlap
    for title in titles:
        deep = title.count("<br>") + 1
        texts.append(-(top + 9 * deep + 4))
        middles.append(-(top + 18 * deep + 14))
        top += 18 * deep + 32
    fig = figure(words, palette, top + 120, barmode="overlay", margin={"l": 4, "r": 8, "t": 96, "b": 24}, bargap=0)
    planned = [i for i, row in enumerate(lines) if row["planned_start"] and row["planned_end"]]
    if planned:
        said = [
            hover(titles[i], words.t("Planned: {period}", period=_period(lines[i], "planned", words))) for i in planned
        ]
        _bars(
            fig,
            [middles[i] for i in planned],
            [lines[i]["planned_start"] for i in planned],
            [lines[i]["planned_end"] for i in planned],
            said,
            name=words.t("Planned"),
            width=18,
            marker={"color": palette.ground, "line": {"color": palette.planned, "width": 1.5}},
        )
    fig.add_scatter(
        x=[span[0].isoformat()] * len(lines),
        y=texts,
        mode="text",
        textposition="middle right",
        text=[
            title if row["planned_start"] or row["actual_start"] else words.t("{activity} (no dates)", activity=title)
            for title, row in zip(titles, lines, strict=True)
        ],
        textfont={"size": 13},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    fig.add_shape(
        type="line",
        x0=as_of.isoformat(),
        x1=as_of.isoformat(),
        y0=0,
        y1=1,
        yref="paper",
        layer="below",
        line={"color": palette.text, "width": 1, "dash": "dot"},
    )
    fig.add_annotation(
        x=as_of.isoformat(),
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-2,
        showarrow=False,
        text=words.date(as_of),
        xanchor="right" if (as_of - span[0]) > (span[1] - span[0]) / 2 else "left",
        font={"size": 12},
    )
    years = range(span[0].year, span[1].year + 2)
    step = max(1, -(-len(years) // 6))
    fig.update_xaxes(
        axis(
            palette,
            type="date",
            range=[span[0].isoformat(), span[1].isoformat()],
            side="top",
            tickmode="array",
            tickvals=[f"{year}-01-01" for year in years[::step]],
            ticktext=[str(year) for year in years[::step]],
        )
    )
    fig.update_yaxes(visible=False, range=[-top, 0])
    fig.update_layout(legend=WIDE_LEGEND)
    return fig, middles


def _bars(fig: go.Figure, places: list, starts: list, ends: list, said: list[str], **look) -> None:
    """Bars from day to day, one in each place."""
    pairs = [(_day(start), _day(end)) for start, end in zip(starts, ends, strict=True)]
    fig.add_bar(
        y=places,
        x=[max((end - start).days, SHORTEST_DAYS) * DAY_MS for start, end in pairs],
        base=[start.isoformat() for start, _ in pairs],
        orientation="h",
        showlegend=True,
        textposition="none",
        hoverinfo="text",
        hovertext=said,
        **look,
    )


def _period(row: dict, which: str, words: Words) -> str:
    return f"{words.date(row[f'{which}_start'])} – {words.date(row[f'{which}_end'])}"


def _day(value) -> dt.date:
    """A day out of a frame as a plain date."""
    return value.date() if isinstance(value, dt.datetime) else value
