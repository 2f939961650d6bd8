"""Other methods on the same figures, against worked examples: Open SDG as coded, UN 2022 and 2023, straight line."""

import pytest

from nap.commands.translations import placeholders
from nap.language.texts import Words
from nap.methods import second_opinions as so
from nap.methods.second_opinions import Case
from nap.methods.status import reference
from nap.topics.verdict_sentences import shown


def case(value, base=100.0, target=40.0, base_year=2020, year=2024, target_year=2030, direction=-1):
    return Case(base, base_year, value, year, target, target_year, direction)


def rate_percent(value):
    return pytest.approx(value, abs=5e-5)


def test_T7_1_growth_rates_open_sdg_and_un_2022():
    found = so.open_sdg(case(80))
    assert 100 * found.observed == rate_percent(-5.4258)
    assert 100 * found.required == rate_percent(-8.7556)
    assert found.value == rate_percent(0.6197)
    assert found.status == "moderate_progress"
    verdict, ratio, *_ = so.un_2022(case(80))
    assert (verdict, ratio) == ("fair_progress", pytest.approx(found.value))


def test_T7_2_value_expected_in_2030_un_2023():
    verdict, share, expected = so.un_2023(case(80))
    assert expected == pytest.approx(57.243, abs=5e-4)
    assert share == rate_percent(0.7126)
    assert verdict == "moderate_progress"


def test_T7_3_straight_line_and_required_future_rate():
    verdict, ratio, planned = so.linear(case(80))
    assert (verdict, planned) == ("some_progress", 76)
    assert ratio == rate_percent(0.8333)


def test_T7_4_no_change_a_rise_and_a_strong_fall():
    still, rise, strong = so.open_sdg(case(100)), so.open_sdg(case(105)), so.open_sdg(case(70))
    assert (still.status, still.value) == ("limited_progress", 0)
    assert (rise.status, rise.value) == ("deterioration", rate_percent(-0.1402))
    assert so.un_2022(case(105))[0] == "deterioration"
    assert (strong.status, strong.value) == ("substantial_progress", rate_percent(0.9743))
    assert so.un_2023(case(70))[:2] == ("met_or_on_track", rate_percent(0.9834))


@pytest.mark.parametrize("ask", [so.open_sdg, so.un_2022, so.un_2023, so.linear])
def test_T7_5_a_met_target_is_achieved_whatever_the_rate(ask):
    found = ask(case(40))
    assert (found.status if isinstance(found, so.OpenSdg) else found[0]) == "target_achieved"


@pytest.mark.parametrize(
    ("r", "score"), [(0.6197, 0.141), (1.0, 2.857), (0, -2.5), (-0.3, -3.75), (0.95, 2.5), (0.6, 0)]
)
def test_T7_6_scores_of_a_progress_value(r, score):
    assert so.open_sdg_score(r) == pytest.approx(score, abs=6e-4)


def test_T7_7_a_target_of_zero_asks_for_two_thirds_less_every_year():
    on_schedule = so.open_sdg(case(60, target=0))  # 40 of 100 gone in 4 of 10 years
    assert 100 * on_schedule.required == pytest.approx(-68.38, abs=5e-3)
    assert on_schedule.status == "limited_progress"
    assert so.linear(case(60, target=0))[:2] == ("on_track", 1)
    in_kg = so.open_sdg(case(60_000, base=100_000, target=0))
    assert in_kg.value != pytest.approx(on_schedule.value, rel=0.1)


def test_T7_7_the_trap_is_told():
    why = {o.method: o.why for o in so.opinions(case(60, target=0))}
    assert any("replaced by 0.001" in each for each in why["open-sdg-139fede"])
    assert not any("replaced by" in each for o in so.opinions(case(60)) for each in o.why)


def test_checked_open_sdg_negative_base_turns_the_sign():
    found = so.open_sdg(case(-8, base=-10, target=-2, direction=1))
    assert found.value == pytest.approx(0.3650, abs=5e-5)
    assert found.status == "limited_progress"


def test_checked_open_sdg_zero_target_is_tested_as_0_001():
    found = so.open_sdg(case(0.0005, target=0))
    assert (found.status, found.score, found.target) == ("target_achieved", 5, 0.001)
    assert so.open_sdg(case(0.002, target=0)).status != "target_achieved"


def test_checked_open_sdg_zero_base_is_replaced_after_the_test():
    met = so.open_sdg(case(0, base=0, target=0))
    assert met.status == "target_achieved"
    rise = so.open_sdg(case(50, base=0, target=100, direction=1))
    assert rise.observed == pytest.approx((50 / 0.001) ** (1 / 4) - 1)
    assert rise.status == "substantial_progress"


@pytest.mark.parametrize(
    "odd",
    [case(-5), case(5, base=-5), case(80, year=2020), case(80, year=2019)],
    ids=["fell", "rose", "same", "before"],
)
def test_checked_open_sdg_returns_nothing_for(odd):
    found = so.open_sdg(odd)
    assert found.value is None
    assert found.status in ("not_available", "target_achieved")


def test_un_methods_have_no_answer_from_a_baseline_of_zero_and_say_why():
    found = {o.method: o for o in so.opinions(case(50, base=0, target=100, direction=1))}
    for method in ("un-2022", "un-2023"):
        assert found[method].verdict == "not_available"
        assert any("baseline of 0" in why for why in found[method].why)
    assert found["linear-1"].verdict == "on_track"


def test_every_method_is_named_with_inputs_reasons_and_source():
    found = so.opinions(case(80))
    assert [o.method for o in found] == [each["id"] for each in reference()["opinion"]]
    assert len({o.title for o in found}) == 4
    for o in found:
        assert o.inputs and o.why and o.source and o.source_status in ("sourced", "own", "unverified")
        assert o.word and not any(placeholders(text) for text in o.why)
        for _, value, kind in o.inputs:
            assert shown(value, kind, "t", Words("fr"))


@pytest.mark.parametrize("target", [0.0, 40.0, 100.0, 150.0, -5.0])
@pytest.mark.parametrize("base", [-10.0, 0.0, 100.0])
@pytest.mark.parametrize("value", [-3.0, 0.0, 60.0, 100.0, 400.0])
@pytest.mark.parametrize("year", [2021, 2030, 2035])
def test_no_figures_make_a_method_fail(base, value, target, year):
    direction = 1 if target > base else -1
    for o in so.opinions(case(value, base=base, target=target, year=year, direction=direction)):
        assert o.word
        assert o.measure is None or isinstance(o.measure, float | int)
