"""What a topic asks a plan for: the rows of its queries at one place and some years, its facts, and what it lacks.

Lives here: `Rows`, one plan at one edition as one reader looks at it, and rows as dictionaries. Does not: keep what was
fetched (the browser's own `Rows` does, nap/web/browser.py) or say anything in words.
"""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from nap.errors import NapError
from nap.language.texts import Words
from nap.pack import contract, editions, indicator
from nap.pack import today as clock
from nap.pack.editions import Edition
from nap.pack.pack import Pack
from nap.pack.store import Store
from nap.topics import query


def records(frame: pd.DataFrame) -> list[dict]:
    """Rows as dictionaries of Python values, None where there is none."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


class Rows:
    """One plan at one edition, one place and some years, as a reader of one language looks at it.

    place: a place_code; the nation where it is empty or unknown. years: first and last, both included; all the plan
    speaks of where it is None. home: the folder whose plans are compared; the plan's own where it is None.
    """

    def __init__(
        self,
        pack: Pack,
        words: Words,
        place: str = "",
        years: tuple[int, int] | None = None,
        home: Path | None = None,
    ):
        self.pack = pack
        self.words = words
        self.home = home or pack.folder.parent
        self.place = place if place in self.place_names else next(iter(self.place_names), "")
        self.year_from, self.year_to = years or self.year_span

    # --- the plan ----------------------------------------------------------------------------------------------------

    @property
    def plan(self) -> dict:
        """The contents of plan.toml."""
        return self.pack.plan

    @property
    def code(self) -> str:
        """The name of the pack, which links and file names carry."""
        return self.pack.code

    @property
    def edition(self) -> str:
        """The name of the edition everything here is of."""
        return self.pack.edition

    @property
    def is_fictional(self) -> bool:
        """Whether the plan is invented."""
        return self.pack.is_fictional

    def lacks(self, *tables: str) -> bool:
        """Whether the pack brings none of these tables."""
        return all(name in self.pack.missing for name in tables)

    @cached_property
    def waiting(self) -> dict[str, int]:
        """How many rows of each table nobody has validated yet, so that no figure holds them; tables with any alone."""
        return self.pack.waiting()

    # --- place and time ----------------------------------------------------------------------------------------------

    @cached_property
    def place_names(self) -> dict[str, str]:
        """The name of every place by its code, the nation first, under the country's own name."""
        names = {row.place_code: row.place_name for row in self.fetch("places").itertuples()}
        if names:
            names[next(iter(names))] = self.words.in_language(self.plan["plan"]["country"])
        return names

    @cached_property
    def year_span(self) -> tuple[int, int]:
        """The first and the last year the plan speaks of."""
        span = self.fetch("year_span").iloc[0]
        return int(span.first_year), int(span.last_year)

    def place_name(self, code: str = "") -> str:
        """The name of a place; of the chosen one without a code."""
        return self.place_names.get(code or self.place, code)

    def judged_on(self, table: str = "all") -> dict:
        """The day a table is judged on (as_of) and its basis (plan, data, today); of the pack where it has none."""
        row = self.fetch("as_of", table=table).iloc[0]
        return {"as_of": row.as_of.date(), "basis": row.basis}

    def as_of(self, table: str = "all") -> dt.date:
        """The day a table is judged on, the same on every page."""
        return self.judged_on(table)["as_of"]

    @property
    def today(self) -> dt.date:
        """The day on which deadlines are judged, where the plan is carried out."""
        return clock.today(self.plan)

    # --- rows --------------------------------------------------------------------------------------------------------

    def fetch(self, name: str, **params) -> pd.DataFrame:
        """Rows of a query with exactly these parameters; the one way to the pack, for who keeps what was fetched."""
        return self.pack.sql(query.get(name).sql, **params)

    def rows(self, name: str, **params) -> pd.DataFrame:
        """Rows of a query; place, years and day of judgement go in where it asks for them."""
        return self.fetch(name, **self.parameters(name, **params))

    def parameters(self, name: str, **params) -> dict[str, Any]:
        """What a query is given: `params`, and place, years and the day its first table is judged on, where it asks."""
        asked = query.get(name).parameters
        scope: dict[str, Any] = {"place": self.place, "year_from": self.year_from, "year_to": self.year_to}
        if "as_of" in asked and "as_of" not in params:
            scope["as_of"] = self.as_of(query.get(name).head.tables[0])
        return {key: value for key, value in {**scope, **params}.items() if key in asked or key in params}

    def one(self, name: str, **params) -> dict:
        """The only row of a query, None where nothing is known."""
        return records(self.rows(name, **params))[0]

    def facts(self, id: str, **params) -> pd.DataFrame:
        """Values of one indicator at the chosen place and years: year, method_series, series, value, low, high, n."""
        indicator.get(id)
        return self.rows("fact_at_place", indicator=id, **params)

    def sources(self, table: str) -> pd.DataFrame:
        """The sources that the rows of a table name, the latest first."""
        return self.sources_of(self.pack, table)

    @staticmethod
    def sources_of(pack: Pack, table: str) -> pd.DataFrame:
        """The same of a pack, for who keeps it."""
        name = contract.table(table).name
        if name == "source":
            return pd.DataFrame()
        return pack.sql(
            f"from source where source_code in (select distinct source_code from {name})"
            " order by year desc, source_code"
        )

    # --- the other plans ---------------------------------------------------------------------------------------------

    @property
    def plans_count(self) -> int:
        """How many plans lie in the folder."""
        return len(Store(self.home).packs())

    def every_plan(self, summary: Callable) -> tuple[list, list[tuple[str, str]]]:
        """`summary(folder, edition)` of each plan in the folder; of those that cannot be read, name and sentences."""
        found, broken, store = [], [], Store(self.home)
        for code in store.packs():
            try:
                found.append(self.summarize(summary, editions.current(store.folder(code))))
            except NapError as error:
                t = self.words.t
                broken.append((code, f"{t(error.what, **error.values)} {t(error.fix, **error.values)}"))
        return found, broken

    def summarize(self, summary: Callable, at: Edition):
        """The summary of one plan at an edition; for who keeps it."""
        return summary(str(at.folder), at.name)
