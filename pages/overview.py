"""Is the plan working?"""

from nap import cards, ui
from nap.methods import clocks
from nap.ui import t

HEADLINES = {  # indicator -> the page behind its card, and what the card tells where the plan has no such figure
    "hg_use_t": ("mercury", "mercury_sites_pct"),
    "any_worst_practice_sites_pct": ("practices", "visits_count"),
    "formal_miners_pct": ("formalization", "miners_count"),
    "contaminated_sites_assessed_pct": ("contaminated", "samples_count"),
    "activities_completed_pct": ("plan", "activities_count"),
    "budget_execution_pct": ("plan", "budget_planned_usd"),
}

with ui.page(t("Is the plan working?")):
    instead = {id: other for id, (_, other) in HEADLINES.items()}
    facts = ui.rows("headlines", ids=[*instead, *instead.values(), *cards.ASIDE])
    targets = cards.targets_here(ui.rows("targets"), ui.rows("milestones"), ui.filters().place)
    ui.lead(cards.sentence(facts, targets, ui.words(), ui.place_name()))
    made = [cards.headline_card(facts, id, other, targets, ui.words(), ui.colours()) for id, other in instead.items()]
    ui.card_grid(made, [page for page, _ in HEADLINES.values()])
    ui.clocks(clocks.deadlines(ui.pack().plan, ui.today()))
