"""Quantities and lists in words, as several topics write them."""

from collections.abc import Iterable
from functools import reduce

from nap.language.texts import Words, is_missing
from nap.methods.units import KG_PER_T


def mass_text(kg: float | None, words: Words) -> str:
    """Kilograms below a thousand, tonnes from there on."""
    if kg is None or is_missing(kg) or kg < KG_PER_T:
        return words.quantity(kg, "kg")
    return words.quantity(kg / KG_PER_T, "t")


def years_text(year_from: int, year_to: int) -> str:
    """Years as they stand in a sentence: 2018–2026, or 2018 where both are the same."""
    return str(year_from) if year_from == year_to else f"{year_from}–{year_to}"


def list_text(texts: Iterable[str], words: Words) -> str:
    """Texts one after the other, parted as the language parts them; empty without any."""
    texts = list(texts)
    return reduce(lambda one, other: words.t("{one}; {other}", one=one, other=other), texts) if texts else ""
