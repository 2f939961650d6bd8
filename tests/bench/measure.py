"""Prints figures of a running dashboard as Markdown: the wire, the speed, the memory. Never a test, never timed by one.

python tests/bench/measure.py                     the demonstration pack, every page on a slow line too
python tests/bench/measure.py --load              100,000 sites, made in a temporary folder
python tests/bench/measure.py --pack FOLDER       a pack of yours
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(Path(__file__).parent)]

import in_pandas  # noqa: E402
import psutil  # noqa: E402
import streamlit  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from visitor import Visitor, find_browser, launch, running  # noqa: E402

from nap.pack.edition_cache import KEPT_FOLDER  # noqa: E402
from nap.pack.pack import Pack  # noqa: E402
from nap.topics import menu  # noqa: E402
from nap.web.serving import CompressedAssets  # noqa: E402

SLOW_KBPS = 1000
LEAD = '[data-testid="stMain"] .nap-lead'
PAGES = {name: label for entries in menu.PAGES.values() for name, label in entries}
ROUNDS = 3
OPEN = """
import sys, time
from nap.pack.pack import Pack
start = time.perf_counter()
Pack.open(sys.argv[1])
print(time.perf_counter() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, help="folder of a pack (usual: data/demo)")
    parser.add_argument("--load", action="store_true", help="make and use a pack of 100,000 sites")
    parser.add_argument("--no-wire", action="store_true", help="leave out the slow line")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        if asked.load:
            progress("making the pack of 100,000 sites")
            subprocess.run([sys.executable, "-m", "nap", "demo", pack, "--sites", "100000"], cwd=ROOT, check=True)
        else:
            own = asked.pack or ROOT / "data" / "demo"
            shutil.copytree(own, pack, ignore=shutil.ignore_patterns(KEPT_FOLDER))
        table(("the pack", "figure"), opening(pack) + facts_beside_pandas(pack))
        with sync_playwright() as playwright:
            browser = launch(playwright, find_browser(playwright))
            table(("changes, all scripts in the browser's cache", "figure"), changes(browser, pack))
            if not asked.load and not asked.no_wire:
                prepare_assets()
                columns = ("page opened cold", "over the wire, kB", "data, kB", "complete, s", "sentence readable, s")
                table(columns, slow_line(browser, pack))


def opening(pack: Path) -> list[tuple]:
    """Seconds to open the pack in a fresh process, first with nothing computed, then again."""
    rows = []
    for when in ("first", "again"):
        progress(f"opening the pack, {when}")
        ran = subprocess.run([sys.executable, "-c", OPEN, pack], cwd=ROOT, check=True, capture_output=True, text=True)
        rows.append((f"opening, {when}", f"{float(ran.stdout):.2f} s"))
    return rows


def facts_beside_pandas(pack: Path) -> list[tuple]:
    """The same indicators from the same Parquet files with our SQL and with pandas; the better of two runs each."""
    progress("facts in SQL and in pandas")
    opened = Pack.open(pack)
    ours, ours_s = best_of_two(lambda: in_pandas.with_sql(opened))
    theirs, theirs_s = best_of_two(lambda: in_pandas.with_pandas(opened))
    same, values = in_pandas.agreement(ours, theirs)
    return [
        (f"{len(in_pandas.INDICATORS)} indicators, {values:,} values, in SQL", f"{ours_s:.2f} s"),
        ("the same in pandas", f"{theirs_s:.2f} s"),
        ("pandas takes", f"{theirs_s / ours_s:.1f} times as long"),
        ("values that agree", f"{100 * same / values:.2f} %"),
    ]


def best_of_two(work) -> tuple:
    """What `work` returns, and the shorter of the two times in seconds."""
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return result, min(seconds)


def changes(browser: Browser, pack: Path) -> list[tuple]:
    """Medians over every page of a change of page and of place, and the server's memory after all of them."""
    with visit(browser, pack) as (visitor, server):
        visitor.open("/?lang=en")
        for label in PAGES.values():
            change_page(visitor, label)
        page_s = [change_page(visitor, label) for _ in range(ROUNDS) for label in PAGES.values()]
        place_s = []
        for label in PAGES.values():
            change_page(visitor, label)
            place_s += [change_place(visitor, index) for index in (1, 2, 0)]
        memory = server.memory_info().rss + sum(child.memory_info().rss for child in server.children(recursive=True))
    return [
        ("change of page, median", f"{statistics.median(page_s):.2f} s"),
        ("change of page, slowest", f"{max(page_s):.2f} s"),
        ("change of place, median", f"{statistics.median(place_s):.2f} s"),
        ("change of place, slowest", f"{max(place_s):.2f} s"),
        ("server's memory", f"{memory / 1e6:.0f} MB"),
    ]


def change_page(visitor: Visitor, label: str) -> float:
    """Seconds from the click in the menu until all is drawn."""
    progress(f"to {label}")
    link = visitor.page.locator('[data-testid="stSidebarNavLink"]', has_text=label)
    start = time.perf_counter()
    link.click()
    return visitor.wait_idle(start)


def change_place(visitor: Visitor, index: int) -> float:
    """Seconds from the click on the place at `index` of the list until all is drawn."""
    visitor.page.get_by_role("combobox", name="Place", exact=True).click()
    option = visitor.page.get_by_role("option").nth(index)
    option.wait_for()
    start = time.perf_counter()
    option.click()
    return visitor.wait_idle(start)


def slow_line(browser: Browser, pack: Path) -> list[tuple]:
    """Every page opened by its link with an empty browser at 1 Mbit/s and 150 ms."""
    rows = []
    for name, label in PAGES.items():
        progress(f"{label} on a slow line")
        with visit(browser, pack, kbps=SLOW_KBPS) as (visitor, _):
            start = time.perf_counter()
            visitor.open("/" if name == next(iter(PAGES)) else f"/{name}", wait=False)
            visitor.page.wait_for_selector(LEAD, timeout=180_000)
            readable = time.perf_counter() - start
            complete = visitor.wait_idle(start, patience_s=180)
            wire, data = visitor.wire_bytes, visitor.socket_bytes
            rows.append((label, f"{wire / 1e3:.0f}", f"{data / 1e3:.0f}", f"{complete:.1f}", f"{readable:.1f}"))
    return rows


@contextmanager
def visit(browser: Browser, pack: Path, kbps: float | None = None) -> Iterator[tuple[Visitor, psutil.Process]]:
    """A fresh server that has answered one reader, and another reader with an empty browser."""
    with running(pack.parent) as (address, process):
        first = Visitor(browser, address)
        first.open("/")
        first.close()
        visitor = Visitor(browser, address, kbps=kbps)
        yield visitor, psutil.Process(process.pid)
        visitor.close()


def prepare_assets() -> None:
    """Compress the frontend as a server that has run for a minute has."""
    progress("compressing the frontend")
    CompressedAssets(Path(streamlit.__file__).parent / "static", streamlit.__version__).prepare()


def progress(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def table(columns: tuple[str, ...], rows: list[tuple]) -> None:
    for row in (columns, ("---",) * len(columns), *rows):
        print("| " + " | ".join(row) + " |")
    print(flush=True)


if __name__ == "__main__":
    main()
