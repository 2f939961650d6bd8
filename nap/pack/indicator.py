"""Indicators: numbers with a meaning. Each `nap/pack/indicators/<id>.sql` is one; the file is its registration.

The SQL returns place_code, year, method_series, series, value, low, high, n. This module reads what an
indicator means; pack.py computes them all into `fact`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import contract
from nap.pack.sql_file import SqlFile

FOLDER = Path(__file__).parent / "indicators"


@dataclass(frozen=True)
class Head:
    """What the head of an indicator file may say.

    better: lower, higher or neither. annex_c: letters of Annex C it speaks to. tables: what it is computed from.
    series: the breakdown, as the name of the column whose codes label it, or as code -> English label.
    additive: the nation is the sum of its regions. history: earlier years are on record; false where they are
    rebuilt from the present state alone. source: of the formula, where it is not counting.
    """

    title: str
    unit: str
    better: str
    about: str
    annex_c: tuple[str, ...] = ()
    caveat: str = ""
    tables: tuple[str, ...] = ()
    series: str | dict = ""
    additive: bool = False
    history: bool = True
    source: str = ""


@dataclass(frozen=True)
class Indicator(Head):
    """An indicator: its head, its id (the file name) and its SQL."""

    id: str = ""
    sql: str = ""

    def series_label(self, code) -> str:
        """The English label of a breakdown's code."""
        if isinstance(self.series, dict):
            return self.series.get(code, str(code))
        return contract.label(self.series, code) if self.series else str(code)

    @property
    def series_codes(self) -> list[str]:
        """Codes of the breakdown, in their own order."""
        return list(
            self.series if isinstance(self.series, dict) else contract.codes(self.series) if self.series else ()
        )


def load_all() -> tuple[dict[str, Indicator], list[NapError]]:
    """Every readable indicator by id, and what is wrong with the others."""
    found, broken = {}, []
    for path in sorted(FOLDER.glob("*.sql")):
        try:
            found[path.stem] = read(path)
        except NapError as error:
            broken.append(error)
    return found, broken


@cache
def indicators() -> dict[str, Indicator]:
    """Every readable indicator by id."""
    return load_all()[0]


def get(id: str) -> Indicator:
    """One indicator; NapError where there is none of that id."""
    if id not in indicators():
        raise NapError(
            N("There is no indicator called {name}."),
            N("Choose one of: {names}."),
            name=id,
            names=", ".join(indicators()),
        )
    return indicators()[id]


def read(path: Path) -> Indicator:
    """Read one indicator file; NapError names the file and the word that is wrong."""
    file = SqlFile.read(path, Head)
    head = file.head
    if head.better not in ("lower", "higher", "neither"):
        raise NapError(
            N("{file}: better is “{value}”."),
            N("Use lower, higher or neither."),
            file=path.name,
            value=head.better,
        )
    return Indicator(**head.__dict__, id=file.name, sql=file.sql)
