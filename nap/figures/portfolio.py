"""Pictures of several plans at once: which elements of Annex C each covers, and how its money is split."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette, faded
from nap.figures.paper import WIDE_LEGEND, axis, figure, hover, listed, plain
from nap.language.texts import Words, is_missing
from nap.pack import contract

STATES = ("own", "shared", "itself", "strategy", "none", "unknown")  # how an element is covered, from best to unknown
REST = 99  # rank of what is left of the money of a plan
NAME_WIDTH = 24  # letters of a plan's name on one line


def _pitch(plans: list[str]) -> int:
    """Pixels of one plan: as high as the longest name needs."""
    return 10 + 18 * max((plain(plan, NAME_WIDTH).count("<br>") + 1 for plan in plans), default=1)


def coverage(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """A cell for each plan and element of Annex C: its number of activities, on a ground that says how it is covered.

    rows: plan_name, letter, state (one of STATES), state_name, activities_count; plans in the order of the page.
    """
    t = words.t
    plans, found = list(dict.fromkeys(rows["plan_name"])), list(dict.fromkeys(rows["letter"]))
    grounds = {
        "own": palette.measured,
        "shared": faded(palette.measured, palette.ground, 0.6),
        "itself": palette.series[2],
        "strategy": palette.quiet_text,
        "none": palette.ground,
        "unknown": palette.line,
    }
    names = dict(zip(rows["state"], rows["state_name"], strict=True))
    fig = figure(
        words,
        palette,
        118 + _pitch(plans) * len(plans),
        margin={"l": 8, "r": 8, "t": 84, "b": 8},
        showlegend=True,
    )
    fig.update_layout(legend=WIDE_LEGEND)
    for state in filter(names.get, STATES):  # a swatch in the legend for each ground
        border = palette.quiet_text if state == "none" else grounds[state]
        fig.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=plain(names[state]),
            hoverinfo="skip",
            marker={"symbol": "square", "size": 12, "color": grounds[state], "line": {"color": border, "width": 1}},
        )
    steps = [[(i + end) / len(STATES), grounds[state]] for i, state in enumerate(STATES) for end in (0, 1)]
    codes, shown, said = {}, {}, {}
    for row in rows.itertuples():
        cell = (row.plan_name, row.letter)
        codes[cell], shown[cell] = STATES.index(row.state), words.number(row.activities_count)
        count = row.activities_count
        said[cell] = hover(
            plain(row.plan_name),
            plain(f"({row.letter}) {t(contract.label('annex_c', row.letter))}"),
            plain(row.state_name),
            "" if is_missing(count) else plain(words.plural("{count} activity", "{count} activities", count)),
        )
    z, hovertext = ([[of[plan, x] for x in found] for plan in plans] for of in (codes, said))
    fig.add_heatmap(
        x=found,
        y=[plain(plan) for plan in plans],
        z=z,
        zmin=-0.5,
        zmax=len(STATES) - 0.5,
        colorscale=steps,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="text",
        hovertext=hovertext,
    )
    pale = {STATES.index(state) for state in ("shared", "none", "unknown")}
    for colour, cells in (
        (palette.ground, [cell for cell, code in codes.items() if code not in pale]),
        (palette.text, [cell for cell, code in codes.items() if code in pale]),
    ):
        fig.add_scatter(
            x=[letter for _, letter in cells],
            y=[plain(plan) for plan, _ in cells],
            mode="text",
            text=[shown[cell] for cell in cells],
            textfont={"size": 12, "color": colour},
            hoverinfo="skip",
            showlegend=False,
        )
    # Every letter is named, else a narrow screen shows every second one.
    named: dict[str, Any] = {"tickmode": "array", "tickvals": found, "ticktext": found}
    fig.update_xaxes(axis(palette, grid=False, side="top", type="category", tickangle=0, showline=False, **named))
    fig.update_xaxes(range=[-0.5, len(found) - 0.5])
    fig.update_yaxes(axis(palette, grid=False, type="category", showline=False, range=[len(plans) - 0.5, -0.5]))
    fig.update_yaxes(
        tickfont_color=palette.text, tickvals=[plain(p) for p in plans], ticktext=[plain(p, NAME_WIDTH) for p in plans]
    )
    return fig


def _groups(rows: pd.DataFrame) -> list:
    """The ranks of the groups, in their order."""
    return sorted(rows["rank"].unique())


def money_key(rows: pd.DataFrame, palette: Palette) -> list[tuple[str, str, bool]]:
    """What the colours of `money` mean, in the order of its parts: colour, text, and whether it is hatched."""
    texts = rows.drop_duplicates("rank").set_index("rank")["group_name"]
    series = palette.series
    return [
        (palette.line if group == REST else series[i % len(series)], texts[group], i >= len(series) and group != REST)
        for i, group in enumerate(_groups(rows))
    ]


def money(rows: pd.DataFrame, words: Words, palette: Palette, column: str = "planned_usd") -> go.Figure:
    """A bar for each plan, split by the elements of Annex C its activities name; the parts add up.

    rows: plan_name, group_name, rank (their order; 99: what is left), planned_usd, share_pct. column: one of the two.
    """
    plans = list(dict.fromkeys(rows["plan_name"]))
    fig = figure(
        words,
        palette,
        70 + _pitch(plans) * len(plans),
        barmode="stack",
        bargap=0.25,
        showlegend=False,
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
    )
    for group, (colour, _, is_hatched) in zip(_groups(rows), money_key(rows, palette), strict=True):
        own = rows[rows["rank"] == group]
        pattern = {"shape": "/", "size": 6, "solidity": 0.3, "fgcolor": palette.ground, "fillmode": "overlay"}
        label = own["group_name"].iloc[0]
        fig.add_bar(
            y=[plain(plan) for plan in own["plan_name"]],
            x=listed(own[column]),
            orientation="h",
            name=plain(label),
            marker={
                "color": colour,
                "line": {"color": palette.ground, "width": 1},
                **({"pattern": pattern} if is_hatched else {}),
            },
            textposition="none",
            hoverinfo="text",
            hovertext=[
                hover(
                    plain(row.plan_name),
                    plain(label),
                    words.quantity(row.planned_usd, "US$", 0),
                    words.percent(row.share_pct),
                )
                for row in own.itertuples()
            ],
        )
    unit = "%" if column == "share_pct" else "US$"
    fig.update_xaxes(axis(palette, title=words.t(unit), nticks=5, rangemode="tozero"))
    fig.update_yaxes(axis(palette, grid=False, type="category", autorange="reversed"))
    fig.update_yaxes(
        tickfont_color=palette.text,
        tickvals=[plain(p) for p in plans],
        ticktext=[plain(p, NAME_WIDTH) for p in plans],
        categoryorder="array",
        categoryarray=[plain(p) for p in plans],
    )
    return fig
