"""Formalization: the ladder, the miners under a licence, and licences judged on the last day of data."""

import datetime as dt

import pandas as pd
import pytest

from nap.figures import formalization as pictures
from nap.figures import licences as licence_pictures
from nap.figures.bars import bars
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack import indicator
from nap.pack.pack import Pack
from nap.topics import formalization, query
from nap.topics import licences as licence

EN, LIGHT = Words("en"), palette()
AS_OF = dt.date(2026, 10, 31)


def members(**more) -> pd.DataFrame:
    row = {"year": 2026, "as_of": AS_OF, "organisations": 10, "counted": 8, "members": 200.0, "formal": 50.0}
    return pd.DataFrame([{**row, **more}])


def licences(*states: str) -> pd.DataFrame:
    return pd.DataFrame({"state": states})


def test_the_ladder_keeps_every_step_in_order_and_a_dash_for_one_not_on_record():
    facts = pd.DataFrame(
        {
            "year": [2026, 2026, 2026, 2025],
            "series": ["registered", "identified", None, "identified"],
            "value": [3.0, 4.0, 4.0, 1.0],
            "low": None,
            "high": None,
            "n": [4, 4, 4, 1],
        }
    )
    rows = formalization.ladder_rows(facts, 2026, EN)
    assert list(rows["step_name"])[:2] == ["Identified", "Registered"] and len(rows) == 8
    assert list(rows["said"])[:3] == ["4 (100\u00a0%)", "3 (75\u00a0%)", "–"]
    bar = bars(rows, EN, LIGHT, indicator.get("organisations_count"), label="step_name").data[0]
    assert list(bar.x)[:3] == [4.0, 3.0, None]
    assert bar.y[0] > bar.y[1]


def test_the_sentence_says_numerator_denominator_day_and_who_is_not_counted():
    said = formalization.sentence(members(), licences("expired", "months_3", "months_6", "later"), "Samoria", EN)
    assert said.startswith("Samoria, 31 Oct 2026: **3** of 10")
    assert "**25\u00a0%**" in said and "50 of 200" in said
    assert "2 organisations are not known" in said
    assert "expired: **1**" in said and "6 months: **2**" in said


def test_members_unknown_give_no_share():
    said = formalization.sentence(members(counted=0, members=None, formal=None), licences(), "Samoria", EN)
    assert "%" not in said and "0 of" in said.replace("**", "")


def test_numerator_and_denominator_give_the_share_of_the_indicator(demo_folder):
    pack = Pack.open(demo_folder)
    for place in pack.sql("select place_code from place where level < 2 order by 1")["place_code"]:
        asked = {"place": place, "year_from": 1900, "year_to": 2200}
        counted = pack.sql(query.get("formalization_members").sql, **asked)
        share = pack.sql(query.get("fact_at_place").sql, indicator="formal_miners_pct", **asked)
        both = counted.merge(share, on="year")
        assert len(both) == len(share) > 0
        assert list(100 * both["formal"] / both["members"]) == pytest.approx(list(both["value"]))
        assert (both["counted"] == both["n"]).all()


def test_states_of_licences_agree_with_the_indicators(demo_folder):
    pack = Pack.open(demo_folder)
    place = pack.plan["plan"]["iso3"]
    rows = pack.sql(query.get("licence_expiry").sql, place=place, year_to=2200)
    last = pack.sql("select max(as_of) as day, max(year) as year from calendar").iloc[0]
    assert set(rows["as_of"]) == {last["day"]}
    for id, asked in (("licences_valid_count", "valid"), ("licences_expired_count", "expired")):
        value = pack.sql(
            "select value from fact where indicator = $id and place_code = $place and year = $year and series is null",
            id=id,
            place=place,
            year=int(last["year"]),
        )["value"].iloc[0]
        assert rows["state"].isin(licence.ASKED[asked]).sum() == value
    soon = rows[rows["state"] == "months_3"]
    assert len(soon) and soon["days_left"].between(0, 92).all()
    assert (rows[rows["state"] == "expired"]["days_left"] < 0).all()
    assert rows[rows["expiry_date"].isna()]["state"].isin(["later"]).all()


# --- pictures ------------------------------------------------------------------------------------------------------


def steps(**more) -> pd.DataFrame:
    row = {
        "step": "registered",
        "step_below": "identified",
        "n": 3,
        "days_q25": 10.0,
        "days_median": 20.0,
        "days_q75": 40.0,
        "unclear": 0,
        "waiting": 0,
        "days_waiting_median": None,
        "dropped": 0,
    }
    first = {**row, "step": "identified", "step_below": None, "n": 0}
    return pd.DataFrame([first, {**row, **more}])


def test_a_wait_is_drawn_with_its_middle_half_and_its_median():
    fig = pictures.waits(formalization.waits_rows(steps(), EN), EN, LIGHT)
    bar, median, waiting, texts = fig.data
    assert (list(bar.base), list(bar.x)) == ([10.0], [30.0])
    assert list(median.x) == [20.0] and list(waiting.x) == []
    assert "Registered" in texts.text[0] and "n\u00a0=\u00a03" in texts.text[0]


def test_who_still_waits_is_a_ring_and_is_said():
    rows = formalization.waits_rows(steps(waiting=2, days_waiting_median=90.0, dropped=1, unclear=1), EN)
    assert list(pictures.waits(rows, EN, LIGHT).data[2].x) == [90.0]
    for said in (
        "2 still wait, half of them for more than 90 days",
        "1 dropped out before it",
        "dates are out of order",
    ):
        assert said in rows["said"].iloc[0]


def test_a_step_nobody_is_known_to_have_waited_for_has_a_row_without_a_bar():
    nothing = {"n": 0, "days_q25": None, "days_median": None, "days_q75": None}
    rows = formalization.waits_rows(steps(**nothing), EN)
    fig = pictures.waits(rows, EN, LIGHT)
    assert list(fig.data[0].x) == [None] and list(fig.data[1].x) == []
    assert rows["short"].iloc[0] == "no wait on record"


def test_states_are_parts_of_one_bar_for_each_step():
    stood = pd.DataFrame(
        {
            "step": ["identified", "identified", "licence_issued"],
            "state": ["long", "waiting", "top"],
            "organisations": [2, 3, 7],
        }
    )
    names = formalization.step_names(EN, {"identified", "licence_issued"})
    fig = pictures.standing(stood, EN, LIGHT, names, formalization.state_names(EN))
    parts = {bar.name: list(bar.x) for bar in fig.data if bar.type == "bar"}
    assert parts == {
        "Has taken every step on record": [None, 7],
        "On the way": [3, None],
        "Waits longer than usual": [2, None],
    }
    assert [text.strip() for text in fig.data[-1].text] == ["5", "7"]


def test_licences_stand_in_the_quarter_they_end_in():
    rows = pd.DataFrame({"quarter": [dt.date(2025, 4, 1)], "state": ["expired_called_valid"], "licences": [28]})
    (bar,) = licence_pictures.licence_ends(rows, EN, LIGHT, licence.end_names(EN)).data
    assert list(bar.x) == ["2025-04-01"] and "Quarter 2 of 2025" in bar.hovertext[0]


def test_a_hostile_name_is_shown_letter_by_letter():
    rows = formalization.waits_rows(steps(), EN).assign(label="<img src=x onerror=alert(1)> %{x}")
    shown = pictures.waits(rows, EN, LIGHT).data[-1].text[0]
    assert "<img" not in shown and "%{x}" not in shown


# --- words ---------------------------------------------------------------------------------------------------------


def test_where_most_get_stuck_is_said_with_those_who_dropped_out():
    stood = pd.DataFrame(
        {
            "step": ["registered", "identified", "identified"],
            "state": ["long", "long", "dropped_quiet"],
            "organisations": [1, 4, 3],
        }
    )
    said = formalization.stuck_sentence(stood, EN)
    assert "**5** organisations wait longer" in said and "after “Identified”" in said
    assert "**3** organisations have dropped out" in said
    assert formalization.stuck_sentence(stood.iloc[:0], EN) == ""


def denominators(**more) -> dict[str, str]:
    row = {
        "organisations": 10,
        "counted": 8,
        "members": 200,
        "formal": 50,
        "sites": 4,
        "workers": 500,
        "oldest_on": AS_OF,
        "newest_on": AS_OF,
        "days_median": 30.0,
        "as_of": AS_OF,
    }
    return dict(formalization.denominator_pairs({**row, **more}, EN))


def test_the_formal_share_stands_with_its_denominator_and_its_age():
    said = denominators()
    assert said["Of the members of organisations"].startswith("25\u00a0% of 200, in 8 of 10 organisations")
    assert said["Of the workers at gold sites"].startswith("10\u00a0% of 500 workers at 4 gold sites")
    assert "older than 30 days" in said["Of the workers at gold sites"]


def test_a_share_above_the_whole_cannot_be_told():
    assert denominators(workers=40)["Of the workers at gold sites"].startswith("cannot be told: more members")


def test_without_members_or_workers_no_share_is_told():
    said = denominators(members=None, formal=None, workers=None)
    assert said["Of the members of organisations"].startswith("cannot be told")
    assert said["Of the workers at gold sites"].startswith("cannot be told")


def test_steps_a_pack_never_records_are_not_taken_for_not_done():
    said = formalization.missing_steps_sentence(pd.DataFrame({"step": ["licence_issued"]}), EN)
    assert "Identified" in said and "Licence issued" not in said and "not the same as not taken" in said


def test_register_and_dates_that_disagree_are_said_both_ways():
    said = {"expired_called_valid": 29, "valid_called_otherwise": 1, "endless": 0, "as_of": AS_OF}
    former = pd.DataFrame({"place_name": ["Old"], "ended_year": [2019], "organisations": [6]})
    found = " ".join(licence.register_sentences(said, former, EN))
    assert "**29** licences had run out by 31 Oct 2026" in found
    assert "**1** licence is in force by its dates, yet the register says otherwise" in found
    assert "**6** holders are still registered in Old, which ended in 2019" in found
    assert "no last day" not in found


def test_a_place_without_a_count_gets_a_dash_not_a_zero():
    near = pd.DataFrame(
        {"indicator": ["organisations_count"], "place_code": ["A"], "place_name": ["Ay"], "value": [3.0]}
    )
    stuck = pd.DataFrame({"place_code": ["A"], "long": [2], "dropped": [1], "days_to_licence": [None], "n": [0]})
    _, (line,), _ = formalization.places_table(near, stuck, EN)
    assert line == ["Ay", "3", "–", "–", "2", "1", "–", "–"]
    _, (line,), _ = formalization.places_table(near, stuck.assign(days_to_licence=79.5, n=2), EN)
    assert line[6] == "80 (2)"
