"""Who carries how much mercury, and who looks after them?"""

from nap.figures import people as charts
from nap.figures.charts import lines
from nap.pack import indicator
from nap.pack.access import protection
from nap.topics import people
from nap.topics.rows import records
from nap.web import ui
from nap.web.ui import t


def show_measured(groups) -> None:
    """Groups measured: shares at or above HBM-I and HBM-II, medians beside the limits, the years, every group."""
    words, plan, labels = ui.words(), ui.pack().plan, people.headings(ui.words())
    form = ui.choose("people", t("Taken from people"), people.forms(groups, words))
    own, limits = people.of_form(groups, form), people.limits(form, plan)
    matrix, species, basis = form.split(".")
    if limits:
        ui.show(
            charts.shares,
            people.shares(own, words),
            title=t("How many stand at or above HBM-I and HBM-II"),
            name=f"people-shares-{form}",
            tables=("sample",),
            unit="%",
            caveat=t(people.CAUTION),
            labels=labels,
            about=t(people.CLASSES),
            empty=t(people.UNTOLD),
        )
    surveys = ui.rows("people_surveys", matrix=matrix, species=species, basis=basis, most=people.MOST_SURVEYS)
    ui.show(
        charts.surveys,
        surveys,
        limits,
        own["unit"].iloc[0],
        title=t("The median of each group measured"),
        name=f"people-surveys-{form}",
        tables=("sample",),
        caveat=people.survey_note(surveys, words),
        labels=labels,
        n=own.loc[own["is_total"], "people_count"].sum(),
    )
    above = indicator.get("people_above_hbm2_pct")
    facts = ui.facts(above.id).query("method_series == @matrix and series.notna()")
    if facts["year"].nunique() > 1:
        ui.show(
            lines,
            facts,
            above,
            by="series",
            title=t("At or above HBM-II, by year"),
            name=f"people-years-{matrix}",
            tables=above.tables,
            unit=above.unit,
            about=t(above.about),
            caveat=t(above.caveat),
        )
    ui.heading(t("Every group, whatever was taken from it"))
    ui.table(*people.table(groups, words))
    ui.numbers(groups, "people-groups", labels=labels)
    if limits:
        ui.heading(t("The limits they are held against"))
        ui.table(*people.limits_table(matrix, plan, words))


with ui.page(t("Who carries how much mercury, and who looks after them?")):
    words, least = ui.words(), protection(ui.pack().plan)["hide_min"]
    if not ui.lacks("sample"):
        groups, counts = ui.rows("people_groups"), records(ui.rows("people_held_back", hide_min=least))[0]
        if groups.empty:
            ui.nothing(t("No measurement on people can be shown for {place} in these years.", place=ui.place_name()))
        else:
            ui.lead(people.sentence(groups, ui.place_name(), words))
        for text in people.held_back(counts, least, words):
            ui.caption(text)
        if not groups.empty:
            show_measured(groups)
    if not ui.lacks("event"):
        ui.heading(t("Health workers"), t(people.FACILITIES))
        ui.paragraphs([people.trained(ui.facts("health_workers_trained_count"), ui.place_name(), words)])
        ui.table(*people.events_table(ui.rows("people_events"), words), t("Events for health workers"))
        ui.source_line(("event",), note=t(indicator.get("health_workers_trained_count").caveat))
