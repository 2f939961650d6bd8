"""What a pack is made of: its tables with their rows and last day, its sources, what it lacks and what is broken.

A pack goes in; holdings, texts and table rows in the reader's language come out. The contract is read in
pack/contract.py, the meaning of indicators in pack/indicator.py.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from nap import __version__
from nap.errors import NapError
from nap.language.texts import LANGUAGES, NO_VALUE, N, Words
from nap.pack import contract, duck, indicator
from nap.pack.access import Access
from nap.pack.indicator import Indicator
from nap.topics.ask import Ask
from nap.topics.blocks import (
    Block,
    Cells,
    Commands,
    Formula,
    Lead,
    Notice,
    Pairs,
    Remark,
    Section,
    Table,
    TableFiles,
)
from nap.topics.quantities import years_text
from nap.topics.rows import Rows, records

if TYPE_CHECKING:
    from nap.pack import Pack

QUESTION = N("What are these figures made of?")
SOURCES_ROWS = 10  # of the list of sources shown at once
# Days that speak of what is planned, of a document or of a reading, not of what happened.
OTHER_DAYS = ("planned_start", "planned_end", "expiry_date", "valid_from", "valid_to", "rate_date", "accessed")
BETTER = {
    "lower": N("Lower is better"),
    "higher": N("Higher is better"),
    "neither": N("Neither direction is better by itself"),
}
KINDS = {
    "VARCHAR": N("text"),
    "VARCHAR[]": N("list of texts"),
    "BOOLEAN": N("yes or no"),
    "INTEGER": N("whole number"),
    "BIGINT": N("whole number"),
    "DOUBLE": N("number"),
    "DATE": N("day"),
    "BLOB": N("outline (WKB)"),
}
COMMANDS = (  # each runs by itself, and all may go into one pack: another country has another folder
    (N("Write the demonstration plan"), "python -m nap demo data/demo"),
    (N("Visits of IPIS to mining sites"), "python -m nap import ipis FILE.csv --pack data/cod"),
    (
        N("Activities and costs of a published plan"),
        "python -m nap import nap-budgets FILE.csv --pack data/cod --set country=COD",
    ),
    (
        N("Measurements from a laboratory"),
        "python -m nap import samples FILE.csv --pack data/cod --set value=COLUMN --set unit=mg/kg --set matrix=fish"
        ' --set species=total --set country="Democratic Republic of the Congo" --set iso3=COD',
    ),
    (
        N("A register of mining licences"),
        "python -m nap import licences FILE.csv --pack data/cod --set date=2026-01-31 --set publisher=REGISTER"
        ' --set country="Democratic Republic of the Congo" --set iso3=COD',
    ),
    (N("Mercury trade from UN Comtrade"), "python -m nap import comtrade FILE.csv --pack data/cod --set iso3=COD"),
    (
        N("A sheet whose columns have the names of the dictionary"),
        "python -m nap import table FILE.csv --pack data/cod --set table=site"
        ' --set country="Democratic Republic of the Congo" --set iso3=COD',
    ),
    (N("See whether every promise is kept"), "python -m nap check data/cod"),
)


@dataclass(frozen=True)
class Holding:
    """One promised table in a pack: rows, last day or year it speaks of, number of sources; all None where missing."""

    table: str
    rows: int | None = None
    last: dt.date | int | None = None
    sources: int | None = None


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What are these figures made of?"""
    t = words.t
    held, problems, failures = holdings(data.pack), data.pack.problems, data.pack.failures()
    is_bare = all(each.rows is None for each in held)
    how = Section("commands", t("How to bring data in"), lambda: [Commands("lines", command_lines(words))])
    yield Lead("held", sentence(held, len(problems) + len(failures), words))
    if is_bare:
        yield how
    if problems or failures:
        yield Section(
            "broken",
            t("What is broken"),
            lambda: [Table("broken-table", *broken_table(problems, words, failures))],
        )
    yield Section(
        "contents",
        t("What this plan holds and lacks"),
        lambda: [Table("contents-table", *contents_table(held, words))],
    )
    yield Section("sources", t("Sources"), lambda: sources(ask, data, words))
    yield Section(
        "dictionary", t("Dictionary"), lambda: dictionary(ask, {each.table: each.rows for each in held}, words)
    )
    yield Section("indicators", t("Indicators"), lambda: indicators(ask, data, words))
    if not is_bare:
        yield how
    yield Remark("edition", edition_sentence(data.pack, words))


def sources(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Where the figures come from, the latest source first."""
    rows = data.rows("data_sources")
    if rows.empty:
        yield Notice(
            "no-source",
            words.t("No source is recorded. Import table “source”, so that every figure can say where it comes from."),
        )
        return
    shown = ask.part(rows, "source", words.t("Sources, the latest first"), size=SOURCES_ROWS)
    yield Table("sources-table", *sources_table(shown, words))


def dictionary(ask: Ask, rows_count: Mapping[str, int | None], words: Words) -> Iterator[Block]:
    """One table: what a row is, its columns and codes, and the whole of it to take away. rows_count: by table."""
    t = words.t
    names = {name: f"{t(table.title)} ({name})" for name, table in contract.tables().items()}
    first = next((name for name, count in rows_count.items() if count), None)
    name = ask.pick("table", t("Table"), names, default=first)
    yield Remark("about-table", t(contract.table(name).about))
    if count := rows_count[name]:
        yield TableFiles("table-files", name, count)
    yield Table("columns", *columns_table(contract.table(name), words))


def indicators(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """One indicator: what it means, what to mind, its formula, and all values of all of them to take away."""
    t, known = words.t, indicator.indicators()
    it = indicator.get(ask.pick("indicator", t("Indicator"), {each.id: t(each.title) for each in known.values()}))
    yield Pairs("indicator-pairs", indicator_pairs(it, data.facts(it.id), words), indicators=(it.id,))
    yield Formula("formula", it.sql)
    if count := int(data.one("data_fact_count")["n"]):
        yield Remark(
            "all-values", t("All values of all {n} indicators, at every place and in every year:", n=len(known))
        )
        yield TableFiles("fact-files", "fact", count)


def holdings(pack: "Pack") -> list[Holding]:
    """Every promised table, in the order of their names, with what the pack brings of it."""
    return [
        Holding(name) if name in pack.missing else _holding(pack, table) for name, table in contract.tables().items()
    ]


def _holding(pack: "Pack", table: contract.Table) -> Holding:
    days = [c.name for c in table.columns.values() if c.type == "DATE" and c.name not in OTHER_DAYS]
    years = (
        [] if days or table.name in ("source", "target", "milestone") else [c for c in ("year",) if c in table.columns]
    )
    last = "null"
    if days or years:
        last = f"greatest({', '.join(f'max({duck.ident(name)})' for name in days or years)})"
    sources = "count(distinct source_code)" if "source_code" in table.columns else "null"
    row = pack.rows(f"select count(*) as n, {last} as last, {sources} as sources from {duck.ident(table.name)}")[0]
    return Holding(table.name, row["n"], row["last"], row["sources"])


def sentence(held: list[Holding], problems: int, words: Words) -> str:
    """How many tables and rows there are, up to when, and whether anything is broken."""
    there = [each for each in held if each.rows is not None]
    if not there:
        return words.t(
            "This plan holds **no data yet**, only its plan.toml. The commands below bring some in; every page then"
            " shows what it can."
        )
    last = [each.last for each in there if isinstance(each.last, dt.date)]
    said = words.t(
        "This plan holds **{there} of {all}** tables, **{rows}** rows.",
        there=words.number(len(there)),
        all=words.number(len(held)),
        rows=words.number(sum(each.rows for each in there)),
    )
    if last:
        said += " " + words.t("The last day they speak of is **{date}**.", date=words.date(max(last)))
    if problems:
        said += " " + words.plural(
            "**{count} thing is broken**; see below.", "**{count} things are broken**; see below.", problems
        )
    return said


def contents_table(held: list[Holding], words: Words) -> Cells:
    """Headings, rows and numeric columns of what a pack holds; a missing table is named as missing."""
    t = words.t
    headings = [t("Table"), t("What it holds"), t("Rows"), t("Last day"), t("Sources")]
    lines = []
    for each in sorted(held, key=lambda h: h.rows is None):
        table = contract.table(each.table)
        last = str(each.last) if isinstance(each.last, int) else words.date(each.last)
        rows = t("missing") if each.rows is None else words.number(each.rows)
        lines.append([t(table.title), t(table.about), rows, last, words.number(each.sources)])
    return headings, lines, [2, 3, 4]


def broken_table(problems: Sequence[NapError], words: Words, failures: Sequence[tuple[NapError, int]] = ()) -> Cells:
    """Headings, rows and numeric columns (none): what cannot be read or computed and of broken rules, with the mend."""
    lines = [[words.t(each.what, **each.values), words.t(each.fix, **each.values)] for each in problems]
    for each, count in failures:
        where = {name: each.values[name] for name in ("table", "key")}
        found = words.t("Table {table}, row {key}: {sentence}", **where, sentence=words.t(each.what, **each.values))
        like = words.plural("{count} row breaks this promise.", "{count} rows break this promise.", count)
        lines.append([f"{found} {like}", words.t(each.fix, **each.values)])
    return [words.t("What is wrong"), words.t("How to mend it")], lines, []


def edition_sentence(pack: "Pack", words: Words) -> str:
    """What no figure and no file holds, the version of the app and edition of the data, where the dictionary stands."""
    hidden = words.t(
        "Measurements of groups of fewer than {least} people, and what would give them away, are in no figure and in no"
        " download.",
        least=words.number(Access.of(pack.plan).min_count),
    )
    made = words.t(
        "This is NAP Monitor {version} with edition {edition} of the data. The data dictionary is also in"
        " data/README.md.",
        version=__version__,
        edition=pack.edition,
    )
    return f"{hidden} {made}"


def sources_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Headings, rows and numeric columns (none) of where the figures come from."""
    t = words.t
    headings = [t("Source"), t("Publisher"), t("Year"), t("Licence"), t("Address"), t("Note")]
    lines = [
        [
            words.text(row, "title"),
            row["publisher"] or NO_VALUE,
            str(row["year"] or NO_VALUE),
            row["licence"] or NO_VALUE,
            row["url"] or NO_VALUE,
            words.text(row, "method_note"),
        ]
        for row in records(rows)
    ]
    keep = [i for i in range(len(headings)) if i == 0 or any(line[i] != NO_VALUE for line in lines)]
    return [headings[i] for i in keep], [[line[i] for i in keep] for line in lines], []


def columns_table(table: contract.Table, words: Words) -> Cells:
    """Headings, rows and numeric columns (none) of the dictionary of one table.

    The twins of a translated text are named with it.
    """
    t = words.t
    headings = [t("Column"), t("What it says"), t("Kind"), t("Unit"), t("Codes")]
    lines = []
    for c in table.columns.values():
        if any(
            c.name == f"{own.name}_{lang}" for own in table.columns.values() if own.translated for lang in LANGUAGES
        ):
            continue
        about = t(c.about)
        if c.translated:
            twins = ", ".join(f"{c.name}_{lang}" for lang in LANGUAGES)
            about += " " + t("In other languages: {columns}.", columns=twins)
        if c.references:
            about += " " + t("Points to {table}.", table=t(contract.table(c.references).title))
        kind = t(KINDS.get(c.type, c.type))
        if not c.required:
            kind = t("{kind}, may be empty", kind=kind)
        codes = " · ".join(f"{code}: {t(label)}" for code, label in c.codes.items())
        lines.append([c.name, about, kind, t(c.unit) if c.unit else NO_VALUE, codes or NO_VALUE])
    return headings, lines, []


def indicator_pairs(it: Indicator, rows: pd.DataFrame, words: Words) -> list[list[str]]:
    """What one indicator means and how many values this pack has of it, as pairs of heading and text."""
    t = words.t
    letters = contract.codes("annex_c")
    named = ", ".join(f"{letter} ({t(letters[letter])})" for letter in it.annex_c if letter in letters)
    tables = ", ".join(t(contract.table(name).title) for name in it.tables if name in contract.tables())
    values = words.plural("{count} value", "{count} values", len(rows))
    if len(rows):
        years = years_text(int(rows["year"].min()), int(rows["year"].max()))
        values = words.plural("{count} value ({years})", "{count} values ({years})", len(rows), years=years)
    lines = [
        [t("What it says"), t(it.about)],
        [t("Mind"), t(it.caveat) if it.caveat else NO_VALUE],
        [t("Unit"), t(it.unit)],
        [t("Direction"), t(BETTER[it.better])],
        [t("Elements of Annex C"), named or NO_VALUE],
        [t("Computed from"), tables or NO_VALUE],
        [t("At the chosen place and years"), values],
        [t("Identifier"), it.id],
    ]
    return lines if not it.source else [*lines, [t("Source of the method"), t(it.source)]]


def command_lines(words: Words) -> list[list[str]]:
    """How to bring data in: what for, and the line to type."""
    return [[words.t(what), line] for what, line in COMMANDS]
