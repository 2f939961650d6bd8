"""What does the plan cost, what of it is secured, and what did it buy?"""

from nap.figures import money as charts
from nap.topics import money
from nap.topics.overview import records
from nap.web import ui
from nap.web.ui import t

with ui.page(t("What does the plan cost, what of it is secured, and what did it buy?")):
    words, plan, labels = ui.words(), ui.pack().plan, money.headings(ui.words())
    costs = records(ui.rows("budget_summary"))[0]
    if not ui.lacks("budget_line"):
        ui.lead(money.sentence(costs, words))
    if costs["lines_count"]:
        ui.bars(money.gauges(costs, words))
        ui.source_line(("budget_line",), note=money.note(costs, words))
        groups = money.groups(plan, words)
        names = {code: name for code, (name, _) in groups.items()}
        by = ui.choose("money", t("Money by"), names, default=money.first_group(costs))
        sums, texts, caveat = ui.rows("budget_by", by=by), groups[by][1], money.caveat(by, words)
        about = t(
            "What is planned falls into what is secured, what is missing, and what nobody can tell because the"
            " budget does not say what is committed. Lines that are not costed come on top."
        )
        more = {"tables": ("budget_line",), "labels": labels, "unit": "US$", "caveat": caveat}
        ui.show(
            charts.gap,
            sums,
            texts,
            title=t("Planned, secured and missing, US$"),
            name=f"gap-by-{by}",
            about=about,
            **more,
        )
        if costs["committed_count"] or costs["reported_count"]:
            ui.show(charts.stages, sums, texts, title=t("From plan to spending, US$"), name=f"money-by-{by}", **more)
        ui.table(*money.table(sums, texts, names[by], words))
        currencies = ui.rows("budget_currencies")
        about = t("Sums in US dollars are the sums of the lines at the rate that stands in each line.")
        ui.heading(t("Currencies and rates"), about)
        ui.told(money.strange_currencies(currencies, plan))
        ui.table(*money.rates(currencies, words))
        ui.paragraphs(money.rate_remarks(currencies, ui.as_of("budget_line"), words))
        ui.heading(t("Budget lines in their own currency"))
        ui.numbers(words.localized(ui.rows("budget_lines")), "budget-lines", labels=labels)
    projects, facts = ui.rows("budget_projects"), ui.rows("budget_cost_per_kg")
    about = t("Whole country. Spending as donors report it for each kilogram that projects claim, not measured.")
    ui.heading(t("What a kilogram of mercury cost, and co-finance"), about)
    ui.paragraphs([money.cost_sentence(facts, projects, words), *money.cofinance(projects, words)])
    if not projects.empty:
        ui.table(*money.projects_table(projects, words))
        ui.source_line(("project", "reduction_claim"), note=money.cost_note(words))
        ui.numbers(projects, "projects", labels=labels)
