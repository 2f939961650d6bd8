"""The overview as blocks: the sentence that matters, a card per indicator, and the next dates."""

import pytest
import tiny_pack
from page_blocks import by_id

from nap.language.texts import NO_VALUE, Words
from nap.pack.pack import Pack
from nap.topics import menu, overview
from nap.topics.rows import Rows

EN = Words("en")


@pytest.fixture(scope="module")
def demo(demo_folder) -> Rows:
    return Rows(Pack.open(demo_folder), EN)


def test_every_headline_is_a_card_that_leads_to_its_page(demo):
    page = by_id("overview", demo)
    assert len(page["headlines"].cards) == len(overview.HEADLINES)
    assert {card.page for card in page["headlines"].cards} <= set(menu.names())
    assert all(card.value != NO_VALUE for card in page["headlines"].cards)
    assert list(page)[:2] == ["mercury", "plan"] and page["mercury"].text and page["plan"].text


def test_the_calendar_names_the_days_left_and_the_rule(demo):
    table = by_id("overview", demo)["deadlines"]
    assert table.headings == ["When", "What", "Time left", "Rule"] and table.rows
    assert all(all(cell for cell in row) for row in table.rows)


def test_a_plan_without_figures_or_dates_shows_dashes_and_the_reports_alone(tmp_path):
    page = by_id("overview", Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {})), EN))
    assert {card.value for card in page["headlines"].cards} == {NO_VALUE}
    assert {row[1] for row in page["deadlines"].rows} == {"Full national report", "Short national report"}


def test_where_an_indicator_is_not_known_its_stand_in_says_so(demo):
    facts = demo.rows("headlines", ids=list(overview.PAGES))
    known = facts[facts["indicator"] != "hg_use_t"]
    assert overview.first_known(known, "hg_use_t", "mercury_sites_pct") == "mercury_sites_pct"
    assert overview.headline_card(known, "mercury_sites_pct", "hg_use_t", {}, EN).note.startswith("Not known: ")
