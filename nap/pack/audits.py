"""The promises an open pack breaks, found once per edition and day and kept.

Lives here: running the audits over a pack as its files state it, and keeping what they found. Does not: write the
audits (contract.py) or run them before a pack is written (publish.py).
"""

import json

from nap.errors import NapError
from nap.language.texts import NO_VALUE
from nap.pack import contract, duck, masks, publish
from nap.pack.edition_cache import EditionCache

TABLE = "broken_promise"


def failures(pack) -> list[tuple[NapError, int]]:
    """What breaks a promise in an open `pack.Pack`: its first bad row in two sentences, and how many rows there are.

    Many audits ask what day it is, so what was found holds for today.
    """
    con, cache = pack._connection.cursor(), EditionCache(pack.folder, pack.at.key_of_today)
    if not cache.load(con, TABLE):
        rows = _find(pack)
        con.execute("begin")
        try:
            con.execute(f"create or replace table {TABLE} (what varchar, fix varchar, shown varchar, rows bigint)")
            if rows:
                con.executemany(f"insert into {TABLE} values (?, ?, ?, ?)", rows)
            con.execute("commit")
        except BaseException:
            con.execute("rollback")
            raise
        if not pack.broken:
            cache.save(con, TABLE)
    found = con.execute(f"from {TABLE}").fetchall()
    return [(NapError(what, fix, **json.loads(shown)), count) for what, fix, shown, count in found]


def _find(pack) -> list[tuple[str, str, str, int]]:
    """Rows of what, fix, shown (JSON) and count, without measurements held back and coordinates of protected places."""
    try:
        found = publish.audit(pack.stated, limit=1)
    except NapError:
        if not pack.probe():
            raise
        found = publish.audit(pack.stated, limit=1)
    hidden = {row["sample_code"] for row in pack.rows("select sample_code from held_back")}
    rows = []
    for each in found:
        shown = each.shown()
        if shown["table"] == "sample" and shown["key"] in hidden:  # which row it is, `nap check` tells
            shown = dict.fromkeys(shown, NO_VALUE) | {"table": "sample"}
        if (told := _coordinates_told(each) & shown.keys()) and not _is_free_to_show(pack, each):
            shown |= dict.fromkeys(told, NO_VALUE)
        rows.append((each.audit.what, each.audit.fix, json.dumps(shown), each.count))
    return rows


def _coordinates_told(failure: publish.Failure) -> set[str]:
    """The placeholders of an audit's sentences that stand for a coordinate."""
    columns = contract.table(failure.audit.table).columns.values()
    exact = {c.name for c in columns if c.sensitive == "location"}
    return exact | ({"value"} if failure.audit.column in exact else set())


def _is_free_to_show(pack, failure: publish.Failure) -> bool:
    """Whether the place of the first bad row is known not to be protected: a mistake in a coordinate hides nothing."""
    table, row = contract.table(failure.audit.table), failure.rows[0]
    if table.name not in masks.files() or any(row.get(key) is None for key in table.key):
        return False
    same = " and ".join(f"{duck.ident(key)} = ${key}" for key in table.key)
    given = {key: row[key] for key in table.key}
    answers = pack.rows(f"select is_protected from {masks.SCHEMA}.{table.name} where {same}", **given)
    return bool(answers) and not any(answer["is_protected"] for answer in answers)
