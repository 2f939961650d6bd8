"""A publisher's file becomes rows of a pack, and no line is lost: read = accepted + rejected.

Lives here: what a file would change (`judge`), writing it into the pack (`Judgement.publish`), the list of profiles.
Does not: read files (sheet.py), know any publisher (profiles/), build, audit and reject rows (judging.py) or swap files
in (pack/publish.py).
"""

import hashlib
import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import tomlkit

from nap.errors import NapError
from nap.intake import profiles
from nap.intake.import_plan import ImportPlan
from nap.intake.judging import JudgedRows, RejectedLine
from nap.intake.sheet import SETTINGS, Sheet
from nap.language.texts import N, Sentence, Words
from nap.pack import contract, duck, parquet_table, publish, today
from nap.pack.duck import literal
from nap.pack.store import PLAN

JUDGED_TIMES = 3  # how often a file is judged where a writer changes the pack meanwhile
NAME_BYTES = 6  # of a hash: 12 letters, so that the lists of rejected lines of one pack never share a name by chance
STEM_LENGTH = 40  # characters of a file's name that its list of rejected lines is named by; 255 bytes is the most
CHOOSING = ("table", "sheet", "country", "value")  # settings that say what of a file is imported, and where to


@dataclass
class Outcome:
    """What an import did, or would do: lines of the file (read, accepted, rejected, repeated) and rows of tables.

    rejected_file: where the rejected lines were written; None where there are none, or nothing is written yet.
    """

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


class Judgement:
    """What a file would change in a pack. Nothing is written and nothing is held before `publish`.

    outcome: what would be done now, without the file of rejected lines, which is not there yet. columns: of the file,
    in the order of the cells of a rejected line; private ones are left out.
    """

    outcome: Outcome
    _rows: JudgedRows
    _hash: str

    def __init__(
        self,
        profile_name: str,
        file: Path,
        folder: Path,
        settings: dict[str, str],
        scratch: Path,
        say: Callable[[str | Sentence], None],
        words: Words,
    ):
        self._profile_name, self._file, self._folder, self._settings = profile_name, file, folder, settings
        self._scratch, self._say, self._words = scratch, say, words
        self._con = duck.connect()
        self._seen: dict[str, tuple] | None = None

    @property
    def columns(self) -> list[str]:
        """Columns of the file that were read."""
        return self._rows.sheet.columns

    def rejected_lines(self) -> Iterator[RejectedLine]:
        """The lines that would be rejected, in the order of the file; as many as are asked for are fetched."""
        return self._rows.rejected_lines()

    def publish(self, by: str | None = None) -> Outcome:
        """Write what was judged into the pack, and return what was done; NapError leaves the pack as it was.

        Where the pack is no longer what the file was judged against, the file is judged again first, so that the
        outcome may be another. by: whom the history of the pack's editions names; without it the user of this machine.
        """
        with publish.writing(self._folder):
            if _signature(self._folder) != self._seen:
                if _content_hash(self._file) != self._hash:
                    raise NapError(
                        N("{file} is no longer the file that was looked at, and the pack has changed meanwhile."),
                        N("Import it again."),
                        file=self._file.name,
                    )
                self._judge()
            with parquet_table.blamed(self._con, self._there):
                return self._publish(by)

    def close(self) -> None:
        """Let go of what was read of the file."""
        self._con.close()
        self._seen = None

    def judge(self) -> None:
        """Judge against a pack that no writer changes meanwhile; after some attempts against whatever stands there."""
        publish.recover(self._folder)
        for attempt in range(1, JUDGED_TIMES + 1):
            before = _signature(self._folder)
            try:
                self._judge()
            except (NapError, duckdb.Error, OSError):
                if attempt == JUDGED_TIMES or _signature(self._folder) == before:
                    raise
            else:
                if _signature(self._folder) == before:
                    break
        self._hash = _content_hash(self._file)

    def _judge(self) -> None:
        """Read the file and build its rows beside those of the pack as it is now."""
        self.close()
        self._con = con = duck.connect()
        con.execute(f"set temp_directory = {literal(self._scratch)}")
        con.execute("set preserve_insertion_order = true")
        module, folder = profile(self._profile_name), self._folder
        seen = _signature(folder)
        self._say(Sentence(N("Reading {file}"), {"file": self._file.name}))
        standing = publish.working_files(folder)
        self._there = {name: standing[f"{name}.parquet"] for name in contract.tables() if f"{name}.parquet" in standing}
        publish.views(con, self._there, today.of_folder(folder))
        sheet = Sheet(con, self._file, self._settings, getattr(module, "is_private", None), self._say)
        with parquet_table.blamed(con, self._there):
            plan = module.plan_import(sheet, self._settings)
            if PLAN not in standing and not plan.plan:
                raise NapError(
                    N("{folder} is no pack yet: it has no plan.toml, and the file does not name its country."),
                    N("Say it with --set country=… --set iso3=…, or name the folder of a pack."),
                    folder=folder.name,
                )
            self._rows = JudgedRows(con, sheet, plan, self._words)
            self._say(N("Checking every line"))
            self._rows.settle()
            self.outcome = self._count()
            self._plan_text = _plan_text(folder, standing.get(PLAN), plan) if self.outcome.accepted else None
        self._seen = seen

    def _count(self) -> Outcome:
        rows = self._rows
        sheet, rejected = rows.sheet, rows.rejected()
        accepted = sheet.read - rejected
        added, replaced = rows.changes() if accepted else ({}, {})
        return Outcome(
            read=sheet.read,
            written=rows.written() if accepted else {},
            rejected=rejected,
            rejected_file=None,
            ignored_columns=[c for c in sheet.columns if c not in sheet.used],
            accepted=accepted,
            repeated=rows.repeated() if accepted else 0,
            added=added,
            replaced=replaced,
            assumptions=[*sheet.assumptions, *rows.plan.assumptions],
            repaired=rows.plan.repaired,
        )

    def _publish(self, by: str | None) -> Outcome:
        rows, outcome = self._rows, self.outcome
        rejected_name = _rejected_name(self._profile_name, self._file.name, self._hash, self._settings)
        files: dict[str, str | Path | None] = {rejected_name: None}
        if outcome.rejected:
            files[rejected_name] = rows.write_rejected(self._scratch / "rejected.csv")
        what = {"command": "import", "profile": self._profile_name, "file": self._file.name}
        counts = {"read": outcome.read, "accepted": outcome.accepted, "rejected": outcome.rejected}
        publish.publish(
            self._con,
            self._folder,
            {t: f"merged_{t}" for t in rows.plan.tables} if outcome.accepted else {},
            plan=self._plan_text,
            progress=self._say,
            files=files,
            by=by,
            what={**what, **counts},
        )
        return replace(outcome, rejected_file=str(self._folder / rejected_name) if outcome.rejected else None)


@contextmanager
def judge(
    profile_name: str,
    file: Path | str,
    folder: Path | str,
    settings: dict[str, str] | None = None,
    progress: Callable[[str | Sentence], None] | None = None,
    words: Words | None = None,
) -> Iterator[Judgement]:
    """What a file would change in the pack at `folder`, there or not; NapError where it cannot be imported.

    Nothing is written and no lock is held, however long it is looked at. words: the language in which rejected lines
    say why; English without.
    """
    module, file, folder = profile(profile_name), Path(file), Path(folder)
    settings, say = dict(settings or {}), progress or (lambda _: None)
    _refuse_unknown(settings, {**SETTINGS, **module.SETTINGS})
    with (
        tempfile.TemporaryDirectory(prefix="nap-import-") as scratch,
        closing(Judgement(profile_name, file, folder, settings, Path(scratch), say, words or Words())) as judgement,
    ):
        judgement.judge()
        yield judgement


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
    with judge(profile_name, file, folder, settings, progress, words) as judgement:
        return judgement.publish(by)


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
    _refuse_unknown(settings, {**SETTINGS, **module.SETTINGS})
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


def _rejected_name(profile_name: str, file_name: str, content_hash: str, settings: dict[str, str]) -> str:
    """Where the rejected lines of an import go inside the pack: the same for the same file, wherever it lies.

    Another file of the same name, or another sheet or table of the same file, is another import.
    """
    chosen = [settings.get(name, "") for name in CHOOSING]
    told = "\n".join([file_name, content_hash, *chosen]).encode()
    own = hashlib.blake2b(told, digest_size=NAME_BYTES).hexdigest()
    stem = Path(file_name).stem[:STEM_LENGTH]
    return "rejected/" + "-".join(filter(None, [stem, profile_name, settings.get("table"), own])) + ".csv"


def _content_hash(file: Path) -> str:
    """A hash of a file's bytes; empty where it can be read no longer."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "blake2b").hexdigest()
    except OSError:
        return ""


def _signature(folder: Path) -> dict[str, tuple]:
    """Changes with every file of a pack, without reading any: where it stands, its identity, size and times."""
    found = {}
    for name, path in publish.working_files(folder).items():
        try:
            stat = path.stat()
        except OSError:  # a writer is moving it
            continue
        found[name] = (str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    return found


def _plan_text(folder: Path, path: Path | None, plan: ImportPlan) -> str | None:
    """The text of plan.toml after the import; comments and layout of an existing one, at `path`, stay."""
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path else tomlkit.document()
    except (tomlkit.exceptions.ParseError, UnicodeDecodeError) as error:
        raise NapError(
            N("{file} cannot be read: {reason}"),
            N("Correct that line."),
            file=f"{folder.name}/plan.toml",
            reason=str(error),
        ) from error
    if plan.plan:
        plan.plan(document)
    return tomlkit.dumps(document) if document else None


def _refuse_unknown(settings: dict, allowed: dict) -> None:
    for name in settings:
        if name not in allowed:
            raise NapError(
                N("--set {name} means nothing to this profile."),
                N("Use one of: {allowed}."),
                name=name,
                allowed=", ".join(allowed),
            )
