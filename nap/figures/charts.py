"""Pictures: rows in, plotly figure out. `figure` is the paper every one of them is drawn on.

A chart is a pure function `(rows, words, palette, …) -> Figure`: it fetches nothing and knows no Streamlit. Ranges
are drawn; two method series are never joined; a missing year is a gap. Texts from data pass through `plain`, and
hover texts are written by locale through `words`. Maps live in maps.py, colours in palette.py.
Here: the paper, and the forms that several pages use; what one topic alone draws has a module of its name beside.
"""

import textwrap
from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go
from babel.numbers import get_decimal_symbol, get_group_symbol
from plotly.subplots import make_subplots

from nap.figures.palette import Palette
from nap.language.texts import Words, is_missing
from nap.pack.indicator import Indicator

FONT = '"Source Sans", sans-serif'  # the page's own, served by Streamlit
CLEAR = "rgba(0,0,0,0)"
LEGEND_ABOVE = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom"}
# Across the whole picture, not the plot alone, so that few lines of a narrow screen hold it.
WIDE_LEGEND = {"x": 0, "xref": "container", "y": 1, "yref": "container", "yanchor": "top"}
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x")  # a second way to tell series apart


# --- the paper ---------------------------------------------------------------------------------------------------


def figure(words: Words, palette: Palette, height: int = 340, **layout) -> go.Figure:
    """An empty figure as every chart starts: the page's font and ground, quiet axes, legend above, locale's marks.

    height: pixels. layout: anything of plotly's layout that differs. Axes added later (x2, y2 …) take their look
    from `axis`.
    """
    base = {
        "template": "none",
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "font": {"family": FONT, "size": 14, "color": palette.text},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "separators": get_decimal_symbol(words.locale) + get_group_symbol(words.locale),
        "legend": {**LEGEND_ABOVE, "bgcolor": CLEAR, "itemsizing": "constant"},
        "hoverlabel": {
            "bgcolor": palette.ground,
            "bordercolor": palette.line,
            "align": "left",
            "font": {"family": FONT, "size": 14, "color": palette.text},
        },
        "hovermode": "closest",
        "dragmode": False,
        "bargap": 0.35,
        "barcornerradius": 2,
        "xaxis": axis(palette, grid=False),
        "yaxis": axis(palette),
    }
    return go.Figure(layout={**base, **layout})


def axis(palette: Palette, grid: bool = True, title: str = "", **more) -> dict:
    """How one axis looks: room for its labels, a quiet grid or none, zoom off so that a finger scrolls the page."""
    words = {"text": title, "standoff": 8} if title else {}  # a standoff takes room even where there is no title
    return {
        "automargin": True,
        "fixedrange": True,
        "showgrid": grid,
        "gridcolor": palette.line,
        "zeroline": False,
        "linecolor": palette.line,
        "showline": not grid,
        "ticks": "",
        "tickfont": {"color": palette.quiet_text},
        "title": {"font": {"size": 13, "color": palette.quiet_text}, **words},
        **more,
    }


def year_axis(palette: Palette, years: Iterable[int], labels: int = 7, **more) -> dict:
    """A horizontal axis of whole years, half a year of air at both ends, about `labels` of them named."""
    years = [int(y) for y in years if not is_missing(y)]
    first, last = (min(years), max(years)) if years else (2000, 2001)
    step = max(1, -(-(last - first + 1) // labels))
    named = list(range(last, first - 1, -step))[::-1]
    ticks = {
        "tickmode": "array",
        "tickvals": named,
        "ticktext": [str(y) for y in named],
        "range": [first - 0.5, last + 0.5],
    }
    return axis(palette, grid=False, **{**ticks, **more})


def plain(text, width: int | None = None) -> str:
    """A text from data as plotly shows it letter by letter; wrapped at `width` characters where one is given."""
    lines = textwrap.wrap(str(text), width) if width else [str(text)]
    return "<br>".join(escape(line, quote=False).replace("%{", "%\u200b{") for line in lines)


def hover(*lines: str) -> str:
    """Lines of a hover text, the first in bold; empty lines are left out. Lines hold texts already made plain."""
    first, *rest = [line for line in lines if line]
    return "<br>".join([f"<b>{first}</b>", *rest])


def range_text(words: Words, low, high, unit: str) -> str:
    """“12.4 to 18.0 t”, or nothing where the source gives no range."""
    if is_missing(low) or is_missing(high):
        return ""
    return words.t("{low} to {high}", low=words.number(low), high=words.quantity(high, unit))


def every_year(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one line with an empty row for each year that is missing inside, so that a line breaks there."""
    rows = rows.sort_values("year")
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    return rows.set_index("year").reindex(years).rename_axis("year").reset_index()


def listed(values) -> list:
    """A column as a list of plain Python values, None where there is none."""
    return [None if is_missing(v) else v for v in pd.Series(values).tolist()]


def whiskers(rows: pd.DataFrame, color: str, width: int = 4) -> dict | None:
    """Error bars from low to high around value; none where a bound is missing."""
    known = rows["low"].notna() & rows["high"].notna()
    if not known.any():
        return None
    up = (rows["high"] - rows["value"]).where(known)
    down = (rows["value"] - rows["low"]).where(known)
    return {
        "type": "data",
        "array": listed(up),
        "arrayminus": listed(down),
        "color": color,
        "thickness": 1.3,
        "width": width,
    }


# --- over the years ----------------------------------------------------------------------------------------------


def series_colours(codes: Iterable, palette: Palette) -> dict:
    """One colour per code, the same wherever the same codes are drawn; no code is grey."""
    codes = [code for code in codes if not is_missing(code)]
    return {code: palette.series[i % len(palette.series)] for i, code in enumerate(codes)}


def _named(names: Mapping, indicator: Indicator, words: Words, code) -> str:
    """What a breakdown is called: as the page named it, else by its code's label."""
    if is_missing(code):
        return names.get(None) or words.t("Total")
    return names.get(code) or words.t(indicator.series_label(code))


def value_lines(words: Words, row, unit: str) -> list[str]:
    """Value, range and number of observations of one row, as lines of a hover text."""
    spread = range_text(words, row.low, row.high, unit)
    counted = words.t("n\u00a0=\u00a0{n}", n=words.number(row.n)) if not is_missing(row.n) else ""
    return [plain(words.quantity(row.value, unit)), plain(spread), plain(counted)]


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
        name = plain(_named(names, indicator, words, code))
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


def stacked_years(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    indicator: Indicator,
    names: Mapping = MappingProxyType({}),
    height: int = 320,
) -> go.Figure:
    """A bar per year, stacked by the indicator's breakdown; its parts must add up.

    rows: year, series, value, low, high, n, of one method series. Ranges are told on hover, as they do not stack.
    """
    fig = figure(words, palette, height, barmode="stack")
    codes = [c for c in indicator.series_codes if c in set(rows["series"])] or listed(rows["series"].unique())
    colours = series_colours(indicator.series_codes or codes, palette)
    for code in codes:
        one = rows[rows["series"] == code]
        if not one["value"].fillna(0).any():
            continue
        name = plain(_named(names, indicator, words, code))
        fig.add_bar(
            x=listed(one["year"]),
            y=listed(one["value"]),
            name=name,
            showlegend=True,
            marker={"color": colours[code], "line": {"color": palette.ground, "width": 1}},
            hoverinfo="text",
            textposition="none",
            hovertext=[
                hover(f"{row.year} · {name}", *value_lines(words, row, indicator.unit)) for row in one.itertuples()
            ],
        )
    fig.update_xaxes(year_axis(palette, rows["year"]))
    fig.update_yaxes(rangemode="tozero", title_text=words.t(indicator.unit))
    fig.update_layout(legend_traceorder="normal")
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


# --- one year, compared ------------------------------------------------------------------------------------------


def bars(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    indicator: Indicator,
    label: str = "place_name",
    focus: str = "",
    top: float | None = None,
    label_width: int = 20,
) -> go.Figure:
    """A bar to the right for each row, top to bottom as they come, with its range, its value and its n.

    rows: `label`, value, and low, high, n, said where they are given (said: what to write behind the bar). focus:
    the label to stand out, if it is among them. A row without a value keeps its place, with a dash.
    """
    rows = rows.reset_index(drop=True)
    names = [plain(text, label_width) for text in rows[label]]
    # A bar is as high as the longest label needs, or plotly leaves labels out.
    pitch = 12 + 18 * max((name.count("<br>") + 1 for name in names), default=1)
    fig = figure(words, palette, height=24 + pitch * len(rows), margin={"l": 8, "r": 12, "t": 0, "b": 8})
    unit, places = indicator.unit, list(range(len(rows)))[::-1]
    for column in ("low", "high", "n", "said"):
        if column not in rows:
            rows[column] = None
    rows[["low", "high"]] = rows[["low", "high"]].astype(float)
    said = [
        plain(row.said if not is_missing(row.said) else words.quantity(row.value, unit)) for row in rows.itertuples()
    ]
    hovers = [hover(name, *value_lines(words, row, unit)) for name, row in zip(names, rows.itertuples(), strict=True)]
    focused = focus in set(rows[label])
    colours = [palette.measured if not focused or text == focus else palette.quiet_text for text in rows[label]]
    fig.add_bar(
        y=places,
        x=listed(rows["value"]),
        orientation="h",
        error_x=whiskers(rows, palette.text, width=3),
        marker={"color": colours},
        textposition="none",
        hoverinfo="text",
        hovertext=hovers,
    )
    ends = rows[["value", "high"]].max(axis=1).fillna(0)
    fig.add_scatter(
        y=places,
        x=listed(ends),
        mode="text",
        text=[f"\u00a0{text}" for text in said],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    longest = max((len(text) for text in said), default=0)
    reach = max(ends.max() if len(ends) else 0, top or 0) or 1
    # Room for the longest text behind the longest bar: about 7 px a letter, of some 200 px on a narrow screen.
    room = reach * (1 + min(1.0, longest * 7 / 200))
    fig.update_layout(showlegend=False)
    fig.update_xaxes(axis(palette, nticks=4, range=[0, room], showticklabels=False, showgrid=False))
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=places,
            ticktext=names,
            range=[-0.6, len(rows) - 0.4],
        )
    )
    fig.update_yaxes(tickfont_color=palette.text, showline=True)
    return fig
