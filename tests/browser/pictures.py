"""Take the pictures of the README: `python tests/browser/pictures.py`, on the demonstration pack, into pictures/."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from visitor import ROOT, Visitor, find_browser, launch, running

FOLDER = Path(__file__).parent / "pictures"
PICTURES = {  # file -> link
    "overview-en.png": "/?lang=en",
    "targets-fr.png": "/targets?lang=fr",
    "sites-en.png": "/sites?lang=en",
    "contaminated-fr.png": "/contaminated?lang=fr",
}


def main() -> int:
    """Write every picture; the exit code is 1 where no browser is found."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, running(ROOT / "data") as (address, _):
        executable = find_browser(playwright)
        if executable is None:
            print("No Chromium or Chrome found.", file=sys.stderr)
            return 1
        browser = launch(playwright, executable)
        for name, link in PICTURES.items():
            visitor = Visitor(browser, address, size=(1280, 860))
            visitor.open(link)
            visitor.wait_idle()
            visitor.page.wait_for_timeout(3000)  # charts end their first movement
            visitor.page.screenshot(path=FOLDER / name)
            visitor.close()
            print(f"{FOLDER.name}/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
