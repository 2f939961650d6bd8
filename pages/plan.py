"""Is the plan being carried out?"""

from nap import charts, target, ui, workplan
from nap.cards import records
from nap.ui import t

ALL = "all"


def choices() -> dict[str, str | None]:
    """The strategy, element of Annex C and state the reader wants to see; None for all."""
    words, every = ui.words(), {ALL: t("All")}
    letters = {code: name for code, name in workplan.letters(words).items() if code is not None}
    options = {
        "strategy": (t("Strategy"), workplan.strategies(ui.pack().plan, words)),
        "letter": (t("Element of Annex C"), letters),
        "status": (t("Status"), workplan.statuses(words)),
    }
    columns = ui.columns(1, 1, 1)
    chosen = {}
    for column, (name, (label, codes)) in zip(columns, options.items(), strict=True):
        with column:
            chosen[name] = ui.choose("state" if name == "status" else name, label, {**every, **codes})
    return {name: None if code == ALL else code for name, code in chosen.items()}


def mercury() -> target.Target | None:
    """The current target for mercury use at this place, in total."""
    every = target.read(ui.rows("targets"), ui.rows("milestones"), ui.rows("target_observations"))
    here = (
        each
        for each in every
        if each.is_current and each.indicator.id == "hg_use_t" and each.row["series"] is None
    )
    return next((each for each in here if each.row["place_code"] == ui.filters().place), None)


def activities(by_letter) -> None:
    """By element of Annex C, over time, and one by one."""
    words = ui.words()
    letters = workplan.letters(words)
    ui.show(
        charts.activities_by_letter, by_letter, letters, title=t("Activities by element of Annex C"), name="activities-by-letter",
        about=workplan.gaps(by_letter, words), tables=("activity",), alt=workplan.gaps(by_letter, words),
        caveat=t("An activity that serves several elements counts for each."), labels=workplan.headings(words),
    )  # fmt: skip
    ui.heading(t("One by one"))
    rows = ui.rows("activity_list", as_of=ui.as_of(), **choices())
    if rows.empty:
        ui.nothing(t("No activity fits this choice. Choose another strategy, element or status."))
        return
    rows = words.localized(rows)
    shown = ui.part(rows, "part", t("Activities, late ones first"), size=12)
    if workplan.has_dates(rows):
        ui.show(
            charts.activity_timeline, shown, ui.as_of(), workplan.span(rows, ui.as_of()), title=t("Planned and carried out"),
            name="activities-over-time", tables=("activity",),
            about=t("What has begun and not ended runs to {date}, the dotted line.", date=words.date(ui.as_of())),
            alt=t("Time line of the activities; the list below tells the same."), labels=workplan.headings(words),
        )  # fmt: skip
    else:
        ui.nothing(t("The workplan gives no dates, so no time line can be drawn."))
    ui.table(*workplan.activity_table(shown, words), caption=workplan.list_caption(rows, ui.as_of(), words))
    ui.numbers(rows, "activities", labels=workplan.headings(words))


def money(summary: dict) -> None:
    """Planned, committed, disbursed and spent, by funding, strategy or element."""
    words = ui.words()
    ui.heading(t("The money"))
    if ui.lacks("budget_line"):
        return
    options = {"funding": t("Funding"), "strategy": t("Strategy"), "letter": t("Element of Annex C")}
    by = ui.choose("money", t("Money by"), options, default="funding" if summary["funded_count"] else "strategy")
    names = {
        "funding": workplan.fundings(words),
        "strategy": workplan.strategies(ui.pack().plan, words),
        "letter": workplan.letters(words),
    }[by]
    rows = ui.rows("budget_by", by=by)
    if rows.empty:
        ui.nothing()
        return
    note = t("An activity that serves several elements counts for each, so these sums do not add up to the total.")
    ui.show(
        charts.money, rows, names, title=t("From plan to spending, US$"), name=f"money-by-{by}", unit="US$",
        about=workplan.money_note(summary, words), tables=("budget_line",), caveat=note if by == "letter" else "",
        labels=workplan.headings(words),
    )  # fmt: skip
    ui.table(*workplan.money_table(rows, names, options[by], words))
    ui.heading(t("Budget lines in their own currency"))
    lines = words.localized(ui.rows("budget_lines", strategy=None, letter=None))
    ui.numbers(lines, "budget-lines", labels=workplan.headings(words))


with ui.page(t("Is the plan being carried out?")):
    if not ui.lacks("activity"):
        words = ui.words()
        done = records(ui.rows("activity_summary", as_of=ui.as_of()))[0]
        costs = records(ui.rows("budget_summary"))[0]
        if done["activities_count"]:
            ui.lead(workplan.sentence(done, costs, ui.as_of(), words))
            ui.bars(workplan.gauges(done, costs, mercury(), words))
            ui.source_line(
                ("activity", "budget_line"),
                note=t("Three shares of three different things; none stands for another."),
            )
            activities(ui.rows("activity_by_letter"))
            money(costs)
        else:
            ui.nothing()
