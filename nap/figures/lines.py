"""Lines over the years, in one picture or in small ones side by side: the forms that several pages use."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nap.figures.palette import Palette
from nap.figures.paper import (
    MARKS,
    axis,
    every_year,
    figure,
    hover,
    listed,
    plain,
    series_colours,
    series_name,
    value_lines,
    whiskers,
    year_axis,
)
from nap.language.texts import Words, is_missing
from nap.pack.indicator import Indicator


def lines(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    indicator: Indicator,
    by: str = "method_series",
    names: Mapping = MappingProxyType({}),
    focus: str | None = None,
    height: int = 340,
) -> go.Figure:
    """A line over the years for each code in column `by`, ranges as whiskers, never joined across codes or gaps.

    rows: year, value, low, high, n and `by`, one row per year and code. names: code -> text in the reader's
    language. focus: the code to stand out; the others are then quiet.
    """
    fig = figure(words, palette, height)
    unit = indicator.unit
    colours = series_colours(indicator.series_codes or rows[by].unique(), palette)
    groups = list(rows.groupby(by, sort=False, dropna=False))
    for i, (code, one) in enumerate(groups):
        # Whiskers of one year stand beside each other, not on top of each other.
        aside = 0.12 * (i - (len(groups) - 1) / 2) if one["low"].notna().any() else 0
        one = every_year(one)
        quiet = focus is not None and code != focus
        colour = colours.get(code, palette.quiet_text)
        if focus is not None or len(groups) == 1:
            colour = palette.quiet_text if quiet else palette.measured
        name = plain(series_name(names, indicator, words, code))
        fig.add_scatter(
            x=listed(one["year"] + aside),
            y=listed(one["value"]),
            error_y=whiskers(one, colour),
            mode="lines+markers",
            connectgaps=False,
            name=name,
            showlegend=len(groups) > 1,
            line={"color": colour, "width": 1.5 if quiet else 2.5, "dash": "dot" if quiet else "solid"},
            marker={"symbol": MARKS[i % len(MARKS)], "size": 7 if quiet else 9, "color": colour},
            hoverinfo="text",
            hovertext=[hover(f"{row.year} · {name}", *value_lines(words, row, unit)) for row in one.itertuples()],
        )
    fig.update_xaxes(year_axis(palette, rows["year"]))
    fig.update_yaxes(rangemode="tozero", title_text=words.t(unit))
    return fig


def small_multiples(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    indicator: Indicator,
    by: str,
    names: Mapping[str, str],
    columns: int = 2,
    top: float | None = None,
    panel_height: int = 120,
    title_width: int = 20,
    unit_in_titles: bool = True,
) -> go.Figure:
    """A small line over the years for each code in `names`, in that order, all on one scale, so that they compare.

    rows: year, value, low, high, n and `by`. top: upper end of the scale; the largest value without it. The title
    of a panel gives its latest value. A code without rows keeps its empty panel, which says so.
    """
    unit = indicator.unit
    named = {code: plain(name, title_width) for code, name in names.items()}
    tall = max((name.count("<br>") + 2 for name in named.values()), default=2)
    count = -(-len(names) // columns)
    title_height, foot = 8 + 18 * tall, 24
    height = count * (panel_height + title_height + foot)
    fig = make_subplots(
        rows=count,
        cols=columns,
        shared_yaxes="all",
        horizontal_spacing=0.06 if columns < 3 else 0.04,
        vertical_spacing=(title_height + foot) / (height - title_height - foot) if count > 1 else 0,
        subplot_titles=[
            f"{name}<br><b>{_latest(rows[rows[by] == code], words, unit, unit_in_titles)}</b>"
            for code, name in named.items()
        ],
    )
    fig.update_layout(figure(words, palette, height).layout)
    fig.update_layout(margin={"t": title_height, "b": foot}, showlegend=False)
    fig.update_annotations(font={"size": 13, "color": palette.text}, align="center")
    for i, code in enumerate(names):
        one = rows[rows[by] == code]
        one = every_year(one) if len(one) else one
        name = plain(names[code])
        fig.add_scatter(
            x=listed(one["year"]),
            y=listed(one["value"]),
            error_y=whiskers(one, palette.measured, width=2),
            mode="lines+markers",
            connectgaps=False,
            name=name,
            line={"color": palette.measured, "width": 2},
            marker={"size": 5, "color": palette.measured},
            hoverinfo="text",
            hovertext=[hover(f"{row.year} · {name}", *value_lines(words, row, unit)) for row in one.itertuples()],
            row=i // columns + 1,
            col=i % columns + 1,
        )
    fig.update_xaxes(year_axis(palette, rows["year"], labels=2 if columns > 2 else 3))
    suffix = "\u00a0" + words.t("%") if unit == "%" else ""
    fig.update_yaxes(axis(palette, nticks=4, rangemode="tozero", ticksuffix=suffix, range=top and [0, 1.04 * top]))
    if not suffix and unit_in_titles:
        fig.update_yaxes(title_text=words.t(unit), col=1)
    return fig


def _latest(rows: pd.DataFrame, words: Words, unit: str, with_unit: bool) -> str:
    """The latest value with its year, and n where the value is a share."""
    known = rows[rows["value"].notna()].sort_values("year")
    if known.empty:
        return words.t("no data")
    last = known.iloc[-1]
    said = {"value": words.quantity(last["value"], unit if with_unit else None), "year": int(last["year"])}
    if unit == "%" and not is_missing(last["n"]):
        return plain(words.t("{value} ({year}, n\u00a0=\u00a0{n})", n=words.number(last["n"]), **said))
    return plain(words.t("{value} ({year})", **said))
