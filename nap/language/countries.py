"""What countries are called: per language, and as published files write them.

reference/countries.toml names the countries of plans as published files do; every other name and the list of codes
come from Unicode's CLDR, by way of Babel. Does not: where a country lies (reference/outlines.py).
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from nap.language.texts import LANGUAGES, Words

LIST = Path(__file__).parent / "countries.toml"
OWN_CODES = "(AA|X[A-Z]|ZZ)[A-Z]|Q[M-Z][A-Z]"  # what ISO 3166 leaves free: invented countries, areas without a code
# Codes of countries that are no more; CLDR still maps them to a successor, whose name would be wrong for them.
_FORMER = {"ANT", "BUR", "CSK", "DDR", "FXX", "NTZ", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"}


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
def known() -> frozenset[str]:
    """The alpha-3 codes of all countries and territories there are today."""
    return frozenset(_alpha2())


def named(iso3: str, words: Words) -> str:
    """A country in the reader's language; the code itself where it has no name, as the codes of OWN_CODES."""
    own = names(iso3).get(words.lang)
    return own or words.locale.territories.get(_alpha2().get(iso3, ""), iso3)


@cache
def _alpha2() -> dict[str, str]:
    """Alpha-3 code -> alpha-2 code."""
    territories = Locale.parse("en").territories
    return {
        long: short[0]
        for long, short in get_global("territory_aliases").items()
        if len(long) == 3
        and long.isalpha()
        and long not in _FORMER
        and not re.fullmatch(OWN_CODES, long)
        and len(short) == 1
        and len(short[0]) == 2
        and short[0] in territories
    }


@cache
def _codes() -> dict[str, str]:
    return {_plain(name): iso3 for iso3, row in read().items() for name in (iso3, *row.values())}


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").split())
