"""`python -m nap page`: a page of the dashboard as text."""

import importlib
from pathlib import Path
from types import ModuleType

from nap.errors import NapError
from nap.language.texts import LANGUAGES, N, Words
from nap.pack.pack import Pack
from nap.reports import text
from nap.topics import menu
from nap.topics.ask import Ask
from nap.topics.rows import Rows


def topic(name: str) -> ModuleType:
    """The topic of a page by the name in its address; NapError where there is none."""
    names = menu.names()
    if name not in names:
        raise NapError(
            N("There is no page called {name}."), N("Choose one of: {names}."), name=name, names=", ".join(names)
        )
    return importlib.import_module(f"nap.topics.{name}")


def markdown(
    name: str,
    folder: Path,
    lang: str = "en",
    place: str = "",
    year_from: int | None = None,
    year_to: int | None = None,
    choices: dict[str, str] | None = None,
) -> str:
    """A page as Markdown. choices: what else stands in the link. NapError names what is not in the plan."""
    if lang not in LANGUAGES:
        raise NapError(
            N("There is no language “{lang}”."), N("Choose one of: {names}."), lang=lang, names=", ".join(LANGUAGES)
        )
    words = Words(lang)
    data = Rows(Pack.open(folder), words, place)
    if place and place != data.place:
        raise NapError(
            N("The plan {folder} has no place with the code {place}."),
            N("Choose a place_code of table place, or leave it out for the whole country."),
            folder=folder.name,
            place=place,
        )
    first, last = data.year_span
    data.year_from = first if year_from is None else year_from
    data.year_to = last if year_to is None else year_to
    if not first <= data.year_from <= data.year_to <= last:
        raise NapError(
            N("The plan {folder} has the years {first} to {last}; {start} to {end} was asked for."),
            N("Choose years among them, the first not after the last."),
            folder=folder.name,
            first=first,
            last=last,
            start=data.year_from,
            end=data.year_to,
        )
    return text.page(topic(name), Ask(dict(choices or {})), data, words)
