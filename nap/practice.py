"""Worst practices in words: the questions asked at sites, and what their answers say. Not asked is not no.

Rows in, texts and lines of tables out; the shares are computed in nap/indicators.
"""

import pandas as pd

from nap.words import N, Words

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


def sentence(facts: pd.DataFrame, asked: pd.DataFrame, place: str, words: Words) -> str:
    """The latest share of sites with any worst practice, how it was, and how many visited sites cannot be judged.

    facts: indicator, year, value, n. asked: indicator, year, visited, answered.
    """
    t, own = words.t, facts[facts["indicator"] == ANY].sort_values("year")
    if own.empty:
        return t(
            "{place}: no visited site was asked about all four worst practices, so their share cannot be told.",
            place=place,
        )
    first, last = own.iloc[0], own.iloc[-1]
    parts = [
        t(
            "{place}, {year}: **{share}** of the sites that can be judged had at least one of the four worst practices "
            "(n = {n}).",
            place=place, year=last["year"], share=words.percent(last["value"], 0), n=words.number(last["n"]),
        )
    ]  # fmt: skip
    if len(own) > 1:
        parts.append(t("It was {share} in {year} (n = {n}), at other sites.", share=words.percent(first["value"], 0),
                       year=first["year"], n=words.number(first["n"])))  # fmt: skip
    parts.append(not_judged(asked, last["year"], words))
    return " ".join(filter(None, parts))


def not_judged(asked: pd.DataFrame, year: int, words: Words) -> str:
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


def answers_table(facts: pd.DataFrame, asked: pd.DataFrame, words: Words) -> tuple[list, list, list]:
    """Headings, lines and numeric columns: per question the latest year with answers, yes in %, n, and not asked."""
    t, lines = words.t, []
    both = asked.merge(facts, how="left", on=["indicator", "year"])
    for id, name in QUESTIONS.items():
        own = both[(both["indicator"] == id) & (both["answered"] > 0)].sort_values("year")
        if own.empty:
            lines.append([t(name), "–", "–", "–", "–"])
            continue
        row = own.iloc[-1]
        lines.append([t(name), str(row["year"]), words.percent(row["value"], 0), words.number(row["answered"]),
                      words.number(row["visited"] - row["answered"])])  # fmt: skip
    return (
        [t("Question"), t("Year"), t("Yes"), t("Sites that answered (n)"), t("Sites not asked")],
        lines,
        [1, 2, 3, 4],
    )


def places_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, list]:
    """Headings, lines and numeric columns: a line per place, a column per question with share, n and year."""
    t, lines = words.t, []
    for name, own in rows.groupby("place_name", sort=True):
        cells = dict(zip(own["indicator"], said(own, words), strict=True))
        lines.append([name, *(cells.get(id, "–") for id in QUESTIONS)])
    return [t("Place"), *(t(name) for name in QUESTIONS.values())], lines, list(range(1, len(QUESTIONS) + 1))


def said(rows: pd.DataFrame, words: Words) -> list[str]:
    """Share, n and year of each row, in words."""
    return [
        words.t(
            "{share} (n = {n}, {year})",
            share=words.percent(row.value, 0),
            n=words.number(row.n),
            year=row.year,
        )
        for row in rows.itertuples()
    ]
