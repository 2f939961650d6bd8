"""Which places are contaminated, where to act first, and what is being done?"""

from nap.figures import contaminated as charts
from nap.figures import maps
from nap.pack.access import protection
from nap.topics import contaminated, contaminated_site, sites
from nap.topics.rows import records
from nap.web import ui
from nap.web.ui import t


def show_site(it: dict, plan: dict) -> None:
    """One site opened, in the place of the register. it: a row of contaminated_site_card."""
    words, one, code = ui.words(), contaminated_site, it["contaminated_site_code"]
    rows, *others = one.noted((ui.rows(f"contaminated_{name}", csite=code) for name in one.FRAMES), words)
    source = {"tables": ("sample",), "n": len(rows)}
    ui.set_choice("csite", code)
    ui.take_back(t("← Back to the register"), "csite")
    ui.heading(words.text(it, "name"))
    ui.lead(one.sentence(it, words))
    left, right = ui.columns(3, 2)
    with left:
        ui.sections(one.opening(it, rows, words))
    with right:
        ui.pairs(one.facts(it, words), t("What is known ({code})", code=code))
        ui.show(charts.around, rows, title=t(one.AROUND), name="around", empty=t(one.NO_SAMPLES), **source)
    if not rows.empty:
        strip = rows[rows["matrix"] == ui.choose("cmatrix", t("What was sampled"), one.matrices(rows, words))]
        told = {"title": t(one.STRIP), "about": t(one.ABOUT_STRIP), **source, "n": len(strip)}
        ui.show(charts.strip, strip, one.limits(strip, plan, words), name="strip", **told)
    ui.sections(one.details(it, (rows, *others), plan, words), one.workings(it, rows, words))
    ui.take_away("score", one.sheet(it, plan, words), one.workbook(it, rows, others[0], plan, words), t(one.TO_TAKE))


def show_register(plan: dict) -> None:
    """The whole register: how urgent and how far, on the map and as a ranked list; groups of neighbours."""
    words, counts, clusters = ui.words(), [*map(ui.rows, contaminated.COUNTS)], ui.rows("contaminated_clusters")
    ui.lead(contaminated.sentence(*counts, ui.place_name(), words))
    asked = {**contaminated.ALL, **ui.choose_each(contaminated.choices(clusters, words))}
    colour, cell, shapes = asked.pop("ccolour") or "class", ui.chosen_cell("csite_cell"), ui.rows("place_outlines")
    rows = ui.rows("contaminated_register", most=maps.MOST_POINTS, colour=colour, **asked, **cell, **protection(plan))
    made = contaminated.picture(rows, words, ui.colours(), colour, ui.map_width(), plan, shapes, cell)
    left, right = ui.columns(*ui.MAP_AND_LIST)
    with left:
        ui.show_map(made, "contaminated", t(contaminated.ABOUT_MAP), contaminated.remarks(rows, words))
        ui.bars(contaminated.class_bars(counts[1], words))
    with right:
        ui.bars(contaminated.funnel(counts[0], words))
    ui.heading(t("Where to act first"), contaminated.about_list(words))
    asked |= {"codes": contaminated.inside(rows, cell), "note": t(contaminated.NOTE)}
    start = ui.turn(int(rows["sites_count"].sum()), "clist", t("Sites by rank"), contaminated.LISTED)
    listed = ui.rows("contaminated_ranked", size=contaminated.LISTED, skip=start, **asked)
    ui.pick_row(*contaminated.ranked(listed, words), t("The ranked list of contaminated sites"))
    ui.source_line(contaminated.TABLES, rows["sites_count"].sum(), asked["note"])
    ui.download_rows(t("All these sites as CSV"), "contaminated_ranked", size=sites.ALL, skip=0, **asked)
    ui.sections(contaminated.below(clusters, ui.rows("contaminated_methods"), words))


with ui.page(t("Which places are contaminated, where to act first, and what is being done?")):
    if not ui.lacks(*contaminated.TABLES) and "contaminated_site" not in ui.pack().missing:
        found = records(ui.rows("contaminated_site_card", csite=ui.chosen("csite") or ""))
        (show_site if found else show_register)(*found, ui.pack().plan)
