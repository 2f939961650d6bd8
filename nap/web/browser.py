"""The browser's driver: shows the blocks of a topic with Streamlit, and knows no topic.

A page says `show(money)`. Each kind of block has one function here, found by its class. Sections are fragments: a
choice inside one runs that section alone. Does not: fetch (reader.py), ask (widgets.py) or make files (files.py).
"""

from collections.abc import Sequence
from functools import singledispatch
from types import ModuleType

import streamlit as st

from nap.figures import maps, pieces
from nap.figures.palette import Palette
from nap.language.texts import Words
from nap.reports.tables import safe_frame
from nap.topics import blocks, provenance
from nap.topics.rows import Rows
from nap.web import files, frame
from nap.web.reader import rows_of_reader
from nap.web.serving import SCREEN_COOKIE
from nap.web.session import chosen, colours, set_choice, state, t, words
from nap.web.widgets import Widgets

CHART_CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]}
STACKED_BELOW_PX, PHONE_MARGIN_PX, BESIDE_MAIN_PX = 640, 16, 490  # as Streamlit lays a page out: menu, margins, gap
CARDS_ACROSS = 3


def show(topic: ModuleType) -> None:
    """A whole page: its frame, then every block of its topic."""
    with frame.guarded(stops=True):
        data = rows_of_reader()
        frame.show_head(t(topic.QUESTION), data, words())
        state().update(lacking=[], lacking_notice=None)
    with frame.writing_link():
        name = topic.__name__.rpartition(".")[2]
        found = topic.blocks(Widgets(), data, words())
        show_all(blocks.stamped(found, name, data.edition), data, words())


def show_all(found: blocks.Blocks, data: Rows, words: Words) -> None:
    """Blocks one below the other; each is drawn before the topic goes on, so a question stands where it is asked."""
    for block in found:
        _show(block, data, words)
        if not isinstance(block, blocks.Figure):  # a chart has its source between the picture and its numbers
            _show_source(block, data, words)


def _show_source(block: blocks.Block, data: Rows, words: Words) -> None:
    if block.has_source:
        _small(provenance.source_line(block, data, words))


def _small(text: str) -> None:
    st.html(f'<p class="nap-source">{pieces.safe(text)}</p>')


def _heading(title: str, about: str) -> None:
    if title:
        st.subheader(pieces.literal(title), anchor=False)
    if about:
        _small(about)


@singledispatch
def _show(block: blocks.Block, data: Rows, words: Words) -> None:
    raise TypeError(f"The browser cannot show a {type(block).__name__}.")


# --- sentences -------------------------------------------------------------------------------------------------------


@_show.register(blocks.Lead)
@_show.register(blocks.Paragraph)
def _(block: blocks.Lead | blocks.Paragraph, data: Rows, words: Words) -> None:
    st.html(f'<p class="nap-lead">{pieces.emphasis(block.text)}</p>')


@_show.register
def _(block: blocks.Remark, data: Rows, words: Words) -> None:
    _small(block.text)


@_show.register
def _(block: blocks.Notice, data: Rows, words: Words) -> None:
    draw = st.warning if block.kind == "warning" else st.info
    draw(pieces.literal(block.text))
    if block.page:
        frame.link(block.page, f"{frame.page_title(block.page)} →")


@_show.register
def _(block: blocks.Missing, data: Rows, words: Words) -> None:
    """However often a page asks, one notice names all the plan lacks, where it first lacked something."""
    known = state()["lacking"]
    new = tuple(name for name in block.tables if name in data.pack.missing and name not in known)
    known.extend(new)
    for text in provenance.broken_tables(new, data, words):
        st.warning(pieces.literal(text))
    if provenance.missing_tables(new, data):
        state()["lacking_notice"] = state()["lacking_notice"] or st.empty()
        with state()["lacking_notice"].container():
            st.info(provenance.missing_sentence(provenance.missing_tables(tuple(known), data), words))
            frame.link("data", t("Data and methods") + " →")


@_show.register
def _(block: blocks.PageLink, data: Rows, words: Words) -> None:
    frame.link(block.page, block.text)


# --- what holds other blocks -----------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Section, data: Rows, words: Words) -> None:
    if block.redraws_page:
        _show_section(block, data, words)
    else:
        _show_section_alone(block, data, words)


def _show_section(block: blocks.Section, data: Rows, words: Words) -> None:
    _heading(block.title, block.about)
    show_all(block.make(), data, words)


@st.fragment
def _show_section_alone(block: blocks.Section, data: Rows, words: Words) -> None:
    """A section by itself: a choice inside it runs this again and nothing else of the page."""
    with frame.writing_link():
        _show_section(block, data, words)


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
    st.html(pieces.table(block.headings, block.rows, block.numeric, block.caption, colours()))


@_show.register
def _(block: blocks.Pairs, data: Rows, words: Words) -> None:
    st.html(pieces.pairs(block.rows, block.caption))


@_show.register
def _(block: blocks.Bars, data: Rows, words: Words) -> None:
    st.html(pieces.bars(block.items, colours().measured))


@_show.register
def _(block: blocks.Numbers, data: Rows, words: Words) -> None:
    files.show_numbers(block, data, words)


@_show.register
def _(block: blocks.PickList, data: Rows, words: Words) -> None:
    """What was chosen elsewhere is marked; where it was, or where the rows are others, a new table begins."""
    name, codes = block.choice, list(block.codes)
    memory = state().setdefault("tables", {}).setdefault(name, {"turn": 0, "code": None, "rows": None, "marked": []})
    current, rows = chosen(name), hash(tuple(codes))
    if (memory["code"], memory["rows"]) != (current, rows):
        marked = [codes.index(current)] if current in codes else []
        memory.update(turn=memory["turn"] + 1, code=current, rows=rows, marked=marked)
    key = f"rows:{name}:{memory['turn']}"

    def take_row() -> None:
        found = st.session_state[key]["selection"]["rows"]
        memory["code"] = codes[found[0]] if found else None
        set_choice(name, memory["code"])

    numbers = block.rows.select_dtypes("number")
    st.dataframe(
        safe_frame(block.rows),
        hide_index=True,
        key=key,
        alt=block.alt,
        on_select=take_row,
        selection_mode="single-row",
        selection_default={"selection": {"rows": memory["marked"], "columns": [], "cells": []}},
        placeholder="\N{EN DASH}",
        column_config={name: st.column_config.NumberColumn(format="localized") for name in numbers},
    )


# --- pictures --------------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.Figure, data: Rows, words: Words) -> None:
    _heading(block.title, block.about)
    if block.rows.empty:
        st.info(pieces.literal(block.empty or provenance.nothing_sentence(data, words)))
        return
    figure = block.draw(block.rows, words, colours(), *block.args, **block.options)
    st.plotly_chart(figure, theme=None, key=f"chart:{block.id}", config=CHART_CONFIG, alt=block.alt or block.title)
    _show_source(block, data, words)
    if block.has_numbers:
        files.show_numbers(block, data, words)


@_show.register
def _(block: blocks.Map, data: Rows, words: Words) -> None:
    """A click chooses: the layer's id begins with the name of the choice, `s` is the code."""
    picture = block.draw(colours(), _map_width())
    st.html(pieces.legend([(key.colour, key.text, key.ring) for key in picture.legend], picture.title))
    key = f"map:{block.id}"
    st.pydeck_chart(
        picture.deck,
        height=picture.height,
        key=key,
        alt=block.alt,
        on_select=lambda: _take_click(key),
        selection_mode="single-object",
    )
    _small(t("Zoom with the wheel, two fingers or a double click; drag to move the map."))
    for remark in block.remarks:
        _small(remark)


def _take_click(key: str) -> None:
    for layer, objects in st.session_state[key]["selection"]["objects"].items():
        code = objects[0].get("s") if objects else None
        if code is not None:
            set_choice(layer.split(":")[0], str(code)[:200])


def _map_width() -> int:
    """Pixels a map beside a list has on this reader's screen; on a telephone's where its width is not known."""
    known = st.context.cookies.get(SCREEN_COOKIE, "")
    if not (known.isdecimal() and len(known) < 6):
        return maps.PHONE_PX
    if int(known) < STACKED_BELOW_PX:
        return int(known) - 2 * PHONE_MARGIN_PX
    return round((int(known) - BESIDE_MAIN_PX) * blocks.MAP_AND_LIST[0] / sum(blocks.MAP_AND_LIST))


@_show.register
def _(block: blocks.Legend, data: Rows, words: Words) -> None:
    st.html(pieces.legend(block.make(colours())))


@_show.register
def _(block: blocks.Cards, data: Rows, words: Words) -> None:
    for start in range(0, len(block.cards), CARDS_ACROSS):
        row: Sequence[blocks.Card] = block.cards[start : start + CARDS_ACROSS]
        for column, card in zip(st.columns(CARDS_ACROSS), row, strict=False):
            with column.container(border=True, height="stretch"):
                st.html(_card(card, colours()))
                if title := frame.page_title(card.page):
                    frame.link(card.page, f"{title} →")


def _card(card: blocks.Card, palette: Palette) -> pieces.Raw:
    spark = pieces.sparkline(card.points, card.path, card.band, palette, card.alt)
    return pieces.card(card.title, card.value, card.change, card.detail, spark, card.note)


# --- to take away ----------------------------------------------------------------------------------------------------


@_show.register
def _(block: blocks.QueryFile, data: Rows, words: Words) -> None:
    files.offer_query(block, data, words)


@_show.register
def _(block: blocks.TableFiles, data: Rows, words: Words) -> None:
    files.offer_table(block, data, words)


@_show.register
def _(block: blocks.Files, data: Rows, words: Words) -> None:
    files.offer_files(block, data, words)


@_show.register
def _(block: blocks.MadeFile, data: Rows, words: Words) -> None:
    files.offer(block.text, block.make, f"{data.code}-{block.id}.{block.ending}", block.mime)


@_show.register
def _(block: blocks.Commands, data: Rows, words: Words) -> None:
    st.html(pieces.commands(block.rows))


@_show.register
def _(block: blocks.Formula, data: Rows, words: Words) -> None:
    """Only when asked for: its colours are a script of their own."""
    if st.toggle(t("Show the formula (SQL)"), key=f"formula:{block.id}"):
        st.code(block.sql, language="sql", wrap_lines=True)
