"""Licences as blocks: which end, which the register still calls valid, and what is said where there are none."""

import pytest
import tiny_pack
from page_blocks import by_id

from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics.rows import Rows

EN = Words("en")


@pytest.fixture(scope="module")
def demo(demo_folder) -> Rows:
    return Rows(Pack.open(demo_folder), EN)


def test_the_link_chooses_the_licences_that_are_listed(demo):
    for code in ("expired", "months_12", "valid"):
        page = by_id("licences", demo, licences=code)
        assert page["licence-rows"].name == f"licences-{code}"
        assert page["licences-table"].n == len(page["licence-rows"].rows) > 0
    expired = by_id("licences", demo, licences="expired")["licence-rows"].rows
    valid = by_id("licences", demo, licences="valid")["licence-rows"].rows
    assert set(expired["state"]) == {"expired"} and "expired" not in set(valid["state"])
    assert f"of {len(expired) + len(valid)} licences" in by_id("licences", demo)["licences"].text


def test_the_picture_counts_every_licence_once(demo):
    page = by_id("licences", demo)
    assert page["ends"].n == page["ends"].rows["licences"].sum() > 0


def test_the_map_weighs_nothing_until_it_is_asked_for(demo):
    assert "licences-map" not in by_id("licences", demo)


def test_a_plan_without_licences_says_so(tmp_path):
    folder = tiny_pack.write(tmp_path / "tiny", {"organisation": [], "formalization_step": []})
    page = by_id("licences", Rows(Pack.open(folder), EN))
    assert "nothing" in page and "licences" not in page
