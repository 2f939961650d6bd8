"""Are the four worst practices ending?"""

from nap import charts, indicator, practice, ui
from nap.ui import t

with ui.page(t("Are the four worst practices ending?")):
    facts = ui.rows("headlines", ids=list(practice.QUESTIONS))
    if ui.lacks("site_visit"):
        pass
    elif facts.empty:
        ui.nothing()
    else:
        words, asked = ui.words(), ui.rows("practice_asked")
        names = {id: t(name) for id, name in practice.QUESTIONS.items()}
        worst = indicator.get(practice.ANY)
        ui.lead(practice.sentence(facts, asked, ui.place_name(), words))
        ui.show(
            charts.small_multiples, facts, worst, by="indicator", names=names, top=100, name="practices",
            title=t("Share of visited sites, by year"), tables=worst.tables, caveat=t(worst.caveat), unit=worst.unit,
            about=t("Sites visited in the year where the question was answered; of several answers, the latest."),
        )  # fmt: skip
        ui.heading(t("How many sites were asked"))
        ui.table(*practice.answers_table(facts, asked, words))
        near = ui.rows("fact_below_place", ids=list(practice.QUESTIONS), method_series=None)
        id = ui.choose("practice", t("Question"), names, default=practice.ANY)
        it, own = indicator.get(id), near[near["indicator"] == id]
        ui.show(
            charts.bars, own.assign(said=practice.said(own, words)), it, top=100, focus=ui.place_name(),
            title=t("By place, latest year with answers"), name=f"practice-{id}", tables=it.tables, unit=it.unit,
            about=t(it.about), caveat=t(it.caveat), n=own["n"].sum(),
        )  # fmt: skip
        if not near.empty:
            ui.heading(t("Every question, by place"))
            ui.table(
                *practice.places_table(near, words),
                caption=t(
                    "Share of the sites with the answer yes, and in brackets how many answered. The year is {year} "
                    "unless another is named; – means that no site was asked.",
                    year=near["year"].max(),
                ),
            )
