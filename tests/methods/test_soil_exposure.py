"""The soil-exposure score of the US EPA: its worked examples, its laws, and what unknowns make of score and rank.

The examples named T5 come from the EPA's training pages where that is said, else from the formulas.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nap.methods import soil_exposure
from nap.methods import values as reference

SQUARE_FOOT_M2 = 0.09290304
ONE = {
    "soil_low": 30.0,
    "soil_high": 30.0,
    "soil_lod": None,
    "background_mg_kg": 0.1,
    "area_m2": 10_000.0,
    "source_kind": "contaminated_soil",
    "accessibility": "moderately_accessible",
    "has_resources": 0.0,
    "population": None,
    "residents_level1": 0,
    "residents_level2": 0,
    "workers": 0,
    "nearby_0_400m": 0,
    "nearby_400_800m": 0,
    "nearby_800_1600m": 0,
}
UNKNOWN = dict.fromkeys(ONE)
NAMES = list(soil_exposure.MEASUREMENTS)


def rows(*sites: dict) -> dict:
    """Sites as the columns that are asked for; each is ONE but for what it says."""
    given = [{**ONE, **site} for site in sites]
    return {name: np.array([site[name] for site in given], object) for name in ONE}


def assess(*sites: dict, benchmark: float | None = None) -> dict:
    return soil_exposure.assess(rows(*sites), benchmark)


def one(benchmark: float | None = None, **site) -> dict:
    """What is found of one site."""
    return {name: values[0] for name, values in assess(site, benchmark=benchmark).items()}


# --- the worked examples -----------------------------------------------------------------------------------------


def test_T5_1_area_of_200_by_500_feet_where_people_play():
    found = one(area_m2=200 * 500 * SQUARE_FOOT_M2, accessibility="designated_recreation")
    assert (found["AF_low"], found["AA_low"], found["LE_n_low"]) == (20, 100, 125)


def test_T5_2_people_in_three_rings():
    found = one(nearby_0_400m=20, nearby_400_800m=60, nearby_800_1600m=260)
    assert found["PN_low"] == pytest.approx(0.21, abs=1e-12)


def test_T5_3_toxicity_and_quantity_make_waste_characteristics():
    assert soil_exposure.toxicity() == 10_000
    assert soil_exposure.look_up("waste", np.array(10_000 * 100)) == 32


def test_T5_4_tailings_soil_of_a_hectare():
    found = one(area_m2=10_000)
    assert (found["HWQ_low"], found["WC_low"]) == (10, 18)


def test_T5_5_a_household_of_four_at_level_one():
    assert one(residents_level1=4)["T_low"] == 90


def test_T5_6_a_whole_site():
    found = one(
        residents_level1=40,
        residents_level2=60,
        nearby_0_400m=60,
        nearby_400_800m=250,
        nearby_800_1600m=800,
        area_m2=100_000 * SQUARE_FOOT_M2,
    )
    assert (found["T_low"], found["RT_low"]) == (510, 5_049_000)
    assert (found["LE_n_low"], found["PN_low"], found["NT_low"]) == (25, pytest.approx(0.6), 270)
    assert found["score"] == pytest.approx(61.203, abs=5e-4)
    assert soil_exposure.site_score(found["score"]) == pytest.approx(30.60, abs=5e-3)
    assert found["class"] == "high"


def test_T5_7_nobody_and_no_access():
    assert one(accessibility="inaccessible")["score"] == 0


def test_T5_8_the_score_is_capped():
    assert one(residents_level1=100_000)["score"] == 100


def test_rounding_of_people_nearby_and_of_threats():
    """From 1 up the people nearby are rounded, below they are not; both threats are whole numbers."""
    few = one(nearby_0_400m=300, nearby_800_1600m=300)  # 4 + 1 = 5, so 0.5
    assert few["PN_low"] == pytest.approx(0.5)
    many = one(nearby_0_400m=3_000)  # 41, so 4.1
    assert many["PN_low"] == 4
    odd = one(nearby_0_400m=10, area_m2=100, accessibility="fenced")  # 5 × 18 × (1 + 0.01) = 90.9
    assert odd["NT_low"] == 91


def test_nine_acres_are_392040_square_feet():
    assert one(area_m2=392_040 * SQUARE_FOOT_M2)["AF_low"] == 80


@pytest.mark.parametrize(
    ("source_kind", "feet", "hwq"),
    [
        ("contaminated_soil", 34_000 * 100, 10),  # 100 is still the lowest class, which counts as 10
        ("contaminated_soil", 34_000 * 101, 100),
        ("tailings_pile", 34 * 100.4, 10),
        ("tailings_pile", 34 * 100.6, 100),  # rounded to 101
        ("surface_impoundment", 13 * 10_001, 10_000),
        ("surface_impoundment", 0, 10),
    ],
)
def test_quantity_by_kind_and_area(source_kind, feet, hwq):
    assert one(source_kind=source_kind, area_m2=feet * SQUARE_FOOT_M2)["HWQ_low"] == hwq


def test_nobody_is_counted_as_near_where_somebody_lives_on_the_property():
    assert one(nearby_0_400m=5)["NI_low"] == 1
    assert one(nearby_0_400m=5, residents_level2=1)["NI_low"] == 0


# --- what samples show -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "low", "high"),
    [
        ({"soil_low": 23.0, "soil_high": 23.0}, 2, 2),  # at the benchmark
        ({"soil_low": 22.9, "soil_high": 22.9}, 1, 1),
        ({"soil_low": 0.3, "soil_high": 0.3}, 1, 1),  # three times 0.1, which is a little more in binary
        ({"soil_low": 0.29, "soil_high": 0.29}, 0, 0),
        ({"soil_low": None, "soil_high": None}, 0, 2),  # no sample
        ({"soil_low": None, "soil_high": None, "soil_lod": 0.02}, 0, 0),  # too little to be three times background
        ({"soil_low": None, "soil_high": None, "soil_lod": 0.5}, 0, 1),  # a limit too high to tell
        ({"soil_low": None, "soil_high": None, "soil_lod": 40.0}, 0, 2),
        ({"soil_low": 0.4, "soil_high": 0.4, "soil_lod": 40.0}, 1, 2),
        ({"soil_low": 5.0, "soil_high": np.inf}, 1, 2),  # the median of several
        ({"background_mg_kg": None}, 2, 2),  # 30 is above the benchmark
        ({"background_mg_kg": None, "soil_low": 5.0, "soil_high": 5.0}, 0, 1),
        ({"background_mg_kg": None, "soil_low": None, "soil_high": None, "soil_lod": 0.5}, 0, 1),
        ({"background_mg_kg": 0.0, "soil_low": 0.01, "soil_high": 0.01}, 1, 1),  # the background was not detected
        ({"background_mg_kg": 0.0, "soil_low": None, "soil_high": None, "soil_lod": 0.5}, 0, 0),
        ({"background_mg_kg": 12.0}, 0, 0),  # 30 is not three times 12, benchmark or not
    ],
)
def test_the_level_samples_allow(sample, low, high):
    found = one(**sample)
    assert (found["level_low"], found["level_high"]) == (low, high)


def test_a_country_chooses_its_benchmark():
    assert one(soil_low=7.0, soil_high=7.0)["level_low"] == 1
    assert one(6.6, soil_low=7.0, soil_high=7.0)["level_low"] == 2


def test_without_level_one_all_residents_are_at_level_two():
    found = one(soil_low=5.0, soil_high=5.0, residents_level1=4, residents_level2=6)
    assert (found["RI_low"], found["T_low"]) == (45, 55)


# --- ranges ------------------------------------------------------------------------------------------------------


def test_a_site_of_which_nothing_is_known_says_nothing():
    found = one(**UNKNOWN)
    assert (found["score_low"], found["score_high"], found["class"]) == (0, 100, "insufficient")
    assert np.isnan(found["score"])
    assert set(found["missing"]) == set(NAMES) - {"background_mg_kg"}  # a background helps no site without samples


def test_what_cannot_matter_is_not_missing():
    clean = one(**{**UNKNOWN, "soil_low": 0.1, "soil_high": 0.1, "background_mg_kg": 0.1})
    assert (clean["score"], clean["missing"], clean["most_valuable_missing"]) == (0, [], None)
    closed = one(accessibility="inaccessible", nearby_0_400m=None)
    assert closed["missing"] == [] and closed["score"] == 0
    alone = one(accessibility=None)
    assert alone["missing"] == [] and alone["score"] == 0


def test_people_who_were_not_counted_are_at_most_those_of_the_place():
    few = one(residents_level2=None, population=100)
    assert few["T_high"] == 45 + 100
    assert one(residents_level2=None)["T_high"] == 45 + 100_000


def test_two_classes_are_both_named():
    found = one(residents_level2=None, population=300)  # 0, or 550 × 18 × 345 / 82,500 = 41.4 of which half counts
    assert (found["score_low"], found["class"]) == (0, "medium_or_low")
    assert found["score_high"] == pytest.approx(41.4)


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (57, 57, "high"),
        (56.99, 57, "high_or_medium"),
        (20, 56.99, "medium"),
        (0, 19.99, "low"),
        (19.99, 57, "insufficient"),
    ],
)
def test_classes_stand_on_the_site_score(low, high, name):
    assert soil_exposure.class_of(np.array([low]), np.array([high])).tolist() == [name]


def test_what_is_missing_tells_samples_from_background():
    assert one(soil_low=None, soil_high=None, residents_level1=1)["missing"] == ["soil_samples"]
    assert one(soil_low=5.0, soil_high=5.0, background_mg_kg=None, residents_level1=1)["missing"] == [
        "background_mg_kg"
    ]
    blurred = {"soil_low": None, "soil_high": None, "soil_lod": 40.0, "residents_level1": 1}
    assert one(**blurred)["missing"] == ["soil_samples"]
    assert one(**blurred, background_mg_kg=None)["missing"] == ["background_mg_kg", "soil_samples"]


# --- ranks -------------------------------------------------------------------------------------------------------


def brute_ranks(low, high):
    count = range(len(low))
    first = [1 + sum(low[j] > high[i] for j in count if j != i) for i in count]
    last = [1 + sum(high[j] > low[i] for j in count if j != i) for i in count]
    return first, last


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_rank_intervals_are_what_comparing_each_pair_gives(ends):
    low, high = (np.array(each, float) for each in zip(*map(sorted, ends), strict=True))
    found = soil_exposure.Ranking(low, high).interval(low, high)
    assert tuple(each.tolist() for each in found) == brute_ranks(low, high)


def test_sites_of_one_score_share_a_rank():
    found = assess({"residents_level1": 9}, {"residents_level1": 3}, {"residents_level1": 3}, {})
    assert found["rank_low"].tolist() == found["rank_high"].tolist() == [1, 2, 2, 4]


def test_the_most_valuable_measurement_narrows_the_rank_most():
    """Workers move the score by a point, residents across all other sites: they are to be counted first."""
    others = [{"residents_level1": n} for n in range(1, 9)]
    found = assess({"residents_level1": None, "workers": None, "population": 200}, *others)
    assert found["missing"][0] == ["residents_level1", "workers"]
    assert found["most_valuable_missing"][0] == "residents_level1"
    assert (found["rank_low"][0], found["rank_high"][0]) == (1, 9)


def test_of_measurements_that_narrow_the_rank_alike_the_one_that_narrows_the_score_counts():
    found = one(workers=None, has_resources=None)  # alone in its pack: 15 points of targets, or 5
    assert (found["rank_low"], found["rank_high"]) == (1, 1)
    assert found["most_valuable_missing"] == "workers"


def test_no_site_at_all():
    assert len(soil_exposure.assess({name: np.array([], object) for name in ONE})["score"]) == 0


# --- laws --------------------------------------------------------------------------------------------------------

COUNT = st.integers(0, 5_000)
SOIL = st.floats(0.001, 200)
FULL = st.fixed_dictionaries(
    {
        "soil": SOIL,
        "background_mg_kg": st.floats(0, 7),
        "area_m2": st.floats(0, 1e7),
        "source_kind": st.sampled_from(sorted(soil_exposure.divisors())),
        "accessibility": st.sampled_from(sorted(soil_exposure.attractiveness())),
        "has_resources": st.sampled_from([0.0, 1.0]),
        "population": st.integers(5_000, 50_000),
        **dict.fromkeys(soil_exposure.PEOPLE, COUNT),
    }
)


def with_soil(site: dict) -> dict:
    """A site with one soil sample, dry weight."""
    soil = site.pop("soil")
    return {**site, "soil_low": soil, "soil_high": soil, "soil_lod": None}


def blanked(site: dict, names) -> dict:
    """The same site without these measurements."""
    blanks = [name for name in names if name != "soil_samples"]
    blanks += ["soil_low", "soil_high"] if "soil_samples" in names else []
    return {**site, **dict.fromkeys(blanks)}


@given(FULL.map(with_soil), st.sets(st.sampled_from(NAMES)))
@settings(max_examples=60, deadline=None)
def test_scores_lie_between_0_and_100_and_a_range_holds_the_truth(site, missing):
    full, part = one(**site), one(**blanked(site, missing))
    assert 0 <= part["score_low"] <= full["score"] <= part["score_high"] <= 100
    assert (part["score_low"] == part["score_high"]) == (not part["missing"])


@given(FULL.map(with_soil), st.permutations(NAMES), st.integers(1, len(NAMES)))
@settings(max_examples=60, deadline=None)
def test_filling_in_what_is_missing_never_widens_the_range(site, order, count):
    missing = set(order[:count])
    before, after = one(**blanked(site, missing)), one(**blanked(site, missing - {order[0]}))
    assert before["score_low"] <= after["score_low"] <= after["score_high"] <= before["score_high"]


MORE = [*soil_exposure.PEOPLE, "area_m2", "soil", "has_resources", "accessibility", "source_kind"]


@given(FULL, st.sampled_from(MORE), st.data())
@settings(max_examples=60, deadline=None)
def test_more_contamination_people_area_or_access_never_lower_the_score(site, name, data):
    order = {"accessibility": soil_exposure.attractiveness().get, "source_kind": lambda k: -soil_exposure.divisors()[k]}
    own = {**dict.fromkeys(soil_exposure.PEOPLE, COUNT), "area_m2": st.floats(0, 1e7), "soil": SOIL}
    own |= {key: st.sampled_from(sorted(soil_exposure.attractiveness())) for key in ("accessibility",)}
    own |= {
        "source_kind": st.sampled_from(sorted(soil_exposure.divisors())),
        "has_resources": st.sampled_from([0.0, 1.0]),
    }
    less, more = sorted((site[name], data.draw(own[name])), key=order.get(name, float))
    assert one(**with_soil({**site, name: less}))["score"] <= one(**with_soil({**site, name: more}))["score"]


@given(FULL.map(with_soil), st.sampled_from([0.09290304, 10_000.0, 1e6, 4046.8564224]), st.sampled_from([1e-3, 1e3]))
@settings(max_examples=60, deadline=None)
def test_no_verdict_depends_on_the_unit_a_register_is_kept_in(site, area_unit, soil_unit):
    """There and back through another unit, as a converted register comes in."""
    other = {**site, "area_m2": site["area_m2"] / area_unit * area_unit}
    other |= {name: site[name] / soil_unit * soil_unit for name in ("soil_low", "soil_high", "background_mg_kg")}
    here, there = one(**site), one(**other)
    assert [here[name] for name in ("score", "class", "level_low")] == [
        there[name] for name in ("score", "class", "level_low")
    ]


# --- the tables --------------------------------------------------------------------------------------------------


def test_every_table_says_where_it_comes_from_and_what_was_not_read_is_marked():
    status = {row["name"]: row["source_status"] for row in reference.rows("soil_exposure", "table")}
    assert set(status.values()) == {"unverified"}
    assert not reference.is_verified(reference.rows("soil_exposure", "likelihood_nearby")[0])
    assert reference.is_verified(reference.row("soil_exposure", "divisor", source_kind="tailings_pile"))
    assert reference.is_verified(reference.row("soil_exposure", "constant", name="score_divisor"))


@pytest.mark.parametrize("row", reference.rows("soil_exposure", "table"), ids=lambda row: row["name"])
def test_each_table_has_a_value_per_class(row):
    assert len(row["values"]) == len(row["bounds"]) + 1
    assert row["bounds"] == sorted(row["bounds"])


def test_each_kind_and_access_of_the_register_has_its_value():
    from nap.pack import contract

    assert set(soil_exposure.divisors()) == set(contract.codes("source_kind"))
    assert set(soil_exposure.attractiveness()) == set(contract.codes("accessibility"))
