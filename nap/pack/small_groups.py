"""The groups of people that may be shown nowhere: too small, or what would give away one that is too small.

Lives here: taking them out of the view `sample`, once per edition. Does not: decide which they are
(methods/suppression.py) or how small is too small (access.py).
"""

from pathlib import Path

import duckdb

from nap.methods import suppression
from nap.methods.suppression import Group
from nap.pack import contract, parquet_table

QUERY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def find(con: duckdb.DuckDBPyConnection, least: float) -> list[str]:
    """Codes of the samples to hold back. con: holds `sample` and `place`; least: the fewest people a group may have."""
    groups = con.execute(QUERY, {"least": least}).fetchall()
    parents = dict(con.execute("select place_code, parent_code from place").fetchall())
    of = (
        Group(code, tuple(about), place, kind, n, year, site, (first, until) if first else None)
        for code, place, kind, n, year, site, first, until, *about in groups
    )
    return sorted(suppression.hidden(of, parents, least))


def hold_back(con: duckdb.DuckDBPyConnection, codes: list[str]) -> None:
    """Make the table `held_back` of these codes."""
    con.execute("create or replace table held_back (sample_code varchar)")
    con.execute("insert into held_back select unnest(?::varchar[])", [codes])


def mask(con: duckdb.DuckDBPyConnection, stated: str) -> None:
    """Make the view `sample` anew, without the rows that `held_back` names. stated: the relation its rows come from."""
    usable = parquet_table.usable(contract.table("sample"), stated)
    con.execute(f"create or replace view sample as from ({usable}) anti join held_back using (sample_code)")
