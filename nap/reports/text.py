"""The text driver: a topic as one page of Markdown, with everything a reader of the browser could read.

Pictures stand as the rows they are drawn from, choices as what was chosen. Lives here: one function for each kind of
block, found by its class. Does not: know a topic, fetch or ask.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from types import ModuleType

import pandas as pd

from nap.figures.palette import palette
from nap.language.texts import NO_VALUE, Words, is_missing
from nap.topics import blocks, provenance
from nap.topics.ask import Ask
from nap.topics.rows import Rows

MOST_ROWS = 40  # of a long table; the rest is counted, and stands whole in the files to take away
WIDTH_PX = 800  # of a map whose legend is read
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def page(topic: ModuleType, ask: Ask, data: Rows, words: Words) -> str:
    """A whole page as Markdown: its question, which plan it is about, then every block."""
    name = topic.__name__.rpartition(".")[2]
    lines = [f"# {literal(words.t(topic.QUESTION))}", "", literal(provenance.plan_line(data, words))]
    if data.is_fictional:
        lines[-1] += f" · **{words.t('Fictional data for demonstration')}**"
    found = blocks.stamped(topic.blocks(ask, data, words), name, data.edition)
    return "\n".join([*lines, "", *_lines(found, data, words, 2)]).rstrip() + "\n"


def literal(text) -> str:
    """Any text as Markdown that shows it letter by letter, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def emphasis(text: str) -> str:
    """A text whose **bold** stays bold, and in which nothing else is markup."""
    return "**".join(_MARKUP.sub(r"\\\1", part) for part in " ".join(text.split()).split("**"))


def _lines(found: blocks.Blocks, data: Rows, words: Words, level: int) -> Iterator[str]:
    for block in found:
        lines = list(_show(block, data, words, level))
        if block.has_source:
            lines.append(f"*{literal(provenance.source_line(block, data, words))}*")
        yield from lines
        if lines:
            yield ""


@singledispatch
def _show(block: blocks.Block, data: Rows, words: Words, level: int) -> Iterable[str]:
    raise TypeError(f"Text cannot show a {type(block).__name__}.")


# --- sentences -------------------------------------------------------------------------------------------------------


@_show.register(blocks.Lead)
@_show.register(blocks.Paragraph)
@_show.register(blocks.Remark)
def _(block, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [emphasis(block.text)] if block.text.strip() else []


@_show.register
def _(block: blocks.Notice, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [f"> {literal(block.text)}"]


@_show.register
def _(block: blocks.Missing, data: Rows, words: Words, level: int) -> Iterable[str]:
    said = provenance.broken_tables(block.tables, data, words)
    if gone := provenance.missing_tables(block.tables, data):
        said.append(provenance.missing_sentence(gone, words))
    return [f"> {literal(text)}" for text in said]


@_show.register
def _(block: blocks.PageLink, data: Rows, words: Words, level: int) -> Iterable[str]:
    return []  # leads nowhere on paper


# --- what holds other blocks -----------------------------------------------------------------------------------------


@_show.register(blocks.Section)
@_show.register(blocks.Fold)
def _(block, data: Rows, words: Words, level: int) -> Iterable[str]:
    about = [literal(block.about), ""] if isinstance(block, blocks.Section) and block.about else []
    heading = [_heading(block.title, level), ""] if block.title else []
    inner = min(level + 1, 6) if block.title else level
    return [*heading, *about, *_lines(block.make(), data, words, inner)]


@_show.register
def _(block: blocks.Beside, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [line for make in block.parts for line in _lines(make(), data, words, level)]


def _heading(title: str, level: int) -> str:
    return f"{'#' * level} {literal(title)}"


# --- tables ----------------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Table, data: Rows, words: Words, level: int) -> Iterable[str]:
    caption = [literal(block.caption), ""] if block.caption else []
    return [*caption, *table(block.headings, block.rows, block.numeric)]


@_show.register
def _(block: blocks.Pairs, data: Rows, words: Words, level: int) -> Iterable[str]:
    caption = [literal(block.caption), ""] if block.caption else []
    return [*caption, *(f"- **{literal(heading)}**: {literal(text)}" for heading, text in block.rows)]


@_show.register
def _(block: blocks.Bars, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [
        f"- **{literal(bar.label)}**: {literal(bar.value)}" + (f". {literal(bar.note)}" if bar.note else "")
        for bar in block.items
    ]


@_show.register
def _(block: blocks.Numbers, data: Rows, words: Words, level: int) -> Iterable[str]:
    return frame_lines(block.rows, block.labels, words)


@_show.register
def _(block: blocks.PickList, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [literal(block.alt), "", *frame_lines(block.rows, None, words)]


# --- pictures --------------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Figure, data: Rows, words: Words, level: int) -> Iterable[str]:
    lines = [_heading(block.title, level), ""] if block.title else []
    if block.about:
        lines += [literal(block.about), ""]
    if block.rows.empty:
        return [*lines, f"> {literal(block.empty or provenance.nothing_sentence(data, words))}"]
    if block.alt and block.alt not in (block.title, block.about):
        lines += [literal(block.alt.replace("**", "")), ""]
    return [*lines, *frame_lines(block.rows, block.labels, words)]


@_show.register
def _(block: blocks.Map, data: Rows, words: Words, level: int) -> Iterable[str]:
    picture = block.draw(palette(dark=False), WIDTH_PX)
    legend = [f"- {literal(key.text)}" for key in picture.legend]
    return [literal(block.alt), "", literal(picture.title), "", *legend, "", *map(literal, block.remarks)]


@_show.register
def _(block: blocks.Legend, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [f"- {literal(entry[1])}" for entry in block.make(palette(dark=False))]


@_show.register
def _(block: blocks.Cards, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [
        f"- **{literal(card.title)}**: " + " · ".join(literal(part) for part in _card_parts(card) if part)
        for card in block.cards
    ]


def _card_parts(card: blocks.Card) -> Sequence[str]:
    return (card.value, card.change, card.note, card.detail)


# --- to take away ----------------------------------------------------------------------------------------------------


@_show.register(blocks.QueryFile)
@_show.register(blocks.TableFiles)
@_show.register(blocks.MadeFile)
def _(block, data: Rows, words: Words, level: int) -> Iterable[str]:
    return []  # files are taken from the dashboard


@_show.register
def _(block: blocks.Files, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [literal(block.about)] if block.about else []


@_show.register
def _(block: blocks.Commands, data: Rows, words: Words, level: int) -> Iterable[str]:
    return [f"- {literal(what)}: `{line}`" for what, line in block.rows]


@_show.register
def _(block: blocks.Formula, data: Rows, words: Words, level: int) -> Iterable[str]:
    return ["```sql", *block.sql.splitlines(), "```"]


# --- Markdown tables -------------------------------------------------------------------------------------------------


def table(headings: Sequence[str], rows: Iterable[Sequence], numeric: Sequence[int] = ()) -> list[str]:
    """A table in Markdown; `numeric` columns stand to the right. No rows give no lines."""
    body = [f"| {' | '.join(literal(cell) for cell in row)} |" for row in rows]
    if not body:
        return []
    marks = ["---:" if i in numeric else "---" for i in range(len(headings))]
    return [f"| {' | '.join(map(literal, headings))} |", f"| {' | '.join(marks)} |", *body]


def frame_lines(frame: pd.DataFrame, labels, words: Words) -> list[str]:
    """The first rows of a frame as a table, and how many more there are; values by locale, unknown ones a dash."""
    shown = words.fold_translations(frame)
    labels = {**{name: words.t(text) for name, text in blocks.HEADINGS.items()}, **(labels or {})}
    numeric = [i for i, name in enumerate(shown.columns) if pd.api.types.is_numeric_dtype(shown[name])]
    rows = [
        [_value(value, words, _is_year(name)) for name, value in zip(shown.columns, row, strict=True)]
        for row in shown.head(MOST_ROWS).itertuples(index=False)
    ]
    lines = table([labels.get(name, name) for name in shown.columns], rows, numeric)
    if len(shown) > MOST_ROWS:
        lines += ["", words.t("… and {count} more rows.", count=words.number(len(shown) - MOST_ROWS))]
    return lines


def _is_year(column: str) -> bool:
    return column == "year" or column.endswith("_year")


def _value(value, words: Words, is_year: bool = False) -> str:
    """One value by locale; unknown is a dash, and a year has no separator of thousands."""
    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        return ", ".join(str(each) for each in value) or NO_VALUE
    if is_missing(value):
        return NO_VALUE
    if pd.api.types.is_bool(value):  # numpy's own too
        return words.t("yes") if value else words.t("no")
    if isinstance(value, int | float):
        return str(int(value)) if is_year else words.number(value)
    return words.date(value) if isinstance(value, dt.date) else str(value)
