"""What many tests need: the demonstration pack, the real files others wrote, and a real pack built from them."""

import atexit
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

# A machine that is busy is no fault of the code: no example has a deadline, and making one may take its time.
settings.register_profile("whole", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# `nox -s quick` asks for this one: fewer examples wherever a test does not say itself how many it needs.
settings.register_profile("quick", settings.get_profile("whole"), max_examples=30)
settings.load_profile("whole")


@atexit.register
def _end_quietly() -> None:
    """Let nothing be written to standard error once Python has ended what tests, fixtures and libraries asked it to.

    DuckDB 2.0.0 ends a long session with pages on leaked instances: they are the 27 types that its own module
    duckdb.sqltypes holds (no connection of ours among them), and collecting garbage first changes nothing.
    Registered before anything else, so this runs last: what other handlers write is still seen. Try again without it
    when duckdb is raised.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real public files beside the checkout; without them the tests that read them have nothing to test."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside the checkout: real files not tested")
    return folder


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """The demonstration pack as it ships. Read only."""
    return ROOT / "data" / "demo"


@pytest.fixture(scope="session")
def real_folder(shared_data, tmp_path_factory) -> Path:
    """Eastern DR Congo: IPIS site visits and the published budget of the plan, imported as the README says. Read only.

    Imported and opened once in a run of tests, by the first of its processes that asks; the others wait for it.
    """
    from nap.intake import importing
    from nap.pack.pack import Pack

    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the folder that the processes of this run share
    home, making = base / "real_packs", base / "real_packs_unfinished"
    with FileLock(base / "real_packs.lock"):
        if not home.exists():
            shutil.rmtree(making, ignore_errors=True)
            importing.run("ipis", next((shared_data / "ipis_drc").glob("*.csv")), making / "cod")
            budgets = shared_data / "nap_budgets" / "NAP_budgets.csv"
            importing.run("nap-budgets", budgets, making / "cod", {"country": "Democratic Republic of Congo"})
            making.rename(home)
            Pack.open(home / "cod")
    return home / "cod"


def pytest_terminal_summary(terminalreporter) -> None:
    """One loud line per reason why tests did not run, however many tests it touched."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"{tests} tests: {reason}", red=True, bold=True)
