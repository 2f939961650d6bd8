"""What changed from one edition of a pack to another: rows by their keys, and figures with the reason.

Lives here: comparing. Does not: say which edition came before which (editions.py) or judge a target (topics).
"""

import math
from contextlib import suppress
from dataclasses import dataclass

import duckdb
import pandas as pd

from nap.pack import contract, duck, parquet_table, store
from nap.pack.edition_cache import EditionCache
from nap.pack.editions import Edition
from nap.pack.engine import Engine

KEYS_NAMED = 50  # of the rows of a table that are new, changed or withdrawn
SAME = 1e-9  # relative; sums of several threads differ in their last digits
FIGURE = ["indicator", "place_code", "year", "method_series", "series"]
VALUES = ["value", "low", "high", "n"]


@dataclass(frozen=True)
class TableChange:
    """How many rows of a table are new, changed and withdrawn, with the keys of the first of each."""

    table: str
    new: int
    changed: int
    withdrawn: int
    new_keys: tuple[str, ...]
    changed_keys: tuple[str, ...]
    withdrawn_keys: tuple[str, ...]


def table_changes(before: Edition, after: Edition) -> list[TableChange]:
    """The tables that are not the same in both, as their files state them. NapError where a file is damaged."""
    held = [store.read_manifest(each.files[store.PLAN].parent) for each in (before, after)]
    hashes = [{name: its["hash"] for name, its in each.files.items()} if each else {} for each in held]
    with duck.connect() as con:
        found = []
        for t in contract.tables().values():
            name = f"{t.name}.parquet"
            if name in hashes[0] and hashes[0][name] == hashes[1].get(name):
                continue
            if change := _table_change(con, t, before, after):
                found.append(change)
    return found


def _table_change(con, t: contract.Table, before: Edition, after: Edition) -> TableChange | None:
    name = f"{t.name}.parquet"
    files = [each.files.get(name) for each in (before, after)]
    for view, path in zip(("earlier", "later"), files, strict=True):
        shown = parquet_table.select(con, t, path) if path else parquet_table.empty(t)
        con.execute(f"create or replace view {view} as {shown}")
    keys = ", ".join(map(duck.ident, t.key))
    told = f"concat_ws(', ', {', '.join(f'{duck.ident(key)}::varchar' for key in t.key)})"
    queries = (
        f"select {told} from later anti join earlier using ({keys})",
        f"select {told} from earlier join later using ({keys}) where earlier is distinct from later",
        f"select {told} from earlier anti join later using ({keys})",
    )
    counts, named = [], []
    for query, path in zip(queries, (files[1], files[1], files[0]), strict=True):
        with parquet_table.blamed(con, {t.name: path} if path else {}):
            found = con.execute(f"select count(*), list(key order by key)[:{KEYS_NAMED}] from ({query}) as _(key)")
            count, some = found.fetchone()
        counts.append(count)
        named.append(tuple(some or ()))
    return TableChange(t.name, *counts, *named) if any(counts) else None


def figure_changes(before: Edition, after: Edition, engine: Engine | None = None) -> list[dict]:
    """The figures that are not the same, in the order of FIGURE: FIGURE, before, after (of each VALUES, or None),
    reasons.

    Before is what was shown of that edition where that is kept, else what is computed of it now. reasons: `data` where
    both editions, computed now, differ; `formulas`, `day`, or `formulas_or_day` where what is kept cannot tell them
    apart, where the edition before, computed now, is not what was shown of it.
    """
    engine = engine or Engine()
    computed = engine.facts(dict.fromkeys([before, after]))
    facts = {at: _figures(rows) for at, rows in computed}
    reason, shown = _shown_before(before) or ("", facts[before])
    found = []
    for figure in sorted({*shown, *facts[before], *facts[after]}, key=str):
        was, now, then = (each.get(figure) for each in (facts[before], facts[after], shown))
        reasons = [reason] if not _is_same(then, was) else []
        reasons += ["data"] if not _is_same(was, now) else []
        if reasons and not _is_same(then, now):
            found.append({**dict(zip(FIGURE, figure, strict=True)), "before": then, "after": now, "reasons": reasons})
    return found


def _figures(rows: pd.DataFrame) -> dict[tuple, dict]:
    """Rows of `fact` by what they are about; what is unknown is None."""
    rows = rows.astype(object).where(rows.notna(), None)
    return {
        tuple(row[name] for name in FIGURE): {name: row[name] for name in VALUES} for row in rows.to_dict("records")
    }


def _is_same(one: dict | None, other: dict | None) -> bool:
    if one is None or other is None:
        return one is other
    pairs = [(one[name], other[name]) for name in VALUES]
    return all(a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=SAME)) for a, b in pairs)


def _shown_before(at: Edition) -> tuple[str, dict[tuple, dict]] | None:
    """The facts of an edition as they were kept under other formulas or on another day, and which of the two it was."""
    name, formulas, *day = at.key.split("-", 2)
    kept = []
    for key in EditionCache(at.folder, at.key).others(name):
        _, its_formulas, *its_day = key.split("-", 2)
        if (its_formulas, its_day) != (formulas, day) and (path := EditionCache(at.folder, key).find("fact")):
            changed = [("formulas", its_formulas != formulas), ("day", its_day != day)]
            reason = "_or_".join(word for word, is_other in changed if is_other)
            kept.append((path.stat().st_mtime, reason, path))
    for _, reason, path in sorted(kept, reverse=True):
        with suppress(duckdb.Error), duck.connect() as con:
            return reason, _figures(con.execute(f"from {duck.parquet(path)}").df())
    return None
