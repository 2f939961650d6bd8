"""What every page shares with the reader: language, choices and links, the frame of a page, how a figure stands.

The only code besides main.py and pages/ that imports Streamlit. A page asks here for rows and shows them; it
never opens a pack. Choices live under this module's own session keys and in the link, as codes.
"""

import datetime as dt
import logging
import math
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from nap import export, html, indicator, inventory, maps, planfile, promise, query
from nap.errors import NapError
from nap.methods.clocks import Deadline
from nap.pack import Pack, edition, packs
from nap.palette import Palette, palette
from nap.words import LANGUAGES, N, Words

ROOT = Path(__file__).parent.parent
PACKS_HOME = "NAP_PACKS"  # environment variable: the folder that holds the packs; data/ where it is not set
CHART_CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]}
MAP_AND_LIST = (11, 9)  # how a map and what stands beside it share the page
SCREEN_COOKIE = "nap_width"  # how wide the window was when the page was opened, in pixels; see nap/serving.py
STACKED_BELOW_PX, PHONE_MARGIN_PX, BESIDE_MAIN_PX = 640, 16, 490  # as Streamlit lays a page out: menu, margins, gap
log = logging.getLogger("nap")


@dataclass(frozen=True)
class Filters:
    """What the sidebar asks for, as codes: a place and the years, both ends included."""

    place: str
    year_from: int
    year_to: int


# --- choices, kept in the session and in the link ---------------------------------------------------------------


def _state() -> dict:
    """This module's own corner of the session: choice (name -> code), linked (what the link last said), notices."""
    return st.session_state.setdefault("nap", {"choice": {}, "linked": {}, "notices": []})


def take_link() -> None:
    """Adopt what the link asks for where it differs from what was last written there; run once, first."""
    state = _state()
    state["notices"] = []
    state["is_drawing"] = False
    state["shown"] = {}
    state["asked"] = {name for name, value in st.query_params.items() if value != state["linked"].get(name)}
    for name in state["asked"]:
        state["choice"][name] = st.query_params[name][:200]


def write_link() -> None:
    """Write the choices shown on this page into the link, as codes; run once, last."""
    shown = {name: str(value) for name, value in _state()["shown"].items() if value is not None}
    if dict(st.query_params) != shown:
        st.query_params.from_dict(shown)
    _state()["linked"] = shown


def chosen(name: str, default=None):
    """What was chosen under a name, or the default; nothing is drawn."""
    return _state()["choice"].get(name, default)


def set_choice(name: str, value) -> None:
    """Choose by code from a page, as a click in a map or a table does; None takes the choice back."""
    if value is None:
        _state()["choice"].pop(name, None)
    else:
        _state()["choice"][name] = value
    _state()["shown"][name] = value


def _remember(name: str) -> None:
    value = st.session_state[f"widget:{name}"]
    if value is not None:
        _state()["choice"][name] = value


def _valid(name: str, options: Mapping, default, what: str):
    """The chosen code if it is an option, else the default; what a link asked for in vain is told."""
    value = chosen(name, default)
    if value in options:
        return value
    if name in _state()["asked"]:
        asked = t("The link asks for “{value}” ({what}), which this plan does not hold.", value=value, what=what)
        _notice(asked + " " + t("Showing “{shown}” instead.", shown=options.get(default, default)))
    _state()["choice"].pop(name, None)
    return default


def _notice(text: str) -> None:
    """Tell the reader: at the top of the page, or where we are if the page is being drawn already."""
    if _state()["is_drawing"]:
        st.warning(html.literal(text))
    else:
        _state()["notices"].append(text)


def choose(name: str, label: str, options: Mapping, default=None, kind: Callable = st.selectbox, always=False, **more):
    """Ask for one of `options` (code -> text in the reader's language) and return its code.

    The choice survives a change of page and stands in the link under `name`, unless it is the default
    (`always` writes it all the same).
    """
    default = next(iter(options), None) if default is None else default
    if not options:
        return None
    options = _told_apart(options)
    value = _valid(name, options, default, label)
    st.session_state[f"widget:{name}"] = value
    kind(
        label,
        list(options),
        format_func=options.get,
        key=f"widget:{name}",
        on_change=_remember,
        args=(name,),
        **more,
    )
    _state()["shown"][name] = value if always or value != default else None
    return value


def _told_apart(options: Mapping) -> dict:
    """The options with their codes behind texts that several share: Streamlit goes by the text alone."""
    times = Counter(options.values())
    return {code: text if times[text] == 1 else f"{text} · {code}" for code, text in options.items()}


def amount(name: str, label: str, low: int, high: int, default: int, help: str = "") -> int:
    """Ask for a whole percentage by a slider; it stands in the link under `name`, unless it is the default."""
    text = str(chosen(name, default))
    number = int(text) if re.fullmatch(r"-?\d{1,4}", text, re.ASCII) else None
    if number is None or not low <= number <= high:
        if name in _state()["asked"]:
            asked = N("The link asks for “{value}” ({what}); a whole number from {low} to {high} is needed.")
            _notice(t(asked, value=text, what=label, low=words().number(low), high=words().number(high)))
        _state()["choice"].pop(name, None)
        number = default
    st.session_state[f"widget:{name}"] = number
    percent = "%d\u00a0%%"
    st.slider(
        label, low, high, key=f"widget:{name}", format=percent, help=help or None, on_change=_remember, args=(name,)
    )
    _state()["shown"][name] = None if number == default else number
    return number


def choose_each(questions: Mapping[str, tuple[str, Mapping]]) -> dict:
    """Ask several questions side by side: name -> (label, options). The first option keeps all: None."""
    answers = {}
    for column, (name, (label, options)) in zip(columns(*[1] * len(questions)), questions.items(), strict=True):
        with column:
            code = choose(name, label, options)
        answers[name] = None if code == next(iter(options)) else code
    return answers


def choose_any(name: str, options: Mapping[str, tuple[str, str]], default: Iterable[str] = ()) -> list[str]:
    """Ask which of `options` (code -> text and remark) hold, one box each; their codes, in the order given."""
    ticked = str(chosen(name, ".".join(default))).split(".")

    def remember():
        _state()["choice"][name] = ".".join(c for c in options if st.session_state[f"widget:{name}.{c}"])

    for cell, code in zip(grid(len(options)), options, strict=True):
        key = f"widget:{name}.{code}"
        st.session_state[key] = code in ticked
        with cell.container(gap=None):
            st.checkbox(options[code][0], key=key, on_change=remember)
            caption(options[code][1])
    found = [code for code in options if code in ticked]
    _state()["shown"][name] = ".".join(found) if found != list(default) else None
    return found


def ask_number(name: str, label: str, about: str = "") -> float | None:
    """Ask for a number, kept in the session and in the link; None where it is left empty. It is not judged here."""
    value, key = entered(name, label), f"widget:{name}"
    st.session_state[key] = value
    st.number_input(label, value=None, format="%g", help=about or None, key=key, on_change=_remember_number,
                    args=(name,), placeholder="\N{EN DASH}")  # fmt: skip
    _state()["shown"][name] = None if value is None else f"{value:.12g}"
    return value


def entered(name: str, label: str = "") -> float | None:
    """A number entered under a name, nothing drawn; what a link holds that is no number is told and dropped."""
    value = chosen(name)
    try:
        found = None if value is None else float(value)
    except ValueError:
        found = math.nan
    if found is None or math.isfinite(found):
        return found
    _notice(t("The link gives “{value}” where a number is asked for ({what}).", value=value, what=label or name))
    _state()["choice"].pop(name, None)
    return None


def _remember_number(name: str) -> None:
    value = st.session_state[f"widget:{name}"]
    if value is None:
        _state()["choice"].pop(name, None)
    else:
        _state()["choice"][name] = value


def ask_range(
    name: str,
    label: str,
    about: str,
    ends: Mapping[str, str],
    error: NapError | None = None,
    offer: tuple[str, str, float] | None = None,
    shown: str = "",
) -> None:
    """Ask for a number and for its range beside it: `name` and `name.end` for each of `ends` (end -> label).

    shown: the number, where it is computed and its range alone is asked for. error: what is wrong with them. offer: of
    a default what its button says, where it comes from, its value; nothing is filled in unless the button is pressed.
    """
    if shown:
        pairs([(label, shown)])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not shown:
            ask_number(name, label, about)
        for end, said in ends.items():
            ask_number(f"{name}.{end}", said)
    if offer and entered(name) == offer[2]:
        caption(offer[1])
    elif offer:
        button(offer[0], name, {name: offer[2]}, offer[1])
    complain([error])


def ask_ranges(questions: Sequence[Mapping]) -> None:
    """Several numbers with their ranges, two side by side; each question holds the arguments of `ask_range`."""
    for cell, question in zip(grid(len(questions)), questions, strict=True):
        with cell:
            ask_range(**question)


def button(label: str, name: str, choices: Mapping, about: str = "") -> None:
    """A button that makes several choices at once: name -> code or number, None takes a choice back."""

    def choose_all():
        for each, value in choices.items():
            set_choice(each, value)

    st.button(label, key=f"button:{name}", on_click=choose_all, help=html.literal(about) if about else None)


def buttons(actions: Mapping[str, Mapping]) -> None:
    """Buttons side by side: label -> the choices that each makes."""
    with row():
        for number, (label, choices) in enumerate(actions.items()):
            button(label, f"{number}.{'.'.join(list(choices)[:1])}", choices)


# --- language and words ------------------------------------------------------------------------------------------


def words() -> Words:
    """The words of this reader's language."""
    return Words(chosen("lang", "en"))


def t(text: str, **values) -> str:
    """An English text in the reader's language."""
    return words().t(text, **values)


def choose_language() -> None:
    """Draw the switch of language; without a link the browser's own language decides."""
    own = (st.context.locale or "en")[:2].lower()
    first = own if own in LANGUAGES else "en"
    _state()["choice"].setdefault("lang", first)
    if chosen("lang") not in LANGUAGES:
        _state()["choice"]["lang"] = first
    choose("lang", t("Language"), LANGUAGES, default="en", kind=st.segmented_control, always=True, required=True)


def colours() -> Palette:
    """The palette of the theme this reader sees."""
    return palette(dark=getattr(st.context.theme, "type", None) == "dark")


# --- the pack and its rows ---------------------------------------------------------------------------------------


def packs_home() -> Path:
    """The folder whose packs are shown."""
    return Path(os.environ.get(PACKS_HOME) or ROOT / "data")


@st.cache_resource(max_entries=4, show_spinner=False)
def _open(folder: str, edition: str) -> Pack:
    return Pack.open(folder)


@st.cache_data(max_entries=256, show_spinner=False)
def _names(folder: str, changed: int) -> tuple[str, bool] | None:
    try:
        plan = planfile.read(Path(folder))["plan"]
    except NapError:
        return None  # said in full when this plan is chosen
    return plan["country"], bool(plan.get("fictional"))


def choose_pack() -> None:
    """Draw the choice of a plan, if there is one to make."""
    folders = {}
    for folder in packs(packs_home()):
        named = _names(str(folder), (folder / "plan.toml").stat().st_mtime_ns)
        country, fictional = named or (folder.name, False)
        country = words().own(country)
        folders[folder.name] = t("{country} (fictional)", country=country) if fictional else country
    if not folders:
        raise NapError(
            N("There is no plan to show in {folder}."),
            N("Write the demonstration plan with `python -m nap demo data/demo`, or import one."),
            folder=packs_home().name,
        )
    first = "demo" if "demo" in folders else next(iter(folders))
    if len(folders) > 1:
        choose("pack", t("Plan"), folders, default=first, always=True)
    else:
        _valid("pack", folders, first, t("Plan"))
    folder = next(f for f in packs(packs_home()) if f.name == chosen("pack", first))
    with st.spinner(t("Opening the plan; the first time its figures are computed.")):
        _state()["pack"] = _open(str(folder), edition(folder))


def pack() -> Pack:
    """The plan this reader looks at: opened once per edition, shared by all readers, the same for a whole page."""
    return _state()["pack"]


@st.cache_data(max_entries=512, max_size="256MB", show_spinner=False)
def _rows(_own: Pack, folder: str, edition: str, name: str, params: tuple) -> pd.DataFrame:
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in params}
    return _own.sql(query.get(name).sql, **given)


def rows(name: str, **params) -> pd.DataFrame:
    """Rows of a query; place and years of the sidebar and the day of judgement go in where it asks for them."""
    own = pack()
    asked = query.get(name).parameters
    given = {**filters().__dict__, "as_of": as_of(), **params}
    used = {key: tuple(v) if isinstance(v, list) else v for key, v in given.items() if key in asked or key in params}
    return _rows(own, str(own.folder), own.edition, name, tuple(sorted(used.items())))


def facts(id: str, **params) -> pd.DataFrame:
    """Values of one indicator at the chosen place and years: year, method_series, series, value, low, high, n."""
    indicator.get(id)
    return rows("fact_at_place", indicator=id, **params)


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


# --- place and years ---------------------------------------------------------------------------------------------


def choose_filters() -> None:
    """Draw the choice of place and years, which hold on every page."""
    places = _unfiltered("places")
    names = {}
    for row in places.itertuples():
        names[row.place_code] = t("Whole country") if row.level == 0 else "\u2003" * (row.level - 1) + row.place_name
    first = next(iter(names))  # the nation, which stands first in every pack
    _state()["place_names"] = {**names, first: words().own(pack().plan["plan"]["country"])}
    choose("place", t("Place"), names, default=first)
    years = _unfiltered("year_span").iloc[0]
    low, high = (int(years.first_year), int(years.last_year))
    _state()["years"] = (_year("from", low, low, high), _year("to", high, low, high))
    if _state()["years"][0] > _state()["years"][1]:
        _notice(t("The link asks for years that end before they begin; all years are shown."))
        _state()["years"] = (low, high)
    if low < high:
        key = "widget:years"
        st.session_state[key] = _state()["years"]
        st.slider(t("Years"), low, high, key=key, on_change=_remember_years)
    else:
        caption(t("Year: {year}", year=low))
    start, end = _state()["years"]
    _state()["shown"]["from"] = None if start == low else start
    _state()["shown"]["to"] = None if end == high else end


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
        if name in _state()["asked"]:
            _notice(
                t(
                    "The link asks for the year “{value}”; this plan has {low} to {high}.",
                    value=value,
                    low=low,
                    high=high,
                )
            )
        _state()["choice"].pop(name, None)
        return default
    return year


def _remember_years() -> None:
    _state()["choice"]["from"], _state()["choice"]["to"] = st.session_state["widget:years"]


def filters() -> Filters:
    """The place and years chosen in the sidebar."""
    names = _state().get("place_names", {})
    start, end = _state().get("years", (0, 9999))
    return Filters(chosen("place") if chosen("place") in names else next(iter(names), ""), start, end)


def place_name(code: str | None = None) -> str:
    """The name of a place; of the chosen one without a code."""
    return _state()["place_names"].get(code or filters().place, code or "").strip()


# --- the frame of a page -----------------------------------------------------------------------------------------


@contextmanager
def guarded(stops: bool = False):
    """Turn a NapError into its two sentences, and a bug into a short apology with a reference for the log.

    stops: nothing below is drawn after an error.
    """
    try:
        yield
        return
    except NapError as error:
        st.error(html.literal(f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))
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
        note = f" · <strong>{html.safe(t('fictional data for demonstration'))}</strong>" if pack().is_fictional else ""
        where = html.safe(" · ".join([words().own(plan["country"]), words().own(plan["title"])]))
        st.html(f'<p class="nap-where">{where}{note}</p>')
        st.title(question, anchor=False)
        for notice in _state()["notices"]:
            st.warning(html.literal(notice))
        _state()["is_drawing"] = True
    with guarded():
        yield
    write_link()


def lead(sentence: str) -> None:
    """The sentence a reader should take away, with its numbers in **bold**; texts from data must not hold markup."""
    st.html(f'<p class="nap-lead">{html.emphasis(sentence)}</p>')


def know_pages(pages) -> None:
    """Remember the pages of the menu, so that cards can lead to them; called once per run by the frame."""
    _state()["pages"] = {page.url_path or "overview": page for page in pages}


def link(name: str, label: str) -> None:
    """A link to another page; choices go with it."""
    st.page_link(_state()["pages"][name], label=label)


def card_grid(cards: list[html.Raw], targets: list[str]) -> None:
    """Cards of one height, three in a row, each with the link to the page behind it."""
    for start in range(0, len(cards), 3):
        for column, card, name in zip(
            st.columns(3), cards[start : start + 3], targets[start : start + 3], strict=False
        ):
            with column.container(border=True, height="stretch"):
                st.html(card)
                if name in _state()["pages"]:
                    link(name, f"{_state()['pages'][name].title} →")


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
    st.html(html.table([t("When"), t("What"), t("Time left"), t("Rule")], lines))


def told(problems: Iterable[NapError]) -> None:
    """What in the data kept figures from being used, and how to mend it."""
    for each in problems:
        st.warning(html.literal(f"{t(each.what, **each.values)} {t(each.fix, **each.values)}"))


def lacks(*tables: str) -> bool:
    """Say which of these tables the pack does not bring; True if all of them are missing, so nothing can be shown."""
    gone = [name for name in tables if name in pack().missing]
    for name in gone:
        if broken := pack().broken.get(name):
            st.warning(html.literal(f"{t(broken.what, **broken.values)} {t(broken.fix, **broken.values)}"))
    if gone := [name for name in gone if name not in pack().broken]:
        titles = ", ".join(t(promise.table(name).title) for name in gone)
        st.info(
            t("This plan brings no data on: {tables}.", tables=titles)
            + " "
            + t("Import them to see this part (page “Data and methods” says how).")
        )
    return all(name in pack().missing for name in tables)


def source_line(tables: tuple[str, ...], n: float | None = None, note: str = "") -> None:
    """Where the figures come from: publishers and years of the tables, number of observations, last day of data."""
    found = [row for name in tables for row in _sources(name).itertuples()]
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
    st.html(f'<p class="nap-source">{html.safe(" · ".join(parts))}</p>')


def _sources(table: str) -> pd.DataFrame:
    own = pack()
    return _source_rows(own, str(own.folder), own.edition, promise.table(table).name)


@st.cache_data(max_entries=128, show_spinner=False)
def _source_rows(_own: Pack, folder: str, edition: str, table: str) -> pd.DataFrame:
    if table == "source":
        return pd.DataFrame()
    return _own.sql(
        f"from source where source_code in (select distinct source_code from {table}) order by year desc, source_code"
    )


# --- showing a figure --------------------------------------------------------------------------------------------


def show(
    draw: Callable,
    rows: pd.DataFrame,
    *args,
    title: str,
    name: str,
    tables: tuple[str, ...] = (),
    unit: str = "",
    about: str = "",
    caveat: str = "",
    alt: str = "",
    n: float | None = None,
    empty: str = "",
    labels: Mapping | None = None,
    **more,
) -> None:
    """One figure as it always stands: title, what it says, chart, source line, the table behind it, downloads.

    draw: a function of nap.charts, (rows, words, palette, *args, **more) -> Figure. name: of the files a reader
    downloads, and the key of the widgets. labels: headings of the table by column. alt: what a
    reader who cannot see the chart should know.
    """
    st.subheader(html.literal(title), anchor=False)
    if about:
        caption(about)
    if rows.empty:
        nothing(empty)
        return
    figure = draw(rows, words(), colours(), *args, **more)
    st.plotly_chart(figure, theme=None, key=f"chart:{name}", config=CHART_CONFIG, alt=alt or title)
    source_line(tables, n, caveat)
    numbers(rows, name, unit=unit, labels=labels)


def show_indicator(draw: Callable, rows: pd.DataFrame, id: str, *args, title: str = "", **more) -> None:
    """`show` with title, unit, meaning, caveat and tables taken from the indicator itself."""
    it = indicator.get(id)
    totals = rows[rows["series"].isna()] if "series" in rows and "n" in rows else rows[:0]
    n = totals.loc[totals["year"] == totals["year"].max(), "n"].sum() if len(totals) else None
    more.setdefault("name", id)
    show(
        draw, rows, it, *args, title=title or t(it.title), tables=it.tables, unit=it.unit,
        about=t(it.about), caveat=t(it.caveat) if it.caveat else "", n=n, **more,
    )  # fmt: skip


def heading(text: str, about: str = "") -> None:
    """A heading inside a page, and what stands below it."""
    st.subheader(html.literal(text), anchor=False)
    if about:
        caption(about)


def table(headings, lines, numeric=(), caption: str = "") -> None:
    """A short table whose cells wrap and which turns into cards on a phone; longer ones belong in `numbers`."""
    st.html(html.table(headings, lines, numeric, caption))


def sections(parts: Iterable[tuple[str, tuple, str]]) -> None:
    """Short tables below each other, each with its title and a note below it; without rows the note alone stands."""
    for title, (headings, lines, numeric), note in parts:
        heading(title)
        if lines:
            table(headings, lines, numeric)
        if note:
            caption(note)


def complain(errors: Iterable[NapError | None]) -> None:
    """What is wrong with an answer, and how to mend it, beside the question; None is nothing wrong."""
    for error in filter(None, errors):
        st.warning(html.literal(f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))


def paragraphs(sentences: Iterable[str]) -> None:
    """Sentences that stand on their own, in the size of the text."""
    for sentence in sentences:
        st.html(f'<p class="nap-lead">{html.emphasis(sentence)}</p>')


def draw(draw: Callable, rows: pd.DataFrame, name: str, alt: str, **more) -> None:
    """A chart alone, of figures that a reader entered and no source gives; alt: for who cannot see it."""
    figure = draw(rows, words(), colours(), **more)
    st.plotly_chart(figure, theme=None, key=f"chart:{name}", config=CHART_CONFIG, alt=alt)


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


def caption(text: str) -> None:
    """A remark in small type; markup in it is shown, not obeyed."""
    st.html(f'<p class="nap-source">{html.safe(text)}</p>')


def map_width() -> int:
    """Pixels a map beside a list has on this reader's screen; on a telephone's where its width is not known."""
    said = st.context.cookies.get(SCREEN_COOKIE, "")
    if not (said.isdecimal() and len(said) < 6):
        return maps.PHONE_PX
    if int(said) < STACKED_BELOW_PX:
        return int(said) - 2 * PHONE_MARGIN_PX
    return round((int(said) - BESIDE_MAIN_PX) * MAP_AND_LIST[0] / sum(MAP_AND_LIST))


def chosen_cell(name: str) -> dict:
    """The cell of a map chosen under `name`, as parameters of a query, and a button back to the whole map."""
    cell = maps.cell_of(chosen(name))
    if cell["side"] is not None:
        set_choice(name, chosen(name))
        take_back(t("Back to the whole map"), name)
    return cell


def show_map(picture: maps.Picture, name: str, alt: str, remarks: Iterable[str] = ()) -> None:
    """A map below its legend. A click chooses: the layer's id begins with the name of the choice, `s` is the code."""
    st.html(html.legend([(key.colour, key.text, key.ring) for key in picture.legend], picture.title))
    key = f"map:{name}"
    st.pydeck_chart(
        picture.deck,
        height=picture.height,
        key=key,
        alt=alt,
        on_select=lambda: _clicked(key),
        selection_mode="single-object",
    )
    for remark in (t("Zoom with the wheel, two fingers or a double click; drag to move the map."), *remarks):
        caption(remark)


def _clicked(key: str) -> None:
    for layer, objects in st.session_state[key]["selection"]["objects"].items():
        code = objects[0].get("s") if objects else None
        if code is not None:
            set_choice(layer.split(":")[0], str(code)[:200])


def pick_row(frame: pd.DataFrame, codes: list, name: str, alt: str) -> None:
    """A table in which a row chooses its code under `name`; what was chosen elsewhere is marked in it."""
    state = _state().setdefault("tables", {}).setdefault(name, {"turn": 0, "code": None, "rows": None, "marked": []})
    current, rows = chosen(name), hash(tuple(codes))
    if (state["code"], state["rows"]) != (
        current,
        rows,
    ):  # chosen elsewhere, or other rows: begin a new table
        marked = [codes.index(current)] if current in codes else []
        state.update(turn=state["turn"] + 1, code=current, rows=rows, marked=marked)
    key = f"rows:{name}:{state['turn']}"

    def picked():
        found = st.session_state[key]["selection"]["rows"]
        state["code"] = codes[found[0]] if found else None
        set_choice(name, state["code"])

    st.dataframe(
        export.safe_frame(frame), hide_index=True, key=key, alt=alt, on_select=picked, selection_mode="single-row",
        selection_default={"selection": {"rows": state["marked"], "columns": [], "cells": []}},
        placeholder="\N{EN DASH}",
        column_config={c: st.column_config.NumberColumn(format="localized") for c in frame.select_dtypes("number")},
    )  # fmt: skip


def take_back(label: str, name: str) -> None:
    """A button that takes a choice back."""
    st.button(label, key=f"back:{name}", on_click=set_choice, args=(name, None))


def download_rows(label: str, name: str, **params) -> None:
    """Every row of a query as CSV, computed when the button is clicked."""
    own, sql, about = pack(), query.get(name), export.About(pack(), name, words())
    given = {k: v for k, v in {**filters().__dict__, **params}.items() if k in sql.parameters}
    download(label, lambda: export.csv(own.sql(sql.sql, **given), about), f"{own.code}-{name}.csv", "text/csv")


def bars(items: Iterable[html.Bar]) -> None:
    """Shares as bars of HTML, each with its value and a note in words; they weigh nothing on the line."""
    st.html(html.bars(items, colours().measured))


def formula(sql: str, name: str) -> None:
    """SQL to read and copy, shown only when asked for: its colours are a script of their own."""
    if st.toggle(t("Show the formula (SQL)"), key=f"formula:{name}"):
        st.code(sql, language="sql", wrap_lines=True)


def on_request(label: str, name: str) -> bool:
    """A switch for what is shown only when asked for; True while it is on."""
    return st.toggle(label, key=f"request:{name}")


def commands(lines: Iterable[Sequence[str]]) -> None:
    """Lines to type in a terminal, each with what it is for."""
    st.html(html.commands(lines))


def pairs(lines: Iterable[Sequence[str]], caption: str = "") -> None:
    """What is known of one thing: heading and text, side by side."""
    st.html(html.pairs(lines, caption))


def holdings() -> list[inventory.Holding]:
    """Every promised table with what the pack brings of it."""
    own = pack()
    return _holdings(str(own.folder), own.edition)


@st.cache_data(max_entries=8, show_spinner=False)
def _holdings(folder: str, edition: str) -> list[inventory.Holding]:
    return inventory.holdings(_open(folder, edition))


def download_whole(name: str, count: int) -> None:
    """Every row of a table or of `fact` as CSV, XLSX and Parquet, made when clicked; what is too long is said."""
    own, about = pack(), export.About(pack(), name, words())
    kinds = {
        "csv": (t("CSV"), lambda: export.csv(export.whole_table(own, name), about), "text/csv"),
        "xlsx": (t("XLSX"), lambda: export.xlsx(export.whole_table(own, name), about), export.XLSX),
        "parquet": (
            t("Parquet"),
            lambda: export.parquet(export.whole_table(own, name, outlines=True), about),
            "application/vnd.apache.parquet",
        ),
    }
    if count > export.XLSX_OFFERED_ROWS:
        del kinds["xlsx"]
        caption(
            t(
                "{rows} rows are too many for a workbook, whose sheets hold {most} at most and take minutes to write:"
                " take CSV or Parquet.",
                rows=words().number(count),
                most=words().number(export.XLSX_MOST_ROWS),
            )
        )
    with row():
        for ending, (label, make, mime) in kinds.items():
            download(label, make, f"{own.code}-{name}.{ending}", mime)


def turn(count: int, name: str, label: str, size: int = 20) -> int:
    """Where the part of a list of `count` rows begins that the reader chose; the choice is drawn if there is one."""
    starts = range(0, count, size)
    if len(starts) < 2:
        return 0
    options = {str(i + 1): f"{start + 1}–{min(start + size, count)}" for i, start in enumerate(starts)}
    return starts[int(choose(name, label, options)) - 1]


def part(frame: pd.DataFrame, name: str, label: str, size: int = 20) -> pd.DataFrame:
    """The part of a long list that the reader chose, `size` rows at most; the choice is drawn if there is one."""
    start = turn(len(frame), name, label, size)
    return frame.iloc[start : start + size]


def take_away(name: str, frame: pd.DataFrame, sheets: Mapping[str, pd.DataFrame]) -> None:
    """Rows made on this page as CSV, and with what they rest on as a workbook."""
    about = export.About(pack(), name, words())
    with row():
        download(t("CSV ↓"), lambda: export.csv(frame, about), f"{pack().code}-{name}.csv", "text/csv")
        download(t("XLSX ↓"), lambda: export.xlsx(dict(sheets), about), f"{pack().code}-{name}.xlsx", export.XLSX)


def as_of() -> dt.date:
    """The day on which the pack is judged, the same on every page: its last day of data, or what plan.toml says."""
    return _unfiltered("as_of").iloc[0].as_of.date()


def nothing(why: str = "") -> None:
    """The empty state: what is not there, and what to do about it."""
    text = t("Nothing is recorded for {place} in these years. Choose another place or more years.", place=place_name())
    st.info(html.literal(why or text))


@st.fragment
def numbers(
    frame: pd.DataFrame, name: str, unit: str = "", labels: Mapping | None = None, about: export.About | None = None
) -> None:
    """The table behind a picture, drawn only when asked for, and the same rows to download as CSV or XLSX.

    about: what goes with the files, where they are of several plans and not of the one that is open.
    """
    table = words().localized(frame)
    if unit and "unit" not in table:
        table["unit"] = unit
    file = f"{pack().code}-{name}" if about is None else name
    about = about or export.About(pack(), name, words())
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        wanted = st.toggle(t("Show the numbers"), key=f"numbers:{name}", width="content")
        download(t("CSV ↓"), lambda: export.csv(table, about), f"{file}.csv", "text/csv")
        download(t("XLSX ↓"), lambda: export.xlsx(table, about), f"{file}.xlsx", export.XLSX)
    if wanted:
        st.dataframe(
            export.safe_frame(table),  # its own toolbar takes it away as CSV too
            hide_index=True,
            alt=t("The numbers behind the chart"),
            column_config=column_config(table, labels),
        )


def column_config(frame: pd.DataFrame, labels: Mapping | None = None) -> dict:
    """Headings in the reader's language for a table on screen; columns without a heading keep their name."""
    labels = labels or {}
    return {c: st.column_config.Column(labels.get(c) or t(HEADINGS.get(c, c))) for c in frame.columns}


HEADINGS = {
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


def download(label: str, make: Callable[[], bytes], file_name: str, mime: str) -> None:
    """A button whose file is made only when it is clicked; pressing it does not run the page again."""
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        type="tertiary",
        key=f"get:{file_name}",
    )


def today() -> dt.date:
    """The day on which deadlines are judged; a test may fix it with NAP_TODAY."""
    return dt.date.fromisoformat(os.environ["NAP_TODAY"]) if "NAP_TODAY" in os.environ else dt.date.today()
