"""The plan a reader looks at, its place and years, and its rows; each is fetched once per edition and shared by all.

A session keeps the name of an edition: whatever is published meanwhile, what a reader looks at stays one edition until
the page is run again. Does not: show rows (browser.py).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import streamlit as st

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import editions, plan_file
from nap.pack.editions import Edition
from nap.pack.pack import Pack
from nap.pack.store import PLAN, Store
from nap.topics import query
from nap.topics.ask import Question
from nap.topics.rows import Rows
from nap.web.session import chosen, notice, state, t, valid, words
from nap.web.widgets import choose

ROOT = Path(__file__).parents[2]
PACKS_HOME = "NAP_PACKS"  # environment variable: the folder that holds the packs; data/ where it is not set


@dataclass(frozen=True)
class Filters:
    """What the sidebar asks for, as codes: a place and the years, both ends included."""

    place: str
    year_from: int
    year_to: int


class KeptRows(Rows):
    """The rows of a reader, each fetched once per edition and shared by all readers."""

    def fetch(self, name: str, **params) -> pd.DataFrame:
        return _fetch(self.pack, name, **params)

    def sources(self, table: str) -> pd.DataFrame:
        return _source_rows(self.pack, str(self.pack.folder), self.pack.key, table)

    @cached_property
    def waiting(self) -> dict[str, int]:
        return _waiting(self.pack, str(self.pack.folder), self.pack.key)

    def every_plan(self, summary: Callable) -> tuple[list, list[tuple[str, str]]]:
        with st.spinner(t("Reading every plan; the first time its figures are computed.")):
            return super().every_plan(summary)

    def summarize(self, summary: Callable, at: Edition):
        name = f"{summary.__module__}.{summary.__qualname__}"
        return _summary(summary, name, str(at.folder), at.name, at.key)


def rows_of_reader() -> Rows:
    """The plan, place and years this reader looks at."""
    asked = filters()
    return KeptRows(pack(), words(), asked.place, (asked.year_from, asked.year_to), packs_home())


def packs_home() -> Path:
    """The folder whose packs are shown."""
    return Path(os.environ.get(PACKS_HOME) or ROOT / "data")


def pack() -> Pack:
    """The plan this reader looks at, at one edition for a whole page; shared by all readers of that edition."""
    return _open(*state()["edition"])


# --- kept for all readers --------------------------------------------------------------------------------------------


@st.cache_resource(max_entries=64, show_spinner=False)
def _open(folder: str, edition: str, key: str) -> Pack:
    """A pack at an edition. It is a handle and costs little: how many databases are open, open_packs.py says."""
    return Pack.open(folder, edition=edition)


@st.cache_data(max_entries=256, show_spinner=False)
def _names(folder: str, changed: int) -> tuple[str, bool] | None:
    """The country of a plan as it names it, and whether it is fictional; None where plan.toml cannot be read."""
    try:
        plan = plan_file.read(Path(folder))["plan"]
    except NapError:
        return None  # said in full when this plan is chosen
    return plan["country"], bool(plan.get("fictional"))


def _fetch(own: Pack, name: str, **params) -> pd.DataFrame:
    used = {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}
    return _rows(own, str(own.folder), own.key, name, tuple(sorted(used.items())))


@st.cache_data(max_entries=512, max_size="256MB", show_spinner=False)
def _rows(_own: Pack, folder: str, key: str, name: str, params: tuple) -> pd.DataFrame:
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in params}
    return _own.sql(query.get(name).sql, **given)


@st.cache_data(max_entries=128, show_spinner=False)
def _source_rows(_own: Pack, folder: str, key: str, table: str) -> pd.DataFrame:
    return Rows.sources_of(_own, table)


@st.cache_data(max_entries=64, show_spinner=False)
def _waiting(_own: Pack, folder: str, key: str) -> dict[str, int]:
    return _own.waiting()


@st.cache_data(max_entries=256, show_spinner=False)
def _summary(_read: Callable, name: str, folder: str, edition: str, key: str):
    return _read(folder, edition)


# --- the sidebar -----------------------------------------------------------------------------------------------------


def choose_pack() -> None:
    """Draw the choice of a plan, if there is one to make, and take the edition of it that is published now."""
    store, shown = Store(packs_home()), {}
    for code in store.packs():
        folder = store.folder(code)
        named = _names(str(folder), (folder / PLAN).stat().st_mtime_ns)
        country, fictional = named or (code, False)
        country = words().in_language(country)
        shown[code] = t("{country} (fictional)", country=country) if fictional else country
    if not shown:
        raise NapError(
            N("There is no plan to show in {folder}."),
            N("Write the demonstration plan with `python -m nap demo data/demo`, or import one."),
            folder=packs_home().name,
        )
    first = "demo" if "demo" in shown else next(iter(shown))
    if len(shown) > 1:
        choose(Question("pack", t("Plan"), shown, first), always=True)
    else:
        valid("pack", shown, first, t("Plan"))
    with st.spinner(t("Opening the plan; the first time its figures are computed.")):
        at = editions.current(store.folder(chosen("pack", first)))
        state()["edition"] = (str(at.folder), at.name, at.key)
        pack()


def choose_filters() -> None:
    """Draw the choice of place and years, which hold on every page."""
    places = _fetch(pack(), "places")
    names = {}
    for row in places.itertuples():
        names[row.place_code] = t("Whole country") if row.level == 0 else "\u2003" * (row.level - 1) + row.place_name
    first = next(iter(names))  # the nation, which stands first in every pack
    state()["place_names"] = {**names, first: words().in_language(pack().plan["plan"]["country"])}
    choose(Question("place", t("Place"), names, first))
    years = _fetch(pack(), "year_span").iloc[0]
    low, high = (int(years.first_year), int(years.last_year))
    state()["years"] = (_year("from", low, low, high), _year("to", high, low, high))
    if state()["years"][0] > state()["years"][1]:
        notice(t("The link asks for years that end before they begin; all years are shown."))
        state()["years"] = (low, high)
    if low < high:
        key = "widget:years"
        st.session_state[key] = state()["years"]
        st.slider(t("Years"), low, high, key=key, on_change=_remember_years)
    else:
        st.caption(t("Year: {year}", year=low))
    start, end = state()["years"]
    state()["shown"]["from"] = None if start == low else start
    state()["shown"]["to"] = None if end == high else end


def _year(name: str, default: int, low: int, high: int) -> int:
    value = chosen(name, default)
    try:
        year = int(value)
    except ValueError:
        year = None
    if year is None or not low <= year <= high:
        if name in state()["asked"]:
            notice(
                t(
                    "The link asks for the year “{value}”; this plan has {low} to {high}.",
                    value=value,
                    low=low,
                    high=high,
                )
            )
        state()["choice"].pop(name, None)
        return default
    return year


def _remember_years() -> None:
    state()["choice"]["from"], state()["choice"]["to"] = st.session_state["widget:years"]


def filters() -> Filters:
    """The place and years chosen in the sidebar."""
    names = state().get("place_names", {})
    start, end = state().get("years", (0, 9999))
    return Filters(chosen("place") if chosen("place") in names else next(iter(names), ""), start, end)
