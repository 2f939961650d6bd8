"""One clock, in the plan's own time zone; no table is judged on the day of another or on the day the plan began."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
import tiny_pack

from nap.errors import NapError
from nap.language.texts import LANGUAGES, Words
from nap.pack import editions, today
from nap.pack.pack import Pack
from nap.topics import judgement, query

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 6, 30)
# Three activities that should have ended 2022 to 2025; none reports an actual date.
WORKPLAN = """
activity_code | planned_start | planned_end | status
A1            | 2021-01-01    | 2022-12-31  | not_started
A2            | 2022-01-01    | 2023-12-31  | ongoing
A3            | 2024-01-01    | 2025-12-31  | ongoing
"""
STARTED = (
    WORKPLAN.replace("status", "status | actual_start")
    .replace("started\n", "started |\n")
    .replace("ongoing\n", "ongoing | 2021-02-01\n")
)
VISIT = "visit_code | visit_date\nV1 | 2021-06-01"
SEIZED = "seizure_code | seizure_date | hg_kg\nS1 | 2020-03-01 | 5"


@pytest.fixture(autouse=True)
def fixed(monkeypatch):
    monkeypatch.setattr(today, "now", lambda zone: dt.datetime.combine(DAY, dt.time(12), zone))


@pytest.fixture
def opened(tmp_path):
    def write(plan=None, **tables):
        given = {name: tiny_pack.rows(text) for name, text in tables.items()}
        return Pack.open(tiny_pack.write(tmp_path / "tiny", given, {"data_until": None, **(plan or {})}))

    return write


def late(pack) -> tuple:
    """(how many activities are late, the day they are judged on, its basis), as fact and page have them."""
    (fact,) = pack.rows(
        "select value, year from fact where indicator = 'activities_late_count' and place_code = 'N' and series is null"
    )
    (judged,) = pack.rows(query.get("as_of").sql, table="activity")
    (span,) = pack.rows(query.get("year_span").sql)
    assert span["first_year"] <= fact["year"] <= span["last_year"]  # the years of the sidebar hold it
    years = {"year_from": span["first_year"], "year_to": span["last_year"]}
    done = pack.rows(query.get("activity_summary").sql, place="N", **years)
    assert done[0]["late_count"] == fact["value"]
    return fact["value"], judged["as_of"], judged["basis"]


PLANS = {
    "as imported": {},
    "with the years of the plan": {"period_start": 2020, "period_end": 2030, "baseline_year": 2019},
}
BESIDE = {
    "alone": {},
    "beside a visit of 2021": {"site_visit": VISIT},
    "beside a seizure of 2020": {"seizure": SEIZED},
}


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("beside", BESIDE)
def test_an_overdue_workplan_is_late_whatever_else_the_pack_holds(opened, plan, beside):
    pack = opened(PLANS[plan], activity=WORKPLAN, **BESIDE[beside])
    assert late(pack) == (3, DAY, "today")


def test_a_beginning_on_record_says_nothing_of_the_other_activities(opened):
    assert late(opened(activity=STARTED)) == (3, DAY, "today")


def test_the_last_day_of_data_that_the_plan_names_decides(opened):
    assert late(opened({"data_until": "2023-06-30"}, activity=WORKPLAN)) == (1, dt.date(2023, 6, 30), "plan")


def test_a_table_with_days_of_its_own_is_judged_on_its_own_last_day(opened):
    pack = opened(activity=WORKPLAN, site_visit=VISIT, seizure=SEIZED)
    judged = {row["table_name"]: (row["as_of"], row["basis"]) for row in pack.rows("from judged_on")}
    assert judged["site_visit"] == (dt.date(2021, 6, 1), "data")
    assert judged["seizure"] == (dt.date(2020, 3, 1), "data")
    assert judged["activity"] == judged["budget_line"] == judged["sample"] == (DAY, "today")
    years = pack.rows(query.get("seizure_years").sql, as_of=judged["seizure"][0], year_from=2020, year_to=2026)
    assert years == []  # 2020 is not over in these data, and of 2021, known from a visit alone, nothing is said


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [("Pacific/Auckland", 23, 1), ("America/Lima", 2, -1), ("Africa/Accra", 12, 0), (None, 23, 0)],
)
def test_the_day_is_that_of_the_plans_own_time_zone(monkeypatch, zone, hour, day):
    moment = dt.datetime.combine(DAY, dt.time(hour), dt.UTC)
    monkeypatch.setattr(today, "now", moment.astimezone)
    assert today.today({"plan": {"timezone": zone} if zone else {}}) == DAY + dt.timedelta(days=day)


@pytest.mark.parametrize("zone", ["Africa/Acra", "", "../etc", 5])
def test_an_unknown_time_zone_is_told_or_utc(zone):
    if not zone:
        assert today.today({"plan": {"timezone": zone}}) == DAY
        return
    with pytest.raises(NapError, match="no time zone"):
        today.today({"plan": {"timezone": zone}})


def test_an_audit_judges_on_the_same_day(opened, monkeypatch):
    pack = opened(seizure=SEIZED.replace("2020-03-01", "2026-06-30"))
    assert not pack.failures()
    before = editions.current(pack.folder).key_of_today
    monkeypatch.setattr(today, "now", lambda zone: dt.datetime(2026, 6, 29, tzinfo=zone))
    assert editions.current(pack.folder).key_of_today != before
    assert any("2026-06-30" in str(error) for error, _ in Pack.open(pack.folder).failures())


def test_nothing_else_reads_the_clock():
    readers = {f"{module}.{name}" for module in ("dt.date", "dt.datetime") for name in ("today", "now", "utcnow")}
    found = [
        path.name
        for path in [*(ROOT / "nap").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in readers
    ]
    assert found == ["today.py"]
    sql = [*(ROOT / "nap").rglob("*.sql"), *(ROOT / "nap" / "pack" / "tables").glob("*.toml")]
    clock = re.compile(r"\b(current_date|current_timestamp|now\(|today\(\))", re.IGNORECASE)
    assert not [path.name for path in sql if clock.search(path.read_text(encoding="utf-8"))]
    assert "NAP_TODAY" not in "".join(path.read_text(encoding="utf-8") for path in (ROOT / "nap").rglob("*.py"))


def test_every_basis_has_its_sentence():
    for lang in LANGUAGES:
        for basis in judgement.BASES:
            assert Words(lang).date(DAY) in judgement.judged_sentence({"as_of": DAY, "basis": basis}, Words(lang))
