"""Where are the sites, and what was seen there?"""

from nap.figures import maps
from nap.pack.access import protection
from nap.topics import sites
from nap.web import ui
from nap.web.ui import t

WIDTH = 165  # pixels of a choice: two stand side by side on a telephone


def choose() -> dict:
    """What colours mean and which sites are kept, as parameters of the query."""
    with ui.row():
        asked = {"colour": ui.choose("colour", t("Colours show"), sites.names(sites.COLOURS, ui.words()), width=WIDTH)}
        for name, (label, codes) in sites.QUESTIONS.items():
            options = {sites.ANY: t("All"), **sites.names(codes, ui.words())}
            code = ui.choose(f"site_{name}", t(label), options, width=WIDTH)
            asked[name] = None if code == sites.ANY else code
    return {**asked, **ui.chosen_cell("cell"), **protection(ui.pack().plan)}


def show_site(it) -> None:
    """One site and everything seen there, visit by visit. it: a row of site_card."""
    ui.set_choice("site", it.site_code)
    ui.heading(it.site_name)
    ui.caption(sites.facts(it, ui.words()))
    ui.table(*sites.visits(ui.rows("site_history", site=it.site_code), ui.words()))
    ui.take_back(t("Close this site"), "site")


def show_table(rows, asked: dict) -> None:
    """What the map shows, as a table in which a row chooses, and all of it to take away."""
    ui.caption(t("Choose a single site on the map or in the table to see what was found there, visit by visit."))
    ui.pick_row(*sites.table(rows, ui.words()), t("The sites drawn on the map"))
    ui.download_rows(t("All these sites as CSV"), "sites_on_map", most=sites.ALL, **asked)


with ui.page(t("Where are the sites, and what was seen there?")):
    if not ui.lacks("site"):
        ui.lacks("site_visit")
        words, plan, years, head = ui.words(), ui.pack().plan, ui.filters(), ui.room()
        asked = choose()
        found = list(ui.rows("site_card", site=ui.chosen("site") or "").itertuples())
        rows, shapes = ui.rows("sites_on_map", most=maps.MOST_POINTS, **asked), ui.rows("place_outlines")
        with head:
            where = t("The chosen cell") if asked["side"] else ui.place_name()
            ui.lead(sites.sentence(rows, words, where, years.year_from, years.year_to, sites.is_narrowed(asked)))
        left, right = ui.columns(*ui.MAP_AND_LIST)
        with left:
            iso3, close, site = plan["plan"].get("iso3"), asked["side"] is not None, ui.chosen("site")
            picture = maps.sites(rows, words, ui.colours(), asked["colour"], ui.map_width(), iso3, shapes, site, close)
            about = t("Map of the sites. The table beside it holds the same and works by keyboard.")
            ui.show_map(picture, "sites", about, sites.remarks(rows, words, plan))
            ui.source_line(("site", "site_visit"), rows["sites_count"].sum())
        with right:
            for it in found:
                show_site(it)
        if not rows.empty:
            with ui.room() if found else right:
                show_table(rows, asked)
