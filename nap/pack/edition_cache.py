"""What is computed from an edition, kept as files so that nobody computes it twice.

Lives here: loading, saving, and letting go of what is old. Does not: compute anything (facts.py) or name an edition.
"""

import hashlib
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path

import duckdb
from platformdirs import user_cache_path

from nap.pack import duck

KEPT_FOLDER = ".kept"
KEPT_KEYS = 6  # two editions and what is judged by the day of each, other formulas, and one that is compared
HARMLESS = (  # failures that say nothing against the file
    duckdb.CatalogException,
    duckdb.ConnectionException,
    duckdb.InterruptException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
)


class EditionCache:
    """What is kept under one key (`Edition.key`): beside the pack or, where it is read-only, in the user's cache."""

    def __init__(self, folder: Path, key: str):
        own = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
        self.key = key
        self.homes = {folder / KEPT_FOLDER: 0o777, user_cache_path("nap-monitor") / f"kept-{own}": 0o700}

    def find(self, name: str) -> Path | None:
        """The file of a table that is kept; None where it is not."""
        for home in self.homes:
            path = home / self.key / f"{name}.parquet"
            with suppress(OSError):  # a folder of somebody else
                if path.exists():
                    return path
        return None

    def others(self, edition: str) -> list[str]:
        """The other keys of an edition under which something is kept."""
        found = set()
        for home in self.homes:
            with suppress(OSError):
                found |= {path.name for path in home.iterdir() if path.name.startswith(f"{edition}-")}
        return sorted(found - {self.key})

    def load(self, con: duckdb.DuckDBPyConnection, name: str) -> bool:
        """Load a table into memory, in place of one of that name; False where it is not kept or the file is damaged."""
        for home in self.homes:
            path = home / self.key / f"{name}.parquet"
            with suppress(OSError):  # a folder of somebody else
                if not path.exists():
                    continue
                try:
                    con.execute(f"create or replace table {name} as from {duck.parquet(path)}")
                except HARMLESS:
                    raise
                except duckdb.Error:
                    path.unlink(missing_ok=True)
                else:
                    _mark(path.parent)
                    return True
        return False

    def save(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        """Store a table, in one step; where nothing may be written it stays in memory.

        Of other keys those that were in use last stay, KEPT_KEYS in all.
        """
        for home, mode in self.homes.items():
            beside = home / self.key / f"{name}.{os.getpid()}.{threading.get_ident()}.tmp"
            try:
                home.mkdir(mode=mode, parents=True, exist_ok=True)
                beside.parent.mkdir(exist_ok=True)
                con.execute(f"copy {name} to {duck.literal(beside)} (format parquet, compression zstd)")
                beside.replace(home / self.key / f"{name}.parquet")
            except (OSError, duckdb.IOException):
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
                continue
            _mark(home / self.key)
            with suppress(OSError):
                others = [path for path in home.iterdir() if path.name != self.key]
                for other in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - KEPT_KEYS]:
                    shutil.rmtree(other, ignore_errors=True)
            return


def _mark(folder: Path) -> None:
    """Note that what lies in a folder is in use."""
    with suppress(OSError):
        os.utime(folder)
