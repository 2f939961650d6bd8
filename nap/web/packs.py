"""The plan a reader looks at, its place and years, and the rows of a query; each is fetched once per edition.

A page asks here for rows and never opens a pack. Does not: show them (figures.py).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import plan_file
from nap.pack.pack import Pack, edition, packs
from nap.topics import query
from nap.topics.ask import Question
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


def packs_home() -> Path:
    """The folder whose packs are shown."""
    return Path(os.environ.get(PACKS_HOME) or ROOT / "data")


@st.cache_resource(max_entries=4, show_spinner=False)
def _open(folder: str, edition: str) -> Pack:
    return Pack.open(folder)


@st.cache_data(max_entries=256, show_spinner=False)
def _names(folder: str, changed: int) -> tuple[str, bool] | None:
    try:
        plan = plan_file.read(Path(folder))["plan"]
    except NapError:
        return None  # said in full when this plan is chosen
    return plan["country"], bool(plan.get("fictional"))


def choose_pack() -> None:
    """Draw the choice of a plan, if there is one to make."""
    folders = {}
    for folder in packs(packs_home()):
        named = _names(str(folder), (folder / "plan.toml").stat().st_mtime_ns)
        country, fictional = named or (folder.name, False)
        country = words().in_language(country)
        folders[folder.name] = t("{country} (fictional)", country=country) if fictional else country
    if not folders:
        raise NapError(
            N("There is no plan to show in {folder}."),
            N("Write the demonstration plan with `python -m nap demo data/demo`, or import one."),
            folder=packs_home().name,
        )
    first = "demo" if "demo" in folders else next(iter(folders))
    if len(folders) > 1:
        choose(Question("pack", t("Plan"), folders, first), always=True)
    else:
        valid("pack", folders, first, t("Plan"))
    folder = next(f for f in packs(packs_home()) if f.name == chosen("pack", first))
    with st.spinner(t("Opening the plan; the first time its figures are computed.")):
        state()["pack"] = _open(str(folder), edition(folder))


def pack() -> Pack:
    """The plan this reader looks at: opened once per edition, shared by all readers, the same for a whole page."""
    return state()["pack"]


@st.cache_data(max_entries=512, max_size="256MB", show_spinner=False)
def _rows(_own: Pack, folder: str, edition: str, name: str, params: tuple) -> pd.DataFrame:
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in params}
    return _own.sql(query.get(name).sql, **given)


def kept_rows(own: Pack, name: str, params: tuple) -> pd.DataFrame:
    """Rows of a query with these (name, value) pairs, fetched once per edition and shared by all readers."""
    return _rows(own, str(own.folder), own.edition, name, params)


def every_plan(summary: Callable) -> tuple[list, list[tuple[str, str]]]:
    """A summary of each plan in the folder, `summary(folder, edition)`, kept per edition; of the others what is wrong.

    The second list holds the names of folders that cannot be read, each with its sentences.
    """
    found, broken = [], []
    with st.spinner(t("Reading every plan; the first time its figures are computed.")):
        for folder in packs(packs_home()):
            try:
                found.append(_summary(summary, str(folder), edition(folder)))
            except NapError as error:
                broken.append((folder.name, f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))
    return found, broken


@st.cache_data(max_entries=256, show_spinner=False)
def _summary(_read: Callable, folder: str, edition: str):
    return _read(folder, edition)


def choose_filters() -> None:
    """Draw the choice of place and years, which hold on every page."""
    places = _unfiltered("places")
    names = {}
    for row in places.itertuples():
        names[row.place_code] = t("Whole country") if row.level == 0 else "\u2003" * (row.level - 1) + row.place_name
    first = next(iter(names))  # the nation, which stands first in every pack
    state()["place_names"] = {**names, first: words().in_language(pack().plan["plan"]["country"])}
    choose(Question("place", t("Place"), names, first))
    years = _unfiltered("year_span").iloc[0]
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


def _unfiltered(name: str) -> pd.DataFrame:
    own = pack()
    return _rows(own, str(own.folder), own.edition, name, ())


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
