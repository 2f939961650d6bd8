"""Half-widths and draws against worked examples, and the laws an honest interval keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import estimate
from nap.methods import uncertainty as u
from nap.methods.uncertainty import Uncertain

law = settings(deadline=None, derandomize=True)
few = settings(law, max_examples=25)
half_width = st.floats(1, 100)
amount = st.floats(1, 1e5)
Z = u.standard_normal("a label")


# --- half-widths -----------------------------------------------------------------------------------------------------


def test_T7_8_product():
    found = u.product_half_width_pct([40, 50])
    assert found == pytest.approx(64.03, abs=5e-3)
    use = estimate.gold_based_hg_kg(4000, [0.6, 0.4], [1.3, 5.0]).sum()
    assert use * (1 - found / 100) == pytest.approx(4000, abs=1)
    assert use * (1 + found / 100) == pytest.approx(18_240, abs=1)


def test_T7_10_sum_independent_and_fully_correlated():
    values, half_widths = [6000, 4000, 1120], [30, 50, 75]
    assert u.sum_half_width_pct(values, half_widths) == pytest.approx(25.35, abs=5e-3)
    assert u.sum_half_width_pct(values, half_widths, correlated=True) == pytest.approx(41.7, abs=0.05)


def test_T3_2_half_width_of_a_published_range():
    assert u.half_width_pct(73, 218) == pytest.approx(49.8, abs=0.05)


def test_a_half_width_that_is_not_stated_is_not_exact():
    assert np.isnan(u.product_half_width_pct([40, None]))
    assert np.isnan(u.sum_half_width_pct([1, 2], [30, None]))
    assert np.isnan(Uncertain.of("gold_kg", 10, None).draw(5)).all()


@law
@given(st.lists(st.tuples(amount, half_width), min_size=1, max_size=6), st.floats(1.01, 3))
def test_sums_widen_with_their_terms_and_with_correlation(rows, factor):
    values, half_widths = np.array(rows).T
    plain = u.sum_half_width_pct(values, half_widths)
    assert u.sum_half_width_pct(values, half_widths * factor) > plain
    assert u.sum_half_width_pct(values, half_widths, correlated=True) >= plain * (1 - 1e-12)
    assert u.sum_half_width_pct(values / 1000, half_widths) == pytest.approx(plain, rel=1e-9)


# --- distributions ---------------------------------------------------------------------------------------------------


def test_standard_normal_numbers_are_normal_and_go_by_label_and_seed():
    assert (Z.mean(), Z.std()) == pytest.approx((0, 1), abs=1e-3)
    assert np.quantile(Z, 0.975) == pytest.approx(u.Z_95, abs=1e-3)
    assert (u.standard_normal("a label") == Z).all()
    for other in (u.standard_normal("another"), u.standard_normal("a label", seed=1)):
        assert abs(np.corrcoef(Z, other)[0, 1]) < 0.03


def test_T7_11_lognormal():
    errors = 145.5 * u.lognormal_errors(50, Z)
    assert errors.mean() == pytest.approx(145.5, rel=1e-4)
    assert np.quantile(errors, [0.025, 0.5, 0.975]) == pytest.approx([86.19, 140.98, 230.62], abs=0.03)


def test_T7_9_monte_carlo_of_a_product():
    amounts = 4000 * u.lognormal_errors(40, u.standard_normal("gold")) * 2.78
    found = u.summarise(amounts * u.lognormal_errors(50, u.standard_normal("ratio")))
    assert found.mean == pytest.approx(11_120, rel=0.01)
    assert found.median == pytest.approx(10_570, rel=0.02)
    assert found.low == pytest.approx(5_620, rel=0.02)
    assert found.high == pytest.approx(19_860, rel=0.02)


def test_the_range_of_a_normal_quantity_lies_evenly_around_it():
    errors = u.errors_of_stated_range(100, 0, Z)
    assert np.quantile(errors, [0.025, 0.5, 0.975]) == pytest.approx([-100, 0, 100], abs=0.1)


@pytest.mark.parametrize("skew", [0.9, 0.5, 0.05, -0.05, -0.5, -0.9])
def test_drawn_from_a_stated_range_the_value_is_the_mean_and_the_width_is_kept(skew):
    errors = u.errors_of_stated_range(100, 100 * skew, Z)
    low, high = np.quantile(errors, [0.025, 0.975])
    assert errors.mean() == pytest.approx(0, abs=0.5)
    assert high - low == pytest.approx(200, rel=2e-3)
    if abs(skew) <= 0.6:
        assert (low, high) == pytest.approx((100 * skew - 100, 100 * skew + 100), abs=0.3)


def test_the_range_of_a_lognormal_is_drawn_as_that_lognormal():
    plain = 145.5 * u.lognormal_errors(50, Z)
    low, high = np.quantile(plain, [0.025, 0.975])
    again = 145.5 + u.errors_of_stated_range((high - low) / 2, (high + low) / 2 - 145.5, Z)
    assert again == pytest.approx(plain, rel=5e-3)


def test_zero_stays_zero_and_exact_stays_exact():
    assert (Uncertain.of("gold_kg", 0, 50).draw(100) == 0).all()
    assert (Uncertain.of("gold_kg", 7, 0).draw(100) == 7).all()
    assert (u.errors_of_stated_range(0, 0, Z) == 0).all()
    assert (u.lognormal_errors(0, Z) == 1).all()


@few
@given(st.floats(1, 200), st.floats(1.01, 3))
def test_a_wider_half_width_gives_a_wider_lognormal(pct, factor):
    (low, high), (wide_low, wide_high) = (
        np.quantile(u.lognormal_errors(each, Z), [0.025, 0.975]) for each in (pct, pct * factor)
    )
    assert wide_high - wide_low > high - low
    assert wide_low < low


# --- quantities in many cells ----------------------------------------------------------------------------------------


def test_cells_with_one_label_err_together_and_others_by_themselves():
    drawn = Uncertain.of("ratio", [2.0, 4.0, 2.0], 50, ["study", "study", "own"]).draw(2000)
    assert drawn[1] == pytest.approx(2 * drawn[0])
    assert abs(np.corrcoef(drawn[0], drawn[2])[0, 1]) < 0.1


def test_the_same_seed_draws_the_same_in_any_order_and_another_does_not():
    cells = Uncertain.of("gold_kg", [100.0, 50.0], 40, ["A", "B"])
    one, again, other = (cells.draw(50, seed) for seed in (1, 1, 2))
    assert (one == again).all()
    assert not (one == other).any()
    assert (cells[::-1].draw(50, 1) == one[::-1]).all()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda: u.half_width_pct(5, 3), "from 5 to 3"),
        (lambda: u.product_half_width_pct([-1]), r"half_width_pct \(1\) is -1"),
        (lambda: u.sum_half_width_pct([1, 2], [1, 2, 3]), "do not fit together"),
        (lambda: Uncertain.of("gold_kg", -1), "gold_kg is -1"),
        (lambda: Uncertain.of("gold_kg", 1, -5), "half_width_pct of gold_kg is -5"),
    ],
)
def test_wrong_input_is_named(wrong, named):
    with pytest.raises(NapError, match=named) as caught:
        wrong()
    assert caught.value.fix
