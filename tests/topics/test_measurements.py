"""Measurements on their page: what is counted, what is said of it, and that SQL and Python agree on non-detects."""

import pandas as pd
import pytest
import tiny_pack
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import values as measured_values
from page_blocks import by_id, inside

from nap.figures import measurements as charts
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.methods import censored, guidance
from nap.pack import duck
from nap.pack.pack import Pack
from nap.topics import measurements, query
from nap.topics.ask import Ask
from nap.topics.rows import Rows

WORLD = tiny_pack.InMemory()
KNOWN = guidance.values()
EU, EPA, CODEX = KNOWN["eu_fish"], KNOWN["epa_fish"], KNOWN["codex_former"]
EN = Words("en")
SIZES = st.lists(
    st.tuples(st.sampled_from([0.02, 0.1, 0.3, 0.5, 0.6, 1.0, 2.0]), st.booleans()), min_size=1, max_size=12
)
FORM = {
    "matrix": "fish",
    "species": "total",
    "basis": "wet",
    "unit": "mg/kg",
    "undated_count": 0,
    "pooled_count": 0,
    "first_year": 2021,
    "last_year": 2022,
}
HOSTILE = "<img src=x onerror=alert(1)> %{y}"


def sample(code, upper, is_below=False, **more) -> dict:
    own = {"value": None, "lod": upper} if is_below else {"value": upper, "lod": None}
    return {
        "sample_code": str(code),
        "place_code": "A",
        "sampled_on": "2021-06-01",
        "date_precision": "day",
        "n": 1,
        "matrix": "fish",
        "species": "total",
        "basis": "wet",
        "unit": "mg/kg",
        "is_below_lod": is_below,
        **own,
        **more,
    }


def sizes(pairs, part="all", code=None, name=None, year=None) -> pd.DataFrame:
    rows = [
        {"part": part, "code": code, "name": name, "year": year, "upper": upper, "is_below_lod": below, "count": 1}
        for upper, below in pairs
    ]
    return pd.DataFrame(rows)


def whole(pairs, reference=None) -> dict:
    return measurements.groups(sizes(pairs), "all", reference, EN).iloc[0].to_dict()


# --- SQL and Python say the same ---------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(SIZES)
def test_the_indicators_in_sql_agree_with_python(pairs):
    """And Python agrees with scipy: tests/test_censored.py."""
    WORLD.refill({"sample": [sample(i, upper, below) for i, (upper, below) in enumerate(pairs)]})
    measured = measured_values(pairs)
    share, median = censored.exceedance(measured, EU.value), censored.quantile(measured, 0.5)
    above = WORLD.facts("samples_above_reference_pct").get(("N", 2021, None, "fish"))
    if share.share is None:
        assert above is None
    else:
        expected = {"value": share.share, "low": share.low, "high": share.high}
        assert {name: above[name] / 100 for name in expected} == pytest.approx(expected, abs=1e-9)
        assert above["n"] == measured.n
    found = WORLD.facts("median_fish_mg_kg").get(("N", 2021, None, None))
    assert (found is None) == (median.value is None)
    assert found is None or found["value"] == pytest.approx(median.value)


def test_the_choice_of_a_plan_moves_the_indicator(tmp_path):
    folder = tiny_pack.write(tmp_path / "tiny", {"sample": [sample(i, 0.4) for i in range(4)]})
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    values = []
    for choice in ("", '[guidance]\nfish = "eu_fish_low"\n'):
        (folder / "plan.toml").write_text(text + choice, encoding="utf-8")
        (row,) = Pack.open(folder).rows(
            "select value from fact where indicator = 'samples_above_reference_pct' and place_code = 'N'"
        )
        values.append(row["value"])
    assert values == [0, 100]


# --- the queries -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    rows = [
        sample("a", 0.2, place_code="A"),
        sample("b", 0.6, place_code="A", sampled_on="2022-01-01"),
        sample("c", 0.1, True, place_code="B"),
        sample("d", 300, unit="µg/kg", place_code="N"),
        sample("e", 0.4, place_code="B", sampled_on=None, date_precision="year"),
        sample("f", 0.4, basis="dry"),
        sample("g", 9, matrix="urine", unit="µg/L", basis="none", n=20),
        sample("h", 0.4, place_code="B", sampled_on="2019-01-01"),
    ]
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("packs") / "tiny", {"sample": rows}))


PLACE = {"place": "N", "year_from": 2020, "year_to": 2023}
FISH = {"matrix": "fish", "species": "total", "basis": "wet"}


def test_forms_are_never_mixed_and_people_stand_elsewhere(pack):
    rows = pack.sql(query.get("measurement_forms").sql, **PLACE)
    found = {measurements.form_code(row): row["results_count"] for row in rows.to_dict("records")}
    assert found == {"fish.total.wet": 5, "fish.total.dry": 1}
    assert rows.set_index("basis")["undated_count"].to_dict() == {"wet": 1, "dry": 0}


def test_sizes_stand_in_all_by_part_of_the_place_and_by_year(pack):
    rows = pack.sql(query.get("measurement_sizes").sql, **PLACE, **FISH, limit=0.5)
    assert rows.groupby("part")["count"].sum().to_dict() == {"all": 5, "place": 5, "year": 5}
    places = measurements.groups(rows, "place", EU, EN).set_index("label")["n"].to_dict()
    assert places == {"Region A": 2, "Region B": 2, "Place not told more closely": 1}
    years = measurements.groups(rows, "year", EU, EN).set_index("label")["n"].to_dict()
    assert years == {"2021": 3, "2022": 1, "Without a date": 1}
    points = pack.sql(query.get("measurement_points").sql, **PLACE, **FISH)
    assert sorted(points["upper"]) == [0.1, 0.2, 0.3, 0.4, 0.6] and points["is_below_lod"].sum() == 1


def test_of_very_many_the_shares_stay_exact_and_percentiles_within_one_percent(tmp_path):
    folder = tiny_pack.write(tmp_path / "tiny", {})
    with duck.connect() as con:
        tiny_pack.fill(con, "sample", [sample(0, 0.5)])
        con.execute(
            "insert into sample by name select s.* replace (i::varchar as sample_code, 0.0001 * i as value)"
            " from sample as s, range(1, 25001) as t(i)"
        )
        con.execute(f"copy sample to {duck.literal(folder / 'sample.parquet')} (format parquet)")
    rows = Pack.open(folder).sql(query.get("measurement_sizes").sql, **PLACE, **FISH, limit=0.5)
    assert len(rows) < 2000 * 3
    found = measurements.groups(rows, "all", EU, EN).iloc[0]
    assert found["n"] == 25001
    assert found["above"] == pytest.approx(100 * 20000 / 25001)  # 0.5001 to 2.5; 0.5 itself does not lie above
    assert found["median"] == pytest.approx(1.25, rel=0.011) and found["p10"] == pytest.approx(0.25, rel=0.011)


# --- what is said ------------------------------------------------------------------------------------------------


def test_the_sentence_says_number_non_detects_median_and_share_with_its_interval():
    pairs = [(0.1, True), (0.2, False), (0.3, False), (0.4, False), (0.6, False), (0.7, False)]
    said = measurements.sentence(FORM, whole(pairs, EU), "Tinyland", EU, EN)
    assert said == (
        "Tinyland, 2021–2022, Fish · Total mercury · Wet weight: **6** measurements "
        "(17\u00a0% below a limit of detection). "
        "The median is **0.35\u00a0mg/kg**. **33\u00a0%** lie above the reference value 0.5\u00a0mg/kg of "
        "EU, Regulation 2023/915; 95\u00a0% interval: 10 to 70\u00a0%."
    )


def test_the_sentence_when_most_lie_below_the_limit_or_too_few_were_measured():
    said = measurements.sentence(FORM, whole([(0.1, True)] * 5, EU), "Tinyland", EU, EN)
    assert "At least half of them lie below what the laboratory can detect (below **0.1\u00a0mg/kg**)" in said
    assert "**0\u00a0%** lie above" in said
    said = measurements.sentence(FORM, whole([(0.1, False)] * 4), "Tinyland", None, EN)
    assert "no median" in said and "none below" in said and "reference" not in said


def test_what_the_limits_of_detection_hide_is_said():
    row = whole([(0.8, True)] * 6, EU)
    assert "**cannot be told**" in measurements.sentence(FORM, row, "Tinyland", EU, EN)
    assert "between 0\u00a0% and 100\u00a0% of all may lie above" in " ".join(measurements.remarks(FORM, row, EU, EN))
    _, ((*_, share, interval),), _ = measurements.places_table(pd.DataFrame([row]), "mg/kg", EU, EN)
    assert (share, interval) == ("cannot be told", "0 to 100\u00a0%")


def test_remarks_name_a_form_that_is_only_a_part_and_what_is_not_confirmed():
    row = whole([(0.4, False)] * 5, CODEX)
    said = " ".join(measurements.remarks({**FORM, "basis": "none"}, row, CODEX, EN))
    assert "Total mercury is held against a value for methylmercury, which is only a part of it" in said
    assert "the reference value is for: wet weight" in said and "not confirmed in a source" in said
    assert measurements.reference_name(CODEX, EN).endswith("not confirmed in a source")


def test_results_of_several_specimens_and_without_a_date_are_told(pack):
    (form, *_) = pack.sql(query.get("measurement_forms").sql, **PLACE).to_dict("records")
    said = measurements.remarks({**form, "pooled_count": 3}, whole([(0.4, False)] * 5), None, EN)
    assert "3 of these results stand for several specimens each; each counts once." in said
    assert "1 measurement has no date and is counted whatever years are chosen." in said


def test_a_country_names_its_own_value_in_its_own_languages():
    own = {**EU.__dict__, "code": "own", "purpose": {"en": "Our fish", "fr": "Nos poissons"}}
    assert measurements.purpose(guidance.Guidance(**own), Words("fr")) == "Nos poissons"


def test_other_ways_to_take_non_detects_stand_beside():
    _, lines, _ = measurements.ways_table(sizes([(0.6, True)] * 3 + [(0.2, False)] * 3), "mg/kg", EU, EN)
    assert [line[0] for line in lines] == [
        "Kaplan-Meier (used here)",
        "Non-detects as 0",
        "Non-detects as half the limit",
        "Non-detects as the limit",
    ]
    assert [line[-1] for line in lines] == ["0\u00a0%", "0\u00a0%", "0\u00a0%", "50\u00a0%"]
    assert [line[1] for line in lines] == ["–", "0.1", "0.25", "0.4"]


def test_conflicts_of_the_reference_alone_or_of_the_whole_matrix():
    _, lines, _, caption = measurements.conflicts_table("soil", KNOWN, EN, KNOWN["epa_rsl_soil"])
    assert caption == "Soil of residential land"
    assert {line[0] for line in lines} >= {"6.6\u00a0mg/kg", "23\u00a0mg/kg", "36\u00a0mg/kg"}
    _, lines, _, caption = measurements.conflicts_table("urine", KNOWN, EN)
    assert {line[0] for line in lines} >= {"20\u00a0µg/g creatinine", "30\u00a0µg/g creatinine"}
    assert measurements.conflicts_table("hair", KNOWN, EN) is None


# --- the pictures ------------------------------------------------------------------------------------------------

PAIRS = [(0.1, True), (0.1, True), (0.2, False), (0.3, False), (0.4, False), (2.0, False)]
POINTS = pd.DataFrame([{"year": 2021, "code": "A", "upper": u, "is_below_lod": b, "n": 1} for u, b in PAIRS])


def drawn(draw, part, points=POINTS, pairs=PAIRS, name="Region A"):
    rows = measurements.groups(sizes(pairs, part, "A", name, 2021), part, EU, EN)
    return draw(rows, EN, palette(), "mg/kg", points, measurements.limit_line(EU, EN))


@pytest.mark.parametrize(("draw", "part", "axis"), [(charts.over_years, "year", "y"), (charts.by_place, "place", "x")])
def test_non_detects_are_hollow_triangles_at_their_limit(draw, part, axis):
    traces = {trace.marker.symbol: trace for trace in drawn(draw, part).data if trace.mode == "markers"}
    assert list(traces["triangle-down-open"][axis]) == [0.1, 0.1]
    assert list(traces["triangle-down-open"].hovertext) == ["&lt; 0.1\u00a0mg/kg"] * 2
    assert list(traces["circle"][axis]) == [0.2, 0.3, 0.4, 2.0]
    assert list(traces["diamond"][axis]) == [pytest.approx(0.25)]


def test_a_median_below_the_limit_is_drawn_at_the_limit_as_such():
    figure = drawn(charts.by_place, "place", measurements.NO_POINTS, [(0.1, True)] * 5)
    (mark,) = [trace for trace in figure.data if trace.mode == "markers"]
    assert mark.marker.symbol == "triangle-down-open" and list(mark.x) == [0.1]


def test_the_reference_is_a_line_with_its_name_and_within_the_picture():
    figure = drawn(charts.over_years, "year", pairs=[(0.01, False)] * 5, points=measurements.NO_POINTS)
    (line,) = figure.layout.shapes
    assert line.y0 == line.y1 == 0.5 and "EU, Regulation" in figure.layout.annotations[0].text
    assert 10 ** figure.layout.yaxis.range[1] > 0.5


def test_a_year_without_results_is_a_gap_and_undated_ones_are_left_to_the_table():
    parts = [sizes(PAIRS, "year", year=year) for year in (2019, 2021, None)]
    rows = measurements.groups(pd.concat(parts), "year", EU, EN)
    figure = charts.over_years(rows, EN, palette(), "mg/kg", POINTS, None)
    (medians,) = [trace for trace in figure.data if trace.marker.symbol == "diamond"]
    assert list(medians.x) == [2019, 2021]


def test_a_measurement_of_zero_is_drawn_on_a_plain_scale():
    points = pd.concat([POINTS, POINTS.head(1).assign(upper=0.0, is_below_lod=False)])
    assert drawn(charts.over_years, "year", points).layout.yaxis.type != "log"
    assert drawn(charts.over_years, "year").layout.yaxis.type == "log"


def test_a_hostile_name_of_a_place_is_shown_letter_by_letter():
    figure = drawn(charts.by_place, "place", name=HOSTILE)
    assert "<img" not in "".join(figure.layout.yaxis.ticktext) and "<img" not in str(figure.data)


def test_what_goes_to_the_browser_stays_small():
    many = pd.concat([POINTS] * (measurements.MOST_POINTS // len(POINTS)))
    assert len(drawn(charts.over_years, "year", many).to_json()) < 200_000


# --- the page as blocks ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fish_and_soil(tmp_path_factory) -> Rows:
    soil = {"matrix": "soil", "basis": "dry"}
    rows = [sample(f"F{i}", 0.1 * i, place_code="AB"[i % 2]) for i in range(1, 8)]
    rows += [sample(f"S{i}", 10.0 * i, **soil) for i in range(1, 6)]
    folder = tmp_path_factory.mktemp("measurements") / "tiny"
    return Rows(Pack.open(tiny_pack.write(folder, {"sample": rows})), EN)


class Curious(Ask):
    """Who asks for everything that is shown on request."""

    def toggle(self, name: str, label: str) -> bool:
        return True


def test_a_link_chooses_what_was_measured_and_every_block_follows(fish_and_soil):
    fish, soil = by_id("measurements", fish_and_soil), by_id("measurements", fish_and_soil, measured="soil.total.dry")
    assert fish["years"].n == fish["places-table"].n == 7 and soil["years"].n == soil["years-table"].n == 5
    assert "places" in fish and "places" not in soil  # all soil lies in one place
    assert "Soil" in soil["measured"].text and fish["years"].name == soil["years"].name == "measurement-years"


def test_a_link_chooses_the_reference_value_and_may_choose_none(fish_and_soil):
    usual, epa = by_id("measurements", fish_and_soil), by_id("measurements", fish_and_soil, reference=EPA.code)
    none = by_id("measurements", fish_and_soil, reference=measurements.NO_REFERENCE)
    assert EU.body in usual["measured"].text and usual["years"].args[-1][0] == EU.value
    assert EPA.body in epa["measured"].text and epa["years"].args[-1][0] == EPA.value
    assert "above the reference value" not in none["measured"].text and none["years"].args[-1] is None
    assert len(none["places-table"].headings) == len(usual["places-table"].headings) - 2
    assert by_id("measurements", fish_and_soil, reference="epa_rsl_soil")["measured"] == usual["measured"]


def test_other_ways_and_every_conflict_are_shown_on_request_alone(fish_and_soil):
    assert not {"ways-table", "conflicts-urine"} & set(by_id("measurements", fish_and_soil))
    found = inside(measurements.blocks(Curious(), fish_and_soil, EN))
    shown = {block.id: block for block in found}
    assert shown["ways-table"].rows[0][0] == "Kaplan-Meier (used here)"
    assert shown["conflicts-urine"].rows and shown["conflicts-here"].rows


def test_years_without_measurements_say_so(fish_and_soil):
    page = by_id("measurements", Rows(fish_and_soil.pack, EN, years=(2001, 2002)))
    assert list(page) == ["no-samples", "nothing"] and "Nothing is recorded for Tinyland" in page["nothing"].text


def test_a_plan_without_measurements_says_what_is_missing(tmp_path):
    page = by_id("measurements", Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {})), EN))
    assert [(block.id, block.tables) for block in page.values()] == [("no-samples", ("sample",))]
