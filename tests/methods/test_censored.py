"""Statistics with non-detects: by hand, against real fish, against scipy, and laws that hold for any data."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import values as measured_values
from scipy import stats

from nap.methods import censored
from nap.methods.censored import Quantile

# upper end, lies below it; few sizes, so that ties between values and limits come up
MEASURED = st.lists(st.tuples(st.sampled_from([0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0]), st.booleans()), min_size=1)
laws = settings(max_examples=60, deadline=None)


def test_by_hand():
    """1, <2, 3, <4, 5, 6: from the top, one of 6 is 6, one of 5 is 5, one of the 3 at or below 3 is 3, one of 1 is 1.

    Below 6: 5/6. Below 5: 5/6 * 4/5 = 2/3. Below 3: 2/3 * 2/3 = 4/9. Below 1: 4/9 * 0 = 0. So half lies at or below 3
    (2/3 do, 4/9 lie below it). Above 2.5 are 1 - 4/9 = 5/9; for sure 3 of 6, at most 4 of 6 (<4 may be). Above 4 are
    2 of 6. Means with 0, half, and the whole limit: 15/6, 18/6, 21/6.
    """
    measured = measured_values([(1, False), (2, True), (3, False), (4, True), (5, False), (6, False)])
    detected, at, below = censored.cumulative(measured)
    assert list(detected) == [1, 3, 5, 6]
    assert list(below) == pytest.approx([0, 4 / 9, 2 / 3, 5 / 6]) and list(at) == pytest.approx(
        [4 / 9, 2 / 3, 5 / 6, 1]
    )
    assert censored.quantile(measured, 0.5) == Quantile(3)
    found = censored.exceedance(measured, 2.5)
    assert (found.share, found.least, found.most) == pytest.approx((5 / 9, 3 / 6, 4 / 6))
    assert (found.n, found.untold) == (6, 1)
    assert censored.exceedance(measured, 4).share == pytest.approx(2 / 6)
    assert censored.exceedance(measured, 4).untold == 0  # a limit at the reference tells that it is not exceeded
    assert [censored.substituted(measured, f).mean for f in censored.SUBSTITUTES] == pytest.approx([2.5, 3, 3.5])


def test_133_fish_of_the_united_states(shared_data):
    """Mercury in fish (Brumbaugh and others 2001, USGS, mg/kg wet): 15 of 133 below 0.03 (3), 0.05 (4) or 0.10 (8).

    Expected figures come from another algorithm in exact fractions: Efron's redistribution, in which each non-detect,
    from the largest limit down, shares its weight equally among all measurements below it. Above 0.5: 25/133; 0.3:
    44/133; 0.1: 107/133; 0.05: 1093/1197, while 117 lie above it for sure and 125 at most; above 0.03: 373/399.
    Percentiles 10, 25, 50, 75, 90: 0.06, 0.117, 0.236, 0.373, 0.66; 26/399 lie below all that was detected, and so does
    percentile 5. Wilson by its formula with z = 1.959964: 44 of 133: 0.25660 to 0.41455; lower end of 117: 0.81350;
    upper end of 125: 0.96921. Means with 0, half and the whole limit: 0.350248, 0.354346, 0.358444.
    """
    with (shared_data / "us_fish" / "Brumbaugh.csv").open(encoding="utf-8", newline="") as file:
        fish = measured_values([(float(row["Hg"]), row["HgCen"] == "True") for row in csv.DictReader(file)])
    assert (fish.n, fish.below_count) == (133, 15)
    assert censored.quantile(fish, 0.05) == Quantile(None, below=0.03)
    quantiles = {0.10: 0.06, 0.25: 0.117, 0.50: 0.236, 0.75: 0.373, 0.90: 0.66}
    assert {p: censored.quantile(fish, p).value for p in quantiles} == pytest.approx(quantiles)
    above = {0.5: 25 / 133, 0.3: 44 / 133, 0.1: 107 / 133, 0.05: 1093 / 1197, 0.03: 373 / 399}
    assert {r: censored.exceedance(fish, r).share for r in above} == pytest.approx(above)
    at_03, at_005 = censored.exceedance(fish, 0.3), censored.exceedance(fish, 0.05)
    assert (at_03.low, at_03.high, at_03.untold) == pytest.approx((0.25660, 0.41455, 0), abs=5e-6)
    assert (at_005.low, at_005.high, at_005.untold) == pytest.approx((0.81350, 0.96921, 8), abs=5e-6)
    means = [censored.substituted(fish, factor).mean for factor in censored.SUBSTITUTES]
    assert means == pytest.approx([0.350248, 0.354346, 0.358444], abs=5e-7)


def test_all_below_the_limit_of_detection():
    measured = measured_values([(0.02, True)] * 4 + [(0.05, True)])
    assert censored.quantile(measured, 0.5) == Quantile(None, below=0.05)
    assert censored.exceedance(measured, 0.1).share == 0
    # one limit lies above 0.03: how many exceed it cannot be told, only that it is between none and one in five
    told = censored.exceedance(measured, 0.03)
    assert (told.share, told.least, told.most, told.untold) == (0, 0, pytest.approx(0.2), 1)
    untold = censored.exceedance(measured_values([(0.05, True)] * 5), 0.03)
    assert (untold.share, untold.least, untold.most, untold.low) == (None, 0, 1, 0)


def test_a_median_among_the_non_detects_is_less_than_their_limit():
    measured = measured_values([(0.1, True)] * 4 + [(0.3, False), (0.4, False)])
    assert censored.quantile(measured, 0.5) == Quantile(None, below=0.1)
    assert censored.quantile(measured, 0.8).value == pytest.approx(0.3)


@pytest.mark.parametrize("n", range(5))
def test_below_five_values_there_is_no_percentile(n):
    assert censored.quantile(measured_values([(1.0, False)] * n), 0.5) == Quantile(None)


def test_of_nothing_no_share_is_told():
    assert censored.exceedance(measured_values([]), 1) is None


def test_counts_are_the_same_as_rows():
    rows = measured_values([(1, False)] * 3 + [(2, True)] * 2 + [(3, False)])
    counts = measured_values([(3, False), (1, False), (2, True)], [1, 3, 2])
    assert censored.exceedance(rows, 1.5) == censored.exceedance(counts, 1.5)
    assert censored.quantile(rows, 0.5) == censored.quantile(counts, 0.5)


@laws
@given(MEASURED)
def test_agrees_with_the_kaplan_meier_of_scipy(rows):
    measured = measured_values(rows)
    detected, _, below = censored.cumulative(measured)
    upper, is_below = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    if is_below.all():
        assert not len(detected)
        return
    flipped = stats.ecdf(stats.CensoredData.right_censored(-upper, is_below))  # survival past -x is the share below x
    assert below == pytest.approx(flipped.sf.evaluate(-detected), abs=1e-12)


@laws
@given(st.lists(st.floats(0.001, 1000), min_size=5), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_without_non_detects_they_are_plain_percentiles_and_shares(rows, share):
    measured = measured_values([(value, False) for value in rows])
    plain = np.quantile(rows, share, method="averaged_inverted_cdf")
    assert censored.quantile(measured, share).value == pytest.approx(plain)
    assert censored.exceedance(measured, rows[0]).share == pytest.approx(np.mean(np.array(rows) > rows[0]))


@laws
@given(MEASURED, st.sampled_from([0.001, 2.0, 1000.0]), st.sampled_from([0.05, 0.3, 1.0]))
def test_another_unit_changes_no_verdict(rows, factor, reference):
    ours = measured_values(rows)
    theirs = measured_values([(upper * factor, below) for upper, below in rows])
    assert censored.exceedance(ours, reference) == censored.exceedance(theirs, reference * factor)
    one, other = censored.quantile(ours, 0.5), censored.quantile(theirs, 0.5)
    assert (one.value is None, one.below is None) == (other.value is None, other.below is None)
    if one.value is not None:
        assert other.value == pytest.approx(one.value * factor)


@laws
@given(MEASURED, st.data(), st.sampled_from([0.05, 0.15, 0.3, 1.0]))
def test_a_value_turned_into_a_non_detect_never_raises_the_share_above(rows, data, reference):
    i = data.draw(st.integers(0, len(rows) - 1))
    before = censored.exceedance(measured_values(rows), reference)
    after = censored.exceedance(measured_values([*rows[:i], (rows[i][0], True), *rows[i + 1 :]]), reference)
    assert after.least <= before.least and after.most == pytest.approx(before.most)
    if after.share is not None and before.share is not None:
        assert after.share <= before.share + 1e-9


@laws
@given(MEASURED, st.sampled_from([0.05, 0.15, 0.3, 1.0]))
def test_the_share_lies_between_what_is_sure_and_what_is_possible(rows, reference):
    found = censored.exceedance(measured_values(rows), reference)
    assert 0 <= found.low <= found.least + 1e-9 and found.most <= found.high + 1e-9 and found.high <= 1 + 1e-9
    if found.share is not None:
        assert found.least - 1e-9 <= found.share <= found.most + 1e-9


@laws
@given(MEASURED, st.sampled_from([0.05, 0.15, 0.3, 1.0]))
def test_substitution_lies_in_order_and_the_whole_limit_is_the_highest(rows, reference):
    found = [censored.substituted(measured_values(rows), factor, reference) for factor in censored.SUBSTITUTES]
    assert found[0].mean <= found[1].mean <= found[2].mean
    assert found[0].share_above <= found[1].share_above <= found[2].share_above
