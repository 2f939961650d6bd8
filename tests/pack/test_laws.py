"""Laws that hold for any data: shares, blanks, places that add up, ranges, order, halves, units, mass that closes."""

import datetime as dt
import math
import random

import pytest
import tiny_pack
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nap.methods.balance import balance
from nap.pack import contract, indicator

# Examples are small as they are: shrinking a failure would take minutes and show little more.
law = settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate])
cheap_law = settings(law, max_examples=100)  # where only a view is read

INDICATORS = indicator.indicators()
MERCURY = [id for id, each in INDICATORS.items() if each.tables == ("mercury_use",)]
SITE_SHARES = [id for id, each in INDICATORS.items() if each.unit == "%" and "site_visit" in each.tables]
SHARES = [id for id, each in INDICATORS.items() if each.unit == "%"]
UNBOUNDED = {"budget_execution_pct"}  # more may be spent than was planned
PLACES = [*tiny_pack.PLACES, {"place_code": "A1", "place_name": "District", "level": 2, "parent_code": "A"}]
WORLD = tiny_pack.InMemory()


def facts(tables: dict[str, list[dict]], ids=tuple(INDICATORS)) -> dict[str, dict]:
    """Facts of some indicators over an example; promised tables it does not name are empty."""
    WORLD.refill({"place": PLACES, **tables})
    return {id: WORLD.facts(id) for id in ids}


def values(found: dict[str, dict]) -> dict:
    """Facts without n, which counts rows, made comparable."""
    return {
        id: pytest.approx({key: fact["value"] for key, fact in each.items()}, rel=1e-9, abs=1e-9)
        for id, each in found.items()
    }


def plain(found: dict[str, dict]) -> dict:
    return {id: {key: fact["value"] for key, fact in each.items()} for id, each in found.items()}


def rows(code: str, most: int = 10, **columns) -> st.SearchStrategy:
    """Rows with these columns, each with a code of its own."""
    each = st.lists(st.fixed_dictionaries(columns), max_size=most)
    return each.map(lambda found: [{code: f"{code[0]}{i:02}", **row} for i, row in enumerate(found)])


def codes(table: str, column: str) -> st.SearchStrategy:
    """One of the codes that a column promises."""
    return st.sampled_from(list(contract.table(table).columns[column].codes))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """A value, or a blank."""
    return st.none() | strategy


PLACE = st.sampled_from(["A", "B", "A1"])
DAY = st.dates(dt.date(2020, 1, 1), dt.date(2023, 12, 31))
COUNT = st.integers(0, 50)
KG = st.sampled_from([0.0, 1.0, 2.5, 40.0, 1200.0])
SHARE = st.sampled_from([0.0, 0.25, 0.9, 1.0])
HALF_WIDTH = st.sampled_from([0.0, 20.0, 75.0])
ANSWER = maybe(st.booleans())
QUESTIONS = (
    "uses_mercury",
    "has_whole_ore_amalgamation",
    "has_open_burning",
    "has_residential_burning",
    "has_cyanide_on_mercury_tailings",
    "has_retort",
)

SITES = rows("site_code", 6, place_code=PLACE)
VISITS = rows(
    "visit_code",
    14,
    site_code=st.sampled_from([f"s{i:02}" for i in range(6)]),
    visit_date=DAY,
    worker_count=maybe(COUNT),
    **dict.fromkeys(QUESTIONS, ANSWER),
)
ORGANISATIONS = rows("organisation_code", 6, place_code=PLACE, members_f=maybe(COUNT), members_m=maybe(COUNT))
STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "organisation_code": st.sampled_from([f"o{i:02}" for i in range(6)]),
            "step": codes("formalization_step", "step"),
            "step_date": DAY,
            "expiry_date": maybe(DAY),
        }
    ),
    max_size=10,
    unique_by=lambda row: (row["organisation_code"], row["step"]),
)
ACTIVITIES = rows(
    "activity_code",
    8,
    place_code=PLACE,
    status=maybe(codes("activity", "status")),
    annex_c=st.lists(codes("activity", "annex_c"), max_size=3),
)
BUDGET_LINES = rows(
    "budget_code",
    8,
    activity_code=st.sampled_from([f"a{i:02}" for i in range(8)]),
    funding=codes("budget_line", "funding"),
    units_per_usd=st.sampled_from([1.0, 500.0]),
    planned=maybe(KG),
    spent=maybe(KG),
)
ESTIMATES = rows(
    "estimate_code",
    8,
    year=st.integers(2020, 2022),
    place_code=PLACE,
    method_series=st.sampled_from(["gold", "survey"]),
    practice=codes("mercury_use", "practice"),
    gold_kg=maybe(KG),
    tailings_loss_ratio=maybe(st.sampled_from([0.0, 0.3, 4.0])),
    amalgam_ratio=maybe(st.sampled_from([0.0, 1.0])),
    retort_share=maybe(SHARE),
    retort_efficiency=maybe(SHARE),
    hg_use_kg=maybe(KG),
    hg_use_low_kg=maybe(KG),
    hg_use_high_kg=maybe(KG),
    gold_u_pct=maybe(HALF_WIDTH),
    ratio_u_pct=maybe(HALF_WIDTH),
    scope=codes("mercury_use", "scope"),
)
CONTAMINATED = rows("contaminated_site_code", 8, place_code=PLACE, stage=st.integers(1, 10), stage_date=DAY)
SAMPLES = rows("sample_code", 8, place_code=PLACE, sampled_on=maybe(DAY), matrix=codes("sample", "matrix"), n=COUNT)
SEIZURES = rows("seizure_code", 5, place_code=PLACE, seizure_date=DAY, hg_kg=KG)
EVENTS = rows(
    "event_code",
    5,
    place_code=PLACE,
    kind=st.sampled_from(["training", "workshop"]),
    end_date=DAY,
    participants_f=maybe(COUNT),
    participants_m=maybe(COUNT),
)
FLOWS = rows(
    "flow_code",
    5,
    year=st.integers(2020, 2023),
    direction=codes("trade_flow", "direction"),
    hs_code=st.sampled_from(["280540", "285210"]),
    net_kg=maybe(KG),
    reported_by=codes("trade_flow", "reported_by"),
)


@st.composite
def packs(draw) -> dict[str, list[dict]]:
    """A small pack in which every row has a place."""
    sites, organisations, activities = draw(SITES), draw(ORGANISATIONS), draw(ACTIVITIES)
    known = {row["organisation_code"] for row in organisations}
    planned = {row["activity_code"] for row in activities}
    return {
        "site": sites,
        "site_visit": [v for v in draw(VISITS) if v["site_code"] in {s["site_code"] for s in sites}],
        "organisation": organisations,
        "formalization_step": [s for s in draw(STEPS) if s["organisation_code"] in known],
        "activity": activities,
        "budget_line": [line for line in draw(BUDGET_LINES) if line["activity_code"] in planned],
        "mercury_use": draw(ESTIMATES),
        "contaminated_site": draw(CONTAMINATED),
        "sample": draw(SAMPLES),
        "seizure": draw(SEIZURES),
        "event": draw(EVENTS),
        "trade_flow": draw(FLOWS),
    }


@law
@given(packs())
def test_a_share_lies_between_0_and_100(tables):
    for id, found in facts(tables, SHARES).items():
        for key, fact in found.items():
            assert fact["value"] >= 0 and fact["n"] > 0, (id, key, fact)
            assert id in UNBOUNDED or fact["value"] <= 100, (id, key, fact)


@law
@given(packs(), st.data())
def test_blanks_never_change_a_share(tables, data):
    before = plain(facts(tables, SHARES))
    blank = {
        "site_visit": [
            {
                **visit,
                **dict.fromkeys((*QUESTIONS, "worker_count")),
                "visit_code": f"w{i:02}",
                "visit_date": data.draw(DAY),
            }
            for i, visit in enumerate(tables["site_visit"])
        ],
        "organisation": [{"organisation_code": "oxx", "place_code": "A"}],
        "formalization_step": [{"organisation_code": "oxx", "step": "licence_issued", "step_date": data.draw(DAY)}],
        "activity": [{"activity_code": "axx", "place_code": "A", "annex_c": ["b"]}],
        "budget_line": [
            {**line, "budget_code": f"c{i:02}", "spent": None} for i, line in enumerate(tables["budget_line"])
        ],
    }
    after = facts({**tables, **{name: [*tables[name], *more] for name, more in blank.items()}}, SHARES)
    assert before == values(after)


@law
@given(packs())
def test_the_nation_is_the_sum_of_its_regions(tables):
    additive = [id for id, each in INDICATORS.items() if each.additive]
    for id, found in facts(tables, additive).items():
        for key in {key[1:] for key in found}:
            regions = [found[place, *key] for place in ("A", "B") if (place, *key) in found]
            nation = found.get(("N", *key))
            if nation is None:
                assert id in MERCURY, (id, key)  # one region cannot tell, so the nation cannot either
                continue
            for part in ("value", "n"):
                assert nation[part] == pytest.approx(sum(region[part] for region in regions)), (id, key, part)
            if nation["low"] is not None:  # errors that partly cancel out never make it wider than its regions
                least, most = (sum(region[end] for region in regions) for end in ("low", "high"))
                assert least <= nation["low"] * (1 + 1e-9) + 1e-9 and nation["high"] <= most * (1 + 1e-9) + 1e-9, (
                    id,
                    key,
                )


@law
@given(
    st.lists(st.lists(KG, min_size=4, max_size=4), min_size=2, max_size=3),
    st.sets(st.integers(0, 3), min_size=1, max_size=4),
)
def test_taking_rows_away_never_changes_the_nation(years, absent):
    """An absent row is not a zero: what a series gives in one year and lacks in another leaves no total."""
    whole = [
        {
            "estimate_code": f"e{year}{i}",
            "year": 2020 + year,
            "place_code": "AABB"[i],
            "method_series": "gold",
            "practice": ("whole_ore", "concentrate")[i % 2],
            "gold_kg": 10.0,
            "tailings_loss_ratio": kg,
            "amalgam_ratio": 1.0,
            "retort_share": 0.0,
            "hg_use_kg": kg,
            "scope": "national",
        }
        for year, amounts in enumerate(years)
        for i, kg in enumerate(amounts)
    ]
    holed = [row for row in whole if row["year"] != 2020 or int(row["estimate_code"][-1]) not in absent]
    before, after = (facts({"mercury_use": each}, MERCURY) for each in (whole, holed))
    for id in MERCURY:
        totals = {key: fact["value"] for key, fact in before[id].items() if key[0] == "N"}
        assert len({key for key in totals if key[3] is None}) == len(years)
        left = {key: fact["value"] for key, fact in after[id].items() if key[0] == "N"}
        assert left == {key: value for key, value in totals.items() if key in left}
        assert ("N", 2020, "gold", None) not in left


@law
@given(packs())
def test_the_share_of_the_nation_lies_among_those_of_its_regions(tables):
    for id, found in facts(tables, SITE_SHARES).items():
        for key, nation in found.items():
            if key[0] == "N":
                regions = [found[place, *key[1:]]["value"] for place in ("A", "B") if (place, *key[1:]) in found]
                assert min(regions) - 1e-9 <= nation["value"] <= max(regions) + 1e-9, (id, key)


@law
@given(packs(), st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(tables, seed):
    shuffled = {name: random.Random(seed).sample(each, len(each)) for name, each in tables.items()}
    before = facts(tables)
    assert plain(before) == values(facts(shuffled))


@law
@given(packs())
def test_every_fact_stands_once_has_a_value_and_lies_in_its_range(tables):
    for id, found in facts(tables).items():
        rows_read = WORLD.execute(f"select count(*) from ({INDICATORS[id].sql})").fetchone()[0]
        assert rows_read == len(found), id
        for key, fact in found.items():
            assert fact["value"] is not None and fact["n"] is not None, (id, key, fact)
            assert key[1] in range(2020, 2024), (id, key)
            assert (fact["low"] is None) == (fact["high"] is None), (id, key, fact)
            if fact["low"] is not None:
                assert fact["low"] - 1e-9 <= fact["value"] <= fact["high"] + 1e-9, (id, key, fact)


@law
@given(ESTIMATES)
def test_an_estimate_split_in_halves_changes_nothing(estimates):
    amounts = ("gold_kg", "hg_use_kg", "hg_use_low_kg", "hg_use_high_kg")
    halves = [
        {
            **row,
            **{a: None if row[a] is None else row[a] / 2 for a in amounts},
            "estimate_code": f"{row['estimate_code']}{half}",
        }
        for row in estimates
        for half in "ab"
    ]
    whole, split = facts({"mercury_use": estimates}, MERCURY), facts({"mercury_use": halves}, MERCURY)
    assert plain(whole) == values(split)
    for id in MERCURY:
        for part in ("low", "high"):
            before = {key: fact[part] for key, fact in whole[id].items()}
            assert before == pytest.approx({key: fact[part] for key, fact in split[id].items()}), (id, part)


@law
@given(ESTIMATES)
def test_a_thousand_times_the_kilograms_is_a_thousand_times_the_tonnes(estimates):
    amounts = ("gold_kg", "hg_use_kg", "hg_use_low_kg", "hg_use_high_kg")
    more = [{**row, **{a: None if row[a] is None else row[a] * 1000 for a in amounts}} for row in estimates]
    small, large = facts({"mercury_use": estimates}, MERCURY), facts({"mercury_use": more}, MERCURY)
    for id in MERCURY:
        times = 1000 if INDICATORS[id].unit == "t" else 1
        before = {key: times * fact["value"] for key, fact in small[id].items()}
        assert before == pytest.approx({key: fact["value"] for key, fact in large[id].items()})


@cheap_law
@given(ESTIMATES)
def test_an_estimate_passes_the_audit_where_its_use_can_be_computed(estimates):
    facts({"mercury_use": estimates}, ())
    audit = next(each for each in contract.table("mercury_use").audits if "neither the mercury used" in each.what)
    refused = {row[0] for row in WORLD.execute(f"select estimate_code from ({audit.sql})").fetchall()}
    use = dict(WORLD.execute("select estimate_code, use_kg from mercury_balance").fetchall())
    assert all(use[code] is not None for code in use.keys() - refused)


@cheap_law
@given(ESTIMATES)
def test_sql_and_python_say_the_same_of_the_fate_of_mercury(estimates):
    """derived/mercury_balance.sql and methods/balance.py are one formula; in both, unknown stays unknown."""
    facts({"mercury_use": estimates}, ())
    columns = ("gold_kg", "tailings_loss_ratio", "amalgam_ratio", "retort_share", "retort_efficiency")
    rows_read = WORLD.execute(
        f"select practice, {', '.join(columns)}, hg_recovered_kg, hg_emission_air_kg, hg_release_land_water_kg"
        " from mercury_balance"
    ).fetchall()
    for practice, gold, lost, amalgam, share, efficiency, *fate in rows_read:
        if practice == "mercury_free":  # none of it by definition, where nothing else is said
            lost, amalgam = lost or 0.0, amalgam or 0.0
        given_ = [math.nan if v is None else v for v in (gold, lost, amalgam, share, efficiency)]
        ours = balance(*given_)
        theirs = [math.nan if v is None else v for v in fate]
        assert [ours.recovered_kg, ours.air_kg, ours.land_water_kg] == pytest.approx(theirs, nan_ok=True)


@cheap_law
@given(ESTIMATES)
def test_mass_closes(estimates):
    facts({"mercury_use": estimates}, ())
    rows_read = WORLD.execute(
        "select hg_emission_air_kg + hg_release_land_water_kg + hg_recovered_kg,"
        " gold_kg * (amalgam_ratio + tailings_loss_ratio) from mercury_balance"
    ).fetchall()
    for fate, gross in rows_read:
        if fate is not None and gross is not None:
            assert fate == pytest.approx(gross)
