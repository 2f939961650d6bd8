"""What many tests need: the demonstration pack, the real files others wrote, and a real pack built from them."""

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


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
    """Eastern DR Congo: IPIS site visits and the published budget of the plan, imported as the README says."""
    from nap.intake import importing

    folder = tmp_path_factory.mktemp("packs") / "cod"
    importing.run("ipis", next((shared_data / "ipis_drc").glob("*.csv")), folder)
    budgets = shared_data / "nap_budgets" / "NAP_budgets.csv"
    importing.run("nap-budgets", budgets, folder, {"country": "Democratic Republic of Congo"})
    return folder


def pytest_terminal_summary(terminalreporter) -> None:
    """One loud line per reason why tests did not run, however many tests it touched."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"{tests} tests: {reason}", red=True, bold=True)
