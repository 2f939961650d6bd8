"""How a pack is written: beside, audited, then swapped in with one step, so that bad data never replaces good.

Lives here: publishing tables, recovering what a killed writer left, running the audits. Does not: say what a
table promises (contract.py), read a publisher's file (importing.py) or open a pack for questions (pack.py).

The steps of `publish`, and why a kill or a full disk at any moment is harmless:
1. every new file is written into `.staging/`; until step 4 the pack is as it was;
2. the audits run over the new files and those that stay;
3. the edition of these files is written into `.staging/` too, and the pointer that publishes it;
4. `.staging/journal.json` is renamed into place: this is the commit, from here on the pack is as it should be;
5. the staged files are renamed over the old ones, then the edition into its place, then the pointer; nothing is written
   any more. The journal goes last.
`recover` finishes step 5 where there is a journal and throws the staging folder away where there is none.
"""

import datetime as dt
import filecmp
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import duckdb
from filelock import FileLock, Timeout

from nap.errors import NapError
from nap.language.texts import N, Sentence
from nap.pack import constants, contract, duck, outlines, parquet_table, store, today
from nap.pack.store import EDITIONS, PLAN, POINTER, Store, flush, moved_pointer

STAGING = ".staging"
JOURNAL = "journal.json"
LOCK = ".lock"
WAIT_SECONDS = 60  # how long a second writer waits for the first
SWAP_SECONDS = 10  # how long a file may be held open by another program (Windows) before we give up for now
ROWS_SHOWN = 20


@dataclass(frozen=True)
class Failure:
    """A broken promise: the audit, how many rows break it, and the first of them as dictionaries."""

    audit: contract.Audit
    count: int
    rows: list[dict]

    def values(self, row: dict) -> dict:
        """What fills the placeholders of the audit's two sentences for one bad row."""
        return contract.audit_values(contract.table(self.audit.table), self.audit, row)

    def shown(self) -> dict:
        """The same for the first bad row: table, key and what the sentences name, as JSON holds it."""
        named = {"table", "key"} | {
            name for text in (self.audit.what, self.audit.fix) for _, name, _, _ in Formatter().parse(text)
        }
        values = {name: value for name, value in self.values(self.rows[0]).items() if name in named}
        return {n: v if isinstance(v, str | int) else str(v) for n, v in values.items()}

    def error(self) -> NapError:
        """The first bad row as an error that names table, row, column and value, and how to mend it."""
        values = self.values(self.rows[0])
        return NapError(
            N("Table {table}, row {key}, {column} = “{value}”: {reason} Rows like this: {count}."),
            self.audit.fix,
            **values,
            reason=Sentence(self.audit.what, values),
            count=self.count,
        )


def publish(
    con: duckdb.DuckDBPyConnection,
    folder: Path | str,
    tables: dict[str, str],
    plan: str | None = None,
    audit: bool = True,
    progress: Callable[[str | Sentence], None] | None = None,
    files: dict[str, str | Path | None] | None = None,
    by: str | None = None,
    what: dict | None = None,
) -> set[str]:
    """Write tables into a pack, all or none, and return the names of the files that changed.

    tables: promised table -> name of a relation in `con` with its columns (an optional column may be absent).
    plan: the text of plan.toml, where it is to be written. files: further files by path inside the pack: a text,
    a path to copy, or None to remove the file. progress: called with one sentence per step. by, what: whom and which
    command the history of editions names (by: the user of this machine where it is left out). Rows are sorted by key
    and written by one thread, so the same rows give the same bytes; a file whose bytes stay the same is not touched.
    Raises NapError, with the pack untouched, for a promise that is broken and for a disk that is full.
    """
    folder, say = Path(folder), progress or (lambda _: None)
    with _staging(folder) as staging:
        texts = {**(files or {}), **({"plan.toml": plan} if plan is not None else {})}
        for name, relation in tables.items():
            say(Sentence(N("Writing table {table}"), {"table": name}))
            _write(con, contract.table(name), relation, staging / f"{name}.parquet")
        for name, text in texts.items():
            if text is not None:
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                if isinstance(text, Path):
                    shutil.copyfile(text, staging / name)
                else:
                    (staging / name).write_text(text, encoding="utf-8", newline="")
        if audit:
            say(N("Checking every promise"))
            _audit_staged(folder, staging, tables)
        written = [*(f"{name}.parquet" for name in tables), *(name for name, text in texts.items() if text is not None)]
        gone = [name for name, text in texts.items() if text is None]
        return _commit(folder, staging, written, gone, store.user() if by is None else by, what or {})


def restore(folder: Path | str, edition: str, files: Mapping[str, Path], by: str | None = None) -> set[str]:
    """Make the working files those of an edition and publish it, all in one step; returns the names that changed.

    edition: its name; files: all it is made of, by name.
    """
    folder = Path(folder)
    with _staging(folder) as staging:
        for name, path in files.items():
            shutil.copyfile(path, staging / name)
        gone = [name for name in store.file_names() if name not in files]
        what = {"command": "publish", "edition": edition}
        return _commit(folder, staging, list(files), gone, store.user() if by is None else by, what)


@contextmanager
def _staging(folder: Path):
    """Hold a pack for writing with an empty staging folder, which goes unless what is in it has been committed."""
    with writing(folder):
        staging = folder / STAGING
        try:
            staging.mkdir()
            yield staging
        except (OSError, duckdb.IOException) as error:
            if not store.is_full(error) or (staging / JOURNAL).exists():
                raise
            raise NapError(
                N("The disk is full, so nothing was written to {folder}."),
                N("Make room on it, then try again; the pack is as it was."),
                folder=folder.name,
            ) from error
        finally:
            if not (staging / JOURNAL).exists():
                shutil.rmtree(staging, ignore_errors=True)


def audit(
    rows: Callable[[str], list[dict]], tables: Iterable[str] | None = None, limit: int = ROWS_SHOWN
) -> list[Failure]:
    """Run the audits of some tables (all if none is named) and return those that found bad rows.

    rows: answers SQL with dictionaries, and knows every promised table by name (such as `Pack.rows`).
    """
    failures = []
    for name in tables or contract.tables():
        for each in contract.table(name).audits:
            body = each.sql.strip().rstrip(";")
            try:
                bad = rows(f"select *, count(*) over () as _count from ({body}) limit {int(limit)}")
            except duckdb.Error as error:
                raise NapError(
                    N("An audit of table {table} cannot run: {reason}"),
                    N("Correct {file}."),
                    table=name,
                    reason=str(error).splitlines()[0],
                    file=f"nap/pack/tables/{name}.toml",
                ) from error
            if bad:
                count = bad[0]["_count"]
                failures.append(Failure(each, count, [{k: v for k, v in r.items() if k != "_count"} for r in bad]))
    return failures


@contextmanager
def writing(folder: Path | str):
    """Hold a pack for writing, alone; what an earlier kill left is recovered first. May be nested in a thread."""
    folder = Path(folder)
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, is_singleton=True)
        lock.acquire(timeout=WAIT_SECONDS)
    except Timeout as error:
        raise NapError(
            N("Another program has been writing to {folder} for over a minute."),
            N("Wait until it ends, then try again."),
            folder=folder.name,
        ) from error
    except OSError as error:
        raise NapError(
            N("Nothing can be written to {folder}: {reason}."),
            N("Choose another folder, or ask for the right to write there."),
            folder=folder.name,
            reason=error.strerror or str(error),
        ) from error
    try:
        if lock.lock_counter == 1:
            _recover(folder)
        yield folder
    finally:
        lock.release()
        if is_new and all(path.name == LOCK for path in folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)  # nothing was written: leave no empty pack behind


@contextmanager
def holding(folder: Path, seconds: float):
    """Hold a pack for a moment, to make an edition of its working files; Timeout where a writer has it for longer."""
    lock = FileLock(folder / LOCK, is_singleton=True)
    with lock.acquire(timeout=seconds):
        if lock.lock_counter == 1:
            with suppress(NapError, OSError):  # what cannot be finished stays, and `working_files` knows of it
                _recover(folder)
        yield


def recover(folder: Path | str) -> None:
    """Finish or undo what a killed writer left. Cheap where there is nothing; never waits for a writer at work.

    Safe for any number of readers at once. In a folder that cannot be written to nothing is done: `working_files`
    then still finds the right files.
    """
    folder = Path(folder)
    if not (folder / STAGING).exists():
        return
    swapping = (folder / STAGING / JOURNAL).exists()
    lock = FileLock(folder / LOCK, is_singleton=True)
    try:
        lock.acquire(timeout=SWAP_SECONDS if swapping else 0)
    except (Timeout, OSError):
        return
    try:
        _recover(folder)
    except (NapError, OSError):
        return
    finally:
        lock.release()


def working_files(folder: Path) -> dict[str, Path]:
    """The working files of a pack by name, the plan and the tables, where they stand now."""
    try:
        there = {entry.name for entry in os.scandir(folder)}
    except OSError:
        return {}
    if STAGING not in there:
        return {name: folder / name for name in store.file_names() if name in there}
    files = {name: _standing_file(folder, name) for name in store.file_names()}
    removed = _journal(folder).get("removed", ())
    return {name: path for name, path in files.items() if name not in removed and path.exists()}


def _standing_file(folder: Path, name: str) -> Path:
    staged = folder / STAGING / name
    return staged if (folder / STAGING / JOURNAL).exists() and staged.exists() else folder / name


def _journal(folder: Path) -> dict:
    try:
        return json.loads((folder / STAGING / JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def views(con: duckdb.DuckDBPyConnection, files: dict[str, Path], day: dt.date | None = None) -> None:
    """Make a view in `con` for every promised table: over its file where there is one, else empty.

    With them stand `today`, `nation_edge` and what constants.py makes, which audits compare days, locations, units and
    targets with. day: today where the plan is carried out; in UTC where it is not given.
    """
    constants.register(con)
    today.register(con, day or today.today({}))
    for t in contract.tables().values():
        shown = parquet_table.select(con, t, files[t.name]) if t.name in files else parquet_table.empty(t)
        con.execute(f"create or replace view {t.name} as {shown}")
    outlines.register(con)


def _write(con: duckdb.DuckDBPyConnection, t: contract.Table, relation: str, target: Path) -> None:
    source = duck.ident(relation)
    given = [row[0] for row in con.execute(f"describe from {source}").fetchall()]
    t = t.with_twins(given)
    for name in given:
        if name not in t.columns:
            raise NapError(
                N("Table {table} was given a column {column}, which it does not promise."),
                N("Leave it out, or add it to nap/pack/tables/{table}.toml."),
                table=t.name,
                column=name,
            )
    for c in t.columns.values():
        if c.required and c.name not in given:
            raise NapError(
                N("Table {table} was given no column {column}, which it promises."),
                N("Add the column; it may not be unknown."),
                table=t.name,
                column=c.name,
            )
    columns = ", ".join(_cast(c, given) for c in t.columns.values())
    key = ", ".join(duck.ident(k) for k in t.key)
    threads = con.execute("select current_setting('threads')").fetchall()[0][0]
    con.execute("set threads = 1")  # several threads write row groups in an order that changes from run to run
    try:
        con.execute(
            f"copy (select {columns} from {source} order by {key})"
            f" to {duck.literal(target)} (format parquet, compression zstd)"
        )
    except duckdb.ConversionException as error:
        raise _unfit(con, t, source, given) or error from error
    finally:
        con.execute(f"set threads = {threads}")


def _unfit(con, t: contract.Table, source: str, given: list[str]) -> NapError | None:
    """The first cell that cannot become the promised type."""
    for c in t.columns.values():
        name = duck.ident(c.name)
        if c.name not in given:
            continue
        key = ", ".join(duck.ident(k) for k in t.key)
        found = con.execute(
            f"select {name}, {key} from {source}"
            f" where {name} is not null and try_cast({name} as {c.type}) is null limit 1"
        ).fetchone()
        if found:
            return NapError(
                N("Table {table}, row {key}, {column} = “{value}”: it cannot be read as {type}."),
                N("Correct the value, or leave the cell empty where nothing is known."),
                table=t.name,
                key=", ".join(str(k) for k in found[1:]),
                column=c.name,
                value=found[0],
                type=c.type,
            )
    return None


def _audit_staged(folder: Path, staging: Path, tables: Iterable[str]) -> None:
    files = {n: folder / f"{n}.parquet" for n in contract.tables() if (folder / f"{n}.parquet").exists()}
    files |= {name: staging / f"{name}.parquet" for name in tables}
    with duck.connect() as con, parquet_table.blamed(con, files):
        views(con, files, today.of_folder(folder))
        if failures := audit(lambda sql: duck.rows(con, sql), files, limit=1):
            raise failures[0].error()


def _commit(folder: Path, staging: Path, written: list[str], gone: list[str], by: str, what: dict) -> set[str]:
    """Swap staged files in and take others away, with the edition they make; returns the names that changed."""
    changed = [name for name in written if not _same(staging / name, folder / name)]
    removed = [name for name in gone if (folder / name).exists()]
    edition = _stage_edition(folder, staging, changed, removed, by, what)
    if not changed and not removed and not edition:
        return set()
    for name in written:
        if name in changed:
            flush(staging / name)
        else:
            (staging / name).unlink()
    beside = staging / f"{JOURNAL}.new"
    beside.write_text(json.dumps({"files": [*changed, *edition], "removed": removed}), encoding="utf-8")
    flush(beside)
    beside.replace(staging / JOURNAL)
    flush(staging)
    _recover(folder)
    return {*changed, *removed}


def _stage_edition(
    folder: Path, staging: Path, changed: list[str], removed: list[str], by: str, what: dict
) -> list[str]:
    """Write into the staging folder the edition that the pack will be, and its pointer; returns what is to be moved.

    Nothing is where that edition is published already; where it is known only the pointer is.
    """
    files = {name: folder / name for name in store.file_names() if (folder / name).exists() and name not in removed}
    files |= {name: staging / name for name in changed if name in store.file_names()}
    if PLAN not in files:
        return []  # no pack yet
    here, code = Store.of(folder)
    pointer = here.pointer(code)
    base = here.fetch(code, pointer.edition) if pointer else None
    name = store.name_of_files(files)
    moved = []
    if not here.holds(code, name):
        store.write_edition(staging / EDITIONS / name, files, base, by, what)
        moved.append(f"{EDITIONS}/{name}")
    if not moved and pointer and pointer.edition == name:
        return []
    (staging / POINTER).write_text(moved_pointer(pointer, name, by, what).text(), encoding="utf-8")
    flush(staging / POINTER)
    return [*moved, POINTER]


def _recover(folder: Path) -> None:
    """Roll a committed swap forward, or discard staging. Only while the lock is held."""
    staging = folder / STAGING
    if (staging / JOURNAL).exists():
        journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
        for name in journal["files"]:
            if (staging / name).exists() and not (folder / name).is_dir():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                _patiently(Path.replace, staging / name, folder / name)
        for name in journal["removed"]:
            if (folder / name).exists():
                _patiently(Path.unlink, folder / name)
        flush(folder)
        (staging / JOURNAL).unlink()
    if staging.exists():
        shutil.rmtree(staging)


def _patiently(move: Callable, *paths: Path) -> None:
    """Move a file that another program may hold open for a moment, as Windows allows."""
    until = time.monotonic() + SWAP_SECONDS
    while True:
        try:
            return move(*paths)
        except PermissionError as error:
            if time.monotonic() > until:
                raise NapError(
                    N("{file} is held open by another program. The new data are complete and wait beside it."),
                    N("Close the other program; the next one that opens the pack takes the new data in."),
                    file=paths[-1].name,
                ) from error
            time.sleep(0.1)


def _same(one: Path, other: Path) -> bool:
    return other.exists() and filecmp.cmp(one, other, shallow=False)


def _cast(c: contract.Column, given: Iterable[str]) -> str:
    name = duck.ident(c.name)
    return f"{name}::{c.type} as {name}" if c.name in given else f"null::{c.type} as {name}"
