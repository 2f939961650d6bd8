"""The blocks of a page for tests: all of them, those inside sections, folds and columns too."""

import importlib
from collections.abc import Iterator
from types import ModuleType

from nap.topics import blocks
from nap.topics.ask import Ask
from nap.topics.rows import Rows


def module(name: str) -> ModuleType:
    """The topic of a page."""
    return importlib.import_module(f"nap.topics.{name}")


def every_block(name: str, data: Rows, link: dict | None = None) -> list[blocks.Block]:
    """All blocks of a page, as a reader with this link sees it."""
    found = blocks.stamped(module(name).blocks(Ask(dict(link or {})), data, data.words), name, data.edition)
    return list(inside(found))


def by_id(name: str, data: Rows, **link: str) -> dict[str, blocks.Block]:
    """All blocks of a page by their ids, in the order of the page."""
    return {block.id: block for block in every_block(name, data, link)}


def inside(found: blocks.Blocks) -> Iterator[blocks.Block]:
    """Blocks, each followed by those it holds."""
    for block in found:
        yield block
        if isinstance(block, blocks.Section | blocks.Fold):
            yield from inside(block.make())
        elif isinstance(block, blocks.Beside):
            for make in block.parts:
                yield from inside(make())
