"""The frame of every page: which plan, its question, what the link got wrong, and errors in words."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from nap.errors import NapError
from nap.figures import pieces
from nap.language.texts import Words
from nap.topics import provenance
from nap.topics.rows import Rows
from nap.web.session import state, t, words, write_link

log = logging.getLogger("nap")


@contextmanager
def guarded(stops: bool = False) -> Iterator[None]:
    """Turn a NapError into its two sentences, and a bug into a short apology with a reference for the log.

    stops: nothing below is drawn after an error.
    """
    try:
        yield
        return
    except NapError as error:
        st.error(pieces.literal(provenance.problem_sentences(error, words())))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s", reference)
        st.error(
            t("Something went wrong on our side; your data are untouched.")
            + " "
            + t(
                "Load the page again; if it stays, tell your administrator the reference {reference}.",
                reference=reference,
            )
        )
    if stops:
        st.stop()


def show_head(question: str, data: Rows, words: Words) -> None:
    """The top of a page: which plan it is about, its question, and what the link got wrong."""
    note = ""
    if data.is_fictional:
        note = f" · <strong>{pieces.safe(words.t('Fictional data for demonstration'))}</strong>"
    st.html(f'<p class="nap-where">{pieces.safe(provenance.plan_line(data, words))}{note}</p>')
    st.title(question, anchor=False)
    for notice in state()["notices"]:
        st.warning(pieces.literal(notice))
    state()["is_drawing"] = True


@contextmanager
def writing_link() -> Iterator[None]:
    """Whatever is drawn inside is guarded, and the choices made by then stand in the link."""
    with guarded():
        yield
    write_link()


def know_pages(pages) -> None:
    """Remember the pages of the menu, so that cards can lead to them; called once per run by the frame."""
    state()["pages"] = {page.url_path or "overview": page for page in pages}


def page_title(name: str) -> str:
    """What the menu calls a page; nothing where the menu does not have it."""
    found = state().get("pages", {}).get(name)
    return found.title if found else ""


def link(name: str, label: str) -> None:
    """A link to another page, if the menu has it; choices go with it."""
    if name in state().get("pages", {}):
        st.page_link(state()["pages"][name], label=label)
