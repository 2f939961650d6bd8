"""What a sample of sites leaves open, against a worked example and the laws of sampling."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods.survey import sample_half_width_pct

law = settings(deadline=None, derandomize=True)
SPREAD = st.floats(0.1, 100)


def test_T1_12_each_stratum_of_a_stratified_total():
    """40 and 25 sites, of which 8 and 5 were visited: mean 120 and 60, standard deviation 45 and 30."""
    strata = ((40, 8, 120, 45, 2.364624), (25, 5, 60, 30, 2.776445))  # the last: t with 7 and 4 degrees of freedom
    errors = [n * mean * sample_half_width_pct(n, k, mean, s) / 100 / t for n, k, mean, s, t in strata]
    assert errors == pytest.approx([569.21, 300.00], abs=0.01)
    assert math.hypot(*errors) == pytest.approx(643.43, abs=0.01)


def test_a_census_leaves_nothing_open():
    assert sample_half_width_pct(5, 5, 120, 45) == 0
    assert sample_half_width_pct(1, 1, 120, None) == 0


def test_sites_that_do_not_differ_leave_nothing_open():
    assert sample_half_width_pct(50, 5, 0, 0) == 0


@pytest.mark.parametrize(
    "numbers", [(50, 1, 120, 45), (50, 0, 120, 45), (50, 5, 0, 45), (None, 5, 120, 45), (50, 5, None, 45)]
)
def test_what_a_sample_cannot_tell_is_unknown(numbers):
    assert math.isnan(sample_half_width_pct(*numbers))


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ((10, 11, 5, 1), "11 sites were sampled, yet there are only 10"),
        ((10, 5, -5, 1), "mean is -5, which is below 0"),
    ],
)
def test_wrong_input_is_named(numbers, named):
    with pytest.raises(NapError, match=named) as caught:
        sample_half_width_pct(*numbers)
    assert caught.value.fix


@law
@given(st.integers(4, 500), SPREAD, SPREAD, st.data())
def test_more_sites_leave_less_open_and_the_unit_does_not_matter(sites, mean, spread, data):
    visited = data.draw(st.integers(2, sites - 1))
    half = sample_half_width_pct(sites, visited, mean, spread)
    assert sample_half_width_pct(sites, visited + 1, mean, spread) < half
    assert sample_half_width_pct(sites + 10, visited, mean, spread) > half
    assert sample_half_width_pct(sites, visited, 1000 * mean, 1000 * spread) == pytest.approx(half)
