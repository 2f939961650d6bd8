"""Who mines legally, and who is on the way?"""

from nap.figures import charts
from nap.figures import formalization as pictures
from nap.topics import formalization
from nap.topics.rows import records
from nap.web import ui
from nap.web.ui import t

TABLES = ("formalization_step", "organisation")


def show_way(facts, year, words) -> None:
    """How far organisations have come, how long each step takes, and where they stand now."""
    steps, stood = ui.rows("formalization_steps"), ui.rows("formalization_states")
    ui.paragraphs([formalization.stuck_sentence(stood, words)])
    ui.caption(formalization.missing_steps(steps, words))
    if len(steps) > 1:
        ui.show_indicator(
            charts.bars,
            formalization.ladder(facts, year, words),
            "organisations_count",
            label="step_name",
            title=t("How far organisations have come, {year}", year=year),
            name="ladder",
        )
        ui.show(
            pictures.waits,
            formalization.waits(steps, words),
            title=t("How long each step takes"),
            tables=TABLES,
            name="formalization-waits",
            about=t(formalization.ABOUT_WAITS),
            n=steps["n"].sum(),
        )
    names, states = formalization.step_names(words, set(stood["step"])), formalization.states(words)
    ui.show(
        pictures.standing,
        stood,
        names,
        states,
        title=t("Where organisations stand"),
        name="formalization-states",
        about=t(formalization.ABOUT_STATES),
        tables=TABLES,
        n=stood["organisations"].sum(),
    )
    ui.table(*formalization.standing_table(stood, words), t("Members of the organisations that stand on each step"))
    show_one(stood, words)


def show_one(stood, words) -> None:
    """One organisation with its dates, chosen among those of one state."""
    ui.heading(t("One organisation on its way"))
    state = ui.choose("stands", t("Organisations that"), formalization.state_choices(stood, words))
    rows = ui.rows("formalization_organisations", most=formalization.MOST, states=[state])
    code = ui.choose("organisation", t("Organisation"), formalization.organisation_choices(rows, words))
    card = records(ui.rows("formalization_card", organisation=code))
    ui.pairs(formalization.facts(card, words), card[0]["organisation_name"])
    ui.table(*formalization.card_table(card, words))


with ui.page(t("Who mines legally, and who is on the way?")):
    facts, members = ui.facts("organisations_count"), ui.rows("formalization_members")
    if not ui.lacks(*TABLES) and (members.empty or facts.empty):
        ui.nothing()
    elif not (members.empty or facts.empty):
        words, year = ui.words(), int(facts["year"].max())
        ui.lead(formalization.sentence(members, ui.rows("licence_expiry"), ui.place_name(), words))
        ui.link("licences", t("Licences and when they end →"))
        show_way(facts, year, words)
        ui.heading(t("Miners under a licence, and what they are held against"), t(formalization.ABOUT_SHARE))
        ui.pairs(formalization.denominators(records(ui.rows("formalization_denominators"))[0], words))
        ui.heading(t("By place, {year}", year=year))
        near = ui.rows("fact_below_place", ids=formalization.NEAR, method_series=None, year_from=year, year_to=year)
        stuck = ui.rows("formalization_places", places=sorted(near["place_code"].unique()))
        ui.table(*formalization.places_table(near, stuck, words))
        ui.numbers(near, "formalization-places")
