"""The relation `unit_factor`, which audits and the derived table `measurement` join: every admitted unit of a sample.

Lives here: putting the list of methods/units.py into a connection. Does not: say which spellings are admitted.
"""

import duckdb
import pyarrow as pa

from nap.methods import units


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `unit_factor` (unit, matrix, basis, standard_unit, factor) in a connection."""
    names = {"unit": "text", "matrix": "matrix", "basis": "basis", "standard_unit": "standard", "factor": "factor"}
    rows = pa.table({column: [getattr(each, name) for each in units.admitted()] for column, name in names.items()})
    con.register("_unit_factor", rows)
    con.execute("create or replace table unit_factor as from _unit_factor")
    con.unregister("_unit_factor")
