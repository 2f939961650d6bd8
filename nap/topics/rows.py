"""Rows of a query as Python values."""

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict]:
    """Rows as dictionaries of Python values, None where there is none."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")
