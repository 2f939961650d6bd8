"""Licences: which run out, what the register says of them, and where they lie.

The state of a licence follows from its dates, in nap/topics/queries.
"""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from nap.figures import licences as charts
from nap.figures import maps
from nap.figures.maps import Mark, Meaning, Picture
from nap.figures.palette import Palette
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.topics import judgement
from nap.topics.ask import Ask
from nap.topics.blocks import (
    Block,
    Cells,
    Figure,
    Lead,
    Map,
    Missing,
    Notice,
    Numbers,
    Paragraph,
    Remark,
    Section,
    Table,
)
from nap.topics.provenance import nothing_sentence
from nap.topics.rows import Rows, records

QUESTION = N("Which licences run out, and does the register know?")
TABLES = ("formalization_step", "organisation")
LISTED = 20  # licences listed on the page; the download holds all
MOST_POINTS = 3_000  # drawn on the map; more would weigh more than a page may
# What a reader may ask of the licences: code in the link -> states of a licence that answer it.
ASKED = {
    "months_3": ("months_3",),
    "months_6": ("months_3", "months_6"),
    "months_12": ("months_3", "months_6", "months_12"),
    "expired": ("expired",),
    "called_valid": ("expired",),
    "valid": ("months_3", "months_6", "months_12", "later"),
}
ASKED_TEXT = {
    "months_3": N("Expire within 3 months"),
    "months_6": N("Expire within 6 months"),
    "months_12": N("Expire within 12 months"),
    "expired": N("Expired"),
    "called_valid": N("Expired, though the register calls them valid"),
    "valid": N("Valid"),
}
ENDS = {  # what the dates of a licence say, in the order of the bars
    "expired_called_valid": N("Run out, though the register calls it valid"),
    "expired": N("Run out"),
    "soon": N("Ends within 12 months"),
    "later": N("Ends later"),
}
MEANING = Meaning(
    N("Licences by their last day"),
    (
        Mark("expired", N("Run out"), "yes", radius=4.6),
        Mark("soon", N("Ends within 12 months"), "gold", radius=4),
        Mark("later", N("Ends later, or never"), "measured", radius=3.4),
    ),
    N("Share of the licences that have run out"),
)
CAVEAT = N(
    "Judged by the dates alone, on the last day of data of the chosen years. A renewal replaces the dates of the"
    " licence before it."
)


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Which licences run out, and does the register know?"""
    t = words.t
    yield Missing("no-licences", tables=TABLES)
    if data.lacks(*TABLES):
        return
    licences = data.rows("licence_expiry")
    if licences.empty:
        yield Notice("nothing", nothing_sentence(data, words))
        return
    yield Lead("licences", sentence(licences, data.place_name(), words))
    judged = judgement.judged_by(data.judged_on("formalization_step"), licences["as_of"].iloc[0].date())
    yield Remark("judged-on", judgement.judged_sentence(judged, words))
    former = data.rows("licence_former_places")
    for number, text in enumerate(register_sentences(data.one("licence_words"), former, words), 1):
        yield Paragraph(f"register-{number}", text)
    quarters = data.rows("licence_ends")
    yield Figure(
        "ends",
        charts.licence_ends,
        quarters,
        (end_names(words),),
        title=t("Licences by their last day"),
        name="licence-ends",
        tables=TABLES,
        n=quarters["licences"].sum(),
        note=t(CAVEAT),
    )
    yield Section("list", "", partial(list_of_licences, licences, ask, data, words))
    yield Section("map-on-request", "", partial(map_of_licences, ask, data, words))
    yield Section("places", t("By place"), partial(places, data, words))


def list_of_licences(licences: pd.DataFrame, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """The licences that answer what is asked of them, the first to end on top. licences: of licence_expiry."""
    t = words.t
    code = ask.pick("licences", t("Show licences that"), choices(licences, words), "months_6")
    shown = answering(licences, code)
    if shown.empty:
        yield Notice("no-such-licence", t("No licence at {place} is in this state.", place=data.place_name()))
        return
    note = list_note(shown, LISTED, words)
    yield Table("licences-table", *list_table(shown.head(LISTED), words), tables=TABLES, n=len(shown), note=note)
    yield Numbers("licence-rows", shown, name=f"licences-{code}")


def map_of_licences(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """A map of licences, on request: it weighs as much as the rest of the page."""
    t = words.t
    points = data.rows("licence_points", most=MOST_POINTS)
    if points.empty or not ask.toggle("licence-map", t("Show the map of licences")):
        return
    outlines = data.rows("place_outlines")
    iso3 = data.plan["plan"].get("iso3")
    yield Map(
        "licences-map",
        lambda palette, width: picture(points, words, palette, width, iso3, outlines),
        t("Map of licences"),
        map_remarks(points, words),
        tables=TABLES,
        n=len(points),
    )


def places(data: Rows, words: Words) -> Iterator[Block]:
    """Licences of each place below the chosen one."""
    rows = data.rows("licence_places")
    yield Table("places-table", *places_table(rows, data.place_name(), words), tables=TABLES)


def end_names(words: Words) -> dict[str, str]:
    """What the dates of a licence say -> its name, in the order of the bars."""
    return {code: words.t(text) for code, text in ENDS.items()}


def sentence(licences: pd.DataFrame, place: str, words: Words) -> str:
    """How many licences are in force, how many have run out and how many end within a year. licences: state, as_of."""
    count = {code: int(licences["state"].isin(states).sum()) for code, states in ASKED.items()}
    return words.t(
        "{place}, {date}: of {all} licences **{valid}** are in force by their dates and **{expired}** have run out."
        " Within 12 months **{soon}** more end, **{next}** of them within 3.",
        place=place,
        date=words.date(licences["as_of"].iloc[0]),
        all=words.number(len(licences)),
        valid=words.number(count["valid"]),
        expired=words.number(count["expired"]),
        soon=words.number(count["months_12"]),
        next=words.number(count["months_3"]),
    )


def places_table(rows: pd.DataFrame, place: str, words: Words) -> Cells:
    """Licences of each place by what their dates say.

    rows: of licence_places. place: the name of the chosen one, for licences that lie in no place below it.
    """
    t = words.t
    counts = ["licences", "valid", "soon", "expired", "called_valid"]
    lines = [
        [
            t("{place} (until {year})", place=row["place_name"], year=row["ended_year"])
            if row["ended_year"] is not None
            else row["place_name"] or place,
            *[words.number(row[name]) for name in counts],
        ]
        for row in records(rows)
    ]
    headings = [
        t("Place"),
        t("Licences"),
        t("In force"),
        t("End within 12 months"),
        t("Run out"),
        t("Run out, called valid"),
    ]
    return headings, lines, [1, 2, 3, 4, 5]


def register_sentences(said: dict, former: pd.DataFrame, words: Words) -> list[str]:
    """Where the register's own word and the dates disagree, licences without an end, and places that exist no longer.

    said: the row of licence_words. former: place_name, ended_year, organisations.
    """
    found = []
    if count := said["expired_called_valid"]:
        found.append(
            words.plural(
                "**{count}** licence had run out by {date}, yet the register calls it valid: it counts as expired.",
                "**{count}** licences had run out by {date}, yet the register calls them valid: they count as expired.",
                count,
                date=words.date(said["as_of"]),
            )
        )
    if count := said["valid_called_otherwise"]:
        found.append(
            words.plural(
                "**{count}** licence is in force by its dates, yet the register says otherwise: to be looked into.",
                "**{count}** licences are in force by their dates, yet the register says otherwise: to be looked into.",
                count,
            )
        )
    if count := said["endless"]:
        found.append(
            words.plural(
                "**{count}** licence has no last day and never counts as expired.",
                "**{count}** licences have no last day and never count as expired.",
                count,
            )
        )
    for row in former.itertuples():
        found.append(
            words.plural(
                "**{count}** holder is still registered in {place}, which ended in {year}; it was not moved.",
                "**{count}** holders are still registered in {place}, which ended in {year}; they were not moved.",
                int(row.organisations),
                place=row.place_name,
                year=row.ended_year,
            )
        )
    return found


def area_text(row: dict, words: Words) -> str:
    """The area of a licence in the register's own unit; nothing where it is not known."""
    if is_missing(row["area"]):
        return ""
    number = words.number(row["area"])
    return number if is_missing(row["area_unit"]) else f"{number}\u00a0{row['area_unit']}"


def picture(
    rows: pd.DataFrame, words: Words, palette: Palette, width: int, iso3: str | None, places: pd.DataFrame
) -> Picture:
    """The map of licences. rows: of licence_points."""
    t = words.t
    tips = [
        "\n".join(
            [
                row.organisation_name,
                row.place_name,
                t("Last day: {date}", date=words.date(row.expiry_date)),
            ]
        )
        for row in rows.itertuples()
    ]
    return maps.points(rows.assign(tip=tips), MEANING, words, palette, "licence", width, iso3, places)


def map_remarks(rows: pd.DataFrame, words: Words) -> list[str]:
    """What the map leaves out: protected locations, and licences beyond the most that are drawn."""
    found, first = [], rows.iloc[0]
    if first["hidden"]:
        found.append(
            words.plural(
                "{count} licence without a location that may be shown is not on the map.",
                "{count} licences without a location that may be shown are not on the map.",
                int(first["hidden"]),
            )
        )
    if first["shown"] > len(rows):
        found.append(
            words.t(
                "{drawn} of {all} are drawn; choose a place to see all of it.",
                drawn=words.number(len(rows)),
                all=words.number(first["shown"]),
            )
        )
    return found


def answering(licences: pd.DataFrame, code: str) -> pd.DataFrame:
    """The licences that answer what is asked. licences: state, is_called_valid."""
    found = licences["state"].isin(ASKED[code])
    if code == "called_valid":
        found &= licences["is_called_valid"].fillna(False).astype(bool)
    return licences[found]


def choices(licences: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> what may be asked of the licences, with how many answer it."""
    return {
        code: words.t("{what} ({count})", what=words.t(text), count=words.number(len(answering(licences, code))))
        for code, text in ASKED_TEXT.items()
    }


def list_table(licences: pd.DataFrame, words: Words) -> Cells:
    """Licences: organisation, place, end, days left, register's word, area."""
    t = words.t
    lines = [
        [
            row["organisation_name"],
            row["place_name"],
            words.date(row["expiry_date"]),
            words.number(row["days_left"]),
            row["register_status"] or NO_VALUE,
            area_text(row, words) or NO_VALUE,
        ]
        for row in records(licences)
    ]
    headings = [
        t("Organisation"),
        t("Place"),
        t("Last day of the licence"),
        t("Days left"),
        t("The register says"),
        t("Area"),
    ]
    return headings, lines, [3]


def list_note(shown: pd.DataFrame, most: int, words: Words) -> str:
    """How many of the licences asked for stand only in the download; empty where none does."""
    more = len(shown) - most
    return words.plural("{count} more in the download", "{count} more in the download", more) if more > 0 else ""
