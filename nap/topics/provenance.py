"""Where the figures of a block come from, and what a plan does not bring, in sentences that every medium shows.

Lives here: the source line below a block, the line above a page that says which plan it is about, and the sentences on
missing or broken tables.
"""

from collections.abc import Iterable, Iterator, Mapping

from nap.errors import NapError
from nap.language.texts import Words
from nap.pack import contract
from nap.topics.blocks import Block, Notice
from nap.topics.rows import Rows

MOST_SOURCES = 3  # named in full below a figure; more are counted


def plan_line(data: Rows, words: Words) -> str:
    """Country and title of the plan."""
    return plan_title(data.plan, words)


def plan_title(plan: Mapping, words: Words) -> str:
    """Country and title of a plan. plan: the contents of plan.toml."""
    return " · ".join(words.in_language(plan["plan"][name]) for name in ("country", "title"))


def source_line(block: Block, data: Rows, words: Words) -> str:
    """Publishers and years behind a block, the number of observations, whether they are invented, what to mind."""
    t = words.t
    found = [row for name in block.tables for row in data.sources(name).to_dict("records")]
    titles = {words.text(row, "title"): row for row in found}
    named = " · ".join(
        f"{title}, {row['publisher']}, {row['year']}" for title, row in list(titles.items())[:MOST_SOURCES]
    )
    more = len(titles) - MOST_SOURCES
    if not named:
        parts = [t("Source not stated in the pack")]
    elif more > 0:
        parts = [t("Source: {sources} · {count} more", sources=named, count=words.number(more))]
    else:
        parts = [t("Source: {sources}", sources=named)]
    if block.n is not None:
        parts.append(f"n\u00a0=\u00a0{words.number(block.n)}")
    if data.is_fictional:
        parts.append(t("Fictional data"))
    if waiting := waiting_sentence(block.tables, data, words):
        parts.append(waiting)
    if block.note:
        parts.append(block.note)
    return " · ".join(parts)


def waiting_sentence(tables: Iterable[str], data: Rows, words: Words) -> str:
    """How many rows of these tables nobody has validated yet, so that no figure holds them; empty where none waits."""
    count = sum(data.waiting.get(name, 0) for name in dict.fromkeys(tables))
    if not count:
        return ""
    return words.plural(
        "{count} row waits for validation and is in no figure.",
        "{count} rows wait for validation and are in no figure.",
        count,
    )


def problem_sentences(error: NapError, words: Words) -> str:
    """The two sentences of a problem in the reader's language."""
    return f"{words.t(error.what, **error.values)} {words.t(error.fix, **error.values)}"


def problem_notices(id: str, problems: Iterable[NapError], words: Words) -> Iterator[Notice]:
    """What in the data keeps figures from being used, and how to mend it: a warning for each, id-1, id-2 …"""
    for number, problem in enumerate(problems, 1):
        yield Notice(f"{id}-{number}", problem_sentences(problem, words), "warning")


def broken_tables(tables: tuple[str, ...], data: Rows, words: Words) -> list[str]:
    """What is wrong with those of the tables whose files are damaged."""
    return [problem_sentences(data.pack.broken[name], words) for name in tables if name in data.pack.broken]


def missing_tables(tables: tuple[str, ...], data: Rows) -> list[str]:
    """Those of the tables that the pack does not bring at all."""
    return [name for name in tables if name in data.pack.missing and name not in data.pack.broken]


def nothing_sentence(data: Rows, words: Words) -> str:
    """That nothing is recorded at the chosen place in the chosen years, and what to do about it."""
    return words.t(
        "Nothing is recorded for {place} in these years. Choose another place or more years.",
        place=data.place_name(),
    )


def missing_sentence(tables: list[str], words: Words) -> str:
    """What the plan does not bring, and where to read how it comes in."""
    titles = " · ".join(words.t(contract.table(name).title) for name in tables)
    return words.t(
        "This plan brings no data on: {tables}. Import them to see this part (page “Data and methods” says how).",
        tables=titles,
    )
