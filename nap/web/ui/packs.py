"""The plan a reader looks at, its place and years, and the rows of a query; each is fetched once per edition.

A page asks here for rows and never opens a pack. A session keeps the name of an edition: whatever is published
meanwhile, what a reader looks at stays one edition until the page is run again. Does not: show rows (figures.py).
"""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import editions, indicator, plan_file
from nap.pack.pack import Pack
from nap.pack.store import PLAN, Store
from nap.topics import data, query
from nap.web.ui.layout import caption
from nap.web.ui.questions import choose
from nap.web.ui.session import chosen, notice, state, t, valid, words

ROOT = Path(__file__).parents[3]


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


@st.cache_resource(max_entries=64, show_spinner=False)
def _open(folder: str, edition: str, key: str) -> Pack:
    """A pack at an edition. It is a handle and costs little: how many databases are open, open_packs.py says."""
    return Pack.open(folder, edition=edition)


@st.cache_data(max_entries=256, show_spinner=False)
def _names(folder: str, changed: int) -> tuple[str, bool] | None:
    try:
        plan = plan_file.read(Path(folder))["plan"]
    except NapError:
        return None  # said in full when this plan is chosen
    return plan["country"], bool(plan.get("fictional"))


def choose_pack() -> None:
    """Draw the choice of a plan, if there is one to make, and take the edition of it that is published now."""
    store, shown = Store(packs_home()), {}
    for code in store.packs():
        folder = store.folder(code)
        named = _names(str(folder), (folder / PLAN).stat().st_mtime_ns)
        country, fictional = named or (code, False)
        country = words().own(country)
        shown[code] = t("{country} (fictional)", country=country) if fictional else country
    if not shown:
        raise NapError(
            N("There is no plan to show in {folder}."),
            N("Write the demonstration plan with `python -m nap demo data/demo`, or import one."),
            folder=packs_home().name,
        )
    first = "demo" if "demo" in shown else next(iter(shown))
    if len(shown) > 1:
        choose("pack", t("Plan"), shown, default=first, always=True)
    else:
        valid("pack", shown, first, t("Plan"))
    with st.spinner(t("Opening the plan; the first time its figures are computed.")):
        at = editions.current(store.folder(chosen("pack", first)))
        state()["edition"] = _place(at)
        pack()


def pack() -> Pack:
    """The plan this reader looks at, at one edition for a whole page; shared by all readers of that edition."""
    return _open(*state()["edition"])


@st.cache_data(max_entries=512, max_size="256MB", show_spinner=False)
def _rows(_own: Pack, folder: str, key: str, name: str, params: tuple) -> pd.DataFrame:
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in params}
    return _own.sql(query.get(name).sql, **given)


def rows(name: str, **params) -> pd.DataFrame:
    """Rows of a query; place and years of the sidebar and the day of judgement go in where it asks for them."""
    own = pack()
    asked = query.get(name).parameters
    given = {**filters().__dict__, **({"as_of": as_of()} if "as_of" in asked else {}), **params}
    used = {key: tuple(v) if isinstance(v, list) else v for key, v in given.items() if key in asked or key in params}
    return _rows(own, str(own.folder), own.key, name, tuple(sorted(used.items())))


def facts(id: str, **params) -> pd.DataFrame:
    """Values of one indicator at the chosen place and years: year, method_series, series, value, low, high, n."""
    indicator.get(id)
    return rows("fact_at_place", indicator=id, **params)


def plans_count() -> int:
    """How many plans lie in the folder."""
    return len(Store(packs_home()).packs())


def every_plan(summary: Callable) -> tuple[list, list[tuple[str, str]]]:
    """A summary of each plan in the folder, `summary(folder, edition)`, kept per edition; of the others what is wrong.

    The second list holds the names of folders that cannot be read, each with its sentences.
    """
    found, broken, store = [], [], Store(packs_home())
    with st.spinner(t("Reading every plan; the first time its figures are computed.")):
        for code in store.packs():
            try:
                at = editions.current(store.folder(code))
                found.append(_summary(summary, f"{summary.__module__}.{summary.__qualname__}", *_place(at)))
            except NapError as error:
                broken.append((code, f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))
    return found, broken


def _place(at: editions.Edition) -> tuple[str, str, str]:
    """What an edition is found and remembered by: the pack's folder, its name, and the key of its results."""
    return str(at.folder), at.name, at.key


@st.cache_data(max_entries=256, show_spinner=False)
def _summary(_read: Callable, name: str, folder: str, edition: str, key: str):
    return _read(folder, edition)


def choose_filters() -> None:
    """Draw the choice of place and years, which hold on every page."""
    places = _unfiltered("places")
    names = {}
    for row in places.itertuples():
        names[row.place_code] = t("Whole country") if row.level == 0 else "\u2003" * (row.level - 1) + row.place_name
    first = next(iter(names))  # the nation, which stands first in every pack
    state()["place_names"] = {**names, first: words().own(pack().plan["plan"]["country"])}
    choose("place", t("Place"), names, default=first)
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
        caption(t("Year: {year}", year=low))
    start, end = state()["years"]
    state()["shown"]["from"] = None if start == low else start
    state()["shown"]["to"] = None if end == high else end


def _unfiltered(name: str) -> pd.DataFrame:
    own = pack()
    return _rows(own, str(own.folder), own.key, name, ())


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


def place_name(code: str | None = None) -> str:
    """The name of a place; of the chosen one without a code."""
    return state()["place_names"].get(code or filters().place, code or "").strip()


def holdings() -> list[data.Holding]:
    """Every promised table with what the pack brings of it."""
    return _holdings(*state()["edition"])


@st.cache_data(max_entries=8, show_spinner=False)
def _holdings(folder: str, edition: str, key: str) -> list[data.Holding]:
    return data.holdings(_open(folder, edition, key))


def as_of() -> dt.date:
    """The day on which the pack is judged, the same on every page: its last day of data, or what plan.toml says."""
    return _unfiltered("as_of").iloc[0].as_of.date()


def today() -> dt.date:
    """The day on which deadlines are judged; a test may fix it with NAP_TODAY."""
    return dt.date.fromisoformat(os.environ["NAP_TODAY"]) if "NAP_TODAY" in os.environ else dt.date.today()
