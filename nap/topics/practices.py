"""Worst practices in words: the questions asked at sites, and what their answers say. Not asked is not no.

Rows in, texts and lines of tables out; the shares are computed in nap/pack/indicators.
"""

import pandas as pd

from nap.language.texts import NO_VALUE, N, Words

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

    Where no site can be judged it says so, and how often mercury was seen if that was asked.
    facts: indicator, year, value, n. asked: indicator, year, visited, answered.
    """
    t, own = words.t, facts[facts["indicator"] == ANY].sort_values("year")
    if own.empty:
        nobody = t(
            "{place}: no visited site was asked enough about the four worst practices, so their share cannot be told.",
            place=place,
        )
        return " ".join(filter(None, [nobody, _mercury(facts, asked, words)]))
    first, last = _said(own.iloc[0], words), _said(own.iloc[-1], words)
    now = t(
        "{place}, {year}: **{share}** of the sites that can be judged had at least one of the four worst practices "
        "(n\u00a0=\u00a0{n}).",
        place=place,
        **last,
    )
    before = t("It was {share} in {year} (n\u00a0=\u00a0{n}), among the sites visited then.", **first)
    return " ".join(filter(None, [now, before if len(own) > 1 else "", not_judged(asked, last["year"], words)]))


def _mercury(facts: pd.DataFrame, asked: pd.DataFrame, words: Words) -> str:
    seen = facts[facts["indicator"] == "mercury_sites_pct"].sort_values("year")
    if seen.empty:
        return ""
    last = seen.iloc[-1]
    counts = asked[(asked["indicator"] == "mercury_sites_pct") & (asked["year"] == last["year"])].iloc[0]
    if counts["visited"] == counts["answered"]:
        every = N("In {year} mercury was seen in use at **{share}** of the {n} sites visited; all of them were asked.")
        return words.t(every, **_said(last, words))
    return words.t(
        "In {year} mercury was seen in use at **{share}** of the {n} sites that were asked; **{not_asked}** of "
        "{visited} sites visited that year were not asked, which is not no.",
        visited=words.number(counts["visited"]),
        not_asked=words.number(counts["visited"] - counts["answered"]),
        **_said(last, words),
    )


def _said(row, words: Words) -> dict:
    return {"year": row["year"], "share": words.percent(row["value"], 0), "n": words.number(row["n"])}


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


def asked_names(facts: pd.DataFrame, words: Words) -> dict[str, str]:
    """Id -> name of each question that was answered at any site, in the order shown."""
    answered = set(facts["indicator"])
    return {id: words.t(name) for id, name in QUESTIONS.items() if id in answered}


def answers_table(facts: pd.DataFrame, asked: pd.DataFrame, words: Words) -> tuple[list, list, list]:
    """Headings, lines and numeric columns: per question the latest year with answers, yes in %, n, and not asked.

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


def places_table(rows: pd.DataFrame, names: dict[str, str], words: Words) -> tuple[list, list]:
    """Headings and lines: a line per place, a column per question of `names`: share, n, the year if not the latest."""
    lines, latest = [], rows["year"].max()
    for (name, _), own in rows.groupby(["place_name", "place_code"], sort=True):
        cells = {row.indicator: _brief(row, latest, words) for row in own.itertuples()}
        lines.append([name, *(cells.get(id, NO_VALUE) for id in names)])
    return [words.t("Place"), *names.values()], lines


def _brief(row, latest: int, words: Words) -> str:
    share, n = words.percent(row.value, 0), words.number(row.n)
    if row.year == latest:
        return words.t("{share} ({n})", share=share, n=n)
    return words.t("{share} ({n}, {year})", share=share, n=n, year=row.year)


def said(rows: pd.DataFrame, words: Words) -> list[str]:
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
