"""Pieces of a page that stand by themselves: sentences, headings, tables, bars, columns; nothing is fetched here."""

from collections.abc import Iterable, Sequence

import streamlit as st

from nap.errors import NapError
from nap.figures import pieces
from nap.web.ui.session import colours, t


def lead(sentence: str) -> None:
    """The sentence a reader should take away, with its numbers in **bold**; texts from data must not hold markup."""
    st.html(f'<p class="nap-lead">{pieces.emphasis(sentence)}</p>')


def told(problems: Iterable[NapError]) -> None:
    """What in the data kept figures from being used, and how to mend it."""
    for each in problems:
        st.warning(pieces.literal(f"{t(each.what, **each.values)} {t(each.fix, **each.values)}"))


def heading(text: str, about: str = "") -> None:
    """A heading inside a page, and what stands below it."""
    st.subheader(pieces.literal(text), anchor=False)
    if about:
        caption(about)


def table(headings, lines, numeric=(), caption: str = "") -> None:
    """A short table whose cells wrap and which turns into cards on a phone; longer ones belong in `numbers`."""
    st.html(pieces.table(headings, lines, numeric, caption))


def sections(parts: Iterable[tuple[str, tuple, str]], folded: Iterable[tuple[str, tuple, str]] = ()) -> None:
    """Short tables below each other, each with its title and a note below it; without rows the note alone stands.

    folded: sections that follow and open on request.
    """
    for title, rows, note in parts:
        heading(title)
        _noted_table(rows, note)
    for title, rows, note in folded:
        with more(title):
            _noted_table(rows, note)


def _noted_table(rows: tuple, note: str) -> None:
    headings, lines, numeric = rows
    if lines:
        table(headings, lines, numeric)
    if note:
        caption(note)


def complain(errors: Iterable[NapError | None]) -> None:
    """What is wrong with an answer, and how to mend it, beside the question; None is nothing wrong."""
    for error in filter(None, errors):
        st.warning(pieces.literal(f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))


def paragraphs(sentences: Iterable[str]) -> None:
    """Sentences that stand on their own, in the size of the text."""
    for sentence in sentences:
        st.html(f'<p class="nap-lead">{pieces.emphasis(sentence)}</p>')


def more(label: str):
    """A part of the page that opens on request."""
    return st.expander(label)


def grid(count: int, wide: int = 2) -> list:
    """So many places, `wide` of them side by side; one below the other on a telephone, in the order they are read."""
    return [cell for _ in range(0, count, wide) for cell in columns(*[1] * wide)][:count]


def columns(*weights: float):
    """Columns side by side on a wide screen, one below the other on a telephone."""
    return st.columns(weights, gap="medium")


def row():
    """Choices side by side, as many as the screen is wide."""
    return st.container(horizontal=True)


def room():
    """A place on the page that is filled later, when the choices below it are known."""
    return st.container()


def legend(entries: Iterable[tuple]) -> None:
    """What colours mean, above a picture that draws no legend of its own; entries as `html.legend` takes them."""
    st.html(pieces.legend(entries))


def caption(text: str) -> None:
    """A remark in small type; markup in it is shown, not obeyed."""
    st.html(f'<p class="nap-source">{pieces.safe(text)}</p>')


def bars(items: Iterable[pieces.Bar]) -> None:
    """Shares as bars of HTML, each with its value and a note in words; they weigh nothing on the line."""
    st.html(pieces.bars(items, colours().measured))


def on_request(label: str, name: str) -> bool:
    """A switch for what is shown only when asked for; True while it is on."""
    return st.toggle(label, key=f"request:{name}")


def commands(lines: Iterable[Sequence[str]]) -> None:
    """Lines to type in a terminal, each with what it is for."""
    st.html(pieces.commands(lines))


def pairs(lines: Iterable[Sequence[str]], caption: str = "") -> None:
    """What is known of one thing: heading and text, side by side."""
    st.html(pieces.pairs(lines, caption))
