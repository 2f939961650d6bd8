"""Cells as they may stand in a spreadsheet: no text starts a formula, lists are joined, bytes are written out.

Lives here: what every file that a spreadsheet may open goes through. Does not: make the files (export.py).

A text cell such as `a;=1+1` stays as it is: in our files, separated by commas, it is one quoted cell. A spreadsheet
set to split at semicolons ignores those quotation marks only where a person tells it to, and then breaks every cell
that holds a semicolon; to disarm them all would change what honest texts say.
"""

import pandas as pd

from nap.words import is_missing

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value):
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; anything else stays."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as it may stand in a spreadsheet: lists joined, formulas disarmed, headings too."""
    out = frame.copy()
    for column in out.columns:
        if out[column].dtype == object or isinstance(out[column].dtype, pd.CategoricalDtype):
            # A category stays one, so that it is sent once and not in every row.
            out[column] = out[column].map(_cell, na_action="ignore")
        elif pd.api.types.is_string_dtype(out[column]):
            runs = out[column].str.startswith(FORMULA_STARTS).fillna(False).astype(bool)
            if runs.any():
                out[column] = out[column].where(~runs, "'" + out[column])
    return out.rename(columns={c: safe_cell(str(c)) for c in out.columns})


def _cell(value):
    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        value = "; ".join(map(str, value))
    elif isinstance(value, bytes | bytearray | memoryview):
        value = bytes(value).hex()
    elif is_missing(value):
        return None
    return safe_cell(value)
