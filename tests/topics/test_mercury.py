"""Mercury use as blocks: the method series in the link decides what is shown, and what is missing is said."""

import pytest
import tiny_pack
from page_blocks import by_id

from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import mercury
from nap.topics.rows import Rows

EN = Words("en")
FIRST, SURVEY = "2017_ratio_literature", "2019_survey"


@pytest.fixture(scope="module")
def demo(demo_folder) -> Pack:
    return Pack.open(demo_folder)


def test_the_series_of_the_link_decides_every_figure(demo):
    for series, other in ((FIRST, SURVEY), (SURVEY, FIRST)):
        page = by_id("mercury", Rows(demo, EN), method=series)
        assert f"“{mercury.series_name(series)}”" in page["use-now"].text
        assert set(page["use"].rows["method_series"]) == {series, other}  # both stand in the first picture
        assert page["use"].options["focus"] == series
        for id in ("fate", "practices", "ratio"):
            assert set(page[id].rows["method_series"]) <= {series}
    assert len(page["fate"].rows) and set(page["fate"].indicators) == set(mercury.FATE)


def test_a_series_the_plan_does_not_have_gives_the_first(demo):
    data = Rows(demo, EN)
    first = next(iter(mercury.series_choices(data.rows("mercury_series"), EN)))
    assert by_id("mercury", data, method="none")["use"].options["focus"] == first


def test_places_are_those_of_the_year_of_the_latest_total(demo):
    page = by_id("mercury", Rows(demo, EN, years=(2019, 2021)), method=SURVEY)
    assert set(page["places"].rows["year"]) == {2021} and page["places"].title == "By place, 2021"
    assert page["places"].name == "mercury-places" and page["fate"].name == "mercury-fate"


def test_a_series_without_a_total_here_says_so(demo):
    page = by_id("mercury", Rows(demo, EN, years=(2015, 2016)), method=SURVEY)
    assert "“2019 survey” gives no total for Samoria in these years" in page["no-total"].text
    assert "Choose another series" in page["no-total"].text and "use" not in page


def test_a_pack_without_estimates_names_the_table(tmp_path):
    pack = Pack.open(tiny_pack.write(tmp_path / "tiny", {}))
    page = by_id("mercury", Rows(pack, EN))
    assert list(page) == ["no-use"] and page["no-use"].tables == ("mercury_use",)
