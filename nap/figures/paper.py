"""The paper every picture is drawn on: fonts, quiet axes, texts made plain, hover texts, ranges and colours of series.

A picture is a pure function `(rows, words, palette, …) -> Figure`: it fetches nothing and knows no Streamlit. Ranges
are drawn; two method series are never joined; a missing year is a gap. Texts from data pass through `plain`, and
hover texts are written by locale through `words`. Forms that several pages use are in lines.py and bars.py, maps in
maps.py, colours in palette.py; what one topic alone draws has a module of its name beside.
"""

import textwrap
from collections.abc import Iterable, Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go
from babel.numbers import get_decimal_symbol, get_group_symbol

from nap.figures.palette import Palette
from nap.language.texts import Words, is_missing
from nap.pack.indicator import Indicator

FONT = '"Source Sans", sans-serif'  # the page's own, served by Streamlit
CLEAR = "rgba(0,0,0,0)"
LEGEND_ABOVE = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom"}
# Across the whole picture, not the plot alone, so that few lines of a narrow screen hold it.
WIDE_LEGEND = {"x": 0, "xref": "container", "y": 1, "yref": "container", "yanchor": "top"}
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x")  # a second way to tell series apart


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


def series_colours(codes: Iterable, palette: Palette) -> dict:
    """One colour per code, the same wherever the same codes are drawn; no code is grey."""
    codes = [code for code in codes if not is_missing(code)]
    return {code: palette.series[i % len(palette.series)] for i, code in enumerate(codes)}


def series_name(names: Mapping, indicator: Indicator, words: Words, code) -> str:
    """What a breakdown is called: as the page named it, else by its code's label."""
    if is_missing(code):
        return names.get(None) or words.t("Total")
    return names.get(code) or words.t(indicator.series_label(code))


def value_lines(words: Words, row, unit: str) -> list[str]:
    """Value, range and number of observations of one row, as lines of a hover text."""
    spread = range_text(words, row.low, row.high, unit)
    counted = words.t("n\u00a0=\u00a0{n}", n=words.number(row.n)) if not is_missing(row.n) else ""
    return [plain(words.quantity(row.value, unit)), plain(spread), plain(counted)]
