"""DuckDB as it is used here: a connection that never reaches for the network, and names, texts and paths in SQL.

Lives here: what every module that writes SQL needs from DuckDB itself. Does not: know a table, a pack or a file.
"""

import re
from pathlib import Path

import duckdb

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # a name in SQL is a relation, never a variable of Python that bears it
}


def connect(memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory database that never reaches for the network; days and times are UTC.

    memory: the most it may take, such as 20% or 2GB; without it as much as DuckDB takes by itself, 80%.
    """
    con = duckdb.connect(":memory:", config=SETTINGS if memory is None else {**SETTINGS, "memory_limit": memory})
    con.execute("set TimeZone = 'UTC'")
    con.execute("set enable_progress_bar = false")  # it would stand in the midst of what a command prints
    return con


def rows(con: duckdb.DuckDBPyConnection, sql: str, values: object = None) -> list[dict]:
    """The rows of a query as dictionaries of Python values, None where there is none. values: of its parameters."""
    cursor = con.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ident(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text, or a path, as a string between quotation marks."""
    text = text.as_posix() if isinstance(text, Path) else text
    return "'" + text.replace("'", "''") + "'"


def literals(texts) -> str:
    """Texts as a list for `in (…)`."""
    return ", ".join(map(literal, texts))


def parquet(path: Path) -> str:
    """A Parquet file as a relation; nothing in the names of its folders is taken for a pattern or a column."""
    exact = re.sub(r"([*?\[])", r"[\1]", path.as_posix())
    return f"read_parquet({literal(exact)}, hive_partitioning = false)"
