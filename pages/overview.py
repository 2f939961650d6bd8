"""Is the plan working?"""

from nap import cards, ui
from nap.methods import clocks
from nap.ui import t

HEADLINES = {  # indicator -> the page behind its card
    "hg_use_t": "mercury",
    "any_worst_practice_sites_pct": "practices",
    "formal_miners_pct": "formalization",
    "contaminated_sites_assessed_pct": "contaminated",
    "activities_completed_pct": "plan",
    "budget_execution_pct": "plan",
}

with ui.page(t("Is the plan working?")):
    facts = ui.rows("headlines", ids=[*HEADLINES, *cards.ASIDE])
    targets = cards.targets_here(ui.rows("targets"), ui.rows("milestones"), ui.filters().place)
    ui.lead(cards.sentence(facts, targets, ui.words(), ui.place_name()))
    made = [cards.headline_card(facts, id, targets, ui.words(), ui.colours()) for id in HEADLINES]
    ui.card_grid(made, list(HEADLINES.values()))
    ui.clocks(clocks.deadlines(ui.pack().plan, ui.today()))
