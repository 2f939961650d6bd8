"""How do several plans compare?"""

from nap.figures import portfolio as charts
from nap.reports.tables import AboutAll
from nap.topics import portfolio
from nap.web import ui
from nap.web.ui import t

with ui.page(t("How do several plans compare?")):
    words = ui.words()
    found, broken = ui.every_plan(portfolio.read)
    found = portfolio.in_order(found, words)
    labels, about = portfolio.headings(words), AboutAll(ui.pack(), "portfolio", words)
    ui.lead(portfolio.sentence(found, words))
    ui.heading(
        t("Elements of Annex C that each plan covers"),
        t("Number of activities that name an element; an activity that names several counts for each."),
    )
    covered = portfolio.coverage(found, words)
    ui.draw(charts.coverage, covered, "portfolio-coverage", portfolio.gaps(found, words))
    ui.caption(portfolio.legend(words))
    ui.caption(portfolio.gaps(found, words))
    ui.numbers(covered, "portfolio-coverage", labels=labels, about=about)
    money = portfolio.money(found, words)
    if len(money):
        ui.heading(t("Money planned, by the elements it serves"), portfolio.without_money(found, words))
        unit = ui.choose("as", t("Show as"), {"usd": t("US$"), "share": t("Share of each plan")}, default="usd")
        ui.legend(
            (colour, text, "/" if hatched else False) for colour, text, hatched in charts.money_key(money, ui.colours())
        )
        ui.draw(
            charts.money,
            money,
            f"portfolio-money-{unit}",
            column="planned_usd" if unit == "usd" else "share_pct",
            alt=t("Money planned by element of Annex C; the numbers below tell the same."),
        )
        ui.caption(t("Elements that an activity names together share its money, so the parts of a bar add up."))
        ui.numbers(money, "portfolio-money", labels=labels, about=about)
    ui.heading(
        t("The plans"),
        t("A plan opens with a click on its name. A dash: the pack does not tell. Cost 0 and not costed differ."),
    )
    address = f"./?pack={{code}}&lang={words.lang}"
    ui.table(*portfolio.table(found, broken, address, words))
    ui.numbers(portfolio.frame(found, words), "portfolio", labels=labels, about=about)
