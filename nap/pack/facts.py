"""The derived tables and facts of an open pack: what is computed from its tables, in which order, by which file.

Lives here: reading `derived/`, making its tables and `fact` in a connection, and what is said of one that fails. Does
not: open a pack (pack.py) or keep what was computed (edition_cache.py).
"""

import importlib
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import guidance
from nap.pack import contract, indicator
from nap.pack.edition_cache import EditionCache
from nap.pack.sql_file import SqlFile

DERIVED_FOLDER = Path(__file__).parent / "derived"
FACT_COLUMNS = {
    "indicator": "VARCHAR",
    "place_code": "VARCHAR",
    "year": "INTEGER",
    "method_series": "VARCHAR",
    "series": "VARCHAR",
    "value": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "n": "BIGINT",
}


@dataclass(frozen=True)
class Derived:
    """A table computed from a pack: `kept` ones are stored once per edition, the others are views.

    by: what SQL cannot compute: a function, as "nap.module.function", that takes the rows of the SQL (a frame) and the
    plan (the contents of plan.toml) and returns the table, as Arrow. Such a table is kept.
    """

    about: str
    kept: bool = False
    needs: tuple[str, ...] = ()
    by: str = ""


@cache
def derived() -> dict[str, SqlFile]:
    """The derived tables by name, each after those it needs."""
    waiting = {path.stem: SqlFile.read(path, Derived) for path in sorted(DERIVED_FOLDER.glob("*.sql"))}
    ordered: dict[str, SqlFile] = {}
    while waiting:
        ready = [n for n, f in waiting.items() if all(need in ordered for need in f.head.needs)]
        if not ready:
            raise NapError(
                N("Derived tables wait for each other: {names}."),
                N("Correct `needs`."),
                names=", ".join(waiting),
            )
        for name in ready:
            ordered[name] = waiting.pop(name)
    return ordered


def derive(con: duckdb.DuckDBPyConnection, plan: dict, cache: EditionCache | None, folder_name: str) -> list[NapError]:
    """Make the derived tables and `fact`, from what is kept where it is; returns what failed and was left out.

    con: holds every promised table. cache: where results are kept; None where they are not to be kept.
    """
    failed = []
    con.execute("drop table if exists fact")
    for name, file in reversed(derived().items()):
        con.execute(f"drop {'table' if file.head.kept else 'view'} if exists {name}")
    for name, file in derived().items():
        if file.head.kept and cache and cache.load(con, name):
            continue
        try:
            create(con, name, file, plan)
        except duckdb.Error as error:
            raise NapError(
                N("The tables of {folder} cannot be put together ({name}): {reason}"),
                N("Run `python -m nap check` on the pack; it names the rows that are wrong."),
                folder=folder_name,
                name=name,
                reason=str(error).splitlines()[0],
            ) from error
        except Exception as error:
            if not file.head.by:
                raise
            logging.getLogger(__name__).exception("%s of %s could not be computed", name, folder_name)
            create(con, name, file, {}, rows=0)
            failed.append(_not_computed(name, file.head.by, error))
        else:
            if file.head.kept and cache:
                cache.save(con, name)
    if cache and not failed and cache.load(con, "fact"):
        return []
    failed += _compute_facts(con)
    if cache and not failed:
        cache.save(con, "fact")
    return failed


def _compute_facts(con: duckdb.DuckDBPyConnection) -> list[NapError]:
    """Fill `fact` from every indicator; one that fails is told and left out."""
    columns = ", ".join(FACT_COLUMNS)
    con.execute(f"create table fact ({', '.join(f'{n} {t}' for n, t in FACT_COLUMNS.items())})")
    found, failed = indicator.load_all()
    for each in found.values():
        values = ", ".join(list(FACT_COLUMNS)[1:])
        try:
            con.execute(f"insert into fact ({columns}) select '{each.id}', {values} from ({each.sql})")
        except duckdb.Error as error:
            failed.append(
                NapError(
                    N("The indicator {name} could not be computed: {reason}"),
                    N("Correct {file}."),
                    name=each.id,
                    reason=str(error).splitlines()[0],
                    file=f"nap/pack/indicators/{each.id}.sql",
                )
            )
    con.execute("create or replace table fact as from fact order by indicator, place_code, year, method_series, series")
    return failed


def _not_computed(name: str, by: str, error: Exception) -> NapError:
    """What is told of a table whose function failed; a failure of ours is named as it is, its trace is in the log."""
    if isinstance(error, NapError):
        return error
    return NapError(
        N("The table {name} could not be computed and is empty: {reason}"),
        N("Run `python -m nap check` on the pack; if it names no wrong row, correct {function}."),
        name=name,
        reason=f"{type(error).__name__} {error}".strip().splitlines()[0],
        function=by,
    )


def create(con: duckdb.DuckDBPyConnection, name: str, file: SqlFile, plan: dict, rows: int | None = None) -> None:
    """Make a derived table or view in a connection that holds what it needs.

    rows: how many rows at most a function is given; 0 makes its table empty.
    """
    if file.head.by:
        module, function = file.head.by.rsplit(".", 1)
        given = con.execute(file.sql).df()[:rows]
        computed = getattr(importlib.import_module(module), function)(given, plan)
        con.register("_computed", computed)
        con.execute(f"create or replace table {name} as from _computed")
        con.unregister("_computed")
    else:
        con.execute(f"create or replace {'table' if file.head.kept else 'view'} {name} as {file.sql}")


def hold_guidance(con: duckdb.DuckDBPyConnection, plan: dict) -> None:
    """Make the table `guidance_default`: the reference value that measurements are held against, as a plan chooses."""
    con.execute(
        "create or replace table guidance_default"
        " (matrix varchar, species varchar, basis varchar, reference_code varchar, reference_value double)"
    )
    forms = contract.table("sample").columns["species"].codes
    con.executemany(
        "insert into guidance_default values (?, ?, ?, ?, ?)", guidance.defaults(forms, guidance.values(plan))
    )
