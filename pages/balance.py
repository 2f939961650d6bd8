"""Where does the mercury come from, and where does it go?"""

from nap.figures import balance as charts
from nap.figures import supply as supply_charts
from nap.topics import balance, mercury, supply
from nap.web import ui
from nap.web.ui import t


def show_fate(series: str, year: str | None) -> None:
    """One year of one series: the sentence, the flows, and the table of the same numbers with its check."""
    words, place = ui.words(), ui.place_name()
    rows = ui.rows("balance_by_practice", method_series=series, year=int(year or 0))
    if why := balance.lacking(rows, series, place, words):
        ui.nothing(why)
        return
    it = balance.Balance(rows)
    ui.lead(balance.sentence(it, place, year, words))
    ui.show(
        charts.fate,
        balance.flows(it, words),
        title=t("Where the mercury went, {year}", year=year),
        name="balance-flows",
        about=t("From what was put in, through each practice, to where it went."),
        unit=it.unit,
        tables=("mercury_use",),
        alt=balance.alt(it, place, year, words),
    )
    ui.table(*balance.table(it, words))
    for remark in [balance.arithmetic(it, words), *balance.remarks(it, words)]:
        ui.caption(remark)
    ui.heading(t("Is the mercury per gold plausible?"), t(balance.RATIO_ABOUT))
    ui.table(*balance.ratios(it, words))


def show_supply(series: str, wanted: str | None) -> None:
    """Official supply of the whole country beside the use that the series estimates."""
    ui.heading(t("Does official supply explain the use?"))
    if ui.lacks("trade_flow"):
        return
    words, rows = ui.words(), ui.rows("supply_by_year", method_series=series)
    found = supply.compare(rows)
    year = supply.year_told(found, int(wanted or 0))
    said = supply.sentence(found, year, words)
    ui.lead(said)
    ui.show(
        supply_charts.supply_and_use,
        found,
        title=t("Supply and use, by year"),
        name="balance-supply",
        about=t(supply.ABOUT),
        alt=said.replace("**", ""),
        tables=("trade_flow", "mercury_stock", "mercury_use"),
        unit="t",
        labels={name: t(text) for name, text in supply.HEADINGS.items()},
    )
    ui.table(*supply.table(found, words))
    ui.pairs(supply.sum_of(rows, found, year, words), t("How the supply was computed") if year else "")
    for remark in supply.remarks(rows, words):
        ui.caption(remark)


with ui.page(t("Where does the mercury come from, and where does it go?")):
    if not ui.lacks("mercury_use"):
        left, right = ui.columns(3, 1)
        with left:
            names = mercury.series_choices(ui.rows("mercury_series"), ui.words())
            series = ui.choose("method", t("Method series"), names)
        with right:
            years = ui.rows("balance_years", method_series=series or "")["year"]
            year = ui.choose("year", t("Year"), {str(each): str(each) for each in years})
        show_fate(series or "", year)
        show_supply(series or "", year)
