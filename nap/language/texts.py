"""Every word, number and date a reader sees, in the reader's language.

English is the key. `nap/language/locale/<lang>.po` is read at run time with Babel; nothing is compiled or installed.
A `Words` belongs to one reader: pass it on, never keep it in a module global or a cached function.
"""

import datetime as dt
import math
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, format_scientific

LANGUAGES = {"en": "English", "fr": "Français"}  # code -> its own name; a new one needs nap/language/locale/<code>.po
LOCALES = {"en": "en_GB"}  # whose dates and numbers a language takes, where it is not its own: 31 Dec 2026
NO_VALUE = "–"
HUGE = 1e15  # from here on a number is written 1.2E15: no real figure, and Babel cannot write 29 digits
LOCALE_FOLDER = Path(__file__).parent / "locale"


def N(text: str) -> str:
    """Mark an English text for translation where it is named but not shown."""
    return text


def is_missing(value) -> bool:
    """True for None, NaN, NaT and pandas' NA: everything that is shown as a dash."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


@lru_cache(maxsize=len(LANGUAGES) * 2)
def catalogue(lang: str):
    """The Babel catalogue of a language; None for English, whose texts are the keys."""
    path = LOCALE_FOLDER / f"{lang}.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=lang)


class Words:
    """One reader's language: texts, numbers, quantities, dates, and texts that live in data."""

    def __init__(self, lang: str = "en"):
        self.lang = lang if lang in LANGUAGES else "en"
        self.locale = Locale.parse(LOCALES.get(self.lang, self.lang))
        self._catalogue = catalogue(self.lang)

    def _message(self, key):
        message = self._catalogue.get(key) if self._catalogue else None
        return None if message is None or message.fuzzy else message.string

    def t(self, text: str, **values) -> str:
        """Translate an English text and fill its `{placeholders}`; a text without a translation stays English."""
        found = self._message(text)
        found = found[0] if isinstance(found, tuple | list) else found
        found = found or text
        return found.format(**values) if values else found

    def plural(self, one: str, many: str, count: float, **values) -> str:
        """Translate with the plural form that `count` asks for; `{count}` is written by locale."""
        found = self._message(one)
        if isinstance(found, tuple | list) and all(found):
            text = found[self._catalogue.plural_expr and _plural_index(self.lang, count)]
        else:  # no translation, or two forms that were each named with N
            text = self.t(one if _plural_index(self.lang, count) == 0 else many)
        return text.format(count=self.number(count), **values)

    def number(self, value, decimals: int | None = None) -> str:
        """A number by locale. Without `decimals`: whole from 100 up, else three significant digits at most."""
        if is_missing(value) or math.isinf(value):
            return NO_VALUE
        digit = "0"
        if decimals is None:
            decimals, digit = significant_decimals(value), "#"
        if abs(value) >= HUGE:
            return format_scientific(value, format="0.##E0", locale=self.locale).replace("-", "−")
        pattern = "#,##0" + ("." + digit * decimals if decimals else "")
        text = format_decimal(value, format=pattern, locale=self.locale)
        return text.replace("-", "−") if value < 0 else text

    def quantity(self, value, unit: str | None, decimals: int | None = None) -> str:
        """A number with its unit; a dash alone where there is no value."""
        if is_missing(value) or not unit:
            return self.number(value, decimals)
        if unit == "%" and decimals is None:
            decimals = 0 if abs(value) >= 100 or value == int(value) else 1
        if unit == "US$" and self.lang == "en":
            return f"US$\u00a0{self.number(value, decimals)}"
        return f"{self.number(value, decimals)}\u00a0{self.t(unit)}"

    def compact(self, value, unit: str | None) -> str:
        """A large amount in short, as it is said aloud: 4.1M, 4,1 M."""
        if is_missing(value):
            return NO_VALUE
        text = format_compact_decimal(value, fraction_digits=1, locale=self.locale)
        return (
            f"US$\u00a0{text}" if unit == "US$" and self.lang == "en" else f"{text}\u00a0{self.t(unit or '')}".strip()
        )

    def percent(self, value, decimals: int | None = None) -> str:
        """A percentage already on the 0-100 scale."""
        return self.quantity(value, "%", decimals)

    def change(self, value, unit: str | None, decimals: int | None = None) -> str:
        """A difference with its sign; percentages differ in points."""
        if is_missing(value):
            return NO_VALUE
        sign = "+" if value > 0 else ""
        return sign + self.quantity(value, N("points") if unit == "%" else unit, decimals)

    def date(self, value, style: str = "medium", precision: str = "day") -> str:
        """A date by locale; `precision` (day, month, year) says how much of it is known."""
        if is_missing(value):
            return NO_VALUE
        if isinstance(value, str):
            value = dt.date.fromisoformat(value[:10])
        if precision == "year":
            return str(value.year)
        if precision == "month":
            return format_date(value, "LLLL y", locale=self.locale)
        return format_date(value, style, locale=self.locale)

    def text(self, row, name: str) -> str:
        """A text that lives in data: `<name>_<lang>` where it is given, else the publisher's own `<name>`."""
        for key in (f"{name}_{self.lang}", name):
            value = row.get(key) if hasattr(row, "get") else getattr(row, key, None)
            if not is_missing(value) and value != "":
                return str(value)
        return NO_VALUE

    def in_language(self, texts, default: str = NO_VALUE) -> str:
        """A text given per language (`{"en": …, "fr": …}`) or as one string; any language rather than none."""
        if isinstance(texts, str):
            return texts
        if not texts:
            return default
        return texts.get(self.lang) or texts.get("en") or next(iter(texts.values()))

    def fold_translations(self, frame):
        """A frame whose `<column>_<lang>` twins have been folded into `<column>`, in this language."""
        twins = {c[: -len(lang) - 1]: None for c in frame.columns for lang in LANGUAGES if c.endswith(f"_{lang}")}
        frame = frame.copy()
        for name in twins:
            if name in frame and f"{name}_{self.lang}" in frame:
                frame[name] = frame[f"{name}_{self.lang}"].combine_first(frame[name])
        return frame.drop(columns=[f"{n}_{x}" for n in twins if n in frame for x in LANGUAGES if f"{n}_{x}" in frame])


def significant_decimals(value: float) -> int:
    """Decimals that leave about three significant digits: 0 from 100 up, 1 from 10, 2 from 1, 3 below."""
    size = abs(value)
    if size >= 100 or size == int(size):
        return 0
    return 1 if size >= 10 else 2 if size >= 1 else 3


def _plural_index(lang: str, count: float) -> int:
    """0 for the singular: in French 0 and 1 take it, in English 1 alone."""
    return int(not (abs(count) < 2 if lang == "fr" else count == 1))
