"""Half-widths and draws against worked examples, and the laws an honest interval keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import estimate
from nap.methods import uncertainty as u
from nap.methods import values as reference
from nap.methods.uncertainty import Uncertain, simulate_product, simulate_use

law = settings(deadline=None, derandomize=True)
few = settings(law, max_examples=25)
half_width = st.floats(1, 100)
amount = st.floats(1, 1e5)
PRACTICES = ("whole_ore", "concentrate", "mercury_free")
RATIOS = ((5.0, 1.3, 0.0),)


def country(regions: list[str], gold_kg, gold_pct=40, ratio_pct=50, share_pct=20, share=(0.3, 0.5, 0.2)):
    """Gold of one year by region, shares and ratios that all regions have in common."""
    gold = Uncertain.of("gold_kg", np.reshape(gold_kg, (1, -1, 1)), gold_pct, np.reshape(regions, (1, -1, 1)))
    return (
        gold,
        Uncertain.of("hg_au_ratio_kg_kg", [RATIOS], ratio_pct, PRACTICES),
        Uncertain.of("share", [[share]], share_pct, PRACTICES),
    )


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


def test_T3_2_half_width_and_class_of_a_published_range():
    found = u.half_width_pct(73, 218)
    assert found == pytest.approx(49.8, abs=0.05)
    assert u.uncertainty_class(float(found))["half_width_pct"] == 50


def test_published_ranges_fall_into_the_classes_they_were_drawn_from():
    found = {}
    for row in reference.read("country_ranges")["range"]:
        found[row["iso3"]] = u.uncertainty_class(float(u.half_width_pct(row["low_t"], row["high_t"])))["half_width_pct"]
    assert {iso3 for iso3, pct in found.items() if pct == 75} == {"CHN"}
    assert {"BOL", "SUR"} <= {iso3 for iso3, pct in found.items() if pct == 30}
    assert sum(pct == 50 for pct in found.values()) >= 10


def test_a_class_covers_the_half_width_it_is_given_to():
    classes = {pct: u.uncertainty_class(pct)["class"] for pct in (0, 30, 31, 50, 75, 76, 100, 300)}
    assert classes == {0: 4, 30: 4, 31: 3, 50: 3, 75: 2, 76: 1, 100: 1, 300: 1}


def test_T7_12_a_reduction_lost_in_the_uncertainty():
    found = u.reduction(100, 80, 30, 30)
    assert found.reduction_pct == pytest.approx(20)
    assert found.half_width_points == pytest.approx(33.9, abs=0.05)
    assert found.is_told is False
    assert 0.5 < found.probability < 0.975
    assert u.reduction(100, 80, 30, 30, correlation=0.9).is_told is True


def test_without_a_stated_uncertainty_a_reduction_is_neither_told_nor_denied():
    found = u.reduction(100, 80, None, 30)
    assert found.reduction_pct == pytest.approx(20)
    assert found.is_told is None and found.probability is None
    assert u.reduction(0, 80, 30, 30).is_told is None


def test_exact_figures_tell_every_change():
    assert u.reduction(100, 99, 0, 0).is_told is True
    assert u.reduction(100, 99, 0, 0).probability == 1.0
    assert u.reduction(100, 101, 0, 0).probability == 0.0


def test_a_half_width_that_is_not_stated_is_not_exact():
    assert np.isnan(u.product_half_width_pct([40, None]))
    assert np.isnan(u.sum_half_width_pct([1, 2], [30, None]))
    assert np.isnan(Uncertain.of("gold_kg", 10, None).draw(5)).all()


# --- distributions ---------------------------------------------------------------------------------------------------


def test_T7_11_lognormal():
    mu, sigma = u.lognormal_parameters(145.5, 50)
    assert sigma == pytest.approx(0.25109, abs=5e-6)
    assert mu == pytest.approx(4.94865, abs=5e-6)
    quantiles = u.lognormal_quantile(145.5, 50, [0.025, 0.5, 0.975])
    assert quantiles == pytest.approx([86.19, 140.98, 230.62], abs=0.006)


def test_T7_9_monte_carlo_of_a_product():
    found = simulate_product(Uncertain.of("gold_kg", 4000, 40), Uncertain.of("hg_au_ratio_kg_kg", 2.78, 50))
    assert found.mean == pytest.approx(11_120, rel=0.01)
    assert found.median == pytest.approx(10_570, rel=0.02)
    assert found.low == pytest.approx(5_620, rel=0.02)
    assert found.high == pytest.approx(19_860, rel=0.02)


def test_T7_9_the_same_through_the_engine_for_regions():
    gold = Uncertain.of("gold_kg", 4000, 40, [[["A"]]])
    found = simulate_use(gold, Uncertain.of("hg_au_ratio_kg_kg", 2.78, 50), Uncertain.of("share", 1.0, 30))
    draws = found.total_draws_kg
    assert draws.shape == (1, 20_000)
    assert draws.mean() == pytest.approx(11_120, rel=0.01)
    assert draws.std() / draws.mean() == pytest.approx(0.33, rel=0.03)
    assert found.total.high[0] == pytest.approx(19_860, rel=0.02)


def test_zero_stays_zero_and_exact_stays_exact():
    assert (Uncertain.of("gold_kg", 0, 50).draw(100) == 0).all()
    assert (Uncertain.of("gold_kg", 7, 0).draw(100) == 7).all()
    assert u.lognormal_quantile(0, 50, 0.975) == 0


# --- Monte Carlo -----------------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_and_another_does_not():
    one, again, other = (simulate_use(*country(["A"], [100]), draws=50, seed=seed).total_draws_kg for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()


def test_a_shared_ratio_does_not_average_out_over_regions():
    regions = [f"R{i}" for i in range(13)]
    gold = Uncertain.of("gold_kg", np.full((1, 13, 1), 100.0), 0, np.reshape(regions, (1, 13, 1)))
    apart = Uncertain.of("hg_au_ratio_kg_kg", 2.0, 50, np.reshape(regions, (1, 13, 1)))
    shared, own = (simulate_use(gold, r).total for r in (Uncertain.of("hg_au_ratio_kg_kg", 2.0, 50), apart))
    assert (shared.high - shared.low) == pytest.approx((own.high - own.low) * np.sqrt(13), rel=0.1)


def test_what_two_years_share_cancels_in_their_difference():
    gold = Uncertain.of("gold_kg", [[[100.0]], [[80.0]]], 0, [[["1"]], [["2"]]])
    draws = simulate_use(gold, Uncertain.of("hg_au_ratio_kg_kg", 2.0, 50)).total_draws_kg
    assert 1 - draws[1] / draws[0] == pytest.approx(0.2)


def test_drawing_a_few_regions_at_a_time_changes_nothing(monkeypatch):
    given_ = country([f"R{i}" for i in range(7)], np.arange(1, 8) * 100.0)
    whole = simulate_use(*given_, draws=200)
    monkeypatch.setattr(u, "CELLS_AT_ONCE", 2 * 3 * 200)
    parts = simulate_use(*given_, draws=200)
    assert parts.total_draws_kg == pytest.approx(whole.total_draws_kg, rel=1e-12)
    assert parts.region.high == pytest.approx(whole.region.high, rel=1e-12)


def test_the_part_that_goes_to_air_is_drawn_with_the_use():
    gold, ratio, share = country(["A", "B"], [100, 300], share=(0.6, 0.4, 0.0))
    to_air = Uncertain.of("hg_au_ratio_kg_kg", [((1.0, 1.0, 0.0),)], 50, PRACTICES)
    to_rest = Uncertain.of("hg_au_ratio_kg_kg", [((4.0, 0.3, 0.0),)], 50, PRACTICES)
    use, air, rest = (simulate_use(gold, r, share, draws=100).total_draws_kg for r in (ratio, to_air, to_rest))
    assert air + rest == pytest.approx(use)


def test_a_region_that_is_not_known_leaves_the_nation_unknown():
    found = simulate_use(*country(["A", "B"], [100, None]), draws=100)
    assert np.isfinite(found.region.mean[0, 0])
    assert np.isnan(found.region.mean[0, 1]) and np.isnan(found.total.mean[0])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda: u.half_width_pct(5, 3), "range from 5 to 3"),
        (lambda: u.half_width_pct(1, 3, 4), "value is given as 4 with a range from 1 to 3"),
        (lambda: u.product_half_width_pct([40, -50]), r"half_width_pct \(2\) is -50"),
        (lambda: u.reduction(100, 80, 30, 30, correlation=1.5), "correlation is 1.5"),
        (lambda: Uncertain.of("gold_kg", [1, -1], 40), r"gold_kg \(2\) is -1"),
        (lambda: Uncertain.of("gold_kg", 1, -40), "half_width_pct of gold_kg is -40"),
        (lambda: simulate_use(*country(["A"], [1], share=(0.5, 0.3, 0.1))), "shares in share .* add up to 0.9"),
        (lambda: simulate_use(*country(["A"], [1])[:2]), "gold_kg is not told by practice"),
        (lambda: simulate_use(*country(["A", "B"], [1, 2, 3])), "do not fit together"),
    ],
)
def test_wrong_input_is_named(wrong, named):
    with pytest.raises(NapError, match=named):
        wrong()


# --- laws ------------------------------------------------------------------------------------------------------------


@few
@given(st.lists(amount, min_size=1, max_size=6), half_width, half_width, half_width)
def test_regions_add_up_to_the_nation_in_every_draw(gold_kg, gold_pct, ratio_pct, share_pct):
    given_ = country([f"R{i}" for i in range(len(gold_kg))], gold_kg, gold_pct, ratio_pct, share_pct)
    found = simulate_use(*given_, draws=300)
    regions = np.concatenate([use.sum(axis=1) for _, use in u.draw_use(*given_, year=0, draws=300)])
    assert regions.shape == (len(gold_kg), 300)
    assert regions.sum(axis=0) == pytest.approx(found.total_draws_kg[0], rel=1e-9)
    assert found.region.mean.sum() == pytest.approx(found.total.mean[0], rel=1e-9)
    assert found.practice.mean.sum() == pytest.approx(found.total.mean[0], rel=1e-9)


@few
@given(st.lists(amount, min_size=2, max_size=6), st.randoms())
def test_order_and_unit_of_regions_do_not_matter(gold_kg, random):
    names = [f"R{i}" for i in range(len(gold_kg))]
    plain = simulate_use(*country(names, gold_kg), draws=300)
    order = list(range(len(gold_kg)))
    random.shuffle(order)
    mixed = simulate_use(*country([names[i] for i in order], [gold_kg[i] / 1000 for i in order]), draws=300)
    assert mixed.region.high[0] * 1000 == pytest.approx(plain.region.high[0, order], rel=1e-9)
    assert mixed.total.low * 1000 == pytest.approx(plain.total.low, rel=1e-9)


@few
@given(amount, half_width, half_width, st.floats(1.05, 2))
def test_a_wider_half_width_gives_a_wider_interval(gold_kg, gold_pct, ratio_pct, factor):
    narrow = simulate_use(*country(["A"], [gold_kg], gold_pct, ratio_pct, 0)).total
    for wider in ((min(gold_pct * factor, 100), ratio_pct), (gold_pct, min(ratio_pct * factor, 100))):
        if wider == (gold_pct, ratio_pct):
            continue
        wide = simulate_use(*country(["A"], [gold_kg], *wider, 0)).total
        # Independent errors of which one is small hardly widen the interval: leave room for the noise of the tails.
        assert wide.high - wide.low > 0.995 * (narrow.high - narrow.low)


@law
@given(amount, half_width, st.floats(1.01, 3))
def test_a_wider_half_width_gives_a_wider_lognormal(mean, pct, factor):
    low, wide_low = u.lognormal_quantile(mean, [pct, pct * factor], 0.025)
    high, wide_high = u.lognormal_quantile(mean, [pct, pct * factor], 0.975)
    assert wide_high - wide_low > high - low
    assert wide_low < low


@law
@given(st.lists(st.tuples(amount, half_width), min_size=1, max_size=6), st.floats(1.01, 3))
def test_sums_widen_with_their_terms_and_with_correlation(rows, factor):
    values, half_widths = np.array(rows).T
    plain = u.sum_half_width_pct(values, half_widths)
    assert u.sum_half_width_pct(values, half_widths * factor) > plain
    assert u.sum_half_width_pct(values, half_widths, correlated=True) >= plain * (1 - 1e-12)
    assert u.sum_half_width_pct(values / 1000, half_widths) == pytest.approx(plain, rel=1e-9)


@law
@given(amount, st.floats(0, 1e5), half_width, half_width, st.floats(1, 3))
def test_a_wider_half_width_never_tells_a_reduction_that_was_not_told(first, last, first_pct, last_pct, factor):
    if u.reduction(first, last, first_pct, last_pct).is_told is False:
        assert u.reduction(first, last, first_pct * factor, last_pct * factor).is_told is False
