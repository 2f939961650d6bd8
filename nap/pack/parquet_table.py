"""The Parquet file of a promised table: the SELECT that shows it as promised, and what is wrong with a damaged one.

Lives here: comparing a file with its promise, and finding the file behind a failure of DuckDB. Does not: say what
is promised (contract.py), where files stand (publish.py) or what a pack does without one of them (pack.py).
"""

from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import contract, duck
from nap.pack.store import EDITIONS

MOST = 1e15  # larger than any quantity a plan can hold; inf and NaN lie beyond it
NO_TYPE = '"NULL"'  # of a column without any value, as pandas writes it
INTEGERS = {
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
}


def select(con: duckdb.DuckDBPyConnection, t: contract.Table, path: Path) -> str:
    """The SELECT that shows a file as its promise says; NapError where its schema cannot be read so without loss.

    Whether the rows themselves can be read shows when they are: see `damage`.
    """
    file, source = _told(path), duck.parquet(path)
    try:
        given = {name: kind for name, kind, *_ in con.execute(f"describe from {source}").fetchall()}
    except duckdb.Error as error:
        raise _damaged(path) from error
    columns = []
    for c in t.with_twins([*t.columns, *given]).columns.values():
        name = duck.ident(c.name)
        if c.name not in given:
            if c.required:
                raise NapError(
                    N("{file} has no column {column}, which table {table} promises."),
                    N("Delete the file and import its data again from their source."),
                    file=file,
                    column=c.name,
                    table=t.name,
                )
            columns.append(f"null::{c.type} as {name}")
        elif fits(given[c.name], c.type):
            is_wider = given[c.name] in INTEGERS and c.type in INTEGERS  # left as it is: a cast could fail
            columns.append(name if given[c.name] == c.type or is_wider else f"{name}::{c.type} as {name}")
        else:
            raise NapError(
                N("{file}: column {column} is {given}, and {promised} is promised."),
                N("Delete the file and import its data again from their source."),
                file=file,
                column=c.name,
                given=given[c.name],
                promised=c.type,
            )
    return f"select {', '.join(columns)} from {source}"


def usable(t: contract.Table, source: str) -> str:
    """The SELECT of what can be computed with, and the one place that keeps what waits out of every figure and file.

    Cells outside their promise are unknown; rows without a key, a required number or a required day are left out, and
    so are those that nobody has validated (`is_waiting`). The audits read the rows as they are stated.
    """
    cells = {duck.ident(c.name): _cell(c) for c in t.columns.values()}
    shown = [f"{cell} as {name}" for name, cell in cells.items() if cell != name]
    vital = [
        c for c in t.columns.values() if c.name in t.key or (c.required and c.type in ("INTEGER", "DOUBLE", "DATE"))
    ]
    needed = [f"({_cell(c)}) is not null" for c in vital]
    if "record_state" in t.columns:
        needed.append(f"not {is_waiting()}")
    replaced = f" replace ({', '.join(shown)})" if shown else ""
    return f"select *{replaced} from {source} where {' and '.join(needed) or 'true'}"


def is_waiting() -> str:
    """SQL that is true for a row that is not to be shown yet: a draft, one submitted, or one in a state nobody knows.

    A row that says nothing of its state is shown: most publishers know no such thing.
    """
    return f"coalesce(record_state not in ({duck.literals(contract.SHOWN_STATES)}), false)"


def waiting(stated: str) -> str:
    """The SELECT (table_name, waiting_count) of how many rows of each table wait. stated: schema of the tables."""
    parts = [
        f"select '{name}' as table_name, count(*) filter ({is_waiting()}) as waiting_count from {stated}.{name}"
        for name, t in contract.tables().items()
        if "record_state" in t.columns
    ]
    return " union all ".join(parts)


def _cell(c: contract.Column) -> str:
    """A cell as far as it can be computed with: a number in its bounds, a day of our times, a list without gaps."""
    name = duck.ident(c.name)
    if c.type == "INTEGER":
        least, most = (-(2**31) if c.min is None else c.min), (2**31 - 1 if c.max is None else c.max)
        return f"case when {name} between {least} and {most} then {name}::integer end"
    if c.type == "DOUBLE":
        least, most = (-MOST if c.min is None else c.min), (MOST if c.max is None else c.max)
        return f"case when {name} between {least} and {most} then {name} end"
    if c.type == "DATE":
        return f"case when {name} between date '{contract.FIRST_DAY}' and date '{contract.LAST_DAY}' then {name} end"
    return f"list_filter({name}, lambda x: x is not null)" if c.is_list else name


def empty(t: contract.Table) -> str:
    """The SELECT of a table that is not there: its columns and no row."""
    return f"select {', '.join(f'null::{c.type} as {duck.ident(c.name)}' for c in t.columns.values())} where false"


def fits(given: str, promised: str) -> bool:
    """Whether a Parquet column of one DuckDB type can be read as another without losing anything."""
    if given in (promised, NO_TYPE) or (given in INTEGERS and promised in INTEGERS):
        return True
    if promised == "DOUBLE":
        return given in INTEGERS or given == "FLOAT" or given.startswith("DECIMAL")
    if promised == "DATE":
        return given.startswith("TIMESTAMP")
    return promised == "VARCHAR" and given.startswith("ENUM")


def damage(con: duckdb.DuckDBPyConnection, t: contract.Table, path: Path) -> NapError | None:
    """What is wrong with a file, every cell of it read; None where nothing is. A good footer may hide broken pages."""
    try:
        con.execute(f"select bit_xor(hash(shown)) from ({select(con, t, path)}) as shown").fetchone()
    except NapError as error:
        return error
    except duckdb.Error:
        return _damaged(path)
    return None


@contextmanager
def blamed(con: duckdb.DuckDBPyConnection, files: Mapping[str, Path]):
    """Where DuckDB fails inside, raise the error that names the damaged file; any other failure goes on as it is.

    files: promised table -> its file.
    """
    try:
        yield
    except (duckdb.Error, NapError) as error:
        if isinstance(error, duckdb.Error) or isinstance(error.__cause__, duckdb.Error):
            for name, path in files.items():
                if path.exists() and (found := damage(con, contract.table(name), path)):
                    raise found from error
        raise


def _told(path: Path) -> str:
    """A file as a reader knows it: by the folder of its pack, also where it belongs to an edition."""
    home = path.parent
    pack = home.parent.parent if home.parent.name == EDITIONS else home
    return f"{pack.name}/{path.name}"


def _damaged(path: Path) -> NapError:
    return NapError(
        N("{file} cannot be read as Parquet; it is damaged, empty or cut short."),
        N("Put back a copy, or delete the file and import its data again."),
        file=_told(path),
    )
