"""How much mercury is used, and where does it go?"""

from nap.figures import charts
from nap.pack import indicator
from nap.topics import mercury
from nap.web import ui
from nap.web.ui import t


def show(series: str, names: dict[str, str]) -> None:
    """Everything about one method series; the other series stand beside it in the first picture alone."""
    use, ratio = ui.facts("hg_use_t"), ui.facts("hg_au_ratio_kg_kg")
    own = use[use["method_series"] == series]
    totals = own[own["series"].isna()]
    if totals.empty:
        name, place = mercury.series_name(series), ui.place_name()
        ui.nothing(
            t("The series “{series}” gives no total for {place} in these years.", series=name, place=place)
            + " "
            + t("Choose another series, another place or more years.")
        )
        return
    it, year = indicator.get("hg_use_t"), int(totals["year"].max())
    ui.lead(mercury.sentence(totals, ui.place_name(), it.unit, ui.words()))
    ui.show_indicator(
        charts.lines, use[use["series"].isna()], it.id, names=names, focus=series, title=t("Mercury used, by year")
    )
    fate = ui.rows("headlines", ids=list(mercury.FATE))
    ui.show(
        charts.small_multiples,
        fate[fate["method_series"] == series],
        it,
        by="indicator",
        columns=3,
        title_width=14,
        names={code: t(name) for code, name in mercury.FATE.items()},
        title=t("Used, to air, to land and water"),
        about=t("Three quantities, never added: what goes to air, land and water is the fate of what was used."),
        name="mercury-fate",
        tables=it.tables,
        caveat=t(indicator.get("hg_emission_air_t").caveat),
        unit=it.unit,
    )
    ui.show(
        charts.stacked_years, own, it, title=t("By practice"), name="mercury-practice", tables=it.tables, unit=it.unit
    )
    places = ui.rows("fact_below_place", ids=[it.id], method_series=series, year_from=year, year_to=year)
    ui.show(
        charts.bars,
        places,
        it,
        focus=ui.place_name(),
        title=t("By place, {year}", year=year),
        name="mercury-places",
        tables=it.tables,
        unit=it.unit,
        empty=t("The estimates of this series are not given for smaller places."),
    )
    some = ratio[(ratio["method_series"] == series) & (ratio["series"] != "mercury_free")]  # zero by its name
    ui.show_indicator(charts.lines, some, "hg_au_ratio_kg_kg", by="series")


with ui.page(t("How much mercury is used, and where does it go?")):
    if not ui.lacks("mercury_use"):
        every = ui.rows("mercury_series")
        chosen = ui.choose("method", t("Method series"), mercury.series_choices(every, ui.words()))
        if chosen is None:
            ui.nothing()
        else:
            show(chosen, {code: mercury.series_name(code) for code in every["method_series"]})
