"""The workplan and its money in words: what is done, what is late, what is costed; three gauges kept apart.

Rows in, texts and table rows out; the rows come from the queries activity_* and budget_*. It draws no chart (charts/)
and judges no reduction of mercury (target.py).
"""

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from nap import promise
from nap.cards import records
from nap.html import Bar, unbroken
from nap.target import Target
from nap.words import N, Words, is_missing

MONEY = {
    "planned": N("Planned"),
    "committed": N("Committed"),
    "disbursed": N("Disbursed"),
    "spent": N("Spent"),
}
ALL = "all"
HEADINGS = {
    "activity_code": N("Code"),
    "title": N("Activity"),
    "strategy_code": N("Strategy"),
    "annex_c": N("Element of Annex C"),
    "lead_institution": N("Lead"),
    "planned_start": N("Planned start"),
    "planned_end": N("Planned end"),
    "actual_start": N("Start"),
    "actual_end": N("End"),
    "percent_complete": N("Done (%)"),
    "status": N("Status"),
    "is_late": N("Late"),
    "is_late_unknown": N("Whether late cannot be told"),
    "days_late": N("Days late"),
    "delay_reason": N("Reason of the delay"),
    "budget_code": N("Budget line"),
    "funding": N("Funding"),
    "donor": N("Donor"),
    "currency": N("Currency"),
    "units_per_usd": N("Units per US$"),
    "rate_date": N("Date of the rate"),
    "letter": N("Element of Annex C"),
    "activities_count": N("Activities"),
    "code": N("Code"),
    "lines_count": N("Lines"),
    "uncosted_count": N("Not costed"),
    "zero_count": N("Cost nothing"),
    "both_count": N("Lines with plan and spending"),
    "zero_reported_count": N("Lines planned at zero that report spending"),
    "execution_pct": N("Spent of planned (%)"),
    **MONEY,
}


def letters(words: Words) -> dict[str | None, str]:
    """Every element of Annex C, from a to k and paragraph 2, with its short name; last, none named."""
    named = {code: f"{code} · {words.t(label)}" for code, label in promise.codes("annex_c").items()}
    return {**named, None: words.t("No element named")}


def strategies(plan: dict, words: Words) -> dict[str, str]:
    """The strategies of the plan: code -> title in the reader's language."""
    return {row["code"]: words.own(row.get("title"), row["code"]) for row in plan.get("strategy", [])}


def statuses(words: Words) -> dict[str, str]:
    """What activities may be chosen by: late ones, then every state that can be reported."""
    return {
        "late": words.t("Late"),
        **{code: words.t(label) for code, label in promise.table("activity").columns["status"].codes.items()},
    }


def fundings(words: Words) -> dict[str | None, str]:
    """Where money may come from: code -> name; last, not stated."""
    named = {code: words.t(label) for code, label in promise.codes("funding").items()}
    return {**named, None: words.t("Not stated")}


def choices(plan: dict, words: Words) -> dict[str, tuple[str, dict[str, str]]]:
    """What the list may be narrowed by: parameter of the query -> question, and code -> answer, all first."""
    every, named = {ALL: words.t("All")}, {code: name for code, name in letters(words).items() if code is not None}
    return {
        "strategy": (words.t("Strategy"), {**every, **strategies(plan, words)}),
        "letter": (words.t("Element of Annex C"), {**every, **named}),
        "status": (words.t("Status"), {**every, **statuses(words)}),
    }


def groups(plan: dict, words: Words) -> dict[str, tuple[str, dict]]:
    """What money may be grouped by: parameter of the query -> its name, and code -> text."""
    return {
        "funding": (words.t("Funding"), fundings(words)),
        "strategy": (words.t("Strategy"), strategies(plan, words)),
        "letter": (words.t("Element of Annex C"), letters(words)),
    }


def sentence(done: dict, money: dict, as_of: dt.date, words: Words) -> str:
    """What a reader should take away: activities completed and late, money spent; what cannot be told is said."""
    t = words.t
    if not done["activities_count"]:
        return t("The workplan names no activity here in these years.")
    if not done["stated_count"]:
        said = words.plural(
            "The plan lists **{count} activity**. Whether it is carried out **cannot be told**: its state is not"
            " recorded.",
            "The plan lists **{count} activities**. Whether they are carried out **cannot be told**: their state is not"
            " recorded.",
            done["activities_count"],
        )
    else:
        said = t(
            "On {date}, **{completed} of {counted}** activities were completed and **{late}** were late.",
            date=words.date(as_of),
            completed=words.number(done["completed_count"]),
            counted=words.number(done["counted_count"]),
            late=words.number(done["late_count"]),
        )
    if done["stated_count"] and done["unknown_late_count"]:
        said += " " + words.plural(
            "Whether **{count}** more, planned to be finished by then, is late **cannot be told**: its state is not"
            " recorded.",
            "Whether **{count}** more, planned to be finished by then, are late **cannot be told**: their state is not"
            " recorded.",
            done["unknown_late_count"],
        )
    return f"{said} {money_sentence(money, words)}".strip()


def money_sentence(money: dict, words: Words) -> str:
    """Money spent of money planned over the lines where both are known, or what is planned alone."""
    if money["execution_pct"] is not None:
        return words.t(
            "**{spent}** were spent of {planned} planned, over the {n} of {lines} budget lines where both are known.",
            spent=words.quantity(money["both_spent_usd"], "US$", 0),
            n=words.number(money["both_count"]),
            planned=words.quantity(money["both_planned_usd"], "US$", 0),
            lines=words.number(money["lines_count"]),
        )
    if money["planned_usd"] is not None:
        return words.t(
            "**{planned}** are planned; how much was spent is not recorded.",
            planned=words.quantity(money["planned_usd"], "US$", 0),
        )
    return words.t("What it costs is not recorded.")


def mercury(targets: Sequence[Target], place: str) -> Target | None:
    """The current target for all mercury used at this very place, if there is one."""
    for each in targets:
        here = each.row["place_code"] == place and each.row["series"] is None
        if here and each.is_current and each.indicator.id == "hg_use_t":
            return each
    return None


def gauges(done: dict, money: dict, mercury: Target | None, words: Words) -> list[Bar]:
    """Activities completed, money spent, mercury reduced: three shares of three different things."""
    t = words.t
    bars = [_activities(done, words), _spent(money, words)]
    if mercury is None:
        note = t("No target for mercury use is set for this place.")
        return [*bars, Bar(t("Mercury use reduced"), t("cannot be told"), None, note)]
    ratio, value = mercury.status.ratio, mercury.verdict(words)
    if ratio is not None:
        value = f"{words.percent(100 * ratio, 0)} · {value}"
    return [*bars, Bar(t("Mercury use reduced"), value, ratio, mercury.sentence(words))]


def _activities(done: dict, words: Words) -> Bar:
    t = words.t
    if done["completed_pct"] is None:
        return Bar(
            t("Activities completed"), t("cannot be told"), None, t("The state of the activities is not recorded.")
        )
    unknown = done["activities_count"] - done["stated_count"]
    note = t(
        "{completed} of {counted} activities, large and small alike; {cancelled} cancelled and {unknown} of unknown"
        " state are left out.",
        completed=words.number(done["completed_count"]),
        counted=words.number(done["counted_count"]),
        cancelled=words.number(done["cancelled_count"]),
        unknown=words.number(unknown),
    )
    return Bar(t("Activities completed"), words.percent(done["completed_pct"], 0), done["completed_pct"] / 100, note)


def _spent(money: dict, words: Words) -> Bar:
    t, share = words.t, money["execution_pct"]
    if share is None:
        return Bar(
            t("Money spent"),
            t("cannot be told"),
            None,
            t("No budget line tells both what was planned and what was spent."),
        )
    note = t(
        "{spent} of {planned}, over the {n} lines where both are known; {left} of {lines} lines are left out.",
        spent=words.quantity(money["both_spent_usd"], "US$", 0),
        planned=words.quantity(money["both_planned_usd"], "US$", 0),
        n=words.number(money["both_count"]),
        left=words.number(money["lines_count"] - money["both_count"]),
        lines=words.number(money["lines_count"]),
    )
    if money["zero_reported_count"]:
        note += " " + words.plural(
            "Among them is {count} line that reports spending and was planned to cost nothing.",
            "Among them are {count} lines that report spending and were planned to cost nothing.",
            money["zero_reported_count"],
        )
    return Bar(t("Money spent"), words.percent(share, 0), share / 100, note)


def gaps(by_letter: pd.DataFrame, words: Words) -> str:
    """Which elements that Annex C asks for have no activity; paragraph 2 is optional and said apart."""
    t, known = words.t, {code: name for code, name in letters(words).items() if code is not None}
    seen = set(by_letter["letter"].dropna())
    missing = [name for code, name in known.items() if code not in seen and code != "C2"]
    said = (
        t("Elements of Annex C without any activity: {names}.", names=", ".join(missing))
        if missing
        else t("Every element from a to k has at least one activity.")
    )
    return said if "C2" in seen else f"{said} {t('The optional market mechanisms (paragraph 2) have none.')}"


def span(rows: pd.DataFrame, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a time line: whole years around every date of the rows and `as_of`."""
    dates = ("planned_start", "planned_end", "actual_start", "actual_end")
    years = [as_of.year, *(day.year for name in dates for day in rows[name].dropna())]
    return dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)


def has_dates(rows: pd.DataFrame) -> bool:
    """Whether any activity has a day that a time line can show."""
    return bool(rows[["planned_start", "planned_end", "actual_start", "actual_end"]].notna().any(axis=None))


def activity_table(rows: pd.DataFrame, words: Words) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the list of activities: what, who, when, where it stands and why it is late."""
    t, own = words.t, promise.table("activity")
    lines = []
    for row in records(rows):
        status = t("State not given") if row["status"] is None else t(own.label("status", row["status"]))
        if row["is_late"] and row["days_late"]:
            status += " · " + words.plural("{count} day late", "{count} days late", row["days_late"])
        elif row["is_late"]:
            status += " · " + t("late")
        elif row["is_late_unknown"]:
            status += " · " + t("past its planned end")
        if row["percent_complete"] is not None:
            status += " · " + t("{share} done", share=words.percent(row["percent_complete"], 0))
        lines.append(
            [
                unbroken(row["activity_code"]),
                words.text(row, "title"),
                ", ".join([] if row["annex_c"] is None else row["annex_c"]) or "–",
                row["lead_institution"] or "–",
                _period(row["planned_start"], row["planned_end"], words),
                _period(row["actual_start"], row["actual_end"], words),
                status,
                words.text(row, "delay_reason"),
            ]
        )
    headings = [
        t("Code"),
        t("Activity"),
        t("Annex C"),
        t("Lead"),
        t("Planned"),
        t("Carried out"),
        t("Status"),
        t("Reason of the delay"),
    ]
    keep = [i for i in range(len(headings)) if i < 2 or any(line[i] != "–" for line in lines)]
    return [headings[i] for i in keep], [[line[i] for i in keep] for line in lines]


def list_caption(rows: pd.DataFrame, as_of: dt.date, words: Words) -> str:
    """How many activities the list has, and what late means where it can be told."""
    count = words.plural("{count} activity.", "{count} activities.", len(rows))
    if not has_dates(rows) and not rows["status"].notna().any():
        return count
    late = words.t(
        "Late: reported as delayed, or planned to be finished by {date} and not finished.", date=words.date(as_of)
    )
    return f"{count} {late}"


def _period(start, end, words: Words) -> str:
    if is_missing(start) and is_missing(end):
        return "–"
    if is_missing(end):
        return words.t("since {date}", date=words.date(start))
    if is_missing(start):
        return words.t("until {date}", date=words.date(end))
    return f"{words.date(start)} – {words.date(end)}"


def money_note(money: dict, words: Words) -> str:
    """How many lines have a sum, cost nothing or are not costed, and what no one has promised to pay."""
    t = words.t
    note = t(
        "Of {lines} budget lines, {costed} have a sum, among them {zero} that cost nothing; {uncosted} are not costed"
        " and are not counted as zero.",
        lines=words.number(money["lines_count"]),
        costed=words.number(money["costed_count"]),
        zero=words.number(money["zero_count"]),
        uncosted=words.number(money["uncosted_count"]),
    )
    if money["unfunded_usd"] is not None:
        note += " " + t("No one pays yet for {sum}.", sum=words.quantity(money["unfunded_usd"], "US$", 0))
    if not money["funded_count"]:
        note += " " + t("Where the money comes from is not recorded.")
    return note


def money_caveat(by: str, words: Words) -> str:
    """What to mind when sums stand by element of Annex C, or nothing."""
    if by != "letter":
        return ""
    return words.t(
        "An activity that serves several elements counts for each, so these sums do not add up to the total."
    )


def money_table(
    rows: pd.DataFrame, names: dict, what: str, words: Words
) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings, rows and numeric columns of the sums in US dollars; the share spent has its own number of lines."""
    t = words.t
    known = [name for name in MONEY if rows[f"{name}_usd"].notna().any()]
    headings = [
        what,
        *(t("{what} (US$)", what=t(MONEY[name])) for name in known),
        t("Spent of planned"),
        t("Lines"),
        t("Not costed"),
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
                words.number(row["lines_count"]),
                words.number(row["uncosted_count"]),
            ]
        )
    return headings, lines, list(range(1, len(headings)))


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the lists to download."""
    t = words.t
    sums = {f"{name}_usd": t("{what} (US$)", what=t(label)) for name, label in MONEY.items()}
    return {**{name: t(label) for name, label in HEADINGS.items()}, **sums}
