"""What to chase first, how far activities slipped, and the list for a meeting; what nobody tells is chased nowhere."""

import datetime as dt

import pandas as pd
import pytest
import tiny_pack
from topics.test_blocks import every_block

from nap.errors import NapError
from nap.figures.pieces import Bar
from nap.intake import importing
from nap.language.texts import Words
from nap.pack import publish
from nap.pack.pack import Pack
from nap.topics import actions, query
from nap.topics.rows import Rows, records

EN = Words("en")
AS_OF = dt.date(2023, 12, 31)  # the last day of a tiny pack
HOSTILE = "<img src=x onerror=alert(1)>"
ACTIVITIES = """
activity_code | strategy_code | title | annex_c | lead_institution | planned_start | planned_end | actual_start | actual_end | percent_complete | status      | delay_reason
A1            | S1            | Ended | [a]     | Mines            | 2021-01-01    | 2021-06-30  | 2021-02-01   | 2021-08-29 | 100              | completed   | Rains
A2            | S1            | Runs  | [b]     | Mines            | 2022-01-01    | 2022-12-31  | 2022-01-01   |            | 40               | ongoing     |
A3            | S2            | Soon  | [c]     |                  | 2024-02-01    | 2024-06-30  |              |            |                  | not_due     |
A4            | S2            | Later | [c]     | Health           | 2024-06-01    | 2025-06-30  |              |            |                  | not_due     |
A5            | S2            | Quiet | [d]     | Health           | 2021-01-01    | 2022-06-30  |              |            |                  |             |
A6            | S2            | Gone  | [d]     | Health           | 2021-01-01    | 2022-06-30  |              |            |                  | cancelled   |
A7            | S2            | Waits | [e]     | Mines            | 2023-12-01    | 2024-12-31  |              |            |                  | delayed     | Rains
"""  # noqa: E501
LINES = """
budget_code | activity_code | funding    | currency | units_per_usd | planned
B1          | A1            | gef        | USD      | 1             | 100
B2          | A2            | unfunded   | USD      | 1             | 100
B3          | A3            | government | USD      | 1             | 100
B4          | A4            | unfunded   | USD      | 1             | 0
B5          | A7            |            | USD      | 1             | 100
"""


def opened(folder, activities: str = ACTIVITIES, lines: str | None = LINES) -> Pack:
    given = {"activity": tiny_pack.rows(activities)}
    if lines:
        given["budget_line"] = tiny_pack.rows(lines)
    return Pack.open(tiny_pack.write(folder / "tiny", given))


def ask(pack: Pack, name: str, **params) -> pd.DataFrame:
    given = {"place": "N", "year_from": 1900, "year_to": 2200, "as_of": AS_OF, **actions.UNCHOSEN, **params}
    sql = query.get(name)
    return pack.sql(sql.sql, **{k: v for k, v in given.items() if k in sql.parameters})


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    return opened(tmp_path_factory.mktemp("workplan"))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("late", {"A2", "A7"}),
        ("untold", {"A5"}),
        ("soon", {"A3"}),
        ("no_owner", {"A3"}),
        # unfunded alone, or no line; A4 costs nothing; of A7 nobody says who pays; what is over needs none
        ("no_money", {"A2", "A5"}),
        ("chase", {"A2", "A3", "A5", "A7"}),
        (None, {"A1", "A2", "A3", "A4", "A5", "A6", "A7"}),
        ("completed", {"A1"}),
    ],
)
def test_each_reason_to_chase_names_its_activities(tiny, status, expected):
    assert set(ask(tiny, "activity_list", status=status)["activity_code"]) == expected


def test_institutions_can_be_asked_for_and_so_can_none(tiny):
    assert set(ask(tiny, "activity_list", institution="Health")["activity_code"]) == {"A4", "A5", "A6"}
    assert ask(tiny, "activity_list", institution=actions.NOBODY)["activity_code"].tolist() == ["A3"]
    leads = ask(tiny, "activity_institutions")
    assert list(actions.institutions(leads, EN).values()) == ["Health", "Mines", "No lead institution named"]


def test_slips_are_days_after_the_plan_and_grow_for_what_is_open(tiny):
    rows = ask(tiny, "activity_list").set_index("activity_code")
    assert (rows.loc["A1", "start_slip_days"], rows.loc["A1", "end_slip_days"]) == (31, 60)
    assert (rows.loc["A2", "start_slip_days"], rows.loc["A2", "end_slip_days"]) == (0, 365)
    assert rows.loc["A7", "start_slip_days"] == 30 and pd.isna(rows.loc["A7", "end_slip_days"])
    assert pd.isna(rows.loc["A5", "end_slip_days"]) and pd.isna(rows.loc["A5", "start_slip_days"])
    assert pd.isna(rows.loc["A6", "end_slip_days"])
    assert rows.index[rows["is_slip_growing"].astype(bool)].tolist() == ["A2"]


def test_reasons_of_slips_are_counted_and_silence_is_one_of_them(tiny):
    rows = ask(tiny, "activity_slips")
    found = {
        row["delay_reason"]: (row["activities_count"], row["median_days"], row["longest_days"]) for row in records(rows)
    }
    assert found == {"Rains": (2, 45, 60), None: (1, 365, 365)}
    said = actions.slips_sentence(rows, EN)
    assert "**3** activities began or ended after" in said and "Of **1** no reason is given" in said
    headings, lines, numeric = actions.slips_table(rows, EN)
    assert [len(line) for line in lines] == [len(headings)] * 2 and numeric == [1, 2, 3, 4]
    assert "No reason given" in {line[0] for line in lines}
    assert "No activity is known" in actions.slips_sentence(rows[:0], EN)


def test_what_to_chase_is_counted_among_the_open_ones(tiny):
    done, costs = (records(ask(tiny, name))[0] for name in ("activity_summary", "budget_summary"))
    bars = actions.chase(ask(tiny, "activity_list"), done, costs, EN)
    assert [(bar.value, bar.share) for bar in bars] == [
        ("2 of 5 open", pytest.approx(0.4)),
        ("1 of 5 open", pytest.approx(0.2)),
        ("1 of 5 open", pytest.approx(0.2)),
        ("2 of 5 open", pytest.approx(0.4)),
    ]
    assert "median 365" in bars[0].note and "1 more is past its planned end" in bars[0].note
    assert "**1** is to start within 90 days" in actions.sentence(done, AS_OF, EN)


def test_who_leads_the_late_ones_is_told_the_most_first_and_the_rest_together():
    leads = pd.DataFrame({"lead_institution": ["A", "B", None, "C", "D"], "late_count": [1, 4, 2, 0, 1]})
    assert actions.late_by(leads, EN, most=2) == "B: 4 · no lead institution: 2 · others: 2"
    assert actions.behind({"late_count": 8}, leads, EN).startswith("**8** activities are late (B: 4 · ")
    assert actions.late_by(leads[leads["late_count"] == 0], EN) == ""


def test_a_plan_that_tells_neither_days_states_nor_owners_is_told_so_and_listed_whole(tmp_path):
    """As the 16 published plans: a title, a strategy, a letter and a cost, and nothing else."""
    bare = "activity_code | strategy_code | title | annex_c\nX1 | S9 | One | [c]\nX2 | S9 | Two | [d]"
    lines = "budget_code | activity_code | currency | units_per_usd | planned\nB | X1 | USD | 1 | 5"
    pack = opened(tmp_path, bare, lines.replace("B | X1 | USD | 1 | 5", "B | X1 | USD | 1 | 5\nC | X2 | USD | 1 | 0"))
    rows, leads = ask(pack, "activity_list"), ask(pack, "activity_institutions")
    done, costs = (records(ask(pack, name))[0] for name in ("activity_summary", "budget_summary"))
    assert actions.chase(rows, done, costs, EN) == [], "four bars that cannot be told say less than one sentence"
    assert actions.behind(done, leads, EN) == ""
    assert "planned days, states, lead institutions" in actions.blanks(done, EN)
    assert actions.first_asked(rows) == actions.ALL and not actions.has_dates(rows)
    assert actions.activity_table(rows, EN)[0] == ["Code", "Activity", "Annex C", "Planned (US$)"]
    assert list(actions.groups({}, leads, EN)["institution"][1]) == [None]
    sheets = actions.by_institution(rows, {"strategy": [{"code": "S9", "title": "Nine"}]}, EN)
    assert list(sheets) == ["Nine"] and len(sheets["Nine"]) == 2, "to be filled in, by strategy"
    assert ">Lead<" in actions.printable(rows, pack.plan, AS_OF, EN).decode()


def test_without_a_budget_nobody_is_chased_for_money(tmp_path):
    pack = opened(tmp_path, lines=None)
    rows = ask(pack, "activity_list")
    assert not rows["is_without_money"].any()
    done, costs = (records(ask(pack, name))[0] for name in ("activity_summary", "budget_summary"))
    assert actions.chase(rows, done, costs, EN)[3].note == "This plan brings no budget."


def test_the_list_to_print_has_a_sheet_for_each_institution_and_stays_inert(tiny):
    rows = ask(tiny, "activity_list")
    rows.loc[rows["activity_code"] == "A2", "title"] = HOSTILE
    text = actions.printable(rows, tiny.plan, AS_OF, EN).decode()
    assert text.count("<section>") == 3 and "<img" not in text and "&lt;img" in text
    assert "http" not in text and "<script" not in text, "nothing is fetched, nothing runs"
    assert "break-before: page" in text and "365 days late" in text and "Notes" in text
    sheets = actions.by_institution(rows, tiny.plan, EN)
    assert {name: len(frame) for name, frame in sheets.items()} == {
        "Health": 3,
        "Mines": 3,
        "No lead institution named": 1,
    }


def test_a_strategy_the_plan_does_not_list_is_told_with_its_activity(tiny):
    rows = ask(tiny, "activity_list")
    (found,) = actions.strangers(rows, {"strategy": [{"code": "S1"}]})
    assert "Activity A3 belongs to strategy “S2”" in str(found) and "5 like this" in str(found)
    assert actions.strangers(rows, {}) == [], "a plan without strategies lists none that could be missing"


def test_three_gauges_stand_side_by_side_and_are_never_one(tiny):
    done = records(ask(tiny, "activity_summary"))[0]
    bars = actions.gauges(done, Bar("Money spent", "7 %", 0.07), None, EN)
    assert [bar.label for bar in bars] == ["Activities completed", "Money spent", "Mercury use reduced"]
    assert bars[0].share == pytest.approx(1 / 5) and bars[1].share == 0.07 and bars[2].share is None


def test_two_hundred_activities_are_listed_in_parts_that_lose_none(tmp_path):
    lines = [
        f"T{i:03} | S{i % 9} | Do {i} | [c] | Office {i % 7} | 2022-01-01 | 2022-12-31 | ongoing" for i in range(200)
    ]
    head = "activity_code | strategy_code | title | annex_c | lead_institution | planned_start | planned_end | status\n"
    pack = opened(tmp_path, head + "\n".join(lines), None)
    rows = ask(pack, "activity_list", status="chase")
    assert len(rows) == 200
    assert sum(len(frame) for frame in actions.by_institution(rows, pack.plan, EN).values()) == 200
    assert ask(pack, "activity_spans", by="institution")["activities_count"].sum() == 200


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ("A1,,Do it,[c],,", "strategy_code is empty"),
        ("A1,S1,Do it,[c],2023-05-01,2023-04-01", "is planned to end on 2023-04-01, before it starts on 2023-05-01"),
    ],
)
def test_an_activity_that_cannot_be_is_refused_with_row_and_mend(tmp_path, cells, what):
    path = tmp_path / "activity.csv"
    path.write_text(f"activity_code,strategy_code,title,annex_c,planned_start,planned_end\n{cells}\n", encoding="utf-8")
    folder = tiny_pack.write(tmp_path / "pack", {})
    try:
        outcome = importing.run("table", path, folder, {"table": "activity"})
        said = " ".join(path.read_text(encoding="utf-8-sig") for path in (folder / "rejected").glob("*"))
        assert outcome.rejected == 1
    except NapError as error:
        said = str(error)
    assert what in said and "A1" in said


def test_what_a_pack_made_by_hand_breaks_is_found_by_its_audits(tmp_path):
    pack = opened(tmp_path, ACTIVITIES.replace("2022-12-31 ", "2021-12-31 "))
    (found,) = [f for f in publish.audit(pack.rows, ["activity"]) if f.audit.column == "planned_end"]
    assert "A2" in str(found.error()) and "Correct one of the two days" in str(found.error())


# --- the page --------------------------------------------------------------------------------------------------------


def page(pack: Pack, **link) -> dict:
    return {block.id: block for block in every_block("actions", Rows(pack, EN), link)}


def test_the_list_comes_first_and_a_choice_in_the_link_narrows_it_and_its_files_alone(tiny):
    first, narrowed = page(tiny), page(tiny, institution="Mines", status="late")
    assert list(first)[:5] == ["no-activities", "done-and-late", "judged-on", "list", "activities"]
    assert [str(row[0]) for row in first["activities"].rows] == ["A2", "A7", "A5", "A3"]
    assert [str(row[0]) for row in narrowed["activities"].rows] == ["A2", "A7"]
    assert list(narrowed["actions-by-institution"].sheets) == ["Mines"]
    assert first["gauges"] == narrowed["gauges"] and first["chase"] == narrowed["chase"]


def test_a_choice_of_groups_in_the_link_changes_both_pictures_of_them(tiny):
    first, by = page(tiny), page(tiny, by="institution")
    assert (first["states"].name, first["spans"].name) == ("activities-by-strategy", "spans-by-strategy")
    assert (by["states"].name, by["spans"].name) == ("activities-by-institution", "spans-by-institution")
    assert by["spans"].args[-1] == actions.groups(tiny.plan, ask(tiny, "activity_institutions"), EN)["institution"][1]


def test_a_long_list_is_shown_in_parts_and_taken_away_whole(demo_folder):
    pack = Pack.open(demo_folder)
    first, second = page(pack, status="all"), page(pack, status="all", part="2")
    assert len(first["activities"].rows) == len(second["activities"].rows) == actions.LIST_ROWS
    assert first["activities"].rows[0] != second["activities"].rows[0]
    assert len(first["actions-by-institution"].rows) == len(second["actions-by-institution"].rows) == 90


def test_a_plan_without_activities_says_so_and_one_that_nothing_fits_too(tiny, tmp_path):
    bare = Pack.open(tiny_pack.write(tmp_path / "bare", {}))
    assert [block.tables for block in every_block("actions", Rows(bare, EN))] == [("activity",)]
    found = page(tiny, institution="Health", status="soon")
    assert "No activity fits this choice" in found["none-fits"].text and "activities" not in found
