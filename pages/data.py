"""What are these figures made of?"""

from nap import __version__, indicator, inventory, promise, ui
from nap.ui import t


def broken() -> None:
    """What of this pack cannot be read or computed, each with how to mend it."""
    problems = ui.pack().problems
    if problems:
        ui.heading(t("What is broken"))
        lines = [[t(each.what, **each.values), t(each.fix, **each.values)] for each in problems]
        ui.table([t("What is wrong"), t("How to mend it")], lines)


def sources() -> None:
    """Where the figures come from."""
    ui.heading(t("Sources"))
    rows = ui.rows("data_sources")
    if rows.empty:
        ui.nothing(t("No source is recorded. Import table “source”, so that every figure can say where it comes from."))
    else:
        ui.table(*inventory.sources(ui.part(rows, "source", t("Sources, the latest first"), size=10), ui.words()))


def dictionary(rows_of: dict) -> None:
    """One table: what a row is, its columns and codes, and the whole of it to take away."""
    ui.heading(t("Dictionary"))
    names = {name: f"{t(table.title)} ({name})" for name, table in promise.tables().items()}
    first = next((name for name, count in rows_of.items() if count), None)
    name = ui.choose("table", t("Table"), names, default=first)
    ui.caption(t(promise.table(name).about))
    if rows_of[name]:
        ui.download_whole(name, rows_of[name])
    ui.table(*inventory.columns(promise.table(name), ui.words()))


def indicators() -> None:
    """One indicator: what it means, what to mind, its formula, and all values of all of them to take away."""
    ui.heading(t("Indicators"))
    known = indicator.indicators()
    it = indicator.get(ui.choose("indicator", t("Indicator"), {each.id: t(each.title) for each in known.values()}))
    ui.pairs(inventory.indicator_facts(it, ui.facts(it.id), ui.words()))
    ui.formula(it.sql, it.id)
    count = int(ui.rows("data_fact_count")["n"].iloc[0])
    if count:
        ui.caption(t("All values of all {n} indicators, at every place and in every year:", n=ui.words().number(len(known))))
        ui.download_whole("fact", count)


with ui.page(t("What are these figures made of?")):
    words, held = ui.words(), ui.holdings()
    there = [each for each in held if each.rows is not None]
    ui.lead(inventory.sentence(held, len(ui.pack().problems), words))
    if not there:
        ui.heading(t("How to bring data in"))
        ui.commands(inventory.commands(words))
    broken()
    ui.heading(t("What this plan holds and lacks"))
    ui.table(*inventory.contents(held, words))
    if there:
        sources()
    dictionary({each.table: each.rows for each in held})
    indicators()
    if there:
        ui.heading(t("How to bring data in"))
        ui.commands(inventory.commands(words))
    ui.caption(
        t(
            "NAP Monitor {version} · edition of the data {edition} · the data dictionary is also in data/README.md.",
            version=__version__,
            edition=ui.pack().edition,
        )
    )
