"""What is remembered of a whole pack, so that a view of many packs opens none of them twice.

Lives here: keeping a summary with the edition it was made of. Does not: say what a summary holds (topics/portfolio.py).
"""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import duck, editions
from nap.pack import pack as packs
from nap.pack.edition_cache import EditionCache


def read(folder: Path, edition: str, name: str, summarize: Callable[[packs.Pack], dict]) -> dict:
    """The summary of a pack, from what is kept of this edition or by opening it once; NapError where it cannot be.

    name: of the kept file; it changes with all that makes a summary besides the pack. summarize: an open pack ->
    what JSON can hold.
    """
    at = editions.find(folder, edition)
    kept = EditionCache(folder, at.key)
    try:
        with duck.connect() as con:
            if kept.load(con, name):
                return json.loads(con.execute(f"select summary from {name}").fetchall()[0][0])
            pack = packs.Pack.open(folder, edition=at)
            found = summarize(pack)
            if not pack.broken:
                con.execute(f"create table {name} as select ? as summary", [json.dumps(found)])
                kept.save(con, name)
            return found
    except (duckdb.Error, OSError) as error:
        raise NapError(
            N("The plan {folder} cannot be opened: {reason}"),
            N("Run `python -m nap check` on the pack; it names what is wrong."),
            folder=folder.name,
            reason=str(error).splitlines()[0],
        ) from error
