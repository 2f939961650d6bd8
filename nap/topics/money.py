"""The money of the plan: planned, secured, spent; what is missing; rates; what a kilogram of mercury cost.

The rows come from the queries budget_*. Secured, missing and untold are computed in pack/derived/budget_usd.sql.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from babel.numbers import list_currencies

from nap.errors import NapError
from nap.figures import money as charts
from nap.figures.pieces import Bar
from nap.language.texts import N, Words
from nap.pack import contract
from nap.topics import judgement
from nap.topics.ask import Ask
from nap.topics.blocks import (
    Bars,
    Block,
    Figure,
    Lead,
    Missing,
    Numbers,
    Paragraph,
    Remark,
    Section,
    Table,
)
from nap.topics.plan_groups import letters, strategies
from nap.topics.provenance import problem_notices
from nap.topics.rows import Rows, records

QUESTION = N("What does the plan cost, what of it is secured, and what did it buy?")
STAGES = {
    "planned": N("Planned"),
    "committed": N("Committed"),
    "disbursed": N("Disbursed"),
    "spent": N("Spent"),
}
PARTS = {"secured": N("Secured"), "untold": N("Cannot be told"), "missing": N("Missing")}
HEADINGS = {
    "budget_code": N("Budget line"),
    "activity_code": N("Code"),
    "title": N("Activity"),
    "strategy_code": N("Strategy"),
    "year": N("Year"),
    "funding": N("Funding"),
    "donor": N("Donor"),
    "project": N("Project"),
    "reported_on": N("Reported up to"),
    "cofinance_expected_usd": N("Co-finance expected (US$)"),
    "cofinance_materialised_usd": N("Co-finance materialised (US$)"),
    "direct_kg": N("Mercury reduced, by the project itself (kg)"),
    "replication_kg": N("Mercury reduced, by others who took over (kg)"),
    "first_year": N("First year"),
    "last_year": N("Last year"),
    "value": N("US$ per kg"),
    "low": N("Low"),
    "high": N("High"),
    "currency": N("Currency"),
    "units_per_usd": N("Units per US$"),
    "rate_date": N("Date of the rate"),
    "code": N("Code"),
    "lines_count": N("Lines"),
    "uncosted_count": N("Not costed"),
    "zero_count": N("Cost nothing"),
    "told_count": N("Lines of which the gap can be told"),
    "both_count": N("Lines with plan and spending"),
    "zero_reported_count": N("Lines planned at zero that report spending"),
    "execution_pct": N("Spent of planned (%)"),
    **STAGES,
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What does the plan cost, what of it is secured, and what did it buy?"""
    t = words.t
    costs = data.one("budget_summary")
    yield Missing("no-budget", tables=("budget_line",))
    if not data.lacks("budget_line"):
        yield Lead("costs", sentence(costs, words))
        yield Remark("judged-on", judgement.judged_sentence(data.judged_on("budget_line"), words))
    if costs["lines_count"]:
        yield Bars("gauges", gauges(costs, words), tables=("budget_line",), note=note(costs, words))
        yield Section("by", t("Where the money stands"), lambda: money_by(ask, data, words, costs))
        yield Section(
            "currencies",
            t("Currencies and rates"),
            lambda: currencies(data, words),
            t("Sums in US dollars are the sums of the lines at the rate that stands in each line."),
        )
        yield Section("lines", t("Budget lines in their own currency"), lambda: budget_lines(data, words))
    yield Section(
        "cost-per-kg",
        t("What a kilogram of mercury cost, and co-finance"),
        lambda: cost_per_kg(data, words),
        t("Whole country. Spending as donors report it for each kilogram that projects claim, not measured."),
    )


def money_by(ask: Ask, data: Rows, words: Words, costs: dict) -> Iterator[Block]:
    """Planned, secured and missing, and from plan to spending, by the group a reader chooses."""
    t = words.t
    named = groups(data.plan, words)
    names = {code: name for code, (name, _) in named.items()}
    by = ask.pick("money", t("Money by"), names, default=first_group(costs))
    sums = data.rows("budget_by", by=by)
    texts = named[by][1]
    shared: dict[str, Any] = {
        "tables": ("budget_line",),
        "labels": headings(words),
        "unit": "US$",
        "note": caveat(by, words),
    }
    yield Figure(
        "gap",
        charts.gap,
        sums,
        (texts,),
        title=t("Planned, secured and missing, US$"),
        about=t(
            "What is planned falls into what is secured, what is missing, and what nobody can tell because the budget"
            " does not say what is committed. Lines that are not costed come on top."
        ),
        name=f"gap-by-{by}",
        **shared,
    )
    if costs["committed_count"] or costs["reported_count"]:
        yield Figure(
            "stages",
            charts.stages,
            sums,
            (texts,),
            title=t("From plan to spending, US$"),
            name=f"money-by-{by}",
            **shared,
        )
    yield Table("sums", *table(sums, texts, names[by], words))


def currencies(data: Rows, words: Words) -> Iterator[Block]:
    """What is planned and spent in each currency, and how good its rates are."""
    rows = data.rows("budget_currencies")
    yield from problem_notices("strange", strange_currencies(rows, data.plan), words)
    yield Table("rates", *rates(rows, words))
    for number, remark in enumerate(rate_remarks(rows, data.as_of("budget_line"), words), 1):
        yield Paragraph(f"rate-{number}", remark)


def budget_lines(data: Rows, words: Words) -> Iterator[Block]:
    """Every line of the budget, to look at and to take away."""
    yield Numbers("budget-lines", words.fold_translations(data.rows("budget_lines")), headings(words))


def cost_per_kg(data: Rows, words: Words) -> Iterator[Block]:
    """What projects spent for each kilogram of mercury they claim to have reduced, and their co-finance."""
    projects = data.rows("budget_projects")
    yield Paragraph("cost", cost_sentence(data.rows("budget_cost_per_kg"), projects, words))
    for number, text in enumerate(cofinance(projects, words), 1):
        yield Paragraph(f"cofinance-{number}", text)
    if not projects.empty:
        yield Table(
            "projects",
            *projects_table(projects, words),
            tables=("project", "reduction_claim"),
            note=cost_note(words),
        )
        yield Numbers("project-rows", projects, headings(words))


def fundings(words: Words) -> dict[str | None, str]:
    """Where money may come from: code -> name; last, not stated."""
    named: dict[str | None, str] = {code: words.t(label) for code, label in contract.codes("funding").items()}
    return {**named, None: words.t("Not stated")}


def groups(plan: dict, words: Words) -> dict[str, tuple[str, dict]]:
    """What money may be grouped by: parameter of the query -> its name, and code -> text; a year is its own text."""
    return {
        "funding": (words.t("Funding"), fundings(words)),
        "strategy": (words.t("Strategy"), {**strategies(plan, words), None: words.t("Not stated")}),
        "letter": (words.t("Element of Annex C"), letters(words)),
        "year": (words.t("Year"), {None: words.t("Not stated")}),
    }


def first_group(costs: dict) -> str:
    """What money is grouped by at first: who pays, if the budget tells it."""
    return "funding" if costs["funded_count"] else "strategy"


# --- what is planned, secured, spent -----------------------------------------------------------------------------


def sentence(costs: dict, words: Words) -> str:
    """What a reader should take away: planned, secured, missing or not to be told, and spent."""
    t = words.t
    if costs["planned_usd"] is None:
        return t("What the plan costs here in these years is not recorded.")
    said = [
        words.plural(
            "**{planned}** are planned, in {count} budget line that has a sum.",
            "**{planned}** are planned, in {count} budget lines that have a sum.",
            costs["costed_count"],
            planned=_usd(costs["planned_usd"], words),
        ),
        gap_sentence(costs, words),
        spent_sentence(costs, words),
    ]
    return " ".join(said)


def gap_sentence(costs: dict, words: Words) -> str:
    """What of the plan is missing: a sum, a range where the budget does not tell all, or that nobody can tell."""
    t, missing, untold = words.t, costs["missing_usd"], costs["untold_usd"]
    if not costs["told_count"]:
        return t(
            "How much of it is missing **cannot be told**: the budget does not say what is committed, so it may be"
            " anything up to {most}.",
            most=_usd(untold, words),
        )
    if untold:
        return t(
            "**{range}** are missing: for {untold} the budget does not say what is committed.",
            range=usd_range(words.number(missing, 0), words.number(missing + untold, 0), words),
            untold=_usd(untold, words),
        )
    return t("**{missing}** are missing.", missing=_usd(missing, words))


def missing(costs: dict, words: Words) -> str:
    """Planned and missing in short, or that what is missing cannot be told; empty where no line has a sum."""
    t, planned, least, untold = words.t, costs["planned_usd"], costs["missing_usd"], costs["untold_usd"]
    if planned is None:
        return ""
    in_short = {"planned": words.compact(planned, "US$")}
    if not costs["told_count"]:
        return t("**{planned}** are planned; how much of it is missing **cannot be told**.", **in_short)
    gap = words.compact(least, "US$")
    if untold:
        gap = usd_range(words.compact(least, None), words.compact(least + untold, None), words)
    return t("**{gap}** of the {planned} planned are missing.", gap=gap, **in_short)


def spent_sentence(costs: dict, words: Words) -> str:
    """Money spent of money planned over the lines where both are known."""
    if costs["execution_pct"] is not None:
        return words.t(
            "**{spent}** were spent of {planned} planned, over the {n} of {lines} budget lines where both are known.",
            spent=_usd(costs["both_spent_usd"], words),
            n=words.number(costs["both_count"]),
            planned=_usd(costs["both_planned_usd"], words),
            lines=words.number(costs["lines_count"]),
        )
    return words.t("How much was spent is not recorded.")


def gauges(costs: dict, words: Words) -> list[Bar]:
    """Secured and spent as shares of what is planned: two shares with denominators of their own."""
    return [_secured(costs, words), spent(costs, words)]


def _secured(costs: dict, words: Words) -> Bar:
    t, planned = words.t, costs["planned_usd"]
    if not planned or not costs["told_count"]:
        return Bar(t("Money secured"), t("cannot be told"), None, t("The budget does not say what is committed."))
    low, high = (100 * sum_ / planned for sum_ in (costs["secured_usd"], costs["secured_usd"] + costs["untold_usd"]))
    value = words.percent(low, 0)
    if round(low) != round(high):
        value = t("{low} to {high}", low=words.number(low, 0), high=words.percent(high, 0))
    note = t(
        "{secured} of {planned}. Secured is what is committed, or already paid out or spent, up to what each line"
        " plans; money beyond that closes no gap elsewhere.",
        secured=_usd(costs["secured_usd"], words),
        planned=_usd(planned, words),
    )
    return Bar(t("Money secured"), value, low / 100, note)


def spent(costs: dict, words: Words) -> Bar:
    """Money spent as a share of money planned, over the lines that tell both; a plan of zero has no share."""
    t, share = words.t, costs["execution_pct"]
    if share is None:
        return Bar(
            t("Money spent"),
            t("cannot be told"),
            None,
            t("No budget line tells both what was planned and what was spent."),
        )
    note = t(
        "{spent} of {planned}, over the {n} lines where both are known; {left} of {lines} lines are left out.",
        spent=_usd(costs["both_spent_usd"], words),
        planned=_usd(costs["both_planned_usd"], words),
        n=words.number(costs["both_count"]),
        left=words.number(costs["lines_count"] - costs["both_count"]),
        lines=words.number(costs["lines_count"]),
    )
    if costs["zero_reported_count"]:
        note += " " + words.plural(
            "Among them is {count} line that reports spending and was planned to cost nothing.",
            "Among them are {count} lines that report spending and were planned to cost nothing.",
            costs["zero_reported_count"],
        )
    return Bar(t("Money spent"), words.percent(share, 0), share / 100, note)


def note(costs: dict, words: Words) -> str:
    """How many lines have a sum, cost nothing or are not costed, and what no one has promised to pay."""
    t = words.t
    said = t(
        "Of {lines} budget lines, {costed} have a sum, among them {zero} that cost nothing; {uncosted} are not costed"
        " and are not counted as zero.",
        lines=words.number(costs["lines_count"]),
        costed=words.number(costs["costed_count"]),
        zero=words.number(costs["zero_count"]),
        uncosted=words.number(costs["uncosted_count"]),
    )
    if costs["unfunded_usd"] is not None:
        said += " " + t("No one pays yet for {sum}.", sum=_usd(costs["unfunded_usd"], words))
    if not costs["funded_count"]:
        said += " " + t("Where the money comes from is not recorded.")
    return said


def caveat(by: str, words: Words) -> str:
    """What to mind when sums stand by element of Annex C or by year, or nothing."""
    if by == "letter":
        return words.t(
            "An activity that serves several elements counts for each, so these sums do not add up to the total."
        )
    if by == "year":
        return words.t("A line without a budget year counts under the year in which its activity is planned to start.")
    return ""


def table(rows: pd.DataFrame, names: dict, what: str, words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings, rows and numeric columns of the sums in US dollars; what nobody tells is not zero."""
    t = words.t
    parts = PARTS if rows["told_count"].any() else {}  # all the plan cannot be told: that is said once, above
    known = [name for name in (*STAGES, *parts) if rows[f"{name}_usd"].fillna(0).any() or name == "planned"]
    labels = {**STAGES, **PARTS}
    headings = [
        what,
        *(t("{what} (US$)", what=t(labels[name])) for name in known),
        t("Spent of planned"),
        t("Lines"),
        t("Not costed"),
        t("Cost nothing"),
    ]
    lines = []
    for row in records(rows):
        share = "–"
        if row["execution_pct"] is not None:
            share = t(
                "{share} (over {n})", share=words.percent(row["execution_pct"], 0), n=words.number(row["both_count"])
            )
        lines.append(
            [
                names.get(row["code"], row["code"] or "–"),
                *(words.number(row[f"{name}_usd"], 0) for name in known),
                share,
                *(words.number(row[name]) for name in ("lines_count", "uncosted_count", "zero_count")),
            ]
        )
    return _without_blanks(headings, lines, range(1, len(headings)))


def _without_blanks(
    headings: list[str], lines: list[list[str]], numeric: Iterable[int]
) -> tuple[list[str], list[list[str]], list[int]]:
    """A table without the columns of which no row knows anything."""
    keep = [i for i in range(len(headings)) if not i or any(line[i] != "–" for line in lines)]
    numbers = [keep.index(i) for i in numeric if i in keep]
    return [headings[i] for i in keep], [[line[i] for i in keep] for line in lines], numbers


# --- currencies and rates ----------------------------------------------------------------------------------------


def rates(rows: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings, rows and numeric columns of the currencies: their own sums, the rates and their days, US dollars."""
    t = words.t
    lines = [
        [
            row["currency"],
            words.number(row["lines_count"]),
            words.number(row["planned"], 0),
            _between(row["rate_low"], row["rate_high"], words.number, words),
            _between(row["rate_first"], row["rate_last"], words.date, words),
            words.number(row["planned_usd"], 0),
            words.number(row["spent"], 0),
            words.number(row["spent_usd"], 0),
        ]
        for row in records(rows)
    ]
    headings = [
        t("Currency"),
        t("Lines"),
        t("Planned, own currency"),
        t("Units per US$"),
        t("Date of the rate"),
        t("Planned (US$)"),
        t("Spent, own currency"),
        t("Spent (US$)"),
    ]
    return _without_blanks(headings, lines, [1, 2, 3, 5, 6, 7])


def _between(low, high, write, words: Words) -> str:
    """One value, or the first and last of several."""
    first, last = write(low), write(high)
    return first if first == last else words.t("{low} to {high}", low=first, high=last)


def rate_remarks(rows: pd.DataFrame, as_of: dt.date, words: Words) -> list[str]:
    """Which rates have no day, are old, or are no rates at all; sums in dollars are as good as these."""
    t, said = words.t, []
    for row in records(rows):
        lines = row["lines_count"]
        if row["undated_count"]:
            said.append(
                t(
                    "{currency}: the rate of {count} of {lines} lines has no day, so how old it is cannot be told.",
                    currency=row["currency"],
                    count=words.number(row["undated_count"]),
                    lines=words.number(lines),
                )
            )
        if row["old_count"]:
            said.append(
                t(
                    "{currency}: the rate of {count} of {lines} lines is older than two years on {date}; what they are"
                    " worth in US dollars today may differ.",
                    currency=row["currency"],
                    count=words.number(row["old_count"]),
                    lines=words.number(lines),
                    date=words.date(as_of),
                )
            )
        if row["norate_count"]:
            said.append(
                t(
                    "{currency}: {count} of {lines} lines have a rate of zero and are left out of every sum in US"
                    " dollars.",
                    currency=row["currency"],
                    count=words.number(row["norate_count"]),
                    lines=words.number(lines),
                )
            )
    return said


def strange_currencies(rows: pd.DataFrame, plan: dict) -> list[NapError]:
    """Currencies of the budget that neither the plan names nor anybody pays with."""
    known = set(list_currencies()) | set(plan["plan"].get("currencies", [])) | {plan["plan"].get("currency")}
    return [
        NapError(
            N("{count} budget lines are in “{currency}”, which is no currency known here."),
            N("Write the code of ISO 4217 into table budget_line, or name the currency in plan.toml."),
            count=row["lines_count"],
            currency=row["currency"],
        )
        for row in records(rows)
        if row["currency"] not in known
    ]


# --- what a kilogram of mercury cost, and co-finance ---------------------------------------------------------------


def cost_sentence(facts: pd.DataFrame, projects: pd.DataFrame, words: Words) -> str:
    """The cost of a kilogram with its range and what it rests on, or why nobody can tell."""
    t = words.t
    if facts.empty:
        if projects.empty:
            return t("What a kilogram of mercury cost **cannot be told**: no project reports to this plan.")
        return t(
            "What a kilogram of mercury cost **cannot be told**: no project tells both what it spent and what mercury"
            " it reduced by itself."
        )
    row = records(facts.sort_values("year"))[-1]
    return words.plural(
        "A kilogram of mercury reduced cost **{value}** (range {range}), by {count} project that tells"
        " both what it spent and what it reduced by itself.",
        "A kilogram of mercury reduced cost **{value}** (range {range}), by {count} projects that tell"
        " both what they spent and what they reduced by themselves.",
        row["n"],
        value=_usd(row["value"], words),
        range=usd_range(words.number(row["low"], 0), words.number(row["high"], 0), words),
    )


def cost_note(words: Words) -> str:
    """How the range of the cost comes about, and what the figure is not."""
    return words.t(
        "The range: with the mercury that others reduced by taking it over (low), and with the co-finance that has"
        " materialised (high). Spending serves other aims too, so this is not the price of reducing mercury alone;"
        " claims for all years of an effect are left out."
    )


def cofinance(rows: pd.DataFrame, words: Words) -> list[str]:
    """What was expected and what has come of the co-finance, each over the projects that tell it; never added."""
    told = rows[["cofinance_expected_usd", "cofinance_materialised_usd"]]
    if not told.notna().any(axis=None):
        return [words.t("What co-finance was expected and what has come is not recorded.")] if len(rows) else []
    (expected, come), (n, m) = told.sum(min_count=1), told.notna().sum()
    return [
        words.t(
            "Co-finance: {expected} expected ({n} of {all} projects tell it), {come} materialised ({m} of {all} tell"
            " it).",
            expected=_usd(expected, words),
            n=words.number(n),
            come=_usd(come, words),
            m=words.number(m),
            all=words.number(len(rows)),
        )
    ]


def projects_table(rows: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings, rows and numeric columns of the projects: spending, mercury claimed, cost of a kilogram, co-finance."""
    t = words.t
    lines = []
    for row in records(rows):
        cost = words.number(row["value"], 0)
        if row["value"] is not None and round(row["low"]) != round(row["high"]):
            cost = t(
                "{value} ({low} to {high})",
                value=cost,
                low=words.number(row["low"], 0),
                high=words.number(row["high"], 0),
            )
        lines.append(
            [
                row["project"],
                row["donor"] or "–",
                words.number(row["spent_usd"], 0),
                words.number(row["direct_kg"]),
                words.number(row["replication_kg"]),
                cost,
                words.number(row["cofinance_expected_usd"], 0),
                words.number(row["cofinance_materialised_usd"], 0),
            ]
        )
    headings = [
        t("Project"),
        t("Donor"),
        t("Spent (US$)"),
        t(HEADINGS["direct_kg"]),
        t(HEADINGS["replication_kg"]),
        t("US$ per kg"),
        t("Co-finance expected (US$)"),
        t(HEADINGS["cofinance_materialised_usd"]),
    ]
    return _without_blanks(headings, lines, range(2, 8))


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the lists to download."""
    t = words.t
    sums = {f"{name}_usd": t("{what} (US$)", what=t(label)) for name, label in {**STAGES, **PARTS}.items()}
    return {**{name: t(label) for name, label in HEADINGS.items()}, **sums}


def usd_range(low: str, high: str, words: Words) -> str:
    """A range in US dollars from its two ends as texts; the unit stands once, where the language puts it."""
    return words.t("US$\u00a0{low} to {high}", low=low, high=high)


def _usd(value, words: Words) -> str:
    return words.quantity(value, "US$", 0)
