"""The help of the commands, and what is said of a line that is none, in the reader's language.

The English stands where it is written: in the docstrings of the commands and in `Parameter(help=…)`. A docstring is
translated by paragraphs; what is indented, a line to type, stays. Lives here: collecting these texts, and the same
commands with their texts translated. Does not: know any single command (main.py).
"""

import inspect
import types
from collections.abc import Callable, Iterator
from typing import Annotated, get_args, get_origin

import attrs
from cyclopts import (
    App,
    CoercionError,
    CycloptsError,
    Group,
    MissingArgumentError,
    Parameter,
    UnknownCommandError,
    UnknownOptionError,
)
from cyclopts.help import DefaultFormatter, HelpEntry, HelpPanel
from rich.text import Text

from nap.errors import NapError
from nap.language.texts import N, Words


def texts(app: App) -> Iterator[str]:
    """Every English text of the help of an app and of the commands below it."""
    yield from _sentences(app.help)
    for _, command in _commands(app):
        if command.default_command is None:
            yield from texts(command)
            continue
        yield from _sentences(command.help)
        for annotation in command.default_command.__annotations__.values():
            for part in get_args(annotation):
                if isinstance(part, Parameter) and part.help:
                    yield part.help


def translated(app: App, words: Words) -> App:
    """The same commands with their help in the reader's language."""
    spoken = App(
        name=app.name,
        version=app.version,
        help=_translated_doc(app.help, words),
        help_format="markdown",
        help_formatter=_Formatter(words),
        usage=words.t(app.usage) if app.usage else None,
        group_arguments=Group.create_default_arguments(words.t("Arguments")),
        group_parameters=Group.create_default_parameters(words.t("Options")),
        group_commands=Group.create_default_commands(words.t("Commands")),
    )
    spoken["--help"].help = words.t("Display this message and exit.")
    spoken["--version"].help = words.t("Display the version of the application.")
    for name, command in _commands(app):
        if command.default_command is None:
            spoken.command(translated(command, words), name=name)
        else:
            spoken.command(
                _translated_function(command.default_command, words),
                name=name,
                help=_translated_doc(command.help, words),
            )
            spoken[name]["--help"].help = words.t("Display this message and exit.")
    return spoken


def misuse(error: CycloptsError, app: App) -> NapError:
    """What is wrong with a line that was typed, as two sentences; the library would say it in English alone."""
    line = " ".join(["python -m nap", *(error.command_chain or ())])
    look = N("Run `{line} --help` to see what may stand there.")
    name = error.argument.name if error.argument else ""
    if isinstance(error, UnknownCommandError):
        return NapError(
            N("There is no command “{command}”."),
            N("Use one of: {known}."),
            command=next(iter(error.unused_tokens or ()), ""),
            known=", ".join(name for name, _ in _commands(app)),
        )
    if isinstance(error, UnknownOptionError):
        return NapError(N("There is no option “{option}”."), look, option=error.token.keyword, line=line)
    if isinstance(error, CoercionError) and error.token:
        return NapError(
            N("“{value}” is not what {argument} takes."), look, value=error.token.value, argument=name, line=line
        )
    if isinstance(error, MissingArgumentError):
        return NapError(N("{argument} is missing."), look, argument=name, line=line)
    return NapError(N("The line cannot be understood: {reason}"), look, reason=str(error), line=line)


class _Formatter(DefaultFormatter):
    """The library's look of a help page; what it says of an entry (required, choices, default) is translated."""

    def __init__(self, words: Words):
        super().__init__()
        self._words = words

    def __call__(self, console, options, panel: HelpPanel) -> None:
        super().__call__(console, options, attrs.evolve(panel, entries=[self._said(entry) for entry in panel.entries]))

    def _said(self, entry: HelpEntry) -> HelpEntry:
        t = self._words.t
        notes = []
        if entry.choices:
            notes.append(t("[choices: {choices}]", choices=", ".join(entry.choices)))
        if entry.default is not None and entry.default != "False":  # of a switch that is off
            notes.append(t("[default: {default}]", default=entry.default))
        if entry.required:
            notes.append(t("[required]"))
        for note in notes:
            entry.description.append(Text(note, "cyclopts.default"))
        return entry.copy(choices=None, default=None, required=False)


def _commands(app: App) -> list[tuple[str, App]]:
    """The commands of an app by name, its flags left out."""
    return [(name, app[name]) for name in app if not name.startswith("-")]


def _translated_function(function: Callable, words: Words) -> Callable:
    """A function that does the same, and whose parameters are explained in the reader's language."""
    twin = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    twin.__annotations__ = {
        name: _translated_annotation(annotation, words) for name, annotation in function.__annotations__.items()
    }
    return twin


def _translated_annotation(annotation, words: Words):
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *parts = get_args(annotation)
    spoken = [_translated_parameter(part, words) if isinstance(part, Parameter) else part for part in parts]
    return Annotated[kind, *spoken]


def _translated_parameter(parameter: Parameter, words: Words) -> Parameter:
    if not parameter.help:
        return parameter
    return Parameter.combine(parameter, Parameter(help=words.t(parameter.help)))


def _paragraphs(doc: str) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a docstring, each on one line, and whether it is prose; what is not stands as it was."""
    for paragraph in inspect.cleandoc(doc).split("\n\n"):
        is_prose = not paragraph.startswith("    ")
        yield (" ".join(paragraph.split()) if is_prose else paragraph), is_prose


def _sentences(doc: str | None) -> Iterator[str]:
    return (paragraph for paragraph, is_prose in _paragraphs(doc or "") if is_prose and paragraph)


def _translated_doc(doc: str | None, words: Words) -> str:
    return "\n\n".join(
        words.t(paragraph) if is_prose and paragraph else paragraph for paragraph, is_prose in _paragraphs(doc or "")
    )
