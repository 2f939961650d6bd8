"""The status of a target: the eight verdicts in their order, intervals and probabilities a person can check, laws."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nap.commands.translations import placeholders
from nap.language.texts import Words
from nap.methods import status as engine
from nap.methods.change import Estimate
from nap.methods.status import RANK, Goal, judge
from nap.topics.verdict_sentences import needed, sentence

TARGET = {
    "target_code": "T",
    "baseline_year": 2019,
    "baseline_value": 24.1,
    "baseline_low": None,
    "baseline_high": None,
    "target_year": 2030,
    "target_value": 9.0,
    "path": "milestones",
    "method_series": None,
}
MILESTONES = [(2025, 17.0)]
en, fr = Words("en"), Words("fr")


def goal(milestones=MILESTONES, better="lower", unit="t", **changed):
    return Goal.of(TARGET | changed, milestones, better, unit)


def plain(base, target, base_year=2020, target_year=2030, u=None, better=None, unit="t", **changed):
    """A goal on a straight line that improves its indicator; u: relative half-width of the baseline."""
    better = better or ("higher" if target > base else "lower")
    low, high = (None, None) if u is None else (base - u * abs(base), base + u * abs(base))
    return goal(
        (),
        better,
        unit,
        path="linear",
        baseline_value=base,
        target_value=target,
        baseline_year=base_year,
        target_year=target_year,
        baseline_low=low,
        baseline_high=high,
        **changed,
    )


def seen(year, value, u=None, series=None):
    known = u is not None and value is not None
    low, high = (value - u * abs(value), value + u * abs(value)) if known else (None, None)
    return {"year": year, "value": value, "low": low, "high": high, "method_series": series}


def verdict(aim, *observations, **more):
    return judge(aim, observations, **more).code


# --- the eight, in their order ---------------------------------------------------------------------------------------


def test_no_data_before_everything():
    for rows in ((), (seen(2019, 0),), (seen(2015, 0),), (seen(2025, None),), (seen(2025, math.nan),)):
        assert verdict(goal(), *rows) == "no_data"


def test_achieved_by_the_central_value_whatever_the_range():
    assert verdict(goal(baseline_low=0, baseline_high=60), seen(2025, 9.0, u=1)) == "achieved"
    assert verdict(plain(0, 150), seen(2025, 150)) == "achieved"
    assert verdict(plain(20, 0), seen(2025, 0)) == "achieved"
    assert verdict(plain(20, 0), seen(2025, 0.0005)) != "achieved"


def test_not_yet_due_while_the_path_is_flat_and_nothing_went_wrong():
    flat = goal([(2024, 24.1)])
    assert verdict(flat, seen(2022, 24.1)) == verdict(flat, seen(2022, 22.0)) == "not_yet_due"
    assert verdict(flat, seen(2022, 25.0)) == "wrong_direction"
    ranged = goal([(2024, 24.1)], baseline_low=22, baseline_high=26)
    assert verdict(ranged, seen(2022, 25.0, u=0.1)) == "cannot_tell"
    assert verdict(ranged, seen(2022, 40.0, u=0.1)) == "wrong_direction"


def test_a_path_that_first_lets_use_rise_asks_for_nothing_yet():
    rising = goal([(2024, 30.0)])
    assert verdict(rising, seen(2022, 25)) == verdict(rising, seen(2022, 20)) == "not_yet_due"
    assert verdict(rising, seen(2022, 29)) == "wrong_direction"


def test_cannot_tell_when_no_change_and_the_change_asked_for_are_both_inside():
    found = judge(goal(baseline_low=14.9, baseline_high=37.0), [seen(2025, 18.3) | {"low": 11.3, "high": 28.1}])
    assert found.code == "cannot_tell"
    assert found.change_low < found.required_change < 0 < found.change_high
    assert found.ratio == pytest.approx(5.8 / 7.1)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (76, "on_track"),
        (77.2, "on_track"),
        (77.3, "some_progress"),
        (85.6, "some_progress"),
        (85.7, "insufficient"),
        (100, "insufficient"),
        (100.1, "wrong_direction"),
    ],
)
def test_by_ratio_where_no_uncertainty_is_stated(value, code):
    found = judge(plain(100, 40), [seen(2024, value)])
    assert (found.code, found.uncertainty_stated) == (code, False)
    assert found.probability_on_path is found.change_low is None
    assert "Uncertainty not stated." in sentence(found, en)


@pytest.mark.parametrize(
    ("value", "code"), [(76, "on_track"), (80, "some_progress"), (92, "insufficient"), (110, "wrong_direction")]
)
def test_by_ratio_where_ranges_are_narrow(value, code):
    assert verdict(plain(100, 40, u=0.02), seen(2024, value, u=0.02)) == code


def test_insufficient_where_no_change_can_be_told_and_the_path_is_out_of_reach():
    found = judge(plain(100, 40, u=0.08), [seen(2024, 104, u=0.08)])  # asked -24, actual 4 ± 11.5
    assert found.ratio < 0 < found.change_high and found.change_low < 0
    assert (found.code, found.change_low > found.required_change) == ("insufficient", True)
    assert "out of reach" in sentence(found, en)


def test_increases_baselines_of_zero_and_targets_of_zero():
    licences = plain(0, 150, better="higher", unit="licences")
    assert [verdict(licences, seen(2025, v)) for v in (75, 50, 10)] == ["on_track", "some_progress", "insufficient"]
    ending = plain(100, 0)
    assert verdict(ending, seen(2024, 60)) == "on_track"
    assert judge(ending, [seen(2024, 60)]).required_rate_per_year == pytest.approx(-10)


def test_holding_a_value_looks_at_which_way_is_better():
    assert verdict(plain(5, 5), seen(2024, 4)) == "achieved"
    assert verdict(plain(5, 5), seen(2024, 6)) == "wrong_direction"
    assert verdict(plain(5, 5, better="higher"), seen(2024, 6)) == "achieved"


def test_a_share_of_a_population_is_told_in_numbers_too():
    found = judge(plain(0, 80, better="higher", unit="%", denominator=20000), [seen(2025, 40)])
    assert (found.code, found.required_rate_per_year, found.required_count_per_year) == ("on_track", 8, 1600)
    assert "1,600" in needed(found, en)


def test_after_the_target_year_the_target_is_still_asked_for():
    found = judge(plain(16, 0, target_year=2025), [seen(2026, 1.5)])
    assert (found.code, found.required_value) == ("some_progress", 0)
    assert found.required_rate_per_year is found.projected_value is None


# --- interval, probability, projection -------------------------------------------------------------------------------


def test_T7_12_a_fifth_less_cannot_be_told_from_uncertainty():
    assert verdict(plain(100, 40, u=0.3), seen(2024, 80, u=0.3)) == "cannot_tell"
    # To first order the error of the baseline counts with 80 / 100: 0.8 x root of (30² + 30²) = 33.9 points.
    assert engine.combined_half_width(0.8 * 30, 0.8 * 30) == pytest.approx(33.9, abs=0.05)


def test_T7_3_required_value_ratio_and_rates():
    found = judge(plain(100, 40), [seen(2024, 80)])
    assert found.required_value == pytest.approx(76)
    assert found.ratio == pytest.approx(0.8333, abs=5e-5)
    assert found.required_rate_per_year == pytest.approx(-40 / 6)


def test_T7_4_no_change_a_rise_and_a_fall_on_the_path():
    assert [verdict(plain(100, 40), seen(2024, v)) for v in (100, 105, 70)] == [
        "insufficient",
        "wrong_direction",
        "on_track",
    ]


def test_T7_5_a_met_target_is_achieved():
    assert verdict(plain(100, 40, u=0.5), seen(2024, 40, u=1)) == "achieved"


def test_T7_7_elimination_on_schedule_is_on_track_in_kg_and_in_t():
    assert verdict(plain(100, 0), seen(2024, 60)) == verdict(plain(100_000, 0), seen(2024, 60_000)) == "on_track"


def test_interval_of_the_change_by_hand():
    # 100 ± 30 and 80 ± 24: independent sqrt(900 + 576) = 38.42; r = 0.7: sqrt(1476 - 1008) = 21.63
    first, last = Estimate(100, 70, 130), Estimate(80, 56, 104)
    assert engine.change_interval(first, last) == pytest.approx((-58.42, 18.42), abs=0.005)
    assert engine.change_interval(first, last, 0.7) == pytest.approx((-41.63, 1.63), abs=0.005)


def test_each_end_of_the_interval_takes_the_sides_that_pull_its_way():
    # low end: observation 4 below, baseline 3 above: 5; high end: observation 12 above, baseline 5 below: 13
    first, last = Estimate(50, 45, 53), Estimate(40, 36, 52)
    assert engine.change_interval(first, last) == pytest.approx((-15, 3))


def test_correlation_counts_only_within_one_series_and_can_be_set():
    rows = [seen(2024, 80, u=0.3, series="survey")]
    own = plain(100, 40, u=0.3, method_series="survey")
    assert judge(own, rows).correlation == 0.7
    assert judge(plain(100, 40, u=0.3), rows).correlation == 0
    assert judge(own, rows, correlation=0.2).correlation == 0.2
    assert judge(own, rows).change_high == pytest.approx(1.63, abs=0.005)


def test_one_range_alone_is_used_and_said():
    found = judge(plain(100, 40), [seen(2024, 80, u=0.3)])
    assert (found.code, found.uncertainty, found.change_low) == ("cannot_tell", "observation", pytest.approx(-44))
    assert "uncertainty of the baseline is not stated" in sentence(found, en)
    assert judge(plain(100, 40, u=0.3), [seen(2024, 80)]).uncertainty == "baseline"


def test_probability_of_being_on_the_path():
    found = judge(plain(100, 40, u=0.3), [seen(2024, 76, u=0.3)])
    assert found.probability_on_path == pytest.approx(0.5)
    # actual -20, asked -24; half-width 38.42, so sd 19.60: P(Z <= -4 / 19.60) = 0.419
    found = judge(plain(100, 40, u=0.3), [seen(2024, 80, u=0.3)])
    assert found.probability_on_path == pytest.approx(0.419, abs=5e-4)
    assert engine.probability_at_most(-5, 0, -5, 20) == pytest.approx(0.025)
    assert engine.probability_at_most(20, 0, -5, 20) == pytest.approx(0.975)
    rising = judge(plain(0.001, 150, u=0), [seen(2025, 80, u=0.1)])
    assert rising.probability_on_path == pytest.approx(0.89, abs=0.005)
    exact = judge(plain(100, 40, u=0), [seen(2024, 76, u=0)])
    assert exact.probability_on_path == 1.0


def test_projection_and_its_band():
    # k = 10 / 4: 100 - 20 * 2.5 = 50; half-width sqrt((2.5 * 8)² + (1.5 * 10)²) = 25
    found = judge(plain(100, 40, u=0.1), [seen(2024, 80, u=0.1)])
    assert (found.projected_value, found.projected_low, found.projected_high) == pytest.approx((50, 25, 75))
    at_end = judge(plain(100, 40, u=0.1), [seen(2030, 80, u=0.1)])
    assert (at_end.projected_value, at_end.projected_low, at_end.projected_high) == pytest.approx((80, 72, 88))


def test_a_projection_stays_where_values_can_be():
    assert judge(plain(20, 0), [seen(2022, 10)]).projected_value == 0
    share = judge(plain(10, 90, unit="%", better="higher"), [seen(2022, 80)])
    assert share.projected_value == 100


def test_years_of_data_and_the_latest_observation():
    found = judge(plain(100, 40), [seen(2018, 99), seen(2022, 90), seen(2024, 80), seen(2023, 1)])
    assert (found.years_of_data, found.year, found.value) == (4, 2024, 80)


# --- what may not be compared is said --------------------------------------------------------------------------------


def said(status):
    return " ".join(str(problem) for problem in status.problems)


def test_another_series_is_never_compared():
    aim = plain(100, 40, method_series="survey")
    assert verdict(aim, seen(2024, 80, series="literature")) == "no_data"
    found = judge(aim, [seen(2023, 80, series="survey"), seen(2024, 10, series="literature")])
    assert (found.year, found.value) == (2023, 80)


def test_a_target_without_series_where_several_exist_is_told():
    found = judge(plain(100, 40), [seen(2024, 80, series="a"), seen(2024, 90, series="b")])
    assert found.code == "no_data" and "names no series" in said(found) and "a, b" in said(found)
    assert "Name the one" in sentence(found, en)


def test_a_baseline_in_another_unit_is_told_and_gives_no_verdict():
    found = judge(plain(24100, 9000), [seen(2020, 24.1), seen(2024, 18)])
    assert found.code == "no_data" and "another unit" in said(found)
    share = judge(plain(0.281, 0, unit="%"), [seen(2020, 28.1), seen(2024, 18)])
    assert share.code == "no_data" and "another unit" in said(share)


def test_a_baseline_year_without_data_is_told():
    assert "no value for the baseline year 2020" in said(judge(plain(100, 40), [seen(2024, 80)]))
    assert not judge(plain(100, 40), [seen(2020, 100), seen(2024, 80)]).problems
    assert not judge(plain(0, 40), [seen(2024, 10)]).problems, "nothing was there to be counted"


def test_a_series_that_holds_nothing_is_told():
    found = judge(plain(100, 40, method_series="survy"), [seen(2024, 80, series="survey")])
    assert found.code == "no_data" and "survy, which holds nothing" in said(found) and "survey" in said(found)


def test_two_values_for_one_year_are_told_and_not_used():
    found = judge(plain(100, 40), [seen(2020, 100), seen(2023, 85), seen(2024, 80), seen(2024, 60)])
    assert (found.year, found.value) == (2023, 85) and "2 different values for 2024" in said(found)
    assert not judge(plain(100, 40), [seen(2020, 100), seen(2024, 80), seen(2024, 80)]).problems


# --- in words --------------------------------------------------------------------------------------------------------


def test_the_sentence_of_the_example():
    # low end sqrt(3.1² + 3.1²) = 4.38 further, high end sqrt(3.25² + 3.4²) = 4.70 short
    aim = goal(baseline_low=20.7, baseline_high=27.2)
    found = judge(aim, [seen(2019, 24.1), seen(2025, 18.3) | {"low": 15.2, "high": 21.55}])
    text = sentence(found, en).replace("\u00a0", " ")
    assert text.startswith("Fell by 5.8 t since 2019, 95 % between 1.1 and 10.2; the path asked for 7.1.")
    assert "On or ahead of the path with probability 0.28." in text


@pytest.mark.parametrize("words", [en, fr], ids=["en", "fr"])
@pytest.mark.parametrize("base", [0, 60, 100])
@pytest.mark.parametrize("u", [None, 0, 0.3])
def test_every_status_has_a_whole_sentence(words, base, u):
    for target, value in product([0, 40, 60, 150], [None, 0, 50, 60, 80, 100, 130, 200]):
        found = judge(plain(base, target, u=u, unit="%"), [seen(2024, value, u=u)])
        text = sentence(found, words)
        assert text.endswith(".") and "{" not in text and "None" not in text and "  " not in text
        assert needed(found, words)
        assert words.t(found.word) and found.icon


def test_every_verdict_has_its_word_and_an_icon_of_its_own():
    assert list(engine.WORDS) == list(engine.ICONS)
    assert len(set(engine.WORDS.values())) == len(set(engine.ICONS.values())) == 8
    assert not any(placeholders(word) for word in engine.WORDS.values())


def test_rules_are_data_and_every_verdict_carries_their_id():
    rule = engine.current_rule()
    assert rule.z == pytest.approx(1.96, abs=5e-4)
    assert judge(goal(), []).method == rule.id == "nap-2026-1"
    strict = replace(rule, id="strict", on_track=1.0)
    found = judge(plain(100, 40), [seen(2024, 77)], rule=strict)
    assert (found.code, found.method) == ("some_progress", "strict")


# --- laws ------------------------------------------------------------------------------------------------------------

amounts = st.floats(0.01, 1e5)
shares = st.floats(0, 1)
correlations = st.sampled_from([0.0, 0.3, 0.7, 0.9, 1.0])
years = st.integers(2021, 2036)
middles = st.lists(st.tuples(st.integers(2021, 2029), amounts), max_size=3, unique_by=lambda m: m[0])


@st.composite
def aims(draw, u=shares):
    base, target = draw(st.one_of(st.just(0.0), amounts)), draw(st.one_of(st.just(0.0), amounts))
    half = draw(u) * base
    row = TARGET | {
        "baseline_year": 2020,
        "baseline_value": base,
        "target_value": target,
        "baseline_low": base - half,
        "baseline_high": base + half,
        "path": "milestones",
    }
    return Goal.of(row, draw(middles), "higher" if target > base else "lower", "t")


def scaled(aim, factor):
    b = aim.baseline
    return replace(
        aim,
        path=replace(aim.path, points=tuple((year, value * factor) for year, value in aim.path.points)),
        baseline=Estimate(b.value * factor, b.low * factor, b.high * factor),
    )


@settings(deadline=None)
@given(aims(), amounts, shares, years, correlations, st.sampled_from([1000.0, 0.001, 35.27396, 1e6]))
def test_law_the_unit_never_matters(aim, value, u, year, r, factor):
    here = judge(aim, [seen(year, value, u)], correlation=r)
    there = judge(scaled(aim, factor), [seen(year, value * factor, u)], correlation=r)
    assert here.code == there.code
    assert (here.ratio is None) == (there.ratio is None)
    assert there.probability_on_path == pytest.approx(here.probability_on_path, abs=1e-6)


@settings(deadline=None)
@given(aims(), st.lists(st.tuples(years, amounts, st.none() | shares), max_size=6), st.randoms())
def test_law_the_order_of_rows_never_matters(aim, rows, random):
    observations = [seen(*row) for row in rows]
    shuffled = random.sample(observations, len(observations))
    here, there = judge(aim, observations), judge(aim, shuffled)
    assert replace(here, problems=()) == replace(there, problems=())
    assert said(here) == said(there)


@settings(deadline=None)
@given(
    amounts,
    st.floats(0, 0.9),
    st.floats(0.5, 1.5),
    st.tuples(st.floats(0.3, 1), st.floats(0.3, 1)),
    years,
    correlations,
    st.tuples(shares, shares, shares, shares),
)
def test_law_a_wider_range_never_turns_cannot_tell_into_a_verdict(base, aim, now, widths, year, r, wider):
    """Each side of each range may grow on its own, up to 100 % of its value."""
    value = base * now
    goal, row = plain(base, base * aim, u=widths[0], target_year=2040), seen(year, value, widths[1])
    assume(judge(goal, [row], correlation=r).code == "cannot_tell")
    first, (a, b, c, d) = goal.baseline, wider
    grown = Estimate(base, first.low * (1 - a), first.high + b * (2 * base - first.high))
    row |= {"low": row["low"] * (1 - c), "high": row["high"] + d * (2 * value - row["high"])}
    assert judge(replace(goal, baseline=grown), [row], correlation=r).code == "cannot_tell"


@settings(deadline=None)
@given(aims(), amounts, shares, shares, years, correlations)
def test_law_more_progress_never_worsens_a_verdict(aim, value, less, u, year, r):
    further = value * less if aim.sense < 0 else value * (1 + less)
    before, after = (judge(aim, [seen(year, v, u)], correlation=r) for v in (value, further))
    assume(before.is_comparable and after.is_comparable)
    if before.code in RANK and after.code in RANK:
        assert RANK.index(after.code) >= RANK.index(before.code)
    if before.code == "not_yet_due":
        assert after.code in ("not_yet_due", "achieved")


@settings(deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), correlations)
def test_law_a_half_width_never_shrinks_when_a_part_grows(u, v, more, r):
    width = engine.combined_half_width(u, v, r)
    slack = 1e-9 * (u + v + more)
    assert engine.combined_half_width(u + more, v, r) >= width - slack
    assert engine.combined_half_width(u, v + more, r) >= width - slack
    assert width <= math.hypot(u, v) + slack


@settings(deadline=None)
@given(aims(), amounts, shares, years, correlations)
def test_law_probability_and_interval_agree(aim, value, u, year, r):
    found = judge(aim, [seen(year, value, u)], correlation=r)
    assume(found.is_comparable)
    assert 0 <= found.probability_on_path <= 1
    assert found.change_low <= found.change <= found.change_high
    if found.projected_low is not None:
        assert found.projected_low <= found.projected_value <= found.projected_high
