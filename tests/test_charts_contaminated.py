"""Contaminated sites and measurements: steps, the register, protected places, and units that are never mixed."""

import pandas as pd
import pytest
import tiny_pack

from nap import contaminated, html, query
from nap.cards import records
from nap.pack import Pack
from nap.palette import palette
from nap.words import Words

EN, LIGHT = Words("en"), palette()
HOSTILE = '<img src=x onerror="alert(1)">'
GROUND = """
contaminated_site_code | site_code | name   | place_code | lon   | lat  | source_kind       | stage | stage_date
C1                     | S1        | Open   | A          | 1.01  | 2.01 | tailings_pile     | 1     | 2020-05-01
C2                     | S2        | Hidden | A          | 1.123 | 2.02 | gold_shop         | 4     | 2021-05-01
C3                     |           | Free   | B          |       |      | contaminated_soil | 10    | 2022-05-01
"""
SITES = """
site_code | site_name | place_code | lon   | lat  | site_type | activity_status | is_location_sensitive
S1        | One       | A          | 1.0   | 2.0  | mine      | active          | false
S2        | Two       | A          | 1.1   | 2.0  | mine      | active          | true
"""
SAMPLES = """
sample_code | contaminated_site_code | place_code | sampled_on | date_precision | matrix  | species | value | unit      | basis | is_below_lod | lod  | n  | population_group
M1          | C1                     | A          | 2021-02-01 | day            | soil    | total   | 3     | mg/kg     | dry   | false        | 0.1  | 1  |
M2          | C1                     | A          | 2021-02-01 | day            | soil    | total   | 9     | mg/kg     | dry   | false        | 0.1  | 1  |
M3          | C1                     | A          | 2022-02-01 | month          | soil    | total   |       | mg/kg     | dry   | true         | 0.1  | 1  |
M4          | C1                     | A          | 2022-02-01 | day            | soil    | total   | 400   | µg/kg     | dry   | false        |      | 1  |
M5          | C1                     | A          |            | year           | soil    | total   | 1     | mg/kg     | wet   | false        |      | 1  |
M6          | C2                     | A          | 2022-02-01 | day            | sediment| total   |       | mg/kg     | dry   | true         | 0.05 | 1  |
P1          |                        | B          | 2022-02-01 | day            | hair    | total   | 1.2   | µg/g      | none  | false        | 0.05 | 20 | child
P2          |                        | B          | 2022-03-01 | day            | hair    | total   | 2.4   | µg/g      | none  | false        | 0.05 | 30 | child
"""  # noqa: E501


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    given = {"contaminated_site": GROUND, "site": SITES, "sample": SAMPLES}
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    return Pack.open(tiny_pack.write(folder, {name: tiny_pack.rows(text) for name, text in given.items()}))


def ask(pack: Pack, name: str, **params) -> pd.DataFrame:
    given = {
        "place": "N",
        "year_from": 2020,
        "year_to": 2023,
        "stage": None,
        "csite": None,
        "hide_deg": 0.1,
        "hide_min": 5,
    }
    sql = query.get(name)
    return pack.sql(sql.sql, **{k: v for k, v in {**given, **params}.items() if k in sql.parameters})


def test_a_site_that_came_far_has_come_past_every_step_before(tiny):
    rows = ask(tiny, "contaminated_stages")
    assert rows["sites_count"].tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert rows["reached_count"].tolist() == [3, 2, 2, 2, 1, 1, 1, 1, 1, 1]
    assert len(ask(tiny, "contaminated_stages", place="B")) == 10
    bars = contaminated.funnel(rows, EN)
    assert [bars[0].share, bars[3].share, bars[9].share] == [1, pytest.approx(2 / 3), pytest.approx(1 / 3)]
    assert bars[3].label == "4 · Initial classification" and bars[3].value == "2 · 1 here now"


def test_the_sentence_says_how_many_were_assessed_and_closed(tiny):
    said = contaminated.sentence(ask(tiny, "contaminated_stages"), "Tinyland", EN)
    assert (
        said.startswith("**3 places** in Tinyland")
        and "**2** (67\u00a0%)" in said
        and "**1** reached the last step" in said
    )


def test_the_share_assessed_is_the_one_of_the_indicator(demo_folder):
    pack = Pack.open(demo_folder)
    for place in pack.sql("select place_code from place where level < 2")["place_code"]:
        rows = ask(pack, "contaminated_stages", place=place).set_index("stage")["reached_count"]
        fact = pack.sql(
            "from fact where indicator = 'contaminated_sites_assessed_pct' and place_code = $p order by year", p=place
        )
        assert fact.empty == (rows[1] == 0)
        if rows[1]:
            assert fact["value"].iloc[-1] == pytest.approx(100 * rows[contaminated.ASSESSED] / rows[1])


def test_a_place_that_is_protected_never_gives_its_coordinates(tiny):
    rows = ask(tiny, "contaminated_register").set_index("contaminated_site_code")
    assert (rows.loc["C1", "lon"], rows.loc["C1", "lat"]) == (1.01, 2.01)
    assert pd.isna(rows.loc["C2", "lon"])  # alone in its cell
    assert pd.isna(rows.loc["C3", "lon"])
    cell = ask(tiny, "contaminated_register", hide_min=1).set_index("contaminated_site_code").loc["C2"]
    assert (cell["lon"], cell["lat"]) == (pytest.approx(1.15), pytest.approx(2.05))
    card = records(ask(tiny, "contaminated_site_card", csite="C2"))[0]
    assert card["lon"] is None and card["lat"] is None
    assert "2 sites are not drawn" in contaminated.not_drawn(rows, EN)


def test_the_register_keeps_the_chosen_step_and_counts_measurements(tiny):
    assert ask(tiny, "contaminated_register", stage="4")["contaminated_site_code"].tolist() == ["C2"]
    frame, codes = contaminated.register(ask(tiny, "contaminated_register"), EN)
    assert codes == ["C3", "C2", "C1"]
    assert frame["Measurements"].tolist() == [0, 1, 5]
    assert frame["Step"].tolist()[0] == "10 · Long-term monitoring or closed"


def test_units_and_bases_are_never_mixed_and_below_the_limit_is_no_number(tiny):
    rows = ask(tiny, "sample_matrices").set_index(["matrix", "unit", "basis"])
    soil = rows.loc[("soil", "mg/kg", "dry")]
    assert (soil["samples_count"], soil["below_lod_count"], soil["detected_count"]) == (3, 1, 2)
    assert (soil["lowest_detected"], soil["highest_detected"]) == (3, 9)
    assert soil["below_lod_pct"] == pytest.approx(100 / 3)
    assert rows.loc[("soil", "µg/kg", "dry"), "highest_detected"] == 400
    assert rows.loc[("soil", "mg/kg", "wet"), "undated_count"] == 1
    assert pd.isna(rows.loc[("sediment", "mg/kg", "dry"), "lowest_detected"])
    assert "hair" not in rows.index.get_level_values("matrix")


def test_years_choose_the_measurements_but_not_those_of_a_chosen_site(tiny):
    assert (
        ask(tiny, "sample_matrices", year_from=2021, year_to=2021)["samples_count"].sum() == 3
    )  # M1, M2 and the undated
    assert ask(tiny, "sample_matrices", year_from=2021, year_to=2021, csite="C1")["samples_count"].sum() == 5
    assert len(ask(tiny, "sample_list", csite="C1")) == 5
    assert ask(tiny, "sample_list", csite="' or 1 = 1 --").empty


def test_groups_of_people_give_the_range_of_their_medians(tiny):
    rows = ask(tiny, "sample_people")
    headings, lines, _ = contaminated.people(rows, EN)
    found = dict(zip(headings, lines[0], strict=True))
    assert (found["Group"], found["Groups"], found["People"]) == ("Children", "2", "50")
    assert (found["Lowest median"], found["Highest median"]) == ("1.2", "2.4")


def test_the_two_mu_are_one_unit(tmp_path):
    sample = tiny_pack.rows(SAMPLES)[3]
    greek = {**sample, "sample_code": "G", "unit": "\u03bcg/kg"}
    folder = tiny_pack.write(tmp_path / "mu", {"sample": [{**sample, "unit": "\u00b5g/kg"}, greek]})
    rows = ask(Pack.open(folder), "sample_matrices")
    assert len(rows) == 1 and rows["samples_count"].item() == 2


def test_a_measurement_below_the_limit_is_said_as_such(tiny):
    _, lines, _ = contaminated.samples(ask(tiny, "sample_list", csite="C1"), EN)
    values = {line[4]: line[2] for line in lines}
    assert values["M3"] == "< 0.1\u00a0mg/kg" and values["M1"] == "3\u00a0mg/kg"
    dates = {line[4]: line[0] for line in lines}
    assert dates["M3"] == "February 2022" and dates["M5"] == "–"


def test_what_is_not_known_of_a_site_is_a_dash(tiny):
    known = dict(map(tuple, contaminated.facts(records(ask(tiny, "contaminated_site_card", csite="C3"))[0], EN)))
    assert known["Area"] == "–" and known["Working there"] == "–" and known["Mining site"] == "–"
    assert known["Step"] == "10 · Long-term monitoring or closed, since 1 May 2022"


@pytest.mark.parametrize(
    ("stage", "mark"), [(1, "waiting"), (3, "waiting"), (4, "assessed"), (7, "treated"), (10, "closed")]
)
def test_every_step_has_its_mark(stage, mark):
    assert contaminated.group(stage) == mark


def test_points_of_the_map_hold_every_drawn_site_and_names_stay_text(tiny):
    rows = ask(tiny, "contaminated_register", hide_min=1)
    rows["name"] = HOSTILE
    picture = contaminated.picture(rows, EN, LIGHT, "TIN", None, "C1")
    said = picture.deck.to_json()
    assert '"C1"' in said and '"C2"' in said and '"C3"' not in said
    assert '"html"' not in said  # tooltips are text; deck.gl runs markup only in an html template
    assert "1.123" not in said
    assert len(picture.legend) == 2


def test_bars_of_html_show_their_texts_and_keep_inside():
    piece = html.bars([html.Bar(HOSTILE, "5", 1.7, HOSTILE), html.Bar("unknown", "–", None)], "#123456")
    assert "<img" not in piece and "width:100.0%" in piece
    assert piece.count("width:") == 1
    assert "<img" not in html.pairs([(HOSTILE, HOSTILE)], HOSTILE) + html.commands([(HOSTILE, HOSTILE)])


def test_an_empty_register_is_said_and_no_share_is_made_up(tiny):
    rows = ask(tiny, "contaminated_stages", place="nowhere")
    said = contaminated.sentence(rows, "Nowhere", EN)
    assert said == "No contaminated site is on the register for Nowhere."
