"""What is computed from an edition, kept as files so that nobody computes it twice.

Lives here: loading, saving, and letting go of what is old. Does not: compute anything (facts.py) or name an edition.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

import duckdb
from platformdirs import user_cache_path

from nap.pack import duck

KEPT_FOLDER = ".kept"
KEPT_EDITIONS = 2  # the one in use, and one for another process with other formulas


class EditionCache:
    """Where derived tables of an edition are stored: beside the pack or, where it is read-only, in the user's cache."""

    def __init__(self, folder: Path, edition: str):
        own = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
        self.edition = edition
        self.homes = {folder / KEPT_FOLDER: 0o777, user_cache_path("nap-monitor") / f"kept-{own}": 0o700}

    def load(self, con, name: str) -> bool:
        """Load a table into memory; False where it is not kept or the file is damaged."""
        for home in self.homes:
            path = home / self.edition / f"{name}.parquet"
            with suppress(OSError):  # a folder of somebody else
                if not path.exists():
                    continue
                try:
                    con.execute(f"create table {name} as from {duck.parquet(path)}")
                except duckdb.Error:
                    path.unlink(missing_ok=True)
                else:
                    _mark(path.parent)
                    return True
        return False

    def save(self, con, name: str) -> None:
        """Store a table, in one step; where nothing may be written it stays in memory.

        Of the editions before only the last that was in use stays: another process may run older formulas.
        """
        for home, mode in self.homes.items():
            try:
                home.mkdir(mode=mode, parents=True, exist_ok=True)
                (home / self.edition).mkdir(exist_ok=True)
                beside = home / self.edition / f"{name}.{os.getpid()}.tmp"
                con.execute(f"copy {name} to {duck.literal(beside)} (format parquet, compression zstd)")
                beside.replace(home / self.edition / f"{name}.parquet")
            except (OSError, duckdb.IOException):
                continue
            _mark(home / self.edition)
            with suppress(OSError):
                others = [path for path in home.iterdir() if path.name != self.edition]
                for other in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - KEPT_EDITIONS]:
                    shutil.rmtree(other, ignore_errors=True)
            return


def _mark(folder: Path) -> None:
    """Note that what lies in a folder is in use."""
    with suppress(OSError):
        os.utime(folder)
