"""Where does the mercury come in, and do the books agree?"""

from nap.figures import supply as charts
from nap.figures import trade as drawn
from nap.topics import mercury, supply, trade
from nap.web import ui
from nap.web.ui import t


def show_books(words) -> None:
    """Goods, direction and country chosen: both books over time and country by country."""
    found = ui.rows("trade_choices")
    with ui.row():
        hs = ui.choose("hs", t("Goods"), trade.goods(found, words), width=300)
        way = ui.choose("way", t("Direction"), {code: t(text) for code, text in trade.DIRECTIONS.items()}, width=140)
        one = ui.choose("partner", t("Other country"), trade.partners(found, words), width=220)
    asked = {"hs": hs, "direction": way, "partner": {trade.ANY: None}.get(one, one)}
    if (both := trade.sides(ui.rows("trade_partners", **asked), way, words)).empty:
        return ui.nothing(t("Nothing of this is in the data. Choose other goods, another direction or more years."))
    more = {"names": trade.books(way, words), "tables": ("trade_flow",), "unit": "kg", "labels": trade.headings(words)}
    ui.show(drawn.months, ui.rows("trade_months", **asked), title=t("The books over time"), name="trade-months", **more)
    ui.show(drawn.two_books, both, title=t("The books, country by country"), name="trade-countries", **more)
    ui.table(*trade.sides_table(both, way, words))
    ui.caption(" ".join(trade.remarks(both, ui.rows("trade_pairs"), words)))


def show_consents(words, judged) -> None:
    """Shipments beside the consents they rest on, by what is missing, one by one, and consent by consent."""
    ui.heading(t("Do consents cover the shipments?"), trade.consents_about(words))
    if judged.empty:
        return ui.nothing(t(trade.NOT_JUDGED))
    lacking, consents = ui.rows("consent_breaches", most=trade.LATEST), ui.rows("consent_list", most=trade.LATEST)
    ui.bars(trade.breach_bars(ui.rows("consent_kinds"), judged["judged"].sum(), words))
    ui.source_line(("trade_flow", "consent"), judged["judged"].sum())
    ui.table(*trade.breaches_table(ui.part(lacking, "lacking", t("Shipments without a valid consent"), 6), words))
    ui.download_rows(t("All these shipments as CSV ↓"), "consent_breaches", most=trade.ALL)
    ui.table(*trade.consents_table(ui.part(consents, "consent", t("Consents, the latest first"), size=6), words))


with ui.page(t("Where does the mercury come in, and do the books agree?")):
    if not ui.lacks("trade_flow", "consent"):
        words, years, top = ui.words(), ui.filters(), ui.room()
        imports = ui.rows("trade_partners", hs=trade.MERCURY, direction="import", partner=None)
        judged, firms, pairs = ui.rows("consent_flags"), ui.rows("trade_traders"), ui.rows("trade_pairs")
        show_books(words)
        show_consents(words, judged)
        ui.heading(t("Does official supply explain the use?"))
        series = ui.choose("method", t("Method series"), mercury.series_choices(ui.rows("mercury_series"), words))
        found = supply.compare(ui.rows("supply_by_year", method_series=series or ""))
        ui.lead(supply.sentence(found, supply.year_told(found, years.year_to), words))
        ui.show(
            charts.supply_and_use,
            found,
            title=t("Supply and use, by year"),
            name="trade-supply",
            unit="t",
            about=t(supply.ABOUT),
            tables=("trade_flow", "mercury_stock", "mercury_use"),
        )
        ui.heading(t("Who brings it in?"), trade.concentration(firms, imports, words))
        ui.bars(trade.firm_bars(firms, words))
        seized, prices = ui.rows("seizure_list", place=None), ui.rows("trade_prices", **trade.price_bounds())
        flags = trade.flags(pairs, judged, firms, seized, prices, found)
        with top:
            ui.lead(trade.sentence(imports, judged, flags, trade.span(years.year_from, years.year_to), words))
        ui.heading(t("Red flags"), trade.flags_about(flags, words))
        ui.table(*trade.flags_table(flags, words))
        with ui.more(t("The rules, their thresholds and sources")):
            ui.table(*trade.rules_table(words), trade.not_asked(words))
