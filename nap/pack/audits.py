"""The promises an open pack breaks, found once per edition and day and kept.

Lives here: running the audits over a pack as its files state it, and keeping what they found. Does not: write the
audits (contract.py) or run them before a pack is written (publish.py).
"""

import json

from nap.errors import NapError
from nap.language.texts import NO_VALUE
from nap.pack import publish
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
    """Rows of what, fix, shown (JSON) and count; of a measurement that is held back nothing is shown."""
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
        rows.append((each.audit.what, each.audit.fix, json.dumps(shown), each.count))
    return rows
