"""Where are the sites, and what was seen there?"""

import pandas as pd

from nap import maps, sites, ui
from nap.access import protection
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
    return {**asked, **maps.cell_of(ui.chosen("cell")), **protection(ui.pack().plan)}


def show_site(card: pd.DataFrame) -> None:
    """One site and everything seen there, visit by visit."""
    it, words = next(card.itertuples()), ui.words()
    ui.set_choice("site", it.site_code)
    ui.heading(it.site_name)
    ui.caption(sites.facts(it, words))
    ui.table(*sites.visits(ui.rows("site_history", site=it.site_code), words))
    ui.take_back(t("Close this site"), "site")


def show_table(rows: pd.DataFrame, asked: dict) -> None:
    """What the map shows, as a table in which a row chooses, and all of it to take away."""
    ui.caption(t("Choose a single site on the map or in the table to see what was found there, visit by visit."))
    ui.pick_row(*sites.table(rows, ui.words()), t("The sites drawn on the map"))
    ui.download_rows(t("All these sites as CSV"), "sites_on_map", most=sites.ALL, **asked)


with ui.page(t("Where are the sites, and what was seen there?")):
    if not ui.lacks("site"):
        ui.lacks("site_visit")
        words, plan, years, head = ui.words(), ui.pack().plan, ui.filters(), ui.room()
        asked, card = choose(), ui.rows("site_card", site=ui.chosen("site") or "")
        rows, shapes = ui.rows("sites_on_map", most=maps.MOST_POINTS, **asked), ui.rows("place_outlines")
        with head:
            where = t("The chosen cell") if asked["side"] else ui.place_name()
            ui.lead(sites.sentence(rows, words, where, years.year_from, years.year_to, sites.is_narrowed(asked)))
        if asked["side"]:
            ui.set_choice("cell", ui.chosen("cell"))
            ui.take_back(t("Back to the whole map"), "cell")
        left, right = ui.columns(*ui.MAP_AND_LIST)
        with left:
            iso3, close, site = plan["plan"].get("iso3"), asked["side"] is not None, ui.chosen("site")
            picture = maps.sites(rows, words, ui.colours(), asked["colour"], ui.map_width(), iso3, shapes, site, close)
            ui.show_map(
                picture, "sites", t("Map of the sites. The table beside it holds the same and works by keyboard.")
            )
            for remark in sites.remarks(rows, words, plan):
                ui.caption(remark)
            ui.source_line(("site", "site_visit"), rows["sites_count"].sum())
        if not card.empty:
            with right:
                show_site(card)
        if not rows.empty:
            with right if card.empty else ui.room():
                show_table(rows, asked)
