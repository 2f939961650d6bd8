"""Small pieces of HTML and SVG, safe by construction: cards, sparklines, legends, wrapped tables.

They weigh nothing on the line, so pages that must open fast use them instead of a chart library. Every text
that goes in is escaped here; nothing else in the project writes HTML.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from nap.words import is_missing

STYLESHEET = Path(__file__).parent / "style.css"


def safe(text) -> str:
    """Any text as HTML that shows it and does nothing else."""
    return escape(str(text), quote=True)


def emphasis(text: str) -> str:
    """Escaped text in which **this** is bold."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe(text))


def table(
    headings: Sequence[str], rows: Iterable[Sequence], numeric: Sequence[int] = (), caption: str = ""
) -> str:
    """A table whose cells wrap; `numeric` columns stand to the right. Cells are texts; `Raw` cells are HTML of ours."""
    head = "".join(f'<th scope="col"{_number(i, numeric)}>{safe(h)}</th>' for i, h in enumerate(headings))
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{safe(headings[i])}"{_number(i, numeric)}>{_cell(c)}</td>'
            for i, c in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    title = f"<caption>{safe(caption)}</caption>" if caption else ""
    return f'<div class="nap-scroll" tabindex="0"><table class="nap-table">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


class Raw(str):
    """HTML made in this module, to be put into another piece as it is."""


def _cell(value) -> str:
    return str(value) if isinstance(value, Raw) else safe(value)


def _number(i: int, numeric: Sequence[int]) -> str:
    return ' class="nap-number"' if i in numeric else ""


def legend(entries: Iterable[tuple[str, str]]) -> str:
    """Colour swatches with their meanings: (colour, text)."""
    items = "".join(
        f'<li><span class="nap-swatch" style="background:{safe(colour)}"></span>{safe(text)}</li>'
        for colour, text in entries
    )
    return f'<ul class="nap-legend">{items}</ul>'


def sparkline(
    points: Sequence[tuple[float, float]],
    path: Sequence[tuple[float, float]] = (),
    band: Sequence[tuple[float, float, float]] = (),
    label: str = "",
    width: int = 132,
    height: int = 56,
) -> Raw:
    """A small line of (year, value); `path` is the plan as a dotted line, `band` the range (year, low, high).

    Gaps of more than one year are not bridged. Nothing to draw gives nothing.
    """
    points = [(x, y) for x, y in points if not is_missing(y)]
    path = [(x, y) for x, y in path if not is_missing(y)]
    band = [(x, a, b) for x, a, b in band if not is_missing(a) and not is_missing(b)]
    if len(points) + len(path) < 2:
        return Raw("")
    xs = [p[0] for p in (*points, *path)]
    ys = [p[1] for p in (*points, *path)] + [v for b in band for v in b[1:]] + [0]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    pad = 4

    def at(x, y):
        return (
            round(pad + (x - x0) / ((x1 - x0) or 1) * (width - 2 * pad), 1),
            round(height - pad - (y - y0) / ((y1 - y0) or 1) * (height - 2 * pad), 1),
        )

    def line(seq, css):
        return (
            f'<polyline class="{css}" points="{" ".join(f"{a},{b}" for a, b in (at(*p) for p in seq))}"/>'
            if len(seq) > 1
            else ""
        )

    runs: list[list] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] <= 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    shape = ""
    if len(band) > 1:
        corners = [at(x, b) for x, _, b in band] + [at(x, a) for x, a, _ in reversed(band)]
        shape = f'<polygon class="nap-band" points="{" ".join(f"{a},{b}" for a, b in corners)}"/>'
    dots = "".join(
        f'<circle class="nap-dot" cx="{a}" cy="{b}" r="1.8"/>'
        for a, b in (at(*r[0]) for r in runs if len(r) == 1)
    )
    last = '<circle class="nap-dot" cx="{}" cy="{}" r="3"/>'.format(*at(*points[-1])) if points else ""
    return Raw(
        f'<svg class="nap-spark" role="img" aria-label="{safe(label)}" viewBox="0 0 {width} {height}">'
        f"{shape}{line(path, 'nap-path')}{''.join(line(r, 'nap-line') for r in runs)}{dots}{last}</svg>"
    )


def card(title: str, value: str, change: str, detail: str, spark: Raw, link: str, note: str = "") -> str:
    """A headline: title, value, change, small chart, year and base; the whole card leads to `link`."""
    return (
        f'<a class="nap-card" href="{safe(link)}" target="_self"><h3>{safe(title)}</h3>'
        f'<div class="nap-card-body"><div><p class="nap-value">{safe(value)}</p><p class="nap-change">{safe(change)}</p></div>{spark}</div>'
        f'<p class="nap-note">{safe(note)}</p><p class="nap-detail">{safe(detail)}</p></a>'
    )


def cards(items: Iterable[str]) -> str:
    """Cards of one height that wrap to the width there is."""
    return f'<div class="nap-cards">{"".join(items)}</div>'


@cache
def stylesheet() -> str:
    """The look of these pieces, as CSS."""
    return STYLESHEET.read_text(encoding="utf-8")
