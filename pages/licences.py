"""Which licences run out, and does the register know?"""

from nap.figures import licences as pictures
from nap.topics import licences as licence
from nap.web import ui
from nap.web.ui import t

TABLES, LISTED = ("formalization_step", "organisation"), 20  # licences listed on the page; the download holds all


def show_list(licences, words) -> None:
    """The licences that answer what is asked of them, the first to end on top."""
    code = ui.choose("licences", t("Show licences that"), licence.choices(licences, words), "months_6")
    shown = licence.asked(licences, code)
    if shown.empty:
        ui.nothing(t("No licence at {place} is in this state.", place=ui.place_name()))
        return
    ui.table(*licence.table(shown.head(LISTED), words))
    ui.source_line(TABLES, len(shown), licence.note(shown, LISTED, words))
    ui.numbers(shown, f"licences-{code}")


def show_places(words) -> None:
    """A map of licences, on request: it weighs as much as the rest of the page."""
    points, iso3 = ui.rows("licence_points", most=licence.MOST_POINTS), ui.pack().plan["plan"].get("iso3")
    if len(points) and ui.on_request(t("Show the map of licences"), "licence-map"):
        picture = licence.picture(points, words, ui.colours(), ui.map_width(), iso3, ui.rows("place_outlines"))
        ui.show_map(picture, "licences", t("Map of licences"), licence.remarks(points, words))


with ui.page(t("Which licences run out, and does the register know?")):
    licences, ends = ui.rows("licence_expiry"), ui.rows("licence_ends")
    if not ui.lacks(*TABLES) and licences.empty:
        ui.nothing()
    elif not licences.empty:
        words, said = ui.words(), ui.rows("licence_words").iloc[0]
        ui.lead(licence.sentence(licences, ui.place_name(), words))
        ui.paragraphs(licence.register_sentences(said, ui.rows("licence_former_places"), words))
        ui.show(
            pictures.licence_ends,
            ends,
            licence.ends(words),
            title=t("Licences by their last day"),
            tables=TABLES,
            name="licence-ends",
            n=ends["licences"].sum(),
            caveat=t(licence.CAVEAT),
        )
        show_list(licences, words)
        show_places(words)
        ui.heading(t("By place"))
        ui.table(*licence.places_table(ui.rows("licence_places"), ui.place_name(), words))
