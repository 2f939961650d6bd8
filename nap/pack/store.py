"""Where packs are stored, their editions, and what is published: folders of this machine.

    <home>/<pack>/plan.toml, <table>.parquet    the working files: what an import writes and people fill by hand
    <home>/<pack>/editions/<name>/              an edition: the same files as they were once, and its manifest
    <home>/<pack>/published.json                the pointer: which edition is shown, and which were before

Lives here: listing, reading and writing these, the name of an edition, and whether its files are as they were. Does
not: decide what is published (editions.py) or change the working files (publish.py). A store of another kind (object
storage) is another class with the methods of `Store`.

An edition shares the files that did not change with the edition before (hard links). It never shares one with the
working files: a program that rewrites a working file in place, as pandas does, would rewrite the edition too.
"""

import datetime as dt
import errno
import getpass
import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import contract, today

PLAN = "plan.toml"
EDITIONS = "editions"
MANIFEST = "edition.json"
POINTER = "published.json"
NAME_BYTES = 8  # of a hash: 16 letters, and editions of one pack never share a name by chance
LOG_ENTRIES = 500  # publications a pointer remembers, some 150 bytes each
SETTLED_SECONDS = 0.05  # longer than the steps in which file systems count time (ext4: 4 ms)
HASHED_FILES = 20_000  # files whose hash is remembered by a process; 200 bytes each


@dataclass(frozen=True)
class Manifest:
    """What an edition is: its files with hash, size and time of change; when it was made, by whom, from what.

    what: {"command": import, publish, demo or hand, and what this command says of itself}.
    """

    name: str
    made: str
    by: str
    what: dict
    files: dict[str, dict]


@dataclass(frozen=True)
class Pointer:
    """Which edition is published, and every publication so far: edition, at (UTC), by, what; the latest is last."""

    edition: str
    log: tuple[dict, ...] = field(default=())

    def text(self) -> str:
        """The pointer as its file holds it."""
        return json.dumps({"edition": self.edition, "log": list(self.log)}, ensure_ascii=False, indent=1)


class Store:
    """The packs below one folder. A pack is named by its code, the name of its own folder."""

    def __init__(self, home: Path | str) -> None:
        home = Path(home)
        self._only = home.name if (home / PLAN).exists() else None  # the folder named is itself a pack
        self.home = home.parent if self._only else home

    @classmethod
    def of(cls, folder: Path | str) -> "tuple[Store, str]":
        """The store a pack's own folder lies in, and the pack's code."""
        folder = Path(folder)
        folder = folder if folder.name else folder.resolve()
        store = cls.__new__(cls)
        store.home, store._only = folder.parent, folder.name
        return store, folder.name

    def packs(self) -> list[str]:
        """Codes of the packs, by name."""
        if self._only:
            return [self._only]
        return sorted(path.parent.name for path in self.home.glob(f"*/{PLAN}"))

    def folder(self, code: str) -> Path:
        """The folder of a pack, where its working files lie."""
        return self.home / code

    def pointer(self, code: str) -> Pointer | None:
        """What is published; None where nothing is, or where nobody can tell."""
        try:
            said = json.loads((self.folder(code) / POINTER).read_text(encoding="utf-8"))
            return Pointer(str(said["edition"]), tuple(said["log"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put_pointer(self, code: str, pointer: Pointer, expected: str | None) -> None:
        """Move the pointer in one step; NapError where another edition than `expected` has been published meanwhile.

        Only by who holds the pack for writing.
        """
        now_there = self.pointer(code)
        if (now_there.edition if now_there else None) != expected:
            raise NapError(
                N("Another edition of {folder} was published meanwhile."),
                N("Look at it, then try again."),
                folder=code,
            )
        beside = self.folder(code) / f".{POINTER}.{os.getpid()}.{threading.get_ident()}"
        try:
            beside.write_text(pointer.text(), encoding="utf-8")
            flush(beside)
            beside.replace(self.folder(code) / POINTER)
        finally:
            beside.unlink(missing_ok=True)

    def editions(self, code: str) -> list[str]:
        """Names of the editions there are, the one made last is last."""
        found = (path.parent.name for path in (self.folder(code) / EDITIONS).glob(f"*/{MANIFEST}"))
        manifests = [m for name in found if not name.startswith(".") and (m := self.manifest(code, name))]
        return [each.name for each in sorted(manifests, key=lambda each: (each.made, each.name))]

    def manifest(self, code: str, name: str) -> Manifest | None:
        """What an edition is made of; None where there is none of that name, or nobody can tell."""
        return read_manifest(self.fetch(code, name))

    def holds(self, code: str, name: str) -> bool:
        """Whether there is an edition of that name."""
        return (self.fetch(code, name) / MANIFEST).exists()

    def fetch(self, code: str, name: str) -> Path:
        """The folder of this machine that holds an edition's files."""
        return self.folder(code) / EDITIONS / name

    def add(self, code: str, files: Mapping[str, Path], by: str, what: dict) -> str:
        """Make an edition of these files, and return its name. Nothing is published by it.

        An edition of these contents that is there already stays, unless its files were altered: then it is made anew.
        """
        home = self.folder(code) / EDITIONS
        home.mkdir(exist_ok=True)
        beside = home / f".new-{os.getpid()}-{threading.get_ident()}"
        pointer = self.pointer(code)
        base = self.fetch(code, pointer.edition) if pointer else None
        try:
            name = write_edition(beside, files, base, by, what)
            target = home / name
            if target.exists() and altered(target):
                shutil.rmtree(target)
            if not target.exists():
                beside.replace(target)
                flush(home)
            return name
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def moved_pointer(before: Pointer | None, edition: str, by: str, what: dict) -> Pointer:
    """The pointer after one more publication; the first one where there was none."""
    log = before.log if before else ()
    return Pointer(edition, (*log, {"edition": edition, "at": now(), "by": by, "what": what})[-LOG_ENTRIES:])


def now() -> str:
    """This moment, in UTC, to the second."""
    return today.now(dt.UTC).replace(microsecond=0).isoformat()


def user() -> str:
    """Who works at this machine, as the system knows them; empty where it does not."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def file_names() -> list[str]:
    """Every file an edition may hold: the plan, and one per promised table."""
    return [PLAN, *(f"{name}.parquet" for name in contract.tables())]


def edition_name(hashes: Mapping[str, str]) -> str:
    """The name of an edition: a hash over the names and the hashes of its files, the same on every machine."""
    lines = "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes))
    return hashlib.blake2b(lines.encode(), digest_size=NAME_BYTES).hexdigest()


def name_of_files(files: Mapping[str, Path], known: Manifest | None = None) -> str:
    """The name an edition of these files has. known: an edition they may be copies of, which spares reading them."""
    said = known.files if known else {}
    hashes = {}
    for name, path in files.items():
        stat, its = path.stat(), said.get(name)
        if its and (its["size"], its["mtime_ns"]) == (stat.st_size, stat.st_mtime_ns):
            hashes[name] = its["hash"]
        else:
            hashes[name] = content_hash(path, stat)
    return edition_name(hashes)


_hashes: dict[tuple, tuple] = {}


def content_hash(path: Path, stat: os.stat_result | None = None) -> str:
    """The hash of a file's contents, read once as long as the file does not change; line ends of texts do not count."""
    stat = stat or path.stat()
    key, seen = (stat.st_dev, stat.st_ino), (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    if stat.st_ino and (kept := _hashes.get(key)) and kept[0] == seen:
        return kept[1]
    if abs(time.time() - stat.st_mtime) < SETTLED_SECONDS:
        time.sleep(SETTLED_SECONDS)  # what is written after we have read then has another time of change
    if path.suffix == ".parquet":
        with path.open("rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    else:
        found = hashlib.blake2b(path.read_bytes().replace(b"\r\n", b"\n"), digest_size=16).hexdigest()
    if len(_hashes) > HASHED_FILES:
        _hashes.clear()
    _hashes[key] = (seen, found)
    return found


def read_manifest(edition: Path) -> Manifest | None:
    """The manifest in the folder of an edition; None where there is none, or where it does not give its own name."""
    try:
        said = Manifest(**json.loads((edition / MANIFEST).read_text(encoding="utf-8")))
        named = edition_name({name: each["hash"] for name, each in said.files.items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return said if said.name == named else None


def altered(edition: Path, full: bool = False) -> list[str]:
    """Names of the files of an edition that are not as they were when it was made; the manifest itself may be one.

    A file is read where its size or its time of change is another than the manifest says; all are with `full`.
    """
    manifest = read_manifest(edition)
    if manifest is None or manifest.name != edition.name:
        return [MANIFEST]
    found = []
    for name, its in manifest.files.items():
        try:
            stat = (edition / name).stat()
            is_same = (stat.st_size, stat.st_mtime_ns) == (its["size"], its["mtime_ns"])
            if (full or not is_same) and content_hash(edition / name, stat) != its["hash"]:
                found.append(name)
        except OSError:
            found.append(name)
    return found


def write_edition(target: Path, files: Mapping[str, Path], base: Path | None, by: str, what: dict) -> str:
    """Write the folder of an edition and return its name. base: an edition to share unchanged files with."""
    target.mkdir(parents=True)
    before = read_manifest(base) if base else None
    entries: dict[str, dict] = {}
    for name in sorted(files):
        its = before.files.get(name) if before else None
        is_same = its is not None and its["hash"] == content_hash(files[name])
        if not (base and is_same and _link(base / name, target / name)):
            _copy(files[name], target / name)
        stat = (target / name).stat()
        entries[name] = {
            "hash": content_hash(target / name),
            "size": stat.st_size,
            "mtime_ns": stat.st_mtime_ns,
        }
    name = edition_name({name: each["hash"] for name, each in entries.items()})
    manifest = Manifest(name, now(), by, what, entries)
    (target / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    flush(target / MANIFEST)
    flush(target)
    return name


def _link(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except OSError:
        return False  # another file system, or one without hard links
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy a file with its time of change, by which a working file is known to be this copy without reading it."""
    stat = source.stat()
    shutil.copyfile(source, target)
    os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    flush(target)


def flush(path: Path) -> None:
    """Ask the system to put a file (or, where it can, a folder) on disk, so that a power cut cannot undo it."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_full(error: Exception) -> bool:
    """Whether an error says that the disk is full."""
    full = (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "errno", None) in full or "No space left on device" in str(error)
