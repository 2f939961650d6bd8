"""What mercury was seized, and where is it now?"""

from nap.figures import maps
from nap.topics import mercury, supply, trade
from nap.web import ui
from nap.web.ui import t


def show_map(words, places) -> None:
    """The places where mercury was seized, where the pack says how they lie; a click chooses the place."""
    plan, shapes = ui.pack().plan["plan"], ui.rows("place_outlines")
    points = trade.points(places, words)
    picture = maps.points(points, trade.SIZES, words, ui.colours(), "place", ui.map_width(), plan.get("iso3"), shapes)
    ui.show_map(picture, "seizures", t("Map of the seizures; the list below holds the same, by keyboard too."))


with ui.page(t("What mercury was seized, and where is it now?")):
    if not ui.lacks("seizure", "mercury_stock"):
        words, rows, stocks = ui.words(), ui.rows("seizure_list"), ui.rows("stock_summary")
        methods = mercury.series_choices(ui.rows("mercury_series"), words)
        found = supply.compare(ui.rows("supply_by_year", method_series=next(iter(methods), "")))
        ui.lead(trade.seized_sentence(rows, stocks, ui.place_name(), words))
        if rows.empty:
            ui.nothing(t("No seizure is on record for {place} in these years.", place=ui.place_name()))
        else:
            left, right = ui.columns(*ui.MAP_AND_LIST)
            with left:
                show_map(words, ui.rows("seizure_places"))
            with right:
                ui.heading(t("Mercury seized, by year"))
                ui.bars(trade.year_bars(rows, words))
                ui.caption(trade.interdiction(ui.rows("seizure_years"), found, words))
            ui.source_line(("seizure",), len(rows))
            ui.heading(t("One by one"))
            shown = ui.part(rows, "seizure", t("Seizures, the latest first"), size=10)
            ui.table(*trade.seizures_table(shown, words))
            ui.numbers(rows, "seizures", labels=trade.headings(words))
        if not stocks.empty:
            ui.heading(t("Where the mercury went"), t(trade.ABOUT_STOCKS))
            ui.table(*trade.stocks_table(stocks, words))
            ui.heading(t("How stored mercury is kept"))
            ui.table(*trade.storage_table(stocks, words))
            ui.source_line(("mercury_stock",), stocks["lots"].sum())
            ui.numbers(stocks, "mercury-stocks", labels=trade.headings(words))
