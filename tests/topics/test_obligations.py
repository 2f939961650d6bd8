"""Annex C element by element, and the two clocks: what is covered, what is a gap, what cannot be told."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
import tiny_pack
from streamlit.testing.v1 import AppTest
from topics.test_blocks import every_block
from topics.test_portfolio import ROOT, read, write

from nap.errors import NapError
from nap.intake import importing
from nap.language.texts import LANGUAGES, Words
from nap.methods import clocks
from nap.pack import contract, indicator, plan_file
from nap.pack.pack import Pack
from nap.topics import data, obligations, query
from nap.topics.rows import Rows

EN = Words("en")
TODAY = dt.date(2026, 11, 21)


def elements(pack: Pack) -> dict[str, obligations.Element]:
    rows = [pack.sql(query.get(f"obligation_{name}").sql) for name in ("elements", "itself", "indicators")]
    found = obligations.elements(*rows, pack.plan.get("strategy", []), pack.missing, EN)
    return {each.letter: each for each in found}


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Pack:
    return Pack.open(write(tmp_path_factory.mktemp("packs"), "aaa", "Aland"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Pack:
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("packs") / "bare", {}))


# --- the data the page rests on ------------------------------------------------------------------------------------


def test_elements_are_those_an_activity_may_name_and_eleven_are_required():
    letters = [each["letter"] for each in obligations.elements_of_annex_c()]
    assert letters == list(contract.codes("annex_c"))
    assert [each["letter"] for each in obligations.elements_of_annex_c() if not each["required"]] == ["C2"]


def test_elements_and_needs_speak_every_language_and_name_tables_there_are():
    for each in [*obligations.elements_of_annex_c(), *obligations.needs()]:
        assert all(Words(lang).t(each["text"]) != each["text"] for lang in LANGUAGES if lang != "en")
        assert set(each["tables"]) <= set(contract.tables()) | set(obligations.COLUMNS)


def test_no_question_number_of_the_form_is_given_and_hearsay_is_marked():
    assert all(set(each["reports"]) <= set(obligations.KINDS) for each in obligations.needs())
    short = [each for each in obligations.needs() if "short" in each["reports"]]
    assert short and all("short" in each["unverified"] for each in short)


# --- Annex C -------------------------------------------------------------------------------------------------------


def test_an_element_has_its_strategies_activities_money_and_gaps(plan):
    found = elements(plan)
    assert (found["c"].activities, found["c"].alone, found["c"].planned_usd, found["c"].zero) == (2, 2, 250, 1)
    assert (found["b"].activities, found["b"].alone, found["b"].planned_usd) == (1, 0, 1000)
    assert found["c"].strategies == ["S1", "S2"] and found["h"].strategies == ["S1"]
    assert obligations.gaps(found["c"], EN, True, True)[0] == "1 line not costed"
    assert "no activity" in obligations.gaps(found["h"], EN, True, True)
    assert "no strategy" in obligations.gaps(found["a"], EN, True, True)


def test_the_sentence_counts_and_names_what_nothing_stands_for(plan):
    said = obligations.sentence(list(elements(plan).values()), EN)
    assert said.startswith("**4 of the 11**") and "(a) Objectives & targets" in said and "C2" not in said
    assert "(b), (d), (e) alone" in said


def test_the_page_the_portfolio_and_the_indicator_count_the_same(plan):
    covered = sum(each.is_covered for each in elements(plan).values() if each.required)
    fact = plan.rows("select value from fact where indicator = 'annex_c_covered_count'")[0]["value"]
    summary = read(plan.folder)
    assert covered == fact == sum(summary.covers(letter) for letter in "abcdefghijk")


def test_where_no_activity_names_an_element_nothing_can_be_told(bare):
    found = list(elements(bare).values())
    assert "cannot be told" in obligations.sentence(found, EN)
    assert obligations.elements_frame(found, EN)["covered"].isna().all()
    _, rows, _ = obligations.elements_table(found, False, False, EN)
    assert all(row[1:4] == ["–"] * 3 for row in rows)
    assert bare.rows("select * from fact where indicator = 'annex_c_covered_count'") == []


def test_what_is_optional_is_no_gap(plan):
    assert obligations.gaps(elements(plan)["C2"], EN, True, True) == []


def test_monitoring_and_budget_stand_apart_and_unknown_is_not_zero(plan, bare):
    for pack, led, costed in ((plan, "0 of 4", "4 of 5"), (bare, "cannot be told", "cannot be told")):
        row = pack.rows(query.get("obligation_recommended").sql)[0]
        _, lines, _ = obligations.recommended_table(row, pack.missing, EN)
        assert lines[1][1] == led and lines[3][1] == costed


# --- the two clocks --------------------------------------------------------------------------------------------------


def test_reviews_run_from_the_submission_and_reports_on_their_own_days():
    plan = {"plan": {}, "dates": {"submitted": dt.date(2020, 6, 30)}}
    found = clocks.turns(plan, dt.date(2025, 1, 1), dt.date(2030, 1, 1))
    assert [(turn.kind, turn.due.isoformat()) for turn in found] == [
        ("full", "2025-12-31"),
        ("review", "2026-06-30"),
        ("short", "2027-12-31"),
        ("review", "2029-06-30"),
        ("full", "2029-12-31"),
    ]
    review = found[1]
    assert (review.covers_from, review.covers_to) == (dt.date(2023, 6, 30), dt.date(2026, 6, 30))
    said = obligations.clock_sentence(found, TODAY, EN)
    assert "30 Jun 2029" in said and "a short one, is due on **31 Dec 2027**" in said and "18 months" in said


def test_a_submission_on_a_leap_day_and_one_to_come_keep_their_clock():
    leap = {"dates": {"submitted": dt.date(2024, 2, 29)}}
    assert clocks.turns(leap, dt.date(2027, 1, 1), dt.date(2027, 12, 30))[0].due == dt.date(2027, 2, 28)
    later = {"dates": {"submitted": dt.date(2028, 1, 1)}}
    assert [t.due.year for t in clocks.turns(later, TODAY, dt.date(2032, 1, 1)) if t.kind == "review"] == [2031]


def test_without_a_submission_the_review_cannot_be_told_and_the_reports_can():
    found = obligations.turns({"plan": {}}, TODAY)
    assert {turn.kind for turn in found} == {"short", "full"}
    assert "cannot be told" in obligations.clock_sentence(found, TODAY, EN)
    rows = obligations.clock_table(found, TODAY, EN)[1]
    assert any("past" in row[-1] for row in rows) and any("days left" in row[-1] for row in rows)
    assert any("date deduced" in row[3] for row in rows)


def needed(pack: Pack, kind: str):
    filled = pack.sql(query.get("obligation_filled").sql)
    return obligations.needs_rows(kind, data.holdings(pack), filled, EN)


def test_what_a_review_needs_is_at_hand_or_missing(plan, demo_folder):
    poor, rich = needed(plan, "review"), needed(Pack.open(demo_folder), "review")
    assert poor["at_hand"].isna().all() and rich["missing"].isna().all()
    assert "State of the activities" in poor.loc[poor["article"] == "7.3(a)", "missing"].iloc[0]
    assert "up to 20" in rich["at_hand"].iloc[0]
    assert "missing: 8" in obligations.needs_sentence(poor, EN)


def test_what_is_asked_by_hearsay_says_so(plan):
    _, rows, _ = obligations.needs_table(needed(plan, "short"), EN)
    assert all("not confirmed in a source" in row[0] for row in rows)
    full = needed(plan, "full")
    assert (full["missing"] == "A document, not data").sum() == 1 and 0 < full["unconfirmed"].sum() < len(full)


# --- the page --------------------------------------------------------------------------------------------------------


def page(pack: Pack, **link) -> dict:
    return {block.id: block for block in every_block("obligations", Rows(pack, EN), link)}


def test_what_is_handed_in_is_chosen_by_the_link_and_changes_its_needs_alone(plan):
    review, report = page(plan), page(plan, **{"for": "short"})
    assert (review["needs-rows"].name, report["needs-rows"].name) == ("needs-review", "needs-short")
    assert review["needs-table"].rows != report["needs-table"].rows
    assert "no-question-numbers" in report and "no-question-numbers" not in review
    assert review["required-elements"] == report["required-elements"]


def test_a_page_without_activities_and_budget_says_what_is_missing_and_still_tells_the_clocks(bare):
    found = page(bare)
    assert set(found["no-activities"].tables) == {"activity", "budget_line"}
    assert "cannot be told" in found["elements"].text and "cannot be told" in found["next"].text
    assert found["turns"].rows and found["needs-table"].rows


# --- bad input -------------------------------------------------------------------------------------------------------


def test_a_letter_that_is_not_in_annex_c_is_told_in_the_plan(tmp_path):
    (tmp_path / "plan.toml").write_text(
        '[plan]\ncode = "x"\ncountry = "X"\ntitle = "X"\n[[strategy]]\ncode = "S1"\n[[strategy]]\ncode = "S2"\n'
        'annex_c = ["a", "z"]\n',
        encoding="utf-8",
    )
    with pytest.raises(NapError, match=r"strategy\.2\.annex_c\.2 = z.*a to k"):
        plan_file.read(tmp_path)


def test_the_letters_a_plan_may_name_are_those_an_activity_may():
    items = plan_file.SCHEMA["properties"]["strategy"]["items"]["properties"]["annex_c"]["items"]
    assert items["enum"] == list(contract.codes("annex_c"))


def test_a_letter_that_is_not_in_annex_c_rejects_its_line_with_the_value(tmp_path):
    path = tmp_path / "activity.csv"
    path.write_text("activity_code,strategy_code,title,annex_c\nT1,S1,Do,c\nT2,S1,Do,z\n", encoding="utf-8")
    outcome = importing.run("table", path, tmp_path / "p", {"table": "activity", "country": "X", "iso3": "XXX"})
    assert (outcome.accepted, outcome.rejected) == (1, 1)
    rejected = Path(outcome.rejected_file).read_text(encoding="utf-8-sig")
    assert rejected.splitlines()[1].startswith("3,annex_c") and "z" in rejected and "C2" in rejected


# --- on the screen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_reads_well_on_a_budget_alone(plan, lang, monkeypatch):
    monkeypatch.setenv("NAP_PACKS", str(plan.folder.parent))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=300)
    app.query_params["lang"] = lang
    app.run()
    app.switch_page("../../pages/obligations.py").run()
    assert not app.exception and not app.error
    for kind in obligations.KINDS:
        app.selectbox(key="widget:for").set_value(kind).run()
        assert not app.exception and not app.error


def test_the_indicator_says_what_covered_means():
    assert "not of the plan’s text" in indicator.get("annex_c_covered_count").caveat
    assert tomllib.loads((obligations.REFERENCE / "annex_c.toml").read_text(encoding="utf-8"))["source"]
