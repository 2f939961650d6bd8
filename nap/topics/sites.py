"""Sites on the map: where they are, where mercury was seen, and what was found at one of them, visit by visit.

The rows come from the queries sites_on_map, site_card and site_history. Drawing is in maps.py.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pandas as pd

from nap.figures import maps
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.pack import contract
from nap.pack.access import Access
from nap.topics.ask import Ask, Question
from nap.topics.blocks import (
    MAP_AND_LIST,
    Beside,
    Block,
    Cells,
    Lead,
    Map,
    Missing,
    PickList,
    QueryFile,
    Remark,
    Section,
    Table,
)
from nap.topics.rows import Rows

QUESTION = N("Where are the sites, and what was seen there?")
CHOICE_PX = 165  # width of a choice: two stand side by side on a telephone
ANSWERS = {
    "yes": N("Mercury seen"),
    "no": N("No mercury seen"),
    "not_asked": N("Not asked"),
    "not_visited": N("Not visited in these years"),
}
PRACTICES = {  # Minamata Convention, Annex C, paragraph 1(b)(i) to (iv)
    "has_whole_ore_amalgamation": N("Whole ore amalgamation"),
    "has_open_burning": N("Open burning of amalgam"),
    "has_residential_burning": N("Burning of amalgam in residential areas"),
    "has_cyanide_on_mercury_tailings": N("Cyanide on tailings that hold mercury"),
}
COLOURS = {code: meaning.label for code, meaning in maps.MEANINGS.items()}
QUESTIONS = {  # parameter of sites_on_map -> what is asked, and the answers it may have
    "mercury": (N("Mercury answer"), ANSWERS),
    "practice": (N("Worst practice seen"), PRACTICES),
    "status": (N("Activity"), contract.codes("activity_status")),
}
# Each is whole: another language orders its words as it likes.
SENTENCES: dict[str | tuple[str, bool], tuple[str, str]] = {
    "all": (N("{place} has **{count} site** on record."), N("{place} has **{count} sites** on record.")),
    "narrowed": (
        N("{place}: **{count} site** with these answers."),
        N("{place}: **{count} sites** with these answers."),
    ),
    ("asked", True): (  # in one year
        N("When last asked in {last}, **{seen}** of **{count}** site used mercury (**{share}**)."),
        N("When last asked in {last}, **{seen}** of **{count}** sites used mercury (**{share}**)."),
    ),
    ("asked", False): (
        N("When last asked from {first} to {last}, **{seen}** of **{count}** site used mercury (**{share}**)."),
        N("When last asked from {first} to {last}, **{seen}** of **{count}** sites used mercury (**{share}**)."),
    ),
    "rest": (N("Of {count} other site it is not known."), N("Of the other {count} it is not known.")),
}
NEVER_ASKED = {  # whether the years are one
    True: N("Whether mercury is used there was not asked in {last}."),
    False: N("Whether mercury is used there was not asked from {first} to {last}."),
}
ANY = "any"  # the choice that keeps every answer
ALL = 10**9  # more sites than there are: rows of sites_on_map are then sites, never cells


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Where are the sites, and what was seen there?"""
    t = words.t
    yield Missing("no-sites", tables=("site",))
    if data.lacks("site"):
        return
    yield Missing("no-visits", tables=("site_visit",))
    questions = map_questions(words)
    asked = map_parameters(ask, questions)
    rows = data.rows("sites_on_map", most=maps.MOST_POINTS, **asked)
    where = t("The chosen cell") if asked["side"] else data.place_name()
    yield Lead("mercury", sentence(rows, words, where, data.year_from, data.year_to, is_narrowed(asked)))
    ask.together(questions)
    ask.cell("cell", t("Back to the whole map"))
    cards = list(data.rows("site_card", site=ask.chosen("site") or "").itertuples())
    show_map = partial(map_of_sites, rows, asked, ask.chosen("site"), data, words)
    show_list = partial(list_of_sites, rows, asked, data, words)
    show_site = partial(opened_site, cards, ask, data, words)
    yield Beside("map-and-list", (show_map, show_site if cards else show_list), MAP_AND_LIST)
    if cards:
        yield from show_list()


def map_of_sites(rows: pd.DataFrame, asked: Mapping, site: str | None, data: Rows, words: Words) -> Iterator[Block]:
    """The map. rows: of sites_on_map. asked: its parameters. site: the code of the one that is opened."""
    outlines = data.rows("place_outlines")
    iso3 = data.plan["plan"].get("iso3")
    is_close = asked["side"] is not None
    yield Map(
        "sites",
        lambda palette, width: maps.sites(rows, words, palette, asked["colour"], width, iso3, outlines, site, is_close),
        words.t("Map of the sites. The table beside it holds the same and works by keyboard."),
        map_remarks(rows, words, data.plan),
        tables=("site", "site_visit"),
        n=rows["sites_count"].sum(),
    )


def opened_site(cards: list, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """The site that is opened. cards: its row of site_card."""
    for card in cards:
        show = partial(visits_of_site, card, ask, data, words)
        yield Section("site", card.site_name, show, facts_line(card, words), redraws_page=True)


def visits_of_site(card, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Everything seen at one site, visit by visit. card: a row of site_card."""
    ask.choose("site", card.site_code)
    history = data.rows("site_history", site=card.site_code)
    yield Table("visits", *visits_table(history, words), tables=("site_visit",), n=len(history))
    ask.back(words.t("Close this site"), "site")


def list_of_sites(rows: pd.DataFrame, asked: Mapping, data: Rows, words: Words) -> Iterator[Block]:
    """What the map shows as a table in which a row chooses, and all of it to take away. rows: of sites_on_map."""
    if rows.empty:
        return
    t = words.t
    yield Remark(
        "how-to-choose",
        t("Choose a single site on the map or in the table to see what was found there, visit by visit."),
    )
    yield PickList("site-list", *list_table(rows, words), t("The sites drawn on the map"))
    yield QueryFile("sites-file", t("All these sites as CSV"), "sites_on_map", {"most": ALL, **asked})


def map_questions(words: Words) -> list[Question]:
    """What colours mean, and which answers the sites that are drawn have."""
    t = words.t
    questions = [Question("colour", t("Colours show"), names(COLOURS, words), width=CHOICE_PX)]
    for name, (label, codes) in QUESTIONS.items():
        options = {ANY: t("All"), **names(codes, words)}
        questions.append(Question(f"site_{name}", t(label), options, width=CHOICE_PX))
    return questions


def map_parameters(ask: Ask, questions: list[Question]) -> dict:
    """Parameters of sites_on_map: what was answered to `map_questions`, and the chosen cell."""
    colour, *answers = (ask.answer(question) for question in questions)
    kept = {name: None if code == ANY else code for name, code in zip(QUESTIONS, answers, strict=True)}
    return {"colour": colour, **kept, **maps.cell_of(ask.chosen("cell"))}


def names(codes: dict[str, str], words: Words) -> dict[str, str]:
    """Codes with their labels in the reader's language."""
    return {code: words.t(label) for code, label in codes.items()}


def is_narrowed(asked: dict) -> bool:
    """Whether the parameters keep only the sites with some answer."""
    return any(asked[name] is not None for name in QUESTIONS)


def sentence(rows: pd.DataFrame, words: Words, place: str, first: int, last: int, narrowed: bool = False) -> str:
    """The sentence to take away: at how many of the sites asked mercury was seen, and how many were never asked."""
    every, asked = int(rows["sites_count"].sum()), int(rows["asked_count"].sum())
    if not every:
        return words.t("{place}: no site has these answers.", place=place)
    seen = int(rows["mercury_count"].sum())
    values: dict[str, Any] = {"place": place, "first": first, "last": last, "seen": words.number(seen)}
    values["share"] = words.percent(100 * seen / asked, 0) if asked else NO_VALUE
    said = [words.plural(*SENTENCES["narrowed" if narrowed else "all"], every, **values)]
    if not asked:
        said.append(words.t(NEVER_ASKED[first == last], **values))
    else:
        said.append(words.plural(*SENTENCES["asked", first == last], asked, **values))
        if every > asked:
            said.append(words.plural(*SENTENCES["rest"], every - asked))
    return " ".join(said)


def map_remarks(rows: pd.DataFrame, words: Words, plan: dict) -> list[str]:
    """What a reader of the map must know: how to come from cells to sites, and which sites are not drawn."""
    return [*([words.t(maps.ABOUT_CELLS)] if maps.are_cells(rows) else []), *not_drawn_sentences(rows, words, plan)]


def not_drawn_sentences(rows: pd.DataFrame, words: Words, plan: dict) -> list[str]:
    """One sentence per reason why sites are in the table and not on the map."""
    counts = rows.groupby("not_drawn")["sites_count"].sum()
    access = Access.of(plan)
    said = {
        "no_coordinates": (
            N("{count} site has no coordinates and is not drawn."),
            N("{count} sites have no coordinates and are not drawn."),
        ),
        "too_few": (
            N("{count} site is protected and not drawn: fewer than {least} share its cell of {km} km."),
            N("{count} sites are protected and not drawn: fewer than {least} share a cell of {km} km."),
        ),
    }
    values: dict[str, Any] = {"least": access.min_count, "km": access.cell_km}
    return [words.plural(*forms, int(counts[why]), **values) for why, forms in said.items() if counts.get(why)]


def list_table(rows: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list, str]:
    """What a reader reads of the rows, the code each row chooses, and the name of that choice: "site" or "cell"."""
    if maps.are_cells(rows):
        cells = rows[rows["lon"].notna()]
        codes = [maps.cell_code(cell.lon, cell.lat, cell.side) for cell in cells.itertuples()]
        return _cell_table(cells, words), codes, "cell"
    return _site_table(rows, words), rows["site_code"].tolist(), "site"


def _site_table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Codes become categories, which are sent once and not in every row."""
    mercury, status, kind = (
        names(codes, words) for codes in (ANSWERS, contract.codes("activity_status"), contract.codes("site_type"))
    )
    return pd.DataFrame(
        {
            words.t("Site"): rows["site_name"],
            words.t("Place"): rows["place_name"].astype("category"),
            words.t("Mercury"): rows["mercury"].map(mercury).astype("category"),
            words.t("Worst practices seen"): rows["practices_count"].astype("Int8"),
            words.t("Workers"): rows["worker_count"].astype("Int32"),
            words.t("Last visit"): days(rows).astype("category"),
            words.t("Activity"): rows["activity_status"].map(status).astype("category"),
            words.t("Kind"): rows["site_type"].map(kind).astype("category"),
        }
    )


def _cell_table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    asked = rows["asked_count"].astype("Int64")
    share = 100 * rows["mercury_count"].astype("Float64") / asked.where(asked > 0)
    return pd.DataFrame(
        {
            words.t("Around"): rows["place_name"],
            words.t("Sites"): rows["sites_count"].astype("Int64"),
            words.t("Asked about mercury"): asked,
            words.t("Mercury seen"): rows["mercury_count"].astype("Int64"),
            words.t("Mercury seen, % of asked"): share.round(0).astype("Int64"),
            words.t("Last visit"): days(rows),
        }
    )


def days(rows: pd.DataFrame) -> pd.Series:
    """Dates as far as they are known, in a form that sorts: 2019, 2019-05 or 2019-05-12; empty without a date."""
    lengths = rows["date_precision"].map({"year": 4, "month": 7, "day": 10}).fillna(10).astype(int)
    texts = pd.to_datetime(rows["visit_date"]).dt.strftime("%Y-%m-%d")
    return pd.Series(
        [None if is_missing(text) else text[:length] for text, length in zip(texts, lengths, strict=True)],
        index=rows.index,
        dtype="object",
    )


def facts_line(card, words: Words) -> str:
    """One line on a site: where it lies, what it is, whether it works, what is there and where exactly."""
    where = [name for name in (card.place_name, card.above_name) if not is_missing(name)]
    parts = [", ".join(where)] + [
        words.t(contract.label(column, getattr(card, column)))
        for column in ("site_type", "deposit_type", "activity_status")
        if not is_missing(getattr(card, column))
    ]
    if card.is_location_sensitive:
        parts.append(words.t("its exact location is protected"))
    elif is_missing(card.lon):
        parts.append(words.t("no coordinates"))
    else:
        parts.append(f"{words.number(card.lat, 4)}°, {words.number(card.lon, 4)}°")
    return " · ".join(part for part in (*parts, str(card.site_code)) if part)


def visits_table(history: pd.DataFrame, words: Words) -> Cells:
    """A site's visits, one line that says so where there are none."""
    headings = [words.t(text) for text in (N("Visit"), N("Workers"), N("Mercury"), N("Worst practices seen"))]
    lines = []
    for visit in history.itertuples():
        asked = [name for name in PRACTICES if not is_missing(getattr(visit, name))]
        seen = [words.t(PRACTICES[name]) for name in asked if getattr(visit, name)]
        when = words.date(visit.visit_date, precision=visit.date_precision)
        failed = not is_missing(visit.is_onsite) and not visit.is_onsite
        lines.append(
            [
                words.t("{date} (site not reached)", date=when) if failed else when,
                words.number(visit.worker_count),
                answer_word(visit.uses_mercury, words),
                ", ".join(seen)
                or (
                    words.t("none") if len(asked) == len(PRACTICES) else words.t("not asked") if not asked else NO_VALUE
                ),
            ]
        )
    return headings, lines or [[words.t("No visit is on record."), NO_VALUE, NO_VALUE, NO_VALUE]], []


def answer_word(value, words: Words) -> str:
    """Yes, no or not asked: unknown is never no."""
    return words.t("not asked") if is_missing(value) else words.t("yes") if value else words.t("no")
