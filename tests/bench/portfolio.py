"""Prints how long the portfolio of many plans takes: first opening, a fresh server after it, the page drawn again.

python tests/bench/portfolio.py NAP_budgets.csv      16 published plans, imported into a temporary folder
python tests/bench/portfolio.py FOLDER               a folder of packs of yours (what is kept beside them is used)
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from streamlit.testing.v1 import AppTest  # noqa: E402

from nap.intake import importing  # noqa: E402
from nap.pack import editions  # noqa: E402
from nap.pack.store import Store  # noqa: E402
from nap.topics import portfolio  # noqa: E402

ROUNDS = 5


def read(home: Path) -> float:
    """Seconds to get the summary of every pack in the folder."""
    start = time.perf_counter()
    store = Store(home)
    for folder in map(store.folder, store.packs()):
        portfolio.read(folder, editions.current(folder).name)
    return time.perf_counter() - start


def drawn(home: Path) -> float:
    """Seconds to draw the page again, as the median of a few times: the script alone, without the browser."""
    os.environ["NAP_PACKS"] = str(home)
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=120)
    app.run()
    app.switch_page("../../pages/portfolio.py").run()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        app.run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    given = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        home = given
        if given.is_file():
            home = Path(scratch)
            start = time.perf_counter()
            count = sum(1 for _ in importing.run_all("nap-budgets", given, home))
            print(f"| {count} packs imported | {time.perf_counter() - start:.2f} s |")
        print(f"| {len(Store(home).packs())} summaries, first opening | {read(home):.2f} s |")
        print(f"| summaries, nothing in memory | {read(home):.2f} s |")
        print(f"| page drawn again | {drawn(home):.2f} s |")


if __name__ == "__main__":
    main()
