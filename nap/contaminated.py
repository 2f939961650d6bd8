"""Contaminated sites and measurements in words: the register, its ten steps, one site, what was measured.

Rows of the queries contaminated_* and sample_* go in, texts, frames and points for the map come out; maps.py draws.
Units, bases and forms of mercury are never mixed; below the limit of detection is no number. No risk is judged here.
"""

import pandas as pd

from nap import maps, promise
from nap.cards import records
from nap.html import Bar
from nap.maps import Mark, Meaning, Picture
from nap.palette import Palette
from nap.words import NO_VALUE, N, Words, is_missing

ASSESSED = 4  # initial classification, as in the indicator contaminated_sites_assessed_pct
CLOSED = 10
GROUPS = (  # first step, what it means on the map; ring or filled says it without colour too
    (1, Mark("waiting", N("Not yet assessed (steps 1 to 3)"), "unknown", filled=False, radius=4.5)),
    (4, Mark("assessed", N("Assessed (steps 4 to 6)"), "gold", radius=5)),
    (7, Mark("treated", N("Strategy or remediation (steps 7 to 9)"), "no", radius=5.5)),
    (10, Mark("closed", N("Monitored or closed (step 10)"), "measured", radius=5.5)),
)
PROTECTED = Mark("protected", N("Location protected: the middle of its cell"), "text", filled=False, radius=7)
MEANING = Meaning(
    N("Step reached"), (*(mark for _, mark in GROUPS), PROTECTED), N("Share of the sites that have been assessed")
)
PEOPLE = {
    "residents_level1": N("Living or learning within 61 m, at or above the benchmark"),
    "residents_level2": N("Living or learning within 61 m, below the benchmark"),
    "workers": N("Working there"),
    "nearby_0_400m": N("Living or learning within 400 m"),
    "nearby_400_800m": N("400 to 800 m away"),
    "nearby_800_1600m": N("800 to 1,600 m away"),
}

HEADINGS = {
    "contaminated_site_code": N("Code"),
    "name": N("Site"),
    "source_kind": N("Kind"),
    "stage": N("Step"),
    "stage_date": N("Since"),
    "area_m2": N("Area (m²)"),
    "risk_owner": N("Answers for it"),
    "is_location_sensitive": N("Location protected"),
    "lon": N("Longitude"),
    "lat": N("Latitude"),
    "matrix": N("Sampled"),
    "species": N("Form of mercury"),
    "basis": N("Basis"),
    "population_group": N("Group"),
    "samples_count": N("Measurements"),
    "below_lod_count": N("Below the limit of detection"),
    "below_lod_pct": N("Below the limit of detection (%)"),
    "detected_count": N("Detected"),
    "lowest_detected": N("Lowest detected"),
    "highest_detected": N("Highest detected"),
    "lowest_lod": N("Lowest limit of detection"),
    "highest_lod": N("Highest limit of detection"),
    "undated_count": N("Without a date"),
    "first_sampled_on": N("First day"),
    "last_sampled_on": N("Last day"),
    "groups_count": N("Groups"),
    "people_count": N("People"),
    "lowest_median": N("Lowest median"),
    "highest_median": N("Highest median"),
}


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the lists to download."""
    return {name: words.t(label) for name, label in HEADINGS.items()}


def stages(words: Words) -> dict[str, str]:
    """The ten steps between suspicion and closure: code -> number and name."""
    return {code: f"{code} · {words.t(label)}" for code, label in promise.codes("stage").items()}


def choices(words: Words) -> dict[str, tuple[str, dict[str, str]]]:
    """What the register may be narrowed by: parameter of the query -> question, and all or one step."""
    return {"stage": (words.t("Step"), {"all": words.t("All"), **stages(words)})}


def sentence(rows: pd.DataFrame, place: str, words: Words) -> str:
    """How many sites are registered, assessed and closed."""
    reached = {row.stage: int(row.reached_count) for row in rows.itertuples()}
    every = reached[1]
    if not every:
        return words.t("No contaminated site is on the register for {place}.", place=place)
    head = words.plural(
        "**{count} place** in {place} is on the register of contaminated sites.",
        "**{count} places** in {place} are on the register of contaminated sites.",
        every,
        place=place,
    )
    assessed = words.plural(
        "**{count}** ({share}) has been assessed, that is sampled and classified.",
        "**{count}** ({share}) have been assessed, that is sampled and classified.",
        reached[ASSESSED],
        share=words.percent(100 * reached[ASSESSED] / every, 0),
    )
    closed = words.plural(
        "**{count}** reached the last step, monitoring or closure.",
        "**{count}** reached the last step, monitoring or closure.",
        reached[CLOSED],
    )
    return f"{head} {assessed} {closed}"


def funnel(rows: pd.DataFrame, words: Words) -> list[Bar]:
    """One bar per step: how many sites came at least that far, and how many stand there now."""
    named, every = stages(words), max(float(rows["reached_count"].max()), 1)
    return [
        Bar(
            named[str(row.stage)],
            words.t(
                "{reached} · {here} here now",
                reached=words.number(row.reached_count),
                here=words.number(row.sites_count),
            ),
            row.reached_count / every,
        )
        for row in rows.itertuples()
    ]


def group(stage: int) -> str:
    """The mark of a step on the map."""
    return next(mark.code for first, mark in reversed(GROUPS) if stage >= first)


def points(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The register as points of a map, or as cells: the rows with a class and a text of two or three lines."""
    if maps.are_cells(rows):
        tips = []
        for cell in rows.itertuples():
            tips.append(
                "\n".join(
                    [
                        NO_VALUE if is_missing(cell.place_name) else str(cell.place_name),
                        words.plural("{count} contaminated site", "{count} contaminated sites", cell.sites_count),
                        words.plural("{count} of them assessed", "{count} of them assessed", cell.marked_count),
                    ]
                )
            )
        return rows.assign(tip=tips)
    named, own = stages(words), words.localized(rows)
    return own.assign(
        code=own["contaminated_site_code"],
        tip=[f"{name}\n{named[str(stage)]}" for name, stage in zip(own["name"], own["stage"], strict=True)],
        **{"class": [PROTECTED.code if row.is_location_sensitive else group(row.stage) for row in own.itertuples()]},
    )


def picture(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    width: int = maps.PHONE_PX,
    iso3: str | None = None,
    places: pd.DataFrame | None = None,
    selected: str | None = None,
    close: bool = False,
) -> Picture:
    """The register on the map, by the step reached; a click chooses `csite`, in a cell `csite_cell`.

    width: of the map on the reader's screen, in pixels. places: place_outlines. close: show the rows alone, not the
    whole of the chosen place around them.
    """
    return maps.points(points(rows, words), MEANING, words, palette, "csite", width, iso3, places, selected, close)


def remarks(rows: pd.DataFrame, words: Words) -> list[str]:
    """What a reader of the map must know: how to come to a single site, and how many sites are not drawn."""
    how = N("Choose a site on the map or in the register to see what was measured there.")
    said = [words.t(maps.ABOUT_CELLS if maps.are_cells(rows) else how)]
    hidden = int(rows.loc[rows["lon"].isna(), "sites_count"].sum())
    if hidden:
        forms = (
            N("{count} site is not drawn: it has no coordinates, or its location is protected."),
            N("{count} sites are not drawn: they have no coordinates, or their location is protected."),
        )
        said.append(words.plural(*forms, hidden))
    return said


def register(rows: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list[str], str]:
    """The register as a reader sees it, the code each row chooses, and the name of that choice.

    Codes and names that come again and again become categories, which are sent once and not in every row.
    """
    t = words.t
    if maps.are_cells(rows):
        cells = rows[rows["lon"].notna()]
        frame = pd.DataFrame(
            {
                t("Around"): cells["place_name"],
                t("Contaminated sites"): cells["sites_count"].astype("Int64"),
                t("Assessed"): cells["marked_count"].astype("Int64"),
                t("Measurements"): cells["samples_count"].astype("Int64"),
            }
        )
        return frame, [maps.cell_code(cell.lon, cell.lat, cell.side) for cell in cells.itertuples()], "csite_cell"
    named, own = stages(words), words.localized(rows)
    kinds = promise.codes("source_kind")
    frame = pd.DataFrame(
        {
            t("Site"): own["name"],
            t("Place"): own["place_name"].astype("category"),
            t("Step"): pd.Categorical([named[str(stage)] for stage in own["stage"]]),
            t("Since"): own["stage_date"].dt.date,
            t("Kind"): pd.Categorical([t(kinds.get(kind, kind)) for kind in own["source_kind"]]),
            t("Answers for it"): own["risk_owner"].astype("category"),
            t("Area (m²)"): own["area_m2"],
            t("Measurements"): own["samples_count"].astype("Int32"),
        }
    )
    return frame, own["contaminated_site_code"].tolist(), "csite"


def facts(card: dict, words: Words) -> list[list[str]]:
    """What is known of one site, as pairs of heading and text; what is not known is a dash."""
    t = words.t
    where = ", ".join(name for name in (card["place_name"], card["above_name"]) if name)
    lines = [
        [t("Place"), where or NO_VALUE],
        [t("Kind"), t(promise.label("source_kind", card["source_kind"]))],
        [
            t("Step"),
            t("{step}, since {date}", step=stages(words)[str(card["stage"])], date=words.date(card["stage_date"])),
        ],
        [t("Answers for it"), card["risk_owner"] or NO_VALUE],
        [t("Mining site"), card["site_name"] or NO_VALUE],
        [t("Area"), words.quantity(card["area_m2"], "m²", 0)],
        [t("Mercury in soil nearby, untouched"), words.quantity(card["background_mg_kg"], "mg/kg")],
        [t("Access"), t(promise.label("accessibility", card["accessibility"])) if card["accessibility"] else NO_VALUE],
        [t("Cost of remediation, estimated"), words.quantity(card["remediation_cost"], "US$", 0)],
    ]
    return lines + [[t(label), words.quantity(card[name], N("people"), 0)] for name, label in PEOPLE.items()]


def what(row: dict, words: Words) -> str:
    """What was measured, in which form and on what basis: “Soil · Total mercury · Dry weight”."""
    names = ("matrix", "species") if row["basis"] in (None, "none") else ("matrix", "species", "basis")
    return " · ".join(words.t(promise.label(name, row[name])) for name in names)


def matrices(rows: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Measurements in the environment: headings, rows, numeric columns. A range is only of what was detected."""
    t = words.t
    headings = [
        t("What was measured"),
        t("Unit"),
        t("Measurements"),
        t("Below the limit of detection"),
        t("Limit of detection"),
        t("Lowest detected"),
        t("Highest detected"),
    ]
    lines = []
    for row in records(rows):
        below = NO_VALUE
        if row["below_lod_pct"] is not None:
            below = f"{words.number(row['below_lod_count'])} ({words.percent(row['below_lod_pct'], 0)})"
        lines.append(
            [
                what(row, words),
                row["unit"],
                words.number(row["samples_count"]),
                below,
                _range(row["lowest_lod"], row["highest_lod"], words),
                words.number(row["lowest_detected"]),
                words.number(row["highest_detected"]),
            ]
        )
    return headings, lines, [2, 3, 4, 5, 6]


def people(rows: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Measurements in groups of people: headings, rows, numeric columns. A range is of the groups' medians."""
    t = words.t
    headings = [
        t("What was measured"),
        t("Group"),
        t("Unit"),
        t("Groups"),
        t("People"),
        t("Lowest median"),
        t("Highest median"),
    ]
    lines = [
        [
            what(row, words),
            t(promise.label("population_group", row["population_group"])) if row["population_group"] else NO_VALUE,
            row["unit"],
            words.number(row["groups_count"]),
            words.number(row["people_count"]),
            words.number(row["lowest_median"]),
            words.number(row["highest_median"]),
        ]
        for row in records(rows)
    ]
    return headings, lines, [3, 4, 5, 6]


def samples(rows: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Measurements of one site, one by one: headings, rows, numeric columns. “< 0.05” is below that limit."""
    t = words.t
    headings = [t("Date"), t("What was measured"), t("Value"), t("Laboratory"), t("Code")]
    lines = []
    for row in records(rows):
        value = words.quantity(row["value"], row["unit"])
        if row["is_below_lod"]:
            value = (
                "< " + words.quantity(row["lod"], row["unit"])
                if row["lod"] is not None
                else t("below the limit of detection")
            )
        lines.append(
            [
                words.date(row["sampled_on"], precision=row["date_precision"]),
                what(row, words),
                value,
                row["laboratory"] or NO_VALUE,
                row["sample_code"],
            ]
        )
    return headings, lines, [2]


def _range(low, high, words: Words) -> str:
    if is_missing(low) or low == high:
        return words.number(low)
    return words.t("{low} to {high}", low=words.number(low), high=words.number(high))


def samples_note(rows: pd.DataFrame, words: Words) -> str:
    """What to mind of measurements: people are groups only; those without a date are counted in every year."""
    notes = [undated(rows, words)]
    if "people_count" in rows:
        notes.insert(0, words.t("Only groups are kept, never one person; the range is that of the groups' medians."))
    return " ".join(note for note in notes if note)


def undated(rows: pd.DataFrame, words: Words) -> str:
    """How many measurements have no date and are counted in every year, or nothing."""
    count = int(rows["undated_count"].sum()) if len(rows) else 0
    if not count:
        return ""
    return words.plural(
        "{count} measurement has no date and is counted whatever years are chosen.",
        "{count} measurements have no date and are counted whatever years are chosen.",
        count,
    )
