"""Worst practices: the questions asked at sites, and what their answers say. Not asked is not no.

The shares are computed in nap/pack/indicators.
"""

from collections.abc import Iterator

import pandas as pd

from nap.figures.bars import bars
from nap.figures.lines import small_multiples
from nap.language.texts import NO_VALUE, N, Words
from nap.pack import indicator
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Cells, Figure, Lead, Missing, Notice, Section, Table
from nap.topics.indicator_figure import indicator_figure
from nap.topics.provenance import nothing_sentence
from nap.topics.rows import Rows

QUESTION = N("Are the four worst practices ending?")

ANY = "any_worst_practice_sites_pct"
# The four worst practices of Annex C 1(b), any of them, and two questions that go with them; in the order shown.
WORST = {
    "whole_ore_sites_pct": N("Whole ore amalgamation"),
    "open_burning_sites_pct": N("Open burning of amalgam"),
    "residential_burning_sites_pct": N("Burning where people live"),
    "cyanide_on_mercury_tailings_sites_pct": N("Cyanide on tailings with mercury"),
}
QUESTIONS = {
    **WORST,
    ANY: N("Any of the four"),
    "mercury_sites_pct": N("Mercury in use"),
    "retort_sites_pct": N("Retort in use"),
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Are the four worst practices ending?"""
    t = words.t
    yield Missing("no-visits", tables=("site_visit",))
    if data.lacks("site_visit"):
        return
    visits = data.rows("practice_asked")
    if visits.empty:
        yield Notice("nothing", nothing_sentence(data, words))
        return
    answers = data.rows("headlines", ids=list(QUESTIONS))
    yield Lead("worst", worst_sentence(answers, visits, data.place_name(), words))

    def asked() -> Iterator[Block]:
        yield Table("answers", *answers_table(answers, visits, words), tables=("site_visit",))

    yield Section("asked", t("How many sites were asked"), asked)
    if answers.empty:
        return
    names = answered_questions(answers, words)
    yield years_figure(answers, names, words)
    near = data.rows("fact_below_place", ids=list(QUESTIONS), method_series=None)
    yield Section("by-place", "", lambda: question_by_place(near, names, ask, data, words))
    if not near.empty:
        yield Section("every-question", t("Every question, by place"), lambda: every_question(near, names, words))


def years_figure(answers: pd.DataFrame, names: dict[str, str], words: Words) -> Figure:
    """The share of yes to each question over the years."""
    t, worst = words.t, indicator.get(ANY)
    return Figure(
        "years",
        small_multiples,
        answers,
        (worst,),
        {"by": "indicator", "names": names, "top": 100},
        name="practices",
        title=t("Share of visited sites, by year"),
        about=t("Sites visited in the year where the question was answered; of several answers, the latest."),
        tables=worst.tables,
        note=t(worst.caveat),
        unit=worst.unit,
        indicators=tuple(names),
    )


def question_by_place(near: pd.DataFrame, names: dict[str, str], ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """The share of yes to the question a reader chooses, place by place."""
    first = ANY if ANY in names else next(iter(names))
    id = ask.pick("practice", words.t("Question"), names, default=first)
    own = near[near["indicator"] == id]
    yield indicator_figure(
        "places",
        bars,
        own.assign(said=share_texts(own, words)),
        indicator.get(id),
        words,
        options={"top": 100, "focus": data.place_name()},
        title=words.t("By place, latest year with answers"),
        name=f"practice-{id}",
        n=own["n"].sum(),
    )


def every_question(near: pd.DataFrame, names: dict[str, str], words: Words) -> Iterator[Block]:
    """Every question and place in one table."""
    caption = words.t(
        "Share of the sites with the answer yes, and in brackets how many answered. The year is {year} "
        "unless another is named; – means that no site was asked.",
        year=near["year"].max(),
    )
    yield Table("all-places", *places_table(near, names, words), caption=caption, tables=("site_visit",))


# --- sentences -------------------------------------------------------------------------------------------------------


def worst_sentence(facts: pd.DataFrame, asked: pd.DataFrame, place: str, words: Words) -> str:
    """The latest share of sites with any worst practice, how it was, and how many visited sites cannot be judged.

    Where no site can be judged it says so, and how often mercury was seen if that was asked.
    facts: indicator, year, value, n. asked: indicator, year, visited, answered.
    """
    t, own = words.t, facts[facts["indicator"] == ANY].sort_values("year")
    if own.empty:
        nobody = t(
            "{place}: no visited site was asked enough about the four worst practices, so their share cannot be told.",
            place=place,
        )
        return " ".join(filter(None, [nobody, _mercury_sentence(facts, asked, words)]))
    first, last = _share_values(own.iloc[0], words), _share_values(own.iloc[-1], words)
    now = t(
        "{place}, {year}: **{share}** of the sites that can be judged had at least one of the four worst practices "
        "(n\u00a0=\u00a0{n}).",
        place=place,
        **last,
    )
    before = t("It was {share} in {year} (n\u00a0=\u00a0{n}), among the sites visited then.", **first)
    return " ".join(
        filter(None, [now, before if len(own) > 1 else "", not_judged_sentence(asked, last["year"], words)])
    )


def _mercury_sentence(facts: pd.DataFrame, asked: pd.DataFrame, words: Words) -> str:
    seen = facts[facts["indicator"] == "mercury_sites_pct"].sort_values("year")
    if seen.empty:
        return ""
    last = seen.iloc[-1]
    counts = asked[(asked["indicator"] == "mercury_sites_pct") & (asked["year"] == last["year"])].iloc[0]
    if counts["visited"] == counts["answered"]:
        every = N("In {year} mercury was seen in use at **{share}** of the {n} sites visited; all of them were asked.")
        return words.t(every, **_share_values(last, words))
    return words.t(
        "In {year} mercury was seen in use at **{share}** of the {n} sites that were asked; **{not_asked}** of "
        "{visited} sites visited that year were not asked, which is not no.",
        visited=words.number(counts["visited"]),
        not_asked=words.number(counts["visited"] - counts["answered"]),
        **_share_values(last, words),
    )


def _share_values(row, words: Words) -> dict:
    return {"year": row["year"], "share": words.percent(row["value"], 0), "n": words.number(row["n"])}


def not_judged_sentence(asked: pd.DataFrame, year: int, words: Words) -> str:
    """How many sites visited in a year cannot be judged because not all was asked; empty where all can."""
    row = asked[(asked["indicator"] == ANY) & (asked["year"] == year)]
    if row.empty:
        return ""
    visited, answered = int(row["visited"].iloc[0]), int(row["answered"].iloc[0])
    if visited == answered:
        return words.t("All sites visited that year can be judged.")
    return words.plural(
        "**{count}** of {visited} sites visited that year was not asked enough to tell; not asked is not no.",
        "**{count}** of {visited} sites visited that year were not asked enough to tell; not asked is not no.",
        visited - answered,
        visited=words.number(visited),
    )


# --- tables ----------------------------------------------------------------------------------------------------------


def answered_questions(facts: pd.DataFrame, words: Words) -> dict[str, str]:
    """Id -> name of each question that was answered at any site, in the order shown."""
    answered = set(facts["indicator"])
    return {id: words.t(name) for id, name in QUESTIONS.items() if id in answered}


def answers_table(facts: pd.DataFrame, asked: pd.DataFrame, words: Words) -> Cells:
    """Per question the latest year with answers, yes in %, n, and not asked.

    A question nobody answered stands with the latest year of visits, so that its silence is seen.
    """
    t, lines = words.t, []
    both = asked.merge(facts, how="left", on=["indicator", "year"]).sort_values("year")
    for id, name in QUESTIONS.items():
        own = both[both["indicator"] == id]
        own = own[own["answered"] > 0] if own["answered"].any() else own
        row = own.iloc[-1]
        counts = [words.number(row["answered"]), words.number(row["visited"] - row["answered"])]
        lines.append([t(name), str(row["year"]), words.percent(row["value"], 0), *counts])
    return (
        [t("Question"), t("Year"), t("Yes"), t("Sites that answered (n)"), t("Sites not asked")],
        lines,
        [1, 2, 3, 4],
    )


def places_table(rows: pd.DataFrame, names: dict[str, str], words: Words) -> Cells:
    """A line per place, a column per question of `names`: share, n, and the year if it is not the latest."""
    lines, latest = [], rows["year"].max()
    for (name, _), own in rows.groupby(["place_name", "place_code"], sort=True):
        cells = {row.indicator: _brief(row, latest, words) for row in own.itertuples()}
        lines.append([name, *(cells.get(id, NO_VALUE) for id in names)])
    return [words.t("Place"), *names.values()], lines, ()


def _brief(row, latest: int, words: Words) -> str:
    share, n = words.percent(row.value, 0), words.number(row.n)
    if row.year == latest:
        return words.t("{share} ({n})", share=share, n=n)
    return words.t("{share} ({n}, {year})", share=share, n=n, year=row.year)


def share_texts(rows: pd.DataFrame, words: Words) -> list[str]:
    """Share, n and year of each row, in words."""
    return [
        words.t(
            "{share} (n\u00a0=\u00a0{n}, {year})",
            share=words.percent(row.value, 0),
            n=words.number(row.n),
            year=row.year,
        )
        for row in rows.itertuples()
    ]
