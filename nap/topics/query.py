"""Queries: the rows one view needs. Each `nap/topics/queries/<name>.sql` is one, named for the answer it gives."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nap.errors import NapError
from nap.language.texts import N
from nap.pack.sql_file import SqlFile

FOLDER = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Head:
    """What the head of a query file may say: what the rows are, and the tables they come from."""

    about: str
    tables: tuple[str, ...] = ()


@cache
def get(name: str) -> SqlFile:
    """One query by its file name; NapError where there is none."""
    path = FOLDER / f"{name}.sql"
    if not path.exists():
        raise NapError(
            N("There is no query called {name}."), N("Add {file}."), name=name, file=f"nap/topics/queries/{name}.sql"
        )
    return SqlFile.read(path, Head)
