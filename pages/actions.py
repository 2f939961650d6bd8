"""What is done, what is late, and whom to chase?"""

from nap.figures import actions as charts
from nap.topics import actions, judgement, money, verdicts
from nap.topics.overview import records
from nap.web import ui
from nap.web.ui import t


def one_by_one(every) -> None:
    """The list, what to chase first, narrowed as the reader chose; then the same activities over time."""
    which = ui.choose("status", t("Which activities"), actions.asked(words), default=actions.first_asked(every))
    given = ui.choose_each(actions.choices(plan, leads, words))
    rows = words.localized(ui.rows("activity_list", status=None if which == actions.ALL else which, **given))
    if rows.empty:
        ui.nothing(t("No activity fits this choice. Choose another institution, strategy, element or kind."))
        return
    shown = ui.part(rows, "part", t("Part of the list"), size=15)
    ui.table(*actions.activity_table(shown, words), caption=actions.list_caption(rows, day, words))
    ui.download(
        t("To print: a list for each institution ↓"),
        lambda: actions.printable(rows, plan, day, words),
        f"{ui.pack().code}-actions.html",
        "text/html",
    )
    ui.take_away("actions-by-institution", rows, actions.by_institution(rows, plan, words))
    if actions.has_dates(shown):
        said = t("What has begun and not ended runs to {date}, the dotted line.", date=words.date(day))
        ui.show(
            charts.activity_timeline,
            shown,
            day,
            actions.span(rows, day),
            title=t("Planned and carried out"),
            name="activities-over-time",
            tables=("activity",),
            labels=labels,
            about=said,
        )


def together() -> None:
    """Where the activities of each strategy, institution or element stand, and when they ran."""
    groups = actions.groups(plan, leads, words)
    by = ui.choose("by", t("Activities by"), {code: name for code, (name, _) in groups.items()})
    rows, spans = ui.rows("activity_by", by=by), ui.rows("activity_spans", by=by)
    about, caveat = actions.group_notes(rows, by, words)
    ui.show(
        charts.states,
        rows,
        groups[by][1],
        title=t("Where the activities stand"),
        name=f"activities-by-{by}",
        about=about,
        caveat=caveat,
        tables=("activity",),
        labels=labels,
    )
    if actions.has_dates(spans):
        said = t("First planned start to last planned end, and what was carried out; cancelled ones are left out.")
        ui.show(
            charts.span_timeline,
            spans,
            day,
            actions.span(spans, day),
            groups[by][1],
            about=said,
            labels=labels,
            title=t("From first start to last end"),
            name=f"spans-by-{by}",
            tables=("activity",),
        )


with ui.page(t("What is done, what is late, and whom to chase?")):
    if not ui.lacks("activity"):
        words, plan, day, labels = ui.words(), ui.pack().plan, ui.as_of("activity"), actions.headings(ui.words())
        done, costs = (records(ui.rows(name))[0] for name in ("activity_summary", "budget_summary"))
        slips, leads = ui.rows("activity_slips"), ui.rows("activity_institutions")
        every = ui.rows("activity_list", **actions.UNCHOSEN)
        targets = verdicts.by_indicator(verdicts.read(ui.rows("verdicts"), ui.filters().year_to))
        ui.lead(actions.sentence(done, day, words, leads))
        ui.bars(actions.gauges(done, money.spent(costs, words), targets.get("hg_use_t"), words))
        ui.caption(judgement.judged_sentence(ui.judged_on("activity"), words))
        ui.source_line(("activity",), note=t("Three shares of three different things; none stands for another."))
        ui.heading(t("What to chase"), actions.blanks(done, words))
        ui.bars(actions.chase(every, done, costs, words))
        ui.told(actions.strangers(every, plan))
        one_by_one(every)
        together()
        ui.heading(t("How far activities slipped, and why"))
        ui.paragraphs([actions.slips_sentence(slips, words)])
        if not slips.empty:
            ui.table(*actions.slips_table(slips, words))
