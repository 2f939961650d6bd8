"""A pack opened: a country's plan as DuckDB views, one per promised table, and the tables derived from them.

Lives here: reading `plan.toml` and the Parquet files, telling what is missing or broken, the edition of a pack,
computing the derived tables once per edition and keeping them. Does not: write a pack (build.py), say what a
table promises (promise.py) or draw anything.
"""

import hashlib
import importlib
import json
import logging
import os
import shutil
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
from platformdirs import user_cache_path

from nap.errors import NapError
from nap.language.texts import LANGUAGES, NO_VALUE, N, Words
from nap.methods import guidance, suppression
from nap.methods import values as reference
from nap.methods.suppression import Group
from nap.pack import (
    contract,
    duck,
    indicator,
    indicator_direction,
    outlines,
    parquet_table,
    plan_file,
    publish,
    today,
    unit_factor,
)
from nap.pack.access import Access
from nap.pack.sql_file import SqlFile

DERIVED_FOLDER = Path(__file__).parent / "derived"
KEPT_FOLDER = ".kept"
STATED = "stated"  # schema of the tables as their files state them; without it stands what can be computed with
KEPT_EDITIONS = 2  # the one in use, and one for another process with other formulas
TRIES = 3  # how often a pack is read again when it changes meanwhile
FACT_COLUMNS = {
    "indicator": "VARCHAR",
    "place_code": "VARCHAR",
    "year": "INTEGER",
    "method_series": "VARCHAR",
    "series": "VARCHAR",
    "value": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "n": "BIGINT",
}


@dataclass(frozen=True)
class Derived:
    """A table computed from a pack: `kept` ones are stored once per edition, the others are views.

    by: what SQL cannot compute: a function, as "nap.module.function", that takes the rows of the SQL (a frame) and the
    plan (the contents of plan.toml) and returns the table, as Arrow. Such a table is kept.
    """

    about: str
    kept: bool = False
    needs: tuple[str, ...] = ()
    by: str = ""


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
        con, kept = self._connection.cursor(), Kept(self.folder, self.edition)
        if not kept.load(con, "broken_promise"):
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
                kept.save(con, "broken_promise")
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
        today.register(con, today.today(self.plan))
        values = {**plan, "country": Words().in_language(plan["country"])}
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

        hold_guidance(con, self.plan)

    def _load_tables(self) -> None:
        unit_factor.register(self._connection)
        indicator_direction.register(self._connection)
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
        con, access, kept = self._connection, Access.of(self.plan), Kept(self.folder, self.edition)
        con.execute("drop table if exists held_back")
        if not kept.load(con, "held_back"):
            con.execute("create table held_back (sample_code varchar)")
            if not self._find_small_groups(access):
                return
            kept.save(con, "held_back")
        usable = parquet_table.usable(contract.table("sample"), f"{STATED}.sample")
        con.execute(f"create or replace view sample as from ({usable}) anti join held_back using (sample_code)")

    def _find_small_groups(self, access: Access) -> bool:
        """Fill `held_back`; False where the file of `sample` turns out to be damaged, and nothing is known."""
        con = self._connection
        try:
            groups = con.execute(
                f"""
                with people as (
                    select
                        *,
                        year(sampled_on) as own_year,
                        coalesce(sampled_until, sampled_on) as last_day,
                        case date_precision
                            when 'year' then date_trunc('year', last_day) + interval 1 year - interval 1 day
                            when 'month' then last_day(last_day)
                            else last_day
                        end::date as until,
                        bool_or(year(until) > own_year) over (partition by matrix, species, basis) as is_long
                    from sample
                    where matrix in ({duck.literals(suppression.HUMAN)})
                )
                select
                    sample_code, place_code, population_group, n, own_year, contaminated_site_code, sampled_on, until,
                    matrix, species, basis, if(is_long, null, own_year) as apart
                from people
                qualify min(n) over (partition by matrix, species, basis, apart) < ?
                """,
                [access.min_count],
            ).fetchall()
            parents = dict(con.execute("select place_code, parent_code from place").fetchall())
        except duckdb.Error:
            if self.probe():
                return False
            raise
        of = (
            Group(code, tuple(about), place, kind, n, year, site, (first, until) if first else None)
            for code, place, kind, n, year, site, first, until, *about in groups
        )
        found = suppression.hidden(of, parents, access.min_count)
        con.execute("insert into held_back select unnest(?::varchar[])", [sorted(found)])
        return True

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
            failed = self._derive(Kept(self.folder, self.edition))
            is_whole = not failed or not self.probe()
        except NapError:
            if not self.probe():
                raise
            is_whole = False
        if not is_whole:
            failed = self._derive(None)
        self.problems.extend(failed)

    def _derive(self, kept: "Kept | None") -> list[NapError]:
        """Make the derived tables and `fact`, from what is kept where it is; returns what failed and was left out."""
        con, failed = self._connection, []
        con.execute("drop table if exists fact")
        for name, file in reversed(derived().items()):
            con.execute(f"drop {'table' if file.head.kept else 'view'} if exists {name}")
        for name, file in derived().items():
            if file.head.kept and kept and kept.load(con, name):
                continue
            try:
                create(con, name, file, self.plan)
            except duckdb.Error as error:
                raise NapError(
                    N("The tables of {folder} cannot be put together ({name}): {reason}"),
                    N("Run `python -m nap check` on the pack; it names the rows that are wrong."),
                    folder=self.folder.name,
                    name=name,
                    reason=str(error).splitlines()[0],
                ) from error
            except Exception as error:
                if not file.head.by:
                    raise
                logging.getLogger(__name__).exception("%s of %s could not be computed", name, self.folder)
                create(con, name, file, {}, rows=0)
                failed.append(_not_computed(name, file.head.by, error))
            else:
                if file.head.kept and kept:
                    kept.save(con, name)
        if kept and not failed and kept.load(con, "fact"):
            return []
        failed += self._compute_facts()
        if kept and not failed:
            kept.save(con, "fact")
        return failed

    def _compute_facts(self) -> list[NapError]:
        """Fill `fact` from every indicator; one that fails is told and left out."""
        con, columns = self._connection, ", ".join(FACT_COLUMNS)
        con.execute(f"create table fact ({', '.join(f'{n} {t}' for n, t in FACT_COLUMNS.items())})")
        found, failed = indicator.load_all()
        for each in found.values():
            values = ", ".join(list(FACT_COLUMNS)[1:])
            try:
                con.execute(f"insert into fact ({columns}) select '{each.id}', {values} from ({each.sql})")
            except duckdb.Error as error:
                failed.append(
                    NapError(
                        N("The indicator {name} could not be computed: {reason}"),
                        N("Correct {file}."),
                        name=each.id,
                        reason=str(error).splitlines()[0],
                        file=f"nap/pack/indicators/{each.id}.sql",
                    )
                )
        con.execute(
            "create or replace table fact as from fact order by indicator, place_code, year, method_series, series"
        )
        return failed


def _not_computed(name: str, by: str, error: Exception) -> NapError:
    """What is told of a table whose function failed; a failure of ours is named as it is, its trace is in the log."""
    if isinstance(error, NapError):
        return error
    return NapError(
        N("The table {name} could not be computed and is empty: {reason}"),
        N("Run `python -m nap check` on the pack; if it names no wrong row, correct {function}."),
        name=name,
        reason=f"{type(error).__name__} {error}".strip().splitlines()[0],
        function=by,
    )


def create(con: duckdb.DuckDBPyConnection, name: str, file: SqlFile, plan: dict, rows: int | None = None) -> None:
    """Make a derived table or view in a connection that holds what it needs.

    rows: how many rows at most a function is given; 0 makes its table empty.
    """
    if file.head.by:
        module, function = file.head.by.rsplit(".", 1)
        given = con.execute(file.sql).df()[:rows]
        computed = getattr(importlib.import_module(module), function)(given, plan)
        con.register("_computed", computed)
        con.execute(f"create or replace table {name} as from _computed")
        con.unregister("_computed")
    else:
        con.execute(f"create or replace {'table' if file.head.kept else 'view'} {name} as {file.sql}")


def hold_guidance(con: duckdb.DuckDBPyConnection, plan: dict) -> None:
    """Make the table `guidance_default`: the reference value that measurements are held against, as a plan chooses."""
    con.execute(
        "create or replace table guidance_default"
        " (matrix varchar, species varchar, basis varchar, reference_code varchar, reference_value double)"
    )
    forms = contract.table("sample").columns["species"].codes
    defaults = guidance.defaults(forms, guidance.values(plan))
    con.executemany("insert into guidance_default values (?, ?, ?, ?, ?)", defaults)


class Kept:
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

    Where the plan names no last day of data the day counts too, as nothing is judged on a day to come.
    """
    digest = hashlib.blake2b(f"{duckdb.__version__} {_formulas()}".encode(), digest_size=8)
    try:
        plan = plan_file.read(folder)
        if "data_until" not in plan["plan"]:
            digest.update(today.today(plan).isoformat().encode())
    except NapError:
        pass  # an unreadable plan shows nothing that could grow old
    for path in sorted([folder / "plan.toml", *folder.glob("*.parquet")]):
        if path.exists():
            stat = path.stat()
            digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns} ".encode())
    return digest.hexdigest()


@cache
def derived() -> dict[str, SqlFile]:
    """The derived tables by name, each after those it needs."""
    waiting = {path.stem: SqlFile.read(path, Derived) for path in sorted(DERIVED_FOLDER.glob("*.sql"))}
    ordered: dict[str, SqlFile] = {}
    while waiting:
        ready = [n for n, f in waiting.items() if all(need in ordered for need in f.head.needs)]
        if not ready:
            raise NapError(
                N("Derived tables wait for each other: {names}."),
                N("Correct `needs`."),
                names=", ".join(waiting),
            )
        for name in ready:
            ordered[name] = waiting.pop(name)
    return ordered


@cache
def _formulas() -> str:
    here = Path(__file__).parent
    files = [
        *(here / "tables").glob("*.toml"),
        *DERIVED_FOLDER.glob("*.sql"),
        *indicator.FOLDER.glob("*.sql"),
        *Path(reference.__file__).parent.glob("*.py"),
        *reference.FOLDER.glob("*.toml"),
        *(
            here.parents[1] / f"{file.head.by.rsplit('.', 1)[0].replace('.', '/')}.py"
            for file in derived().values()
            if file.head.by
        ),
        *(here / f"{name}.py" for name in ("access", "pack", "parquet_table")),
    ]
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(files))
