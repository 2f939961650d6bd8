"""Who was trained and informed, and who has not been reached?"""

from nap.figures import charts
from nap.figures import training as pictures
from nap.topics import training
from nap.web import ui
from nap.web.ui import t

TABLES = ("event",)


def show_people(kinds, words) -> None:
    """Who came: by topic, by kind, and over the years."""
    topics, names = training.topics(ui.rows("training_by", by="topic"), words), training.sexes(words)
    ui.show(
        pictures.people,
        topics,
        names,
        title=t("Who took part, by topic"),
        name="training-topics",
        tables=TABLES,
        about=t("Everyone who came to any event; somebody who came twice counts twice."),
        n=kinds["events_count"].sum(),
    )
    ui.table(*training.kinds_table(kinds, words), t("By kind of event"))
    by_sex = ui.facts("people_trained_count").dropna(subset="series")
    ui.show_indicator(charts.stacked_years, by_sex, "people_trained_count")
    for id in ("women_trained_pct", "certificates_count"):
        ui.show_indicator(charts.lines, ui.facts(id), id, height=240)


def show_reach(words) -> None:
    """Which groups were reached where, and which were not."""
    reach = ui.rows("training_reach")
    ui.paragraphs([training.missed_sentence(reach, words)])
    cells = training.grid(reach, ui.rows("training_places"), words)
    ui.show(
        pictures.reach,
        cells,
        title=t("Events by group and place"),
        name="training-reach",
        tables=TABLES,
        about=t("Events held in a place; those for the whole country or online are counted in the list below."),
        empty=t("No place below {place} is on record, so it cannot be told where.", place=ui.place_name()),
    )
    with ui.more(t("Group by group: where no event was held")):
        ui.table(*training.reach_table(reach, cells, words))


def show_calendar(events, words) -> None:
    """What comes next, and what was held."""
    ui.heading(t("Calendar"))
    which = ui.choose("calendar", t("Events"), training.calendar_choices(events, words))
    shown = training.coming(events, which == "coming")
    if shown.empty:
        ui.nothing(t("No event is planned at {place} after the last day of data.", place=ui.place_name()))
    else:
        ui.table(*training.calendar_table(ui.part(shown, f"calendar_{which}", t("Part of the list")), words))
        ui.numbers(shown, f"events-{which}")


with ui.page(t("Who was trained and informed, and who has not been reached?")):
    events, kinds = ui.rows("training_events"), ui.rows("training_by", by="kind")
    if not ui.lacks(*TABLES) and events.empty:
        ui.nothing()
    elif not events.empty:
        words, years = ui.words(), ui.filters()
        if not kinds.empty:
            ui.lead(training.sentence(kinds, ui.place_name(), years.year_from, years.year_to, words))
            show_people(kinds, words)
            show_reach(words)
        show_calendar(events, words)
