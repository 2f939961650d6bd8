"""Which places are contaminated, and what is being done?"""

from nap import contaminated, maps, sites, ui
from nap.access import protection
from nap.cards import records
from nap.ui import t


def show_site(found: list[dict]) -> None:
    """One site: what is known of it and every measurement taken there; without one, how to choose it."""
    if not found:
        ui.caption(t("Choose a site on the map or in the register to see what was measured there."))
        return
    words, code = ui.words(), found[0]["contaminated_site_code"]
    rows, matrices = ui.rows("sample_list", csite=code), ui.rows("sample_matrices", csite=code)
    ui.set_choice("csite", code)
    ui.heading(words.text(found[0], "name"))
    ui.take_back(t("Close this site"), "csite")
    left, right = ui.columns(2, 3)
    with left:
        ui.pairs(contaminated.facts(found[0], words), code)
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
            cell = maps.cell_of(ui.chosen("csite_cell"))
            asked = {**ui.choose_each(contaminated.choices(words)), **cell, **protection(plan)}
            rows, shapes = ui.rows("contaminated_register", most=maps.MOST_POINTS, **asked), ui.rows("place_outlines")
            iso3, close, lists = plan["plan"].get("iso3"), cell["side"] is not None, contaminated.headings(words)
            if close:
                ui.set_choice("csite_cell", ui.chosen("csite_cell"))
                ui.take_back(t("Back to the whole map"), "csite_cell")
            left, right = ui.columns(*ui.MAP_AND_LIST)
            with left:
                picture = contaminated.picture(rows, words, ui.colours(), ui.map_width(), iso3, shapes, code, close)
                about = t("Map of the contaminated sites; the register below holds the same, by keyboard too.")
                ui.show_map(picture, "contaminated", about)
                for remark in contaminated.remarks(rows, words):
                    ui.caption(remark)
                ui.source_line(("contaminated_site",), rows["sites_count"].sum())
            with right:
                ui.caption(t("How many sites came at least as far as each step; a step says nothing of danger."))
                ui.bars(contaminated.funnel(steps, words))
            show_site(records(ui.rows("contaminated_site_card", csite=code)))
            ui.heading(t("The register, as it stands today"))
            ui.pick_row(*contaminated.register(rows, words), t("The register of contaminated sites"))
            if maps.are_cells(rows):
                ui.download_rows(t("All these sites as CSV"), "contaminated_register", most=sites.ALL, **asked)
            else:
                ui.numbers(rows, "contaminated-sites", labels=lists)
        show_samples("sample_matrices", t("What was measured in the environment"), contaminated.matrices, csite=None)
        show_samples("sample_people", t("What was measured in groups of people"), contaminated.people)
