"""The workplan and its money, drawn and said: what is not known is neither zero nor done."""

import datetime as dt

import pandas as pd
import pytest
import tiny_pack

from nap.figures import actions as charts
from nap.figures import money as money_charts
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import actions, money, query
from nap.topics.rows import records

EN, LIGHT = Words("en"), palette()
AS_OF = dt.date(2023, 12, 31)
HOSTILE = '<img src=x onerror="alert(1)">%{x}'
ACTIVITIES = """
activity_code | strategy_code | title  | place_code | annex_c | planned_start | planned_end | actual_start | actual_end | status
A1            | S1            | First  |            | [a, b]  | 2021-01-01    | 2021-12-31  | 2021-02-01   | 2021-11-30 | completed
A2            | S1            | Second | A          | [b]     | 2022-01-01    | 2022-12-31  | 2022-03-01   |            | ongoing
A3            | S2            | Third  | B          | [c]     | 2023-01-01    | 2024-12-31  |              |            | not_started
A4            | S2            | Fourth |            | [b]     | 2020-01-01    | 2020-12-31  |              |            | cancelled
A5            | S2            | Fifth  |            | []      |               |             |              |            |
A6            | S2            | Sixth  |            | [k]     | 2023-06-01    | 2025-12-31  | 2023-07-01   |            | delayed
A7            | S2            | Later  |            | [k]     | 2027-01-01    | 2028-12-31  |              |            | not_due
"""  # noqa: E501
MONEY = """
budget_code | activity_code | funding    | currency | units_per_usd | planned | committed | disbursed | spent
B1          | A1            | government | USD      | 1             | 100     | 100       | 90        | 80
B2          | A2            | gef        | XOF      | 500           | 50000   | 25000     |           | 10000
B3          | A3            | gef        | USD      | 1             |         |           |           |
B4          | A3            | government | USD      | 1             | 0       |           |           |
B5          | A6            | unfunded   | USD      | 1             | 40      |           |           |
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    visit = {
        "visit_code": "V",
        "site_code": "S",
        "visit_date": "2021-05-01",
        "date_precision": "day",
        "is_onsite": True,
    }
    given = {
        "activity": tiny_pack.rows(ACTIVITIES),
        "budget_line": tiny_pack.rows(MONEY),
        "site_visit": [visit, {**visit, "visit_code": "W", "visit_date": "2023-05-01"}],
    }
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("packs") / "tiny", given))


def ask(pack: Pack, name: str, **params) -> pd.DataFrame:
    """Rows of a query at the nation in all years, unless told otherwise."""
    given = {
        "place": "N",
        "year_from": 2021,
        "year_to": 2023,
        "as_of": AS_OF,
        **actions.UNCHOSEN,
    }
    sql = query.get(name)
    return pack.sql(sql.sql, **{k: v for k, v in {**given, **params}.items() if k in sql.parameters})


def codes(pack: Pack, **params) -> list[str]:
    return ask(pack, "activity_list", **params)["activity_code"].tolist()


def test_late_ones_stand_first_and_late_is_delayed_or_past_its_end(tiny):
    rows = ask(tiny, "activity_list")
    assert rows["activity_code"].tolist()[:2] == ["A2", "A6"]
    assert rows.set_index("activity_code")["is_late"].to_dict() == {
        "A1": False,
        "A2": True,
        "A3": False,
        "A4": False,
        "A5": False,
        "A6": True,
        "A7": False,
    }
    assert rows.set_index("activity_code").loc["A2", "days_late"] == 365
    assert pd.isna(rows.set_index("activity_code").loc["A6", "days_late"])


def test_the_last_year_of_the_pack_stands_for_all_after_it_and_undated_ones_stay(tiny):
    assert set(codes(tiny)) == {"A1", "A2", "A3", "A4", "A5", "A6", "A7"}
    # In 2021 alone: what ran then, what is not finished and began then, what has no dates; nothing of 2022 or later.
    assert set(codes(tiny, year_to=2021)) == {"A1", "A4", "A5"}
    assert set(codes(tiny, year_from=2022, year_to=2022)) == {"A2", "A5"}


def test_a_place_shows_its_own_and_the_nation_shows_all(tiny):
    assert codes(tiny, place="A") == ["A2"]
    assert codes(tiny, place="B") == ["A3"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"strategy": "S1"}, {"A1", "A2"}),
        ({"letter": "b"}, {"A1", "A2", "A4"}),
        ({"status": "late"}, {"A2", "A6"}),
        ({"status": "completed"}, {"A1"}),
        ({"strategy": "S2", "letter": "k", "status": "delayed"}, {"A6"}),
    ],
)
def test_choices_keep_the_activities_they_name(tiny, choice, expected):
    assert set(codes(tiny, **choice)) == expected


def test_completed_leaves_out_cancelled_and_unknown_as_the_indicator_does(tiny):
    row = records(ask(tiny, "activity_summary"))[0]
    assert (row["activities_count"], row["counted_count"], row["completed_count"], row["late_count"]) == (7, 5, 1, 2)
    fact = tiny.sql("from fact where indicator = 'activities_completed_pct' and place_code = 'N' and series is null")
    assert row["completed_pct"] == pytest.approx(fact["value"].item()) == 20


def test_unknown_money_is_not_zero_money_and_execution_has_its_own_denominator(tiny):
    row = records(ask(tiny, "budget_summary"))[0]
    assert (row["lines_count"], row["costed_count"], row["zero_count"], row["uncosted_count"]) == (5, 4, 1, 1)
    assert row["planned_usd"] == pytest.approx(100 + 100 + 0 + 40)
    assert (row["both_count"], row["both_planned_usd"], row["both_spent_usd"]) == (2, 200, 100)
    assert row["execution_pct"] == pytest.approx(50)
    fact = tiny.sql("from fact where indicator = 'budget_execution_pct' and place_code = 'N' and series is null")
    assert fact["value"].item() == pytest.approx(50)
    by = ask(tiny, "budget_by", by="funding").set_index("code")
    assert pd.isna(by.loc["unfunded", "spent_usd"]) and by.loc["gef", "uncosted_count"] == 1
    assert by["planned_usd"].sum() == pytest.approx(row["planned_usd"])


def test_the_summary_agrees_with_the_indicators_of_the_demonstration(demo_folder):
    pack = Pack.open(demo_folder)
    years = pack.sql(query.get("year_span").sql).iloc[0]
    for place in pack.sql("select place_code from place where level < 2")["place_code"]:
        given = {"place": place, "year_from": int(years.first_year), "year_to": int(years.last_year)}
        done, costs = (records(ask(pack, name, **given))[0] for name in ("activity_summary", "budget_summary"))
        facts = pack.sql("select indicator, value from fact where place_code = $p and series is null", p=place)
        value = facts.groupby("indicator")["value"].last()
        for id, ours in (
            ("activities_count", done["activities_count"] or None),
            ("activities_completed_pct", done["completed_pct"]),
            ("budget_planned_usd", costs["planned_usd"]),
            ("budget_spent_usd", costs["spent_usd"]),
            ("budget_execution_pct", costs["execution_pct"]),
        ):
            assert value.get(id) == (None if ours is None else pytest.approx(ours)), (place, id)


def test_the_sentence_says_what_is_done_late_and_spent(tiny):
    done, costs = (records(ask(tiny, name))[0] for name in ("activity_summary", "budget_summary"))
    said = actions.sentence(done, AS_OF, EN)
    assert "**1 of 5** activities were completed and **2** were late" in said
    assert "**US$\u00a0100** were spent of US$\u00a0200 planned, over the 2 of 5 budget lines" in money.sentence(
        costs, EN
    )


def test_of_an_unknown_state_nobody_can_tell_whether_it_is_late(tmp_path):
    """The end has passed and no state is recorded: neither late nor in time, and said apart."""
    activities = """
        activity_code | strategy_code | title | planned_end | actual_end | status
        X1            | S             | T     | 2022-12-31  |            |
        X2            | S             | T     | 2022-12-31  | 2022-11-01 |
        X3            | S             | T     | 2022-12-31  |            | ongoing
        X4            | S             | T     | 2024-12-31  |            |
    """
    pack = Pack.open(tiny_pack.write(tmp_path / "silent", {"activity": tiny_pack.rows(activities)}))
    rows = ask(pack, "activity_list", year_from=2023, year_to=2023).set_index("activity_code")
    assert rows.index[rows["is_late"]].tolist() == ["X3"]
    assert rows.index[rows["is_past_end_without_status"]].tolist() == ["X1"]
    assert pd.isna(rows.loc["X1", "days_late"])
    done = records(ask(pack, "activity_summary", year_from=2023, year_to=2023))[0]
    assert (done["late_count"], done["unknown_late_count"]) == (1, 1)
    said = actions.sentence(done, AS_OF, EN)
    assert "**1** were late" in said and "Whether **1** more, planned to be finished by then, is late" in said
    headings, lines, _ = actions.activity_table(rows.reset_index(), EN)
    assert dict(zip(headings, lines[1], strict=True))["To chase"] == "past its planned end, state not reported"


def test_money_spent_of_nothing_planned_is_left_out_and_said(tmp_path):
    given = {
        "activity": [{"activity_code": "X", "strategy_code": "S", "title": "T"}],
        "budget_line": tiny_pack.rows("""
            budget_code | activity_code | funding | units_per_usd | planned | spent
            B1          | X             | gef     | 1             | 100     | 50
            B2          | X             | gef     | 1             | 0       | 900
        """),
    }
    pack = Pack.open(tiny_pack.write(tmp_path / "zero", given))
    costs = records(ask(pack, "budget_summary", year_from=2023, year_to=2023))[0]
    assert (costs["execution_pct"], costs["both_count"], costs["zero_reported_count"]) == (50, 1, 1)
    by = records(ask(pack, "budget_by", by="funding", year_from=2023, year_to=2023))[0]
    assert (by["execution_pct"], by["both_count"], by["zero_reported_count"]) == (50, 1, 1)
    assert "1 line that reports spending and was planned to cost nothing" in money.spent(costs, EN).note


def test_a_plan_without_states_or_spending_says_that_it_cannot_be_told(tmp_path):
    given = {
        "activity": [{"activity_code": "X", "strategy_code": "S", "title": "T", "annex_c": "[c]"}],
        "budget_line": [
            {"budget_code": "B", "activity_code": "X", "currency": "USD", "units_per_usd": 1, "planned": 5}
        ],
    }
    pack = Pack.open(tiny_pack.write(tmp_path / "poor", given))
    done, costs = (
        records(ask(pack, name, year_from=2023, year_to=2023))[0] for name in ("activity_summary", "budget_summary")
    )
    said = actions.sentence(done, AS_OF, EN)
    assert "cannot be told" in said
    said = money.sentence(costs, EN)
    assert "US$\u00a05** are planned" in said and "How much was spent is not recorded" in said
    assert (
        "**cannot be told**: the budget does not say what is committed, so it may be anything up to US$\u00a05" in said
    )
    bars = actions.gauges(done, money.spent(costs, EN), None, EN)
    assert [bar.share for bar in bars] == [None, None, None]
    assert {bar.value for bar in bars} == {"cannot be told"}
    rows = ask(pack, "activity_list", year_from=2023, year_to=2023)
    assert not actions.has_dates(rows)
    headings, lines, _ = actions.activity_table(rows, EN)
    assert headings == ["Code", "Activity", "Annex C", "Planned (US$)"] and lines[0][3] == "5"
    assert "Late" not in actions.list_caption(rows, AS_OF, EN)


def test_gauges_are_three_and_never_one(tiny):
    done, costs = (records(ask(tiny, name))[0] for name in ("activity_summary", "budget_summary"))
    bars = actions.gauges(done, money.spent(costs, EN), None, EN)
    assert [bar.label for bar in bars] == ["Activities completed", "Money spent", "Mercury use reduced"]
    assert [bar.share for bar in bars] == [pytest.approx(0.2), pytest.approx(0.5), None]


def test_elements_without_an_activity_are_named_and_drawn_empty(tiny):
    rows = ask(tiny, "activity_by", by="letter")
    said = actions.gaps(rows, EN)
    assert "d · Baseline" in said and "b · " not in said and "paragraph 2) have none" in said
    chart = charts.states(rows, EN, LIGHT, actions.letters(EN))
    bars = {trace.name: trace for trace in chart.data if trace.type == "bar"}
    names, ends = (trace for trace in chart.data if trace.type == "scatter")
    at = {y - 18: text for y, text in zip(names.y, names.text, strict=True)}  # a name stands above its bar
    drawn = {(name, at[y]): x for name, trace in bars.items() for y, x in zip(trace.y, trace.x, strict=True)}
    assert drawn[("Completed", "a · Objectives &amp; targets")] == 1
    assert drawn[("Cancelled", "b · Worst practices")] == 1
    assert drawn[("State not given", "No element named")] == 1
    said = {at[y]: text for y, text in zip(ends.y, ends.text, strict=True)}
    assert "no activity" in said["d · Baseline"] and said["b · Worst practices"].strip() == "3"


def test_a_group_that_nobody_named_is_drawn_under_its_code(tiny):
    rows = ask(tiny, "activity_by", by="strategy")
    chart = charts.states(rows, EN, LIGHT, {"S1": "One"})
    assert chart.data[0].text == ("One", "S2")
    rows["code"] = rows["code"].replace("S2", HOSTILE)
    assert "<img" not in charts.states(rows, EN, LIGHT, {"S1": "One"}).to_json()


def test_the_letters_are_all_there_even_without_any_activity():
    rows = pd.DataFrame({"code": [], "status": [], "activities_count": []}).astype({"activities_count": int})
    chart = charts.states(rows, EN, LIGHT, actions.letters(EN))
    assert len(chart.data[0].text) == 12 and all("no activity" in text for text in chart.data[1].text)


def test_the_time_line_draws_planned_and_carried_out_and_what_runs_ends_today(tiny):
    rows = EN.localized(ask(tiny, "activity_list"))
    chart = charts.activity_timeline(rows, EN, LIGHT, AS_OF, actions.span(rows, AS_OF))
    bars = {trace.name: trace for trace in chart.data if trace.type == "bar"}
    days = 86_400_000
    assert dict(zip(bars["Planned"].base, bars["Planned"].x, strict=True))["2021-01-01"] == 364 * days
    assert len(bars["Planned"].base) == 6
    assert (bars["Completed"].base[0], bars["Completed"].x[0]) == ("2021-02-01", 302 * days)
    assert (bars["Ongoing"].base[0], bars["Ongoing"].x[0]) == ("2022-03-01", (AS_OF - dt.date(2022, 3, 1)).days * days)
    assert "Not started" not in bars and "Cancelled" not in bars
    assert chart.layout.shapes[0].x0 == "2023-12-31"
    assert chart.layout.xaxis.range == ("2020-01-01", "2028-12-31")
    titles = next(trace for trace in chart.data if trace.type == "scatter")
    assert sum("no dates" in text for text in titles.text) == 1


def test_titles_and_bars_of_the_time_line_never_share_a_height(tiny):
    rows = EN.localized(ask(tiny, "activity_list"))
    rows["title"] = (
        "A title so long that it stands in three lines of the time line, as titles of real plans do, and more"
    )
    chart = charts.activity_timeline(rows, EN, LIGHT, AS_OF, actions.span(rows, AS_OF))
    titles = next(trace for trace in chart.data if trace.type == "scatter")
    spans = [
        (y - 9 * (text.count("<br>") + 1), y + 9 * (text.count("<br>") + 1))
        for y, text in zip(titles.y, titles.text, strict=True)
    ]
    bars = [(y - trace.width / 2, y + trace.width / 2) for trace in chart.data if trace.type == "bar" for y in trace.y]
    assert all(high <= low2 or high2 <= low for low, high in spans for low2, high2 in bars)


def test_a_title_that_looks_like_markup_stays_a_title(tiny):
    rows = EN.localized(ask(tiny, "activity_list"))
    rows["title"] = HOSTILE
    chart = charts.activity_timeline(rows, EN, LIGHT, AS_OF, actions.span(rows, AS_OF))
    said = chart.to_json()
    assert "<img" not in said and "%{x}" not in said
    names = {"gef": HOSTILE, "government": "G", "unfunded": "U", None: "?"}
    assert "<img" not in money_charts.stages(ask(tiny, "budget_by", by="funding"), EN, LIGHT, names).to_json()


def test_money_draws_nothing_where_nothing_is_known(tiny):
    rows = ask(tiny, "budget_by", by="funding")
    chart = money_charts.stages(rows, EN, LIGHT, money.fundings(EN))
    bars = {trace.name: dict(zip(rows["code"], trace.x, strict=True)) for trace in chart.data if trace.type == "bar"}
    assert bars["Planned"] == {"government": 100, "gef": 100, "unfunded": 40}
    assert bars["Spent"] == {"government": 80, "gef": 20, "unfunded": None}
    assert bars["Disbursed"]["gef"] is None
    widths = [trace.width for trace in chart.data if trace.type == "bar"]
    assert widths == sorted(widths, reverse=True)


def test_money_leaves_out_what_no_line_knows():
    rows = pd.DataFrame(
        {"code": [None], "planned_usd": [5.0], "committed_usd": [None], "disbursed_usd": [None], "spent_usd": [None]}
    )
    chart = money_charts.stages(rows, EN, LIGHT, {None: "Not stated"})
    assert [trace.name for trace in chart.data if trace.type == "bar"] == ["Planned"]
    assert chart.data[0].text == ("Not stated<br><b>US$\u00a05</b>",)


def test_the_gap_is_drawn_as_secured_untold_and_missing_which_make_up_the_plan(tiny):
    rows = ask(tiny, "budget_by", by="funding")
    chart = money_charts.gap(rows, EN, LIGHT, money.fundings(EN))
    bars = {trace.name: dict(zip(rows["code"], trace.x, strict=True)) for trace in chart.data if trace.type == "bar"}
    assert bars == {
        "Secured": {"government": 100, "gef": 50, "unfunded": 0},
        "Missing": {"government": 0, "gef": 50, "unfunded": 40},
    }
    said = dict(zip(rows["code"], chart.data[0].text, strict=True))
    assert said["gef"] == "Global Environment Facility<br><b>US$\u00a050 missing</b>"


def test_what_a_bar_of_the_gap_says_where_nobody_can_tell():
    rows = pd.DataFrame(
        {
            "code": ["a", "b", "c"],
            "planned_usd": [9.0, 9.0, None],
            "secured_usd": [0.0, 2.0, None],
            "untold_usd": [9.0, 3.0, None],
            "missing_usd": [0.0, 4.0, None],
        }
    )
    texts = money_charts.gap(rows, EN, LIGHT, {"a": "A", "b": "B" * 60, "c": "C"}).data[0].text
    assert texts[0] == "A<br><b>US$\u00a09 planned</b>" and texts[2] == "C<br><b>not costed</b>"
    assert texts[1] == "B" * 46 + "<br>" + "B" * 14 + "<br><b>US$\u00a04 to 7 missing</b>", (
        "a long name takes two lines"
    )


def test_groups_over_time_run_from_their_first_to_their_last_day_with_what_is_late(tiny):
    rows = ask(tiny, "activity_spans", by="strategy")
    chart = charts.span_timeline(rows, EN, LIGHT, AS_OF, actions.span(rows, AS_OF), {"S1": HOSTILE, "S2": "Two"})
    bars = {trace.name: trace for trace in chart.data if trace.type == "bar"}
    days = 86_400_000
    assert (bars["Planned"].base[0], bars["Planned"].x[0]) == ("2021-01-01", 729 * days)
    assert (bars["Carried out"].base[0], bars["Carried out"].x[0]) == (
        "2021-02-01",
        (AS_OF - dt.date(2021, 2, 1)).days * days,
    )
    titles = next(trace for trace in chart.data if trace.type == "scatter").text
    assert titles[0].endswith("<br><i>1 of 2 completed, 1 late</i>") and "<img" not in chart.to_json()
    assert "0 of 4 completed, 1 late" in titles[1], "what is cancelled is left out"


def test_choices_offer_all_first_and_every_code(tiny):
    plan, leads = {"strategy": [{"code": "S1", "title": {"en": "One", "fr": "Un"}}]}, ask(tiny, "activity_institutions")
    choices = actions.choices(plan, leads, EN)
    assert set(choices) == {"strategy", "letter", "institution"}
    assert all(next(iter(options)) == actions.ALL for _, options in choices.values())
    assert choices["strategy"][1]["S1"] == "One" and len(choices["letter"][1]) == 13
    assert {"chase", "late", "soon", "no_owner", "no_money", "completed"} < set(actions.asked(EN))
    assert set(money.groups(plan, EN)["funding"][1]) > {"gef", None}


def test_no_activity_here_is_said(tiny):
    done = records(ask(tiny, "activity_summary", place="nowhere"))[0]
    assert actions.sentence(done, AS_OF, EN) == "The workplan names no activity here in these years."
