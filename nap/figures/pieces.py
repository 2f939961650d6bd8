"""Small pieces of HTML and SVG, safe by construction: cards, sparklines, legends, wrapped tables.

They weigh nothing on the line, so pages that must open fast use them instead of a chart library. Every text
that goes in is escaped here; nothing else in the project writes HTML.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from nap.figures.palette import Palette

SPARK_WIDTH, SPARK_HEIGHT = 132, 56  # pixels
STYLESHEET = Path(__file__).parent / "style.css"


def safe(text) -> str:
    """Any text as HTML that shows it and does nothing else."""
    return escape(str(text), quote=True)


def literal(text) -> str:
    """Any text as Markdown that shows it letter by letter: no link, picture, formula or icon comes of it."""
    text = re.sub(
        r"(?i)\b(https?|ftp|mailto|xmpp|www)(?=[:.])|(?=@)", "\\g<0>\u2060", str(text)
    )  # no address comes of it
    return re.sub(r"([\\`*_\[\]<>$:#~|!])", r"\\\1", text)


def emphasis(text: str) -> str:
    """Escaped text in which **this** is bold."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe(text))


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence],
    numeric: Sequence[int] = (),
    caption: str = "",
    palette: Palette | None = None,
) -> str:
    """A table whose cells wrap; `numeric` columns stand to the right.

    Cells are texts, `Raw` (HTML of ours), or Verdict, Address, Code and Strong, which need the palette to be more than
    text.
    """
    head = "".join(f'<th scope="col"{_number(i, numeric)}>{safe(h)}</th>' for i, h in enumerate(headings))
    body = "".join(_row(row, headings, numeric, palette) for row in rows)
    title = f"<caption>{safe(caption)}</caption>" if caption else ""
    inside = f"{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="nap-scroll" tabindex="0"><table class="nap-table">{inside}</table></div>'


def _row(row: Sequence, headings: Sequence[str], numeric: Sequence[int], palette: Palette | None) -> str:
    cells = (
        f'<td data-label="{safe(headings[i])}"{_number(i, numeric)}>{_cell(cell, palette)}</td>'
        for i, cell in enumerate(row)
    )
    return f"<tr>{''.join(cells)}</tr>"


class Raw(str):
    """HTML made in this module, to be put into another piece as it is."""


def unbroken(text: str) -> Raw:
    """A short text, such as a code, that is never broken over two lines."""
    return Raw(f'<span class="nap-unbroken">{safe(text)}</span>')


def verdict(icon: str, word: str, colour: str) -> Raw:
    """A verdict by icon, word and colour."""
    return Raw(
        f'<span class="nap-verdict" style="color:{safe(colour)}"><span aria-hidden="true">{safe(icon)}</span>'
        f" {safe(word)}</span>"
    )


def link(text: str, address: str) -> Raw:
    """A link to another view of this dashboard; its address is relative, so that it holds wherever we are served."""
    return Raw(f'<a href="{safe(address)}" target="_self">{safe(text)}</a>')


# --- cells that say more than a text, in every medium ----------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """A verdict as a cell; as text it is icon and word. colour: code of a verdict, or a name in the palette."""

    icon: str
    word: str
    colour: str

    def __str__(self) -> str:
        return f"{self.icon} {self.word}"

    def html(self, palette: Palette) -> Raw:
        """The same for a browser."""
        return verdict(self.icon, self.word, palette.colour(self.colour))


@dataclass(frozen=True)
class Address:
    """A link to another view of this dashboard as a cell; as text it is what the link is called."""

    text: str
    address: str

    def __str__(self) -> str:
        return self.text

    def html(self, palette: Palette) -> Raw:
        """The same for a browser."""
        return link(self.text, self.address)


@dataclass(frozen=True)
class Code:
    """A short text, such as a code, that is never broken over two lines, as a cell."""

    text: str

    def __str__(self) -> str:
        return self.text

    def html(self, palette: Palette) -> Raw:
        """The same for a browser."""
        return unbroken(self.text)


@dataclass(frozen=True)
class Strong:
    """A text that stands out, such as what a row of sums is called, as a cell."""

    text: str

    def __str__(self) -> str:
        return self.text

    def html(self, palette: Palette) -> Raw:
        """The same for a browser."""
        return Raw(f"<strong>{safe(self.text)}</strong>")


def _cell(value, palette: Palette | None) -> str:
    if isinstance(value, Verdict | Address | Code | Strong) and palette:
        return value.html(palette)
    return str(value) if isinstance(value, Raw) else safe(value)


def _number(i: int, numeric: Sequence[int]) -> str:
    return ' class="nap-number"' if i in numeric else ""


def legend(entries: Iterable[tuple], title: str = "") -> str:
    """Colour swatches with their meanings: (colour, text), or (colour, text, True) for a ring, "/" for hatching."""
    items = "".join(
        f'<li><span class="nap-swatch" style="{_swatch(*entry[0:1], *entry[2:3])}"></span>{safe(entry[1])}</li>'
        for entry in entries
    )
    return f'<ul class="nap-legend">{f"<li><strong>{safe(title)}</strong></li>" if title else ""}{items}</ul>'


def _swatch(colour: str, look: bool | str = False) -> str:
    if look == "/":
        return f"background:repeating-linear-gradient(135deg,{safe(colour)} 0 3px,transparent 3px 5px)"
    return f"border:2px solid {safe(colour)};box-sizing:border-box" if look else f"background:{safe(colour)}"


def sparkline(
    points: Sequence[tuple[float, float]],
    path: Sequence[tuple[float, float]],
    band: Sequence[tuple[float, float, float]],
    palette: Palette,
    label: str,
) -> Raw:
    """A small line of (year, value) as a picture.

    path: the plan, drawn as a dotted line. band: the range, as (year, low, high).
    Gaps of more than one year are not bridged. Fewer than two points give nothing. label: for who cannot see it.
    """
    if len(points) < 2:
        return Raw("")
    xs = [x for x, _ in (*points, *path)]
    ys = [0, *(y for _, y in (*points, *path)), *(v for b in band for v in b[1:])]
    (x0, x1), (y0, y1), pad = (min(xs), max(xs)), (min(ys), max(ys)), 4

    def at(x, y):
        across = pad + (x - x0) / ((x1 - x0) or 1) * (SPARK_WIDTH - 2 * pad)
        return f"{across:.1f},{SPARK_HEIGHT - pad - (y - y0) / ((y1 - y0) or 1) * (SPARK_HEIGHT - 2 * pad):.1f}"

    def line(part, look):
        return f'<polyline fill="none" {look} points="{" ".join(at(*p) for p in part)}"/>'

    def dot(point, radius):
        x, y = at(*point).split(",")
        return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{palette.measured}"/>'

    runs: list[list] = [[points[0]]]
    for point in points[1:]:
        if point[0] - runs[-1][-1][0] <= 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    shape = []
    if len(band) > 1:
        corners = [at(x, high) for x, _, high in band] + [at(x, low) for x, low, _ in reversed(band)]
        shape.append(f'<polygon fill="{palette.measured}" fill-opacity="0.15" points="{" ".join(corners)}"/>')
    if len(path) > 1:
        shape.append(line(path, f'stroke="{palette.planned}" stroke-width="1.6" stroke-dasharray="3 3"'))
    for run in runs:
        shape.append(
            line(run, f'stroke="{palette.measured}" stroke-width="2.2" stroke-linejoin="round"')
            if len(run) > 1
            else dot(run[0], 1.8)
        )
    shape.append(dot(points[-1], 3))
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}">{"".join(shape)}</svg>'
    )
    return Raw(f'<img class="nap-spark" alt="{safe(label)}" src="data:image/svg+xml,{quote(drawing)}">')


def card(title: str, value: str, change: str, detail: str, spark: Raw, note: str = "") -> Raw:
    """A headline: title, value, change, small chart, what was planned, year and base."""
    return Raw(
        f'<div class="nap-card"><h3>{safe(title)}</h3>'
        f'<div class="nap-card-body"><div><p class="nap-value">{safe(value)}</p>'
        f'<p class="nap-change">{safe(change)}</p></div>{spark}</div>'
        f'<p class="nap-note">{safe(note)}</p><p class="nap-detail">{safe(detail)}</p></div>'
    )


@dataclass(frozen=True)
class Bar:
    """One bar in words: label, value, its share of the full length (0-1; None draws none), a note below."""

    label: str
    value: str
    share: float | None
    note: str = ""


def bars(items: Iterable[Bar], colour: str, caption: str = "") -> str:
    """Bars below each other, each with its label, value and note; what they show is said in words too."""
    lines = "".join(
        f'<li><span class="nap-bar-label">{safe(bar.label)}</span><span class="nap-bar-value">{safe(bar.value)}</span>'
        f'<span class="nap-bar">{_fill(bar.share, colour)}</span>'
        + (f'<span class="nap-bar-note">{safe(bar.note)}</span>' if bar.note else "")
        + "</li>"
        for bar in items
    )
    title = f'<p class="nap-bar-note">{safe(caption)}</p>' if caption else ""
    return f'{title}<ul class="nap-bars">{lines}</ul>'


def _fill(share: float | None, colour: str) -> str:
    if share is None:
        return ""
    width = 100 * min(max(share, 0), 1)
    return f'<span style="width:{width:.1f}%;background:{safe(colour)}"></span>'


def pairs(lines: Iterable[Sequence[str]], caption: str = "") -> str:
    """Headings with their texts, side by side: what is known of one thing."""
    title = f'<p class="nap-bar-note">{safe(caption)}</p>' if caption else ""
    body = "".join(f"<dt>{safe(heading)}</dt><dd>{safe(text)}</dd>" for heading, text in lines)
    return f'{title}<dl class="nap-pairs">{body}</dl>'


def commands(lines: Iterable[Sequence[str]]) -> str:
    """Lines to type in a terminal, each below what it is for."""
    body = "".join(f"<dt>{safe(what)}</dt><dd><code>{safe(line)}</code></dd>" for what, line in lines)
    return f'<dl class="nap-commands">{body}</dl>'


def document(
    title: str, about: str, sections: Iterable[tuple[str, Sequence[str], Iterable[Sequence], Sequence[int]]], lang: str
) -> str:
    """A whole file to open and print, without anything fetched: a table for each section, each on paper of its own.

    sections: name, headings, rows, numeric columns; as `table` takes them.
    """
    body = "".join(
        f"<section><p>{safe(about)}</p><h1>{safe(title)}</h1><h2>{safe(name)}</h2>"
        f"{table(headings, rows, numeric)}</section>"
        for name, headings, rows, numeric in sections
    )
    return (
        f'<!DOCTYPE html><html lang="{safe(lang)}"><head><meta charset="utf-8"><title>{safe(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{stylesheet()}</style></head>'
        f'<body class="nap-paper">{body}</body></html>'
    )


@cache
def stylesheet() -> str:
    """The look of these pieces, as CSS."""
    return STYLESHEET.read_text(encoding="utf-8")
