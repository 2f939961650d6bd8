"""The frame of every page: which plan, its question, errors in words, sources, and what the plan does not bring."""

import logging
import secrets
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from nap.errors import NapError
from nap.figures import pieces
from nap.methods.clocks import Deadline
from nap.pack import contract
from nap.pack.pack import Pack
from nap.web.ui.packs import pack, place_name, today
from nap.web.ui.session import state, t, words, write_link

log = logging.getLogger("nap")


@contextmanager
def guarded(stops: bool = False):
    """Turn a NapError into its two sentences, and a bug into a short apology with a reference for the log.

    stops: nothing below is drawn after an error.
    """
    try:
        yield
        return
    except NapError as error:
        st.error(pieces.literal(f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))
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


@contextmanager
def page(question: str):
    """The frame of every page: which plan, the question as title, what the link got wrong; errors become words."""
    with guarded(stops=True):
        plan = pack().plan["plan"]
        note = (
            f" · <strong>{pieces.safe(t('fictional data for demonstration'))}</strong>" if pack().is_fictional else ""
        )
        where = pieces.safe(" · ".join([words().own(plan["country"]), words().own(plan["title"])]))
        st.html(f'<p class="nap-where">{where}{note}</p>')
        st.title(question, anchor=False)
        for notice in state()["notices"]:
            st.warning(pieces.literal(notice))
        state().update(is_drawing=True, lacking=[], lacking_notice=None)
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


def card_grid(cards: list[pieces.Raw], targets: list[str]) -> None:
    """Cards of one height, three in a row, each with the link to the page behind it."""
    for start in range(0, len(cards), 3):
        for column, card, name in zip(
            st.columns(3), cards[start : start + 3], targets[start : start + 3], strict=False
        ):
            with column.container(border=True, height="stretch"):
                st.html(card)
                if name in state()["pages"]:
                    link(name, f"{state()['pages'][name].title} →")


def clocks(deadlines: list[Deadline]) -> None:
    """What falls due next, with the days left and the rule; dates whose source was not read say so."""
    st.subheader(t("Next on the calendar"), anchor=False)
    if not deadlines:
        nothing(t("The plan gives no dates, so no deadline can be told. Add [dates] to its plan.toml."))
        return
    lines = []
    for each in deadlines:
        days = (each.due - today()).days
        left = words().plural("{count} day left", "{count} days left", days) if days >= 0 else t("overdue")
        basis = t(each.basis) + (
            "" if each.source_status == "sourced" else " · " + t("date deduced, not yet confirmed")
        )
        lines.append((words().date(each.due), t(each.what), left, basis))
    st.html(pieces.table([t("When"), t("What"), t("Time left"), t("Rule")], lines))
    link("obligations", t("What each deadline needs →"))


def lacks(*tables: str) -> bool:
    """Say which of these tables the pack does not bring; True if all of them are missing, so nothing can be shown.

    However often a page asks, one notice stands where it first lacked something, and names all that it lacks.
    """
    said = state()["lacking"]
    gone = [name for name in tables if name in pack().missing and name not in said]
    said.extend(gone)
    for name in gone:
        if broken := pack().broken.get(name):
            st.warning(pieces.literal(f"{t(broken.what, **broken.values)} {t(broken.fix, **broken.values)}"))
    if any(name not in pack().broken for name in gone):
        titles = " · ".join(t(contract.table(name).title) for name in said if name not in pack().broken)
        state()["lacking_notice"] = state()["lacking_notice"] or st.empty()
        with state()["lacking_notice"].container():
            st.info(
                t("This plan brings no data on: {tables}.", tables=titles)
                + " "
                + t("Import them to see this part (page “Data and methods” says how).")
            )
            link("data", t("Data and methods") + " →")
    return all(name in pack().missing for name in tables)


def source_line(tables: tuple[str, ...], n: float | None = None, note: str = "") -> None:
    """Where the figures come from: publishers and years of the tables, number of observations, last day of data."""
    found = [row for name in tables for row in sources(name).itertuples()]
    titles = {words().text(row._asdict(), "title"): row for row in found}
    said = " · ".join(f"{title}, {row.publisher}, {row.year}" for title, row in list(titles.items())[:3])
    parts = [t("Source: {sources}", sources=said) if said else t("Source not stated in the pack")]
    if len(titles) > 3:
        parts.append(t("and {count} more", count=words().number(len(titles) - 3)))
    if n is not None:
        parts.append(f"n\u00a0=\u00a0{words().number(n)}")
    if pack().is_fictional:
        parts.append(t("fictional data"))
    if note:
        parts.append(note)
    st.html(f'<p class="nap-source">{pieces.safe(" · ".join(parts))}</p>')


def sources(table: str) -> pd.DataFrame:
    """The sources that the rows of a table name, the latest first; kept per edition."""
    own = pack()
    return _source_rows(own, str(own.folder), own.edition, contract.table(table).name)


@st.cache_data(max_entries=128, show_spinner=False)
def _source_rows(_own: Pack, folder: str, edition: str, table: str) -> pd.DataFrame:
    if table == "source":
        return pd.DataFrame()
    return _own.sql(
        f"from source where source_code in (select distinct source_code from {table}) order by year desc, source_code"
    )


def nothing(why: str = "") -> None:
    """The empty state: what is not there, and what to do about it."""
    text = t("Nothing is recorded for {place} in these years. Choose another place or more years.", place=place_name())
    st.info(pieces.literal(why or text))
