"""What countries are called: in the reader's language, and as published files write them.

Names and the list of codes come from Unicode's CLDR, by way of Babel. Lives here too: the few countries that the United
Nations call otherwise, as texts to be translated, and spellings of published files. Does not: where a country lies
(pack/outlines.py).
"""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from nap.language.texts import LANGUAGES, N, Words

OWN_CODES = "(AA|X[A-Z]|ZZ)[A-Z]|Q[M-Z][A-Z]"  # what ISO 3166 leaves free: invented countries, areas without a code
# Names of the United Nations that differ from CLDR's in some language.
_UNITED_NATIONS = {
    "COD": N("Democratic Republic of the Congo"),
    "COG": N("Republic of the Congo"),
    "LAO": N("Lao People’s Democratic Republic"),
    "NGA": N("Nigeria"),
    "TZA": N("United Republic of Tanzania"),
}
_SPELLINGS = {"Democratic Republic of Congo": "COD", "Republic of Congo": "COG"}  # of NAP_budgets.csv
# Codes of countries that are no more; CLDR still maps them to a successor, whose name would be wrong for them.
_FORMER = {"ANT", "BUR", "CSK", "DDR", "FXX", "NTZ", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"}


def names(iso3: str) -> dict[str, str]:
    """Language -> name of a country; empty for a code that is no country of today."""
    return {lang: named(iso3, Words(lang)) for lang in LANGUAGES} if iso3 in known() else {}


def code(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country by its code or any of its names, in any case; None where unknown."""
    return _codes().get(_plain(name))


@cache
def known() -> frozenset[str]:
    """The alpha-3 codes of all countries and territories there are today."""
    return frozenset(_alpha2())


def named(iso3: str, words: Words) -> str:
    """A country in the reader's language; the code itself where it has no name, as the codes of OWN_CODES."""
    if iso3 in _UNITED_NATIONS:
        return words.t(_UNITED_NATIONS[iso3])
    return words.locale.territories.get(_alpha2().get(iso3, ""), iso3)


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
    """Every way a country may be written, plain -> its code."""
    found = {_plain(name): iso3 for name, iso3 in _SPELLINGS.items()}
    for lang in LANGUAGES:
        words = Words(lang)
        for iso3, iso2 in _alpha2().items():
            found[_plain(iso3)] = iso3
            found[_plain(words.locale.territories.get(iso2, iso3))] = iso3
            found[_plain(named(iso3, words))] = iso3
    return found


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").split())
