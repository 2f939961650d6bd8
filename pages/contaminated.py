"""Which places are contaminated, and what is being done?"""

from nap import contaminated, sites, ui
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
            asked = {**ui.choose_each(contaminated.choices(words)), **sites.protection(plan)}
            rows, iso3 = ui.rows("contaminated_register", **asked), plan["plan"].get("iso3")
            left, right = ui.columns(11, 9)
            with left:
                picture = contaminated.picture(rows, words, ui.colours(), iso3, ui.rows("place_outlines"), code)
                about = t("Map of the contaminated sites; the register below holds the same, by keyboard too.")
                ui.show_map(picture, "contaminated", about)
                ui.source_line(("contaminated_site",), len(rows), contaminated.not_drawn(rows, words))
            with right:
                ui.caption(t("How many sites came at least as far as each step; a step says nothing of danger."))
                ui.bars(contaminated.funnel(steps, words))
            show_site(records(ui.rows("contaminated_site_card", csite=code)))
            ui.heading(t("The register, as it stands today"))
            ui.pick_row(*contaminated.register(rows, words), "csite", t("The register of contaminated sites"))
            ui.numbers(rows, "contaminated-sites", labels=contaminated.headings(words))
        show_samples("sample_matrices", t("What was measured in the environment"), contaminated.matrices, csite=None)
        show_samples("sample_people", t("What was measured in groups of people"), contaminated.people)
