"""From sampled sites to all sites, against worked examples and laws of sampling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods.survey import ratio_estimate, stratified_total

law = settings(deadline=None, derandomize=True)
GOLD, MERCURY = [10, 12, 8, 15, 20, 9], [14, 15, 11, 18, 27, 12]
weight = st.floats(0.1, 1e4)


def test_T1_11_ratio_estimator():
    large = ratio_estimate(GOLD, MERCURY)
    assert large.hg_au_ratio_kg_kg == pytest.approx(1.31081, abs=5e-6)
    assert large.standard_error_kg_kg == pytest.approx(0.03313, abs=5e-6)
    assert large.half_width_kg_kg == pytest.approx(0.0852, abs=5e-5)
    assert large.half_width_pct == pytest.approx(6.50, abs=5e-3)
    assert (large.n, large.population_count) == (6, None)
    small = ratio_estimate(GOLD, MERCURY, population_count=60)
    assert small.hg_au_ratio_kg_kg == large.hg_au_ratio_kg_kg
    assert small.standard_error_kg_kg == pytest.approx(0.03143, abs=5e-6)


def test_T1_12_stratified_total():
    found = stratified_total([40, 25], [8, 5], [120, 60], [45, 30])
    assert found.total == pytest.approx(6300)
    assert found.standard_error == pytest.approx(643.43, abs=5e-3)
    assert found.half_width_pct == pytest.approx(20.0, abs=0.05)
    assert (found.n, found.population_count) == (13, 65)


def test_the_ratio_of_sums_is_not_the_mean_of_ratios():
    found = ratio_estimate([100, 1], [130, 50])
    assert found.hg_au_ratio_kg_kg == pytest.approx(180 / 101)


def test_a_single_site_gives_a_ratio_and_no_range():
    found = ratio_estimate([10], [13])
    assert found.hg_au_ratio_kg_kg == pytest.approx(1.3)
    assert np.isnan(found.standard_error_kg_kg) and np.isnan(found.half_width_pct)


def test_sites_where_one_side_is_not_known_are_left_out_and_not_counted():
    found = ratio_estimate([*GOLD, 11, None], [*MERCURY, None, 14])
    assert found == ratio_estimate(GOLD, MERCURY)


def test_a_census_has_no_sampling_error():
    assert ratio_estimate(GOLD, MERCURY, population_count=6).standard_error_kg_kg == 0
    assert stratified_total([8, 1], [8, 1], [120, 60], [45, None]).standard_error == 0


def test_a_stratum_with_fewer_than_two_sites_is_not_estimable():
    one = stratified_total([40, 25], [8, 1], [120, 60], [45, None])
    assert list(one.is_estimable) == [True, False]
    assert one.total == pytest.approx(6300)
    assert np.isnan(one.standard_error) and np.isnan(one.half_width_pct)
    none = stratified_total([40, 25], [8, 0], [120, None], [45, None])
    assert np.isnan(none.total), "a stratum nobody visited is not a stratum without mercury"
    assert none.stratum_total[0] == pytest.approx(4800)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda: ratio_estimate(GOLD, MERCURY, 5), "6 sites were sampled, yet there are only 5"),
        (lambda: ratio_estimate([0, 0], [1, 2]), "None of the 2 sites"),
        (lambda: ratio_estimate([1, None], [None, 2]), "None of the 2 sites"),
        (lambda: ratio_estimate([1, -2], [1, 2]), r"gold_kg \(2\) is -2"),
        (lambda: ratio_estimate([1, 2, 3], [1, 2]), "do not fit together"),
        (lambda: stratified_total([40, 5], [8, 6], [1, 1], [1, 1]), r"sample_count \(2\): 6 sites .* only 5"),
        (lambda: stratified_total([40], [8], [120], [-1]), r"standard_deviation \(1\) is -1"),
    ],
)
def test_wrong_input_is_named(wrong, named):
    with pytest.raises(NapError, match=named):
        wrong()


@law
@given(st.lists(st.tuples(weight, weight), min_size=2, max_size=10), st.randoms())
def test_order_and_unit_of_sites_do_not_matter(sites, random):
    gold, mercury = np.array(sites).T
    plain = ratio_estimate(gold, mercury)
    random.shuffle(sites)
    gold, mercury = np.array(sites).T / 1000
    mixed = ratio_estimate(gold, mercury)
    assert mixed.hg_au_ratio_kg_kg == pytest.approx(plain.hg_au_ratio_kg_kg, rel=1e-9)
    assert mixed.standard_error_kg_kg == pytest.approx(plain.standard_error_kg_kg, rel=1e-6, abs=1e-9)


@law
@given(st.lists(st.floats(0, 1e3), min_size=2, max_size=12), st.integers(0, 50))
def test_a_sample_of_all_sites_gives_their_sum(values, more):
    n, mean, spread = len(values), np.mean(values), np.std(values, ddof=1)
    whole = stratified_total([n], [n], [mean], [spread])
    assert whole.total == pytest.approx(sum(values), rel=1e-9, abs=1e-9)
    part = stratified_total([n + more], [n], [mean], [spread])
    assert part.standard_error >= whole.standard_error == 0
