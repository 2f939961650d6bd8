"""Every word, number and date a reader sees, in the reader's language.

English is the key. `nap/language/locale/<lang>.po` is read at run time with Babel; nothing is compiled or installed.
A `Words` belongs to one reader: pass it on, never keep it in a module global or a cached function.

A language is one line in LANGUAGES and one .po file: its plural rule stands in the head of that file, its numbers and
dates come from Unicode's CLDR.
"""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, format_scientific

# Code -> its own name; a new one needs nap/language/locale/<code>.po.
LANGUAGES = {"en": "English", "fr": "Français"}
LOCALES = {"en": "en_GB"}  # whose dates and numbers a language takes, where it is not its own: 31 Dec 2026
NO_VALUE = "–"
HUGE = 1e15  # from here on a number is written 1.2E15: no real figure, and Babel cannot write 29 digits
LOCALE_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Sentence:
    """A sentence in nobody's language yet: an English template (marked with N) and what fills its placeholders.

    A value may be a Sentence again. `Words.t` puts it into a language; as `str` it is English.
    """

    text: str
    values: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text


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


@cache
def language_codes() -> frozenset[str]:
    """The two-letter codes (ISO 639-1) of all languages that have one, whether or not the tool speaks them."""
    return frozenset(code for code in Locale.parse("en").languages if isinstance(code, str) and len(code) == 2)


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

    def t(self, text: str | Sentence, /, **values) -> str:
        """Translate an English text and fill its `{placeholders}`; a text without a translation stays English.

        A value that is a Sentence is translated too.
        """
        if isinstance(text, Sentence):
            return self.t(text.text, **text.values)
        found = self._message(text)
        found = found[0] if isinstance(found, tuple | list) else found
        found = found or text
        return found.format(**self._fillings(values)) if values else found

    def plural(self, one: str, many: str, count: float, **values) -> str:
        """Translate with the plural form that `count` asks for; `{count}` is written by locale."""
        found = self._message(one)
        if isinstance(found, tuple | list) and all(found):
            text = found[self._plural_form(count)]
        elif found:  # two texts that were each named with N
            text = self.t(one if self._plural_form(count) == 0 else many)
        else:
            text = one if abs(count) == 1 else many
        return text.format(count=self.number(count), **self._fillings(values))

    def _fillings(self, values: dict) -> dict:
        return {name: self.t(value) if isinstance(value, Sentence) else value for name, value in values.items()}

    def _plural_form(self, count: float) -> int:
        """Which form of a translation a count takes, from 0; by the rule in the head of the .po file.

        That rule knows whole numbers alone. A fraction takes the form of the whole numbers that CLDR puts into one
        category with it (1.5 with 1 in French, with 2 in English), and the last form where there are none.
        """
        count = abs(count)
        form_of = plural_rule(self._catalogue.plural_expr)
        if count == int(count):
            return form_of(int(count))
        category = self.locale.plural_form(count)
        alike = (whole for whole in _WHOLE_NUMBERS if self.locale.plural_form(whole) == category)
        return next((form_of(whole) for whole in alike), self._catalogue.num_plurals - 1)

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
        if unit == "US$":
            return self.t("US$\u00a0{amount}", amount=self.number(value, decimals))
        return f"{self.number(value, decimals)}\u00a0{self.t(unit)}"

    def compact(self, value, unit: str | None) -> str:
        """A large amount in short, as it is said aloud: 4.1M, 4,1 M."""
        if is_missing(value):
            return NO_VALUE
        text = format_compact_decimal(value, fraction_digits=1, locale=self.locale)
        if unit == "US$":
            return self.t("US$\u00a0{amount}", amount=text)
        return f"{text}\u00a0{self.t(unit)}" if unit else text

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
        """A frame whose `<column>_<lang>` twins, of whatever language, are folded into `<column>` in this one."""
        frame = frame.copy()
        for name in [column for column in frame.columns if _is_twin(frame, column)]:
            base, lang = name[:-3], name[-2:]
            if lang == self.lang:
                frame[base] = frame[name].combine_first(frame[base])
            del frame[name]
        return frame


def _is_twin(frame, column: str) -> bool:
    """Whether a column of a frame holds a text of another column in some language."""
    base, _, lang = str(column).rpartition("_")
    if base not in frame or lang not in language_codes():
        return False
    return lang in LANGUAGES or frame[column].dtype.kind not in "biufcmM"  # kg is also the code of Kongo


def significant_decimals(value: float) -> int:
    """Decimals that leave about three significant digits: 0 from 100 up, 1 from 10, 2 from 1, 3 below."""
    size = abs(value)
    if size >= 100 or size == int(size):
        return 0
    return 1 if size >= 10 else 2 if size >= 1 else 3


@cache
def plural_rule(expression: str) -> Callable[[int], int]:
    """The form a whole number takes, by a plural expression as .po files hold it; ValueError where it is none."""
    return c2py(expression)


_WHOLE_NUMBERS = (1, 0, *range(2, 21), 100, 1_000_000)  # each category of each language of CLDR is met among them
