"""Where organisations stand and how long they waited: the derived tables and the queries of the page, by hand."""

import pytest
import tiny_pack
from page_blocks import by_id, inside

from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import formalization, licences, query
from nap.topics.ask import Ask
from nap.topics.rows import Rows


@pytest.fixture
def opened(tmp_path):
    """Open a tiny pack judged on 31 December 2023, of these steps; organisations stand in A unless said otherwise."""

    def opened(text: str, **more: str) -> Pack:
        steps = tiny_pack.rows("organisation_code|step|step_date|expiry_date\n" + text)
        organisations = [
            {"organisation_code": code, "organisation_name": code, "place_code": "A", "members_f": 1, "members_m": 3}
            for code in dict.fromkeys(step["organisation_code"] for step in steps)
        ]
        given = {name: tiny_pack.rows(each) for name, each in more.items()}
        pack = Pack.open(
            tiny_pack.write(tmp_path / "tiny", {"organisation": organisations, "formalization_step": steps, **given})
        )
        assert not pack.problems
        return pack

    return opened


def asked(pack: Pack, name: str, **params) -> list[dict]:
    sql = query.get(name)
    given = {"place": "N", "year_from": 1900, "year_to": 2200, **params}
    return pack.rows(sql.sql, **{k: v for k, v in given.items() if k in sql.parameters})


def states(pack: Pack) -> dict[str, str]:
    return {row["organisation_code"]: row["state"] for row in pack.rows("from formalization_standing")}


LADDER = "O9|identified|2023-01-01|\nO9|registered|2023-02-01|\nO9|licence_issued|2023-03-01|2030-01-01\n"


def test_a_wait_runs_from_the_rung_below_and_the_next_rung_is_waited_for(opened):
    pack = opened(LADDER + "O1|identified|2023-01-01|\nO1|registered|2023-01-31|")
    rows = pack.rows("select step, days, days_waiting from formalization_wait where organisation_code = 'O1'")
    assert rows == [
        {"step": "identified", "days": None, "days_waiting": None},
        {"step": "registered", "days": 30, "days_waiting": None},
        {"step": "licence_issued", "days": None, "days_waiting": 334},
    ]


def test_a_rung_nobody_records_is_no_rung(opened):
    pack = opened("O1|licence_issued|2023-01-01|2028-01-01")
    assert states(pack) == {"O1": "top"}


def test_dates_out_of_order_are_no_wait_of_less_than_nothing(opened):
    pack = opened(LADDER + "O1|identified|2023-05-01|\nO1|registered|2023-01-31|")
    (row,) = pack.rows("select days from formalization_wait where organisation_code = 'O1' and step = 'registered'")
    assert row == {"days": None}
    (registered,) = [row for row in asked(pack, "formalization_steps") if row["step"] == "registered"]
    assert (registered["n"], registered["unclear"]) == (1, 1)


def test_a_step_after_the_last_day_of_data_has_not_been_taken(opened):
    pack = opened(LADDER + "O1|identified|2023-05-01|\nO1|registered|2024-01-31|")
    (row,) = pack.rows("select step, next_step from formalization_standing where organisation_code = 'O1'")
    assert row == {"step": "identified", "next_step": "registered"}


def test_who_has_dropped_out_and_who_only_waits(opened):
    pack = opened(
        LADDER
        + "LAPSED|licence_issued|2017-01-01|2022-12-30\n"  # more than a year before 31 December 2023
        + "RECENT|licence_issued|2018-01-01|2022-12-31\n"
        + "LASTDAY|licence_issued|2019-01-01|2023-12-31\n"  # the last day still counts as valid
        + "QUIET|identified|2020-12-30|\n"
        + "LATELY|identified|2020-12-31|\n"
    )
    assert states(pack) == {
        "O9": "top",
        "LAPSED": "dropped_expired",
        "RECENT": "expired",
        "LASTDAY": "top",
        "QUIET": "dropped_quiet",
        "LATELY": "waiting",
    }


def test_long_is_longer_than_three_quarters_of_those_who_went_on_needed(opened):
    went = "".join(f"W{i}|identified|2022-01-01|\nW{i}|registered|2022-01-{i + 11}|\n" for i in range(5))
    pack = opened(went + "L|identified|2023-12-16|\nS|identified|2023-12-20|")
    (row,) = pack.rows("select distinct usual_days from formalization_standing where usual_days is not null")
    assert row == {"usual_days": 13.0}  # of 10, 11, 12, 13 and 14 days
    assert (states(pack)["L"], states(pack)["S"]) == ("long", "waiting")


def test_with_fewer_than_five_who_went_on_nobody_waits_long(opened):
    went = "".join(f"W{i}|identified|2022-01-01|\nW{i}|registered|2022-01-{i + 11}|\n" for i in range(4))
    assert states(opened(went + "L|identified|2023-01-01|"))["L"] == "waiting"


def test_every_organisation_stands_in_exactly_one_state(demo_folder):
    pack = Pack.open(demo_folder)
    shown = "formalization_step semi join organisation using (organisation_code)"  # others wait for validation
    known = pack.rows(f"select count(distinct organisation_code) as n from {shown}")[0]["n"]
    rows = pack.rows("select count(*) as n, count(distinct organisation_code) as codes from formalization_standing")
    assert rows == [{"n": known, "codes": known}]
    assert {row["state"] for row in pack.rows("from formalization_standing")} == set(formalization.STATES)
    place = pack.plan["plan"]["iso3"]
    assert sum(row["organisations"] for row in asked(pack, "formalization_states", place=place)) == known


def test_members_count_only_where_women_and_men_are_both_known(opened):
    pack = opened(
        "O1|identified|2023-01-01|\nO2|identified|2023-01-01|",
        organisation="organisation_code|place_code|members_f|members_m\nO1|A|5|15\nO2|A||9",
    )
    (row,) = asked(pack, "formalization_states")
    assert (row["organisations"], row["counted"], row["members_f"], row["members_m"]) == (2, 1, 5, 15)


def test_workers_are_those_of_the_latest_count_and_its_age_is_told(opened):
    pack = opened(
        "O1|licence_issued|2023-01-01|2028-01-01",
        site="site_code|place_code|is_gold_site\nS1|A|true\nS2|A|true\nS3|A|false",
        site_visit="visit_code|site_code|visit_date|worker_count\nV1|S1|2020-12-31|50\nV2|S1|2022-12-31|20\n"
        "V3|S2|2023-12-01|\nV4|S3|2023-12-01|99",
    )
    (row,) = asked(pack, "formalization_denominators")
    assert (row["members"], row["formal"]) == (4, 4)
    assert (row["sites"], row["workers"], row["days_median"]) == (1, 20, 365)


def test_a_site_whose_last_visit_counted_nobody_keeps_its_last_count(opened):
    pack = opened(
        "O1|licence_issued|2023-01-01|2028-01-01",
        site="site_code|place_code|is_gold_site\nS1|A|true",
        site_visit="visit_code|site_code|visit_date|worker_count\nV1|S1|2022-12-31|20\nV2|S1|2023-06-01|",
    )
    (row,) = asked(pack, "formalization_denominators")
    assert (row["workers"], str(row["newest_on"])) == (20, "2022-12-31")


def test_points_of_people_and_of_unknown_holders_are_left_out_and_counted(opened):
    pack = opened(
        "O1|licence_issued|2023-01-01|2024-06-01\nO2|licence_issued|2023-01-01|\nO3|licence_issued|2023-01-01|",
        organisation="organisation_code|place_code|lon|lat|is_location_sensitive\n"
        "O1|A|1|2|false\nO2|A|1|2|true\nO3|A|1|2|",
    )
    (row,) = asked(pack, "licence_points", most=10)
    assert (row["code"], row["class"], row["hidden"], row["shown"]) == ("O1", "soon", 2, 1)


def test_register_and_dates_are_compared_both_ways(opened):
    pack = opened(
        "",
        organisation="organisation_code|place_code\nO1|A\nO2|A\nO3|A\nO4|A",
        formalization_step="organisation_code|step|step_date|expiry_date|is_called_valid\n"
        "O1|licence_issued|2020-01-01|2022-01-01|true\nO2|licence_issued|2020-01-01|2028-01-01|false\n"
        "O3|licence_issued|2020-01-01||true\nO4|licence_issued|2020-01-01|2022-01-01|",
    )
    (row,) = asked(pack, "licence_words")
    assert (row["licences"], row["said"], row["expired_called_valid"], row["valid_called_otherwise"]) == (4, 3, 1, 1)
    assert row["endless"] == 1
    (place,) = asked(pack, "licence_places")
    assert (place["place_name"], place["licences"], place["valid"], place["expired"], place["called_valid"]) == (
        "Region A",
        4,
        2,
        2,
        1,
    )


def test_a_licence_of_the_nation_itself_lies_in_no_place_below(opened):
    pack = opened(
        "",
        organisation="organisation_code|place_code\nO1|N",
        formalization_step="organisation_code|step|step_date\nO1|licence_issued|2020-01-01",
    )
    (place,) = asked(pack, "licence_places")
    assert place["below_code"] is None and place["licences"] == 1


def test_a_place_whose_parent_is_not_named_lies_in_the_nation(opened):
    pack = opened(
        "",
        organisation="organisation_code|place_code\nO1|A",
        place="place_code|place_name|level\nN|Tinyland|0\nA|Region A|1",
        formalization_step="organisation_code|step|step_date\nO1|licence_issued|2020-01-01",
    )
    (place,) = asked(pack, "licence_places")
    assert (place["below_code"], place["licences"]) == ("A", 1)
    assert asked(pack, "training_places") == [{"below_code": "A", "place_name": "Region A"}]
    near = asked(pack, "fact_below_place", ids=["licences_valid_count"], method_series=None)
    assert {row["place_code"] for row in near} == {"A"}


def test_places_tell_who_is_stuck_and_the_days_from_the_first_step_to_a_licence(opened):
    pack = opened(
        LADDER + "O1|identified|2022-01-01|\nO1|licence_issued|2022-04-11|2030-01-01\nO2|identified|2019-01-01|"
    )
    rows = asked(pack, "formalization_places", places=["A", "B"])
    # O9 took 59 days to its licence, O1 100; O2 has none and dropped out; nobody stands in B.
    assert rows == [{"place_code": "A", "long": 0, "dropped": 1, "days_to_licence": 79.5, "n": 2}]


def test_an_area_without_a_unit_names_none():
    assert licences.area_text({"area": 12.5, "area_unit": None}, Words("en")) == "12.5"
    assert licences.area_text({"area": 12.5, "area_unit": "ha"}, Words("en")) == "12.5\u00a0ha"
    assert licences.area_text({"area": None, "area_unit": "ha"}, Words("en")) == ""


# --- the day of judgement -----------------------------------------------------------------------------------------


@pytest.fixture
def register_of_2020(tmp_path):
    """A register that ends on 30 June 2020 and a visit of 2023, in a plan that names no last day of data."""
    given = {
        "organisation": "organisation_code|organisation_name|place_code|members_f|members_m\nO1|O1|A|1|3",
        "formalization_step": "organisation_code|step|step_date|expiry_date\n"
        "O1|identified|2020-01-01|\nO1|registered|2020-03-31|\nO1|licence_issued|2020-06-30|2021-06-30",
        "site": "site_code|place_code\nS1|A",
        "site_visit": "visit_code|site_code|visit_date\nV1|S1|2023-05-01",
    }
    rows = {name: tiny_pack.rows(text) for name, text in given.items()}
    pack = Pack.open(tiny_pack.write(tmp_path / "tiny", rows, {"data_until": None}))
    assert not pack.problems
    return pack


def test_a_register_is_judged_on_its_own_last_day_and_not_on_that_of_a_visit(register_of_2020):
    pack = register_of_2020
    (licence,) = asked(pack, "licence_expiry")
    assert (str(licence["as_of"])[:10], licence["state"]) == ("2020-06-30", "months_12")
    assert asked(pack, "licence_words")[0]["valid_called_otherwise"] == 0
    assert [row["state"] for row in asked(pack, "licence_ends")] == ["soon"]
    (place,) = asked(pack, "licence_places")
    assert (place["valid"], place["expired"]) == (1, 0)
    assert states(pack) == {"O1": "top"}
    assert [(row["year"], row["formal"]) for row in asked(pack, "formalization_members")] == [(2020, 4)]
    rows = pack.rows(
        "select indicator, max(year) as year from fact"
        " where indicator in ('licences_valid_count', 'organisations_count', 'formal_miners_pct') group by indicator"
    )
    assert {row["year"] for row in rows} == {2020} and len(rows) == 3


def test_pages_say_on_which_day_licences_are_judged_and_why(register_of_2020):
    data = Rows(register_of_2020, Words("en"))
    for page in ("licences", "formalization"):
        assert by_id(page, data)["judged-on"].text == "Judged on 30 Jun 2020, the last day these data speak of."


def test_where_the_chosen_years_end_before_the_data_licences_are_judged_on_their_last_day(opened):
    data = Rows(opened(EXPIRED), Words("en"), years=(2018, 2022))
    assert by_id("licences", data)["judged-on"].text == "Judged on 31 Dec 2022, the last day of the chosen years."


# --- the page as blocks --------------------------------------------------------------------------------------------


def test_a_link_chooses_the_organisation_that_is_shown_and_nothing_else(opened):
    data = Rows(opened(LADDER + "O1|identified|2023-01-01|\nO2|identified|2023-05-01|"), Words("en"))
    usual, chosen = by_id("formalization", data), by_id("formalization", data, stands="top")
    assert chosen["organisation-facts"].caption == "O9"
    assert usual["organisation-facts"].caption in ("O1", "O2")
    other = by_id("formalization", data, stands="waiting", organisation="O2")
    assert other["organisation-facts"].caption == "O2"
    assert list(other) == list(usual)
    same = {"licences", "members", "miners", "places-table"}
    assert all(usual[id] == chosen[id] for id in same)


def test_pictures_say_how_many_organisations_they_rest_on_and_keep_the_names_of_their_files(opened):
    page = by_id("formalization", Rows(opened(LADDER + "O1|identified|2023-01-01|"), Words("en")))
    assert (page["states"].n, page["states"].name) == (2, "formalization-states")
    assert (page["waits"].n, page["waits"].name) == (2, "formalization-waits")
    assert (page["ladder"].indicators, page["ladder"].name) == (("organisations_count",), "ladder")


def test_where_no_step_is_recorded_in_these_years_that_is_said(opened):
    data = Rows(opened(LADDER), Words("en"), years=(2001, 2002))
    page = by_id("formalization", data)
    assert list(page) == ["no-steps", "nothing"]
    assert "Nothing is recorded for Tinyland" in page["nothing"].text
    assert list(by_id("licences", data)) == ["no-licences", "nothing"]


def test_a_plan_without_steps_and_organisations_says_which_tables_are_missing(tmp_path):
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {})), Words("en"))
    for name, id in (("formalization", "no-steps"), ("licences", "no-licences")):
        assert [(block.id, block.tables) for block in by_id(name, data).values()] == [(id, formalization.TABLES)]


EXPIRED = LADDER + "O1|licence_issued|2018-01-01|2023-01-31\n"


def test_a_link_chooses_the_licences_that_are_listed(opened):
    data = Rows(opened(EXPIRED), Words("en"))
    usual, expired = by_id("licences", data), by_id("licences", data, licences="expired")
    assert "No licence at Tinyland is in this state" in usual["no-such-licence"].text
    assert [row[0] for row in expired["licences-table"].rows] == ["O1"]
    assert expired["licence-rows"].name == "licences-expired" and expired["licences-table"].n == 1
    assert usual["ends"].rows.equals(expired["ends"].rows)


def test_the_map_of_licences_is_made_on_request_alone(opened):
    class Curious(Ask):
        def toggle(self, name: str, label: str) -> bool:
            return name == "licence-map"

    pack = opened(
        "",
        organisation="organisation_code|organisation_name|place_code|lon|lat|is_location_sensitive\n"
        "O9|Nine|A|1.5|2.5|false",
        formalization_step="organisation_code|step|step_date|expiry_date\nO9|licence_issued|2023-03-01|2030-01-01",
    )
    data = Rows(pack, Words("en"))
    assert "licences-map" not in by_id("licences", data)
    shown = {block.id: block for block in inside(licences.blocks(Curious(), data, Words("en")))}
    assert shown["licences-map"].n == 1
    assert shown["licences-map"].draw(palette(), 400).legend
