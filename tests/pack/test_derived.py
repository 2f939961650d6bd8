"""Tables derived from a pack: places above places, the calendar, the fate of mercury, a site's answers of one year."""

import datetime as dt
from pathlib import Path

import pytest
import tiny_pack

from nap.pack import editions, today
from nap.pack.pack import Pack
from nap.topics import query

ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened(tmp_path):
    """Open a tiny pack of these tables, given as texts or rows."""

    def opened(plan=None, **given):
        tables = {name: tiny_pack.rows(text) if isinstance(text, str) else text for name, text in given.items()}
        pack = Pack.open(tiny_pack.write(tmp_path / "tiny", tables, plan))
        assert not pack.problems
        return pack

    return opened


def ups(pack):
    return {(row["place_code"], row["up_code"]) for row in pack.rows("from place_up")}


def test_every_place_stands_below_itself_and_all_above(opened):
    pack = opened(place="place_code|level|parent_code\nN|0|\nA|1|N\nA1|2|A")
    assert ups(pack) == {("N", "N"), ("A", "A"), ("A", "N"), ("A1", "A1"), ("A1", "A"), ("A1", "N")}


def test_a_region_that_names_no_parent_lies_in_the_nation(opened):
    assert ("A", "N") in ups(opened(place="place_code|level|parent_code\nN|0|\nA|1|"))


def test_places_in_a_circle_end(opened):
    pack = opened(place="place_code|level|parent_code\nN|0|\nA|1|B\nB|1|A")
    assert ups(pack) == {("N", "N"), ("A", "A"), ("A", "B"), ("B", "A"), ("B", "B")}


@pytest.mark.parametrize(
    ("plan", "place", "nation"),
    [
        ({}, "place_code|level\nN|0\nA|1", "N"),
        ({}, [], "TIN"),
        ({"iso3": None}, [], "tiny"),
    ],
)
def test_there_is_always_a_nation(opened, plan, place, nation):
    pack = opened(plan, place=place)
    assert pack.rows("from nation") == [{"place_code": nation}]
    assert (nation, nation) in ups(pack)


@pytest.mark.parametrize(
    ("plan", "place", "places"),
    [
        ({}, "place_code|place_name|level|parent_code\nA|Region|1|N\nN|Land|0|", ["N", "A"]),
        ({}, "place_code|place_name|level\nA|Region|1", ["TIN", "A"]),
        ({}, [], ["TIN"]),
        ({"iso3": None}, [], ["tiny"]),
    ],
)
def test_the_list_of_places_begins_with_the_nation(opened, plan, place, places):
    found = opened(plan, place=place).rows(query.get("places").sql)
    assert [row["place_code"] for row in found] == places
    assert (found[0]["level"], bool(found[0]["place_name"])) == (0, True)


def test_the_calendar_runs_from_the_first_row_to_the_last_day_of_data(opened):
    pack = opened(
        {"data_until": "2022-10-31"},
        site_visit="visit_code|visit_date\nV1|2021-05-01\nV2|",
        mercury_use="estimate_code|year\nE1|2020",
    )
    assert pack.rows("from calendar") == [
        {"year": 2020, "as_of": dt.date(2020, 12, 31)},
        {"year": 2021, "as_of": dt.date(2021, 12, 31)},
        {"year": 2022, "as_of": dt.date(2022, 10, 31)},
    ]


def test_without_a_last_day_of_data_the_last_row_decides(opened):
    pack = opened({"data_until": None}, site_visit="visit_code|visit_date\nV1|2021-05-01\nV2|2021-06-30")
    assert pack.rows("from calendar") == [{"year": 2021, "as_of": dt.date(2021, 6, 30)}]


def test_a_day_to_come_does_not_move_the_day_of_judgement(opened):
    this_year = dt.datetime.now(dt.UTC).year
    pack = opened({"data_until": None}, mercury_use=f"estimate_code|year\nE1|{this_year}\nE2|{this_year + 20}")
    assert pack.rows("select max(as_of) as day from calendar")[0]["day"] == dt.datetime.now(dt.UTC).date()


def test_facts_kept_yesterday_are_not_read_today_unless_the_plan_names_its_last_day(tmp_path, monkeypatch):
    folders = [
        tiny_pack.write(tmp_path / name, {}, {"data_until": day}) for name, day in (("o", None), ("d", "2023-12-31"))
    ]
    before = [editions.current(folder).key for folder in folders]
    monkeypatch.setattr(today, "now", lambda zone: dt.datetime.now(zone) + dt.timedelta(days=1))
    after = [editions.current(folder).key for folder in folders]
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)


@pytest.mark.parametrize("plan", [{"period_start": 2020, "baseline_year": 2018}, {"baseline_year": 2018}, {}])
def test_a_pack_without_a_dated_row_is_judged_today_whenever_its_plan_began(opened, plan):
    pack = opened({"data_until": None, **plan}, activity="activity_code|status\nT1|ongoing")
    assert [row["year"] for row in pack.rows("from calendar")] == [today.today({}).year]


def test_days_beyond_belief_do_not_stretch_the_calendar(opened):
    pack = opened(
        {"data_until": None},
        site_visit="visit_code|visit_date\nV1|0021-05-01\nV2|2021-05-01\nV3|9999-01-01",
        mercury_use="estimate_code|year\nE1|202100",
    )
    assert [row["year"] for row in pack.rows("from calendar")] == [2021]


BALANCE = """
estimate_code|practice|gold_kg|tailings_loss_ratio|amalgam_ratio|retort_share|retort_efficiency|hg_use_kg
open_burn|concentrate|2400|0.3|1|0||
retort|concentrate|2400|0.3|1|0.3|0.9|
not_asked|concentrate|2400|0.3|1||0.9|
stated|whole_ore||||||500
free|mercury_free||||||
nothing|whole_ore|100|||||
"""


@pytest.mark.parametrize(
    ("code", "air", "land_water", "recovered", "use"),
    [
        ("open_burn", 2400, 720, 0, 3120),
        ("retort", 1752, 720, 648, 2472),
        ("not_asked", None, 720, None, None),
        ("stated", None, None, None, 500),
        ("free", 0, 0, 0, 0),
        ("nothing", None, None, None, None),
    ],
)
def test_mercury_goes_to_air_land_and_water_or_back(opened, code, air, land_water, recovered, use):
    query = """
        select hg_emission_air_kg, hg_release_land_water_kg, hg_recovered_kg, use_kg
        from mercury_balance where estimate_code = $code
    """
    row = list(opened(mercury_use=BALANCE).rows(query, code=code)[0].values())
    assert row == [None if v is None else pytest.approx(v) for v in (air, land_water, recovered, use)]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(80, 150, (80, 150)), (80, None, (None, None)), (None, 150, (None, None)), (120, 150, (None, None))],
)
def test_a_range_counts_with_both_ends_around_the_use(opened, low, high, expected):
    row = {
        "estimate_code": "E",
        "practice": "whole_ore",
        "hg_use_kg": 100,
        "hg_use_low_kg": low,
        "hg_use_high_kg": high,
    }
    found = opened(mercury_use=[row]).rows("select use_low_kg, use_high_kg from mercury_balance")[0]
    assert tuple(found.values()) == expected


SITE = "site_code|place_code\nS1|A"


def survey(pack):
    return pack.rows(
        "select year, visits_count, uses_mercury, has_worst_practice, worker_count from site_survey order by year"
    )


def test_a_later_blank_does_not_hide_an_answer_of_the_year(opened):
    pack = opened(
        site=SITE,
        site_visit="""
            visit_code | site_code | visit_date | uses_mercury | worker_count
            V1         | S1        | 2021-03-01 | true         | 10
            V2         | S1        | 2021-09-01 |              | 20
            V3         | S1        | 2022-03-01 |              |
        """,
    )
    assert survey(pack) == [
        {"year": 2021, "visits_count": 2, "uses_mercury": True, "has_worst_practice": None, "worker_count": 20},
        {"year": 2022, "visits_count": 1, "uses_mercury": None, "has_worst_practice": None, "worker_count": None},
    ]


def test_of_two_visits_on_a_day_the_same_one_counts_in_any_order(opened):
    visits = [
        {"visit_code": "V2", "site_code": "S1", "visit_date": "2021-03-01", "uses_mercury": False},
        {"visit_code": "V1", "site_code": "S1", "visit_date": "2021-03-01", "uses_mercury": True},
    ]
    there, back = (survey(opened(site=SITE, site_visit=each)) for each in (visits, visits[::-1]))
    assert there == back
    assert there[0]["uses_mercury"] is False, "the later code"


@pytest.mark.parametrize(
    ("answers", "worst"),
    [
        ((None, None, None, None), None),
        ((None, False, False, False), None),
        ((False, None, False, False), None),
        ((False, False, None, False), None),
        ((False, False, False, None), None),
        ((False, False, False, False), False),
        ((None, None, True, None), True),
        ((False, True, False, False), True),
    ],
)
def test_one_worst_practice_is_enough_and_no_needs_all_four(opened, answers, worst):
    questions = (
        "has_whole_ore_amalgamation",
        "has_open_burning",
        "has_residential_burning",
        "has_cyanide_on_mercury_tailings",
    )
    visit = {"visit_code": "V1", "site_code": "S1", "visit_date": "2021-03-01"}
    found = survey(opened(site=SITE, site_visit=[visit | dict(zip(questions, answers, strict=True))]))
    assert [row["has_worst_practice"] for row in found] == [worst]
