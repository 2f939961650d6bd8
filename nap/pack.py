"""A pack opened: a country's plan as DuckDB views, one per promised table, and the tables derived from them.

Lives here: reading `plan.toml` and the Parquet files, telling what is missing or broken, the edition of a pack,
computing the derived tables once per edition and keeping them. Does not: write a pack (build.py), say what a
table promises (promise.py) or draw anything.
"""

import datetime as dt
import hashlib
import os
import shutil
import tempfile
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from nap import build, indicator, promise
from nap.errors import NapError
from nap.sqlfile import SqlFile
from nap.words import LANGUAGES, N

DERIVED_FOLDER = Path(__file__).parent / "derived"
KEPT_FOLDER = ".kept"
TRIES = 3  # how often a pack is read again when it changes meanwhile
PLAN_KINDS = {  # what [plan] and [dates] may hold, where they hold it
    "period_start": int,
    "period_end": int,
    "baseline_year": int,
    "fictional": bool,
    "data_until": dt.date,
    "code": str,
    "iso3": str,
    "currency": str,
    "country": (str, dict),
    "title": (str, dict),
    "entry_into_force": dt.date,
    "notified": dt.date,
    "submitted": dt.date,
    "validated": dt.date,
    "endorsed": dt.date,
}
INTEGERS = {
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
}
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
    """A table computed from a pack: `kept` ones are stored once per edition, the others are views."""

    about: str
    kept: bool = False
    needs: tuple[str, ...] = ()


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
    _connection: duckdb.DuckDBPyConnection = field(default_factory=lambda: connect(), repr=False)

    @classmethod
    def open(cls, folder: Path | str) -> "Pack":
        """Open a pack; NapError where the folder holds no readable plan. Broken tables become `problems`."""
        folder = Path(folder)
        for turn in range(1, TRIES + 1):
            build.recover(folder)
            pack = cls(folder, read_plan(folder), edition(folder))
            try:
                pack._load_plan()
                pack._load_tables()
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
        return self._connection.cursor().execute(query, params).df()

    def rows(self, query: str, **params) -> list[dict]:
        """Rows of a query as dictionaries of Python values (None where there is none)."""
        cursor = self._connection.cursor().execute(query, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def copy(self, query: str, target: Path, **params) -> None:
        """Write the rows of a query as Parquet."""
        relation = self._connection.cursor()
        relation.execute(f"copy ({query}) to '{_path(target)}' (format parquet, compression zstd)", params)

    def _load_plan(self) -> None:
        plan, con = self.plan["plan"], self._connection
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
        con.execute(f"insert into plan values ({', '.join('?' * len(names))})", [plan.get(n) for n in names])
        titles = ", ".join(f"title_{lang} varchar" for lang in LANGUAGES)
        con.execute(f"create table strategy (strategy_code varchar, title varchar, {titles}, annex_c varchar[])")
        for row in self.plan.get("strategy", []):
            title = row.get("title", row["code"])
            own = title if isinstance(title, str) else next(iter(title.values()))
            each = [None if isinstance(title, str) else title.get(lang) for lang in LANGUAGES]
            marks = ", ".join("?" * (3 + len(each)))
            con.execute(f"insert into strategy values ({marks})", [row["code"], own, *each, row.get("annex_c", [])])

    def _load_tables(self) -> None:
        for t in promise.tables().values():
            source = None
            if (path := build.table_file(self.folder, t.name)).exists():
                try:
                    source = _select(t, path, self._connection)
                except NapError as error:
                    self.broken[t.name] = error
                    self.problems.append(error)
            if source is None:
                self.missing.add(t.name)
                nothing = ", ".join(f'null::{c.type} as "{c.name}"' for c in t.columns.values())
                source = f"select {nothing} where false"
            self._connection.execute(f"create view {t.name} as {source}")

    def _load_derived(self) -> None:
        kept = Kept(self.folder, self.edition)
        for name, file in derived().items():
            if file.head.kept and kept.load(self._connection, name):
                continue
            try:
                self._connection.execute(f"create {'table' if file.head.kept else 'view'} {name} as {file.sql}")
            except duckdb.Error as error:
                raise NapError(
                    N("The tables of {folder} cannot be put together ({name}): {reason}"),
                    N("Run `python -m nap check` on the pack; it names the rows that are wrong."),
                    folder=self.folder.name,
                    name=name,
                    reason=str(error).splitlines()[0],
                ) from error
            if file.head.kept:
                kept.save(self._connection, name)
        if not kept.load(self._connection, "fact") and self._compute_facts():
            kept.save(self._connection, "fact")

    def _compute_facts(self) -> bool:
        """Fill `fact` from every indicator; one that fails is told and left out, and the result is then not kept."""
        con, columns = self._connection, ", ".join(FACT_COLUMNS)
        con.execute(f"create table fact ({', '.join(f'{n} {t}' for n, t in FACT_COLUMNS.items())})")
        found, broken = indicator.load_all()
        for each in found.values():
            values = ", ".join(list(FACT_COLUMNS)[1:])
            try:
                con.execute(f"insert into fact ({columns}) select '{each.id}', {values} from ({each.sql})")
            except duckdb.Error as error:
                broken.append(
                    NapError(
                        N("The indicator {name} could not be computed: {reason}"),
                        N("Correct {file}."),
                        name=each.id,
                        reason=str(error).splitlines()[0],
                        file=f"nap/indicators/{each.id}.sql",
                    )
                )
        self.problems.extend(broken)
        con.execute(
            "create or replace table fact as from fact order by indicator, place_code, year, method_series, series"
        )
        return not broken


class Kept:
    """Where derived tables of one edition are stored: beside the pack, or in a temporary folder if it is read-only."""

    def __init__(self, folder: Path, edition: str):
        own = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
        self.homes = [
            folder / KEPT_FOLDER / edition,
            Path(tempfile.gettempdir()) / f"nap-kept-{own}" / edition,
        ]

    def load(self, con, name: str) -> bool:
        """Load a table into memory; False where it is not kept or the file is damaged."""
        for home in self.homes:
            path = home / f"{name}.parquet"
            if path.exists():
                try:
                    con.execute(f"create table {name} as from read_parquet('{_path(path)}')")
                    return True
                except duckdb.Error:
                    path.unlink(missing_ok=True)
        return False

    def save(self, con, name: str) -> None:
        """Store a table, in one step; older editions go. Where nothing may be written the table stays in memory."""
        for home in self.homes:
            try:
                home.mkdir(parents=True, exist_ok=True)
                beside = home / f"{name}.{os.getpid()}.tmp"
                con.execute(f"copy {name} to '{_path(beside)}' (format parquet, compression zstd)")
                beside.replace(home / f"{name}.parquet")
                for other in home.parent.iterdir():
                    if other != home:
                        shutil.rmtree(other, ignore_errors=True)
                return
            except (OSError, duckdb.IOException):
                continue


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory database that never reaches for the network."""
    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    con = duckdb.connect(":memory:", config=settings)
    con.execute("set TimeZone = 'UTC'")
    return con


def packs(home: Path) -> list[Path]:
    """Folders below `home` that hold a plan.toml, by name; `home` itself if it holds one."""
    if (home / "plan.toml").exists():
        return [home]
    return sorted(path.parent for path in home.glob("*/plan.toml"))


def read_plan(folder: Path) -> dict:
    """plan.toml as a dictionary; NapError in two sentences where it is missing, unreadable or incomplete."""
    path = folder / "plan.toml"
    if not path.exists():
        raise NapError(
            N("The folder {folder} holds no plan.toml, so it is no pack."),
            N("Write one (data/demo/plan.toml is an example), or name another folder."),
            folder=folder.name,
        )
    try:
        plan = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NapError(
            N("{file} cannot be read: {reason}"),
            N("Correct that line."),
            file=f"{folder.name}/plan.toml",
            reason=str(error),
        ) from error
    for name in ("code", "country", "title"):
        if not isinstance(plan.get("plan"), dict) or name not in plan["plan"]:
            raise NapError(
                N("{file} has no “{name}” under [plan]."),
                N("Add it; data/demo/plan.toml is an example."),
                file=f"{folder.name}/plan.toml",
                name=name,
            )
    for name, value in {**plan["plan"], **plan.get("dates", {})}.items():
        kind = PLAN_KINDS.get(name)
        if kind and (not isinstance(value, kind) or (isinstance(value, dt.datetime | bool) and kind is not bool)):
            raise NapError(
                N("{file} says {name} = {value}, which is not what belongs there."),
                N("Write years as 2030, dates as 2030-12-31, yes and no as true and false, texts in quotes."),
                file=f"{folder.name}/plan.toml",
                name=name,
                value=value,
            )
    for row in plan.get("strategy", []):
        if not isinstance(row.get("code"), str):
            raise NapError(
                N("{file} has a [[strategy]] without a code."),
                N("Give each strategy a code, such as S01."),
                file=f"{folder.name}/plan.toml",
            )
    return plan


def edition(folder: Path) -> str:
    """A short code that changes when a file of the pack, a promise, or a formula changes."""
    digest = hashlib.blake2b(_formulas().encode(), digest_size=8)
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
    ]
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(files))


def _select(t: promise.Table, path: Path, con) -> str:
    """The SELECT that shows a Parquet file as its promise says; NapError where it cannot."""
    file, source = f"{path.parent.name}/{path.name}", f"read_parquet('{_path(path)}')"
    try:
        given = {name: kind for name, kind, *_ in con.execute(f"describe from {source}").fetchall()}
    except duckdb.Error as error:
        raise NapError(
            N("{file} cannot be read as Parquet; it is damaged, empty or cut short."),
            N("Import the table again, or put back a copy."),
            file=file,
        ) from error
    columns = []
    for c in t.columns.values():
        if c.name not in given:
            if c.required:
                raise NapError(
                    N("{file} has no column {column}, which table {table} promises."),
                    N("Import the table again from its source."),
                    file=file,
                    column=c.name,
                    table=t.name,
                )
            columns.append(f"null::{c.type} as {promise.quoted(c.name)}")
        elif fits(given[c.name], c.type):
            cast = (
                "" if given[c.name] == c.type or (given[c.name] in INTEGERS and c.type in INTEGERS) else f"::{c.type}"
            )
            columns.append(f"{promise.quoted(c.name)}{cast} as {promise.quoted(c.name)}")
        else:
            raise NapError(
                N("{file}: column {column} is {given}, and {promised} is promised."),
                N("Import the table again from its source."),
                file=file,
                column=c.name,
                given=given[c.name],
                promised=c.type,
            )
    return f"select {', '.join(columns)} from {source}"


def fits(given: str, promised: str) -> bool:
    """Whether a Parquet column of one DuckDB type can be read as another without losing anything."""
    if given == promised or (given in INTEGERS and promised in INTEGERS):
        return True
    if promised == "DOUBLE":
        return given in INTEGERS or given == "FLOAT" or given.startswith("DECIMAL")
    if promised == "DATE":
        return given.startswith("TIMESTAMP")
    return promised == "VARCHAR" and given.startswith("ENUM")


def _path(path: Path) -> str:
    return path.as_posix().replace("'", "''")
