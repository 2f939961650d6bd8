"""A publisher's file becomes rows of a pack, and no line is lost: read = accepted + rejected.

Lives here: what every import shares: audit what a profile makes of a file, reject the lines that break a promise,
merge the rest into the pack. Does not: read files (sheet.py), know any publisher (profiles/), write a pack
(build.py) or say what a table promises (promise.py).

What is decided here, and why:
- A line is rejected whole: whatever it gave to any table goes, so that a line counts once.
- Two lines that give the same key with different contents are both rejected, for nobody can tell which is right;
  lines that give the very same row are accepted and counted as repeated.
- A row of the pack with the same key is replaced; columns the profile says nothing about keep what they held.
- Formulas are data. They are stored as they stand and made harmless where a CSV is written.
"""

import csv
import hashlib
import importlib
import os
import pkgutil
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa
import tomlkit

from nap.errors import NapError
from nap.intake import profiles
from nap.intake.sheet import SETTINGS, Sheet
from nap.language import countries
from nap.language.texts import LANGUAGES, N, Sentence, Words
from nap.methods.suppression import HUMAN
from nap.pack import contract, duck, parquet_table, publish, today
from nap.pack.duck import ident, literal, literals
from nap.pack.spreadsheet_cells import safe_cell

REJECTION = (pa.int64(), pa.string(), pa.string(), pa.string())
CHOOSING = ("table", "sheet", "country", "value")  # settings that say what of a file is imported, and where to
TITLE = N("National action plan: {country}")
PLAIN_NUMBER = re.compile(r"[+-]?[\d.,]+")

COUNTRY_SETTINGS = {
    "country": N("Name of the country, for a pack that is to be made."),
    "iso3": N("Its three letters (ISO 3166), for a pack that is to be made."),
}


@dataclass
class Reading:
    """What a profile makes of a sheet.

    tables: promised table -> SELECT over `accepted_row` with the table's columns and `_lines BIGINT[]`, the lines
    each row was made from; the first table has one row per line. origin: 'table.column' -> column of the file, so
    that a rejection names the cell the publisher knows. plan: changes plan.toml.
    """

    tables: dict[str, str]
    origin: dict[str, str] = field(default_factory=dict)
    plan: Callable[[tomlkit.TOMLDocument], None] | None = None
    assumptions: list[Sentence] = field(default_factory=list)
    repaired: list[Sentence] = field(default_factory=list)


@dataclass
class Outcome:
    """What an import did, counted in lines of the file (read, accepted, rejected, repeated) and rows of tables."""

    read: int
    written: dict[str, int]
    rejected: int
    rejected_file: str | None
    ignored_columns: list[str]
    accepted: int
    repeated: int
    added: dict[str, int]
    replaced: dict[str, int]
    assumptions: list[Sentence]
    repaired: list[Sentence]

    def as_json(self) -> dict:
        return {
            **self.__dict__,
            "assumptions": [str(n) for n in self.assumptions],
            "repaired": [str(n) for n in self.repaired],
        }


def names() -> list[str]:
    """The profiles there are, as the command line writes them."""
    return sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(profiles.__path__))


def profile(name: str):
    """The module of a profile; NapError where there is none of that name."""
    if name not in names():
        raise NapError(
            N("There is no profile called {name}."),
            N("Choose one of: {profiles}."),
            name=name,
            profiles=", ".join(names()),
        )
    return importlib.import_module(f"nap.intake.profiles.{name.replace('-', '_')}")


def run(
    profile_name: str,
    file: Path | str,
    folder: Path | str,
    settings: dict[str, str] | None = None,
    progress: Callable[[str | Sentence], None] | None = None,
    words: Words | None = None,
    by: str | None = None,
) -> Outcome:
    """Import a file into the pack at `folder`, made where there is none; NapError leaves the pack as it was.

    words: the language in which the file of rejected lines says why; English without. by: whom the history of the
    pack's editions names; without it the user of this machine.
    """
    module, file, folder = profile(profile_name), Path(file), Path(folder)
    settings, say = dict(settings or {}), progress or (lambda _: None)
    _known(settings, {**SETTINGS, **module.SETTINGS})
    with tempfile.TemporaryDirectory(prefix="nap-import-") as scratch, duck.connect() as con:
        con.execute(f"set temp_directory = {literal(Path(scratch))}")
        con.execute("set preserve_insertion_order = true")
        with publish.writing(folder):
            say(Sentence(N("Reading {file}"), {"file": file.name}))
            there = {n: path for n in contract.tables() if (path := publish.table_file(folder, n)).exists()}
            publish.views(con, there, today.of_folder(folder))
            sheet = Sheet(con, file, settings, getattr(module, "is_private", None), say)
            with parquet_table.blamed(con, there):
                reading = module.reading(sheet, settings)
                if not (folder / "plan.toml").exists() and not reading.plan:
                    raise NapError(
                        N("{folder} is no pack yet: it has no plan.toml, and the file does not name its country."),
                        N("Say it with --set country=… --set iso3=…, or name the folder of a pack."),
                        folder=folder.name,
                    )
                work = _Work(con, sheet, reading, words or Words())
                say(N("Checking every line"))
                work.settle()
                what = {"command": "import", "profile": profile_name, "file": file.name}
                rejected_name = _rejected_name(profile_name, file, settings)
                return _publish(work, folder, rejected_name, Path(scratch), say, by, what)


def run_all(
    profile_name: str,
    file: Path | str,
    home: Path | str,
    settings: dict[str, str] | None = None,
    progress: Callable[[str, float], None] | None = None,
    words: Words | None = None,
    by: str | None = None,
) -> Iterator[tuple[Path, Outcome | NapError]]:
    """Import a file of several plans, each into its own pack below `home`: yields every pack with what was done.

    A pack that cannot be imported is given with its error, and the others go on; lines that belong to no pack come
    last, with the file itself. NapError where the profile knows of one plan alone.
    """
    module, file, home = profile(profile_name), Path(file), Path(home)
    settings, say = dict(settings or {}), progress or (lambda *_: None)
    if not hasattr(module, "packs"):
        raise NapError(
            N("A file of profile {name} is about one plan."), N("Name its pack with --pack."), name=profile_name
        )
    if "country" in settings:
        raise NapError(N("--all takes every country of the file."), N("Leave --set country out, or --all."))
    _known(settings, {**SETTINGS, **module.SETTINGS})
    with tempfile.TemporaryDirectory(prefix="nap-import-") as scratch, duck.connect() as con:
        con.execute(f"set temp_directory = {literal(Path(scratch))}")
        found, homeless = module.packs(Sheet(con, file, settings, getattr(module, "is_private", None)))
    for number, (name, own) in enumerate(found.items()):
        say(name, number / len(found))
        try:
            yield home / name, run(profile_name, file, home / name, {**settings, **own}, words=words, by=by)
        except NapError as error:
            yield home / name, error
    yield from ((file, error) for error in homeless)


def _rejected_name(profile_name: str, file: Path, settings: dict[str, str]) -> str:
    """Where the rejected lines of an import go inside the pack: the same for the same import, and its alone.

    Another file of the same name, or another sheet or table of the same file, is another import.
    """
    chosen = [settings.get(name, "") for name in CHOOSING]
    told = "\n".join([os.path.normcase(file.resolve()), *chosen]).encode()
    own = hashlib.blake2b(told, digest_size=4).hexdigest()
    return "rejected/" + "-".join(filter(None, [file.stem, profile_name, settings.get("table"), own])) + ".csv"


def _publish(
    work: "_Work", folder: Path, rejected_name: str, scratch: Path, say, by: str | None, what: dict
) -> Outcome:
    con, sheet, reading = work.con, work.sheet, work.reading
    rejected = work.rejected()
    accepted = sheet.read - rejected
    files: dict = {rejected_name: None}
    if rejected:
        files[rejected_name] = work.write_rejected(scratch / "rejected.csv")
    written = (
        {t: con.execute(f"select count(*) from new_{t}").fetchone()[0] for t in reading.tables} if accepted else {}
    )
    added, replaced = work.changes() if accepted else ({}, {})
    publish.publish(
        con,
        folder,
        {t: f"merged_{t}" for t in reading.tables} if accepted else {},
        plan=_plan(folder, reading) if accepted else None,
        progress=say,
        files=files,
        by=by,
        what={**what, "read": sheet.read, "accepted": accepted, "rejected": rejected},
    )
    return Outcome(
        read=sheet.read,
        written=written,
        rejected=rejected,
        rejected_file=str(folder / rejected_name) if rejected else None,
        ignored_columns=[c for c in sheet.columns if c not in sheet.used],
        accepted=accepted,
        repeated=work.repeated() if accepted else 0,
        added=added,
        replaced=replaced,
        assumptions=[*sheet.assumptions, *reading.assumptions],
        repaired=reading.repaired,
    )


def _plan(folder: Path, reading: Reading) -> str | None:
    """The text of plan.toml after the import; comments and layout of an existing one stay."""
    path = folder / "plan.toml"
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.exists() else tomlkit.document()
    except (tomlkit.exceptions.ParseError, UnicodeDecodeError) as error:
        raise NapError(
            N("{file} cannot be read: {reason}"),
            N("Correct that line."),
            file=f"{folder.name}/plan.toml",
            reason=str(error),
        ) from error
    if reading.plan:
        reading.plan(document)
    return tomlkit.dumps(document) if document else None


def _known(settings: dict, allowed: dict) -> None:
    for name in settings:
        if name not in allowed:
            raise NapError(
                N("--set {name} means nothing to this profile."),
                N("Use one of: {allowed}."),
                name=name,
                allowed=", ".join(allowed),
            )


class _Work:
    """The rows an import is about to write: built from the lines not rejected, audited, until none breaks a promise."""

    def __init__(self, con, sheet: Sheet, reading: Reading, words: Words):
        self.con, self.sheet, self.reading, self.words = con, sheet, reading, words
        con.execute("create table rejection (_line bigint, cell varchar, value varchar, reason varchar)")
        con.execute("create view accepted_row as from source_row anti join rejection using (_line)")
        for name in reading.tables:
            con.execute(f"create table old_{name} as from {name}")
            self._drop_empty_twins(name)
        self._refuse(sheet.bad_cells(words))

    def _drop_empty_twins(self, name: str) -> None:
        """A view has twins of every language of the tool; those no row fills were in no file, and go into none."""
        for column in contract.table(name).columns.values():
            if column.twin_of:
                twin = ident(column.name)
                if not self.con.execute(f"select count({twin}) from old_{name}").fetchone()[0]:
                    self.con.execute(f"alter table old_{name} drop column {twin}")

    def settle(self) -> None:
        """Build, audit and reject until every remaining row keeps its promise. Each round rejects a line or ends."""
        self._build()
        while self._reject():
            self._build()

    def _build(self) -> None:
        con = self.con
        for name, select in self.reading.tables.items():
            t = contract.table(name)
            kinds = {row[0]: row[1] for row in con.execute(f"describe {select}").fetchall()}
            held = [row[0] for row in con.execute(f"describe from old_{name}").fetchall()]
            t = t.with_twins([*kinds, *held])
            for twin in t.columns.keys() - held:
                con.execute(f"alter table old_{name} add column {ident(twin)} varchar")
            columns = [f"{ident(c.name)}::{c.type} as {ident(c.name)}" for c in t.columns.values() if c.name in kinds]
            key = ", ".join(ident(k) for k in t.key)
            con.execute(f"create or replace table new_{name} as select {', '.join(columns)}, _lines from ({select})")
            self._fold_repeated(name, key)
            merged = ", ".join(
                f"n.{ident(c.name)}" if c.name in kinds else f"o.{ident(c.name)}" for c in t.columns.values()
            )
            con.execute(
                f"create or replace table audited_{name} as select {merged}, n._lines"
                f" from new_{name} n left join old_{name} o using ({key})"
                f" union all by name select *, null::bigint[] as _lines"
                f" from old_{name} anti join new_{name} using ({key})"
            )
            con.execute(f"create or replace view {name} as from audited_{name}")
            con.execute(f"create or replace view merged_{name} as select * exclude (_lines) from audited_{name}")

    def _fold_repeated(self, name: str, key: str) -> None:
        """Rows that are the same in every column become one, which knows all the lines it came from."""
        con = self.con
        con.execute(
            f"create or replace temp table twice as select {key} from new_{name} group by all having count(*) > 1"
        )
        if con.execute("select count(*) from twice").fetchone()[0]:
            con.execute(
                f"create or replace table new_{name} as from new_{name} anti join twice using ({key}) union all by name"
                f" select * exclude (_lines), flatten(list(_lines order by _lines)) as _lines"
                f" from new_{name} semi join twice using ({key}) group by all"
            )

    def _reject(self) -> int:
        """Reject the lines behind every row an audit finds; returns how many lines that were not rejected before."""
        before = self.rejected()
        for name in self.reading.tables:
            for audit in contract.table(name).audits:
                self._refuse(self._bad_rows(audit))
        return self.rejected() - before

    def _bad_rows(self, audit: contract.Audit) -> Iterator[tuple]:
        sql = audit.sql.strip().rstrip(";")
        if "_lines" not in [column[0] for column in self.con.execute(f"select * from ({sql}) limit 0").description]:
            return  # an audit that shows no rows of the table; publish runs it again
        t, say = contract.table(audit.table), self.words.t
        cell = self.reading.origin.get(f"{t.name}.{audit.column}", audit.column)
        for row in duck.rows(self.con, f"select * from ({sql}) where _lines is not null"):
            lines, values = row.pop("_lines"), contract.audit_values(t, audit, row)
            reason = f"{say(audit.what, **values)} {say(audit.fix, **values)}"
            value = None if row.get(audit.column) is None else str(row[audit.column])
            yield from ((line, cell, value, reason) for line in lines)

    def _refuse(self, cells: Iterator[tuple]) -> None:
        """Add (line, column, value, reason) to the rejections, in bounded portions."""
        cells = iter(cells)
        while portion := list(islice(cells, 50_000)):
            arrays = [
                pa.array(column, kind) for column, kind in zip(zip(*portion, strict=True), REJECTION, strict=True)
            ]
            self.con.register("arrived", pa.table(arrays, names=["_line", "cell", "value", "reason"]))
            self.con.execute("insert into rejection from arrived")
            self.con.unregister("arrived")

    def rejected(self) -> int:
        """Lines rejected so far."""
        return self.con.execute("select count(distinct _line) from rejection").fetchone()[0]

    def repeated(self) -> int:
        """Lines that gave the very same row as an earlier line."""
        main = next(iter(self.reading.tables))
        return self.con.execute(f"select coalesce(sum(len(_lines) - 1), 0)::bigint from new_{main}").fetchone()[0]

    def changes(self) -> tuple[dict[str, int], dict[str, int]]:
        """Per table: rows with a new key, and rows that now say something else than before."""
        added, replaced = {}, {}
        for name in self.reading.tables:
            key = ", ".join(ident(k) for k in contract.table(name).key)
            columns = ", ".join(ident(row[0]) for row in self.con.execute(f"describe from merged_{name}").fetchall())
            new, fresh, same = self.con.execute(
                f"select (select count(*) from new_{name}),"
                f" (select count(*) from new_{name} anti join old_{name} using ({key})),"
                f" (select count(*) from (select {columns} from audited_{name} where _lines is not null"
                f" intersect select {columns} from old_{name}))"
            ).fetchone()
            added[name], replaced[name] = fresh, new - fresh - same
        return added, replaced

    def write_rejected(self, path: Path) -> Path:
        """The rejected lines as CSV: line, column, value, reason, then the cells as they stood (never private ones)."""
        sheet = self.sheet
        columns = ", ".join(f"s.{ident(c)}" for c in sheet.columns)
        cursor = self.con.execute(
            "with reason as (select _line, arg_min(cell, rowid) as cell, arg_min(value, rowid) as value,"
            " string_agg(reason, ' ' order by rowid) as reason"
            " from (select *, min(rowid) over (partition by _line, reason) = rowid as is_first, rowid from rejection)"
            " where is_first group by _line)"
            f" select r._line, r.cell, r.value, r.reason, {columns} from reason r left join source_row s using (_line)"
            " order by 1"
        )
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(map(_safe, ("line", "column", "value", "reason", *sheet.columns)))
            while rows := cursor.fetchmany(10_000):
                for line, cell, value, reason, *cells in rows:
                    writer.writerow(map(_safe, (line, cell, value, reason, *sheet.malformed.get(line, cells))))
        return path


def home(sheet: Sheet, settings: dict) -> tuple[str | None, dict[str, str], Callable | None]:
    """The nation of the pack; for a pack to be made, from --set country and iso3, with its row of place and its plan.

    Gives the code of the nation (None where nobody says), the tables and the change of plan.toml that make it.
    """
    found = sheet.con.execute("select place_code from place where level = 0 order by 1").fetchone()
    country, iso3 = settings.get("country"), settings.get("iso3", "").upper()
    if not (country and iso3):
        return (found[0] if found else None), {}, None
    if not re.fullmatch("[A-Z]{3}", iso3):
        raise NapError(
            N("--set iso3={value} is no code of a country."), N("Give three letters, such as COD."), value=iso3
        )
    row = (
        f"select '{iso3}' as place_code, {literal(country)} as place_name, 0 as level,"
        " list(_line order by _line) as _lines from accepted_row having count(*) > 0"
    )
    return (found[0] if found else iso3), ({} if found else {"place": row}), lambda plan: new_plan(plan, country, iso3)


def mapped(settings: Mapping[str, str], allowed: Iterable[str]) -> dict[str, str]:
    """The settings that stand in the TOML file named by --set map=…; none without. allowed: words it may have."""
    if "map" not in settings:
        return {}
    path, known = Path(settings["map"]), [name for name in allowed if name != "map"]
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NapError(
            N("{file} cannot be read: {reason}"), N("Correct that file."), file=path.name, reason=str(error)
        ) from error
    for name in found:
        if name not in known:
            raise NapError(
                N("{file} has the word “{name}”, which is no setting of this import."),
                N("Use one of: {allowed}."),
                file=path.name,
                name=name,
                allowed=", ".join(known),
            )
    return {name: str(value) for name, value in found.items()}


def refuse_persons(sheet: Sheet, matrix: str, n: str, columns: Mapping[str, str]) -> None:
    """Reject the lines of measurements that are about one person, and forget what they say, rejected lines too.

    matrix, n: SQL of both as read. columns: field -> its column in the file, or what stands for every line. Where
    people were measured, or nobody can tell what was, a line whose matrix cannot be read keeps that cell alone, and a
    line whose cells cannot be told apart keeps none.
    """
    is_human = f"coalesce({matrix} in ({literals(HUMAN)}), false)"
    told = sheet.count(f"{matrix} is not null")
    if told and not sheet.count(is_human):
        return
    sheet.forget_malformed()
    person, is_one = ident("_about one person"), f"coalesce({n}, 1) < 2"
    sheet.con.execute(f"alter table source_row add column {person} boolean")
    sheet.con.execute(f"update source_row set {person} = {is_human} and {is_one}")
    sheet.forget(f"{matrix} is null and {is_one}", keep=[columns["matrix"]])
    sheet.forget(person)
    column = next((columns[f] for f in ("n", "matrix", "value") if columns.get(f) in sheet.columns), sheet.columns[0])
    sheet.check(
        column,
        person,
        N(
            "The line is about one person, and such data are neither taken in nor kept. Group the people of one place,"
            " year and population group into one line: their median as value, their number as n, and the shares above"
            " HBM-I and HBM-II."
        ),
    )


def new_plan(plan: tomlkit.TOMLDocument, country: str, iso3: str) -> None:
    """Write the least a plan.toml needs, where it is not there yet; what is unknown is left out, not guessed.

    country: its name where its code is no country of today. NapError where the pack is of another country: two
    countries never share a pack.
    """
    named = countries.names(iso3) or dict.fromkeys(LANGUAGES, country)
    if "plan" in plan:
        if plan["plan"].get("iso3", iso3) != iso3:
            raise NapError(
                N("The file is about {country}, and the pack about {other}."),
                N("Import it into a folder of its own."),
                country=country,
                other=Words().in_language(plan["plan"].get("country", plan["plan"]["iso3"])),
            )
        return
    plan.add(
        tomlkit.comment("What the files imported say. Add the period and the dates of the plan where they are known.")
    )
    titles = {lang: Words(lang).t(TITLE, country=name) for lang, name in named.items()}
    head = tomlkit.table()
    head.update({"code": iso3.lower(), "country": _inline(named), "iso3": iso3, "title": _inline(titles)})
    head.add("fictional", False)
    plan.add("plan", head)


def _inline(texts: dict[str, str]):
    """Texts by language on one line; one text where all are the same."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    table = tomlkit.inline_table()
    table.update(texts)
    return table


def _safe(cell):
    """A cell as it may stand in a CSV that a spreadsheet opens: no formula; a number, even a negative one, stays."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) and PLAIN_NUMBER.fullmatch(cell) else safe_cell(cell)
