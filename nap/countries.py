"""What countries are called: per language, and as published files write them. reference/countries.toml is the list."""

import tomllib
from functools import cache
from pathlib import Path

from nap.words import LANGUAGES

LIST = Path(__file__).parent / "reference" / "countries.toml"


@cache
def read() -> dict[str, dict]:
    """ISO 3166-1 alpha-3 code -> its row of the list."""
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def names(iso3: str) -> dict[str, str]:
    """Language -> name of a country; empty where the country does not stand in the list."""
    row = read().get(iso3, {})
    return {lang: row[lang] for lang in LANGUAGES if lang in row}


def code(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country by its code or any of its names, in any case; None where unknown."""
    return _codes().get(_plain(name))


@cache
def _codes() -> dict[str, str]:
    return {_plain(name): iso3 for iso3, row in read().items() for name in (iso3, *row.values())}


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").split())
