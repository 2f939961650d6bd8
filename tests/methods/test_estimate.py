"""Gold and mercury by each way of estimating them, against examples a person can check with a pencil, and laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import estimate
from nap.methods.estimate import Range

law = settings(deadline=None, derandomize=True)
amount = st.floats(0, 1e6, allow_subnormal=False)
ratio = st.floats(0, 100, allow_subnormal=False)


@st.composite
def compositions(draw, most: int = 4):
    """Shares that add up to 1."""
    parts = np.array(draw(st.lists(st.floats(0.01, 1), min_size=1, max_size=most)))
    return parts / parts.sum()


# --- F1 to F4 --------------------------------------------------------------------------------------------------------


def test_T1_1_gold_based():
    use = estimate.gold_based_hg_kg(4000, [0.6, 0.4], [1.3, 5.0])
    assert use == pytest.approx([3120, 8000])
    assert use.sum() == pytest.approx(11_120)
    assert use.sum() / 4000 == pytest.approx(2.78)


def test_regions_and_years_are_estimated_at_once():
    gold = [[1000, 3000], [2000, 2000]]
    use = estimate.gold_based_hg_kg(gold, [0.6, 0.4], [1.3, 5.0])
    assert use.shape == (2, 2, 2)
    assert use.sum(axis=(1, 2)) == pytest.approx([11_120, 11_120])


def test_the_mercury_free_practice_uses_none():
    assert estimate.gold_based_hg_kg(1000, [0.5, 0.5], [1.3, 0]) == pytest.approx([650, 0])


def test_T1_7_worker_based():
    gold = estimate.worker_based_gold_kg(10_000, 0.35, 240)
    assert gold == pytest.approx(840)
    assert estimate.gold_based_hg_kg(gold, [1], [1.3]).sum() == pytest.approx(1092)


def test_T1_8_unit_based():
    assert estimate.unit_based_gold_kg(1, 5, 8, 0.5, 300) == pytest.approx(6.0)


def test_a_recoverable_grade_is_taken_whole():
    """Annex A4 of the AGC toolkit: 30 t at 5 g/t recoverable are 150 g; 10 t a bag at 6 g/t are 60 g."""
    assert estimate.unit_based_gold_kg(1, 30, 5, 1, 1) == pytest.approx(0.150)
    assert estimate.unit_based_gold_kg(1, 10, 6, 1, 1) == pytest.approx(0.060)


def test_gold_from_official_statistics():
    assert estimate.official_share_gold_kg(20_000, 0.3) == pytest.approx(6000)
    assert estimate.residual_gold_kg(20_000, 14_000) == pytest.approx(6000)
    with pytest.raises(NapError, match=r"large_scale_gold_kg \(2\) is 9, more than total_gold_kg, which is 8"):
        estimate.residual_gold_kg([10, 8], [9, 9])


def test_mercury_straight_from_units_sites_and_buyers():
    assert estimate.unit_based_hg_kg(20, 1.5, 10) == pytest.approx(300)
    assert estimate.demand_based_hg_kg([1.0, 0.8], [0.7, 0.8], [100, 50]) == pytest.approx([30, 0])
    assert estimate.purchase_based_hg_kg(50, 2, 12) == pytest.approx(1200)
    with pytest.raises(NapError, match=r"hg_recovered_kg \(1\) is 1\.2, more than hg_in_kg"):
        estimate.demand_based_hg_kg([1.0], [1.2], [100])


# --- F6 --------------------------------------------------------------------------------------------------------------


def test_supply_with_ranges():
    supply = estimate.apparent_supply_kg(
        production_kg=Range.of(10, 8, 13),
        imports_kg=100,
        exports_kg=Range.of(20, 15, 30),
        other_use_kg=Range.of(5, 4, 6),
        stock_change_kg=-2,
    )
    assert (supply.value, supply.low, supply.high) == pytest.approx((87, 74, 96))


def test_T6_5_informal_gap_of_three_countries():
    """Colombia, Peru, Bolivia 2016, t: printed as 0-150, 60-200 and 0."""
    use = Range.of([180, 145.5, 120], [90, 73, 84], [270, 218, 156])
    gap = estimate.informal_gap_kg(use, [119, 12, 238])
    assert gap.low == pytest.approx([0, 61, 0])
    assert gap.high == pytest.approx([151, 206, 0])
    assert gap.value == pytest.approx([61, 133.5, 0])


def test_supply_and_informal_imports_are_the_use():
    use = estimate.supply_based_hg_kg(Range.of(12_000, 10_000, 13_000), Range.of(130_000, 60_000, 200_000))
    assert (use.value, use.low, use.high) == pytest.approx((142_000, 70_000, 213_000))


def test_more_out_than_in_is_a_negative_supply_not_an_error():
    assert estimate.apparent_supply_kg(0, 10, 25).value == -15


def test_a_flow_that_is_not_known_leaves_the_supply_unknown():
    assert np.isnan(estimate.apparent_supply_kg(None, 100, 20).value)


def test_a_flow_without_a_stated_range_leaves_the_range_unknown():
    supply = estimate.apparent_supply_kg(Range.of(10), 100, 20)
    assert supply.value == 90
    assert np.isnan(supply.low) and np.isnan(supply.high)


# --- bad input -------------------------------------------------------------------------------------------------------


def test_T1_13_shares_that_do_not_add_up_and_negative_ratios():
    with pytest.raises(NapError, match=r"The shares in share add up to 0\.9, not to 1"):
        estimate.gold_based_hg_kg(4000, [0.6, 0.3], [1.3, 5.0])
    with pytest.raises(NapError, match=r"hg_au_ratio_kg_kg \(2\) is -5, which is below 0"):
        estimate.gold_based_hg_kg(4000, [0.6, 0.4], [1.3, -5.0])
    estimate.gold_based_hg_kg(4000, [0.6, 0.4 + 9e-7], [1.3, 5.0])
    with pytest.raises(NapError):
        estimate.gold_based_hg_kg(4000, [0.6, 0.4 + 2e-6], [1.3, 5.0])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda: estimate.gold_based_hg_kg(-1, [1], [1.3]), "gold_kg is -1"),
        (lambda: estimate.gold_based_hg_kg(1, [1.2, -0.2], [1, 1]), r"share \(1\) is 1\.2"),
        (lambda: estimate.gold_based_hg_kg(1, [[0.5, 0.5], [0.5, 0.6]], [1, 1]), r"shares in share \(2\) add up|share"),
        (lambda: estimate.gold_based_hg_kg(1, [0.5, 0.5], [1, 1, 1]), "do not fit together: .*share 2.*ratio_kg_kg 3"),
        (lambda: estimate.gold_based_hg_kg(float("inf"), [1], [1]), "gold_kg is inf"),
        (lambda: estimate.worker_based_gold_kg("many", 0.3, 200), "miner_count is “many”, which is no number"),
        (lambda: estimate.unit_based_gold_kg(1, 5, 8, 50, 300), "recovery_share is 50, which is not between 0 and 1"),
        (lambda: estimate.official_share_gold_kg([1, 2], [0.5, 30]), r"asgm_share \(2\) is 30"),
        (lambda: estimate.apparent_supply_kg(0, -5, 0), "imports_kg is -5"),
        (lambda: Range.of(5, 6, 7), "value is given as 5 with a range from 6 to 7"),
        (lambda: Range.of([5, 5], [1, 4], [9, 3], "imports_kg"), r"imports_kg \(2\) is given as 5 .* from 4 to 3"),
    ],
)
def test_wrong_input_is_named(wrong, named):
    with pytest.raises(NapError, match=named) as caught:
        wrong()
    assert caught.value.fix.format(**caught.value.values)[0].isupper()


def test_what_is_not_known_stays_unknown_and_never_becomes_zero():
    use = estimate.gold_based_hg_kg([1000, None], [0.6, 0.4], [1.3, 5.0])
    assert use[0].sum() == pytest.approx(2780)
    assert np.isnan(use[1]).all()
    nullable = pd.array([1000, None], dtype="Float64")
    assert estimate.official_share_gold_kg(nullable, 0.5) == pytest.approx([500, np.nan], nan_ok=True)


# --- laws ------------------------------------------------------------------------------------------------------------


@law
@given(amount, compositions(), st.data())
def test_unit_does_not_matter(gold_kg, share, data):
    ratios = data.draw(st.lists(ratio, min_size=share.size, max_size=share.size))
    in_kg = estimate.gold_based_hg_kg(gold_kg, share, ratios)
    in_t = estimate.gold_based_hg_kg(gold_kg / 1000, share, ratios)
    assert in_t * 1000 == pytest.approx(in_kg, rel=1e-12)


@law
@given(compositions(), st.data())
def test_order_of_regions_and_practices_does_not_matter(share, data):
    gold = np.array(data.draw(st.lists(amount, min_size=1, max_size=6)))
    ratios = np.array(data.draw(st.lists(ratio, min_size=share.size, max_size=share.size)))
    regions = data.draw(st.permutations(range(gold.size)))
    practices = data.draw(st.permutations(range(share.size)))
    plain = estimate.gold_based_hg_kg(gold, share, ratios)
    mixed = estimate.gold_based_hg_kg(gold[regions], share[practices], ratios[practices])
    assert (mixed == plain[np.ix_(regions, practices)]).all()


@st.composite
def ranges(draw):
    low, value, high = sorted(draw(st.tuples(amount, amount, amount)))
    return Range.of(value, low, high)


@law
@given(ranges(), ranges(), ranges(), ranges())
def test_the_range_of_supply_and_gap_holds_their_value(production, imports, exports, use):
    supply = estimate.apparent_supply_kg(production, imports, exports)
    gap = estimate.informal_gap_kg(use, supply)
    for each in (supply, gap):
        assert each.low <= each.value <= each.high
    assert gap.low >= 0
