"""The texts of the demonstration, once per language: story.toml read, and turned into translated columns."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

STORY = tomllib.loads((Path(__file__).parent / "story.toml").read_text(encoding="utf-8"))
STORY_LANGUAGES = ("en", "fr")  # those story.toml is written in; the first is the publisher's own


def translated(column: str, texts: Sequence[dict[str, str] | None]) -> dict[str, pa.Array]:
    """Make a column and its twin per language of texts such as `{"en": …, "fr": …}`; None stays blank."""
    twins = {
        f"{column}_{lang}": pa.array([text and text[lang] for text in texts], pa.string()) for lang in STORY_LANGUAGES
    }
    return {column: twins[f"{column}_{STORY_LANGUAGES[0]}"], **twins}


def filled(text: dict[str, str], **values) -> dict[str, str]:
    """Fill the placeholders of a text in every language."""
    return {lang: words.format(**values) for lang, words in text.items()}
