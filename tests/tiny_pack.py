"""A pack of a few rows, for tests: rows written as a table of text or as dictionaries, one country with two regions.

Lives here: making such a pack on disk or in memory. Does not: say what comes out of it; that is each test's own.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb

from nap.pack import constants, contract, duck, facts, indicator, masks, today

PLAN = {"code": "tiny", "country": "Tinyland", "title": "Tiny plan", "iso3": "TIN", "data_until": "2023-12-31"}
PLAN_OF_NOTHING: dict = {"plan": {}}
PLACES = [
    {"place_code": "N", "place_name": "Tinyland", "level": 0},
    {"place_code": "A", "place_name": "Region A", "level": 1, "parent_code": "N"},
    {"place_code": "B", "place_name": "Region B", "level": 1, "parent_code": "N"},
]


def rows(text: str) -> list[dict]:
    """Rows of a table of text: names in the first line, cells parted by `|`, an empty cell is null."""
    first, *others = [line for line in text.splitlines() if line.strip()]
    names = [name.strip() for name in first.split("|")]
    found = []
    for line in others:
        cells = [cell.strip() or None for cell in line.split("|")]
        assert len(cells) == len(names), f"{len(cells)} cells under {len(names)} names: {line}"
        found.append(dict(zip(names, cells, strict=True)))
    return found


def fill(con: duckdb.DuckDBPyConnection, name: str, given: list[dict]) -> None:
    """Make a promised table and put rows into it. A column no row names is null, or any value if required."""
    con.execute(f"create or replace table {duck.ident(name)} ({ddl(name)})")
    names = list(dict.fromkeys(column for row in given for column in row))
    if names:
        unnamed = [c for c in contract.table(name).columns.values() if c.required and c.name not in names]
        names += [c.name for c in unnamed]
        given = [{**{c.name: _any_value(c) for c in unnamed}, **row} for row in given]
        marks = ", ".join(f"?::{contract.table(name).columns[column].type}" for column in names)
        con.execute(
            f"insert into {duck.ident(name)} ({', '.join(map(duck.ident, names))})"
            f" values {', '.join([f'({marks})'] * len(given))}",
            [row.get(column) for row in given for column in names],
        )


def ddl(name: str) -> str:
    """Column definitions of a table for CREATE TABLE, in the order of the promise."""
    return ", ".join(f"{duck.ident(c.name)} {c.type}" for c in contract.table(name).columns.values())


def write(folder: Path, given: dict[str, list[dict]], plan: dict | None = None, access: dict | None = None) -> Path:
    """Write a pack; PLACES stand in it unless `given` has places of its own. An empty plan value leaves it out.

    access: what its plan says under [access].
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{k} = {_toml(k, v)}" for k, v in {**PLAN, **(plan or {})}.items() if v not in (None, "")]
    lines += ["[access]", *(f"{k} = {v}" for k, v in access.items())] if access else []
    (folder / "plan.toml").write_text("[plan]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with duck.connect() as con:
        for name, each in {"place": PLACES, **given}.items():
            fill(con, name, each)
            con.execute(f"copy {duck.ident(name)} to {duck.literal(folder / f'{name}.parquet')} (format parquet)")
    return folder


class InMemory:
    """The same without files, refilled for each of many examples; a derived table is made when it is asked for."""

    def __init__(self):
        self.con = duck.connect()
        self.con.execute("set threads = 1")  # a few rows: more threads only wait for each other
        columns = "code, country, iso3, period_start, period_end, baseline_year, currency, data_until"
        values = "'tiny', 'Tinyland', 'TIN', null::integer, null::integer, null::integer, null, date '2023-12-31'"
        self.con.execute(f"create table plan as select * from (values ({values})) as t({columns})")
        facts.hold_guidance(self.con, {})
        constants.register(self.con)
        today.register(self.con, today.today(PLAN_OF_NOTHING))
        self.filled: dict[str, list[dict]] = {}
        self.stale: set[str] = set()  # kept tables to be made again from what was filled in since
        self.refill({})
        for name, file in facts.derived().items():
            facts.create(self.con, name, file, PLAN_OF_NOTHING)
        masks.register(self.con, PLAN_OF_NOTHING)

    def refill(self, given: dict[str, list[dict]]) -> None:
        """Put these tables in; PLACES stand in it unless `given` has places of its own, all others are empty."""
        changed = set()
        for name in contract.tables():
            wanted = given.get(name, PLACES if name == "place" else [])
            if self.filled.get(name) != wanted:
                fill(self.con, name, wanted)
                self.filled[name] = wanted
                changed.add(name)
        self.stale |= {name for name, file in facts.derived().items() if file.head.kept and _tables_of(name) & changed}

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run a query on what was filled in last."""
        self._make(name for name in facts.derived() if name in _words(sql))
        return self.con.execute(sql)

    def _make(self, names: Iterable[str]) -> None:
        """Make kept tables again, what they need before them; each once per filling."""
        for name in names:
            self._make(facts.derived()[name].head.needs)
            if name in self.stale:
                facts.create(self.con, name, facts.derived()[name], PLAN_OF_NOTHING)
                self.stale.discard(name)

    def facts(self, id: str) -> dict[tuple, dict]:
        """One indicator: (place_code, year, method_series, series) -> value, low, high, n."""
        cursor = self.execute(indicator.get(id).sql)
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        key = ("place_code", "year", "method_series", "series")
        return {tuple(row[k] for k in key): {k: row[k] for k in ("value", "low", "high", "n")} for row in found}


@cache
def _words(sql: str) -> frozenset[str]:
    """Every name that stands in a query."""
    return frozenset(re.findall(r"\w+", sql))


@cache
def _tables_of(name: str) -> frozenset[str]:
    """The promised tables that a derived table is computed from, itself or by others; rather too many than too few."""
    before = list(facts.derived())[: list(facts.derived()).index(name)]
    named = _words(facts.derived()[name].sql)
    others = named.intersection(before)
    return (named & contract.tables().keys()).union(*(_tables_of(other) for other in others))


def _any_value(column: contract.Column) -> str:
    """A value that keeps the promise of a column an example has nothing to say about."""
    if column.codes and not column.is_list:
        return next(iter(column.codes))
    plain = {"VARCHAR": "any", "BOOLEAN": "true", "DATE": "2021-01-01", "VARCHAR[]": "[]"}
    return plain.get(column.type, "1" if column.min is None else str(column.min))


def _toml(name: str, value) -> str:
    return str(value) if isinstance(value, int) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) else f'"{value}"'
