"""The register of contaminated sites: where to act first, the ten steps, the map, neighbours.

The rows come from the queries contaminated_*; maps.py draws. One site opened stands in contaminated_site.py. A rank is
a screening rank, not a risk assessment, and says so wherever it stands.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

import pandas as pd

from nap.figures import maps
from nap.figures.maps import Mark, Meaning, Picture
from nap.figures.palette import Palette
from nap.figures.pieces import Bar
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.methods import soil_exposure
from nap.methods.soil_exposure import CLASSES
from nap.topics import contaminated_site, site_score, sites
from nap.topics.ask import Ask, Question
from nap.topics.blocks import (
    MAP_AND_LIST,
    Bars,
    Beside,
    Block,
    Cells,
    Lead,
    Map,
    Missing,
    PickList,
    QueryFile,
    Section,
    sections,
)
from nap.topics.rows import Rows, records

QUESTION = N("Which places are contaminated, where to act first, and what is being done?")
ASSESSED = 4  # initial classification, as in the indicator contaminated_sites_assessed_pct
CLOSED = 10
ALL = {"stage": None, "class": None, "cluster": None}  # what the register is narrowed by, when it is not
TABLES = ("contaminated_site", "contaminated_site_stage", "sample")
COUNTS = ("contaminated_stages", "contaminated_classes", "contaminated_first")  # what the first sentences tell
SHOWN_CLUSTERS = 8  # in the table; the choice above the map holds more
LISTED = 50  # sites of the ranked list shown at once
PROTECTED = Mark("protected", N("Location protected: the middle of its cell"), "text", filled=False, radius=7)
STAGE_MARKS = (  # first step, what it means on the map; ring or filled says it without colour too
    (1, Mark("waiting", N("Not yet assessed (steps 1 to 3)"), "unknown", filled=False, radius=4.5)),
    (4, Mark("assessed", N("Assessed (steps 4 to 6)"), "gold", radius=5)),
    (7, Mark("treated", N("Strategy or remediation (steps 7 to 9)"), "no", radius=5.5)),
    (10, Mark("closed", N("Monitored or closed (step 10)"), "measured", radius=5.5)),
)
CLASS_MARKS = (
    Mark("high", CLASSES["high"], "yes", radius=6.5),
    Mark("high_or_medium", CLASSES["high_or_medium"], "yes", radius=5.5, fade=0.4),
    Mark("medium", CLASSES["medium"], "gold", radius=5),
    Mark("medium_or_low", CLASSES["medium_or_low"], "gold", radius=4.5, fade=0.4),
    Mark("low", CLASSES["low"], "no", radius=4),
    Mark("insufficient", CLASSES["insufficient"], "unknown", filled=False, radius=4.5),
)
MEANINGS = {  # what the colours of the map may stand for
    "class": Meaning(
        N("Class of the screening rank"),
        (*CLASS_MARKS, PROTECTED),
        N("Share of the ranked sites that are of high priority"),
    ),
    "stage": Meaning(
        N("Step reached"),
        (*(mark for _, mark in STAGE_MARKS), PROTECTED),
        N("Share of the sites that have been assessed"),
    ),
}
ABOUT_MAP = N("Map of the contaminated sites; the list below holds the same, by keyboard too.")
ABOUT_FUNNEL = N("This many sites reached this step or a later one. A step says nothing about danger.")
NOTE = site_score.NOTE
ABOUT_LIST = N(
    "By the worst rank each site can have with what is still unknown; 1 is the most urgent of the whole pack."
    " High priority: a score of {high} or more; medium: {medium} or more (limits of ours). Level I: soil at or above"
    " the benchmark; Level II: contaminated, but below it. Choose a row to open the site."
)
ABOUT_CLUSTERS = N(
    "Groups in which each site lies within 10 km of another, as the crow flies. Protected sites are left out, as"
    " a group would tell where they lie; people near several sites are counted at each."
)
SHORT = {  # what to find out next, in the width of a column; in full where a site is opened
    "source_kind": N("kind of source"),
    "area_m2": N("area"),
    "accessibility": N("access"),
    "residents_level1": N("residents, Level I"),
    "residents_level2": N("residents, Level II"),
    "workers": N("workers"),
    "nearby_0_400m": N("people within 400 m"),
    "nearby_400_800m": N("people 400 to 800 m"),
    "nearby_800_1600m": N("people 800 to 1,600 m"),
    "has_resources": N("use of the ground"),
    "background_mg_kg": N("background"),
    "soil_samples": N("soil samples"),
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Which places are contaminated, where to act first, and what is being done?"""
    yield Missing("no-register", tables=TABLES)
    if data.lacks("contaminated_site"):
        return
    opened = records(data.rows("contaminated_site_card", csite=ask.chosen("csite") or ""))
    for it in opened:
        yield from contaminated_site.opened_site(it, ask, data, words)
    if not opened:
        yield from register(ask, data, words)


def register(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """The whole register: how urgent and how far, on the map and as a ranked list; groups of neighbours."""
    t = words.t
    stages, urgent, first = (data.rows(name) for name in COUNTS)
    clusters = data.rows("contaminated_clusters")
    yield Lead("urgency", sentence(stages, urgent, first, data.place_name(), words))
    questions = register_questions(clusters, words)
    answers = dict(zip([each.name for each in questions], ask.pick_together(questions), strict=True))
    narrowed = register_parameters(answers)
    cell = ask.cell("csite_cell", t("Back to the whole map"))
    rows = data.rows(
        "contaminated_register",
        most=maps.MOST_POINTS,
        colour=answers["ccolour"],
        **narrowed,
        **cell,
    )
    show_map = partial(register_map, rows, urgent, answers["ccolour"], cell, data, words)
    show_steps = partial(steps_reached, stages, words)
    yield Beside("map-and-steps", (show_map, show_steps), MAP_AND_LIST)
    asked = {**narrowed, "codes": codes_inside(rows, cell), "note": t(NOTE)}
    count = int(rows["sites_count"].sum())
    show_list = partial(ranked_list, count, asked, ask, data, words)
    yield Section("ranked", t("Where to act first"), show_list, about_list(words), redraws_page=True)
    below = sections_below(clusters, data.rows("contaminated_methods"), words)
    yield from sections(below, {"clusters": TABLES})


def register_map(
    rows: pd.DataFrame, urgent: pd.DataFrame, colour: str, cell: Mapping, data: Rows, words: Words
) -> Iterator[Block]:
    """The register on the map, and how many sites are in each class.

    rows: contaminated_register. urgent: contaminated_classes. cell: the part of the map that was chosen.
    """
    outlines = data.rows("place_outlines")
    yield Map(
        "contaminated",
        lambda palette, width: picture(rows, words, palette, colour, width, data.plan, outlines, cell),
        words.t(ABOUT_MAP),
        map_remarks(rows, words),
    )
    yield Bars("classes", class_bars(urgent, words), tables=TABLES, n=rows["sites_count"].sum())


def steps_reached(stages: pd.DataFrame, words: Words) -> Iterator[Block]:
    """How many sites came how far. stages: contaminated_stages."""
    yield Bars("steps", funnel(stages, words), tables=TABLES[:2])


def ranked_list(count: int, asked: Mapping, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """The ranked list, a part of it at a time, and all of it to take away.

    count: how many sites it holds. asked: parameters of contaminated_ranked.
    """
    t = words.t
    start = ask.turn(count, "clist", t("Sites by rank"), LISTED)
    rows = data.rows("contaminated_ranked", size=LISTED, skip=start, **asked)
    yield PickList(
        "ranked-list",
        *ranked_columns(rows, words),
        t("The ranked list of contaminated sites"),
        tables=TABLES,
        n=count,
        note=asked["note"],
    )
    yield QueryFile(
        "ranked-file",
        t("All these sites as CSV"),
        "contaminated_ranked",
        {"size": sites.ALL, "skip": 0, **asked},
    )


def classes(words: Words) -> dict[str, str]:
    """The classes of the screening rank: code -> name."""
    return {code: words.t(label) for code, label in CLASSES.items()}


def register_questions(clusters: pd.DataFrame, words: Words) -> list[Question]:
    """What the register may be narrowed by, and what the colours of its map mean; the first answer keeps all.

    clusters: contaminated_clusters; without any the question is not asked.
    """
    t = words.t
    every = {"all": t("All")}
    groups = {row["cluster_code"]: cluster_name(row, words) for row in records(clusters)}
    options = {
        "stage": (t("Step"), {**every, **site_score.step_names(words)}),
        "class": (t("Class"), {**every, **classes(words)}),
        "ccolour": (t("Colours"), {code: t(each.label) for code, each in MEANINGS.items()}),
        "cluster": (t("Sites within 10\u00a0km of each other"), {**every, **groups} if groups else {}),
    }
    return [Question(name, label, codes) for name, (label, codes) in options.items() if codes]


def register_parameters(answers: Mapping[str, str | None]) -> dict[str, str | None]:
    """Parameters of the queries that narrow the register, from the answers by name; None keeps all."""
    return {name: None if answers.get(name) == "all" else answers.get(name) for name in ALL}


def cluster_name(row: dict, words: Words) -> str:
    """A group of neighbours by where it lies and how many it holds."""
    sites = words.plural("{count} site", "{count} sites", row["sites_count"])
    return f"{row['place_names'] or row['cluster_code']} ({sites})"


def sentence(rows: pd.DataFrame, classes: pd.DataFrame, first: pd.DataFrame, place: str, words: Words) -> str:
    """How many sites are registered, assessed and closed, how urgent they are and which comes first.

    rows: contaminated_stages. classes: contaminated_classes. first: contaminated_first.
    """
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
    return f"{head} {urgency(classes, first, words)} {assessed} {closed} {words.t(site_score.NOTE)}"


def urgency(classes: pd.DataFrame, first: pd.DataFrame, words: Words) -> str:
    """How many sites are of class high for sure, may be, and cannot be told; which one comes first.

    classes: contaminated_classes. first: contaminated_first.
    """
    count = dict(zip(classes["class"], classes["sites_count"].astype(int), strict=True))
    if not count:
        return ""
    said = [
        words.plural(
            "**{count}** is of high priority whatever is still unknown,",
            "**{count}** are of high priority whatever is still unknown,",
            count.get("high", 0),
        ),
        words.plural("**{count}** more may be,", "**{count}** more may be,", count.get("high_or_medium", 0)),
        words.plural(
            "and for **{count}** the data are insufficient to tell.",
            "and for **{count}** the data are insufficient to tell.",
            count.get("insufficient", 0),
        ),
    ]
    it = records(words.fold_translations(first).head(1))
    if it and it[0]["rank_high"]:
        said.append(
            words.t(
                "First on the list stands **{name}**, {rank}.",
                name=str(it[0]["name"]).replace("*", ""),
                rank=words.t(
                    "rank {rank} of {count}",
                    rank=site_score.rank_text(it[0], words),
                    count=words.number(int(classes["ranked_count"].iloc[0])),
                ),
            )
        )
    return " ".join(said)


def about_list(words: Words) -> str:
    """How the list is ordered, from which score a class begins, and what the two levels are."""
    ends = {
        end: soil_exposure.constant(f"class_{end}") * soil_exposure.constant("pathways") ** 0.5
        for end in ("high", "medium")
    }
    return words.t(ABOUT_LIST, **{end: words.number(score) for end, score in ends.items()})


def class_bars(rows: pd.DataFrame, words: Words) -> list[Bar]:
    """One bar per class: how many sites of the place are in it."""
    count = dict(zip(rows["class"], rows["sites_count"].astype(int), strict=True))
    every = max(sum(count.values()), 1)
    return [
        Bar(name, words.number(count.get(code, 0)), count.get(code, 0) / every) for code, name in classes(words).items()
    ]


def funnel(rows: pd.DataFrame, words: Words) -> list[Bar]:
    """One bar per step: how many sites came at least that far, how many stand there now, how long sites stay."""
    named, every = site_score.step_names(words), max(float(rows["reached_count"].max()), 1)
    bars: list[Bar] = []
    for row in rows.itertuples():
        reached, here = words.number(row.reached_count), words.number(row.sites_count)
        note = "" if bars else words.t(ABOUT_FUNNEL)
        if not is_missing(row.median_days):
            stay = words.t(
                "Half of {n} stays took {days} or less.",
                n=words.number(row.stays_count),
                days=words.plural("{count} day", "{count} days", int(row.median_days)),
            )
            note = f"{note} {stay}" if note else stay
        told = words.t("{reached} · {here} here now", reached=reached, here=here)
        bars.append(Bar(named[str(row.stage)], told, row.reached_count / every, note))
    return bars


def group(stage: int) -> str:
    """The mark of a step on the map."""
    return next(mark.code for first, mark in reversed(STAGE_MARKS) if stage >= first)


def points(rows: pd.DataFrame, words: Words, colour: str = "class") -> pd.DataFrame:
    """The register as points of a map, or as cells: the rows with a class and a text of two or three lines."""
    if maps.are_cells(rows):
        return rows.assign(tip=[_cell_tip(cell, words, colour) for cell in rows.itertuples()])
    named, labels, own = site_score.step_names(words), classes(words), words.fold_translations(rows)
    tips = [
        "\n".join(
            [
                str(row["name"]),
                " · ".join(
                    [labels.get(row["class"], NO_VALUE), words.t("rank {rank}", rank=site_score.rank_text(row, words))]
                ),
                named[str(row["stage"])],
            ]
        )
        for row in records(own)
    ]
    marks = rows["class"].fillna("insufficient") if colour == "class" else [group(stage) for stage in rows["stage"]]
    marks = pd.Series(list(marks), index=rows.index, dtype=object).where(
        ~rows["is_location_sensitive"].astype(bool), PROTECTED.code
    )
    return own.assign(code=own["contaminated_site_code"], tip=tips, **{"class": marks})


def _cell_tip(cell, words: Words, colour: str) -> str:
    forms = (
        (N("{count} of them of high priority"), N("{count} of them of high priority"))
        if colour == "class"
        else (N("{count} of them assessed"), N("{count} of them assessed"))
    )
    return "\n".join(
        [
            NO_VALUE if is_missing(cell.place_name) else str(cell.place_name),
            words.plural("{count} contaminated site", "{count} contaminated sites", cell.sites_count),
            words.plural(*forms, cell.marked_count),
        ]
    )


def picture(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    colour: str = "class",
    width: int = maps.PHONE_PX,
    plan: Mapping = MappingProxyType({}),
    places: pd.DataFrame | None = None,
    cell: Mapping = MappingProxyType({}),
) -> Picture:
    """The register on the map, by class or by the step reached; a click chooses `csite`, in a cell `csite_cell`.

    colour: a key of MEANINGS. width: of the map on the reader's screen, in pixels. places: place_outlines. cell: the
    part of the map that was chosen (maps.cell_of): its rows are then shown alone, not the whole place around them.
    """
    made, iso3 = points(rows, words, colour), plan.get("plan", {}).get("iso3")
    close = cell.get("side") is not None
    return maps.points(made, MEANINGS[colour], words, palette, "csite", width, iso3, places, None, close)


def map_remarks(rows: pd.DataFrame, words: Words) -> list[str]:
    """What a reader of the map must know: how to come to a single site, and how many sites are not drawn."""
    how = N("Choose a site on the map or in the list to open it.")
    said = [words.t(maps.ABOUT_CELLS if maps.are_cells(rows) else how)]
    hidden = int(rows.loc[rows["lon"].isna(), "sites_count"].sum())
    if hidden:
        forms = (
            N("{count} site is not drawn: it has no coordinates, or its location is protected."),
            N("{count} sites are not drawn: they have no coordinates, or their location is protected."),
        )
        said.append(words.plural(*forms, hidden))
    return said


def codes_inside(rows: pd.DataFrame, cell: dict) -> list[str] | None:
    """The codes of the sites in the chosen cell of the map, or None where none is chosen or it holds cells itself."""
    if cell["side"] is None or maps.are_cells(rows):
        return None
    return rows["contaminated_site_code"].tolist()


def ranked_columns(rows: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list[str], str]:
    """The ranked list as a reader sees it, the code each row chooses, and the name of that choice."""
    t, own, named, labels = words.t, words.fold_translations(rows), site_score.step_names(words), classes(words)
    lines = records(own)
    frame = pd.DataFrame(
        {
            t("Rank"): [site_score.rank_text(row, words) for row in lines],
            t("Site"): own["name"],
            t("Class"): [labels.get(row["class"], NO_VALUE) for row in lines],
            t("Score (0 to 100)"): [site_score.score_text(row, words) for row in lines],
            t("Measure next"): [t(SHORT.get(row["most_valuable_missing"], NO_VALUE)) for row in lines],
            t("Step"): [named[str(row["stage"])] for row in lines],
            t("Place"): own["place_name"],
            t("Simple matrix (0 to 27)"): [_matrix(row, words) for row in lines],
            t("Measurements"): own["samples_count"].astype("Int32"),
        }
    )
    return frame, own["contaminated_site_code"].tolist(), "csite"


def _matrix(row: dict, words: Words) -> str:
    """The second opinion on a site, as a range where something is missing."""
    return (
        NO_VALUE if is_missing(row["matrix_low"]) else site_score.between(row["matrix_low"], row["matrix_high"], words)
    )


def neighbours_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Groups of sites within 10 km of each other: headings, rows, numeric columns. rows: contaminated_clusters."""
    t = words.t
    headings = [
        t("Where"),
        t("Sites"),
        t("High priority"),
        t("Most urgent: rank at worst"),
        t("Not yet assessed"),
        t("People within 1.6\u00a0km of a site"),
        t("At most apart"),
    ]
    lines = []
    for row in records(rows):
        people = words.number(row["people_near"])
        if row["people_unknown_count"]:
            people = (
                NO_VALUE if row["people_unknown_count"] == row["sites_count"] else t("at least {count}", count=people)
            )
        lines.append(
            [
                row["place_names"] or row["cluster_code"],
                words.number(row["sites_count"]),
                words.number(row["high_count"]),
                words.number(row["rank_high"]),
                words.number(row["waiting_count"]),
                people,
                words.quantity(row["across_km"], "km", 1),
            ]
        )
    return headings, lines, [1, 2, 3, 4, 5, 6]


def sections_below(clusters: pd.DataFrame, methods: pd.DataFrame, words: Words) -> list[tuple[str, str, Cells, str]]:
    """What stands below the list: whether the order depends on the method, and the groups of neighbours.

    clusters: contaminated_clusters. methods: contaminated_methods. Each as id, title, table and note.
    """
    t = words.t
    none = t("No two sites whose location may be shown lie within 10\u00a0km of each other.")
    return [
        (
            "method",
            t("Does the order depend on the method?"),
            ([], [], []),
            site_score.agreement_sentence(methods, words),
        ),
        (
            "clusters",
            t("Sites within 10\u00a0km of each other"),
            neighbours_table(clusters.head(SHOWN_CLUSTERS), words),
            none if clusters.empty else t(ABOUT_CLUSTERS),
        ),
    ]
