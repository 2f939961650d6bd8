"""Figures that look like slips are found, and figures that are only unusual are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import plausibility
from nap.methods.plausibility import ratio_findings, slip_findings

law = settings(deadline=None, derandomize=True)


def positions(findings):
    return [each.values["position"] for each in findings]


def test_implied_ratio():
    """Customs, Callao 2025: 4,000 kg of mercury for 1,600 kg of gold (T6.4)."""
    assert plausibility.implied_ratio_kg_kg(4000, 1600) == pytest.approx(2.5)


def test_a_ratio_outside_the_bounds_is_named_with_the_status_of_the_bounds():
    found = ratio_findings([4000, 4000, 4, None, 10], [1600, 1.6, 1600, 10, None])
    assert positions(found) == [1, 2]
    assert "2.5e+03 to 1, outside the plausible 0.05 to 50" in str(found[0])
    assert {each.values["source_status"] for each in found} == {"unverified"}


def test_each_practice_has_its_own_bounds():
    assert ratio_findings([1300], [1000], "concentrate") == []
    assert positions(ratio_findings([5000], [1000], "concentrate")) == [0]
    assert ratio_findings([5000], [1000], "whole_ore") == []
    assert positions(ratio_findings([0, 1], [1000, 1000], "mercury_free")) == [1]
    with pytest.raises(NapError, match="0 rows of ratio for practice = magic"):
        ratio_findings([1], [1], "magic")


def test_tonnes_among_kilograms_are_found():
    found = slip_findings([24_100, 23_500, 22.8, 21_900, 20_400], [2019, 2020, 2021, 2022, 2023])
    assert positions(found) == [2]
    assert "22.8 kg in 2021 is about 995 times less than in the years around it" in str(found[0])
    assert "kilograms and tonnes" in found[0].fix


def test_kilograms_among_tonnes_are_found_at_the_end_of_a_series_too():
    assert positions(slip_findings([24.1, 23.5, 22_800], [2019, 2020, 2021], unit="t")) == [2]


def test_two_slips_in_a_row_are_found_and_the_years_beside_them_are_not():
    assert positions(slip_findings([24_100, 23_500, 22.8, 21.9, 20_400, 19_800])) == [2, 3]


def test_of_two_figures_both_are_found_since_either_may_be_wrong():
    assert positions(slip_findings([24_100, 23.5])) == [0, 1]


def test_series_are_not_compared_with_each_other():
    assert slip_findings([24_100, 23_500, 24.1, 23.5], series=["a", "a", "b", "b"]) == []


@pytest.mark.parametrize("values", [[5, 40, 300], [24, 12, 3], [0, 500, None, 480], [1000], []])
def test_steep_changes_zeros_and_blanks_are_no_slips(values):
    assert slip_findings(values) == []


series = st.lists(st.floats(10, 40), min_size=3, max_size=12)


@law
@given(series, st.data())
def test_a_slip_is_found_wherever_it_stands_and_nothing_else(values, data):
    at = data.draw(st.integers(0, len(values) - 1))
    mixed = [value * 1000 if i == at else value for i, value in enumerate(values)]
    assert slip_findings(values) == []
    assert positions(slip_findings(mixed)) == [at]


@law
@given(series, st.data())
def test_order_and_unit_do_not_matter(values, data):
    values[0] *= 1000
    years = list(range(len(values)))
    order = data.draw(st.permutations(years))
    plain = {each.values["year"] for each in slip_findings(values, years)}
    mixed = slip_findings([values[i] * 1000 for i in order], [years[i] for i in order])
    assert {each.values["year"] for each in mixed} == plain
