"""Several methods for one quantity: pooled where they agree, held apart where they do not; regions beside totals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import values as reference
from nap.methods.triangulate import agreement_number, triangulate

law = settings(deadline=None, derandomize=True)
VALUES, HALF_WIDTHS = [11_120, 9_000, 13_500], [45, 60, 50]
estimates = st.lists(st.tuples(st.floats(1, 1e6), st.floats(1, 100)), min_size=2, max_size=6)


def test_T1_9_pooling():
    found = triangulate(VALUES, HALF_WIDTHS)
    assert found.value == pytest.approx(10_907, abs=0.5)
    assert found.half_width_pct == pytest.approx(29.6, abs=0.05)
    assert found.q == pytest.approx(1.053, abs=5e-4)
    assert found.degrees_of_freedom == 2
    assert found.q_limit == pytest.approx(5.991, abs=5e-4)
    assert found.methods_agree and found.p_value > 0.05


def test_T1_10_agreement_numbers():
    found = agreement_number(VALUES, HALF_WIDTHS)
    assert found[0, 1] == pytest.approx(0.288, abs=5e-4)
    assert found[0, 2] == pytest.approx(0.283, abs=5e-4)
    assert found[1, 2] == pytest.approx(0.521, abs=5e-4)


def test_methods_that_disagree_are_not_pooled_and_say_so():
    """Burkina Faso: 32, 77.6 and 268.6 t a year were published within a few years; half-widths of 30 %."""
    found = triangulate([32, 77.6, 268.6], [30, 30, 30])
    assert not found.methods_agree
    assert found.value is None and found.half_width_pct is None
    assert (found.low, found.high) == (32, 268.6)
    assert found.p_value < 0.05
    assert "The methods disagree" in str(found.disagreement) and "between 32 and 268.6" in str(found.disagreement)
    assert found.agreement[0, 2] > 1


@pytest.mark.parametrize(
    ("values", "half_widths", "named"),
    [
        ([100], [30], "one estimate alone"),
        ([100, 120], [30, 0], r"half_width_pct \(2\) is 0 or missing"),
        ([100, 120], [None, 30], r"half_width_pct \(1\) is 0 or missing"),
        ([100, None], [30, 30], r"values \(2\) is 0 or missing"),
        ([100, 0], [30, 30], r"values \(2\) is 0 or missing"),
        ([100, -5], [30, 30], r"values \(2\) is -5"),
        ([100, 120], [30, -30], r"half_width_pct \(2\) is -30"),
    ],
)
def test_wrong_input_is_named(values, half_widths, named):
    with pytest.raises(NapError, match=named):
        triangulate(values, half_widths)


@law
@given(estimates, st.randoms())
def test_order_and_unit_do_not_matter(rows, random):
    plain = triangulate(*zip(*rows, strict=True))
    random.shuffle(rows)
    values, half_widths = np.array(rows).T
    mixed = triangulate(values / 1000, half_widths)
    assert mixed.q == pytest.approx(plain.q, rel=1e-6, abs=1e-9)
    if abs(plain.q - plain.q_limit) > 1e-6:
        assert mixed.methods_agree == plain.methods_agree
    if plain.methods_agree and mixed.methods_agree:
        assert mixed.value * 1000 == pytest.approx(plain.value, rel=1e-9)
        assert mixed.half_width_pct == pytest.approx(plain.half_width_pct, rel=1e-9)


@law
@given(estimates)
def test_what_is_pooled_lies_between_and_is_surer_than_each(rows):
    found = triangulate(*zip(*rows, strict=True))
    assert found.low <= found.high
    if found.methods_agree:
        assert found.low * (1 - 1e-9) <= found.value <= found.high * (1 + 1e-9)
        surest = min(value * half_width for value, half_width in rows)
        assert found.value * found.half_width_pct <= surest * (1 + 1e-9)
    else:
        assert found.value is None


@law
@given(estimates, st.floats(1, 3))
def test_wider_half_widths_never_make_methods_disagree(rows, factor):
    values, half_widths = np.array(rows).T
    if triangulate(values, half_widths).methods_agree:
        assert triangulate(values, half_widths * factor).methods_agree


# --- what was published ----------------------------------------------------------------------------------------------


def test_T3_1_published_ranges_add_up_to_the_printed_totals():
    rows = reference.read("country_ranges")["range"]
    totals = {name: sum(row[name] for row in rows) for name in rows[0] if name.endswith("_t")}
    assert len(rows) == 15
    assert (totals["low_t"], totals["high_t"]) == (786, 2211)
    assert totals["mid_t"] == pytest.approx(1498.5)
    assert (totals["informal_low_t"], totals["informal_high_t"]) == (365, 1075)
    assert all(row["mid_t"] == (row["low_t"] + row["high_t"]) / 2 for row in rows)
