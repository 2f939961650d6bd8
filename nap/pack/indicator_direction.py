"""The relation `indicator_direction`, which audits join: which way each indicator is better, and its unit.

Lives here: putting the heads of the indicators into a connection. Does not: say what they are (indicators/<id>.sql).
"""

import duckdb
import pyarrow as pa

from nap.pack import indicator


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `indicator_direction` (indicator, better: lower, higher or neither, unit) in a connection."""
    found = indicator.indicators().values()
    names = {"indicator": "id", "better": "better", "unit": "unit"}
    rows = pa.table({column: [getattr(each, name) for each in found] for column, name in names.items()})
    con.register("_indicator_direction", rows)
    con.execute("create or replace table indicator_direction as from _indicator_direction")
    con.unregister("_indicator_direction")
