"""Are the four worst practices ending?"""

from nap.figures import charts
from nap.pack import indicator
from nap.topics import practices
from nap.web import ui
from nap.web.ui import t


def show(facts, words) -> None:
    """The shares over the years, and by place for the question chosen and for all of them."""
    names, worst = practices.asked_names(facts, words), indicator.get(practices.ANY)
    ui.show(
        charts.small_multiples,
        facts,
        worst,
        by="indicator",
        names=names,
        top=100,
        name="practices",
        title=t("Share of visited sites, by year"),
        tables=worst.tables,
        caveat=t(worst.caveat),
        unit=worst.unit,
        about=t("Sites visited in the year where the question was answered; of several answers, the latest."),
    )
    near = ui.rows("fact_below_place", ids=list(practices.QUESTIONS), method_series=None)
    first = practices.ANY if practices.ANY in names else next(iter(names))
    id = ui.choose("practice", t("Question"), names, default=first)
    it, own = indicator.get(id), near[near["indicator"] == id]
    ui.show(
        charts.bars,
        own.assign(said=practices.said(own, words)),
        it,
        top=100,
        focus=ui.place_name(),
        title=t("By place, latest year with answers"),
        name=f"practice-{id}",
        tables=it.tables,
        unit=it.unit,
        about=t(it.about),
        caveat=t(it.caveat),
        n=own["n"].sum(),
    )
    if not near.empty:
        ui.heading(t("Every question, by place"))
        caption = t(
            "Share of the sites with the answer yes, and in brackets how many answered. The year is {year} "
            "unless another is named; – means that no site was asked.",
            year=near["year"].max(),
        )
        ui.table(*practices.places_table(near, names, words), caption=caption)


with ui.page(t("Are the four worst practices ending?")):
    visits = ui.rows("practice_asked")
    if ui.lacks("site_visit"):
        pass
    elif visits.empty:
        ui.nothing()
    else:
        answers = ui.rows("headlines", ids=list(practices.QUESTIONS))
        ui.lead(practices.sentence(answers, visits, ui.place_name(), ui.words()))
        ui.heading(t("How many sites were asked"))
        ui.table(*practices.answers_table(answers, visits, ui.words()))
        if not answers.empty:
            show(answers, ui.words())
