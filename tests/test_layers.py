"""The architecture, read from the imports: SQL computes, Python draws, Streamlit shows; no arrow points back."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from nap.pack import facts, indicator, masks
from nap.pack.pack import STATED, Pack
from nap.topics import menu, query

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
# Derived tables that may be computed from exact coordinates, with the reason; none has a coordinate itself.
EXACT = {
    "site_cluster": "distances between sites that are free to show; the protected are left out",
    "sample_offset": "metres from the middle of a contaminated site, which tell nothing of where that one lies",
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


# --- coordinates --------------------------------------------------------------------------------------------------


def without_rows(con, name: str, columns: str = "*") -> None:
    """Put an empty table in place of a view. columns: the columns it keeps, in SQL."""
    con.execute(f"create table held as select {columns} from {name} limit 0")
    con.execute(f"drop view {name}")
    con.execute(f"create table {name} as from held")
    con.execute("drop table held")


@pytest.fixture(scope="module")
def seeing_and_blind(demo_folder) -> list:
    """Two databases of the same pack; in the second no table has coordinates, but those in which places are masked."""
    found = []
    for columns in ("*", "* exclude (lon, lat)"):
        con = Pack.open(demo_folder)._connection.cursor()
        offsets = [name for name in EXACT if not facts.derived()[name].head.kept]
        for name in [*(f"{masks.SCHEMA}.{name}" for name in masks.files()), *offsets]:
            without_rows(con, name)
        for name in masks.files():
            for schema in ("main", STATED):
                without_rows(con, f"{schema}.{name}", columns)
        found.append(con)
    return found


def columns_of(con, file) -> list[str]:
    """The columns that a file of SQL answers."""
    given = {name: dt.date(2023, 12, 31) if name == "as_of" else None for name in file.parameters}
    return [column[0] for column in con.execute(f"from ({file.sql}) limit 0", given).description]


QUERIES = [query.get(path.stem) for path in sorted(query.FOLDER.glob("*.sql"))]
DERIVED = [file for name, file in facts.derived().items() if name not in EXACT]


@pytest.mark.parametrize("file", [*QUERIES, *DERIVED], ids=lambda file: file.name)
def test_no_query_and_no_derived_table_reads_an_exact_coordinate(seeing_and_blind, file):
    """One that names it could not be answered without; one that takes every column would have fewer."""
    seeing, blind = seeing_and_blind
    assert columns_of(seeing, file) == columns_of(blind, file)


@pytest.mark.parametrize("id", indicator.indicators())
def test_no_indicator_reads_an_exact_coordinate(seeing_and_blind, id):
    seeing_and_blind[1].execute(f"from ({indicator.get(id).sql}) limit 0")


def test_derived_tables_hold_no_coordinate(seeing_and_blind):
    for file in facts.derived().values():
        names = [row[0] for row in seeing_and_blind[0].execute(f"describe {file.name}").fetchall()]
        assert not {"lon", "lat"} & set(names), file.name


def test_every_file_that_masks_places_is_known_by_its_table():
    assert {path.stem for path in masks.FOLDER.glob("*.sql")} == set(masks.files())
