"""What holds for every page: it opens by its link on a fresh server, in the reader's language."""

import pytest
from playwright.sync_api import expect
from visitor import ROOT, Visitor, running


def test_deep_link_works_on_a_fresh_server(browser):
    with running(ROOT / "data") as (address, _):
        visitor = Visitor(browser, address)
        page = visitor.open("/targets")
        expect(page.locator('[data-testid="stSidebarNavLink"][aria-current="page"]')).to_have_count(1)
        expect(page.locator("h1")).to_have_count(1)
        assert page.url.startswith(f"{address}/targets")
        assert not visitor.complaints()
        visitor.close()


@pytest.mark.parametrize(("link", "language"), [("/", "en"), ("/?lang=fr", "fr"), ("/?lang=xx", "en")])
def test_page_declares_the_language_of_the_link(visitor, link, language):
    page = visitor.open(link)
    assert page.evaluate("document.documentElement.lang") == language


def test_declared_language_follows_a_change_of_the_link(visitor):
    page = visitor.open("/")
    page.evaluate("history.pushState({}, '', '?lang=fr')")
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.evaluate("history.replaceState({}, '', '?lang=en')")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_policy_stops_what_a_name_or_note_could_smuggle_in(visitor):
    """The last line of defence: even markup that reached the page could neither run nor call out."""
    page = visitor.open("/")
    page.evaluate(
        """() => {
          const smuggled = document.createElement('div');
          smuggled.innerHTML =
            '<img src="x:" onerror="window.ran = 1"><img src="//outside.example/pixel.png">';
          document.body.append(smuggled);
        }"""
    )
    visitor.wait_until(
        lambda: any("outside.example" in each and "Content Security Policy" in each for each in visitor.errors)
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    visitor.errors.clear()
    visitor.outside.clear()
