"""Is the plan working?"""

from nap.methods import clocks
from nap.topics import actions, money, overview, verdicts
from nap.web import ui
from nap.web.ui import t

HEADLINES = {  # indicator -> what its card tells where the plan has no such figure
    "hg_use_t": "mercury_sites_pct",
    "any_worst_practice_sites_pct": "visits_count",
    "formal_miners_pct": "miners_count",
    "contaminated_sites_assessed_pct": "samples_count",
    "activities_completed_pct": "activities_count",
    "budget_execution_pct": "budget_planned_usd",
}
PAGES = {  # indicator -> the page behind its card
    "hg_use_t": "mercury",
    "mercury_sites_pct": "practices",
    "any_worst_practice_sites_pct": "practices",
    "visits_count": "sites",
    "formal_miners_pct": "formalization",
    "miners_count": "sites",
    "contaminated_sites_assessed_pct": "contaminated",
    "samples_count": "contaminated",
    "activities_completed_pct": "actions",
    "activities_count": "actions",
    "budget_execution_pct": "money",
    "budget_planned_usd": "money",
}

with ui.page(t("Is the plan working?")):
    facts = ui.rows("headlines", ids=list(PAGES))
    targets = verdicts.by_indicator(verdicts.read(ui.rows("verdicts"), ui.filters().year_to))
    ui.lead(overview.sentence(facts, targets, ui.words(), ui.place_name()))
    done, costs = (overview.records(ui.rows(name))[0] for name in ("activity_summary", "budget_summary"))
    leads = ui.rows("activity_institutions")
    ui.lead(" ".join([actions.behind(done, leads, ui.words()), money.missing(costs, ui.words())]).strip())
    shown = {id: overview.first_known(facts, id, instead) for id, instead in HEADLINES.items()}
    made = [
        overview.headline_card(facts, id, wanted, targets, ui.words(), ui.colours()) for wanted, id in shown.items()
    ]
    ui.card_grid(made, [PAGES[id] for id in shown.values()])
    counted = t("n: how many sites, estimates, groups or lines a figure rests on")
    ui.source_line(overview.tables(shown.values()), note=counted)
    ui.clocks(clocks.deadlines(ui.pack().plan, ui.today()))
    if ui.plans_count() > 1:
        ui.link("portfolio", t("All the plans in this folder, side by side →"))
