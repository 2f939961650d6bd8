"""A pack opened at an edition: a country's plan as DuckDB views, one per promised table, with what is derived from
them.

Lives here: opening, answering queries, telling what is missing or broken. Does not: say which edition is shown
(editions.py), compute (facts.py, small_groups.py), run audits (audits.py), write a pack (publish.py) or say what a
table promises (contract.py).
"""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from nap.errors import NapError
from nap.language.texts import LANGUAGES, Words
from nap.pack import (
    audits,
    constants,
    contract,
    duck,
    editions,
    facts,
    masks,
    open_packs,
    outlines,
    parquet_table,
    small_groups,
    today,
)
from nap.pack.access import Access
from nap.pack.edition_cache import EditionCache
from nap.pack.editions import Edition
from nap.pack.store import PLAN

STATED = "stated"  # schema of the tables as their files state them; without it stands what can be computed with
PLAN_COLUMNS = {
    "code": "varchar",
    "country": "varchar",
    "iso3": "varchar",
    "period_start": "integer",
    "period_end": "integer",
    "baseline_year": "integer",
    "currency": "varchar",
    "data_until": "date",
}


@dataclass(eq=False)
class Pack:
    """One country's plan at one edition, open for reading. `sql` answers any query; threads may share a pack.

    plan: the contents of plan.toml. edition: the name of the edition; `at` is the edition itself. key: changes with the
    edition, the formulas and, where the plan names no last day of data, the day; what is remembered of a pack goes by
    it. missing: promised tables the pack does not bring or whose files are broken. broken: what is wrong with those.
    problems: everything that is wrong, each in two sentences.
    """

    at: Edition
    derives: bool = True
    key: str = field(init=False)
    missing: set[str] = field(default_factory=set)
    broken: dict[str, NapError] = field(default_factory=dict)
    problems: list[NapError] = field(default_factory=list)
    _database: duckdb.DuckDBPyConnection | None = field(default=None, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _failures: list[tuple[NapError, int]] | None = field(default=None, repr=False)

    @classmethod
    def open(cls, folder: Path | str, derive: bool = True, edition: Edition | str | None = None) -> "Pack":
        """Open a pack at an edition, the one that is published where none is named. Broken tables become `problems`.

        derive: with the derived tables and `fact`. Without them a table is only found broken when `probe` is asked.
        Raises NapError where the folder holds no readable plan, or no such edition.
        """
        if isinstance(edition, str):
            edition = editions.find(folder, edition)
        at = edition or editions.current(folder)
        pack = cls(at, derive)
        altered = editions.problems(at)
        if {PLAN, editions.store.MANIFEST} & altered.keys():
            raise next(iter(altered.values()))
        pack.problems.extend([at.problem] if at.problem else [])
        for name, error in altered.items():
            pack._tell(name.removesuffix(".parquet"), error)
        pack.key = at.key
        pack._connect()
        return pack

    @property
    def folder(self) -> Path:
        return self.at.folder

    @property
    def plan(self) -> dict:
        return self.at.plan

    @property
    def edition(self) -> str:
        return self.at.name

    @property
    def code(self) -> str:
        """The name of the folder, which links carry."""
        return self.at.code

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
            return duck.rows(con, query, params)

    def stated(self, query: str) -> list[dict]:
        """Rows of a query that sees every table as its file states it: what breaks a promise, and what waits."""
        with self._blamed() as con:
            con.execute(f"set search_path = '{STATED},main'")
            return duck.rows(con, query)

    def waiting(self) -> dict[str, int]:
        """How many rows of each table are in no figure, because nobody has validated them; tables without any left out.

        SQL finds the same in the view `waiting` (table_name, waiting_count).
        """
        return {row["table_name"]: row["waiting_count"] for row in self.rows("from waiting where waiting_count > 0")}

    def failures(self) -> list[tuple[NapError, int]]:
        """The promises this pack breaks: for each its first bad row in two sentences, and how many rows there are.

        The values of each also name the table and the key of the row. Found by running every audit, once per edition
        and day; what was found is kept.
        """
        with self._lock:
            if self._failures is None:
                self._failures = audits.failures(self)
            return self._failures

    def probe(self) -> bool:
        """Read every cell of every table; one that cannot be read becomes empty, missing and a problem. True if any."""
        return self._find_damage(self._connection)

    def _find_damage(self, con: duckdb.DuckDBPyConnection) -> bool:
        found = False
        for name, path in self._files().items():
            if error := parquet_table.damage(con, contract.table(name), path):
                self._show(con, name, error)
                found = True
        if found:
            masks.register(con, self.plan)  # they rest on views that are others now
        return found

    def close(self) -> None:
        """Let the database go; the next query makes it anew from what is kept. Queries that run are not disturbed."""
        self._database = None

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        if (con := self._database) is None:
            return self._connect()
        open_packs.OPEN.use(self)
        return con

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """Make the database of this pack, unless another thread has just made it; nobody sees it before it is whole."""
        with self._lock:
            if (con := self._database) is None:
                con = duck.connect(open_packs.LIMIT)
                today.register(con, today.today(self.plan))
                load_plan(con, self.plan)
                self._load_tables(con)
                self._hold_back(con)
                masks.register(con, self.plan)
                if self.derives:
                    self._load_derived(con)
                con.execute("set lock_configuration = true")
                self._database = con
        open_packs.OPEN.use(self)
        return con

    def _files(self) -> dict[str, Path]:
        """The file of each table that is not missing."""
        files = {name: self.at.files.get(f"{name}.parquet") for name in contract.tables() if name not in self.missing}
        return {name: path for name, path in files.items() if path}

    @contextmanager
    def _blamed(self):
        """A cursor of its own; a failure that a damaged file causes names the file."""
        con = self._connection.cursor()
        with parquet_table.blamed(con, self._files()):
            yield con

    def _load_tables(self, con: duckdb.DuckDBPyConnection) -> None:
        constants.register(con)
        con.execute(f"create schema {STATED}")
        for t in contract.tables().values():
            path = self.at.files.get(f"{t.name}.parquet")
            try:
                shown = parquet_table.select(con, t, path) if path and t.name not in self.broken else None
            except NapError as error:
                self._show(con, t.name, error)
            else:
                self._show(con, t.name, shown)
        outlines.register(con)
        con.execute(f"create view waiting as {parquet_table.waiting(STATED)}")

    def _hold_back(self, con: duckdb.DuckDBPyConnection) -> None:
        """Take out of `sample` the groups of people that may be shown nowhere; `held_back` holds their codes."""
        cache = EditionCache(self.folder, self.key)
        if not cache.load(con, "held_back"):
            try:
                codes = small_groups.find(con, Access.of(self.plan).min_count)
            except duckdb.Error:
                if not self._find_damage(con):
                    raise
                small_groups.hold_back(con, [])  # the file of `sample` or `place` is damaged, and nothing is known
                return
            small_groups.hold_back(con, codes)
            if not self.broken:
                cache.save(con, "held_back")
        small_groups.mask(con, f"{STATED}.sample")

    def _tell(self, name: str, error: NapError) -> None:
        """Note what is wrong with a table, once."""
        if name not in self.broken:
            self.broken[name] = error
            self.problems.append(error)
            self.missing.add(name)

    def _show(self, con: duckdb.DuckDBPyConnection, name: str, shown: str | NapError | None) -> None:
        """Make the view of a table; where it is not there, or broken, it is empty, missing and told."""
        if isinstance(shown, NapError):
            self._tell(name, shown)
        if not isinstance(shown, str):
            self.missing.add(name)
            shown = parquet_table.empty(contract.table(name))
        con.execute(f"create or replace view {STATED}.{name} as {shown}")
        usable = parquet_table.usable(contract.table(name), f"{STATED}.{name}")
        con.execute(f"create or replace view {name} as {usable}")

    def _load_derived(self, con: duckdb.DuckDBPyConnection) -> None:
        """Compute the derived tables and facts; a table whose file turns out to be damaged is left out of them.

        What was computed without such a table is not kept, for it shows to be damaged only when it is read.
        """
        cache = None if self.broken else EditionCache(self.folder, self.key)
        try:
            failed = facts.derive(con, self.plan, cache, self.folder.name)
            is_whole = not failed or not self._find_damage(con)
        except NapError:
            if not self._find_damage(con):
                raise
            is_whole = False
        if not is_whole:
            failed = facts.derive(con, self.plan, None, self.folder.name)
        said = set(map(str, self.problems))
        self.problems.extend(each for each in failed if str(each) not in said)


def load_plan(con: duckdb.DuckDBPyConnection, plan: dict) -> None:
    """Make the tables `plan`, `strategy` and `guidance_default` of what plan.toml says."""
    values = {**plan["plan"], "country": Words().in_language(plan["plan"]["country"])}
    con.execute(f"create table plan ({', '.join(f'{name} {kind}' for name, kind in PLAN_COLUMNS.items())})")
    marks = ", ".join("?" * len(PLAN_COLUMNS))
    con.execute(f"insert into plan values ({marks})", [values.get(name) for name in PLAN_COLUMNS])
    titles = ", ".join(f"title_{lang} varchar" for lang in LANGUAGES)
    con.execute(f"create table strategy (strategy_code varchar, title varchar, {titles}, annex_c varchar[])")
    for row in plan.get("strategy", []):
        title = row.get("title", row["code"])
        own = title if isinstance(title, str) else next(iter(title.values()))
        each = [None if isinstance(title, str) else title.get(lang) for lang in LANGUAGES]
        marks = ", ".join("?" * (3 + len(each)))
        con.execute(f"insert into strategy values ({marks})", [row["code"], own, *each, row.get("annex_c", [])])
    facts.hold_guidance(con, plan)
