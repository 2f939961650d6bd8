"""Units: what a laboratory may write, what is refused, and that a verdict never depends on the unit a value came in."""

import duckdb
import pytest
import tiny_pack
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.errors import NapError
from nap.methods import units
from nap.pack import contract
from nap.pack.facts import DERIVED_FOLDER, derived
from nap.pack.pack import Pack

ROWS = units.admitted()


@pytest.mark.parametrize(
    ("text", "matrix", "basis", "stored", "on", "factor"),
    [
        ("mg/kg", "soil", "dry", "mg/kg", "dry", 1),
        ("ug/kg", "soil", None, "µg/kg", "none", 0.001),
        ("ng/g", "fish", "wet", "ng/g", "wet", 0.001),
        ("Mg/Kg ww", "fish", None, "mg/kg", "wet", 1),
        ("mg kg-1 dw", "sediment", None, "mg/kg", "dry", 1),
        ("mg·kg⁻¹ (dry weight)", "soil", None, "mg/kg", "dry", 1),
        ("mg Hg/kg poids frais", "fish", None, "mg/kg", "wet", 1),
        ("ppm", "fish", None, "mg/kg", "none", 1),
        ("PPB", "hair", None, "µg/kg", "none", 0.001),
        ("\u00b5g/L", "blood", None, "µg/L", "none", 1),
        ("\u03bcg/l", "blood", None, "µg/L", "none", 1),
        ("mcg/dL", "blood", None, "µg/dL", "none", 10),
        ("micrograms per litre", "surface_water", None, "µg/L", "none", 1),
        ("ng/L", "drinking_water", None, "ng/L", "none", 0.001),
        ("ng m-3", "air", None, "ng/m³", "none", 0.001),
        ("mg/m^3", "air", None, "mg/m³", "none", 1000),
        ("µg/g crea", "urine", None, "µg/g creatinine", "creatinine", 1),
        ("mg/g", "urine", "creatinine", "mg/g creatinine", "creatinine", 1000),
        ("nmol/L", "blood", None, "nmol/L", "none", 0.200592),
        ("nmol/mmol creatinine", "urine", None, "nmol/mmol creatinine", "creatinine", 200.592 / 113.12),
    ],
)
def test_a_unit_as_laboratories_write_it(text, matrix, basis, stored, on, factor):
    found = units.read(text, matrix, basis)
    assert (found.text, found.basis) == (stored, on)
    assert found.factor == pytest.approx(factor, rel=1e-12)
    assert found in ROWS  # what is stored, a pack admits


@pytest.mark.parametrize(
    ("text", "matrix", "basis", "words"),
    [
        ("ppm", "urine", None, "per litre or per kilogram"),  # never taken for mg/kg
        ("ppb", "surface_water", None, "write the unit in full, such as µg/L"),
        ("ppm", "air", None, "nothing certain"),
        ("mg/L", "soil", None, "no unit of mercury in soil"),
        ("mg/kg", "blood", None, "no unit of mercury in blood"),
        ("µg/g", "urine", None, "no unit of mercury in urine"),
        ("mg/kg dw", "soil", "wet", "says “dry”, and the row says “wet”"),
        ("mg/kg", "soil", "creatinine", "cannot refer"),
        ("µg/L", "blood", "wet", "cannot refer"),
        ("mg/m2", "air", None, "no unit"),
        ("mg/mm3", "air", None, "no unit"),
        ("m/s", "soil", None, "no unit"),
        ("mg", "soil", None, "no unit"),
        ("%", "soil", None, "no unit"),
        ("mg/kg/d", "fish", None, "no unit"),
        ("km/kg", "fish", None, "no unit"),
        ("1e3 mg/kg", "fish", None, "no unit"),
        ("__import__('os')/kg", "fish", None, "no unit"),
    ],
)
def test_what_is_no_unit_of_the_matrix_is_refused_in_words(text, matrix, basis, words):
    with pytest.raises(NapError) as caught:
        units.read(text, matrix, basis)
    assert words in str(caught.value)


def test_every_matrix_of_the_promise_has_its_bases_and_a_standard_unit():
    sample = contract.table("sample")
    assert set(units.BASES) == set(sample.columns["matrix"].codes)
    assert {basis for bases in units.BASES.values() for basis in bases} == set(sample.columns["basis"].codes)
    assert units.standard("hair", "none") == "µg/g" and units.standard("urine", "creatinine") == "µg/g creatinine"
    assert len({(row.text, row.matrix, row.basis) for row in ROWS}) == len(ROWS)  # one factor each


def test_the_standard_unit_itself_has_the_factor_one():
    for row in ROWS:
        if row.text == row.standard:
            assert row.factor == 1


SAMPLE = {
    "place_code": "A",
    "sampled_on": "2024-05-02",
    "date_precision": "day",
    "species": "total",
    "n": 20,
    "is_below_lod": False,
}
BELOW = {"is_below_lod": True}


def test_measurement_holds_every_sample_in_the_standard_unit(tmp_path):
    rows = [
        {**SAMPLE, "sample_code": "1", "matrix": "soil", "basis": "dry", "unit": "µg/kg", "value": 300, "lod": 20},
        {**SAMPLE, "sample_code": "2", "matrix": "blood", "basis": "none", "unit": "nmol/L", "value": 50, "p90": 75},
        {**SAMPLE, "sample_code": "3", "matrix": "air", "basis": "none", "unit": "ng/m3", **BELOW, "lod": 50},
        {**SAMPLE, "sample_code": "4", "matrix": "fish", "basis": "wet", "unit": "mg/L", "value": 1.0},
        {**SAMPLE, "sample_code": "5", "matrix": "fish", "basis": "wet", "unit": "mg/kg", **BELOW},
    ]
    pack = Pack.open(tiny_pack.write(tmp_path / "tiny", {"sample": rows}), derive=False)
    found = {row["sample_code"]: row for row in pack.rows(derived()["measurement"].sql)}
    assert len(found) == len(rows)
    soil, blood, air, unfit, unlimited = (found[code] for code in "12345")
    assert (soil["value"], soil["lod"], soil["upper"], soil["unit"], soil["year"]) == (0.3, 0.02, 0.3, "mg/kg", 2024)
    assert (blood["value"], blood["p90"], blood["unit"]) == (10.0296, 15.0444, "µg/L")
    assert (air["value"], air["lod"], air["upper"]) == (None, 0.05, 0.05)
    assert (unfit["value"], unfit["upper"], unfit["unit"]) == (None, None, None)
    assert (unlimited["value"], unlimited["upper"]) == (None, None)


CONVERTED = "case when $factor = 1 then $x else format('{:.12g}', $x * $factor)::double end"  # as measurement.sql does


@settings(max_examples=60, deadline=None)
@given(
    row=st.sampled_from(ROWS),
    quantity=st.one_of(
        st.sampled_from([0.02, 0.3, 1.0, 5.0, 6.6, 7.0, 15.0, 20.0, 25.0]),  # at a limit itself
        st.builds(lambda digits, power: float(f"{digits}e{power}"), st.integers(1, 99_999), st.integers(-6, 2)),
    ),
    limit=st.sampled_from([0.02, 0.3, 1.0, 5.0, 6.6, 7.0, 15.0, 20.0, 25.0]),
)
def test_unit_changes_never_change_a_verdict(row, quantity, limit):
    """A quantity written in any admitted unit is one number in the standard one: judged alike, at a limit too."""
    written = quantity / row.factor
    with duckdb.connect() as con:
        found = con.execute(f"select {CONVERTED}", {"factor": row.factor, "x": written}).fetchone()[0]
    assert found == quantity
    assert (found >= limit) == (quantity >= limit)


def test_the_law_speaks_of_the_sql_that_measurement_runs():
    sql = (DERIVED_FOLDER / "measurement.sql").read_text(encoding="utf-8")
    assert "format('{:.12g}', columns('^(value|lod|p90|guidance_value)$') * factor)::double" in sql
    assert units.DIGITS == 12
