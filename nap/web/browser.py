"""The browser's driver: shows the blocks of a topic with Streamlit, and knows no topic.

A page says `show(money)`. Each kind of block has one function here, found by its class. Sections are fragments: a
choice inside one runs that section alone. Does not: fetch (nap/topics/rows.py, kept here per edition), ask
(widgets.py), or say anything of its own but the labels of its buttons.
"""

from collections.abc import Callable
from functools import singledispatch
from types import ModuleType

import pandas as pd
import streamlit as st

from nap.figures import pieces
from nap.figures.palette import Palette
from nap.language.texts import Words
from nap.reports import tables as export
from nap.topics import blocks, provenance, query
from nap.topics.rows import Rows
from nap.web import ui
from nap.web.ui import figures, frame, packs, session
from nap.web.ui.session import t
from nap.web.widgets import Widgets

CHART_CONFIG = figures.CHART_CONFIG


class KeptRows(Rows):
    """The same rows, each fetched once per edition and shared by all readers."""

    def fetch(self, name: str, **params) -> pd.DataFrame:
        used = {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}
        return packs.kept_rows(self.pack, name, tuple(sorted(used.items())))

    def sources(self, table: str) -> pd.DataFrame:
        return frame.sources(table)

    @property
    def as_of(self):
        return packs.as_of()

    @property
    def today(self):
        return packs.today()

    def every_plan(self, summary: Callable) -> tuple[list, list[tuple[str, str]]]:
        return packs.every_plan(summary)


def rows_of_reader() -> Rows:
    """The plan, place and years this reader looks at."""
    asked = ui.filters()
    return KeptRows(ui.pack(), ui.words(), asked.place, (asked.year_from, asked.year_to), packs.packs_home())


def show(topic: ModuleType) -> None:
    """A whole page: its frame, then every block of its topic."""
    with ui.page(t(topic.QUESTION)):
        name = topic.__name__.rpartition(".")[2]
        data, words = rows_of_reader(), ui.words()
        show_all(blocks.stamped(topic.blocks(Widgets(), data, words), name, data.edition), data, words)


def show_all(found: blocks.Blocks, data: Rows, words: Words) -> None:
    """Blocks one below the other; each is drawn before the topic goes on, so a question stands where it is asked."""
    for block in found:
        _show(block, data, words)
        if not isinstance(block, blocks.Figure):  # a chart has its source between the picture and its numbers
            _source(block, data, words)


def _source(block: blocks.Block, data: Rows, words: Words) -> None:
    if block.has_source:
        st.html(f'<p class="nap-source">{pieces.safe(provenance.source_line(block, data, words))}</p>')


@singledispatch
def _show(block: blocks.Block, data: Rows, words: Words) -> None:
    raise TypeError(f"The browser cannot show a {type(block).__name__}.")


# --- sentences -------------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Lead, data: Rows, words: Words) -> None:
    ui.lead(block.text)


@_show.register
def _(block: blocks.Paragraph, data: Rows, words: Words) -> None:
    ui.lead(block.text)


@_show.register
def _(block: blocks.Remark, data: Rows, words: Words) -> None:
    ui.caption(block.text)


@_show.register
def _(block: blocks.Notice, data: Rows, words: Words) -> None:
    draw = st.warning if block.kind == "warning" else st.info
    draw(pieces.literal(block.text))
    if block.page:
        ui.link(block.page, f"{frame.page_title(block.page)} →")


@_show.register
def _(block: blocks.Missing, data: Rows, words: Words) -> None:
    ui.lacks(*block.tables)


@_show.register
def _(block: blocks.PageLink, data: Rows, words: Words) -> None:
    ui.link(block.page, block.text)


# --- what holds other blocks -----------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Section, data: Rows, words: Words) -> None:
    if block.redraws_page:
        _show_section(block, data, words)
    else:
        _show_section_alone(block, data, words)


def _show_section(block: blocks.Section, data: Rows, words: Words) -> None:
    if block.title:
        ui.heading(block.title, block.about)
    show_all(block.make(), data, words)


@st.fragment
def _show_section_alone(block: blocks.Section, data: Rows, words: Words) -> None:
    """A section by itself: a choice inside it runs this again and nothing else of the page."""
    with ui.guarded():
        _show_section(block, data, words)
    session.write_link()


@_show.register
def _(block: blocks.Fold, data: Rows, words: Words) -> None:
    with st.expander(block.title, expanded=block.is_open):
        show_all(block.make(), data, words)


@_show.register
def _(block: blocks.Beside, data: Rows, words: Words) -> None:
    for column, make in zip(st.columns(list(block.weights), gap="medium"), block.parts, strict=True):
        with column:
            show_all(make(), data, words)


# --- tables ----------------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Table, data: Rows, words: Words) -> None:
    st.html(pieces.table(block.headings, block.rows, block.numeric, block.caption, ui.colours()))


@_show.register
def _(block: blocks.Pairs, data: Rows, words: Words) -> None:
    ui.pairs(block.rows, block.caption)


@_show.register
def _(block: blocks.Bars, data: Rows, words: Words) -> None:
    ui.bars(block.items)


@_show.register
def _(block: blocks.Numbers, data: Rows, words: Words) -> None:
    name = block.name or block.id
    about = export.AboutAll(data.pack, name, words) if block.is_of_all_plans else None
    ui.numbers(block.rows, name, unit=block.unit, labels=block.labels, about=about)


@_show.register
def _(block: blocks.PickList, data: Rows, words: Words) -> None:
    ui.pick_row(block.rows, list(block.codes), block.choice, block.alt)


# --- pictures --------------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Figure, data: Rows, words: Words) -> None:
    if block.title:
        ui.heading(block.title, block.about)
    elif block.about:
        ui.caption(block.about)
    if block.rows.empty:
        ui.nothing(block.empty)
        return
    figure = block.draw(block.rows, words, ui.colours(), *block.args, **block.options)
    st.plotly_chart(figure, theme=None, key=f"chart:{block.id}", config=CHART_CONFIG, alt=block.alt or block.title)
    _source(block, data, words)
    if block.has_numbers:
        ui.numbers(block.rows, block.name or block.id, unit=block.unit, labels=block.labels)


@_show.register
def _(block: blocks.Map, data: Rows, words: Words) -> None:
    ui.show_map(block.draw(ui.colours(), ui.map_width()), block.id, block.alt, block.remarks)


@_show.register
def _(block: blocks.Legend, data: Rows, words: Words) -> None:
    ui.legend(block.make(ui.colours()))


@_show.register
def _(block: blocks.Cards, data: Rows, words: Words) -> None:
    ui.card_grid([_card(each, ui.colours()) for each in block.cards], [each.page for each in block.cards])


def _card(card: blocks.Card, palette: Palette) -> pieces.Raw:
    spark = pieces.sparkline(card.points, card.path, card.band, palette, card.alt)
    return pieces.card(card.title, card.value, card.change, card.detail, spark, card.note)


# --- to take away ----------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.QueryFile, data: Rows, words: Words) -> None:
    about = export.About(data.pack, block.query, words)
    given, sql = data.parameters(block.query, **block.params), query.get(block.query).sql
    ui.download(
        block.text,
        lambda: export.csv(data.pack.sql(sql, **given), about),
        f"{data.code}-{block.query}.csv",
        "text/csv",
    )


@_show.register
def _(block: blocks.TableFiles, data: Rows, words: Words) -> None:
    ui.download_whole(block.table, block.count)


@_show.register
def _(block: blocks.Files, data: Rows, words: Words) -> None:
    ui.take_away(block.id, block.rows, block.sheets, block.about)


@_show.register
def _(block: blocks.MadeFile, data: Rows, words: Words) -> None:
    ui.download(block.text, block.make, f"{data.code}-{block.id}.{block.ending}", block.mime)


@_show.register
def _(block: blocks.Commands, data: Rows, words: Words) -> None:
    ui.commands(block.rows)


@_show.register
def _(block: blocks.Formula, data: Rows, words: Words) -> None:
    ui.formula(block.sql, block.id)
