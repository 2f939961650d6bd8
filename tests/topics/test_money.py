"""The money of the plan: gap = planned - secured in every grouping, null is not zero, dollars do not hang on a name."""

import datetime as dt

import pandas as pd
import pytest
import tiny_pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nap.intake import importing
from nap.language.texts import Words
from nap.pack import publish
from nap.pack.pack import Pack
from nap.topics import money, query
from nap.topics.rows import records

EN = Words("en")
AS_OF = dt.date(2023, 12, 31)  # the last day of a tiny pack
WORLD = tiny_pack.InMemory()
GROUPS = ("funding", "strategy", "letter", "year")
law = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

SUM = st.none() | st.sampled_from([0.0, 1.0, 250.0, 1000.0])
ACTIVITIES = st.lists(
    st.fixed_dictionaries(
        {
            "strategy_code": st.sampled_from(["S1", "S2"]),
            "annex_c": st.lists(st.sampled_from("abc"), max_size=2),
            "planned_start": st.none() | st.dates(dt.date(2021, 1, 1), dt.date(2023, 12, 31)),
            "place_code": st.none() | st.sampled_from("AB"),
        }
    ),
    min_size=3,
    max_size=3,
).map(lambda rows: [{"activity_code": f"a{i}", **row} for i, row in enumerate(rows)])
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "activity_code": st.sampled_from(["a0", "a1", "a2"]),
            "funding": st.none() | st.sampled_from(["government", "gef", "unfunded"]),
            "currency": st.sampled_from(["USD", "XOF"]),
            "units_per_usd": st.sampled_from([0.0, 1.0, 4.0]),
            "year": st.none() | st.integers(2021, 2023),
            "planned": SUM,
            "committed": SUM,
            "disbursed": SUM,
            "spent": SUM,
        }
    ),
    max_size=8,
).map(lambda rows: [{"budget_code": f"b{i}", **row} for i, row in enumerate(rows)])


def asked(name: str, **params) -> list[dict]:
    """Rows of a query on what WORLD holds, at the nation unless told otherwise."""
    WORLD.execute("select 1 from activity_at, budget_usd limit 0")  # made again from what was filled in
    given = {"place": "N", "year_from": 1900, "year_to": 2200, "as_of": AS_OF, **params}
    sql = query.get(name)
    cursor = WORLD.con.execute(sql.sql, {k: v for k, v in given.items() if k in sql.parameters})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@law
@given(ACTIVITIES, LINES)
def test_the_gap_is_planned_less_secured_in_every_grouping(activities, lines):
    WORLD.refill({"activity": activities, "budget_line": lines})
    whole = asked("budget_summary")[0]
    for by in GROUPS:
        rows = asked("budget_by", by=by)
        for row in (*rows, whole):
            if row["planned_usd"] is None:
                assert row["secured_usd"] is row["untold_usd"] is row["missing_usd"] is None
                continue
            assert row["missing_usd"] + row["untold_usd"] == pytest.approx(row["planned_usd"] - row["secured_usd"])
            assert min(row[f"{part}_usd"] for part in ("secured", "untold", "missing")) >= 0
        if by == "letter":
            continue  # an activity that serves several elements counts for each
        for column in ("planned_usd", "secured_usd", "untold_usd", "missing_usd", "spent_usd"):
            sums = [row[column] for row in rows if row[column] is not None]
            assert (whole[column] is None) == (not sums)
            assert sum(sums) == pytest.approx(whole[column] or 0), (by, column)
        for column in ("lines_count", "uncosted_count", "zero_count"):
            assert sum(row[column] for row in rows) == whole[column]


@law
@given(ACTIVITIES, LINES)
def test_the_gap_of_the_indicator_is_that_of_the_page(activities, lines):
    WORLD.refill({"activity": activities, "budget_line": lines})
    whole, facts = asked("budget_summary")[0], WORLD.facts("budget_gap_usd")
    fact = facts.get(("N", 2023, None, None))
    assert (fact is None) == (not whole["told_count"])
    if fact:
        assert fact["value"] == pytest.approx(whole["missing_usd"])
        assert fact["high"] == pytest.approx(whole["planned_usd"] - whole["secured_usd"])


@law
@given(ACTIVITIES, LINES, st.sampled_from(["XAF", "EUR", "???"]))
def test_a_currency_by_another_name_changes_no_dollar(activities, lines, name):
    WORLD.refill({"activity": activities, "budget_line": lines})
    before = [asked("budget_summary"), *(asked("budget_by", by=by) for by in GROUPS)]
    renamed = [{**row, "currency": name if row["currency"] == "XOF" else row["currency"]} for row in lines]
    WORLD.refill({"activity": activities, "budget_line": renamed})
    after = [asked("budget_summary"), *(asked("budget_by", by=by) for by in GROUPS)]
    assert before == after


@law
@given(ACTIVITIES, LINES)
def test_the_share_spent_survives_a_budget_of_zero(activities, lines):
    zeros = [{**row, "budget_code": f"z{i}", "planned": 0.0, "spent": 9.0} for i, row in enumerate(lines)]
    WORLD.refill({"activity": activities, "budget_line": lines})
    before = asked("budget_summary")[0]
    WORLD.refill({"activity": activities, "budget_line": [*lines, *zeros]})
    after = asked("budget_summary")[0]
    assert after["execution_pct"] == (
        None if before["execution_pct"] is None else pytest.approx(before["execution_pct"])
    )
    assert after["planned_usd"] == (
        before["planned_usd"] if before["planned_usd"] is not None else after["planned_usd"]
    )


def summary(lines: str) -> dict:
    WORLD.refill(
        {"activity": [{"activity_code": "X", "planned_start": "2022-05-01"}], "budget_line": tiny_pack.rows(lines)}
    )
    return asked("budget_summary")[0]


@pytest.mark.parametrize(
    ("funding", "committed", "disbursed", "spent", "secured", "untold", "missing"),
    [
        ("gef", "60", "", "", 60, 0, 40),
        ("gef", "", "", "", 0, 100, 0),  # nobody says what is committed: not zero, and not the whole gap
        ("", "", "", "", 0, 100, 0),
        ("unfunded", "", "", "", 0, 0, 100),  # nobody pays: that is known
        ("gef", "", "30", "20", 30, 70, 0),  # what is paid out was surely secured
        ("gef", "", "100", "", 100, 0, 0),
        ("gef", "150", "", "", 100, 0, 0),  # beyond the plan of its line money closes no gap elsewhere
    ],
)
def test_what_is_secured_missing_or_untold(funding, committed, disbursed, spent, secured, untold, missing):
    head = "budget_code|activity_code|funding|currency|units_per_usd|planned|committed|disbursed|spent\n"
    row = summary(f"{head}B|X|{funding}|USD|1|100|{committed}|{disbursed}|{spent}")
    assert (row["secured_usd"], row["untold_usd"], row["missing_usd"]) == (secured, untold, missing)


def test_a_plan_whose_budget_tells_nothing_of_commitments_has_no_gap_but_a_doubt():
    costs = summary("budget_code|activity_code|currency|units_per_usd|planned\nB|X|USD|1|100\nC|X|USD|1|0\nD|X|USD|1|")
    assert costs["told_count"] == 0, "what costs nothing tells nothing of a gap"
    said = money.sentence(costs, EN)
    assert "**cannot be told**" in said and "up to US$\u00a0100" in said
    assert [bar.value for bar in money.gauges(costs, EN)] == ["cannot be told", "cannot be told"]
    assert "1 that cost nothing; 1 are not costed" in money.note(costs, EN)
    headings, lines, _ = money.table(pd.DataFrame(asked("budget_by", by="strategy")), {}, "Strategy", EN)
    assert headings == ["Strategy", "Planned (US$)", "Lines", "Not costed", "Cost nothing"]
    assert lines[0][1:] == ["100", "3", "1", "1"]
    assert money.first_group(costs) == "strategy"


def test_a_gap_that_is_partly_told_is_a_range():
    costs = summary(
        "budget_code|activity_code|funding|currency|units_per_usd|planned|committed\n"
        "B|X|gef|USD|1|1000|600\nC|X|gef|XOF|500|250000|"
    )
    assert "**US$\u00a0400 to 900** are missing: for US$\u00a0500" in money.gap_sentence(costs, EN)
    assert money.gauges(costs, EN)[0].value == "40 to 73\u00a0%"
    known = {**costs, "untold_usd": 0.0}
    assert money.gap_sentence(known, EN) == "**US$\u00a0400** are missing."


def test_years_are_the_lines_own_or_those_their_activity_starts_in():
    summary("budget_code|activity_code|currency|units_per_usd|year|planned\nB|X|USD|1|2023|5\nC|X|USD|1||7")
    assert {row["code"]: row["planned_usd"] for row in asked("budget_by", by="year")} == {"2022": 7, "2023": 5}
    assert "planned to start" in money.caveat("year", EN)


def test_currencies_show_their_rates_and_which_are_old_undated_or_none():
    summary(
        "budget_code|activity_code|currency|units_per_usd|rate_date|planned|spent\n"
        "B|X|XOF|500|2020-01-15|1000|\nC|X|XOF|600||1200|600\nD|X|MNT|0|2023-01-15|99|\nE|X|USD|1||10|\nF|X|QQQ|2|2023-05-01|8|"
    )
    rows = pd.DataFrame(asked("budget_currencies"))
    headings, lines, _ = money.rates(rows, EN)
    xof = dict(zip(headings, next(line for line in lines if line[0] == "XOF"), strict=True))
    assert xof["Units per US$"] == "500 to 600" and xof["Planned (US$)"] == "4" and xof["Spent (US$)"] == "1"
    said = money.rate_remarks(rows, AS_OF, EN)
    assert [text.split(" ", 1)[0] for text in said] == ["XOF:", "XOF:", "MNT:"]
    assert "1 of 2 lines has no day" in said[0] and "older than two years" in said[1] and "rate of zero" in said[2]
    (strange,) = money.strange_currencies(rows, {"plan": {"currency": "XOF"}})
    assert "“QQQ”" in str(strange) and "ISO 4217" in str(strange)
    assert money.strange_currencies(rows, {"plan": {"currencies": ["QQQ"]}}) == []


def test_the_cost_of_a_kilogram_stands_only_where_spending_and_mercury_are_both_known():
    projects = tiny_pack.rows(
        "project|donor|spent_usd|cofinance_expected_usd|cofinance_materialised_usd\nP1|D|3000|900|300\nP2|D|500||\nP3|D|||"
    )
    claims = tiny_pack.rows(
        "claim_code|project|year|place_code|hg_kg|contribution|period\n"
        "C1|P1|2022|A|10|direct|\nC2|P1|2022|A|20|replication|\nC3|P1|2022|A|70|direct|lifetime\nC4|P3|2022|A|5|direct|\n"
        "C5|P1|2030|A|70|direct|"
    )
    WORLD.refill({"project": projects, "reduction_claim": claims})
    rows = pd.DataFrame(asked("budget_projects"))
    found = {row["project"]: (row["low"], row["value"], row["high"]) for row in records(rows)}
    assert found == {"P1": (100, 300, 330), "P2": (None, None, None), "P3": (None, None, None)}
    (fact,) = WORLD.facts("cost_per_kg_usd").values()
    assert (fact["low"], fact["value"], fact["high"], fact["n"]) == (100, 300, 330, 1)
    said = money.cost_sentence(pd.DataFrame([{"year": 2023, **fact}]), rows, EN)
    assert "**US$\u00a0300** (range US$\u00a0100 to 330), by 1 project that tells both" in said
    assert money.cofinance(rows, EN) == [
        "Co-finance: US$\u00a0900 expected (1 of 3 projects tell it), US$\u00a0300 materialised (1 of 3 tell it)."
    ]
    headings, lines, _ = money.projects_table(rows, EN)
    assert dict(zip(headings, lines[0], strict=True))["US$ per kg"] == "300 (100 to 330)"
    none = pd.DataFrame(columns=["year", "value"])
    assert "no project tells both" in money.cost_sentence(none, rows, EN)
    assert "no project reports to this plan" in money.cost_sentence(none, rows[:0], EN)
    assert money.cofinance(rows[:0], EN) == []


# --- bad input ----------------------------------------------------------------------------------------------------

HEAD = "budget_code,activity_code,currency,units_per_usd,planned,committed,disbursed,spent"


@pytest.mark.parametrize(
    ("line", "column", "what", "fix"),
    [
        ("B7,X,QQQ,1,5,,,", "currency", "“QQQ” is no currency known here", "Write the code of ISO 4217"),
        ("B7,X,francs,1,5,,,", "currency", "“francs” is no currency of three capital letters", "ISO 4217"),
        ("B7,X,XOF,0,5,,,", "units_per_usd", "counts 0.0 XOF to a US dollar", "more than 0"),
        ("B7,X,USD,1,90,50,,60", "spent", "60.0 USD spent, more than the 50.0 USD committed", "Correct one of the two"),
        ("B7,X,USD,1,90,50,70,", "disbursed", "70.0 USD paid out, more than the 50.0 USD committed", "Correct one"),
        ("B7,Y,USD,1,90,50,40,", "activity_code", "which table activity does not hold", "Add it to activity first"),
    ],
)
def test_a_budget_line_that_cannot_be_is_refused_with_row_value_and_mend(tmp_path, line, column, what, fix):
    path = tmp_path / "budget_line.csv"
    path.write_text(f"{HEAD}\n{line}\n", encoding="utf-8")
    folder = tiny_pack.write(tmp_path / "pack", {"activity": [{"activity_code": "X", "annex_c": "[c]"}]})
    outcome = importing.run("table", path, folder, {"table": "budget_line"})
    assert (outcome.read, outcome.rejected) == (1, 1)
    said = " ".join(path.read_text(encoding="utf-8-sig") for path in (folder / "rejected").glob("*"))
    assert "B7" in said and column in said and what in said and fix in said


def test_every_currency_of_the_published_plans_is_known(tmp_path):
    lines = [
        {"budget_code": code, "activity_code": "X", "currency": code, "units_per_usd": 2.0}
        for code in ("MNT", "XOF", "XAF")
    ]
    lines.append({"budget_code": "USD", "activity_code": "X", "currency": "USD", "units_per_usd": 1.0})
    given = {"activity": [{"activity_code": "X", "annex_c": "[c]"}], "budget_line": lines}
    pack = Pack.open(tiny_pack.write(tmp_path / "pack", given), derive=False)
    assert publish.audit(pack.rows, ["budget_line"]) == []
