"""Where the mercury goes, against examples a person can check with a pencil, and the law that mass closes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import balance as fate
from nap.methods import values
from nap.methods.balance import balance, toolkit_release

law = settings(deadline=None, derandomize=True)
amount = st.floats(0, 1e7, allow_subnormal=False)
ratio = st.floats(0, 100, allow_subnormal=False)
part = st.floats(0, 1, allow_subnormal=False)


def kilograms(found) -> tuple:
    """Recovered, to air, to land and water, used."""
    return found.recovered_kg, found.air_kg, found.land_water_kg, found.use_kg


def test_T1_2_concentrate_open_burn():
    assert kilograms(balance(2400, 0.3, 1.0, retort_share=0)) == pytest.approx((0, 2400, 720, 3120))


def test_T1_3_concentrate_with_retorts():
    assert kilograms(balance(2400, 0.3, 1.0, 0.3, 0.9)) == pytest.approx((648, 1752, 720, 2472))


def test_T1_4_whole_ore_open_burn():
    assert kilograms(balance(1600, 4.0, 1.0, retort_share=0)) == pytest.approx((0, 1600, 6400, 8000))


def test_T1_5_whole_ore_with_retorts():
    assert kilograms(balance(1600, 4.0, 1.0, 0.3, 0.9)) == pytest.approx((432, 1168, 6400, 7568))


@law
@given(amount, ratio, ratio, part, part, part)
def test_T1_6_mass_closes(gold, t, b, share, efficiency, reactivation):
    found = balance(gold, t, b, share, efficiency, reactivation)
    put_in = gold * (t + b)
    assert found.air_kg + found.land_water_kg + found.recovered_kg == pytest.approx(put_in, rel=1e-9)
    assert found.input_kg == pytest.approx(put_in, rel=1e-9)
    assert min(found.air_kg, found.land_water_kg, found.recovered_kg) >= 0


@law
@given(st.lists(st.tuples(amount, ratio, ratio, part, part), min_size=1, max_size=8))
def test_mass_closes_over_many_places_at_once(rows):
    gold, t, b, share, efficiency = np.array(rows).T
    found = balance(gold, t, b, share, efficiency)
    assert found.use_kg.sum() + found.recovered_kg.sum() == pytest.approx((gold * (t + b)).sum(), rel=1e-9)


@law
@given(amount, ratio, ratio, part, part)
def test_unit_does_not_matter(gold_kg, t, b, share, efficiency):
    in_kg, in_t = (balance(gold, t, b, share, efficiency) for gold in (gold_kg, gold_kg / 1000))
    for name in ("recovered_kg", "air_kg", "land_water_kg"):
        assert getattr(in_t, name) * 1000 == pytest.approx(getattr(in_kg, name), rel=1e-12)


@law
@given(amount, ratio, ratio, part, part, part)
def test_a_better_retort_never_raises_the_use(gold, t, b, share, efficiency, less):
    assert balance(gold, t, b, share, efficiency).use_kg <= balance(gold, t, b, share, efficiency * less).use_kg


def test_T1_13_shares_and_ratios_out_of_bounds():
    for wrong, named in {
        (1000, -0.3, 1.0, 0.3, 0.9): "tailings_loss_ratio_kg_kg is -0.3",
        (1000, 0.3, -1.0, 0.3, 0.9): "amalgam_ratio_kg_kg is -1",
        (1000, 0.3, 1.0, 1.3, 0.9): "retort_share is 1.3",
        (1000, 0.3, 1.0, 0.3, 90): "retort_efficiency is 90",
    }.items():
        with pytest.raises(NapError, match=named):
            balance(*wrong)


def test_without_retorts_their_efficiency_need_not_be_known():
    assert balance(1000, 0.3, 1.0, 0.0, None).use_kg == pytest.approx(1300)
    assert np.isnan(balance(1000, 0.3, 1.0, 0.3, None).use_kg)
    assert np.isnan(balance(1000, 0.3, 1.0, None, 0.9).air_kg)


def test_ratios_by_practice_follow_from_the_process():
    assert fate.net_ratio_kg_kg([0.3, 4.0, 0.3, 4.0], 1.0, [0, 0, 1, 1], 0.9) == pytest.approx([1.3, 5.0, 0.40, 4.10])


def test_reactivation_wins_back_mercury_from_tailings():
    found = balance(1000, 0.3, 1.0, 1.0, 0.9, 0.9)
    assert found.land_water_kg == pytest.approx(30)
    assert found.recovered_kg == pytest.approx(900 + 270)
    assert found.use_kg == pytest.approx(130)


def test_air_share_of_the_use():
    found = balance([2400, 1600, 0], [0.3, 4.0, 4.0], 1.0)
    assert found.air_share[:2] == pytest.approx([1 / 1.3, 0.2])
    assert np.isnan(found.air_share[2])


# --- the view of the Toolkit -----------------------------------------------------------------------------------------


def old_factors(practice: str) -> dict:
    row = values.row("release_factors", "factor", version="2005 to 1.2", practice=practice)
    assert row["source_status"] == "unverified"
    return {
        "input_factor_kg_kg": row["input_kg_kg"],
        **{pathway: row[pathway] for pathway in ("air", "water", "land")},
    }


def test_T2_1_toolkit_whole_ore():
    found = toolkit_release(1000, **old_factors("whole_ore"))
    parts = (found.input_kg, found.air_kg, found.water_kg, found.land_kg)
    assert parts == pytest.approx((3000, 1800, 600, 600))


def test_T2_2_toolkit_concentrate():
    found = toolkit_release(1000, **old_factors("concentrate"))
    parts = (found.input_kg, found.air_kg, found.water_kg, found.land_kg)
    assert parts == pytest.approx((1000, 750, 130, 120))


def test_T2_3_toolkit_factors_that_do_not_add_up():
    with pytest.raises(NapError, match=r"The shares in air, water, land add up to 0\.9, not to 1"):
        toolkit_release(1000, 3, 0.6, 0.2, 0.1)


def test_T2_4_toolkit_and_mass_balance_disagree_on_air():
    whole_ore = old_factors("whole_ore")["air"]
    found = fate.air_shares_differ(whole_ore, balance(1000, 4.0, 1.0).air_share)
    assert str(found).startswith("The Toolkit’s factors send 60 % of the mercury to air, the mass balance 20 %.")
    concentrate = old_factors("concentrate")["air"]
    assert fate.air_shares_differ(concentrate, balance(1000, 0.3, 1.0).air_share) is None
