"""Which places are contaminated, and what is being done?"""

from nap import contaminated, maps, sites, ui
from nap.cards import records
from nap.ui import t


def show_site(code: str | None) -> None:
    """One site: what is known of it and every measurement taken there; without one, how to choose it."""
    found = records(ui.rows("contaminated_site_card", csite=code)) if code else []
    if not found:
        ui.caption(t("Choose a site on the map or in the register to see what was measured there."))
        return
    words, card = ui.words(), found[0]
    ui.set_choice("csite", code)
    ui.heading(words.text(card, "name"))
    ui.take_back(t("Close this site"), "csite")
    rows = ui.rows("sample_list", csite=code)
    left, right = ui.columns(2, 3)
    with left:
        ui.pairs(contaminated.facts(card, words), code)
    with right:
        if rows.empty:
            ui.nothing(t("No measurement was taken at this site."))
            return
        shown = ui.part(rows, "sample", t("Measurements one by one, the latest first"), size=10)
        ui.table(*contaminated.samples(shown, words))
    matrices = contaminated.matrices(ui.rows("sample_matrices", csite=code), words)
    ui.table(*matrices, caption=t("All measurements at this site, whatever years are chosen"))
    ui.source_line(("sample",), len(rows))


def show_samples() -> None:
    """Measurements in the environment and in groups of people, by what was measured and in which unit."""
    words = ui.words()
    ui.heading(t("What was measured in the environment"))
    rows = ui.rows("sample_matrices", csite=None)
    if rows.empty:
        ui.nothing()
    else:
        ui.table(*contaminated.matrices(rows, words))
        ui.source_line(("sample",), rows["samples_count"].sum(), contaminated.undated(rows, words))
        ui.numbers(rows, "samples", labels=contaminated.headings(words))
    people = ui.rows("sample_people")
    if not people.empty:
        ui.heading(t("What was measured in groups of people"))
        ui.table(*contaminated.people(people, words))
        note = t("n counts people. Only groups are kept, never one person; the range is that of the groups' medians.")
        ui.source_line(("sample",), people["people_count"].sum(), note)
        ui.numbers(people, "samples-people", labels=contaminated.headings(words))


with ui.page(t("Which places are contaminated, and what is being done?")):
    if not ui.lacks("contaminated_site", "sample"):
        words, plan, code = ui.words(), ui.pack().plan, ui.chosen("csite")
        steps = ui.rows("contaminated_stages")
        if steps["sites_count"].sum():
            ui.lead(contaminated.sentence(steps, ui.place_name(), words))
            options = {"all": t("All"), **contaminated.stages(words)}
            stage = ui.choose("stage", t("Step"), options)
            rows = ui.rows("contaminated_register", stage=None if stage == "all" else stage, **sites.protection(plan))
            left, right = ui.columns(11, 9)
            with left:
                ui.show_map(
                    maps.points(
                        contaminated.points(rows, words), contaminated.MARKS, words, ui.colours(), "csite",
                        t("Step reached"), plan["plan"].get("iso3"), ui.rows("place_outlines"), code,
                    ),
                    "contaminated",
                    t("Map of the contaminated sites. The register below holds the same, and a row is chosen by keyboard."),
                )  # fmt: skip
                ui.source_line(("contaminated_site",), len(rows), contaminated.not_drawn(rows, words))
            with right:
                ui.caption(t("How many sites came at least as far as each step; a step says nothing of danger."))
                ui.bars(contaminated.funnel(steps, words))
            show_site(code)
            ui.heading(t("The register, as it stands today"))
            ui.pick_row(*contaminated.register(rows, words), "csite", t("The register of contaminated sites"))
            ui.numbers(rows, "contaminated-sites", labels=contaminated.headings(words))
        elif "contaminated_site" not in ui.pack().missing:
            ui.nothing(t("No contaminated site is on the register for {place}.", place=ui.place_name()))
        if "sample" not in ui.pack().missing:
            show_samples()
