"""How can we estimate, step by step, how much mercury is used?"""

from nap.figures import charts
from nap.topics import estimate, estimate_ways
from nap.web import ui
from nap.web.ui import t


def show(found, together, given, words) -> None:
    plan = ui.pack().plan["plan"]
    for each in found:
        ui.lead(f"**{t(each.way.title)}**")
        ui.pairs(estimate.formulas(each, given, words))
        if each.uses:
            ui.table(*estimate.fates(each, words), numeric=range(1, 6))
    ui.caption(estimate.about_ranges(words))
    ui.heading(*map(t, estimate.STEPS[3]))
    ui.paragraphs(estimate.agreement(found, together, words))
    ui.pairs(estimate.pairs(found, together, words))
    rows = estimate.side_by_side(found, together, plan, words)
    ui.draw(charts.estimates, rows, "estimates", estimate.chart_alt(rows, words), unit="t")
    ui.heading(*map(t, estimate.STEPS[4]))
    lines, findings = estimate.plausible(found, together, given, plan, words)
    ui.pairs(lines)
    ui.complain(findings)
    with ui.more(t("Published ranges of 15 countries")):
        ui.table(*estimate.published_ranges(plan, words), numeric=(1, 2))


def keep(found, together, given, words) -> None:
    ui.heading(*map(t, estimate.STEPS[5]))
    scope = ui.choose("scope", t("The estimate speaks for"), estimate.scopes(words))
    ui.ask_ranges(estimate.questions([estimate_ways.YEAR], given, words))
    if given.value(estimate_ways.YEAR) is None:
        return ui.caption(t("The files can be taken once the year is known."))
    drafts = estimate.draft_rows(found, given, ui.rows("places"), ui.filters().place, scope)
    sheets = estimate.record(found, together, drafts, given, ui.pack().plan["plan"], words)
    ui.take_away("mercury_use_draft", drafts, sheets)
    ui.commands(estimate.how_to_import(ui.pack(), words))


with ui.page(t("How can we estimate, step by step, how much mercury is used?")):
    top, words = ui.room(), ui.words()
    ui.heading(*map(t, estimate.STEPS[0]))
    ways = [estimate_ways.way(code) for code in ui.choose_any("have", estimate.ways(words), ["gold"])]
    ui.buttons({t("Fill in an example"): estimate.example(), t("Empty every field"): estimate.emptied()})
    ui.heading(*map(t, estimate.STEPS[1]))
    kind = ui.choose("ranges", t("Ranges are told by"), estimate.ranges(words), help=estimate.guide(words))
    given = estimate_ways.Answers(
        {code: ui.entered(estimate.LINK + code) for code in estimate_ways.CODES}, kind == "ends"
    )
    for part in estimate.parts(ways, given, words):
        ui.heading(part.title, part.about)
        ui.ask_ranges(part.questions)
        ui.complain(part.errors)
    ui.heading(*map(t, estimate.STEPS[2]))
    found, together, errors = estimate_ways.estimates(ways, given)
    ui.paragraphs(estimate.states(ways, given, words))
    ui.complain(errors)
    with top:
        ui.lead(estimate.lead(found, together, given, ui.place_name(), words))
    if found:
        show(found, together, given, words)
        keep(found, together, given, words)
