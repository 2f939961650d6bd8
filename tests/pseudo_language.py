"""A language that nobody speaks, for tests: every text longer by 40 %, with accents, its placeholders as they were.

What stands in English on a page or a terminal in this language did not go through the catalogue; what does not fit was
fitted to English. Lives here: making the catalogue and putting it in place for one test. Readers never see it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from nap.commands import translations
from nap.language import texts

CODE = "eo"  # a code with numbers, dates and plurals of its own in CLDR, and none of the languages of the tool
ACCENTS = str.maketrans("aceginorsuyzACEGINORSUYZ", "àçéĝïñóřšüýžÀÇÉĜÏÑÓŘŠÜÝŽ")
KEPT = re.compile(r"(\{\{.*?\}\}|\{[^}]*\}|`[^`]*`|\*\*|https?://\S+|--[a-z][\w=…-]*)")  # not to be touched
LONGER = 0.4


def disguised(text: str) -> str:
    """A text with accents, longer by 40 %; its placeholders, code, addresses and outer spaces as they were."""
    bare = text.strip()
    parts = KEPT.split(bare)
    prose = "".join(parts[::2])
    parts[::2] = [part.translate(ACCENTS) for part in parts[::2]]
    padding = "·" * ceil(LONGER * len(prose)) if re.search(r"[^\W\d_]", prose) else ""
    return text.replace(bare, "".join(parts) + padding) if bare else text


def catalogue(template: Catalog) -> Catalog:
    """The translation of every text of a template."""
    found = Catalog(locale=CODE, fuzzy=False)
    for message in template:
        if message.id:
            forms = tuple(disguised(form) for form in translations.each(message.id))
            found.add(message.id, forms if len(forms) > 1 else forms[0])
    return found


@contextmanager
def spoken(monkeypatch, folder: Path, template: Catalog) -> Iterator[texts.Words]:
    """The words of the language, known to the tool as one of its own as long as the context lasts."""
    with (folder / f"{CODE}.po").open("wb") as file:
        write_po(file, catalogue(template))
    with added(monkeypatch, folder, CODE):
        yield texts.Words(CODE)


@contextmanager
def added(monkeypatch, folder: Path, lang: str) -> Iterator[None]:
    """A language as somebody would add it: one line in LANGUAGES, and its .po file, which stands in `folder`."""
    with monkeypatch.context() as patch:
        patch.setitem(texts.LANGUAGES, lang, lang)
        patch.setattr(texts, "LOCALE_FOLDER", folder)
        texts.catalogue.cache_clear()
        yield
    texts.catalogue.cache_clear()
