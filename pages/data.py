"""What are these figures made of?"""

from nap.pack import contract, indicator
from nap.topics import data
from nap.web import ui
from nap.web.ui import t


def bring_in() -> None:
    """The lines to type."""
    ui.heading(t("How to bring data in"))
    ui.commands(data.commands(ui.words()))


def dictionary(rows_of: dict) -> None:
    """One table: what a row is, its columns and codes, and the whole of it to take away."""
    ui.heading(t("Dictionary"))
    names = {name: f"{t(table.title)} ({name})" for name, table in contract.tables().items()}
    first = next((name for name, count in rows_of.items() if count), None)
    name = ui.choose("table", t("Table"), names, default=first)
    ui.caption(t(contract.table(name).about))
    if rows_of[name]:
        ui.download_whole(name, rows_of[name])
    ui.table(*data.columns(contract.table(name), ui.words()))


def indicators() -> None:
    """One indicator: what it means, what to mind, its formula, and all values of all of them to take away."""
    ui.heading(t("Indicators"))
    known = indicator.indicators()
    it = indicator.get(ui.choose("indicator", t("Indicator"), {each.id: t(each.title) for each in known.values()}))
    ui.pairs(data.indicator_facts(it, ui.facts(it.id), ui.words()))
    ui.formula(it.sql, it.id)
    if count := int(ui.rows("data_fact_count")["n"].iloc[0]):
        all_of_them = t("All values of all {n} indicators, at every place and in every year:", n=len(known))
        ui.caption(all_of_them)
        ui.download_whole("fact", count)


with ui.page(t("What are these figures made of?")):
    words, held = ui.words(), ui.holdings()
    failures, broken = ui.pack().failures(), ui.pack().problems
    is_bare = all(each.rows is None for each in held)
    ui.lead(data.sentence(held, len(broken) + len(failures), words))
    if is_bare:
        bring_in()
    if broken or failures:
        ui.heading(t("What is broken"))
        ui.table(*data.broken(broken, words, failures))
    ui.heading(t("What this plan holds and lacks"))
    ui.table(*data.contents(held, words))
    sources = ui.rows("data_sources")
    ui.heading(t("Sources"))
    if sources.empty:
        ui.nothing(t("No source is recorded. Import table “source”, so that every figure can say where it comes from."))
    else:
        ui.table(*data.sources(ui.part(sources, "source", t("Sources, the latest first"), size=10), words))
    dictionary({each.table: each.rows for each in held})
    indicators()
    if not is_bare:
        bring_in()
    ui.caption(data.edition(ui.pack(), words))
