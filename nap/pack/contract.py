"""The promise every pack keeps: what one row of a table is, its key, columns, types, units, bounds and codes.

Each `nap/pack/tables/<table>.toml` is one promise; the file is its registration. This module reads them and writes
the audits: SQL that returns the bad rows, so none is a pass and the rows that fail can be shown. It opens no
pack and reads no data.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from nap.errors import NapError
from nap.language import countries
from nap.language.texts import LANGUAGES, NO_VALUE, N, language_codes
from nap.pack.duck import ident, literal, literals
from nap.pack.sql_file import check_words

FOLDER = Path(__file__).parent / "tables"
RECORD_STATES = {
    "draft": N("Draft"),
    "submitted": N("Submitted"),
    "validated": N("Validated"),
    "published": N("Published"),
}
SHOWN_STATES = ("validated", "published")  # what a figure may be made of
FIRST_DAY, LAST_DAY = "1800-01-01", "2300-12-31"  # days beyond cannot be of a plan, and some fit no calendar
TABLE_KEYS = ("about", "audit", "columns", "key", "title")
AUDIT_KEYS = ("column", "fix", "sql", "what")
COLUMN_KEYS = (
    "about",
    "codes",
    "country",
    "max",
    "min",
    "references",
    "required",
    "sensitive",
    "translated",
    "type",
    "unit",
)


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, meaning, unit, bounds, codes (code -> English label), the table it points to."""

    name: str
    type: str
    about: str
    required: bool = True
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    codes: dict[str, str] = field(default_factory=dict)
    references: str | None = None
    translated: bool = False
    sensitive: str | None = None
    country: bool = False  # holds codes of countries (ISO 3166 alpha-3)
    twin_of: str | None = None  # holds the text of this column in one language

    @property
    def is_list(self) -> bool:
        return self.type.endswith("[]")


@dataclass(frozen=True)
class Audit:
    """SQL that returns bad rows, with the two sentences for each; `column` is the cell to look at, if there is one."""

    table: str
    what: str
    fix: str
    sql: str
    column: str | None = None


@dataclass(frozen=True)
class Table:
    """What one row is, its key and columns, and the audits that cannot be derived from the columns.

    columns: those the promise names, and for each translated one its twins `<column>_<lang>` in the languages of the
    tool. A file may bring twins in any other language as well: see `with_twins`.
    """

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    extra_audits: tuple[Audit, ...] = ()

    def label(self, column: str, code) -> str:
        """The English label of a code; the code itself where it has none."""
        return self.columns[column].codes.get(str(code), str(code))

    @property
    def promised(self) -> dict[str, Column]:
        """The columns without the twins of those that are translated."""
        return {name: column for name, column in self.columns.items() if not column.twin_of}

    def with_twins(self, given: Iterable[str]) -> "Table":
        """The same table with those twins alone that stand among the names `given`, of whatever language.

        A language is known by its code of two letters (ISO 639-1).
        """
        given, columns = set(given), {}
        for column in self.promised.values():
            columns[column.name] = column
            if column.translated:
                twins = (_twin(column, lang) for lang in sorted(language_codes()))
                columns |= {twin.name: twin for twin in twins if twin.name in given}
        return replace(self, columns=columns)

    @property
    def audits(self) -> tuple[Audit, ...]:
        """Every audit of this table: derived from its columns first, then its own."""
        return (
            *_key_audits(self),
            *(a for c in self.columns.values() for a in _column_audits(self, c)),
            *self.extra_audits,
        )


@cache
def tables() -> dict[str, Table]:
    """Every table promised, by name."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.toml"))}


def table(name: str) -> Table:
    """The promise of one table; NapError where there is none of that name."""
    if name not in tables():
        raise NapError(
            N("There is no table called {name}."),
            N("Choose one of: {tables}."),
            name=name,
            tables=", ".join(tables()),
        )
    return tables()[name]


@cache
def label(column: str, code) -> str:
    """The English label of a code by the name of its column, whichever table it stands in; names are shared."""
    for each in tables().values():
        if column in each.columns and str(code) in each.columns[column].codes:
            return each.columns[column].codes[str(code)]
    return str(code)


@cache
def codes(column: str) -> dict[str, str]:
    """Code -> English label of a column, by its name."""
    return next(
        (t.columns[column].codes for t in tables().values() if column in t.columns and t.columns[column].codes),
        {},
    )


def read(path: Path) -> Table:
    """Read one promise; a misspelt word is an error that names it."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    check_words(
        raw,
        TABLE_KEYS,
        path,
        N("{file}: the table has the word “{word}”, which means nothing here."),
    )
    columns = {}
    for name, spec in raw["columns"].items():
        check_words(
            spec, COLUMN_KEYS, path, N("{file}: column {column} has the word “{word}”, which means nothing here."), name
        )
        columns[name] = Column(name=name, **spec)
        if spec.get("translated"):
            for lang in LANGUAGES:
                columns[f"{name}_{lang}"] = _twin(columns[name], lang)
    if path.stem != "source":
        columns["source_code"] = Column(
            "source_code", "VARCHAR", N("Where the row comes from."), required=False, references="source"
        )
        columns["record_state"] = Column(
            "record_state",
            "VARCHAR",
            N("How far the row has been checked."),
            required=False,
            codes=RECORD_STATES,
        )
    extra = []
    for audit in raw.get("audit", []):
        check_words(
            audit,
            AUDIT_KEYS,
            path,
            N("{file}: an audit has the word “{word}”, which means nothing here."),
        )
        extra.append(Audit(path.stem, audit["what"], audit["fix"], audit["sql"], audit.get("column")))
    missing = [k for k in raw["key"] if k not in columns]
    if missing:
        raise NapError(
            N("{file}: the key names {column}, which is no column."),
            N("Name a column."),
            file=path.name,
            column=missing[0],
        )
    return Table(path.stem, raw["title"], raw["about"], tuple(raw["key"]), columns, tuple(extra))


def _twin(column: Column, lang: str) -> Column:
    """The column that holds the same text in one language; it may be left out, and every cell of it too."""
    return Column(f"{column.name}_{lang}", "VARCHAR", column.about, required=False, twin_of=column.name)


def _key_audits(t: Table):
    key = ", ".join(ident(k) for k in t.key)
    yield Audit(
        t.name,
        N("{key} stands in more than one row."),
        N("Keep one of the rows, or give each its own identifier."),
        f"select * from {t.name} qualify count(*) over (partition by {key}) > 1",
        t.key[0],
    )


def _column_audits(t: Table, c: Column):
    name, of = ident(c.name), f"select * from {t.name} where "
    if c.required:
        empty = f"{name} is null" + (f" or trim({name}) = ''" if c.type == "VARCHAR" else "")
        yield Audit(t.name, N("{column} is empty."), N("Fill it in; it may not be unknown."), of + empty, c.name)
    if c.min is not None:
        yield Audit(
            t.name,
            N("{column} is {value}, below the least that can be, {min}."),
            N("Check the unit and the figure."),
            f"{of}{name} < {c.min}",
            c.name,
        )
    if c.max is not None:
        yield Audit(
            t.name,
            N("{column} is {value}, above the most that can be, {max}."),
            N("Check the unit and the figure."),
            f"{of}{name} > {c.max}",
            c.name,
        )
    if c.type == "DOUBLE":
        yield Audit(
            t.name,
            N("{column} is {value}, which is no number."),
            N("Leave the cell empty where nothing is known."),
            f"{of}isnan({name}) or isinf({name})",
            c.name,
        )
    if c.type == "DATE":  # as text, for such a day fits no calendar of Python
        beyond = f"{name} not between date '{FIRST_DAY}' and date '{LAST_DAY}'"
        yield Audit(
            t.name,
            N("{column} is {value}, a day outside the years a plan can speak of."),
            N("Correct the date."),
            f"select * replace ({name}::varchar as {name}) from {t.name} where {beyond}",
            c.name,
        )
    if c.codes:
        allowed = literals(c.codes)
        wrong = (
            f"len(list_filter({name}, lambda x: x is null or x not in ({allowed}))) > 0"
            if c.is_list
            else f"{name}::varchar not in ({allowed})"
        )
        yield Audit(
            t.name,
            N("{column} is “{value}”, which is none of its codes."),
            N("Use one of: {codes}."),
            of + wrong,
            c.name,
        )
    if c.country:
        yield Audit(
            t.name,
            N("{column} is “{value}”, which is no country."),
            N("Write its three letters of ISO 3166, such as GHA; a code of your own begins with X."),
            f"{of}{name} not in ({literals(sorted(countries.known()))})"
            f" and not regexp_full_match({name}, {literal(countries.OWN_CODES)})",
            c.name,
        )
    if c.references:
        yield Audit(
            t.name,
            N("{column} is “{value}”, which table {references} does not hold."),
            N("Add it to {references} first, or correct it."),
            f"{of}{name} is not null"
            f" and {name} not in (select {ident(tables()[c.references].key[0])} from {c.references})",
            c.name,
        )


def audit_values(t: Table, audit: Audit, row: dict) -> dict:
    """What fills the placeholders of an audit's sentences for one bad row."""
    column = t.columns.get(audit.column) if audit.column else None
    row = {name: NO_VALUE if value is None else value for name, value in row.items()}
    return {
        **row,
        "key": ", ".join(str(row.get(k)) for k in t.key),
        "table": t.name,
        "column": audit.column,
        "value": row.get(audit.column),
        "min": column and column.min,
        "max": column and column.max,
        "codes": column and ", ".join(column.codes),
        "references": column and column.references,
    }
