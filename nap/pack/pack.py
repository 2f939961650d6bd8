"""A pack opened: a country's plan as DuckDB views, one per promised table, and the tables derived from them.

Lives here: reading `plan.toml` and the Parquet files, telling what is missing or broken, the edition of a pack,
computing the derived tables once per edition and keeping them. Does not: write a pack (build.py), say what a
table promises (promise.py) or draw anything.
"""

import datetime as dt
import hashlib
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from nap.errors import NapError
from nap.language.texts import LANGUAGES, NO_VALUE, Words
from nap.methods import values as reference
from nap.pack import (
    contract,
    duck,
    facts,
    indicator,
    outlines,
    parquet_table,
    plan_file,
    publish,
    small_groups,
    unit_factor,
)
from nap.pack.access import Access
from nap.pack.edition_cache import EditionCache

STATED = "stated"  # schema of the tables as their files state them; without it stands what can be computed with
TRIES = 3  # how often a pack is read again when it changes meanwhile


@dataclass
class Pack:
    """One country's plan, open for reading. `sql` answers any query; threads may share a pack.

    plan: the contents of plan.toml. edition: changes when any file of the pack or any formula changes.
    missing: promised tables the pack does not bring or whose files are broken. broken: what is wrong with those.
    problems: everything that is wrong, each in two sentences.
    """

    folder: Path
    plan: dict
    edition: str
    missing: set[str] = field(default_factory=set)
    broken: dict[str, NapError] = field(default_factory=dict)
    problems: list[NapError] = field(default_factory=list)
    _connection: duckdb.DuckDBPyConnection = field(default_factory=duck.connect, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _failures: list[tuple[NapError, int]] | None = field(default=None, repr=False)

    @classmethod
    def open(cls, folder: Path | str, derive: bool = True) -> "Pack":
        """Open a pack; NapError where the folder holds no readable plan. Broken tables become `problems`.

        derive: with the derived tables and `fact`. Without them a table is only found broken when `probe` is asked.
        """
        folder = Path(folder)
        for turn in range(1, TRIES + 1):
            publish.recover(folder)
            pack = cls(folder, plan_file.read(folder), edition(folder))
            try:
                pack._load_plan()
                pack._load_tables()
                pack._hold_back()
                if derive:
                    pack._load_derived()
            except NapError:
                if turn == TRIES or edition(folder) == pack.edition:
                    raise
            else:
                if edition(folder) == pack.edition:
                    break  # else an import was swapped in while we read: read again
        return pack

    @property
    def code(self) -> str:
        """The name of the folder, which links carry."""
        return self.folder.name

    @property
    def is_fictional(self) -> bool:
        return bool(self.plan["plan"].get("fictional", False))

    def sql(self, query: str, **params) -> pd.DataFrame:
        """Rows of a query as a frame; every parameter must be used and every `$name` given."""
        with self._blamed() as con:
            return con.execute(query, params).df()

    def rows(self, query: str, **params) -> list[dict]:
        """Rows of a query as dictionaries of Python values (None where there is none)."""
        with self._blamed() as con:
            return _dictionaries(con.execute(query, params))

    def copy(self, query: str, target: Path, **params) -> None:
        """Write the rows of a query as Parquet."""
        with self._blamed() as con:
            con.execute(f"copy ({query}) to {duck.literal(target)} (format parquet, compression zstd)", params)

    def stated(self, query: str) -> list[dict]:
        """Rows of a query that sees every table as its file states it, what breaks a promise included."""
        with self._blamed() as con:
            con.execute(f"set search_path = '{STATED},main'")
            return _dictionaries(con.execute(query))

    def failures(self) -> list[tuple[NapError, int]]:
        """The promises this pack breaks: for each its first bad row in two sentences, and how many rows there are.

        The values of each also name the table and the key of the row. Found by running every audit, once per edition;
        what was found is kept.
        """
        with self._lock:
            if self._failures is None:
                self._failures = self._find_failures()
        return self._failures

    def _find_failures(self) -> list[tuple[NapError, int]]:
        con, cache = self._connection.cursor(), EditionCache(self.folder, self.edition)
        if not cache.load(con, "broken_promise"):
            try:
                found = publish.audit(self.stated, limit=1)
            except NapError:
                if not self.probe():
                    raise
                found = publish.audit(self.stated, limit=1)
            con.execute("create table broken_promise (what varchar, fix varchar, shown varchar, rows bigint)")
            hidden = {code for (code,) in con.execute("select sample_code from held_back").fetchall()}
            for each in found:
                shown = each.shown()
                if shown["table"] == "sample" and shown["key"] in hidden:  # which row it is, `nap check` tells
                    shown = dict.fromkeys(shown, NO_VALUE) | {"table": "sample"}
                row = [each.audit.what, each.audit.fix, json.dumps(shown), each.count]
                con.execute("insert into broken_promise values (?, ?, ?, ?)", row)
            if not self.broken:
                cache.save(con, "broken_promise")
        rows = con.execute("from broken_promise").fetchall()
        return [(NapError(what, fix, **json.loads(shown)), count) for what, fix, shown, count in rows]

    def probe(self) -> bool:
        """Read every cell of every table; one that cannot be read becomes empty, missing and a problem. True if any."""
        found = False
        for name, path in self._files().items():
            if error := parquet_table.damage(self._connection, contract.table(name), path):
                self._show(name, error)
                found = True
        return found

    def _files(self) -> dict[str, Path]:
        """The file of each table that is not missing."""
        return {name: publish.table_file(self.folder, name) for name in contract.tables() if name not in self.missing}

    @contextmanager
    def _blamed(self):
        """A cursor of its own; a failure that a damaged file causes names the file."""
        con = self._connection.cursor()
        with parquet_table.blamed(con, self._files()):
            yield con

    def _load_plan(self) -> None:
        plan, con = self.plan["plan"], self._connection
        values = {**plan, "country": Words().own(plan["country"])}
        con.execute(
            "create table plan (code varchar, country varchar, iso3 varchar, period_start integer, period_end integer,"
            " baseline_year integer, currency varchar, data_until date)"
        )
        names = (
            "code",
            "country",
            "iso3",
            "period_start",
            "period_end",
            "baseline_year",
            "currency",
            "data_until",
        )
        con.execute(f"insert into plan values ({', '.join('?' * len(names))})", [values.get(n) for n in names])
        titles = ", ".join(f"title_{lang} varchar" for lang in LANGUAGES)
        con.execute(f"create table strategy (strategy_code varchar, title varchar, {titles}, annex_c varchar[])")
        for row in self.plan.get("strategy", []):
            title = row.get("title", row["code"])
            own = title if isinstance(title, str) else next(iter(title.values()))
            each = [None if isinstance(title, str) else title.get(lang) for lang in LANGUAGES]
            marks = ", ".join("?" * (3 + len(each)))
            con.execute(f"insert into strategy values ({marks})", [row["code"], own, *each, row.get("annex_c", [])])

        facts.hold_guidance(con, self.plan)

    def _load_tables(self) -> None:
        unit_factor.register(self._connection)
        self._connection.execute(f"create schema {STATED}")
        for t in contract.tables().values():
            path = publish.table_file(self.folder, t.name)
            try:
                shown = parquet_table.select(self._connection, t, path) if path.exists() else None
            except NapError as error:
                self._show(t.name, error)
            else:
                self._show(t.name, shown)
        outlines.register(self._connection)

    def _hold_back(self) -> None:
        """Take out of `sample` the groups of people that may be shown nowhere; `held_back` holds their codes."""
        con, cache = self._connection, EditionCache(self.folder, self.edition)
        con.execute("drop table if exists held_back")
        if not cache.load(con, "held_back"):
            try:
                codes = small_groups.find(con, Access.of(self.plan).min_count)
            except duckdb.Error:
                if not self.probe():
                    raise
                small_groups.hold_back(con, [])  # the file of `sample` or `place` is damaged, and nothing is known
                return
            small_groups.hold_back(con, codes)
            cache.save(con, "held_back")
        small_groups.mask(con, f"{STATED}.sample")

    def _show(self, name: str, shown: str | NapError | None) -> None:
        """Make the view of a table; where it is not there, or broken, it is empty, missing and told."""
        if isinstance(shown, NapError):
            self.broken[name] = shown
            self.problems.append(shown)
        if not isinstance(shown, str):
            self.missing.add(name)
            shown = parquet_table.empty(contract.table(name))
        self._connection.execute(f"create or replace view {STATED}.{name} as {shown}")
        usable = parquet_table.usable(contract.table(name), f"{STATED}.{name}")
        self._connection.execute(f"create or replace view {name} as {usable}")

    def _load_derived(self) -> None:
        """Compute the derived tables and facts; a table whose file turns out to be damaged is left out of them.

        What was computed without such a table is not kept, for it shows to be damaged only when it is read.
        """
        try:
            failed = self._derive(EditionCache(self.folder, self.edition))
            is_whole = not failed or not self.probe()
        except NapError:
            if not self.probe():
                raise
            is_whole = False
        if not is_whole:
            failed = self._derive(None)
        self.problems.extend(failed)

    def _derive(self, cache: EditionCache | None) -> list[NapError]:
        return facts.derive(self._connection, self.plan, cache, self.folder.name)


def packs(home: Path) -> list[Path]:
    """Folders below `home` that hold a plan.toml, by name; `home` itself if it holds one."""
    if (home / "plan.toml").exists():
        return [home]
    return sorted(path.parent for path in home.glob("*/plan.toml"))


def _dictionaries(cursor) -> list[dict]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def edition(folder: Path) -> str:
    """A short code that changes when a file of the pack, a promise, a formula or DuckDB itself changes.

    Where the plan names no last day of data the day in UTC counts too, as nothing is judged on a day to come.
    """
    digest = hashlib.blake2b(f"{duckdb.__version__} {_formulas()}".encode(), digest_size=8)
    try:
        has_last_day = "data_until" in plan_file.read(folder)["plan"]
    except NapError:
        has_last_day = True  # an unreadable plan shows nothing that could grow old
    if not has_last_day:
        digest.update(dt.datetime.now(dt.UTC).date().isoformat().encode())
    for path in sorted([folder / "plan.toml", *folder.glob("*.parquet")]):
        if path.exists():
            stat = path.stat()
            digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns} ".encode())
    return digest.hexdigest()


@cache
def _formulas() -> str:
    here = Path(__file__).parent
    files = [
        *(here / "tables").glob("*.toml"),
        *facts.DERIVED_FOLDER.glob("*.sql"),
        *indicator.FOLDER.glob("*.sql"),
        *Path(reference.__file__).parent.glob("*.py"),
        *reference.FOLDER.glob("*.toml"),
        *(
            here.parents[1] / f"{file.head.by.rsplit('.', 1)[0].replace('.', '/')}.py"
            for file in facts.derived().values()
            if file.head.by
        ),
        *(
            here / f"{name}.py"
            for name in ("access", "edition_cache", "facts", "pack", "parquet_table", "small_groups")
        ),
    ]
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(files))
