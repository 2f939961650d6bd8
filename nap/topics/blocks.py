"""Blocks: what a page says, one piece after the other, so that every medium says the same.

A topic (`nap/topics/<page>.py`) yields blocks; a driver shows them: the browser (nap/web/browser.py), text
(nap/reports/text.py), and whatever comes next. Lives here: the kinds of block and of cell, and the stamp of topic and
edition. Does not: draw, ask (ask.py) or fetch rows (rows.py). No driver knows a topic; no topic knows a driver.

Every block has an id, unique on its page and never changed once public, since comments, decisions and briefings name
a block by page and id. `tables`, `n`, `indicators` and `note` are where its figures come from: a driver writes them as
the source line below the block, where `tables` or `note` is given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from nap.figures.maps import Picture
from nap.figures.palette import Palette
from nap.figures.pieces import Bar
from nap.language.texts import N

Blocks = Iterable["Block"]
Make = Callable[[], Blocks]
Cells = tuple[Sequence[str], Sequence[Sequence], Sequence[int]]  # headings, rows, which columns hold numbers
MAP_AND_LIST = (11, 9)  # widths of a map and of what stands beside it


@dataclass(frozen=True)
class Block:
    """One piece of a page.

    tables: the tables its figures come from. n: how many observations. note: what to mind, in the source line.
    indicators: ids. topic and edition are stamped by `blocks_of`.
    """

    id: str
    tables: tuple[str, ...] = field(default=(), kw_only=True)
    n: float | None = field(default=None, kw_only=True)
    note: str = field(default="", kw_only=True)
    indicators: tuple[str, ...] = field(default=(), kw_only=True)
    topic: str = field(default="", kw_only=True)
    edition: str = field(default="", kw_only=True)

    @property
    def has_source(self) -> bool:
        """Whether a source line belongs below it."""
        return bool(self.tables or self.note)


# --- sentences -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lead(Block):
    """What a reader should take away, with its numbers in **bold**."""

    text: str


@dataclass(frozen=True)
class Paragraph(Block):
    """A sentence or more in the size of the text; **bold** is kept."""

    text: str


@dataclass(frozen=True)
class Remark(Block):
    """A remark in small type."""

    text: str


@dataclass(frozen=True)
class Notice(Block):
    """What keeps a reader from seeing figures, and what to do about it. kind: "info", or "warning" for what is wrong.

    page: the page that helps, if any.
    """

    text: str
    kind: str = "info"
    page: str = ""


@dataclass(frozen=True)
class Missing(Block):
    """Says which of `tables` the pack lacks, or whose file is broken; says nothing where it has them all."""

    has_source = False  # the tables it names are not there


@dataclass(frozen=True)
class PageLink(Block):
    """A way to another page, with the choices made so far."""

    page: str
    text: str


# --- what holds other blocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Section(Block):
    """A heading and the blocks below it, or the blocks alone.

    A choice inside redraws this section alone, or the page where `redraws_page`: where it changes what stands outside.
    """

    title: str
    make: Make
    about: str = ""
    redraws_page: bool = False


@dataclass(frozen=True)
class Fold(Block):
    """Blocks that open on request; is_open where a reader has already chosen something inside."""

    title: str
    make: Make
    is_open: bool = False


@dataclass(frozen=True)
class Beside(Block):
    """Parts side by side on a wide screen, one below the other elsewhere. weights: their widths."""

    parts: Sequence[Make]
    weights: Sequence[float] = (1, 1)


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table(Block):
    """A short table whose cells wrap. Cells are texts or the cells of nap.figures.pieces (Verdict, Address, Code,
    Strong)."""

    headings: Sequence[str]
    rows: Sequence[Sequence]
    numeric: Sequence[int] = ()
    caption: str = ""


@dataclass(frozen=True)
class Pairs(Block):
    """What is known of one thing: (heading, text) side by side."""

    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Bars(Block):
    """Shares of one and the same thing as bars, each with its value and a note in words."""

    items: Sequence[Bar]


@dataclass(frozen=True)
class Numbers(Block):
    """A long table shown on request, and to take away as CSV or workbook.

    labels: headings by column. unit: of all values. is_of_all_plans: the rows are of every plan in the folder. name: of
    the files a reader takes away; the id where it is empty.
    """

    rows: pd.DataFrame
    labels: Mapping[str, str] | None = None
    unit: str = ""
    is_of_all_plans: bool = False
    name: str = ""


@dataclass(frozen=True)
class PickList(Block):
    """A table in which a row chooses: `codes`, one a row, chosen under the name `choice`. alt: what it holds."""

    rows: pd.DataFrame
    codes: Sequence[str]
    choice: str
    alt: str


# --- pictures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure(Block):
    """A chart with its title, what it says, and the rows behind it.

    draw: a function of nap.figures, (rows, words, palette, *args, **options) -> plotly figure. name: of the files a
    reader takes away; the id where it is empty. labels: headings of the rows by column. alt: what a reader who cannot
    see the chart should know. empty: what is said where there are no rows. has_numbers: with the rows to take away.
    """

    draw: Callable
    rows: pd.DataFrame
    args: tuple = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    about: str = ""
    unit: str = ""
    alt: str = ""
    empty: str = ""
    labels: Mapping[str, str] | None = None
    name: str = ""
    has_numbers: bool = True


@dataclass(frozen=True)
class Map(Block):
    """A map. draw: (palette, width in pixels) -> Picture. alt: what it shows. remarks: sentences below it."""

    draw: Callable[[Palette, int], Picture]
    alt: str
    remarks: Sequence[str] = ()


@dataclass(frozen=True)
class Legend(Block):
    """What colours mean, above a picture without a legend. make: palette -> entries as `pieces.legend` takes them."""

    make: Callable[[Palette], Iterable[tuple]]


@dataclass(frozen=True)
class Card:
    """One headline: a value with its change and small chart. points: (year, value); path: the plan; band: (year, low,
    high); alt: of the small chart; page: the page behind it."""

    title: str
    value: str
    change: str = ""
    detail: str = ""
    note: str = ""
    points: Sequence[tuple[float, float]] = ()
    path: Sequence[tuple[float, float]] = ()
    band: Sequence[tuple[float, float, float]] = ()
    alt: str = ""
    page: str = ""


@dataclass(frozen=True)
class Cards(Block):
    """Headlines of one height, several in a row."""

    cards: Sequence[Card]


# --- to take away ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueryFile(Block):
    """Every row of a query as CSV, computed when it is asked for. params: what the query takes besides place, years."""

    text: str
    query: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TableFiles(Block):
    """Every row of a table of the pack, or of `fact`, as CSV, workbook and Parquet. count: how many rows it has."""

    table: str
    count: int


@dataclass(frozen=True)
class Files(Block):
    """Rows made on this page as CSV, and with what they rest on as a workbook of several sheets."""

    rows: pd.DataFrame
    sheets: Mapping[str, pd.DataFrame]
    about: str = ""


@dataclass(frozen=True)
class MadeFile(Block):
    """A file that this page makes itself. make: returns its bytes. ending: of its name, such as "html"."""

    text: str
    make: Callable[[], bytes | str]
    ending: str
    mime: str


@dataclass(frozen=True)
class Commands(Block):
    """Lines to type in a terminal, as (what it is for, line)."""

    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Formula(Block):
    """SQL to read and copy, on request."""

    sql: str


# --- headings of rows ----------------------------------------------------------------------------------------------

# Of the columns that facts and many queries share; a block says its own besides.
HEADINGS = {
    "indicator": N("Indicator"),
    "year": N("Year"),
    "method_series": N("Method series"),
    "series": N("Breakdown"),
    "value": N("Value"),
    "low": N("Low"),
    "high": N("High"),
    "n": N("Observations"),
    "unit": N("Unit"),
    "place_code": N("Place code"),
    "place_name": N("Place"),
}


# --- running a topic -------------------------------------------------------------------------------------------------


def stamped(blocks: Blocks, topic: str, edition: str) -> Iterator[Block]:
    """The same blocks with the topic and the edition they belong to, those inside other blocks too."""
    for block in blocks:
        inside: dict[str, Any] = {}
        if isinstance(block, Section | Fold):
            inside["make"] = _stamping(block.make, topic, edition)
        elif isinstance(block, Beside):
            inside["parts"] = tuple(_stamping(make, topic, edition) for make in block.parts)
        yield replace(block, topic=topic, edition=edition, **inside)


def _stamping(make: Make, topic: str, edition: str) -> Make:
    return lambda: stamped(make(), topic, edition)


def sections(
    parts: Iterable[tuple[str, str, Cells, str]],
    sources: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    kind: type = Section,
) -> Iterator[Block]:
    """Short tables below each other, each (id, title, cells, note) a section; without rows its note alone stands.

    sources: id -> the tables its figures come from. kind: Section, or Fold for what opens on request.
    """
    for id, title, (headings, rows, numeric), note in parts:

        def inside(id=id, headings=headings, rows=rows, numeric=numeric, note=note) -> Iterator[Block]:
            if rows:
                yield Table(f"{id}-table", headings, rows, numeric, tables=sources.get(id, ()))
            if note:
                yield Remark(f"{id}-note", note)

        yield kind(id, title, inside)
