"""How much mercury was measured where, and how much of it lies above a reference value?"""

from nap.figures import measurements as charts
from nap.methods import guidance
from nap.topics import measurements
from nap.web import ui
from nap.web.ui import t


def show(form: dict, lead) -> None:
    """One matrix, form and basis: the sentence, its spread by year and by place, its table, and what bodies say."""
    words, unit, own = ui.words(), form["unit"], {name: form[name] for name in ("matrix", "species", "basis")}
    known = guidance.values(ui.pack().plan)
    usual = guidance.default(**own, known=known)
    options = measurements.references(guidance.comparable(**own, known=known), words)
    code = ui.choose("reference", t("Reference value"), options, usual.code if usual else measurements.NO_REFERENCE)
    reference = known.get(code)
    sizes = ui.rows("measurement_sizes", **own, limit=reference.value if reference else None)
    whole, years, places = (measurements.groups(sizes, part, reference, words) for part in ("all", "year", "place"))
    whole = whole.iloc[0].to_dict()
    with lead:
        ui.lead(measurements.sentence(form, whole, ui.place_name(), reference, words))
        for remark in measurements.remarks(form, whole, reference, words):
            ui.caption(remark)
    is_few = whole["n"] <= measurements.MOST_POINTS
    points = ui.rows("measurement_points", **own) if is_few else measurements.NO_POINTS
    drawn = unit, points, measurements.limit(reference, words)
    said = {"tables": ("sample",), "unit": unit, "n": whole["n"], "labels": measurements.headings(words)}
    about = t("Logarithmic scale. What lies below a limit of detection is drawn at that limit.")
    ui.show(charts.over_years, years, *drawn, name="measurement-years", title=t("By year"), about=about, **said)
    if len(places) > 1:
        top = places.head(measurements.MOST_PLACES)
        ui.show(charts.by_place, top, *drawn, name="measurement-places", title=t("By place"), **said)
        shown = ui.part(places, "places", t("Places, those with most measurements first"), size=10)
        ui.table(*measurements.places_table(shown, unit, reference, words))
    else:
        ui.table(*measurements.years_table(years, unit, reference, words))
    if ui.on_request(t("Show what other ways to take non-detects would say"), "ways"):
        ui.table(*measurements.ways(sizes, unit, reference, words))
    if table := measurements.conflicts(form["matrix"], known, words, reference):
        ui.heading(t("Where bodies give different values"), t("They are not averaged; the choice is the country’s."))
        ui.table(*table)
        if ui.on_request(t("Show every question on which bodies differ, people included"), "conflicts"):
            for matrix in guidance.matrices(known):
                if table := measurements.conflicts(matrix, known, words):
                    ui.table(*table)


with ui.page(t("How much mercury was measured where, and how much of it lies above a reference value?")):
    if not ui.lacks("sample"):
        rows = ui.rows("measurement_forms")
        if rows.empty:
            ui.nothing()
        else:
            room, asked = ui.room(), measurements.forms(rows, ui.words())
            code = ui.choose("measured", t("What was measured"), asked)
            show(next(row for row in rows.to_dict("records") if measurements.form_code(row) == code), room)
