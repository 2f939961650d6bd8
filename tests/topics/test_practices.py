"""Worst practices as blocks: the question in the link decides one picture, and no visit is said."""

import pytest
import tiny_pack
from page_blocks import by_id

from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import practices
from nap.topics.rows import Rows

EN = Words("en")


@pytest.fixture(scope="module")
def demo(demo_folder) -> Pack:
    return Pack.open(demo_folder)


def test_the_question_of_the_link_decides_the_picture_by_place_alone(demo):
    usual = by_id("practices", Rows(demo, EN))
    assert usual["places"].name == f"practice-{practices.ANY}"
    asked = by_id("practices", Rows(demo, EN), practice="retort_sites_pct")
    assert set(asked["places"].rows["indicator"]) == {"retort_sites_pct"}
    assert asked["places"].name == "practice-retort_sites_pct" and asked["places"].indicators == ("retort_sites_pct",)
    assert asked["places"].n == asked["places"].rows["n"].sum() != usual["places"].n
    for id in ("worst", "years", "answers", "all-places"):
        assert repr(asked[id]) == repr(usual[id])
    assert by_id("practices", Rows(demo, EN), practice="nonsense")["places"].name == usual["places"].name


def test_what_was_not_asked_stands_in_every_table(demo):
    page = by_id("practices", Rows(demo, EN))
    assert page["answers"].headings[-1] == "Sites not asked"
    assert len(page["answers"].rows) == len(practices.QUESTIONS)
    assert len(page["all-places"].headings) == 1 + len(practices.QUESTIONS)


def test_without_visits_the_page_says_what_is_missing(tmp_path, demo):
    pack = Pack.open(tiny_pack.write(tmp_path / "tiny", {}))
    page = by_id("practices", Rows(pack, EN))
    assert list(page) == ["no-visits"] and page["no-visits"].tables == ("site_visit",)
    early = by_id("practices", Rows(demo, EN, years=(1990, 1991)))
    assert "Nothing is recorded for Samoria in these years" in early["nothing"].text
