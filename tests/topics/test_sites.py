"""The page of sites as blocks: what a link chooses, the site it opens, and what an empty plan says."""

import shutil

import pytest
from page_blocks import by_id

from nap.figures import maps
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics.rows import Rows

EN = Words("en")
CELL = maps.cell_of(None)


@pytest.fixture(scope="module")
def data(demo_folder) -> Rows:
    return Rows(Pack.open(demo_folder), EN)


def page(data: Rows, **link) -> dict:
    return by_id("sites", data, **link)


def test_the_answers_in_a_link_narrow_the_sentence_the_map_and_the_list(data):
    every, narrowed = page(data), page(data, site_mercury="yes", colour="status")
    assert "with these answers" in narrowed["mercury"].text
    assert "with these answers" not in every["mercury"].text
    assert 0 < narrowed["sites"].n < every["sites"].n
    assert set(narrowed["site-list"].rows[EN.t("Mercury")]) == {EN.t("Mercury seen")}
    drawn = narrowed["sites"].draw(palette(), 600)
    assert drawn.title == EN.t(maps.MEANINGS["status"].label)
    assert narrowed["sites-file"].params["mercury"] == "yes"


def test_a_link_to_a_site_opens_it_beside_the_map_with_the_list_below(data):
    code = data.pack.rows("select site_code from site_visit group by 1 order by count(*) desc, 1")[0]["site_code"]
    visits = data.pack.rows("select count(*) as n from site_visit where site_code = $code", code=code)[0]["n"]
    blocks = list(page(data, site=code))
    assert "site" not in page(data)
    assert blocks.index("sites") < blocks.index("site") < blocks.index("visits") < blocks.index("site-list")
    opened = page(data, site=code)
    assert len(opened["visits"].rows) == visits == opened["visits"].n
    assert opened["site-list"].choice == "site" and code in opened["site-list"].codes
    assert code in opened["site"].about


def test_a_cell_in_a_link_shows_what_lies_in_it(data):
    rows = data.rows("sites_on_map", most=10**9, colour="mercury", mercury=None, practice=None, status=None, **CELL)
    one = rows[rows["lon"].notna()].iloc[0]
    shown = page(data, cell=maps.cell_code(one["lon"] - 0.25, one["lat"] - 0.25, 0.5))
    assert EN.t("The chosen cell") in shown["mercury"].text
    assert one["site_code"] in shown["site-list"].codes
    assert 0 < len(shown["site-list"].codes) < len(rows)


def test_a_choice_no_site_fits_says_so_and_draws_no_list(data):
    code = data.pack.rows("select place_code from place where level = 2 order by 1")[0]["place_code"]
    lonely = Rows(data.pack, EN, code, (2015, 2015))
    shown = page(lonely, site_mercury="yes", site_status="abandoned", site_practice="has_whole_ore_amalgamation")
    assert shown["sites"].n == 0
    assert "no site has these answers" in shown["mercury"].text and "site-list" not in shown


def test_a_plan_without_sites_says_what_is_missing(tmp_path, demo_folder):
    shutil.copy(demo_folder / "plan.toml", tmp_path)
    shown = page(Rows(Pack.open(tmp_path), EN))
    assert list(shown) == ["no-sites"] and shown["no-sites"].tables == ("site",)
