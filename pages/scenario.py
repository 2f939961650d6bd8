"""What would it take to reach the target?"""

from nap.figures import charts
from nap.methods import scenario as method
from nap.topics import mercury, scenario, verdicts
from nap.web import ui
from nap.web.ui import t


def ask(first: dict[str, int]) -> dict[str, int]:
    """The levers, kept in the link under their codes in whole percents; one example, and the way back."""
    settings, codes = {}, list(first)
    for line in (codes[:3], codes[3:]):
        for column, code in zip(ui.columns(1, 1, 1), line, strict=True):
            with column:
                it = scenario.LEVERS[code]
                settings[code] = ui.amount(code, t(it.label), it.low, it.high, first[code], help=t(it.about))
    ui.buttons({t("Try an example"): scenario.EXAMPLE, t("Back to today"): dict.fromkeys(codes)})
    return settings


def show(series: str, rows) -> None:
    """Sentence and levers, where they lead, each alone, the three fates, places, and the formula with its numbers."""
    words, year, top = ui.words(), int(rows["year"].max()), ui.room()
    start, names = method.Start.of(rows), dict(zip(rows["place_code"], rows["place_name"], strict=True))
    found = verdicts.read(ui.rows("verdicts"), ui.filters().year_to)
    goal, first = scenario.aim(found, series), scenario.defaults(start)
    settings = ask(first)
    levers, is_changed = scenario.levers(settings), settings != first
    tried = levers if is_changed else scenario.levers(scenario.MOST)
    result = method.run(start, levers, goal.target_kg, alone=tried)
    with top:
        ui.lead(scenario.sentence(result, goal, ui.place_name(), year, is_changed, words))
    for remark in scenario.remarks(start, levers, ui.facts("formal_miners_pct"), words):
        ui.caption(remark)
    same = {"tables": ("mercury_use",), "unit": "t", "caveat": t(scenario.RANGES)}
    if goal.year:
        own, ends = scenario.totals(ui.facts("hg_use_t"), series), scenario.ends(result, year, goal.year)
        title = t("Where the changes would lead")
        ui.show(charts.scenario_path, own, goal.path, ends, "t", title=title, name="scenario-path", **same)
    title = t("Each change alone") if is_changed else t("Each change alone, carried out in full")
    alone, empty = scenario.alone(result, words), t("None of these changes does anything by itself.")
    ui.show(charts.tornado, alone, "t", title=title, name="scenario-alone", empty=empty, **same)
    ui.heading(t("Used, to air, to land and water"))
    ui.table(*scenario.fates(result, year, goal, words))
    frame = scenario.by_place(start, result, names)
    if len(frame) > 1:
        ui.heading(t("By place"))
        ui.table(*scenario.place_table(frame, year, goal, words))
    ui.numbers(scenario.whole(settings, result, goal, frame, words), "scenario", labels=scenario.HEADINGS)
    if ui.on_request(t("Show the formula with its numbers"), "scenario"):
        ui.pairs(scenario.formula(start, result, words), t(scenario.F7))
        ui.numbers(scenario.parts(start, result, names, words), "scenario-steps", labels=scenario.HEADINGS)


with ui.page(t("What would it take to reach the target?")):
    if not ui.lacks("mercury_use"):
        series = ui.choose("method", t("Method series"), mercury.series_choices(ui.rows("mercury_series"), ui.words()))
        rows = ui.rows("scenario_estimates", method_series=series)
        if why := scenario.lacking(rows, ui.place_name(), ui.words()):
            ui.nothing(why)
        else:
            show(series, rows)
