"""Reference values stand with their sources, a country chooses, and a comparison says what it means."""

from pathlib import Path

import pytest
import tiny_pack
from measured import values as measured_values

from nap.errors import NapError
from nap.methods import censored, guidance, units, values
from nap.pack import contract, plan_file
from nap.pack.pack import Pack

KNOWN = guidance.values()
SAMPLE = contract.table("sample").columns
OWN = {
    "code": "own_fish",
    "matrix": "fish",
    "species": "total",
    "basis": "wet",
    "value": 0.4,
    "unit": "mg/kg",
    "purpose": {"en": "Fish of our rivers", "fr": "Poissons de nos rivières"},
    "body": "Ministry of Health",
    "source": "Decree 12 of 2024",
}


# --- worked examples of the domain reference ---------------------------------------------------------------------


def test_T4_5_below_the_limit_is_a_limit_and_never_zero_means_say_what_stands_in():
    both = measured_values([(4.0, False), (2.0, True)])
    assert censored.substituted(both, 0.5).mean == pytest.approx(2.5)  # (4 + 2/2) / 2
    assert censored.quantile(measured_values([(2.0, True)] * 6), 0.5) == censored.Quantile(None, below=2.0)


# --- the values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", KNOWN)
def test_every_value_is_whole_and_in_the_unit_of_its_matrix(code):
    one = KNOWN[code]
    assert one.value > 0 and one.body and one.purpose and one.source
    assert one.source_status in values.STATUSES
    assert one.species in SAMPLE["species"].codes and one.basis in SAMPLE["basis"].codes
    assert one.level in ("", "hbm1", "hbm2", "bei", "bat", *guidance.NO_LIMIT)
    assert not one.question or one.question in guidance.QUESTIONS
    if one.matrix != "waste":
        assert one.matrix in SAMPLE["matrix"].codes
        assert one.unit == units.standard(one.matrix, one.basis)


def test_what_was_recalled_is_not_called_sourced():
    assert not [one.code for one in KNOWN.values() if one.is_verified and "recalled" in one.source]
    assert not [one.code for one in KNOWN.values() if one.is_verified and "not read" in one.source]


def test_no_value_stands_twice():
    assert len(KNOWN) == len(values.read("guidance_values")["guidance"])


def test_each_matrix_has_one_default_for_each_unit():
    for matrix, bases in units.BASES.items():
        chosen = [one.unit for one in KNOWN.values() if one.matrix == matrix and one.default]
        assert sorted(chosen) == sorted({units.standard(matrix, basis) for basis in bases})


def test_conflicts_are_kept_side_by_side():
    soil = {one.code: one.value for one in guidance.conflicts("soil")["soil_residential"]}
    assert {"ccme_soil_residential": 6.6, "epa_rsl_soil": 23, "conama_soil_residential": 36}.items() <= soil.items()
    fish = {one.code: (one.value, one.species) for one in guidance.conflicts("fish")["fish"]}
    assert fish["eu_fish_low"] == (0.3, "total") and fish["epa_fish"] == (0.3, "methyl")


def test_the_same_number_from_two_bodies_is_no_conflict():
    known = {code: KNOWN[code] for code in ("ccme_soil_agricultural", "peru_soil_agricultural")}
    known["peru_soil_agricultural"] = guidance.dataclasses.replace(known["peru_soil_agricultural"], species="inorganic")
    assert guidance.conflicts("soil", known) == {}


# --- what may be compared ----------------------------------------------------------------------------------------


def test_total_mercury_against_a_limit_for_methylmercury_says_so():
    ((text, codes),) = guidance.remarks("total", "wet", KNOWN["epa_fish"])
    assert "only a part of it" in text and codes == {"measured": "total", "limit": "methyl"}
    assert guidance.remarks("total", "wet", KNOWN["eu_fish"]) == []


def test_methylmercury_against_a_limit_for_all_mercury_says_so():
    ((text, codes),) = guidance.remarks("methyl", "wet", KNOWN["eu_fish"])
    assert "may exceed it" in text and codes == {"measured": "methyl", "limit": "total"}


def test_a_basis_that_is_not_said_is_compared_with_a_remark():
    ((text, codes),) = guidance.remarks("total", "none", KNOWN["eu_fish"])
    assert "does not say the basis" in text and codes == {"basis": "wet"}


@pytest.mark.parametrize(
    ("species", "basis", "code"),
    [
        ("total", "dry", "eu_fish"),  # dry and wet weight
        ("methyl", "dry", "ccme_soil_residential"),  # no part of inorganic mercury
        ("total", "none", "hbm1_urine_creatinine"),
        ("total", "creatinine", "hbm1_urine"),
    ],
)
def test_what_cannot_be_compared_is_not(species, basis, code):
    assert not guidance.fits(species, basis, KNOWN[code])
    assert code not in [one.code for one in guidance.comparable(KNOWN[code].matrix, species, basis)]


def test_a_background_is_no_limit():
    assert "crust_background" not in [one.code for one in guidance.comparable("soil", "total", "dry")]
    assert "air_saturated" not in [one.code for one in guidance.comparable("air", "elemental", "none")]


def test_the_default_comes_first_then_what_is_for_the_same_form():
    found = [one.code for one in guidance.comparable("fish", "methyl", "wet")]
    assert found[:2] == ["eu_fish", "epa_fish"]
    assert guidance.default("fish", "total", "dry") is None


# --- a country chooses -------------------------------------------------------------------------------------------


def test_a_country_chooses_another_default():
    known = guidance.values({"guidance": {"soil": "peru_soil_residential"}})
    assert guidance.default("soil", "total", "dry", known).code == "peru_soil_residential"
    assert sum(one.default for one in known.values() if one.matrix == "soil") == 1


def test_a_choice_for_urine_per_creatinine_leaves_that_per_litre():
    known = guidance.values({"guidance": {"urine": "hbm2_urine_creatinine"}})
    assert guidance.default("urine", "total", "creatinine", known).code == "hbm2_urine_creatinine"
    assert guidance.default("urine", "total", "none", known).code == "hbm1_urine"


def test_a_country_adds_its_own_value_and_chooses_it():
    known = guidance.values({"guidance_value": [OWN], "guidance": {"fish": "own_fish"}})
    assert guidance.default("fish", "total", "wet", known).value == 0.4 and known["own_fish"].is_verified


def test_a_value_under_a_known_code_takes_its_place_and_stays_the_default():
    known = guidance.values({"guidance_value": [{**OWN, "code": "eu_fish"}]})
    assert guidance.default("fish", "total", "wet", known).value == 0.4


@pytest.mark.parametrize(
    ("plan", "what"),
    [
        ({"guidance": {"fish": "epa_rsl_soil"}}, "“epa_rsl_soil” for fish"),
        ({"guidance": {"fish": "no_such"}}, "“no_such” for fish"),
        ({"guidance": {"soil": "crust_background"}}, "“crust_background” for soil"),
        ({"guidance_value": [{**OWN, "unit": "µg/kg"}]}, "own_fish in µg/kg"),
        ({"guidance_value": [{**OWN, "basis": "creatinine"}]}, "basis “creatinine”"),
    ],
)
def test_a_choice_that_cannot_be_is_told_with_its_mend(plan, what):
    with pytest.raises(NapError, match=what) as raised:
        guidance.values(plan, "per/plan.toml")
    assert "per/plan.toml" in str(raised.value)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ('[guidance]\nfishes = "eu_fish"', "guidance"),
        ("[guidance]\nfish = 0.5", r"guidance.fish = 0.5"),
        ("[guidance]\nfish = 'none'", "“none” for fish"),
        ('[[guidance_value]]\ncode = "x"', "guidance_value.1"),
        ("[[guidance_value]]\n{own}\nvalue = -1", r"guidance_value.1.value = -1"),
        ('[[guidance_value]]\n{own}\nvalue = 0.4\ncolour = "red"', r"guidance_value.1.colour"),
        ('[[guidance_value]]\n{own}\nvalue = 0.4\nyear = "2024"', r"guidance_value.1.year"),
    ],
)
def test_plan_toml_that_says_what_cannot_be_is_told_with_its_place(tmp_path, lines, what):
    own = "\n".join(f'{name} = "{value}"' for name, value in OWN.items() if name not in ("value", "purpose"))
    folder = tiny_pack.write(tmp_path / "tiny", {})
    text = (folder / "plan.toml").read_text(encoding="utf-8") + lines.replace("{own}", own + '\npurpose = "Fish"')
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(NapError, match=what):
        plan_file.read(folder)


def test_the_choice_of_a_plan_reaches_the_tables_indicators_join(tmp_path):
    folder = tiny_pack.write(tmp_path / "tiny", {})
    before = Pack.open(folder)
    add = '[guidance]\nfish = "epa_fish"\n'
    (folder / "plan.toml").write_text((folder / "plan.toml").read_text(encoding="utf-8") + add, encoding="utf-8")
    after = Pack.open(folder)
    query = "select reference_code from guidance_default where matrix = 'fish' and species = 'total' and basis = 'none'"
    assert [each.rows(query)[0]["reference_code"] for each in (before, after)] == ["eu_fish", "epa_fish"]
    assert before.edition != after.edition


def test_the_demonstration_pack_chooses():
    plan = plan_file.read(Path(__file__).parents[2] / "data" / "demo")
    assert guidance.values(plan)
