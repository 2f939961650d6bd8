"""Which edition of a pack a reader sees, which there were, and going back to one.

Lives here: finding the edition that is published, making one of working files that somebody changed by hand, the
version of the formulas, and the keys under which results are kept. Does not: store files (store.py), write working
files (publish.py), open an edition for questions (pack.py) or compare two (differences.py).
"""

import hashlib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path

from filelock import Timeout
from platformdirs import user_cache_path

import nap
from nap.errors import NapError
from nap.language.texts import N
from nap.pack import facts, plan_file, publish, store, today
from nap.pack.store import PLAN, Pointer, Store, moved_pointer

BY_HAND = {"command": "hand"}
LOCK_SECONDS = 0.2  # how long a reader waits for a writer, where there is an edition to show meanwhile
FIRST_SECONDS = 60  # and where there is none
COMPUTING = ("duckdb", "pandas", "numpy", "pyarrow")  # libraries whose next version may compute something else
PLANS_HELD = 64  # plans of editions that a process remembers; some 10 kB each


@dataclass(frozen=True)
class Edition:
    """What one reader sees from first to last: the files of a pack as they were once. Two of one name are the same.

    folder: of the pack. files: the plan and the tables by the names of their files. problem: why it is not the newest.
    """

    folder: Path
    name: str
    files: dict[str, Path] = field(compare=False, hash=False)
    problem: NapError | None = field(default=None, compare=False, hash=False)

    @property
    def code(self) -> str:
        """The pack's code, which links carry."""
        return self.folder.name

    @property
    def plan(self) -> dict:
        """The contents of plan.toml, checked once and not to be changed; NapError where it says what cannot be."""
        return _read_plan(self.files[PLAN], self.name, self.code)

    @property
    def key(self) -> str:
        """Under which its facts are kept: the edition, the formulas, and the day where the plan names no last one."""
        return f"{self.name}-{formulas()}" if "data_until" in self.plan["plan"] else self.key_of_today

    @property
    def key_of_today(self) -> str:
        """Under which is kept what is judged by the day, whatever the plan says."""
        return f"{self.name}-{formulas()}-{today.today(self.plan).isoformat()}"


@lru_cache(maxsize=PLANS_HELD)
def _read_plan(path: Path, name: str, code: str) -> dict:
    return plan_file.read(path.parent, code)


@cache
def formulas() -> str:
    """Changes with everything that computes: this program's methods and SQL, and the libraries they rest on."""
    home = Path(nap.__file__).parent
    kinds = (".py", ".sql", ".toml", ".parquet")
    files = [path for room in ("methods", "pack") for path in (home / room).rglob("*") if path.suffix in kinds]
    files += [path for path in (home / "language").glob("*") if path.suffix in kinds]
    called = (file.head.by.rsplit(".", 1)[0] for file in facts.derived().values() if file.head.by)
    files += [home.parent / f"{module.replace('.', '/')}.py" for module in called]
    digest = hashlib.blake2b(digest_size=6)
    for library in COMPUTING:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    for path in sorted(set(files)):
        digest.update(f"{path.relative_to(home.parent).as_posix()}\n".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def current(folder: Path | str) -> Edition:
    """The edition of a pack that is shown now. Cheap where nothing changed; NapError where the folder is no pack.

    It is the one that was published, and where the working files are others than it holds, a new one made of them.
    While a writer is at work it is the one before.
    """
    folder = Path(folder)
    publish.recover(folder)
    files = publish.working_files(folder)
    if PLAN not in files:
        plan_file.read(folder)
    for where, code in _stores(folder):
        pointer = where.pointer(code)
        if not pointer or not (held := where.manifest(code, pointer.edition)):
            continue
        try:
            name = store.name_of_files(files, held)
        except OSError:  # a writer is moving them
            break
        if name == pointer.edition:
            return _edition(folder, where.fetch(code, name), list(held.files))
    return _take_in(folder)


def find(folder: Path | str, name: str) -> Edition:
    """An edition by its name or by how it begins; NapError where there is none, or more than one."""
    folder = Path(folder)
    found: dict[str, Store] = {}
    for where, code in _stores(folder):
        if name and where.holds(code, name) and (held := where.manifest(code, name)):
            return _edition(folder, where.fetch(code, name), list(held.files))
        found |= dict.fromkeys(where.editions(code), where)
    chosen = [each for each in found if name and each.startswith(name)]
    if len(chosen) == 1:
        where, code = found[chosen[0]], folder.resolve().name
        if held := where.manifest(code, chosen[0]):
            return _edition(folder, where.fetch(code, chosen[0]), list(held.files))
    raise NapError(
        N("{folder} has no edition {name}, or more than one whose name begins so."),
        N("Choose one of: {names}."),
        folder=folder.name,
        name=name,
        names=", ".join(reversed(found)) or "\N{EN DASH}",
    )


def published(folder: Path | str) -> Pointer | None:
    """What is published of a pack, and was before; None where nobody has opened or written it yet."""
    return next((found for where, code in _stores(Path(folder)) if (found := where.pointer(code))), None)


def made(folder: Path | str) -> list[store.Manifest]:
    """Every edition of a pack, the one made last is last."""
    found: dict[str, store.Manifest] = {}
    for where, code in _stores(Path(folder)):
        for name in where.editions(code):
            if held := where.manifest(code, name):
                found.setdefault(name, held)
    return sorted(found.values(), key=lambda each: (each.made, each.name))


def restore(folder: Path | str, name: str, by: str | None = None) -> Edition:
    """Publish an edition that was made before: the working files become its files, and the next import builds on them.

    What the working files hold now is an edition first, so that nothing is lost. NapError where its files were altered.
    """
    current(folder)
    chosen = find(folder, name)
    if wrong := problems(chosen, full=True):
        raise next(iter(wrong.values()))
    publish.restore(folder, chosen.name, chosen.files, by)
    return current(folder)


def problems(edition: Edition, full: bool = False) -> dict[str, NapError]:
    """What of an edition's files is not as it was made, by file. full: every file is read."""
    home = edition.files[PLAN].parent
    if home == edition.folder:
        return {}  # no edition could be made: these are the working files
    return {
        name: NapError(
            N("{file} of edition {edition} was altered after it was made, so it is shown no longer."),
            N("Delete the folder {folder} and open the pack again, or publish another edition."),
            file=f"{edition.code}/{name}",
            edition=edition.name,
            folder=f"{edition.code}/{store.EDITIONS}/{edition.name}",
        )
        for name in store.altered(home, full)
    }


def verify(folder: Path | str) -> list[NapError]:
    """What is wrong with the editions of a pack, every file of each read."""
    folder = Path(folder)
    found: list[NapError] = []
    for where, code in _stores(folder):
        for home in sorted((where.folder(code) / store.EDITIONS).glob(f"*/{store.MANIFEST}")):
            if not home.parent.name.startswith("."):
                found += problems(Edition(folder, home.parent.name, {PLAN: home.parent / PLAN}), full=True).values()
    return found


def _stores(folder: Path) -> list[tuple[Store, str]]:
    """Where editions of a pack may lie: in its folder, and in the user's cache where that cannot be written to."""
    real = folder.resolve()
    own = hashlib.blake2b(str(real).encode(), digest_size=8).hexdigest()
    beside, _ = Store.of(user_cache_path("nap-monitor") / f"packs-{own}" / real.name)
    here, _ = Store.of(real)
    return [(here, real.name), (beside, real.name)]


def _edition(folder: Path, home: Path, names: list[str], problem: NapError | None = None) -> Edition:
    return Edition(folder, home.name, {name: home / name for name in names}, problem)


def _take_in(folder: Path) -> Edition:
    """Make an edition of the working files and publish it; the one before where a writer is at work or no room is."""
    before = _published_edition(folder)
    here, code = _stores(folder)[0]
    reason = ""
    for where, _ in _stores(folder):
        try:
            where.folder(code).mkdir(parents=True, exist_ok=True, mode=0o777 if where is here else 0o700)
            with publish.holding(where.folder(code), LOCK_SECONDS if before else FIRST_SECONDS):
                files = publish.working_files(folder)
                plan_file.read(files[PLAN].parent, folder.name)  # a plan that cannot be read is told, not published
                return _publish_files(folder, where, code, files)
        except Timeout:
            break
        except OSError as error:
            reason = error.strerror or str(error)
    if before and not reason:
        return before
    problem = NapError(
        N("No edition can be made of {folder}, for nothing can be written: {reason}."),
        N("Make room on the disk, or give the right to write to the folder of the pack."),
        folder=folder.name,
        reason=reason or "\N{EN DASH}",
    )
    if before:
        return Edition(before.folder, before.name, before.files, problem)
    files = publish.working_files(folder)
    return Edition(folder, store.name_of_files(files), files, problem)


def _publish_files(folder: Path, where: Store, code: str, files: dict[str, Path]) -> Edition:
    pointer = where.pointer(code)
    name = store.name_of_files(files)
    if not where.manifest(code, name):
        name = where.add(code, files, "", BY_HAND)
    if not pointer or pointer.edition != name:
        before = pointer.edition if pointer else None
        where.put_pointer(code, moved_pointer(pointer, name, "", BY_HAND), before)
    return _edition(folder, where.fetch(code, name), sorted(files))


def _published_edition(folder: Path) -> Edition | None:
    for where, code in _stores(folder):
        pointer = where.pointer(code)
        if pointer and (held := where.manifest(code, pointer.edition)):
            return _edition(folder, where.fetch(code, pointer.edition), list(held.files))
    return None
