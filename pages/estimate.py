"""How can we estimate, step by step, how much mercury is used?"""

from nap import baseline, charts, estimating, ui
from nap.ui import t


def show(found, together, given, words) -> None:
    plan = ui.pack().plan["plan"]
    for each in found:
        ui.lead(f"**{t(each.way.title)}**")
        ui.pairs(baseline.formulas(each, given, words))
        if each.uses:
            ui.table(*baseline.fates(each, words), numeric=range(1, 6))
    ui.caption(baseline.about_ranges(words))
    ui.heading(*map(t, baseline.STEPS[3]))
    ui.paragraphs(baseline.agreement(found, together, words))
    ui.pairs(baseline.pairs(found, together, words))
    rows = baseline.side_by_side(found, together, plan, words)
    ui.draw(charts.estimates, rows, "estimates", baseline.chart_alt(rows, words), unit="t")
    ui.heading(*map(t, baseline.STEPS[4]))
    lines, findings = baseline.plausible(found, together, given, plan, words)
    ui.pairs(lines)
    ui.complain(findings)
    with ui.more(t("Published ranges of 15 countries")):
        ui.table(*baseline.published_ranges(plan, words), numeric=(1, 2))


def keep(found, together, given, words) -> None:
    ui.heading(*map(t, baseline.STEPS[5]))
    scope = ui.choose("scope", t("The estimate speaks for"), baseline.scopes(words))
    ui.ask_ranges(baseline.questions([estimating.YEAR], given, words))
    if given.value(estimating.YEAR) is None:
        return ui.caption(t("The files can be taken once the year is known."))
    drafts = baseline.draft_rows(found, given, ui.rows("places"), ui.filters().place, scope)
    sheets = baseline.record(found, together, drafts, given, ui.pack().plan["plan"], words)
    ui.take_away("mercury_use_draft", drafts, sheets)
    ui.commands(baseline.how_to_import(ui.pack(), words))


with ui.page(t("How can we estimate, step by step, how much mercury is used?")):
    top, words = ui.room(), ui.words()
    ui.heading(*map(t, baseline.STEPS[0]))
    ways = [estimating.way(code) for code in ui.choose_any("have", baseline.ways(words), ["gold"])]
    ui.buttons({t("Fill in an example"): baseline.example(), t("Empty every field"): baseline.emptied()})
    ui.heading(*map(t, baseline.STEPS[1]))
    kind = ui.choose("ranges", t("Ranges are told by"), baseline.ranges(words), help=baseline.guide(words))
    given = estimating.Entered({code: ui.entered(baseline.LINK + code) for code in estimating.CODES}, kind == "ends")
    for part in baseline.parts(ways, given, words):
        ui.heading(part.title, part.about)
        ui.ask_ranges(part.questions)
        ui.complain(part.errors)
    ui.heading(*map(t, baseline.STEPS[2]))
    found, together, errors = estimating.estimates(ways, given)
    ui.paragraphs(baseline.states(ways, given, words))
    ui.complain(errors)
    with top:
        ui.lead(baseline.lead(found, together, given, ui.place_name(), words))
    if found:
        show(found, together, given, words)
        keep(found, together, given, words)
