"""The People page: shares with their intervals, what is said where a publisher does not tell, pictures, trainings."""

import pandas as pd
import pytest
import tiny_pack
from page_blocks import by_id
from scipy.stats import binomtest

from nap.figures import people as charts
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.access import Access
from nap.pack.pack import Pack
from nap.topics import measurements, people, query
from nap.topics.rows import Rows

EN, FR, LIGHT = Words("en"), Words("fr"), palette()
SAMPLES = """
code | at | on         | matrix      | basis      | unit            | value | lod | group       | n  | hbm1 | hbm2
u1   | A  | 2022-03-01 | urine       | creatinine | µg/g creatinine | 20    |     | miner       | 40 | 0.9  | 0.5
u2   | B  | 2022-06-01 | urine       | creatinine | mg/g creatinine | 0.006 |     | miner       | 60 | 0.5  | 0.2
u3   | B  | 2021-06-01 | urine       | creatinine | µg/g creatinine |       | 0.5 | community   | 30 | 0    | 0
u4   | B  | 2022-06-01 | urine       | creatinine | µg/g creatinine | 90    |     | pregnant    | 3  | 1    | 1
m1   | A  |            | breast_milk | none       | µg/L            | 1.5   |     | woman_15_49 | 25 |      |
h1   | A  | 2022-01-01 | hair        | none       | ppm             | 1.5   |     |             | 50 |      |
"""
NAMES = {
    "code": "sample_code",
    "at": "place_code",
    "on": "sampled_on",
    "group": "population_group",
    "hbm1": "share_above_hbm1",
    "hbm2": "share_above_hbm2",
}
OWN = {"h1": {"share_above": 0.4, "guidance_value": 2}}
EVENTS = """
event_code | kind      | start_date | end_date   | place_code | participants_f | participants_m | audience
E1         | training  | 2022-02-01 | 2022-02-02 | A          | 15             | 10             | ['health']
E2         | training  | 2022-03-01 | 2022-03-02 | A          | 30             |                | ['health','community']
E3         | awareness | 2022-04-01 | 2022-04-02 |            |                |                | ['health']
E4         | awareness | 2022-04-01 | 2022-04-02 |            | 5              | 5              | ['miners']
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    rows = [{NAMES.get(name, name): cell for name, cell in row.items()} for row in tiny_pack.rows(SAMPLES)]
    samples = [
        {
            "species": "total",
            "date_precision": "day",
            "is_below_lod": row["lod"] is not None,
            **row,
            **OWN.get(row["sample_code"], {}),
        }
        for row in rows
    ]
    given = {"sample": samples, "event": tiny_pack.rows(EVENTS)}
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("people") / "tiny", given))


def ask(pack, name, **params):
    given = {"place": "N", "year_from": 2020, "year_to": 2023, "as_of": "2023-12-31", **params}
    asked = query.get(name)
    return pack.sql(asked.sql, **{key: value for key, value in given.items() if key in asked.parameters})


def form(pack, code):
    return people.groups_of_form(ask(pack, "people_groups"), code)


def test_groups_are_summed_in_the_standard_unit_and_small_ones_are_in_no_sum(pack):
    urine = form(pack, "urine.total.creatinine").set_index("population_group")
    miners = urine.loc["miner"]
    assert (miners["surveys_count"], miners["people_count"]) == (2, 100)
    assert (miners["lowest_median"], miners["highest_median"], miners["unit"]) == (6, 20, "µg/g creatinine")
    assert (miners["hbm2_people"], miners["hbm2_above"], miners["hbm1_above"]) == (100, 32, 66)
    assert "pregnant" not in urine.index  # three people
    assert urine[urine["is_total"]]["people_count"].item() == 130
    of_a = people.groups_of_form(ask(pack, "people_groups", place="A"), "urine.total.creatinine")
    assert of_a[of_a["is_total"]]["people_count"].item() == 40
    none = ask(pack, "people_groups", year_from=2023)
    assert set(none["matrix"]) == {"breast_milk"}  # without a date it may be of any year


def test_shares_have_the_interval_of_wilson_and_the_sum_last(pack):
    rows = people.share_rows(form(pack, "urine.total.creatinine"), EN)
    assert list(dict.fromkeys(rows["label"])) == ["Miners", "Community", "All groups shown"]
    one = rows[(rows["label"] == "Miners") & (rows["level"] == "hbm2")].iloc[0]
    wanted = binomtest(32, 100).proportion_ci(method="wilson")
    assert (one["value"], one["n"]) == (32, 100)
    assert (one["low"], one["high"]) == (pytest.approx(100 * wanted.low), pytest.approx(100 * wanted.high))
    assert people.share_rows(form(pack, "breast_milk.total.none"), EN).empty


def test_the_sentence_names_the_worst_group_and_what_chance_allows(pack):
    said = people.sentence(ask(pack, "people_groups"), "Tinyland", EN)
    assert "**Miners**. **32 %** of 100 people" in said.replace("\u00a0%", " %")
    assert people.sentence(ask(pack, "people_groups"), "Tinyland", FR) != said


def test_where_nobody_tells_the_share_the_publishers_own_value_is_told(pack):
    groups = ask(pack, "people_groups")
    hair = groups[groups["matrix"] == "hair"]
    said = people.sentence(hair, "Tinyland", EN)
    assert "no publisher says" in said and "**40" in said and "2\u00a0µg/g" in said
    headings, lines, _ = people.groups_table(hair, EN)
    assert headings[-1] == "Above a value the publisher chose" and "above 2\u00a0µg/g" in lines[0][-1]
    assert lines[0][0] == "Group not stated"
    headings, lines, numeric = people.groups_table(groups, EN)  # where others tell it, that column stays away
    assert len(headings) == 6 and max(numeric) == 5 and len(lines) == 4
    milk = groups[groups["matrix"] == "breast_milk"]
    assert people.groups_table(milk, EN)[1][0][4] == "–"
    assert "0 below" not in str(lines) and "below the limit of detection" in str(lines)


def test_what_is_hidden_is_told_in_groups_never_in_people(pack):
    counts = ask(pack, "people_held_back", hide_min=Access.of(pack.plan).min_count).iloc[0].to_dict()
    assert counts == {"small_count": 1, "telling_count": 0}
    assert people.held_back_sentences(counts, 5, EN) == [
        "1 group of fewer than 5 people is not shown, nor counted in any figure or download."
    ]
    assert people.held_back_sentences({"small_count": 0, "telling_count": 0}, 5, EN) == []
    assert len(people.held_back_sentences({"small_count": 2, "telling_count": 1}, 5, FR)) == 2
    surveys = ask(pack, "people_surveys", matrix="urine", species="total", basis="creatinine", most=10)
    assert set(surveys["sample_code"]) == {"u1", "u2", "u3"}


def test_the_picture_of_shares_holds_both_levels_with_their_ranges(pack):
    fig = charts.shares(people.share_rows(form(pack, "urine.total.creatinine"), EN), EN, LIGHT)
    first, second = fig.data
    assert second.x[0] == 32 and second.error_x.array[0] == pytest.approx(41.6626 - 32, abs=1e-3)
    assert first.name == "At or above HBM-I" and len(first.x) == 3
    assert list(fig.layout.yaxis.ticktext) == ["Miners", "Community", "All groups shown"]


def test_the_picture_of_medians_draws_limits_and_non_detects_apart(pack):
    surveys = ask(pack, "people_surveys", matrix="urine", species="total", basis="creatinine", most=10)
    surveys.loc[0, "place_name"] = "<b>%{x}</b>"
    limits = people.class_limits("urine.total.creatinine", pack.plan)
    assert {level: one.value for level, one in limits.items()} == {"hbm1": 5, "hbm2": 20}
    fig = charts.surveys(surveys, EN, LIGHT, limits, "µg/g creatinine")
    detected, below = fig.data
    assert sorted(detected.x) == [6, 20] and list(below.x) == [0.5]
    assert below.marker.symbol == "triangle-left-open"
    assert [shape.x0 for shape in fig.layout.shapes] == [5, 20]
    assert "<b>%{x}" not in str(detected.hovertext) + str(below.hovertext)
    unsaid = surveys.assign(population_group=None)
    assert list(charts.surveys(unsaid, EN, LIGHT, {}, "µg/L").layout.yaxis.ticktext) == ["Group not stated"]
    charts.surveys(surveys.head(0), EN, LIGHT, limits, "µg/L")  # an empty one is drawn too


def test_limits_say_who_issued_them_and_what_was_not_confirmed(pack, monkeypatch):
    _, lines, _ = people.limits_table("blood", {}, EN)
    assert [(line[1], line[2]) for line in lines] == [("HBM-I", "5\u00a0µg/L"), ("HBM-II", "15\u00a0µg/L")]
    assert (
        people.class_limits("breast_milk.total.none", {}) == {} and people.limits_table("breast_milk", {}, EN)[1] == []
    )
    every = [line for matrix in ("urine", "hair", "blood") for line in people.limits_table(matrix, {}, EN)[1]]
    assert len(every) == 8
    unread = {
        "guidance_value": [
            {
                "code": "hbm2_blood",
                "matrix": "blood",
                "species": "total",
                "basis": "none",
                "value": 12,
                "unit": "µg/L",
                "purpose": "x",
                "body": "y",
                "source": "z",
                "level": "hbm2",
                "source_status": "unverified",
            }
        ]
    }
    assert measurements.UNCONFIRMED in str(people.limits_table("blood", unread, EN)[1])


def test_trainings_for_health_workers_tell_what_is_sure(pack):
    facts = pack.sql("from fact where indicator = 'health_workers_trained_count' and place_code = 'N'")
    said = people.trained_sentence(facts, "Tinyland", EN)
    assert "**55** people" in said and "25 of them in trainings for health workers alone" in said
    assert "no training" in people.trained_sentence(facts.head(0), "Tinyland", EN)
    alone = facts.assign(low=facts["value"])
    assert "health workers alone." in people.trained_sentence(alone, "Tinyland", EN)
    _, lines, _ = people.events_table(ask(pack, "people_events"), EN)
    assert [line[:4] for line in lines] == [["Training", "2", "55", "0"], ["Awareness session", "1", "–", "1"]]


def test_more_groups_than_are_drawn_are_told():
    many = pd.DataFrame({"all_count": [people.MOST_SURVEYS + 1]})
    assert "The latest 1,500 of 1,501 groups" in people.survey_note(many, EN)
    assert people.survey_note(many.head(0), EN) == people.CIRCLES


# --- the page as blocks --------------------------------------------------------------------------------------------


def test_a_link_chooses_what_was_taken_from_people(pack):
    data = Rows(pack, EN)
    urine, milk = (by_id("people", data, people=code) for code in ("urine.total.creatinine", "breast_milk.total.none"))
    assert urine["shares"].name == "people-shares-urine.total.creatinine" and urine["surveys"].n == 130
    assert set(urine["surveys"].rows["sample_code"]) == {"u1", "u2", "u3"}
    assert not {"shares", "limits"} & set(milk)  # nobody set classes for breast milk
    assert set(milk["surveys"].rows["sample_code"]) == {"m1"} and milk["surveys"].n == 25
    for id in ("most-exposed", "hidden-1", "groups-table", "trained", "events"):
        assert urine[id] == milk[id]


def test_small_groups_are_in_no_block(pack):
    page = by_id("people", Rows(pack, EN))
    frames = [block.rows for block in page.values() if isinstance(getattr(block, "rows", None), pd.DataFrame)]
    assert len(frames) > 2
    assert not any(frame.astype(str).isin(["u4", "pregnant"]).any(axis=None) for frame in frames)
    assert "1 group of fewer than 5 people is not shown" in page["hidden-1"].text


def test_where_nobody_was_measured_that_is_said_and_trainings_still_stand(tmp_path):
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {"event": tiny_pack.rows(EVENTS)})), EN)
    page = by_id("people", data)
    assert page["no-samples"].tables == ("sample",) and "trained" in page
    soil = {"sample_code": "s", "place_code": "A", "matrix": "soil", "species": "total", "basis": "dry"}
    soil |= {"value": 1, "unit": "mg/kg", "is_below_lod": False, "n": 1, "date_precision": "day"}
    only = Rows(Pack.open(tiny_pack.write(tmp_path / "soil", {"sample": [{**soil, "sampled_on": "2022-01-01"}]})), EN)
    page = by_id("people", only)
    assert "No measurement on people can be shown for Tinyland" in page["nothing"].text
    assert "most-exposed" not in page and page["no-events"].tables == ("event",) and "trained" not in page
