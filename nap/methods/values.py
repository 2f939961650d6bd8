"""Published values that methods use as defaults, each with its source and whether that source was read.

The tables stand in reference/*.toml and may be edited; a country may give its own folder. Lives here: reading and
choosing rows. Does not: outlines (reference/outlines.py), the calendar of reports (clocks.py).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from nap.errors import NapError
from nap.language.texts import N, Words

FOLDER = Path(__file__).parent / "reference"
SIDES: dict[str, Literal["left", "right"]] = {
    "up_to": "left",
    "below": "right",
}  # rule of a table of classes -> side of numpy.searchsorted
# What is known of a value's source. Only the first was read where it was published.
STATUSES = {
    "sourced": N("read in the source named"),
    "derived": N("computed from values that were read"),
    "unverified": N("from general knowledge, not confirmed in a source"),
    "placeholder": N("stands in until a value is found; no source"),
}


@cache
def read(table: str, folder: Path = FOLDER) -> Mapping:
    """A whole table by the name of its file; NapError names a row without source or with an unknown source_status.

    `source` and `source_status` at the head of the file hold for every row that does not give its own.
    """
    path = folder / f"{table}.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    head = {name: found[name] for name in ("source", "source_status") if name in found}
    for kind, rows in found.items():
        if not isinstance(rows, list):
            continue
        found[kind] = tuple({**head, **row} for row in rows)
        for number, row in enumerate(found[kind], start=1):
            if not row.get("source") or row.get("source_status") not in STATUSES:
                raise NapError(
                    N("{file}, {kind} {number} lacks a source or says “{status}” of it."),
                    N("Name the source, and say of it one of: {statuses}."),
                    file=path.name,
                    kind=kind,
                    number=number,
                    status=row.get("source_status", ""),
                    statuses=", ".join(STATUSES),
                )
    return found


def rows(table: str, kind: str, folder: Path = FOLDER, **where) -> list[dict]:
    """The rows of one kind whose columns have these values; each with source and source_status. May be empty."""
    return [row for row in read(table, folder)[kind] if all(row.get(name) == value for name, value in where.items())]


def row(table: str, kind: str, folder: Path = FOLDER, **where) -> dict:
    """The one row of a kind whose columns have these values; NapError where there is none or more than one."""
    found = rows(table, kind, folder, **where)
    if len(found) != 1:
        raise NapError(
            N("{file} holds {count} rows of {kind} for {asked}, where one is asked for."),
            N("Add the row to the file, or take away what stands there twice."),
            file=f"{table}.toml",
            count=len(found),
            kind=kind,
            asked=", ".join(f"{name} = {value}" for name, value in where.items()),
        )
    return found[0]


def look_up(table: str, name: str, values: np.ndarray) -> np.ndarray:
    """The value of the class each number falls into, by a row `table` of a file: bounds, values and their rule.

    rule "below": a class ends below its bound; "up_to": the bound belongs to it. Numbers are compared to 9 decimals, so
    that a bound is met by a product that is not exact in binary.
    """
    bounds, found, side = _classes(table, name)
    return found[np.searchsorted(bounds, np.round(values, 9), side=side)]


@cache
def _classes(table: str, name: str) -> tuple[np.ndarray, np.ndarray, Literal["left", "right"]]:
    found = row(table, "table", name=name)
    return np.array(found["bounds"], float), np.array(found["values"], float), SIDES[found["rule"]]


def is_verified(row: Mapping) -> bool:
    """Whether a value was read in its source or computed from such; what is not must be marked where it is used."""
    return row["source_status"] in ("sourced", "derived")


def cited(row: Mapping, words: Words) -> str:
    """The source of a value as a reader sees it, marked where it was not read."""
    source = words.t(row["source"])
    return source if is_verified(row) else words.t("{source} (unverified)", source=source)
