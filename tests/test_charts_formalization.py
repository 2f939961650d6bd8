"""Formalization: the ladder, the miners under a licence, and licences judged on the last day of data."""

import datetime as dt

import pandas as pd
import pytest

from nap import charts, formalization, indicator, query
from nap.pack import Pack
from nap.palette import palette
from nap.words import Words

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
    rows = formalization.ladder(facts, 2026, EN)
    assert list(rows["step_name"])[:2] == ["Identified", "Registered"] and len(rows) == 8
    assert list(rows["said"])[:3] == ["4 (100\u00a0%)", "3 (75\u00a0%)", "–"]
    bar = charts.bars(rows, EN, LIGHT, indicator.get("organisations_count"), label="step_name").data[0]
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
            id=id, place=place, year=int(last["year"]),
        )["value"].iloc[0]  # fmt: skip
        assert rows["state"].isin(formalization.ASKED[asked]).sum() == value
    soon = rows[rows["state"] == "months_3"]
    assert len(soon) and soon["days_left"].between(0, 92).all()
    assert (rows[rows["state"] == "expired"]["days_left"] < 0).all()
    assert rows[rows["expiry_date"].isna()]["state"].isin(["later"]).all()
