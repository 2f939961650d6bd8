"""Fixtures of the browser tests.

Where no browser is found the tests of this folder are skipped, with one loud line in the summary;
REQUIRE_BROWSER=1 makes that a failure.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from visitor import PATIENCE_S, ROOT, Visitor, find_browser, launch, running

NO_BROWSER = "NO CHROMIUM OR CHROME FOUND, THE BROWSER TESTS DID NOT RUN. Get one with: playwright install chromium"
HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE_S * 1000)  # a wait ends when it holds; only what never comes takes so long


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, before `-m "not browser"` chooses."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = find_browser(playwright)
        if executable is None:
            (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(NO_BROWSER)
        browser = launch(playwright, executable)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(browser: Browser) -> Iterator[Callable[[Path], str]]:
    """`serve(folder)` is the address of a server on the packs in `folder`; one per folder and session."""
    with ExitStack() as servers:
        addresses: dict[Path, str] = {}

        def serve(packs: Path) -> str:
            if packs not in addresses:
                addresses[packs], _ = servers.enter_context(running(packs))
            return addresses[packs]

        yield serve


@pytest.fixture(scope="session")
def dashboard(serve) -> str:
    """The address of the dashboard as it ships, on the demonstration pack."""
    return serve(ROOT / "data")


@pytest.fixture
def new_visitor(browser: Browser, dashboard: str) -> Iterator[Callable[..., Visitor]]:
    """`new_visitor(address=…, size=…, dark=…)` makes a visitor; the test fails on their complaints."""
    made: list[Visitor] = []

    def new_visitor(address: str = dashboard, **options) -> Visitor:
        made.append(Visitor(browser, address, **options))
        return made[-1]

    yield new_visitor
    for each in made:
        each.close()
    assert not "\n".join(filter(None, (each.complaints() for each in made)))


@pytest.fixture(scope="session")
def _returning(browser: Browser, dashboard: str) -> Iterator[dict[tuple, Visitor]]:
    """Visitors that stay from test to test, by what they were made with."""
    made: dict[tuple, Visitor] = {}
    yield made
    for each in made.values():
        each.close()


@pytest.fixture
def returning(browser: Browser, dashboard: str, _returning: dict[tuple, Visitor]) -> Iterator[Callable[..., Visitor]]:
    """As `new_visitor`, but a visitor who has been here before: the browser has the program already, and is faster."""
    used: list[Visitor] = []

    def returning(address: str = dashboard, **options) -> Visitor:
        key = (address, *sorted(options.items()))
        if key not in _returning:
            _returning[key] = Visitor(browser, address, **options)
        used.append(_returning[key])
        used[-1].forget()
        return used[-1]

    yield returning
    assert not "\n".join(filter(None, (each.complaints() for each in used)))


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor]) -> Visitor:
    """A visitor of the demonstration pack at 1440 x 900 px in the light theme."""
    return new_visitor()
