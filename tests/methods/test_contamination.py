"""Contamination indices and hazard quotients: the worked examples named T5, classes at their bounds, units."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.language.texts import Words
from nap.methods import contamination, values
from nap.topics import hazard_quotients


def test_T5_9_sediment_beside_its_background():
    cf, igeo, er = (index(1.2, 0.08) for index in contamination.INDICES.values())
    assert (cf, er) == (pytest.approx(15), pytest.approx(600))
    assert igeo == pytest.approx(3.32, abs=5e-3)
    classes = [contamination.class_of(*each) for each in zip(contamination.INDICES, (cf, igeo, er), strict=True)]
    assert classes == ["very_high", "class_4", "very_high"]


def test_T5_10_a_child_that_swallows_soil():
    assert contamination.child_soil(23) == pytest.approx(0.980, abs=5e-4)
    assert contamination.child_soil(23.46) == pytest.approx(1, abs=5e-4)


def test_T5_11_fish_below_the_criterion():
    assert contamination.fish_intake(0.3, 17.5, 70) == pytest.approx(0.075)
    assert contamination.fish(0.3, 17.5, 70) == pytest.approx(0.75)


def test_T5_12_a_portion_a_day():
    assert contamination.fish_intake(0.5, 100, 60) == pytest.approx(0.833, abs=5e-4)
    assert 7 * contamination.fish_intake(0.5, 100, 60) == pytest.approx(5.83, abs=5e-3)


def test_air_at_the_reference_concentration():
    assert contamination.air([0.3, 0.6, None])[:2].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("index", "value", "name"),
    [
        ("contamination_factor", 0.999, "low"),
        ("contamination_factor", 1, "moderate"),
        ("contamination_factor", 3, "considerable"),
        ("contamination_factor", 6, "very_high"),
        ("geoaccumulation", 0, "class_0"),
        ("geoaccumulation", 0.01, "class_1"),
        ("geoaccumulation", 5, "class_5"),
        ("geoaccumulation", 5.01, "class_6"),
        ("geoaccumulation", -np.inf, "class_0"),
        ("ecological_risk", 39.9, "low"),
        ("ecological_risk", 40, "moderate"),
        ("ecological_risk", 80, "considerable"),
        ("ecological_risk", 160, "high"),
        ("ecological_risk", 320, "very_high"),
        ("ecological_risk", np.nan, None),
    ],
)
def test_classes_at_their_bounds(index, value, name):
    assert contamination.class_of(index, [value]).tolist() == [name]


def test_three_times_a_background_is_considerable_however_it_is_written_in_binary():
    assert (
        contamination.class_of("contamination_factor", contamination.contamination_factor(0.3, 0.1)) == "considerable"
    )


def test_what_is_not_known_stays_unknown():
    assert np.isnan(contamination.contamination_factor([1, None, 1], [None, 0.1, 0])).all()
    assert np.isnan(contamination.fish([None], 100, 60)).all()
    assert np.isnan(contamination.fish(0.5, 100, 0))


def test_below_zero_is_refused():
    with pytest.raises(NapError, match=r"measured is -1, which is below 0\. Correct the number"):
        contamination.contamination_factor(-1, 0.1)


@given(st.floats(1e-4, 1e3), st.floats(1e-4, 10), st.sampled_from([1e-3, 1e3]))
@settings(max_examples=60, deadline=None)
def test_no_index_depends_on_the_unit_and_more_mercury_lowers_none(measured, background, unit):
    for index in contamination.INDICES.values():
        here, there = index(measured, background), index(measured * unit, background * unit)
        assert there == pytest.approx(here, rel=1e-9, abs=1e-9)
        assert index(measured, background) <= index(2 * measured, background)


def test_every_formula_and_number_says_where_it_comes_from():
    assert set(contamination.INDICES) < set(contamination.FORMULAS)
    assert set(contamination.INDICES) == {row["code"] for row in values.rows("contamination", "index")}
    for row in values.rows("contamination", "index"):
        assert set(row["classes"]) <= set(contamination.CLASSES) and len(row["classes"]) == len(row["bounds"]) + 1
    assert contamination.assumed("child_kg")[0]["source_status"] == "unverified"
    assert contamination.intake("epa_rfd_methyl")["unit"] == "µg/kg a day"
    assert contamination.reference_air()["unit"] == "µg/m³"


# --- on the screen -----------------------------------------------------------------------------------------------


def samples(*rows: tuple) -> pd.DataFrame:
    """Measurements as (matrix, basis, species, value or None, upper, unit)."""
    frame = pd.DataFrame(rows, columns=["matrix", "basis", "species", "value", "upper", "unit"])
    return frame.astype({"value": float}).assign(n=1, is_below_lod=frame["value"].isna())


def test_each_quotient_is_told_with_its_formula_inputs_and_source():
    given = samples(
        ("soil", "dry", "total", 23, 23, "mg/kg"),
        ("fish", "wet", "methyl", 0.3, 0.3, "mg/kg"),
        ("air", "none", "elemental", 0.6, 0.6, "µg/m³"),
    )
    headings, lines, numeric = hazard_quotients.quotients_table(given, Words())
    assert headings[2] == "HQ" and numeric == [1, 2]
    assert [line[2] for line in lines] == ["0.98", "0.75", "5", "2"]
    assert "200 mg a day" in lines[0][3] and "0.0003 mg/kg" in lines[0][3] and "(unverified)" in lines[0][4]
    assert "17.5 g a day, BW 70 kg" in lines[1][3] and "100 g a day, BW 60 kg" in lines[2][3]
    assert "unverified" not in lines[3][4]


def test_no_quotient_of_what_was_not_detected_or_stands_on_another_basis():
    given = samples(
        ("soil", "dry", "total", None, 0.05, "mg/kg"),
        ("soil", "wet", "total", 9, 9, "mg/kg"),
        ("fish", "dry", "total", 1, 1, "mg/kg"),
        ("fish", "wet", "inorganic", 1, 1, "mg/kg"),
    )
    assert hazard_quotients.quotients_table(given, Words())[1] == []
    assert hazard_quotients.quotients_table(given[:0], Words())[1] == []


def test_of_five_measurements_the_median_is_told_too():
    given = samples(*[("air", "none", "total", value, value, "µg/m³") for value in (0.3, 0.3, 0.6, 0.9, 3)])
    assert [line[2] for line in hazard_quotients.quotients_table(given, Words())[1]] == ["2", "10"]


def test_a_result_for_several_specimens_counts_once():
    pooled = samples(("air", "none", "total", 0.3, 0.3, "µg/m³")).assign(n=20)
    assert [line[2] for line in hazard_quotients.quotients_table(pooled, Words())[1]] == [
        "1"
    ]  # the highest; of one there is no median
    rest = samples(*[("air", "none", "total", value, value, "µg/m³") for value in (0.6, 0.9, 1.2, 3)])
    assert [line[2] for line in hazard_quotients.quotients_table(pd.concat([pooled, rest]), Words())[1]] == ["3", "10"]
