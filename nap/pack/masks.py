"""The relations in which protected places are already as coarse as [access] of plan.toml says: `masked.<table>`.

Lives here: the one rule that hides a place, and the views that apply it. `masked/<table>.sql` says which rows of a
table are protected, which point the cell of each is found by, and what it counts as. Does not: say how coarse a place
is shown (access.py), or hide groups of people (small_groups.py).

A place is counted with all others of its table, never with those a reader has chosen: of two choices that differ by one
place, the cells would tell where that one lies.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from nap.pack.access import Access
from nap.pack.sql_file import SqlFile

FOLDER = Path(__file__).parent / "masked"
SCHEMA = "masked"
ORDER = ("site", "organisation", "contaminated_site", "sample")  # each after those it reads
# Five decimals of a degree are a metre; the middles of one cell must be equal to be counted.
MASK = """
with marked as (
    select *, is_protected and (lon is not null or lat is not null) as is_location_moved from ({rows})
),
moved as (
    select
        *,
        if(is_location_moved, round((floor(at_lon / cell_deg) + 0.5) * cell_deg, 5), lon) as shown_lon,
        if(is_location_moved, round((floor(at_lat / cell_deg) + 0.5) * cell_deg, 5), lat) as shown_lat
    from marked
    cross join access
),
shared as (
    select shown_lon, shown_lat, count(distinct counts_as) >= any_value(min_count) as is_shown
    from moved
    where is_location_moved
    group by shown_lon, shown_lat
)
select
    moved.* exclude (
        lon, lat, at_lon, at_lat, counts_as, shown_lon, shown_lat, {precision}cell_deg, min_count, error_m
    ),
    is_location_moved and not is_shown as is_withheld,
    case when not is_withheld then moved.shown_lon end as lon,
    case when not is_withheld then moved.shown_lat end as lat,
    case
        when not is_location_moved then {own_precision}
        when not is_withheld then ceil(coalesce({own_precision}, 0) + error_m)
    end as location_precision_m
from moved
left join shared
    on is_location_moved
    and moved.shown_lon is not distinct from shared.shown_lon
    and moved.shown_lat is not distinct from shared.shown_lat
"""


@dataclass(frozen=True)
class Masked:
    """What the head of a file says: which rows of its table are protected.

    The file selects every column of the table and is_protected, at_lon and at_lat (the point whose cell hides the row,
    degrees), and counts_as (the place it is one of, where places in a cell are counted).
    """

    about: str


@cache
def files() -> dict[str, SqlFile]:
    """The files by the tables they mask, each after those it reads."""
    return {name: SqlFile.read(FOLDER / f"{name}.sql", Masked) for name in ORDER}


def register(con: duckdb.DuckDBPyConnection, plan: dict) -> None:
    """Make the views `masked.<table>`, in place of those there are, for a plan (the contents of plan.toml).

    Each has the rows and columns of its table, lon and lat as they may be shown, and is_protected, is_location_moved
    (true where coordinates became the middle of a cell or were left out), is_withheld (left out, since fewer places
    than min_count share the cell) and location_precision_m (metres; with what the cell hides, unknown where withheld).
    con: holds every promised table.
    """
    access = Access.of(plan)
    con.execute("create or replace table access (cell_deg double, min_count double, error_m double)")
    con.execute("insert into access values (?, ?, ?)", [access.cell_deg, access.min_count, access.error_m])
    con.execute(f"create schema if not exists {SCHEMA}")
    for name, file in files().items():
        columns = [row[0] for row in con.execute(f"describe main.{name}").fetchall()]
        has_own = "location_precision_m" in columns
        view = MASK.format(
            rows=file.sql,
            precision="location_precision_m, " if has_own else "",
            own_precision="location_precision_m" if has_own else "null::double",
        )
        con.execute(f"create or replace view {SCHEMA}.{name} as {view}")
