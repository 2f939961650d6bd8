"""Speaking to the person at a terminal, in their language.

Lives here: which language that is, printing a sentence or an error, and showing that work goes on. Does not: know any
command (main.py), or the help of the commands (command_help.py). What is printed as data (CSV, JSON) stays in English,
so that a program reads the same on every machine.
"""

import re
import sys
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from rich.console import Console
from rich.markup import escape

from nap.errors import NapError
from nap.language.texts import LANGUAGES, N, Sentence, Words

PATIENCE_SECONDS = 2  # what takes longer shows that it is at work
_words: ContextVar[Words | None] = ContextVar("words of the terminal", default=None)


def words() -> Words:
    """The words of whoever runs the command; English before `speak` was called."""
    return _words.get() or Words()


def speak(lang: str) -> None:
    """Choose the language of everything that is printed from here on; NapError where there is none of that name."""
    if lang not in LANGUAGES:
        raise NapError(
            N("There is no language “{lang}” here."), N("Use one of: {known}."), lang=lang, known=", ".join(LANGUAGES)
        )
    _words.set(Words(lang))


def language_of(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for: NAP_LANG, else that of the system; English where it is none of ours.

    As POSIX has it, the first of LC_ALL, LC_MESSAGES and LANG that says anything decides.
    """
    asked = (environment.get(name, "") for name in ("NAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    first = next(filter(None, asked), "")
    lang = re.split("[_.@-]", first)[0].lower()
    return lang if lang in LANGUAGES else "en"


def tell(text: str | Sentence, /, **values) -> None:
    """Print a sentence in the reader's language, its placeholders filled; data stand as they are."""
    print(words().t(text, **values))


def show(text: str) -> None:
    """Print what is no sentence, such as a line to type, as it stands."""
    print(text)


def error_sentences(error: NapError) -> tuple[str, str]:
    """What is wrong and how to mend it, in the reader's language."""
    t = words().t
    return t(error.what, **error.values), t(error.fix, **error.values)


def tell_error(error: NapError, sep: str = " ", file=None) -> None:
    """Print both sentences of an error, to the error channel unless told otherwise."""
    print(*error_sentences(error), sep=sep, file=file or sys.stderr)


@contextmanager
def at_work(what: str | Sentence, quiet: bool = False):
    """Show on a terminal's error channel what is being done, once it takes longer than two seconds.

    Gives a function (what, share from 0 to 1 where it is known) that says how far the work is.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda what, share=None: None
        return
    speech = words()
    status = console.status(escape(speech.t(what)))
    later = threading.Timer(PATIENCE_SECONDS, status.start)
    later.daemon = True

    def say(what: str | Sentence, share: float | None = None) -> None:
        said = speech.t(what)
        status.update(escape(said if share is None else f"{said} ({speech.percent(100 * share, 0)})"))

    later.start()
    try:
        yield say
    finally:
        later.cancel()
        later.join()
        status.stop()
