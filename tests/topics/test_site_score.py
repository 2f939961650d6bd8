"""Where to act first, from a pack to the command line: inputs from samples, the derived table, words and the matrix."""

import csv
import io
import json
import re

import numpy as np
import pandas as pd
import pytest
import tiny_pack
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.commands import main
from nap.errors import NapError
from nap.intake import demo
from nap.language.texts import Words
from nap.methods import risk_matrix, site_priority, soil_exposure
from nap.pack import contract
from nap.pack.pack import Pack
from nap.topics import site_score

SITE = {
    "contaminated_site_code": "C1",
    "name": "Pond",
    "place_code": "A",
    "source_kind": "contaminated_soil",
    "area_m2": 1000,
    "stage": 5,
    "stage_date": "2021-05-01",
    "background_mg_kg": 0.1,
    "residents_level1": 4,
    "residents_level2": 0,
    "workers": 0,
    "nearby_0_400m": 0,
    "nearby_400_800m": 0,
    "nearby_800_1600m": 0,
    "accessibility": "inaccessible",
    "has_resources": False,
}
SAMPLE = {
    "sample_code": "S1",
    "contaminated_site_code": "C1",
    "place_code": "A",
    "sampled_on": "2021-04-01",
    "date_precision": "day",
    "matrix": "soil",
    "species": "total",
    "value": 30,
    "unit": "mg/kg",
    "basis": "dry",
    "is_below_lod": False,
    "n": 1,
}


def tables(sites=({},), samples=({},), **others) -> dict:
    """Tables of SITE and SAMPLE but for what is said; those without a code are numbered."""
    return {
        "contaminated_site": [{**SITE, "contaminated_site_code": f"C{i}", **each} for i, each in enumerate(sites, 1)],
        "sample": [{**SAMPLE, "sample_code": f"S{i}", **each} for i, each in enumerate(samples, 1)],
        **others,
    }


@pytest.fixture(scope="module")
def memory():
    return tiny_pack.InMemory()


@pytest.fixture
def rows(memory):
    """Rows of both tables together, of sites and samples as in `tables`."""

    def rows(*given, **others):
        memory.refill(tables(*given, **others))
        query = "from site_exposure join site_priority using (contaminated_site_code) order by contaminated_site_code"
        cursor = memory.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return rows


@pytest.fixture
def opened(tmp_path):
    """Open a pack of sites and samples as in `tables`, with lines added to its plan."""

    def opened(*given, plan="", **others):
        folder = tiny_pack.write(tmp_path / "tiny", tables(*given, **others))
        with (folder / "plan.toml").open("a", encoding="utf-8") as file:
            file.write(plan)
        pack = Pack.open(folder)
        assert not pack.problems
        return pack

    return opened


# --- inputs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("samples", "low", "high", "lod"),
    [
        ([], None, None, None),
        ([{}], 30, 30, None),
        ([{"value": 30_000, "unit": "µg/kg"}], 30, 30, None),
        ([{"value": 5}, {"value": 8}], 8, 8, None),
        ([{"value": 5, "basis": "wet"}], 5, 25, None),  # four fifths may be water
        ([{"value": 5, "basis": "none"}, {"value": 8}], 8, 25, None),
        ([{"value": 5, "n": 10}], 5, np.inf, None),  # a median
        ([{"value": 5, "n": 10, "p90": 12}], 12, np.inf, None),
        ([{"value": 5, "species": "elemental"}], 5, np.inf, None),  # a part of all there is
        ([{"value": None, "is_below_lod": True, "lod": 0.05}], None, None, 0.05),
        ([{"value": None, "is_below_lod": True, "lod": 0.05}, {"value": 8}], 8, 8, 0.05),
        ([{"matrix": "sediment"}], None, None, None),
        ([{"contaminated_site_code": None}], None, None, None),
        ([{"sampled_on": "2024-01-01"}], None, None, None),  # after the last day of data
        ([{"sampled_on": None}], 30, 30, None),
    ],
)
def test_what_samples_say_of_the_soil(rows, samples, low, high, lod):
    (found,) = rows([{}], samples)
    assert (found["soil_low"], found["soil_high"], found["soil_lod"]) == (low, high, lod)


def test_samples_from_before_a_clean_up_tell_nothing_of_today(rows):
    steps = [
        {"contaminated_site_code": "C1", "stage": 8, "started_on": "2021-06-01"},
        {"contaminated_site_code": "C1", "stage": 9, "started_on": "2022-06-01"},
    ]
    site, late = {"stage": 9, "stage_date": "2022-06-01"}, {"value": 0.1, "sampled_on": "2022-06-02"}
    (cleaned,) = rows([site], [{}, late], contaminated_site_stage=steps)
    assert (cleaned["soil_high"], cleaned["score"]) == (0.1, 0)
    (unconfirmed,) = rows([site], [{}], contaminated_site_stage=steps)
    assert unconfirmed["missing"] == ["soil_samples"]


def test_the_population_is_that_of_the_smallest_place_that_knows_its_own(rows):
    places = [
        {**tiny_pack.PLACES[0], "population": 9000},
        {**tiny_pack.PLACES[1], "population": 700},
        tiny_pack.PLACES[2],
    ]
    found = rows([{"residents_level2": None}, {"residents_level2": None, "place_code": "B"}], place=places)
    assert [(row["population"], row["population_place_code"]) for row in found] == [(700, "A"), (9000, "N")]
    assert found[0]["T_high"] == 50 + 40 + 700


def test_a_benchmark_that_cannot_be_is_named_with_the_mend(opened):
    with pytest.raises(NapError, match=r"priorities\.benchmark_mg_kg = 0, which cannot be") as error:
        opened(plan="[priorities]\nbenchmark_mg_kg = 0\n")
    assert "Write a number above zero" in str(error.value)


# --- the table ---------------------------------------------------------------------------------------------------


def test_its_columns_are_those_the_module_tells(memory):
    columns = [column[0] for column in memory.execute("from site_priority").description]
    factors = {f"{name}_{end}" for name in soil_exposure.FACTORS for end in ("low", "high")}
    for name in set(columns) - factors:
        assert re.search(rf"\b{name}\b", site_priority.__doc__), name
    assert factors < set(columns)


def test_a_pack_without_contaminated_sites_ranks_none(rows):
    assert rows([], []) == []


def test_it_is_kept_and_read_again_as_it_was(opened):
    first = opened([{}, {"area_m2": None, "residents_level1": None}], [{}])
    again = Pack.open(first.folder)
    pd.testing.assert_frame_equal(first.sql("from site_priority"), again.sql("from site_priority"))


def test_a_country_chooses_the_benchmark_in_its_plan(opened):
    pack = opened([{}], [{"value": 10}], plan="[priorities]\nbenchmark_mg_kg = 6.6\n")
    assert pack.rows("select level from site_priority") == [{"level": "I"}]


def test_the_usual_benchmark_is_23(rows):
    assert [rows([{}], [{"value": value}])[0]["level"] for value in (10, 23)] == ["II", "I"]


@pytest.mark.parametrize(("value", "unit"), [(22_999, "µg/kg"), (23, "ppm"), (0.3, "mg/kg"), (300, "ng/g")])
def test_no_verdict_depends_on_the_unit_of_a_sample(rows, value, unit):
    plain = {"µg/kg": value / 1000, "ng/g": value / 1000}.get(unit, value)
    one, other = (rows([{}], [each]) for each in ({"value": value, "unit": unit}, {"value": plain}))
    assert one == other


def test_the_demonstration_shows_full_partial_and_insufficient_sites():
    found = Pack.open(demo.HOME).sql("from site_priority")
    assert found["score"].notna().sum() >= 5
    assert {"high", "low", "insufficient"} <= set(found["class"])
    assert found["class"].isin(soil_exposure.CLASSES).all()
    assert (found["rank_low"] <= found["rank_high"]).all()
    assert found["most_valuable_missing"].nunique() >= 5


# --- words -------------------------------------------------------------------------------------------------------


def told(row, lang="en"):
    return site_score.steps(row, Words(lang))


def test_a_score_can_be_computed_again_from_what_is_told(rows):
    (row,) = rows([{"residents_level1": 40, "residents_level2": 60, "workers": 7}])
    headings, lines, numeric = told(row)
    assert headings == ["Factor", "From what", "Value", "Source"] and numeric == [2]
    value = {line[0].split(" · ")[0]: line[2].replace(",", "") for line in lines}
    assert value["Contamination"] == "Level I"
    assert float(value["T"]) == float(value["RI"]) + 10 * 40 + 60 + float(value["WO"]) + float(value["RE"])
    assert float(value["RT"]) == float(value["LE"]) * float(value["WC"]) * float(value["T"])
    assert float(value["NT"]) == round(float(value["LE_n"]) * float(value["WC"]) * float(value["T_n"]))
    assert float(value["Score"]) == pytest.approx((float(value["RT"]) + float(value["NT"])) / 82_500, abs=5e-3)
    assert float(value["Site score"]) == pytest.approx(row["score"] / 2, abs=5e-3)
    how = {line[0].split(" · ")[0]: line[1] for line in lines}
    assert "30\u00a0mg/kg dry weight" in how["Contamination"]
    assert "10,764 square feet" in how["HWQ"] and "34,000" in how["HWQ"]


def test_a_range_is_told_at_both_its_ends(rows):
    (row,) = rows([{"residents_level1": None, "area_m2": None}], [])
    headings, lines, numeric = told(row)
    assert headings[2:4] == ["At the lowest", "At the highest"] and numeric == [2, 3]
    score = next(line for line in lines if line[0] == "Score")
    assert score[2:4] == ["0.00", "100.00"]
    assert any("not known, 0 to 100,000" in line[1] for line in lines)
    assert "No soil sample" in lines[0][1]
    assert lines[0][2:4] == ["no observed contamination", "Level I"]


def test_numbers_that_were_not_read_in_a_source_are_marked(rows):
    _, lines, _ = told(*rows())
    marked = {line[0].split(" · ")[0] for line in lines if line[-1].endswith("(unverified)")}
    assert {"WC", "WO", "AA", "AF", "LE_n", "PN"} <= marked
    assert not marked & {"LE", "RI", "T", "Score"}


def test_every_step_is_told_in_french_too(rows):
    english, french = (told(*rows(), lang)[1] for lang in ("en", "fr"))
    same = [one for one, other in zip(english, french, strict=True) if one[1] == other[1]]
    assert [line[1] for line in same] == ["LE × WC × T", "NI + PN"]


# --- the command line --------------------------------------------------------------------------------------------


def printed(capsysbinary, *arguments) -> str:
    with pytest.raises(SystemExit) as left:
        main.main(["priorities", *arguments])
    assert left.value.code == 0
    return capsysbinary.readouterr().out.decode()


def test_the_command_prints_every_field(opened, capsysbinary):
    pack = opened([{"residents_level1": 40}, {"residents_level1": None}], [{}, {"contaminated_site_code": "C2"}])
    found = json.loads(printed(capsysbinary, str(pack.folder)))
    assert [row["contaminated_site_code"] for row in found] == ["C1", "C2"]
    first, second = found
    assert list(first)[:8] == [
        "contaminated_site_code",
        "score",
        "score_low",
        "score_high",
        "rank_low",
        "rank_high",
        "class",
        "level",
    ]
    assert {"LE", "WC", "T", "PN", "missing", "most_valuable_missing"} < set(first)
    assert first["score"] == pytest.approx(550 * 18 * 450 / 82_500) and first["missing"] == [] and first["level"] == "I"
    assert second["score"] is None and second["T"] is None and second["T_low"] == 0
    assert (second["missing"], second["most_valuable_missing"]) == (["residents_level1"], "residents_level1")
    assert {row["note"] for row in found} == {"Screening rank, not a risk assessment."}


def test_as_csv_and_of_a_fictional_pack(capsysbinary):
    rows = list(csv.DictReader(io.StringIO(printed(capsysbinary, str(demo.HOME), "--format", "csv"))))
    assert len(rows) > 20
    assert {row["note"] for row in rows} == {"Screening rank, not a risk assessment."}
    assert all("Fictional" in row["note_on_the_plan"] for row in rows)


# --- the second opinion ------------------------------------------------------------------------------------------

PLAIN = {
    "soil_low": 230.0,
    "soil_high": 230.0,
    "soil_lod": None,
    "water_low": None,
    "water_high": None,
    "air_low": None,
    "air_high": None,
    "source_kind": "contaminated_soil",
    "accessibility": "slightly_accessible",
    "population": None,
    **dict.fromkeys(soil_exposure.PEOPLE, 0),
}


def matrix(**site) -> dict:
    row = {**PLAIN, **site}
    return {
        name: values[0]
        for name, values in risk_matrix.assess({k: np.array([v], object) for k, v in row.items()}).items()
    }


def test_hazard_times_pathway_times_people():
    found = matrix(nearby_0_400m=150)  # ten times the benchmark, some access, 101 to 1,000 people: 3 × 2 × 2
    assert (found["matrix_low"], found["matrix_high"]) == (12, 12)
    assert (found["matrix_class"], found["matrix_path"]) == ("high", "contact")


def test_the_worst_pathway_decides():
    found = matrix(nearby_0_400m=150, accessibility="fenced", air_low=20.0, air_high=20.0)
    assert (found["matrix_low"], found["matrix_path"]) == (18, "air")


def test_a_pathway_of_the_source_that_nobody_measured_is_a_range():
    found = matrix(nearby_0_400m=50, soil_low=1.0, soil_high=1.0, source_kind="tailings_pile")
    assert (found["matrix_low"], found["matrix_high"], found["matrix_path"]) == (2, 6, "water")


def test_nobody_is_reached():
    found = matrix()
    assert (found["matrix_low"], found["matrix_high"], found["matrix_class"], found["matrix_path"]) == (
        0,
        0,
        "low",
        None,
    )


@given(st.sets(st.sampled_from([*soil_exposure.PEOPLE, "accessibility", "source_kind"])), st.integers(0, 2000))
@settings(max_examples=40, deadline=None)
def test_what_is_missing_widens_the_matrix_around_the_truth(missing, people):
    site = {"nearby_0_400m": people, "workers": people // 3, "population": 3000, "water_low": 2.0, "water_high": 2.0}
    full, part = matrix(**site), matrix(**{**site, **dict.fromkeys(missing)})
    assert part["matrix_low"] <= full["matrix_low"] == full["matrix_high"] <= part["matrix_high"]


def test_agreement_of_two_orders():
    up, down = np.arange(12.0), np.arange(12.0)[::-1]
    same = risk_matrix.agreement((up, up), (up, up))
    assert (same.tau, same.top, same.top_shared) == (pytest.approx(1), 10, 10)
    assert risk_matrix.agreement((up, up), (down, down)).tau == pytest.approx(-1)
    assert risk_matrix.agreement((up[:1], up[:1]), (up[:1], up[:1])).tau is None
    assert risk_matrix.agreement((up * 0, up * 0), (up, up)).tau is None
    rows = pd.DataFrame({"score_low": up, "score_high": up, "matrix_low": down, "matrix_high": down})
    assert "of −1.00" in site_score.agreement_sentence(rows, Words())
    assert "Too few" in site_score.agreement_sentence(rows[:1], Words())


def test_the_codes_of_the_register_are_all_in_the_matrix():
    assert set(risk_matrix.contact()) == set(contract.codes("accessibility"))
    assert set(risk_matrix._all_kinds()) == set(contract.codes("source_kind"))


def test_the_tables_behind_a_score_stand_as_a_reader_looks_them_up():
    told = dict(site_score.look_ups(Words("en"))[1])
    assert told["HWQ, Table 2-6: by area / divisor"].startswith("up to 0: 0 · up to 100: 1 · up to 10,000: 100")
    assert "below 10,000,000: 32" in told["WC, Table 2-7: by toxicity × HWQ"]
    assert told["LE_n, Table 5-8: where AF is 20"].endswith("AA 100: 125")  # as in the EPA's example
