"""The architecture, read from the imports: SQL computes, Python draws, Streamlit shows; no arrow points back."""

import ast
from pathlib import Path

import pytest

from nap.topics import menu

ROOT = Path(__file__).parent.parent
LIBRARY = sorted((ROOT / "nap").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
SHOWS = set((ROOT / "nap" / "web").rglob("*.py"))
DRAWS = set((ROOT / "nap" / "figures").glob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level modules and `nap.x` modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found | {name.split(".")[0] for name in found}


@pytest.mark.parametrize("path", [p for p in LIBRARY if p not in SHOWS], ids=lambda p: p.stem)
def test_only_the_frame_and_the_pages_import_streamlit(path):
    assert "streamlit" not in imported(path)


@pytest.mark.parametrize("path", sorted(DRAWS), ids=lambda p: p.stem)
def test_what_draws_does_not_fetch(path):
    assert not imported(path) & {"duckdb", "nap.pack.pack", "nap.web", "nap.pack.publish"}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_imports_nap_alone(path):
    outside = {name.split(".")[0] for name in imported(path)} - {"nap", "streamlit"}
    assert not outside


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_opens_with_its_question(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)).splitlines()[0].endswith("?")


@pytest.mark.parametrize("path", sorted((ROOT / "nap" / "methods").glob("*.py")), ids=lambda p: p.stem)
def test_methods_know_no_pack_and_no_drawing(path):
    assert not imported(path) & {"duckdb", "plotly", "nap.pack.pack", "nap.figures"}


@pytest.mark.parametrize("path", [p for p in LIBRARY if p.stem != "duck"], ids=lambda p: p.stem)
def test_every_connection_is_one_that_never_reaches_for_the_network(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [node.lineno for node in calls if ast.unparse(node.func) == "duckdb.connect"]


def test_importing_makes_no_files_to_take_away():
    paths = [*(ROOT / "nap" / "pack").rglob("*.py"), *(ROOT / "nap" / "intake").rglob("*.py")]
    assert not [path.name for path in paths if imported(path) & {"nap.reports", "nap.figures", "nap.topics"}]


def test_every_page_stands_in_the_menu_and_every_entry_has_its_file():
    listed = [name for entries in menu.PAGES.values() for name, _ in entries]
    assert sorted(listed) == sorted(path.stem for path in PAGES)


def test_no_python_file_opens_with_nothing_said():
    silent = [p for p in LIBRARY if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert not silent
