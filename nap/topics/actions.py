"""The workplan in words: what is done, what is late and why, what to chase first, and the list for a meeting.

Rows in, texts and table rows out; the rows come from the queries activity_*. It draws no chart (figures/actions.py),
counts no money (money.py) and judges no reduction of mercury (verdicts.py).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from nap.errors import NapError
from nap.figures import actions as charts
from nap.figures.pieces import Bar, Code, document, unbroken
from nap.language.texts import N, Words, is_missing
from nap.pack import contract
from nap.topics import judgement, money, verdicts
from nap.topics.ask import Ask, Question
from nap.topics.blocks import (
    Bars,
    Beside,
    Block,
    Cells,
    Figure,
    Files,
    Fold,
    Lead,
    MadeFile,
    Missing,
    Notice,
    Paragraph,
    Remark,
    Section,
    Table,
)
from nap.topics.plan_groups import letters, strategies
from nap.topics.provenance import plan_title, problem_notices
from nap.topics.rows import Rows, records
from nap.topics.verdicts import Target

QUESTION = N("What is done, what is late, and whom to chase?")
LIST_ROWS = 8  # of the list shown at once, as cards on a telephone
ALL = "all"
UNCHOSEN = dict.fromkeys(("institution", "strategy", "letter", "status"))  # keeps every activity
NOBODY = "none"  # code of the activities without a lead institution, as the query activity_list takes it
CHASE = {  # column of activity_list that is true -> what the reader is told
    "is_late": N("late"),
    "is_past_end_without_status": N("past its planned end, state not reported"),
    "is_starting_soon": N("starts soon"),
    "is_without_owner": N("no lead institution"),
    "is_without_money": N("no money"),
}
HEADINGS = {
    "activity_code": N("Code"),
    "title": N("Activity"),
    "strategy_code": N("Strategy"),
    "annex_c": N("Element of Annex C"),
    "lead_institution": N("Lead"),
    "partners": N("Partners"),
    "planned_start": N("Planned start"),
    "planned_end": N("Planned end"),
    "actual_start": N("Start"),
    "actual_end": N("End"),
    "percent_complete": N("Done (%)"),
    "status": N("Status"),
    "is_late": N("Late"),
    "is_past_end_without_status": N("Whether late cannot be told"),
    "days_late": N("Days late"),
    "is_starting_soon": N("Starts within 90 days"),
    "days_to_start": N("Days to the start"),
    "is_without_owner": N("Without a lead institution"),
    "is_without_money": N("Without money"),
    "start_slip_days": N("Start after the planned day (days)"),
    "end_slip_days": N("End after the planned day (days)"),
    "is_slip_growing": N("Still slipping"),
    "planned_usd": N("Planned (US$)"),
    "delay_reason": N("Reason of the delay"),
    "code": N("Code"),
    "activities_count": N("Activities"),
    "completed_count": N("Completed"),
    "late_count": N("Late"),
    "unknown_late_count": N("Whether late cannot be told"),
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What is done, what is late, and whom to chase?"""
    t = words.t
    yield Missing("no-activities", tables=("activity",))
    if data.lacks("activity"):
        return
    done, costs = data.one("activity_summary"), data.one("budget_summary")
    leads, every = data.rows("activity_institutions"), data.rows("activity_list", **UNCHOSEN)
    yield Lead("done-and-late", sentence(done, data.as_of("activity"), words, leads))
    yield Remark("judged-on", judgement.judged_sentence(data.judged_on("activity"), words))
    yield from problem_notices("stranger", strangers(every, data.plan), words)
    yield Section(
        "list", t("What to chase"), lambda: activity_list(ask, data, words, every, leads), blanks(done, words)
    )
    yield Section("progress", t("Progress and follow-up"), lambda: progress(data, words, every, done, costs))
    yield Section("groups", "", lambda: activities_by(ask, data, words, leads))
    yield Fold("slips", t("How far activities slipped, and why"), lambda: slips(data, words))


def activity_list(ask: Ask, data: Rows, words: Words, every: pd.DataFrame, leads: pd.DataFrame) -> Iterator[Block]:
    """The list, what to chase first, narrowed as the reader chose; the same to take away, and over time."""
    t, day = words.t, data.as_of("activity")
    questions = choices(data.plan, leads, words)
    which, *given = ask.together(
        [
            Question("status", t("Which activities"), asked(words), first_asked(every)),
            *(Question(name, label, options) for name, (label, options) in questions.items()),
        ]
    )
    kept = {name: None if code == ALL else code for name, code in zip(questions, given, strict=True)}
    rows = words.fold_translations(data.rows("activity_list", status=None if which == ALL else which, **kept))
    if rows.empty:
        yield Notice(
            "none-fits", t("No activity fits this choice. Choose another institution, strategy, element or kind.")
        )
        return
    shown = ask.part(rows, "part", t("Part of the list"), size=LIST_ROWS)
    yield Table(
        "activities",
        *activity_table(shown, words),
        caption=list_caption(rows, day, words),
        tables=("activity", "budget_line"),
    )
    yield Beside(
        "files",
        [
            lambda: [
                MadeFile(
                    "actions",
                    t("To print: a list for each institution ↓"),
                    lambda: printable(rows, data.plan, day, words),
                    "html",
                    "text/html",
                )
            ],
            lambda: [Files("actions-by-institution", rows, by_institution(rows, data.plan, words))],
        ],
    )
    if has_dates(shown):
        yield Fold("timeline", t("Planned and carried out"), lambda: timeline(shown, rows, day, words))


def timeline(shown: pd.DataFrame, rows: pd.DataFrame, day: dt.date, words: Words) -> Iterator[Block]:
    """When the activities of the list on the screen were planned and carried out; rows: of the whole list."""
    yield Figure(
        "activities-over-time",
        charts.activity_timeline,
        shown,
        (day, span(rows, day)),
        about=words.t("What has begun and not ended runs to {date}, the dotted line.", date=words.date(day)),
        alt=words.t("Planned and carried out"),
        labels=headings(words),
        tables=("activity",),
    )


def progress(data: Rows, words: Words, every: pd.DataFrame, done: dict, costs: dict) -> Iterator[Block]:
    """Three shares of three things, and how many open activities need somebody to act."""
    targets = verdicts.by_indicator(verdicts.read(data.rows("verdicts"), data.year_to))
    shares = Bars(
        "gauges",
        gauges(done, money.spent(costs, words), targets.get("hg_use_t"), words),
        tables=("activity",),
        note=words.t("Three shares of three different things; none stands for another."),
    )
    counted = chase(every, done, costs, words)
    if not counted:
        yield shares
        return
    yield Beside("shares-and-counts", [lambda: [shares], lambda: [Bars("chase", counted, tables=("activity",))]])


def activities_by(ask: Ask, data: Rows, words: Words, leads: pd.DataFrame) -> Iterator[Block]:
    """Where the activities of each strategy, institution or element stand, and when they ran."""
    t, day = words.t, data.as_of("activity")
    named = groups(data.plan, leads, words)
    by = ask.pick("by", t("Activities by"), {code: name for code, (name, _) in named.items()})
    texts = named[by][1]
    rows, spans = data.rows("activity_by", by=by), data.rows("activity_spans", by=by)
    about, caveat = group_notes(rows, by, words)
    shared: dict[str, Any] = {"tables": ("activity",), "labels": headings(words)}
    yield Figure(
        "states",
        charts.states,
        rows,
        (texts,),
        title=t("Where the activities stand"),
        about=about,
        name=f"activities-by-{by}",
        note=caveat,
        **shared,
    )
    if not has_dates(spans):
        return
    run = Figure(
        "spans",
        charts.span_timeline,
        spans,
        (day, span(spans, day), texts),
        about=t("First planned start to last planned end, and what was carried out; cancelled ones are left out."),
        alt=t("From first start to last end"),
        name=f"spans-by-{by}",
        **shared,
    )
    yield Fold("spans-over-time", t("From first start to last end"), lambda: [run])


def slips(data: Rows, words: Words) -> Iterator[Block]:
    """How far activities slipped, by the reason that is given."""
    rows = data.rows("activity_slips")
    yield Paragraph("slipped", slips_sentence(rows, words))
    if not rows.empty:
        yield Table("reasons", *slips_table(rows, words), tables=("activity",))


def institutions(rows: pd.DataFrame, words: Words) -> dict[str | None, str]:
    """The lead institutions, in the order of the rows; last, none named."""
    return {**{name: name for name in rows["lead_institution"].dropna()}, None: words.t("No lead institution named")}


def asked(words: Words) -> dict[str, str]:
    """What the list may show: what to chase, all, one reason to chase, or one state that can be reported."""
    t = words.t
    return {
        "chase": t("To chase first"),
        ALL: t("All activities"),
        "late": t("Late"),
        "untold": t("Whether late cannot be told"),
        "soon": t("Starting within 90 days"),
        "no_owner": t("Without a lead institution"),
        "no_money": t("Without money"),
        **{code: t(label) for code, label in contract.table("activity").columns["status"].codes.items()},
    }


def first_asked(rows: pd.DataFrame) -> str:
    """What the list shows at first: what to chase, or all where nothing can be chased."""
    return "chase" if rows[list(CHASE)].any(axis=None) else ALL


def choices(plan: dict, leads: pd.DataFrame, words: Words) -> dict[str, tuple[str, dict[str, str]]]:
    """What the list may be narrowed by: parameter of the query -> question, and code -> answer, all first."""
    every, t = {ALL: words.t("All")}, words.t
    named = {code: name for code, name in letters(words).items() if code is not None}
    who = {NOBODY if code is None else code: name for code, name in institutions(leads, words).items()}
    return {
        "institution": (t("Lead institution"), {**every, **who}),
        "strategy": (t("Strategy"), {**every, **strategies(plan, words)}),
        "letter": (t("Element of Annex C"), {**every, **named}),
    }


def groups(plan: dict, leads: pd.DataFrame, words: Words) -> dict[str, tuple[str, dict]]:
    """What activities may be grouped by: parameter of the query -> its name, and code -> text."""
    return {
        "strategy": (words.t("Strategy"), {**strategies(plan, words), None: words.t("Not stated")}),
        "institution": (words.t("Lead institution"), institutions(leads, words)),
        "letter": (words.t("Element of Annex C"), letters(words)),
    }


def strangers(rows: pd.DataFrame, plan: dict) -> list[NapError]:
    """Strategies that activities name and plan.toml does not list, each with its first activity."""
    known = {row["code"] for row in plan.get("strategy", [])}
    strange = rows[~rows["strategy_code"].isin(known) & rows["strategy_code"].notna()] if known else rows[:0]
    return [
        NapError(
            N("Activity {activity} belongs to strategy “{value}”, which plan.toml does not list ({count} like this)."),
            N("Add the strategy to plan.toml, or correct column strategy_code of table activity."),
            activity=own["activity_code"].min(),
            value=code,
            count=len(own),
        )
        for code, own in strange.groupby("strategy_code")
    ]


def sentence(done: dict, as_of: dt.date, words: Words, leads: pd.DataFrame | None = None) -> str:
    """What a reader should take away: activities completed, late and by whom; what cannot be told is said."""
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
        if done["late_count"] and leads is not None:
            said += " " + t("Who leads the late ones: {names}.", names=late_by(leads, words))
    if done["stated_count"] and done["unknown_late_count"]:
        said += " " + words.plural(
            "Whether **{count}** more, planned to be finished by then, is late **cannot be told**: its state is not"
            " recorded.",
            "Whether **{count}** more, planned to be finished by then, are late **cannot be told**: their state is not"
            " recorded.",
            done["unknown_late_count"],
        )
    if done["soon_count"]:
        said += " " + words.plural(
            "**{count}** is to start within 90 days.", "**{count}** are to start within 90 days.", done["soon_count"]
        )
    return said


def late_by(leads: pd.DataFrame, words: Words, most: int = 3) -> str:
    """Who leads the late activities, the most first, with how many each; the rest together. Empty where none is late.

    leads: lead_institution (null: none named), late_count.
    """
    late = leads[leads["late_count"] > 0].sort_values("late_count", ascending=False, kind="stable")
    parts = [(row["lead_institution"] or words.t("no lead institution"), row["late_count"]) for row in records(late)]
    if rest := sum(count for _, count in parts[most:]):
        parts[most:] = [(words.t("others"), rest)]
    return " · ".join(words.t("{what}: {count}", what=name, count=words.number(count)) for name, count in parts)


def behind(done: dict, leads: pd.DataFrame, words: Words) -> str:
    """How many activities are late, and who leads them; empty where none is, or nobody can tell."""
    if not done["late_count"]:
        return ""
    return words.plural(
        "**{count}** activity is late ({names}).",
        "**{count}** activities are late ({names}).",
        done["late_count"],
        names=late_by(leads, words),
    )


def gauges(done: dict, spent: Bar, mercury: Target | None, words: Words) -> list[Bar]:
    """Activities completed, money spent (as money.spent says it), mercury reduced: three shares of three things."""
    t = words.t
    bars = [_activities(done, words), spent]
    if mercury is None:
        note = t("No target for mercury use that can be compared is set for this place.")
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


def gaps(by_letter: pd.DataFrame, words: Words) -> str:
    """Which elements that Annex C asks for have no activity; paragraph 2 is optional and said apart."""
    t, known = words.t, {code: name for code, name in letters(words).items() if code is not None}
    seen = set(by_letter["code"].dropna())
    missing = [name for code, name in known.items() if code not in seen and code != "C2"]
    said = (
        t("Elements of Annex C without any activity: {names}.", names=", ".join(missing))
        if missing
        else t("Every element from a to k has at least one activity.")
    )
    return said if "C2" in seen else f"{said} {t('The optional market mechanisms (paragraph 2) have none.')}"


def group_notes(rows: pd.DataFrame, by: str, words: Words) -> tuple[str, str]:
    """What to say above and below the picture of the groups: elements of Annex C without activities, and a caveat."""
    if by != "letter":
        return "", ""
    return gaps(rows, words), words.t("An activity that serves several elements counts for each.")


def span(rows: pd.DataFrame, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a time line: whole years around every date of the rows and `as_of`."""
    dates = ("planned_start", "planned_end", "actual_start", "actual_end")
    years = [as_of.year, *(day.year for name in dates for day in rows[name].dropna())]
    return dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)


def has_dates(rows: pd.DataFrame) -> bool:
    """Whether any activity has a day that a time line can show."""
    return bool(rows[["planned_start", "planned_end", "actual_start", "actual_end"]].notna().any(axis=None))


# --- what to chase first -----------------------------------------------------------------------------------------


def chase(rows: pd.DataFrame, done: dict, costs: dict, words: Words) -> list[Bar]:
    """How many open activities are late, start soon, or lack an owner or money; what nothing tells is said.

    rows: all activities, as the query activity_list gives them. done, costs: activity_summary and budget_summary.
    Empty where nothing of it can be told: `blanks` says that in one sentence.
    """
    t, open_ = words.t, done["open_count"]

    def counted(label: str, column: str, told: bool, note: str, untold: str) -> Bar:
        if not told:
            return Bar(label, t("cannot be told"), None, untold)
        count = int(rows[column].sum())
        of = t("{count} of {open} open", count=words.number(count), open=words.number(open_))
        return Bar(label, of, count / open_ if open_ else 0.0, note)

    bars = [
        counted(
            t("Late"),
            "is_late",
            bool(done["stated_count"]),
            _late_note(done, words),
            t("The workplan does not tell where its activities stand."),
        ),
        counted(
            t("Starting within 90 days"),
            "is_starting_soon",
            bool(done["start_count"]),
            t("Not begun, with a planned start after the last day of the data."),
            t("No activity has a planned start."),
        ),
        counted(
            t("Without a lead institution"),
            "is_without_owner",
            bool(done["owned_count"]),
            t("Nobody answers for them in the workplan."),
            t("The workplan names no lead institution at all."),
        ),
        counted(
            t("Without money"),
            "is_without_money",
            bool(costs["funded_count"] or rows["is_without_money"].any()),
            _money_note(costs, words),
            t("The budget does not say who pays.") if costs["lines_count"] else t("This plan brings no budget."),
        ),
    ]
    return bars if any(bar.share is not None for bar in bars) else []


def _late_note(done: dict, words: Words) -> str:
    t, said = words.t, []
    if done["late_median_days"] is not None:
        said.append(
            t(
                "Days past the planned end: median {median}, longest {longest}.",
                median=words.number(done["late_median_days"], 0),
                longest=words.number(done["late_longest_days"]),
            )
        )
    if done["unknown_late_count"]:
        said.append(
            words.plural(
                "{count} more is past its planned end and reports no state.",
                "{count} more are past their planned end and report no state.",
                done["unknown_late_count"],
            )
        )
    return " ".join(said) or t("Reported as delayed, or planned to be finished and not finished.")


def _money_note(costs: dict, words: Words) -> str:
    said = words.t("No budget line, or none that anybody pays; a line that costs nothing needs nobody to pay.")
    if not costs["funded_count"]:
        said += " " + words.t("The budget does not say who pays, so those with a line are not counted here.")
    return said


def blanks(done: dict, words: Words) -> str:
    """What the workplan does not tell of any activity, and what to do about it; or nothing."""
    t = words.t
    gone = [
        name
        for count, name in (
            ("dated_count", t("planned days")),
            ("stated_count", t("states")),
            ("owned_count", t("lead institutions")),
        )
        if not done[count]
    ]
    if not gone or not done["activities_count"]:
        return ""
    return t(
        "This workplan gives none of these: {names}. Take the list below to a meeting, fill it in, and import it as"
        " table activity: then this page tells what is late, and who answers for it.",
        names=", ".join(gone),
    )


# --- the lists ---------------------------------------------------------------------------------------------------


def activity_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Headings, rows and numeric columns of the list: what, who, when, where it stands, why to chase it, its cost."""
    lines = [[Code(line[0]), *line[1:]] for line in (_line(row, words) for row in records(rows))]
    titles = [words.t(title) for title in LIST]
    keep = [i for i in range(len(titles)) if i < 2 or any(line[i] != "–" for line in lines)]
    numeric = [keep.index(i) for i in keep if LIST[i] == MONEY]
    return [titles[i] for i in keep], [[line[i] for i in keep] for line in lines], numeric


MONEY = N("Planned (US$)")
LIST = (
    N("Code"),
    N("Activity"),
    N("Annex C"),
    N("Lead"),
    N("Planned"),
    N("Carried out"),
    N("Status"),
    N("To chase"),
    N("Reason of the delay"),
    MONEY,
)


def _line(row: dict, words: Words) -> list[str]:
    """One activity as texts, a dash where nothing is known."""
    t, own = words.t, contract.table("activity")
    status = "–" if row["status"] is None else t(own.label("status", row["status"]))
    if row["percent_complete"] is not None:
        share = words.percent(row["percent_complete"], 0)
        status = t("{status} · {share} done", status=status, share=share)
    return [
        row["activity_code"],
        words.text(row, "title"),
        ", ".join([] if row["annex_c"] is None else row["annex_c"]) or "–",
        row["lead_institution"] or "–",
        _period(row["planned_start"], row["planned_end"], words),
        _period(row["actual_start"], row["actual_end"], words),
        status,
        ", ".join(_reasons(row, words)) or "–",
        words.text(row, "delay_reason"),
        words.number(row["planned_usd"], 0),
    ]


def _reasons(row: dict, words: Words) -> list[str]:
    """Why to chase one activity, in words; days where they are known."""
    said = []
    for column, label in CHASE.items():
        if not row[column]:
            continue
        if column == "is_late" and row["days_late"]:
            said.append(words.plural("{count} day late", "{count} days late", row["days_late"]))
        elif column == "is_starting_soon":
            said.append(words.plural("starts in {count} day", "starts in {count} days", row["days_to_start"]))
        else:
            said.append(words.t(label))
    slip = row["start_slip_days"]
    if row["is_late"] and not row["days_late"] and slip is not None and slip > 0:
        said.append(words.plural("start slipped by {count} day", "start slipped by {count} days", slip))
    return said


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


# --- slips -------------------------------------------------------------------------------------------------------


def slips_sentence(rows: pd.DataFrame, words: Words) -> str:
    """How many activities slipped, and for how many no reason is given; or that no slip can be told."""
    if rows.empty:
        return words.t("No activity is known to have begun or ended after its planned day.")
    slipped = int(rows["activities_count"].sum())
    silent = int(rows.loc[rows["delay_reason"].isna(), "activities_count"].sum())
    said = words.plural(
        "**{count}** activity began or ended after its planned day, or has not yet although the day has passed.",
        "**{count}** activities began or ended after their planned day, or have not yet although the day has passed.",
        slipped,
    )
    if silent:
        said += " " + words.plural(
            "Of **{count}** no reason is given.", "For **{count}** of them no reason is given.", silent
        )
    return said


def slips_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Headings, rows and numeric columns of the reasons of slips, with days."""
    t = words.t
    lines = [
        [
            words.text(row, "delay_reason") if row["delay_reason"] is not None else t("No reason given"),
            words.number(row["activities_count"]),
            words.number(row["growing_count"]),
            words.number(row["median_days"], 0),
            words.number(row["longest_days"]),
        ]
        for row in records(rows)
    ]
    titles = [t("Reason of the delay"), t("Activities"), t("Still slipping"), t("Days, median"), t("Days, longest")]
    return titles, lines, [1, 2, 3, 4]


# --- the list for a meeting --------------------------------------------------------------------------------------


def by_institution(rows: pd.DataFrame, plan: dict, words: Words) -> dict[str, pd.DataFrame]:
    """The activities of each lead institution, as frames of texts with an empty column for notes; none named last.

    Where the workplan names no institution at all they are parted by strategy, to be filled in.
    """
    by, names = "lead_institution", institutions(rows.sort_values("lead_institution"), words)
    if rows[by].isna().all():
        by, titles = "strategy_code", strategies(plan, words)
        names = {code: titles.get(code, code) for code in rows["strategy_code"].dropna().sort_values()}
        names[None] = words.t("Not stated")
    sheets = {}
    for code, name in names.items():
        own = rows[rows[by].isna() if code is None else rows[by] == code]
        if len(own):
            lines = [[*_line(row, words), ""] for row in records(own)]
            sheets[name] = pd.DataFrame(lines, columns=[words.t(title) for title in (*LIST, N("Notes"))])
    return sheets


def printable(rows: pd.DataFrame, plan: dict, as_of: dt.date, words: Words) -> bytes:
    """A page to print: one sheet of paper or more for each lead institution, with room for notes; HTML in UTF-8.

    Columns of which nothing is known stay, empty, to be filled in by hand.
    """
    t, own = words.t, plan["plan"]
    letter, lead, chased, cost = (t(LIST[i]) for i in (2, 3, 7, 9))
    sections = []
    for name, frame in by_institution(rows, plan, words).items():
        frame = frame.replace("–", "").drop(columns=letter)
        frame = frame.drop(columns=[column for column in (chased,) if not frame[column].any()])
        frame = frame.drop(columns=[lead] if frame[lead].any() else [])
        lines = [[unbroken(line[0]), *line[1:]] for line in frame.to_numpy().tolist()]
        sections.append((name, list(frame.columns), lines, [list(frame.columns).index(cost)]))
    about = [
        t("{plan}. This list shows the state on {date}.", plan=plan_title(plan, words), date=words.date(as_of)),
    ]
    if own.get("fictional"):
        about.append(t("All data are fictional, for demonstration."))
    return document(t("Activities to follow up"), " ".join(about), sections, words.lang).encode()


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the lists to download."""
    return {name: words.t(label) for name, label in HEADINGS.items()}
