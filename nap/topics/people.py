"""People and mercury: groups measured, shares above HBM-I and HBM-II, what is hidden, who was trained.

The rows come from the queries people_*. Which groups are hidden is decided in methods/suppression.py before any row
arrives here; class limits are those of methods/guidance.py.
"""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from nap.figures import people as charts
from nap.figures.lines import lines
from nap.figures.people import group_name
from nap.language.texts import NO_VALUE, N, Words
from nap.methods import guidance
from nap.methods.censored import wilson
from nap.methods.guidance import HUMAN_LEVELS as LEVELS
from nap.methods.guidance import Guidance
from nap.pack import contract, indicator
from nap.pack.access import Access
from nap.topics import judgement, measurements
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Cells, Figure, Lead, Missing, Notice, Numbers, Paragraph, Remark, Section, Table
from nap.topics.indicator_figure import indicator_figure
from nap.topics.rows import Rows, records

QUESTION = N("Who carries how much mercury, and who looks after them?")

MOST_SURVEYS = 1500  # drawn and listed one by one
CAUTION = N(
    "Who is measured is seldom drawn at random, so these are shares of the people measured, not of all. The interval"
    " (95 %, Wilson) tells chance alone. Where a publisher gives groups that overlap, such as everybody beside women,"
    " all groups together count these people twice, and their interval is too narrow."
)
CLASSES = N(
    "HBM-I and HBM-II are the two levels of human biomonitoring: below HBM-I no risk is seen, from HBM-II on action is"
    " advised, between them the measurement is repeated."
)
UNTOLD = N("No publisher says how many of these people stand at or above HBM-I or HBM-II.")
CIRCLES = N("Each circle is the median of one group of people; the larger the circle, the more people.")
FACILITIES = N(
    "Which health facilities pass on messages on mercury is in no table of a plan. Events for health workers are the"
    " nearest that can be told."
)
HEADINGS = {
    "population_group": N("Group"),
    "people_count": N("People"),
    "surveys_count": N("Groups measured"),
    "label": N("Group"),
    "level": N("Level"),
    "value": N("Share (%)"),
    "low": N("Low"),
    "high": N("High"),
    "above": N("People at or above"),
    "n": N("People"),
    "place_name": N("Place"),
    "sampled_on": N("Sampled"),
    "date_precision": N("Precision of the date"),
    "is_below_lod": N("Below the limit of detection"),
    "upper": N("Median, or limit of detection"),
    "p90": N("Percentile 90"),
    "guidance_value": N("Guidance value the publisher chose"),
    "share_above": N("Share above that value"),
    "share_above_hbm1": N("Share at or above HBM-I"),
    "share_above_hbm2": N("Share at or above HBM-II"),
    "sample_code": N("Code"),
    "laboratory": N("Laboratory"),
    "unit": N("Unit"),
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Who carries how much mercury, and who looks after them?"""
    t = words.t
    yield Missing("no-samples", tables=("sample",))
    if not data.lacks("sample"):
        yield from measured_people(ask, data, words)
    yield Missing("no-events", tables=("event",))
    if not data.lacks("event"):
        yield Section("health-workers", t("Health workers"), partial(health_workers, data, words), t(FACILITIES))


def measured_people(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Who stands worst, what is hidden, and the groups measured."""
    least = Access.of(data.plan).min_count
    groups = data.rows("people_groups")
    if groups.empty:
        nobody = words.t("No measurement on people can be shown for {place} in these years.", place=data.place_name())
        yield Notice("nothing", nobody)
    else:
        yield Lead("most-exposed", sentence(groups, data.place_name(), words))
    hidden = data.one("people_held_back", hide_min=least)
    for number, text in enumerate(held_back_sentences(hidden, least, words), 1):
        yield Remark(f"hidden-{number}", text)
    if not groups.empty:
        yield from measured_groups(groups, ask, data, words)


def measured_groups(groups: pd.DataFrame, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Shares at or above HBM-I and HBM-II, medians beside the limits, the years, every group. groups: people_groups."""
    t = words.t
    form = ask.pick("people", t("Taken from people"), forms(groups, words))
    matrix = form.split(".")[0]
    limits = class_limits(form, data.plan)
    yield from figures_of_form(form, groups_of_form(groups, form), limits, data, words)
    yield Section("groups", t("Every group, whatever was taken from it"), partial(every_group, groups, words))
    if limits:
        cells = limits_table(matrix, data.plan, words)
        yield Section("limits", t("The limits they are held against"), lambda: [Table("limits-table", *cells)])


def figures_of_form(
    form: str, own: pd.DataFrame, limits: dict[str, Guidance], data: Rows, words: Words
) -> Iterator[Block]:
    """The pictures of one matrix, form and basis. own: its rows of people_groups. limits: HBM-I and HBM-II."""
    t = words.t
    matrix, species, basis = form.split(".")
    people_count = own.loc[own["is_total"], "people_count"].sum()
    if limits:
        yield Figure(
            "shares",
            charts.shares,
            share_rows(own, words),
            title=t("How many stand at or above HBM-I and HBM-II"),
            about=t(CLASSES),
            empty=t(UNTOLD),
            name=f"people-shares-{form}",
            tables=("sample",),
            unit="%",
            note=t(CAUTION),
            labels=headings(words),
        )
    surveys = data.rows("people_surveys", matrix=matrix, species=species, basis=basis, most=MOST_SURVEYS)
    yield Figure(
        "surveys",
        charts.surveys,
        surveys,
        (limits, own["unit"].iloc[0]),
        title=t("The median of each group measured"),
        name=f"people-surveys-{form}",
        tables=("sample",),
        n=people_count,
        note=survey_note(surveys, words),
        labels={**headings(words), "value": t("Median")},  # of one group, where the other tables hold a share
    )
    above = indicator.get("people_above_hbm2_pct")
    facts = data.facts(above.id)
    facts = facts[(facts["method_series"] == matrix) & facts["series"].notna()]
    if facts["year"].nunique() > 1:
        yield indicator_figure(
            "years",
            lines,
            facts,
            above,
            words,
            options={"by": "series"},
            title=t("At or above HBM-II, by year"),
            name=f"people-years-{matrix}",
        )


def every_group(groups: pd.DataFrame, words: Words) -> Iterator[Block]:
    """Every group measured, and the rows to take away. groups: people_groups."""
    yield Table("groups-table", *groups_table(groups, words), tables=("sample",))
    yield Numbers("people-groups", groups, headings(words))


def health_workers(data: Rows, words: Words) -> Iterator[Block]:
    """Who of the health workers was trained, and the events held for them."""
    trained = indicator.get("health_workers_trained_count")
    yield Paragraph("trained", trained_sentence(data.facts(trained.id), data.place_name(), words))
    yield Remark("judged-on", judgement.judged_sentence(data.judged_on("event"), words))
    yield Table(
        "events",
        *events_table(data.rows("people_events"), words),
        words.t("Events for health workers"),
        tables=("event",),
        note=words.t(trained.caveat),
        indicators=(trained.id,),
    )


def headings(words: Words) -> dict[str, str]:
    """Headings of downloads and tables on request."""
    return {name: words.t(text) for name, text in HEADINGS.items()}


# --- what was measured -------------------------------------------------------------------------------------------


def forms(groups: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> name with the number of people, of what was taken from them; the most people first."""
    sums = groups[groups["is_total"]].sort_values("people_count", ascending=False)
    return {
        measurements.form_code(row): words.t(
            "{what} ({people} people)",
            what=measurements.form_name(row["matrix"], row["species"], row["basis"], words),
            people=words.number(row["people_count"]),
        )
        for row in records(sums)
    }


def groups_of_form(groups: pd.DataFrame, form: str) -> pd.DataFrame:
    """The rows of one matrix, form and basis."""
    return groups[[measurements.form_code(row) == form for row in records(groups)]]


def _in_order(groups: pd.DataFrame) -> pd.DataFrame:
    """Rows of the groups alone, in the order in which table sample names them; the sums left out."""
    place = {code: i for i, code in enumerate(contract.codes("population_group"))}
    parts = groups[~groups["is_total"]]
    return parts.sort_values("population_group", key=lambda codes: codes.map(place), kind="stable", na_position="last")


def share_rows(groups: pd.DataFrame, words: Words) -> pd.DataFrame:
    """One row per group and level: label, level, above and n (people), value, low, high (%).

    groups: rows of people_groups; those of which nobody tells the share are left out. The sum over all groups comes
    last, unless there is one group only.
    """
    found = []
    parts = _in_order(groups)
    for row in [*records(parts), *records(groups[groups["is_total"]] if len(parts) > 1 else parts[:0])]:
        label = words.t("All groups shown") if row["is_total"] else group_name(row["population_group"], words)
        for level in LEVELS:
            if n := int(row[f"{level}_people"]):
                above = int(row[f"{level}_above"])
                found.append([label, level, above, n, 100 * above / n, *(100 * end for end in wilson(above, n))])
    return pd.DataFrame(found, columns=["label", "level", "above", "n", "value", "low", "high"])


def sentence(groups: pd.DataFrame, place: str, words: Words) -> str:
    """Which group stands worst, by the lower end of its interval, and how sure that is."""
    t, best = words.t, None
    for row in records(groups[~groups["is_total"] & (groups["hbm2_people"] > 0)]):
        low, high = wilson(int(row["hbm2_above"]), int(row["hbm2_people"]))
        if best is None or low > best[1]:
            best = row, low, high
    if best is None:
        return _own_sentence(groups, place, words)
    row, low, high = best
    return t(
        "{place}, most exposed of those measured: **{group}**. **{share}** of {people} people are at or above HBM-II,"
        " from which action is advised; chance alone allows {low} to {high}. Sampled: {what}.",
        place=place,
        group=group_name(row["population_group"], words),
        what=words.t(contract.label("matrix", row["matrix"])),
        share=words.percent(100 * row["hbm2_above"] / row["hbm2_people"], 0),
        people=words.number(row["hbm2_people"]),
        low=words.percent(100 * low, 0),
        high=words.percent(100 * high, 0),
    )


def _own_sentence(groups: pd.DataFrame, place: str, words: Words) -> str:
    """What can be said where nobody tells who stands above HBM-II: the share above the value a publisher chose."""
    t, sums = words.t, groups[groups["is_total"] & (groups["own_people"] > 0)]
    said = [t("{place}: people were measured, but no publisher says how many stand at or above HBM-II.", place=place)]
    for row in records(sums.sort_values("own_people", ascending=False).head(1)):
        if row["own_least"] == row["own_most"]:
            low, high = wilson(int(row["own_above"]), int(row["own_people"]))
            text = t(
                "**{share}** of {people} people are above {value}, the value that their publisher chose; chance alone"
                " allows {low} to {high}. Sampled: {what}.",
                share=words.percent(100 * row["own_above"] / row["own_people"], 0),
                people=words.number(row["own_people"]),
                value=words.quantity(row["own_most"], row["unit"]),
                what=t(contract.label("matrix", row["matrix"])),
                low=words.percent(100 * low, 0),
                high=words.percent(100 * high, 0),
            )
            said.append(text)
    return " ".join(said)


def held_back_sentences(counts: dict, least: float, words: Words) -> list[str]:
    """What is hidden here, in sentences; none where nothing is. counts: the row of people_held_back."""
    said = []
    if counts["small_count"]:
        said.append(
            words.plural(
                "{count} group of fewer than {least} people is not shown, nor counted in any figure or download.",
                "{count} groups of fewer than {least} people are not shown, nor counted in any figure or download.",
                int(counts["small_count"]),
                least=words.number(least),
            )
        )
    if counts["telling_count"]:
        said.append(
            words.plural(
                "{count} larger group is hidden with them, because a small one could be computed from it.",
                "{count} larger groups are hidden with them, because a small one could be computed from them.",
                int(counts["telling_count"]),
            )
        )
    return said


def groups_table(groups: pd.DataFrame, words: Words) -> Cells:
    """Per matrix and group people, medians, and both shares with intervals.

    The share above a value of the publisher's own choice stands there where nobody tells the other two.
    """
    t, lines, has_own = words.t, [], bool((groups["own_people"] > 0).any() and (groups["hbm2_people"] == 0).all())
    for row in records(_in_order(groups)):
        what = measurements.form_name(row["matrix"], row["species"], row["basis"], words)
        cells = [_share(row, level, words) for level in LEVELS]
        chosen = [_own_share(row, words)] if has_own else []
        people = words.plural(
            "{people} in {count} group",
            "{people} in {count} groups",
            int(row["surveys_count"]),
            people=words.number(row["people_count"]),
        )
        lines.append([group_name(row["population_group"], words), what, people, _medians(row, words), *cells, *chosen])
    names = [t("Group"), t("Taken from them"), t("People"), t("Medians of the groups")]
    names += [t(text) for text in LEVELS.values()] + [t("Above a value the publisher chose")] * has_own
    return names, lines, list(range(2, len(names)))


def _medians(row: dict, words: Words) -> str:
    """“0.6 to 8.3 µg/g”; that some medians lie below their limit of detection is said."""
    low, high = row["lowest_median"], row["highest_median"]
    if low is None:
        return words.t("below the limit of detection") if row["below_lod_count"] else NO_VALUE
    text = words.quantity(high, row["unit"])
    if low != high:
        text = words.t("{low} to {high}", low=words.number(low), high=text)
    below = int(row["below_lod_count"])
    return words.t("{medians}; {count} below the limit", medians=text, count=words.number(below)) if below else text


def _own_share(row: dict, words: Words) -> str:
    """“41 % (40 % to 42 %), n = 3,176 above 2 µg/g”, or a dash where groups are held against different values."""
    if not row["own_people"] or row["own_least"] != row["own_most"]:
        return NO_VALUE
    value = words.quantity(row["own_most"], row["unit"])
    return words.t("{share}, above {value}", share=_share(row, "own", words), value=value)


def _share(row: dict, level: str, words: Words) -> str:
    """“31 % (28 % to 33 %), n = 4,300”, or a dash where no publisher tells it."""
    n, above = int(row[f"{level}_people"]), int(row[f"{level}_above"])
    if not n:
        return NO_VALUE
    low, high = wilson(above, n)
    return words.t(
        "{share} ({low} to {high}), n\u00a0=\u00a0{n}",
        share=words.percent(100 * above / n, 0),
        low=words.percent(100 * low, 0),
        high=words.percent(100 * high, 0),
        n=words.number(n),
    )


# --- reference values --------------------------------------------------------------------------------------------


def class_limits(form: str, plan: dict) -> dict[str, Guidance]:
    """HBM-I and HBM-II of a matrix and basis by level; empty where there are none, as for breast milk."""
    matrix, _, basis = form.split(".")
    found = guidance.levels(matrix, basis, guidance.values(plan))
    return {level: found[level] for level in LEVELS if level in found}


def limits_table(matrix: str, plan: dict, words: Words) -> Cells:
    """Each class limit of a matrix, its body, source, and whether it was read."""
    t, lines = words.t, []
    for one in guidance.values(plan).values():
        if one.level in LEVELS and one.matrix == matrix:
            source = one.source if one.is_verified else f"{one.source} ({t(measurements.UNCONFIRMED)})"
            what = measurements.form_name(one.matrix, one.species, one.basis, words)
            level = "HBM-I" if one.level == "hbm1" else "HBM-II"
            lines.append([what, level, words.quantity(one.value, one.unit), one.body, source])
    return [t("Taken from people"), t("Level"), t("Value"), t("Issued by"), t("Source")], lines, [2]


def survey_note(surveys: pd.DataFrame, words: Words) -> str:
    """What the dots leave out, where there are more than are drawn."""
    count = int(surveys["all_count"].max()) if len(surveys) else 0
    if count <= MOST_SURVEYS:
        return words.t(CIRCLES)
    return words.t(
        "The latest {shown} of {count} groups are drawn.", shown=words.number(MOST_SURVEYS), count=words.number(count)
    )


# --- health workers ----------------------------------------------------------------------------------------------


def trained_sentence(facts: pd.DataFrame, place: str, words: Words) -> str:
    """How many people took part in trainings for health workers, and how many of them work in health for sure."""
    own = facts[facts["series"].isna()]
    if own.empty:
        return words.t("{place}: no training for health workers is recorded in these years.", place=place)
    low, high = own["low"].sum(), own["value"].sum()
    if low == high:
        return words.t(
            "{place}: **{people}** people took part in trainings for health workers alone.",
            place=place,
            people=words.number(high),
        )
    return words.t(
        "{place}: **{people}** people took part in trainings for health workers, {alone} of them in trainings for"
        " health workers alone; how many of the others work in health nobody wrote down.",
        place=place,
        people=words.number(high),
        alone=words.number(low),
    )


def events_table(events: pd.DataFrame, words: Words) -> Cells:
    """Events for health workers by kind."""
    t = words.t
    lines = [
        [
            t(contract.label("kind", row["kind"])),
            words.number(row["events_count"]),
            words.number(row["people_count"]),
            words.number(row["uncounted"]),
            words.number(row["places_count"]),
            words.date(row["last_date"]),
        ]
        for row in records(events)
    ]
    names = [
        t("Kind of event"),
        t("Events"),
        t("People counted"),
        t("Events without a count"),
        t("Places"),
        t("Last on"),
    ]
    return names, lines, [1, 2, 3, 4]
