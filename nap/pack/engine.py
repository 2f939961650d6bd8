"""The facts of many packs, each at one edition: the one door for whoever compares plans.

Lives here: the embedded engine, which reads what is kept and opens a pack only where nothing is. An engine of another
kind, that spreads packs over machines, is another class with the same method.
"""

from collections.abc import Iterable, Iterator

import duckdb
import pandas as pd

from nap.pack import duck
from nap.pack.edition_cache import EditionCache
from nap.pack.editions import Edition
from nap.pack.pack import Pack

CHOSEN = (
    "select * from {facts} where indicator = coalesce($indicator, indicator)"
    " and place_code = coalesce($place, place_code) order by all"
)


class Engine:
    """Computes in this process, one pack after the other."""

    def facts(
        self, editions: Iterable[Edition], indicator: str | None = None, place: str | None = None
    ) -> Iterator[tuple[Edition, pd.DataFrame]]:
        """Each edition with its rows of `fact`, of one indicator and of one place where they are named."""
        chosen = {"indicator": indicator, "place": place}
        for at in editions:
            kept = EditionCache(at.folder, at.key).find("fact")
            try:
                if kept is None:
                    raise FileNotFoundError
                with duck.connect() as con:
                    rows = con.execute(CHOSEN.format(facts=duck.parquet(kept)), chosen).df()
            except (OSError, duckdb.Error):  # nothing is kept, or it is damaged: opening the pack makes it anew
                rows = Pack.open(at.folder, edition=at).sql(CHOSEN.format(facts="fact"), **chosen)
            yield at, rows
