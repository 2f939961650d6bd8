"""Cells as they may stand in a spreadsheet: no text starts a formula, lists are joined, bytes are written out.

Lives here: what every file that a spreadsheet may open goes through. Does not: make the files (export.py).

A French spreadsheet splits a CSV at semicolons, commas and quotation marks or not, and would run what follows one in
`lead;=1+1`. So a formula after a semicolon is disarmed as well. Parquet goes out as it is.
"""

import re

import pandas as pd

from nap.language.texts import is_missing

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
AFTER_SEMICOLON = re.compile(r";\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def safe_cell(value):
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; anything else stays."""
    if not isinstance(value, str):
        return value
    value = AFTER_SEMICOLON.sub(lambda found: f"{found[0][:-1]}'{found[0][-1]}", value)
    return "'" + value if value.startswith(FORMULA_STARTS) else value


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as it may stand in a spreadsheet: lists joined, formulas disarmed, headings too."""
    out = frame.copy()
    for column in out.columns:
        if out[column].dtype == object or isinstance(out[column].dtype, pd.CategoricalDtype):
            # A category stays one, so that it is sent once and not in every row.
            out[column] = out[column].map(_cell, na_action="ignore")
        elif pd.api.types.is_string_dtype(out[column]):
            texts = out[column].str
            runs = texts.startswith(FORMULA_STARTS) | texts.contains(AFTER_SEMICOLON.pattern)
            runs = runs.fillna(False).astype(bool)
            if runs.any():
                out[column] = out[column].where(~runs, out[column].map(safe_cell, na_action="ignore"))
    return out.rename(columns={c: safe_cell(str(c)) for c in out.columns})


def _cell(value):
    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        value = "; ".join(map(str, value))
    elif isinstance(value, bytes | bytearray | memoryview):
        value = bytes(value).hex()
    elif is_missing(value):
        return None
    return safe_cell(value)
