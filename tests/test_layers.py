"""The architecture, read from the imports: SQL computes, Python draws, Streamlit shows; no arrow points back."""

import ast
import datetime as dt
import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nap.pack import facts, indicator, masks
from nap.pack.pack import STATED, Pack
from nap.topics import menu, query

ROOT = Path(__file__).parent.parent
LIBRARY = sorted((ROOT / "nap").rglob("*.py"))
SHIPPED = [*LIBRARY, *sorted((ROOT / "pages").glob("*.py")), ROOT / "app.py"]
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


def test_one_file_opens_connections_to_the_database():
    """duck.py alone, so that no connection reaches for the network or reads a variable of Python as a table."""
    sources = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SHIPPED}
    opening = {path for path, tree in sources.items() for node in ast.walk(tree) if opens_database(node)}
    assert opening == {ROOT / "nap" / "pack" / "duck.py"}


def opens_database(node: ast.AST) -> bool:
    """Whether a node is duckdb.connect, or takes connect out of duckdb."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "duckdb" and any(alias.name in ("connect", "*") for alias in node.names)
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "duckdb.connect"


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


# --- one name for a page, its topic, its figures and its tests -------------------------------------------------------

SHARED_FIGURES = {
    "palette",
    "pieces",
    "maps",
    "paper",
    "lines",
    "bars",
    "supply",
}  # supply: of the pages mercury, balance and trade


@pytest.mark.parametrize("name", menu.names())
def test_a_topic_has_its_page_and_its_test(name):
    assert (ROOT / "nap" / "topics" / f"{name}.py").exists()
    assert (ROOT / "tests" / "topics" / f"test_{name}.py").exists()
    _, *body = ast.parse((ROOT / "pages" / f"{name}.py").read_text(encoding="utf-8")).body
    assert [ast.unparse(each) for each in body] == [
        f"from nap.topics import {name}",
        "from nap.web.browser import show",
        f"show({name})",
    ]


def test_figures_bear_the_name_of_a_topic_or_are_shared():
    names = {path.stem for path in (ROOT / "nap" / "figures").glob("*.py")} - {"__init__"}
    assert names - set(menu.names()) == SHARED_FIGURES


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_a_room_has_its_face(room):
    """One sentence, then the names others may use, each of them there; some 40 lines at most, and nothing loaded."""
    path = ROOT / "nap" / room / "__init__.py"
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    first = ast.get_docstring(tree).split("\n\n")[0]
    assert first.endswith(".") and first.count(". ") == 0
    assert len(text.splitlines()) <= 40
    named = [ast.literal_eval(node.value) for node in tree.body if ast.unparse(node).startswith("__all__ = ")]
    if room == "intake":  # its face is still a sentence
        return
    assert len(named) == 1 and 2 <= len(named[0]) <= 10
    face = importlib.import_module(f"nap.{room}")
    for name in named[0]:
        assert (path.parent / f"{name}.py").exists() or hasattr(face, name)


# --- nothing without a caller ----------------------------------------------------------------------------------------

REGISTERING = {"app.command"}  # decorators that call what they stand on: cyclopts
PROFILE = {"plan_import", "is_private", "packs"}  # what importing.py asks of a profile, as profiles/__init__.py says


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def names_in(tree: ast.AST) -> dict[str, str]:
    """What each imported name of a file stands for, in full."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def uses(tree: ast.AST, module: str, names: dict[str, str]) -> Iterator[str]:
    """Everything a tree refers to, in full where it is a name of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield names.get(node.id, f"{module}.{node.id}")
        elif isinstance(node, ast.Attribute):
            first, *rest = ast.unparse(node).split(".")
            yield ".".join([names.get(first, first), *rest])
            yield f".{node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield f".{node.value}"  # a property read by its name, such as the columns of a table


def is_registered(module: str, node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether something calls it that no file names: a decorator, the menu, importing, or a derived table."""
    if any(ast.unparse(each).split("(")[0] in REGISTERING for each in node.decorator_list):
        return True
    if module.startswith("nap.intake.profiles."):
        return node.name in PROFILE
    if module.removeprefix("nap.topics.") in menu.names():
        return node.name == "blocks"
    return f"{module}.{node.name}" in {file.head.by for file in facts.derived().values()}


def uncalled(sources: dict[str, str]) -> list[str]:
    """Public functions, classes and methods that nothing outside their own definition uses. sources: module -> code."""
    trees = {module: ast.parse(source) for module, source in sources.items()}
    imported_names = {module: names_in(tree) for module, tree in trees.items()}
    used = Counter(use for module, tree in trees.items() for use in uses(tree, module, imported_names[module]))
    found = []
    for module, tree in trees.items():
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            methods = [each for each in getattr(node, "body", []) if isinstance(node, ast.ClassDef)]
            own = [(f".{each.name}", each) for each in methods if isinstance(each, ast.FunctionDef)]
            if not is_registered(module, node):
                own.append((f"{module}.{node.name}", node))
            for name, each in own:
                inside = Counter(uses(each, module, imported_names[module]))
                if not each.name.startswith("_") and used[name] <= inside[name]:
                    found.append(f"{module}.{each.name}")
    return found


def test_everything_public_has_a_caller():
    assert not uncalled({module_of(path): path.read_text(encoding="utf-8") for path in SHIPPED})


def test_what_has_no_caller_is_found():
    sources = {
        "nap.a": "def used(): ...\ndef dead(): dead()\nclass C:\n    def run(self): ...\n    def idle(self): ...\n",
        "nap.b": "from nap import a\nfrom nap.a import C\na.used()\nC().run()\ndef dead(): ...\n_ = dead\n",
    }
    assert uncalled(sources) == ["nap.a.dead", "nap.a.idle"]
