"""The 95 % range of mercury at a place: estimates added up by random draws in which shared errors stay shared.

Lives here: the derived table `mercury_range`, from cells that SQL has added up. Does not: how one error is drawn
(uncertainty.py), or which estimates count and whether a year is whole (derived/mercury_up.sql).

A cell is one flow (use, air, land_water) of one method series and year at one place, of one practice and one source of
error. Its columns besides these:

- kg: the sum; has_range: whether a range is known of all of it; errors: how many places or sites in it are not exact.
- has_parts: whether its errors are those of its gold and its ratio, whose half-widths are stated; else its range is
  stated, or nothing is used and it is exact.
- with parts: own_sd_kg, the standard deviation that its gold brings, of sites added by squares (IPCC approach 1);
  ratio_label and ratio_u_pct, the ratio it shares with other cells and its half-width, null where it shares none.
- without: half_kg, half the width of the range, of sites added by squares; offset_kg, how far its middle lies above the
  value, the mean over sites weighted by half_kg squared (so that third moments add up, as variances do).
- lowest_kg, highest_kg: the sums of the low and of the high ends.
- up_codes: the place and all places above it.

Who errs together. Estimates with the same ratio of the same practice share its error: it is drawn once, so that their
ends add up. The gold of a place errs as one for all its practices; the gold of two places errs independently, and so
do ranges that are only stated, one for each place and practice. A place is the sum of its parts in every draw, since a
random number depends on its label alone, never on the order or number of rows.

What a range is. Where a total rests on one estimate alone, it is the range which that estimate states, untouched; no
draw is needed. Every other range is the middle 95 % of the draws; it holds the value, and is never wider than the sums
of the low and of the high ends, which only errors that all go the same way would reach. A total one of whose estimates
has no range has none.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_array

from nap.methods import uncertainty

FEWEST_DRAWS = 1_000
# Limits on work and memory, ours: with them 2,000,000 estimates take some seconds and some 200 MB.
MOST_NUMBERS = 40_000_000  # drawn for all cells together
MOST_TOTALS = 8_000_000  # held at once for the totals of one flow, series and year: 64 MB
CELLS_AT_ONCE = 1_000_000  # held at once while cells are drawn: 8 MB
KEPT_NORMALS = 4_000_000  # standard normal numbers kept for cells that share a label: 32 MB

GROUP = ["flow", "method_series", "year"]
SCHEMA = pa.schema(
    [
        ("flow", pa.string()),
        ("method_series", pa.string()),
        ("year", pa.int32()),
        ("place_code", pa.string()),
        ("practice", pa.string()),
        ("low_kg", pa.float64()),
        ("high_kg", pa.float64()),
        ("lowest_kg", pa.float64()),
        ("highest_kg", pa.float64()),
    ]
)


def table(rows: pd.DataFrame, plan: Mapping) -> pa.Table:
    """The table mercury_range; rows: the cells, as above. plan: the contents of plan.toml, which has no say in it.

    One row for each place above the cells, by flow, series, year and practice, null for all practices. Only totals
    whose every estimate has a range are there.
    """
    cells = rows.reset_index(drop=True).rename_axis("cell")
    return pa.Table.from_pandas(ranges(cells)[SCHEMA.names], SCHEMA, preserve_index=False)


def ranges(cells: pd.DataFrame, draws: int | None = None, seed: int = uncertainty.SEED) -> pd.DataFrame:
    """The totals of all cells with their ranges, as a frame with the columns of SCHEMA.

    draws: by default as many as MOST_NUMBERS and MOST_TOTALS allow, from FEWEST_DRAWS to uncertainty.DRAWS.
    """
    members = _members(cells)
    totals = _totals(cells, members)
    is_drawn = totals["errors"] > 1
    to_draw = members[members["total"].isin(totals.index[is_drawn])]
    draws = draws or _draws_allowed(to_draw, totals)
    normals = _standard_normals(draws, seed)
    for _, part in to_draw.groupby(GROUP, sort=False):
        number, ends = _draw_totals(cells, part, normals, draws)
        totals.loc[number, ["low_kg", "high_kg"]] = ends
    return _bounded(totals)


def _members(cells: pd.DataFrame) -> pd.DataFrame:
    """Which cells make up which total: cell, total (a number) and the key of the total; one row for each pair."""
    names = [*GROUP, "practice", "up_codes"]
    by_practice = cells.loc[cells["practice"] != "all", names].reset_index()
    of_all = cells[names].reset_index().assign(practice=None)
    members = pd.concat([by_practice, of_all]).explode("up_codes").rename(columns={"up_codes": "place_code"})
    members["total"] = members.groupby([*GROUP, "place_code", "practice"], dropna=False, sort=False).ngroup()
    return members.reset_index(drop=True)


def _totals(cells: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The totals whose every estimate has a range, by number: value, errors, sums of the ends; low and high are those.

    They stand as low_kg and high_kg until something is drawn.
    """
    names = ["kg", "errors", "lowest_kg", "highest_kg"]
    sums = members[["total", "cell"]].join(cells[names], on="cell").groupby("total")[names].sum()
    keys = members.drop_duplicates("total").set_index("total").drop(columns="cell")
    has_range = cells["has_range"][members["cell"]].groupby(members["total"].to_numpy()).all()
    totals = keys.join(sums)[has_range]
    return totals.assign(low_kg=totals["lowest_kg"], high_kg=totals["highest_kg"])


def _bounded(totals: pd.DataFrame) -> pd.DataFrame:
    """The totals with every range held within the sums of the ends and around the value."""
    low = totals["low_kg"].clip(lower=totals["lowest_kg"]).clip(upper=totals["kg"])
    high = totals["high_kg"].clip(upper=totals["highest_kg"]).clip(lower=totals["kg"])
    return totals.assign(low_kg=low, high_kg=high)


def _draws_allowed(to_draw: pd.DataFrame, totals: pd.DataFrame) -> int:
    """How many draws keep work and memory within their limits."""
    if to_draw.empty:
        return FEWEST_DRAWS
    for_cells = MOST_NUMBERS // to_draw["cell"].nunique()
    for_totals = MOST_TOTALS // to_draw.groupby(GROUP, sort=False)["total"].nunique().max()
    return int(np.clip(min(for_cells, for_totals), FEWEST_DRAWS, uncertainty.DRAWS))


def _standard_normals(draws: int, seed: int):
    """A function from a label to its standard normal numbers, which keeps the last it made."""

    @lru_cache(maxsize=max(1, KEPT_NORMALS // draws))
    def normals(label: str) -> np.ndarray:
        return uncertainty.standard_normal(label, draws, seed)

    return normals


def _draw_totals(cells: pd.DataFrame, members: pd.DataFrame, normals, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the totals of one flow, series and year, and their ends in kg, shape (totals, 2)."""
    number, total = np.unique(members["total"].to_numpy(), return_inverse=True)
    own, cell = np.unique(members["cell"].to_numpy(), return_inverse=True)
    belongs = csr_array((np.ones(len(cell)), (total, cell)), shape=(len(number), len(own)))
    drawn = np.zeros((len(number), draws))
    step = max(1, CELLS_AT_ONCE // draws)
    for start in range(0, len(own), step):
        part = slice(start, start + step)
        amounts = np.stack([_draw_cell(row, normals) for row in cells.loc[own[part]].itertuples(index=False)])
        drawn += belongs[:, part] @ amounts
    found = uncertainty.summarise(drawn)
    return number, np.stack([found.low, found.high], axis=-1)


def _draw_cell(cell, normals) -> np.ndarray:
    """Random amounts of one cell in kg, shape (draws,), around its value as their mean."""
    if not cell.has_parts:
        z = normals(f"stated {cell.place_code} {cell.practice}")
        return cell.kg + uncertainty.errors_of_stated_range(cell.half_kg, cell.offset_kg, z)
    gold = normals(f"gold {cell.place_code}")
    if cell.kg == 0:
        return np.zeros_like(gold)
    half_width_pct = 100 * uncertainty.Z_95 * cell.own_sd_kg / cell.kg
    amounts = cell.kg * uncertainty.lognormal_errors(half_width_pct, gold)
    if isinstance(cell.ratio_label, str):
        amounts *= uncertainty.lognormal_errors(cell.ratio_u_pct, normals(f"ratio {cell.ratio_label}"))
    return amounts
