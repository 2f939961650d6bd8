"""Is the plan being carried out?"""

from nap import charts, target, ui, workplan
from nap.cards import records
from nap.ui import t


def activities(rows, labels: dict) -> None:
    """Over time, and one by one: the part of the list that the reader chose."""
    if rows.empty:
        ui.nothing(t("No activity fits this choice. Choose another strategy, element or status."))
        return
    words, day = ui.words(), ui.as_of()
    shown = ui.part(rows, "part", t("Activities, late ones first"), size=12)
    if workplan.has_dates(rows):
        ui.show(
            charts.activity_timeline, shown, day, workplan.span(rows, day), title=t("Planned and carried out"),
            name="activities-over-time", tables=("activity",), labels=labels,
            about=t("What has begun and not ended runs to {date}, the dotted line.", date=words.date(day)),
            alt=t("Time line of the activities; the list below tells the same."),
        )  # fmt: skip
    else:
        ui.nothing(t("The workplan gives no dates, so no time line can be drawn."))
    ui.table(*workplan.activity_table(shown, words), caption=workplan.list_caption(rows, day, words))
    ui.numbers(rows, "activities", labels=labels)


with ui.page(t("Is the plan being carried out?")):
    if not ui.lacks("activity"):
        words, plan, labels = ui.words(), ui.pack().plan, workplan.headings(ui.words())
        done, costs = (records(ui.rows(name))[0] for name in ("activity_summary", "budget_summary"))
        targets = target.read(ui.rows("targets"), ui.rows("milestones"), ui.rows("target_observations"))
        ui.lead(workplan.sentence(done, costs, ui.as_of(), words))
        ui.bars(workplan.gauges(done, costs, workplan.mercury(targets, ui.filters().place), words))
        note = t("Three shares of three different things; none stands for another.")
        ui.source_line(("activity", "budget_line"), note=note)
        letters, gaps = ui.rows("activity_by_letter"), workplan.gaps(ui.rows("activity_by_letter"), words)
        ui.show(
            charts.activities_by_letter, letters, workplan.letters(words), title=t("Activities by element of Annex C"),
            name="activities-by-letter", about=gaps, alt=gaps, tables=("activity",), labels=labels,
            caveat=t("An activity that serves several elements counts for each."),
        )  # fmt: skip
        ui.heading(t("One by one"))
        activities(words.localized(ui.rows("activity_list", **ui.choose_each(workplan.choices(plan, words)))), labels)
        ui.heading(t("The money"))
        if not ui.lacks("budget_line"):
            groups = workplan.groups(plan, words)
            names = {code: name for code, (name, _) in groups.items()}
            by = ui.choose("money", t("Money by"), names, default="funding" if costs["funded_count"] else "strategy")
            sums = ui.rows("budget_by", by=by)
            ui.show(
                charts.money, sums, groups[by][1], title=t("From plan to spending, US$"), name=f"money-by-{by}",
                about=workplan.money_note(costs, words), tables=("budget_line",), labels=labels, unit="US$",
                caveat=workplan.money_caveat(by, words),
            )  # fmt: skip
            ui.table(*workplan.money_table(sums, groups[by][1], names[by], words))
            ui.heading(t("Budget lines in their own currency"))
            ui.numbers(words.localized(ui.rows("budget_lines")), "budget-lines", labels=labels)
