"""What SQL may use besides the tables of a pack, the same for every pack: three relations and two macros.

Lives here: putting them into a connection. Does not: say which units are admitted (methods/units.py), what is taken
from people (methods/suppression.py) or what an indicator is (indicators/<id>.sql).

unit_factor (unit, matrix, basis, standard_unit, factor): every admitted unit of a sample, which audits and the derived
table `measurement` join. human_matrix (matrix): what is taken from people, as column matrix of table sample names it.
indicator_direction (indicator, better: lower, higher or neither, unit): which audits of targets join.
wilson_low(share, n) and wilson_high(share, n): the 95 % interval of a share, 0 to 1, seen among n, by Wilson (1927)
without continuity correction, null where either is unknown; the same as wilson() in methods/censored.py.
"""

import duckdb
import pyarrow as pa

from nap.methods import suppression, units
from nap.pack import indicator

Z = 1.959963984540054  # half-width of a 95 % interval in standard deviations
CENTRE = f"share + {Z * Z}::double / (2 * n)"
HALF_WIDTH = f"{Z}::double * sqrt(share * (1 - share) / n + {Z * Z}::double / (4 * n::double * n))"
SCALE = f"1 + {Z * Z}::double / n"
IS_KNOWN = "share is not null and n > 0"  # greatest and least pass over what is null
MACROS = {
    "wilson_low(share, n)": f"case when {IS_KNOWN} then greatest(({CENTRE} - {HALF_WIDTH}) / ({SCALE}), 0) end",
    "wilson_high(share, n)": f"case when {IS_KNOWN} then least(({CENTRE} + {HALF_WIDTH}) / ({SCALE}), 1) end",
}


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Make the relations and the macros in a connection."""
    admitted = units.admitted()
    known = indicator.indicators().values()
    relations = {
        "unit_factor": {
            "unit": [each.text for each in admitted],
            "matrix": [each.matrix for each in admitted],
            "basis": [each.basis for each in admitted],
            "standard_unit": [each.standard for each in admitted],
            "factor": [each.factor for each in admitted],
        },
        "indicator_direction": {
            "indicator": [each.id for each in known],
            "better": [each.better for each in known],
            "unit": [each.unit for each in known],
        },
        "human_matrix": {"matrix": list(suppression.HUMAN)},
    }
    for name, columns in relations.items():
        con.register("_constant", pa.table(columns))
        con.execute(f"create or replace table {name} as from _constant")
        con.unregister("_constant")
    for signature, formula in MACROS.items():
        con.execute(f"create or replace macro {signature} as {formula}")
