"""The architecture, read from the imports: SQL computes, Python draws, Streamlit shows; no arrow points back."""

import ast
from pathlib import Path

import pytest

from nap.pack import facts
from nap.topics import menu

ROOT = Path(__file__).parent.parent
LIBRARY = sorted((ROOT / "nap").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
# The rooms of nap/, lower to higher; those on one line stand side by side. A file imports its own room and lower ones.
ROOMS = (
    {"language"},
    {"methods"},
    {"pack"},
    {"intake", "figures"},
    {"topics"},
    {"reports"},
    {"web", "commands"},
)
FLOORS = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
OWNERS = {  # library -> the rooms that may use it
    "streamlit": {"web"},
    "duckdb": {"pack", "intake"},
    "plotly": {"figures"},
    "pydeck": {"figures"},
}
IN_ROOMS = [path for path in LIBRARY if path.relative_to(ROOT / "nap").parts[0] in FLOORS]


def imported(path: Path) -> set[str]:
    """Top-level modules and `nap.x` modules that a file imports, wherever in the file, also from inside its package."""
    found = set()
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found | {name.split(".")[0] for name in found}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "nap").parts[0]


@pytest.mark.parametrize("path", IN_ROOMS, ids=name_of)
def test_a_file_imports_its_own_room_and_lower_ones_alone(path):
    own = room_of(path)
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith("nap.")} & set(FLOORS)
    assert not [room for room in rooms if room != own and FLOORS[room] >= FLOORS[own]]


def test_every_folder_of_the_package_is_a_room():
    folders = {path.name for path in (ROOT / "nap").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(FLOORS)


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_each_large_library_has_its_rooms(path):
    used = imported(path) & set(OWNERS)
    assert not [library for library in used if room_of(path) not in OWNERS[library]]


TOPICS = [path for path in sorted((ROOT / "nap" / "topics").glob("*.py")) if path.stem != "rows"]


@pytest.mark.parametrize("path", TOPICS, ids=name_of)
def test_a_topic_asks_rows_and_opens_no_pack(path):
    assert not imported(path) & {"nap.pack.pack", "nap.pack.publish"}


def test_what_a_derived_table_calls_stands_in_methods():
    called = [file.head.by for file in facts.derived().values() if file.head.by]
    assert called
    assert all(name.startswith("nap.methods.") for name in called)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_imports_nap_alone(path):
    outside = {name.split(".")[0] for name in imported(path)} - {"nap", "streamlit"}
    assert not outside


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_opens_with_its_question(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)).splitlines()[0].endswith("?")


@pytest.mark.parametrize("path", [p for p in LIBRARY if p.stem != "duck"], ids=lambda p: p.stem)
def test_every_connection_is_one_that_never_reaches_for_the_network(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [node.lineno for node in calls if ast.unparse(node.func) == "duckdb.connect"]


def test_every_page_stands_in_the_menu_and_every_entry_has_its_file():
    listed = [name for entries in menu.PAGES.values() for name, _ in entries]
    assert sorted(listed) == sorted(path.stem for path in PAGES)


def test_no_python_file_opens_with_nothing_said():
    silent = [p for p in LIBRARY if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert not silent
