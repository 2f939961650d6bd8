"""The figure of one indicator: its title, unit, meaning, caveat and tables are those of the indicator itself."""

from collections.abc import Callable

import pandas as pd

from nap.language.texts import Words
from nap.pack.indicator import Indicator
from nap.topics.blocks import Figure


def indicator_figure(id: str, draw: Callable, rows: pd.DataFrame, it: Indicator, words: Words, **more) -> Figure:
    """A figure of one indicator. id: of the block.

    draw: a function of nap.figures that takes the indicator first, (rows, words, palette, it, *args, **options).
    rows: facts of the indicator, or rows made of them. more: anything of `Figure`, in the place of what the indicator
    says; args come behind the indicator. n is that of the totals in the latest year.
    """
    said = {
        "title": words.t(it.title),
        "unit": it.unit,
        "about": words.t(it.about),
        "note": words.t(it.caveat) if it.caveat else "",
        "tables": it.tables,
        "n": observations_count(rows),
        "indicators": (it.id,),
        "name": it.id,
    }
    args = (it, *more.pop("args", ()))
    return Figure(id, draw, rows, args, **{**said, **more})


def observations_count(facts: pd.DataFrame) -> float | None:
    """How many observations the totals of the latest year rest on; None where no total is among the facts."""
    if not {"series", "n"} <= set(facts):
        return None
    totals = facts[facts["series"].isna()]
    latest = totals[totals["year"] == totals["year"].max()]
    return None if latest.empty else float(latest["n"].sum())
