"""Where are the sites, and what was seen there?"""

from nap import maps, sites, ui
from nap.ui import t

WIDTH = 165  # pixels of a choice: two stand side by side on a telephone


def choose() -> dict:
    """What colours mean and which sites are kept, as parameters of the query."""
    with ui.row():
        asked = {"colour": ui.choose("colour", t("Colours show"), sites.names(sites.COLOURS, ui.words()), width=WIDTH)}
        for name, (label, codes) in sites.QUESTIONS.items():
            options = {sites.ANY: t("All"), **sites.names(codes, ui.words())}
            code = ui.choose(f"site_{name}", t(label), options, width=WIDTH)
            asked[name] = None if code == sites.ANY else code
    return {**asked, **maps.cell_of(ui.chosen("cell")), **sites.protection(ui.pack().plan)}


def show_site(code: str | None) -> None:
    """One site and everything seen there; without one, how to choose it."""
    card = ui.rows("site_card", site=code or "")
    if card.empty:
        ui.caption(t("Choose a single site on the map or in the table to see what was found there, visit by visit."))
        return
    it, history = next(card.itertuples()), ui.rows("site_history", site=code)
    ui.set_choice("site", code)
    ui.heading(it.site_name)
    ui.caption(sites.facts(it, ui.words()))
    ui.table(*sites.visits(history, ui.words()))
    ui.take_back(t("Close this site"), "site")


with ui.page(t("Where are the sites, and what was seen there?")):
    if not ui.lacks("site"):
        ui.lacks("site_visit")
        words, plan, years, head = ui.words(), ui.pack().plan, ui.filters(), ui.room()
        asked, site = choose(), ui.chosen("site")
        rows, shapes = ui.rows("sites_on_map", most=maps.MOST_POINTS, **asked), ui.rows("place_outlines")
        with head:
            where = t("The chosen cell") if asked["side"] else ui.place_name()
            ui.lead(sites.sentence(rows, words, where, years.year_from, years.year_to, sites.is_narrowed(asked)))
        if asked["side"]:
            ui.set_choice("cell", ui.chosen("cell"))
            ui.take_back(t("Back to the whole map"), "cell")
        left, right = ui.columns(11, 9)
        with left:
            iso3, close = plan["plan"].get("iso3"), asked["side"] is not None
            picture = maps.sites(rows, words, ui.colours(), asked["colour"], iso3, shapes, site, close)
            ui.show_map(picture, "sites", t("Map of the sites. The table below holds the same and works by keyboard."))
            for remark in sites.remarks(rows, words, plan):
                ui.caption(remark)
            ui.source_line(("site", "site_visit"), rows["sites_count"].sum())
        with right:
            show_site(site)
        if not rows.empty:
            ui.pick_row(*sites.table(rows, words), t("The sites drawn on the map"))
            ui.download_rows(t("All these sites as CSV"), "sites_on_map", most=sites.ALL, **asked)
