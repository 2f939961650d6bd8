"""What the rows of sites say in words: the leading sentence, what is not drawn, the table, one site and its visits.

Rows of the queries sites_on_map, site_card and site_history go in, texts and frames in the reader's language come
out. Drawing is in maps.py.
"""

import pandas as pd

from nap import maps, promise
from nap.words import NO_VALUE, N, Words, is_missing

KM_PER_DEGREE = 111.32  # of latitude; WGS 84 mean
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
    "status": (N("Activity"), promise.codes("activity_status")),
}
ANY = "any"  # the choice that keeps every answer
ALL = 10**9  # more sites than there are: rows of sites_on_map are then sites, never cells


def names(codes: dict[str, str], words: Words) -> dict[str, str]:
    """Codes with their labels in the reader's language."""
    return {code: words.t(label) for code, label in codes.items()}


def is_narrowed(asked: dict) -> bool:
    """Whether the parameters keep only the sites with some answer."""
    return any(asked[name] is not None for name in QUESTIONS)


def protection(plan: dict) -> dict[str, float]:
    """Side (degrees) and least number of sites of a cell that may show protected sites, from [access] of the plan.

    Without [access] the cell is 10 km and holds 5 sites at least.
    """
    access = plan.get("access", {})
    return {"hide_deg": access.get("cell_km", 10) / KM_PER_DEGREE, "hide_min": access.get("min_count", 5)}


def are_cells(rows: pd.DataFrame) -> bool:
    """Whether the rows are cells of a grid, not single sites."""
    return bool(rows["side"].notna().any())


def sentence(rows: pd.DataFrame, words: Words, place: str, first: int, last: int, narrowed: bool = False) -> str:
    """The sentence to take away: at how many of the sites asked mercury was seen, and how many were never asked."""
    every, asked = int(rows["sites_count"].sum()), int(rows["asked_count"].sum())
    if not every:
        return words.t("{place}: no site has these answers.", place=place)
    count = words.plural("**{count} site**", "**{count} sites**", every)
    years = (
        words.t("in {year}", year=last) if first == last else words.t("from {first} to {last}", first=first, last=last)
    )
    head = (
        words.t("{place}: {sites} with these answers.", place=place, sites=count)
        if narrowed
        else words.t("{place} has {sites} on record.", place=place, sites=count)
    )
    if not asked:
        return head + " " + words.t("Whether mercury is used there was not asked {years}.", years=years)
    seen = int(rows["mercury_count"].sum())
    values = {
        "seen": words.number(seen),
        "asked": words.number(asked),
        "share": words.percent(100 * seen / asked, 0),
        "rest": words.number(every - asked),
        "years": years,
    }
    text = words.t("When last asked {years}, **{seen}** of **{asked}** sites used mercury (**{share}**).", **values)
    if every > asked:
        text += " " + words.t("Of the other {rest} it is not known.", **values)
    return f"{head} {text}"


def remarks(rows: pd.DataFrame, words: Words, plan: dict) -> list[str]:
    """What a reader of the map must know: how to come from cells to sites, and which sites are not drawn."""
    if are_cells(rows):
        how = words.t(
            "Each disc stands for the sites around it, the larger the more. Click a disc, or choose its row in the"
            " table or a place on the left, to see single sites."
        )
        return [how, *not_drawn(rows, words, plan)]
    return not_drawn(rows, words, plan)


def not_drawn(rows: pd.DataFrame, words: Words, plan: dict) -> list[str]:
    """One sentence per reason why sites are in the table and not on the map."""
    counts = rows.groupby("not_drawn")["sites_count"].sum()
    access = plan.get("access", {})
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
    values = {"least": access.get("min_count", 5), "km": access.get("cell_km", 10)}
    return [words.plural(*forms, int(counts[why]), **values) for why, forms in said.items() if counts.get(why)]


def table(rows: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list, str]:
    """What a reader reads of the rows, the code each row chooses, and the name of that choice: "site" or "cell"."""
    if are_cells(rows):
        cells = rows[rows["lon"].notna()]
        codes = [maps.cell_code(cell.lon, cell.lat, cell.side) for cell in cells.itertuples()]
        return _cell_table(cells, words), codes, "cell"
    return _site_table(rows, words), rows["site_code"].tolist(), "site"


def _site_table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Codes become categories, which are sent once and not in every row."""
    mercury, status, kind = (
        names(codes, words) for codes in (ANSWERS, promise.codes("activity_status"), promise.codes("site_type"))
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
        words.t(promise.label(column, getattr(card, column)))
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
        lines.append(
            [
                when if visit.is_onsite else f"{when} ({words.t('site not reached')})",
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
