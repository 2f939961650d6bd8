"""SQL files with a head: TOML inside the first comment says what the file means, the body computes it.

The file also runs as it is in any SQL tool. A dataclass is the schema of the head; a misspelt word is an
error that names it.
"""

import dataclasses
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nap.errors import NapError
from nap.language.texts import N

HEAD = re.compile(r"\A\s*/\*(.*?)\*/(.*)\Z", re.DOTALL)
PARAMETER = re.compile(r"(?<![\w$])\$([a-z_]\w*)")


@dataclass(frozen=True)
class SqlFile:
    """One file: its name without ending, its head, its SQL."""

    name: str
    head: Any
    sql: str

    @property
    def parameters(self) -> set[str]:
        """Names of the `$parameters` the SQL asks for (comments left out)."""
        return set(PARAMETER.findall(re.sub(r"--[^\n]*|/\*.*?\*/", "", self.sql, flags=re.DOTALL)))

    @classmethod
    def read(cls, path: Path, schema: type) -> "SqlFile":
        """Read a file; NapError names the file and the word where the head is not as `schema` says."""
        text = path.read_text(encoding="utf-8")
        match = HEAD.match(text)
        if not match:
            raise NapError(
                N("{file} has no head."),
                N("Begin it with a comment that holds its title in TOML."),
                file=path.name,
            )
        try:
            head = tomllib.loads(match[1])
        except tomllib.TOMLDecodeError as error:
            raise NapError(
                N("{file}: the head cannot be read: {reason}"),
                N("Correct that line."),
                file=path.name,
                reason=str(error),
            ) from error
        fields = {f.name: f for f in dataclasses.fields(schema)}
        check_words(head, fields, path, N("{file}: the head has the word “{word}”, which means nothing here."))
        for f in fields.values():
            if f.name not in head and f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
                raise NapError(N("{file}: the head has no “{word}”."), N("Add it."), file=path.name, word=f.name)
        head = {k: tuple(v) if isinstance(v, list) else v for k, v in head.items()}
        return cls(path.stem, schema(**head), match[2].strip().rstrip(";"))


def check_words(given: Iterable[str], allowed: Iterable[str], path: Path, what: str, column: str = "") -> None:
    """NapError for the first of the given words that is not allowed; `what` may name {file}, {column} and {word}."""
    allowed = list(allowed)
    for word in given:
        if word not in allowed:
            raise NapError(
                what,
                N("Use one of: {allowed}."),
                file=path.name,
                column=column,
                word=word,
                allowed=", ".join(allowed),
            )
