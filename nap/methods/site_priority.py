"""The derived table `site_priority`: the contaminated sites of a pack scored and ranked. No risk assessment.

Lives here: the columns of the table. Does not: the arithmetic (soil_exposure.py, risk_matrix.py), the inputs
(nap/pack/derived/site_exposure.sql: one row per site, with what the soil samples show) or any text. Columns, one row
per contaminated site:

- contaminated_site_code, place_code
- score: the soil-exposure component of the US EPA Hazard Ranking System, 0 to 100; null where inputs that are missing
  leave a range. score_low, score_high: what they allow.
- rank_low, rank_high: the rank interval among all sites of the pack; 1 is the most urgent, equal scores share a rank.
- class: high, high_or_medium, medium, medium_or_low, low, or insufficient where the range spans all three classes.
  Labels: soil_exposure.CLASSES. It stands on the site score (soil alone: half the component); the cut-offs are ours.
- site_score_low, site_score_high: the root mean square over the four pathways of the system, of which soil alone is
  scored here.
- level: I, II or none, null where the samples do not tell; level_low, level_high: what they allow.
- <factor>_low and <factor>_high for each of LE, HWQ, WC, RI, WO, RE, T, RT, AA, AF, LE_n, NI, PN, T_n, NT (labels:
  soil_exposure.FACTORS): as they make up score_low and score_high.
- missing: list of codes (labels: soil_exposure.MEASUREMENTS), empty where the score is exact; most_valuable_missing:
  the one that would narrow the rank interval most, null where nothing is missing.
- matrix_low, matrix_high (0 to 27), matrix_class, matrix_path (contact, water or air: the worst pathway),
  matrix_rank_low, matrix_rank_high: the second opinion of methods/risk_matrix.py.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from nap.methods import risk_matrix, soil_exposure

LEVELS = np.array(soil_exposure.LEVELS, object)
UNKNOWN = np.array(None, object)
ENDS = ("low", "high")
MATRIX = ("matrix_low", "matrix_high", "matrix_class", "matrix_path")
RANKS = ("rank_low", "rank_high", "matrix_rank_low", "matrix_rank_high")
TEXT = {
    "matrix_class",
    "matrix_path",
    "class",
    "level",
    "level_low",
    "level_high",
    "most_valuable_missing",
    "contaminated_site_code",
    "place_code",
}


def table(rows: pd.DataFrame, plan: Mapping) -> pa.Table:
    """The table site_priority; rows: the derived table site_exposure. plan: the contents of plan.toml."""
    benchmark = plan.get("priorities", {}).get("benchmark_mg_kg")
    given = {name: rows[name] for name in rows}
    found = soil_exposure.assess(given, benchmark)
    other = risk_matrix.assess(given, benchmark)
    ends = other["matrix_low"], other["matrix_high"]
    level = {end: LEVELS[found.pop(f"level_{end}")] for end in ENDS}
    site_score = {f"site_score_{end}": soil_exposure.site_score(found[f"score_{end}"]) for end in ENDS}
    columns = {
        "contaminated_site_code": rows["contaminated_site_code"],
        "place_code": rows["place_code"],
        **{name: found.pop(name) for name in ("score", "score_low", "score_high", "rank_low", "rank_high", "class")},
        "level": np.where(level["low"] == level["high"], level["low"], UNKNOWN),
        "level_low": level["low"],
        "level_high": level["high"],
        **site_score,
        **found,
        **{name: other[name] for name in other if name in MATRIX},
        **dict(zip(("matrix_rank_low", "matrix_rank_high"), soil_exposure.Ranking(*ends).interval(*ends), strict=True)),
    }
    types = {name: pa.string() for name in TEXT} | {"missing": pa.list_(pa.string())}
    types |= {name: pa.int64() for name in RANKS}
    return pa.table(
        {name: pa.array(values, types.get(name, pa.float64()), from_pandas=True) for name, values in columns.items()}
    )
