"""The plan, place and years a reader looks at; its rows are fetched once per edition and shared by all readers."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from nap.pack import contract
from nap.pack.pack import Pack
from nap.topics.rows import Rows
from nap.web import packs
from nap.web.session import words


class KeptRows(Rows):
    """The same rows, each fetched once per edition and shared by all readers."""

    def fetch(self, name: str, **params) -> pd.DataFrame:
        used = {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}
        return packs.kept_rows(self.pack, name, tuple(sorted(used.items())))

    def sources(self, table: str) -> pd.DataFrame:
        return _source_rows(self.pack, str(self.pack.folder), self.pack.edition, contract.table(table).name)

    def every_plan(self, summary: Callable) -> tuple[list, list[tuple[str, str]]]:
        return packs.every_plan(summary)


def rows_of_reader() -> Rows:
    """The plan, place and years this reader looks at."""
    asked = packs.filters()
    return KeptRows(packs.pack(), words(), asked.place, (asked.year_from, asked.year_to), packs.packs_home())


@st.cache_data(max_entries=128, show_spinner=False)
def _source_rows(_own: Pack, folder: str, edition: str, table: str) -> pd.DataFrame:
    return Rows.sources_of(_own, table)
