"""Which places are contaminated, and what is being done?"""

from nap import contaminated, maps, sites, ui
from nap.access import protection
from nap.cards import records
from nap.ui import t


def show_site(it: dict) -> None:
    """One site: what is known of it and every measurement taken there. it: a row of contaminated_site_card."""
    words, code = ui.words(), it["contaminated_site_code"]
    rows, matrices = ui.rows("sample_list", csite=code), ui.rows("sample_matrices", csite=code)
    ui.set_choice("csite", code)
    ui.heading(words.text(it, "name"))
    ui.take_back(t("Close this site"), "csite")
    left, right = ui.columns(2, 3)
    with left:
        ui.pairs(contaminated.facts(it, words), code)
    with right:
        shown = ui.part(rows, "sample", t("Measurements one by one, the latest first"), size=10)
        ui.table(*contaminated.samples(shown, words))
    ui.table(*contaminated.matrices(matrices, words), t("All measurements at this site, whatever years are chosen"))
    ui.source_line(("sample",), len(rows))


def show_samples(name: str, title: str, table, **params) -> None:
    """Measurements by what was measured and in which unit; nothing where there are none."""
    rows, words = ui.rows(name, **params), ui.words()
    if not rows.empty:
        ui.heading(title)
        ui.table(*table(rows, words))
        ui.source_line(("sample",), note=contaminated.samples_note(rows, words))
        ui.numbers(rows, name, labels=contaminated.headings(words))


with ui.page(t("Which places are contaminated, and what is being done?")):
    if not ui.lacks("contaminated_site", "sample"):
        words, plan, code, steps = ui.words(), ui.pack().plan, ui.chosen("csite") or "", ui.rows("contaminated_stages")
        if "contaminated_site" not in ui.pack().missing:
            ui.lead(contaminated.sentence(steps, ui.place_name(), words))
        if steps["sites_count"].sum():
            asked = {**ui.choose_each(contaminated.choices(words)), **ui.chosen_cell("csite_cell"), **protection(plan)}
            rows, shapes = ui.rows("contaminated_register", most=maps.MOST_POINTS, **asked), ui.rows("place_outlines")
            iso3, close, width = plan["plan"].get("iso3"), asked["side"] is not None, ui.map_width()
            left, right = ui.columns(*ui.MAP_AND_LIST)
            with left:
                picture = contaminated.picture(rows, words, ui.colours(), width, iso3, shapes, code, close)
                about = t("Map of the contaminated sites; the register below holds the same, by keyboard too.")
                ui.show_map(picture, "contaminated", about, contaminated.remarks(rows, words))
                ui.source_line(("contaminated_site",), rows["sites_count"].sum())
            with right:
                ui.caption(t("How many sites came at least as far as each step; a step says nothing of danger."))
                ui.bars(contaminated.funnel(steps, words))
            for it in records(ui.rows("contaminated_site_card", csite=code)):
                show_site(it)
            ui.heading(t("The register, as it stands today"))
            ui.pick_row(*contaminated.register(rows, words), t("The register of contaminated sites"))
            ui.download_rows(t("All these sites as CSV"), "contaminated_register", most=sites.ALL, **asked)
        show_samples("sample_matrices", t("What was measured in the environment"), contaminated.matrices, csite=None)
        show_samples("sample_people", t("What was measured in groups of people"), contaminated.people)
