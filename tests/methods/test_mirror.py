"""Mirror statistics, concentration and red flags, against examples a person can check with a pencil (T6.*)."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import estimate, mirror, plausibility, red_flags, values

KG = st.floats(0, 1e6)


def test_t6_1_discrepancy_index_with_and_without_the_costs_of_transport():
    assert mirror.discrepancy_index(100, 120) == pytest.approx(-0.0909, abs=5e-5)
    assert mirror.discrepancy_index(100, 120 / 1.10) == pytest.approx(-0.0435, abs=5e-5)
    assert mirror.gap(100, 120 / 1.10) == pytest.approx(-9.09, abs=5e-3)


def test_t6_2_one_book_alone_and_no_trade():
    assert mirror.discrepancy_index(0, 50) == -1  # orphan import
    assert mirror.discrepancy_index(50, 0) == 1  # lost export
    assert np.isnan(mirror.discrepancy_index(0, 0))  # no trade is no agreement
    assert np.isnan(mirror.discrepancy_index(None, 50)) and np.isnan(mirror.gap(None, 50))


def test_t6_3_agreement_of_the_books():
    pairs = [[10, 11], [25, 24], [5, 0], [60, 62], [0, 12], [33, 35]]
    assert mirror.agreement(pairs) == pytest.approx(0.9698, abs=5e-5)
    assert mirror.agreement([[1, 1], [2, 2], [9, 9]]) == 1
    assert math.isnan(mirror.agreement([[1, 2]])) and math.isnan(mirror.agreement([[3, 3], [3, 3]]))


def test_t6_4_mercury_per_gold_of_a_seizure():
    assert plausibility.implied_ratio_kg_kg(4000, 1600) == 2.5


@pytest.mark.parametrize(
    ("use", "imports", "low", "high"), [((90, 270), 119, 0, 151), ((73, 218), 12, 61, 206), ((84, 156), 238, 0, 0)]
)
def test_t6_5_informal_gap(use, imports, low, high):
    found = estimate.informal_gap_kg(estimate.Range.of(np.mean(use), *use), imports)
    assert (found.low, found.high) == (low, high)


@given(KG, KG)
@settings(max_examples=60)
def test_the_index_turns_with_the_sides_and_stays_within_one(sent, received):
    one, other = mirror.discrepancy_index(sent, received), mirror.discrepancy_index(received, sent)
    if sent + received == 0:
        assert np.isnan(one) and np.isnan(other)
    else:
        assert one == -other and -1 <= one <= 1


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=20))
@settings(max_examples=60)
def test_concentration_lies_between_equal_firms_and_one_firm(kg):
    found = mirror.herfindahl(kg)
    assert 10_000 / len(kg) - 1e-6 <= found <= 10_000 + 1e-6
    assert mirror.herfindahl([3 * each for each in kg]) == pytest.approx(found)  # the unit does not matter
    assert 0 < mirror.top_share(kg) <= 1 + 1e-9


def test_concentration_of_an_example():
    assert mirror.herfindahl([50, 30, 20]) == pytest.approx(2500 + 900 + 400)
    assert mirror.top_share([50, 30, 10, 10]) == pytest.approx(0.9)
    assert math.isnan(mirror.herfindahl([])) and math.isnan(mirror.top_share([0, 0]))


def test_below_zero_is_no_quantity():
    with pytest.raises(NapError, match="-1"):
        mirror.gap(-1, 2)


# --- red flags ------------------------------------------------------------------------------------------------------


def pairs(rows) -> pd.DataFrame:
    names = ["year", "direction", "other_iso3", "hs6", "own_kg", "mirror_kg"]
    return pd.DataFrame(rows, columns=names).assign(own_unweighed=0, mirror_unweighed=0)


def test_every_rule_has_thresholds_with_a_source():
    assert {row["id"] for row in values.rows("red_flags", "rule")} == set(red_flags.RULES)
    assert (red_flags.minimum()["years"], red_flags.minimum()["kg"]) == (2, 1000)


def test_two_years_or_one_tonne_raise_a_flag_and_less_is_only_seen():
    found = red_flags.sent_not_received(
        pairs(
            [
                (2020, "import", "XAA", "280540", 10, 100),
                (2021, "import", "XAA", "280540", 10, 100),
                (2021, "import", "XAB", "280540", 10, 1010),
                (2021, "import", "XAC", "280540", 10, 1009),
                (2021, "import", "XAD", "280540", 100, 110),
                (2021, "import", "XAE", "280540", None, 9000),
            ]
        )
    )
    assert {flag.subject: (flag.is_raised, flag.years, flag.kg) for flag in found} == {
        "XAA": (True, (2020, 2021), 180),
        "XAB": (True, (2021,), 1000),
        "XAC": (False, (2021,), 999),
    }


def test_a_year_with_a_weight_left_out_raises_no_gap():
    rows = pairs([(2021, "import", "XAA", "280540", 10, 9000)])
    assert red_flags.sent_not_received(rows) and not red_flags.sent_not_received(rows.assign(own_unweighed=1))


def test_orphan_imports_ask_for_a_partner_that_reports():
    rows = [(2021, "import", "XAA", "280540", 1500, 0), (2021, "import", "XAB", "280540", 1500, None)]
    assert [flag.subject for flag in red_flags.orphan_imports(pairs(rows))] == ["XAA"]


def test_shipments_without_consent():
    rows = pd.DataFrame(
        [(2021, "XAA", 2, 900.0), (2021, "XAB", 0, None), (2021, "XAC", 1, None), (2022, "XAC", 3, None)],
        columns=["year", "other_iso3", "lacking", "net_kg"],
    )
    found = {flag.subject: flag for flag in red_flags.no_consent(rows)}
    assert (found["XAA"].kg, found["XAA"].facts["shipments"], found["XAA"].is_raised) == (900, 2, False)
    assert (found["XAC"].kg, found["XAC"].facts["shipments"], found["XAC"].is_raised) == (None, 4, True)
    assert set(found) == {"XAA", "XAC"}


def test_papers_that_name_mercury_are_no_wrong_declaration():
    rows = pd.DataFrame(
        [(2020, 10.0, "2523.29"), (2021, 20.0, "2805.40"), (2022, 30.0, None), (2022, 5.0, "732690")],
        columns=["year", "hg_kg", "declared_hs"],
    )
    (flag,) = red_flags.declared_otherwise(rows)
    assert (flag.years, flag.kg, flag.facts["codes"]) == ((2020, 2022), 15, ["2523.29", "732690"])


def test_compounds_rise_while_mercury_falls():
    rows = [
        (2020, "import", "XAA", "280540", 1000, 0),
        (2020, "import", "XAA", "285290", 100, 0),
        (2021, "import", "XAA", "280540", 400, 0),
        (2021, "import", "XAA", "285290", 1200, 0),
        (2023, "import", "XAA", "280540", 1, 0),  # no year before it to compare with
        (2023, "import", "XAA", "285290", 9000, 0),
    ]
    (flag,) = red_flags.other_goods(pairs(rows))
    assert (flag.years, flag.kg, flag.facts) == ((2021,), 1100, {"fall_kg": 600})


def test_few_firms_hold_most_only_where_there_are_more():
    rows = pd.DataFrame(
        [(2020, f"L{i}", kg) for i, kg in enumerate([500, 300, 100, 100])]
        + [(2021, f"L{i}", kg) for i, kg in enumerate([500, 300, 100])],
        columns=["year", "trader_code", "net_kg"],
    )
    (flag,) = red_flags.few_importers(rows)
    assert (flag.years, flag.kg, flag.is_raised) == ((2020,), pytest.approx(900), False)


def test_what_comes_in_goes_out_again():
    rows = [
        (2020, "import", "XAA", "280540", 4000, None),
        (2020, "export", "XAB", "280540", 1000, None),
        (2021, "import", "XAA", "280540", 4000, None),
        (2021, "export", "XAB", "280540", 900, None),
    ]
    (flag,) = red_flags.passes_through(pairs(rows))
    assert (flag.years, flag.kg, flag.is_raised) == ((2020,), 1000, True)


def test_prices_beyond_the_bounds():
    rows = pd.DataFrame(
        [(2020, "XAA", 0.2, 42_000.0), (2021, "XAA", 200.0, 42.0), (2021, "XAB", 3000.0, 0.5)],
        columns=["year", "other_iso3", "net_kg", "usd_kg"],
    )
    found = {flag.subject: flag for flag in red_flags.prices(rows)}
    assert found["XAA"].is_raised is False and found["XAB"].is_raised is True


def test_use_beyond_supply_counts_the_least_it_can_be():
    supply = pd.DataFrame(
        {"year": [2020, 2021], "gap_low": [1.5, 0.0], "gap_high": [9.0, 4.0], "reading": ["gap", "cannot_tell"]}
    )
    (flag,) = red_flags.use_beyond_supply(supply)
    assert (flag.years, flag.kg, flag.facts["high_kg"]) == ((2020,), 1500, 9000)


@pytest.mark.parametrize("name", ["sent_not_received", "orphan_imports", "other_goods", "passes_through"])
def test_nothing_raises_nothing(name):
    assert getattr(red_flags, name)(pairs([])) == []
