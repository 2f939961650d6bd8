"""How drawn numbers become columns of the demonstration pack: codes, labels, dates, blanks, states.

Everything is a whole column at a time (numpy in, Arrow out), so that a hundred thousand sites take seconds.
What the columns say lives beside this module, one file per theme.
"""

import zlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FIRST_YEAR = 2015
LAST_YEAR = 2026
LAST_DAY = np.datetime64("2026-10-31")  # the demonstration is told as of this day; nothing reads a clock


def stream(seed: int, theme: str) -> np.random.Generator:
    """Give a theme its own random numbers, so that adding a theme leaves the others as they were."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(theme.encode())]))


def codes(prefix: str, numbers, width: int) -> pa.Array:
    """Write numbers as codes: `codes("V", [7], 4)` is `["V0007"]`."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def labels(names, numbers, missing=None) -> pa.Array:
    """Look up texts by position; where `missing` is true the cell is blank."""
    return pa.array(names, pa.string()).take(pa.array(numbers, pa.int64(), mask=_mask(missing)))


def blank(values, missing) -> pa.Array:
    """Make an Arrow column of a numpy array with blanks where `missing` is true."""
    return pa.array(values, mask=_mask(missing))


def dates(days, missing=None) -> pa.Array:
    """Make a date column of numpy days (`datetime64[D]`)."""
    return pa.array(np.asarray(days, "datetime64[D]"), pa.date32(), mask=_mask(missing))


def draw(rng: np.random.Generator, shares, size: int) -> np.ndarray:
    """Draw positions 0..k-1 with the given shares (they need not sum to one)."""
    edges = np.cumsum(np.asarray(shares, float))
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").clip(max=len(edges) - 1)


def day_in_year(rng: np.random.Generator, years: np.ndarray) -> np.ndarray:
    """Draw a day of each given year, never later than the last day of the story."""
    first = np.asarray(years - 1970, "datetime64[Y]").astype("datetime64[D]")
    length = np.where(np.asarray(years) == LAST_YEAR, 304, 365)
    return first + (rng.random(len(first)) * length).astype("timedelta64[D]")


def year_of(days: np.ndarray) -> np.ndarray:
    """Return the calendar year of each day."""
    return np.asarray(days, "datetime64[Y]").astype(int) + 1970


def record_state(rng: np.random.Generator, years) -> pa.Array:
    """Say how far each row has come: old years published, 2025 and 2026 validated but for a few that wait."""
    years = np.asarray(years)
    dice = rng.random(len(years))
    state = np.full(len(years), 3)
    state[(years == 2024) & (dice < 0.3)] = 2
    state[years >= 2025] = 2
    state[(years == 2025) & (dice < 0.02)] = 1
    state[(years >= 2026) & (dice < 0.1)] = 1
    state[(years >= 2026) & (dice < 0.04)] = 0
    return labels(["draft", "submitted", "validated", "published"], state)


def constant(text: str, size: int) -> pa.Array:
    """Repeat one text."""
    return pa.repeat(pa.scalar(text, pa.string()), size)


def _mask(missing):
    return None if missing is None else np.ascontiguousarray(missing, bool)
