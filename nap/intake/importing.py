"""A publisher's file becomes rows of a pack, and no line is lost: read = accepted + rejected.

Lives here: one import from its first line to the pack, and the list of profiles. Does not: read files (sheet.py), know
any publisher (profiles/), build, audit and reject rows (judging.py) or swap files in (pack/publish.py).
"""

import hashlib
import importlib
import os
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from nap.errors import NapError
from nap.intake import profiles
from nap.intake.import_plan import ImportPlan
from nap.intake.judging import JudgedRows
from nap.intake.sheet import SETTINGS, Sheet
from nap.language.texts import N, Sentence, Words
from nap.pack import contract, duck, parquet_table, publish, today
from nap.pack.duck import literal

CHOOSING = ("table", "sheet", "country", "value")  # settings that say what of a file is imported, and where to


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


def profile_names() -> list[str]:
    """The profiles there are, as the command line writes them."""
    return sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(profiles.__path__))


def profile(name: str):
    """The module of a profile; NapError where there is none of that name."""
    if name not in profile_names():
        raise NapError(
            N("There is no profile called {name}."),
            N("Choose one of: {profiles}."),
            name=name,
            profiles=", ".join(profile_names()),
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
                reading = module.plan_import(sheet, settings)
                if not (folder / "plan.toml").exists() and not reading.plan:
                    raise NapError(
                        N("{folder} is no pack yet: it has no plan.toml, and the file does not name its country."),
                        N("Say it with --set country=… --set iso3=…, or name the folder of a pack."),
                        folder=folder.name,
                    )
                work = JudgedRows(con, sheet, reading, words or Words())
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
    work: JudgedRows, folder: Path, rejected_name: str, scratch: Path, say, by: str | None, what: dict
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


def _plan(folder: Path, reading: ImportPlan) -> str | None:
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
