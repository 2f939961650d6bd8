"""The picture of one indicator as a block: title, meaning, unit, caveat, tables and n come from the indicator."""

from collections.abc import Callable

import pandas as pd

from nap.language.texts import Words
from nap.pack.indicator import Indicator
from nap.topics.blocks import Figure


def indicator_figure(id: str, draw: Callable, rows: pd.DataFrame, it: Indicator, words: Words, **more) -> Figure:
    """A figure of an indicator's rows; `more` are fields of Figure and stand before those of the indicator.

    draw: a function of nap.figures, (rows, words, palette, indicator, **options). n: observations of the latest year,
    where the rows hold totals that give them. Files a reader takes away are named for the indicator.
    """
    t = words.t
    of_indicator = {
        "args": (it,),
        "title": t(it.title),
        "about": t(it.about),
        "unit": it.unit,
        "note": t(it.caveat) if it.caveat else "",
        "tables": tuple(it.tables),
        "indicators": (it.id,),
        "n": latest_count(rows),
        "name": it.id,
    }
    return Figure(id, draw, rows, **{**of_indicator, **more})


def latest_count(rows: pd.DataFrame) -> float | None:
    """Observations behind the totals of the latest year; None where the rows do not tell them."""
    if "series" not in rows or "n" not in rows:
        return None
    totals = rows[rows["series"].isna()]
    return totals.loc[totals["year"] == totals["year"].max(), "n"].sum() if len(totals) else None
