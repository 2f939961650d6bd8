"""What the rows of sites say in words: the leading sentence, what is not drawn, the table, one site and its visits.

Rows of the queries sites_on_map, site_card and site_history go in, texts and frames in the reader's language come
out. Drawing is in maps.py.
"""

import pandas as pd

from nap.figures import maps
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.pack import contract
from nap.pack.access import Access

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
SENTENCES = {  # each is whole: another language orders its words as it likes
    "all": (N("{place} has **{count} site** on record."), N("{place} has **{count} sites** on record.")),
    "narrowed": (
        N("{place}: **{count} site** with these answers."),
        N("{place}: **{count} sites** with these answers."),
    ),
    ("never_asked", True): N("Whether mercury is used there was not asked in {last}."),
    ("never_asked", False): N("Whether mercury is used there was not asked from {first} to {last}."),
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
ANY = "any"  # the choice that keeps every answer
ALL = 10**9  # more sites than there are: rows of sites_on_map are then sites, never cells


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
    values = {"place": place, "first": first, "last": last, "seen": words.number(seen)}
    values["share"] = words.percent(100 * seen / asked, 0) if asked else NO_VALUE
    said = [words.plural(*SENTENCES["narrowed" if narrowed else "all"], every, **values)]
    if not asked:
        said.append(words.t(SENTENCES["never_asked", first == last], **values))
    else:
        said.append(words.plural(*SENTENCES["asked", first == last], asked, **values))
        if every > asked:
            said.append(words.plural(*SENTENCES["rest"], every - asked))
    return " ".join(said)


def remarks(rows: pd.DataFrame, words: Words, plan: dict) -> list[str]:
    """What a reader of the map must know: how to come from cells to sites, and which sites are not drawn."""
    return [*([words.t(maps.ABOUT_CELLS)] if maps.are_cells(rows) else []), *not_drawn(rows, words, plan)]


def not_drawn(rows: pd.DataFrame, words: Words, plan: dict) -> list[str]:
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
    values = {"least": access.min_count, "km": access.cell_km}
    return [words.plural(*forms, int(counts[why]), **values) for why, forms in said.items() if counts.get(why)]


def table(rows: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list, str]:
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


def facts(card, words: Words) -> str:
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


def visits(history: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a site's visits, one line that says so where there are none."""
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
                answer(visit.uses_mercury, words),
                ", ".join(seen)
                or (
                    words.t("none") if len(asked) == len(PRACTICES) else words.t("not asked") if not asked else NO_VALUE
                ),
            ]
        )
    return headings, lines or [[words.t("No visit is on record."), NO_VALUE, NO_VALUE, NO_VALUE]]


def answer(value, words: Words) -> str:
    """Yes, no or not asked: unknown is never no."""
    return words.t("not asked") if is_missing(value) else words.t("yes") if value else words.t("no")
