"""Planned paths, headlines and clocks against examples a person can check with a pencil, and laws for any data."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nap.methods import clocks
from nap.methods.headline import headline
from nap.methods.path import Path

LINE = {
    "baseline_year": 2019,
    "baseline_value": 24.1,
    "target_year": 2030,
    "target_value": 9.0,
    "path": "linear",
}
values = st.floats(-1e6, 1e6, allow_nan=False)


def fact(year, value, low=None, high=None, method=None, series=None, n=1):
    return {
        "year": year,
        "value": value,
        "low": low,
        "high": high,
        "n": n,
        "method_series": method,
        "series": series,
    }


def test_a_line_from_baseline_to_target():
    path = Path.of(LINE)
    assert path.value(2019) == 24.1
    assert path.value(2030) == 9.0
    assert path.value(2025) == pytest.approx(24.1 - 15.1 * 6 / 11)
    assert path.value(2018) is None
    assert path.value(2040) == 9.0


def test_milestones_bend_the_path_only_where_the_target_says_so():
    milestones = [(2022, 22.0), (2025, 17.0)]
    assert Path.of(LINE, milestones).value(2025) != 17.0
    bent = Path.of({**LINE, "path": "milestones"}, milestones)
    assert bent.value(2022) == 22.0
    assert bent.value(2025) == 17.0
    assert bent.value(2023.5) == pytest.approx(19.5)


@given(values, values, st.integers(1, 40), st.integers(0, 60))
def test_a_path_stays_between_its_ends(first, last, years, after):
    row = {**LINE, "baseline_value": first, "target_value": last, "target_year": 2019 + years}
    value = Path.of(row).value(2019 + after)
    assert min(first, last) - 1e-6 <= value <= max(first, last) + 1e-6


def test_headline_never_joins_two_methods():
    rows = [
        fact(2015, 30, method="old"),
        fact(2019, 11.5, method="old"),
        fact(2019, 24.1, method="new"),
        fact(2025, 18.3, method="new"),
    ]
    found = headline(rows)
    assert (found.method_series, found.first_year, found.change) == ("new", 2019, pytest.approx(-5.8))
    assert headline(rows, "old").value == 11.5


def test_headline_says_when_ranges_overlap_and_when_that_is_unknown():
    wide = headline([fact(2019, 24.1, 18, 31), fact(2025, 18.3, 14, 24)])
    apart = headline([fact(2019, 24.1, 23, 25), fact(2025, 18.3, 18, 19)])
    silent = headline([fact(2019, 24.1), fact(2025, 18.3, 18, 19)])
    assert (wide.overlaps, apart.overlaps, silent.overlaps) == (True, False, None)


def test_headline_of_one_year_has_no_change_and_of_none_is_none():
    assert headline([fact(2025, 5.0)]).change is None
    assert headline([fact(2025, None), fact(2024, 3, series="whole_ore")]) is None


@pytest.mark.parametrize(
    ("dates", "due"),
    [
        # Entry into force 90 days after deposit; the plan is due three years later (checked.md, item 8 and nap.md 1.1).
        ({"entry_into_force": dt.date(2019, 5, 30)}, dt.date(2022, 5, 30)),
        ({"entry_into_force": dt.date(2017, 8, 16)}, dt.date(2020, 8, 16)),
        ({"entry_into_force": dt.date(2017, 8, 16), "notified": dt.date(2018, 2, 1)}, dt.date(2021, 2, 1)),
        ({"notified": dt.date(2020, 2, 29)}, dt.date(2023, 2, 28)),
        ({}, None),
    ],
)
def test_when_the_plan_is_due(dates, due):
    assert clocks.submission_due(dates) == due


def test_reviews_every_three_years_and_reports_of_article_21():
    plan = {"plan": {"period_end": 2030}, "dates": {"submitted": dt.date(2020, 6, 30)}}
    found = {d.what: d for d in clocks.deadlines(plan, dt.date(2026, 11, 20))}
    assert found["Three-year review of the plan"].due == dt.date(2029, 6, 30)
    assert found["Short national report"].due == dt.date(2027, 12, 31)
    assert found["Full national report"].due == dt.date(2029, 12, 31)
    assert found["Full national report"].source_status == "unverified"
    assert list(found) == [d.what for d in sorted(found.values(), key=lambda d: d.due)]


def test_a_review_is_due_on_its_day_and_not_past_it():
    plan = {"plan": {}, "dates": {"submitted": dt.date(2020, 6, 30)}}
    assert clocks.deadlines(plan, dt.date(2023, 6, 30))[0].due == dt.date(2023, 6, 30)
    assert dt.date(2026, 6, 30) in [d.due for d in clocks.deadlines(plan, dt.date(2023, 7, 1))]


def test_a_plan_without_dates_starts_no_clock_of_its_own():
    assert {d.basis for d in clocks.deadlines({"plan": {}}, dt.date(2026, 11, 20))} == {"Article 21"}
