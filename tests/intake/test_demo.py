"""The demonstration pack: the same bytes every time, promises kept, and a story that holds together."""

import re
import tomllib
from itertools import pairwise

import duckdb
import pytest
import shapely

from nap.errors import NapError
from nap.intake import demo
from nap.pack import contract
from nap.pack.pack import Pack

LAST_DAY = "2026-10-31"
SITES = 60  # enough to fill every table, few enough to be quick


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder)
    return Pack.open(folder)


def bytes_of(folder):
    tables = {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}
    return {**tables, "plan.toml": (folder / "plan.toml").read_text(encoding="utf-8").encode()}


def one(pack, sql, **params):
    return next(iter(pack.rows(sql, **params)[0].values()))


def fact(pack, indicator, year, place="XSM", method_series=None, series=None):
    """The value of an indicator, which must be there exactly once."""
    rows = pack.rows(
        "select value, low, high from fact where indicator = $indicator and place_code = $place and year = $year"
        " and method_series is not distinct from $method_series and series is not distinct from $series",
        indicator=indicator,
        place=place,
        year=year,
        method_series=method_series,
        series=series,
    )
    assert len(rows) == 1, (indicator, year, rows)
    return rows[0]


def path_value(pack, target_code, year):
    """What a target plans for a year: between its baseline, milestones and end in straight lines."""
    points = pack.rows(
        "select baseline_year as year, baseline_value as value from target where target_code = $code"
        " union select target_year, target_value from target where target_code = $code"
        " union select year, value from milestone where target_code = $code order by year",
        code=target_code,
    )
    for before, after in pairwise(points):
        if before["year"] <= year <= after["year"]:
            share = (year - before["year"]) / (after["year"] - before["year"])
            return before["value"] + share * (after["value"] - before["value"])
    raise AssertionError((target_code, year))


def test_same_seed_same_bytes_another_seed_others(tmp_path):
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        demo.write(tmp_path / name, sites=SITES, seed=seed)
    first, again, other = (bytes_of(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first.keys() == other.keys()
    drawn = {
        "site.parquet",
        "site_visit.parquet",
        "mercury_use.parquet",
        "sample.parquet",
        "budget_line.parquet",
    }
    assert all(first[name] != other[name] for name in drawn)
    assert first["place.parquet"] == other["place.parquet"], "the map is the same for every seed"


def test_the_pack_that_ships_is_the_one_written_today(pack):
    shipped = bytes_of(demo.HOME)
    assert shipped == bytes_of(pack.folder), "run `python -m nap demo data/demo`"
    assert sum(map(len, shipped.values())) < 3_000_000


@pytest.mark.parametrize("sites", [20, SITES])
def test_every_table_is_filled_and_keeps_its_promise_at_any_size(tmp_path, sites):
    demo.write(tmp_path, sites=sites, seed=7)  # publish refuses a broken promise
    small = Pack.open(tmp_path)
    assert not small.missing
    assert not small.problems
    for name in contract.tables():
        assert one(small, f"select count(*) from {name}") > 0, name
    assert one(small, "select count(*) from site") == sites


def test_every_promised_column_says_something(pack):
    for table in contract.tables().values():
        for column in table.columns:
            if (table.name, column) in {
                ("target", "series"),
                ("mercury_use", "site_code"),
                ("source", "url"),
                ("place", "ended_year"),
            }:
                continue  # no target by series, no site accounts in a small pack, nothing to read, no divided region
            assert one(pack, f'select count("{column}") from {table.name}') > 0, (table.name, column)


def test_sizes(pack):
    count = {name: pack.stated(f"select count(*) as n from {name}")[0]["n"] for name in contract.tables()}
    assert count["site"] == 1200
    assert count["site_visit"] == 6000
    assert count["sample"] == 4000
    assert count["organisation"] == 300
    waiting = pack.waiting()  # some rows of most tables, and few of any
    assert len(waiting) > 5 and all(rows < 0.05 * count[name] + 2 for name, rows in waiting.items())
    held_back = one(pack, "select count(*) from held_back")  # small groups of people are hidden
    assert one(pack, "select count(*) from sample") + held_back + waiting["sample"] == 4000
    assert count["contaminated_site"] == 80
    assert count["activity"] == 90
    assert one(pack, "select min(year(visit_date)) from site_visit") == 2015


def test_a_load_pack_has_accounts_of_sites_in_a_series_of_their_own():
    size = demo.Size.of(100_000)
    assert (size.visits, size.samples, size.has_site_accounts) == (1_000_000, 1_000_000, True)
    from nap.intake.demo import country, mercury, sites

    land = country.build()
    found, _ = sites.sites(1, 500, land)
    columns = mercury.site_accounts(1, found, land)
    assert len(columns["year"]) == 500 * 20  # 2,000,000 for 100,000 sites
    assert set(columns["method_series"].to_pylist()).isdisjoint({mercury.SERIES, mercury.OLD_SERIES})
    assert set(columns["place_code"].to_pylist()) <= set(land.district_codes)


def test_nothing_is_later_than_the_last_day(pack):
    assert str(pack.plan["plan"]["data_until"]) == LAST_DAY
    for table, column in (
        ("site_visit", "visit_date"),
        ("sample", "sampled_on"),
        ("formalization_step", "step_date"),
        ("contaminated_site", "stage_date"),
        ("seizure", "seizure_date"),
        ("mercury_stock", "disposed_on"),
        ("activity", "actual_start"),
        ("activity", "actual_end"),
        ("source", "accessed"),
    ):
        assert str(one(pack, f"select max({column})::varchar from {table}")) <= LAST_DAY, (table, column)
    took_part = "coalesce(participants_f, participants_m, participants_unknown, certificates) is not null"
    assert str(one(pack, f"select max(end_date)::varchar from event where {took_part}")) <= LAST_DAY
    assert one(pack, "select count(*) from event where start_date > $day", day=LAST_DAY) > 5, "planned next"


def test_plan_is_fictional_and_covers_annex_c_in_both_languages(pack):
    plan = pack.plan
    assert plan["plan"]["fictional"] is True
    assert {letter for row in plan["strategy"] for letter in row["annex_c"]} == {*"abcdefghijk", "C2"}
    assert 12 <= len(plan["strategy"]) <= 14
    assert all(row["title"].keys() == {"en", "fr"} for row in plan["strategy"])
    assert all("fictional" in row["publisher"] for row in pack.rows("select publisher from source"))
    for title, fr in ((r["title_en"], r["title_fr"]) for r in pack.rows("from source")):
        assert "(fictional)" in title and "(fictif)" in fr
    with (pack.folder / "plan.toml").open("rb") as file:
        assert tomllib.load(file)["access"]["min_count"] == 5


def test_outlines_fit_together_and_lie_in_the_sea(pack):
    shape = {r["place_code"]: (r["level"], shapely.from_wkb(bytes(r["geometry"]))) for r in pack.rows("from place")}
    nation = shape["XSM"][1]
    regions = [polygon for level, polygon in shape.values() if level == 1]
    assert len(regions) == 13
    assert all(polygon.is_valid and polygon.geom_type == "Polygon" for _, polygon in shape.values())
    assert shapely.union_all(regions).equals(nation)
    assert sum(r.area for r in regions) == pytest.approx(nation.area), "regions must not overlap"
    west, south, east, north = nation.bounds
    assert west > -2.2 and east < 4.2 and south > -5 and north < 0
    assert nation.area < 0.9 * shapely.convex_hull(nation).area, "a coast, not an egg"


def test_sites_lie_in_their_district(pack):
    rows = pack.rows("select lon, lat, geometry from site join place using (place_code) where lon is not null")
    assert all(shapely.contains_xy(shapely.from_wkb(bytes(r["geometry"])), r["lon"], r["lat"]) for r in rows)
    assert one(pack, "select count(distinct left(place_code, 6)) from site") == 13
    assert one(pack, "select count(*) from site where lon is null") > 0
    assert one(pack, "select count(*) from site where is_location_sensitive") > 0


def test_mercury_use_can_be_computed_again_from_each_row(pack):
    worst = one(
        pack,
        "select max(abs(hg_use_kg - gold_kg * (tailings_loss_ratio + amalgam_ratio"
        " * (1 - coalesce(retort_share * retort_efficiency, 0))))) from mercury_use",
    )
    assert worst < 0.06  # stored to 0.1 kg


def test_mercury_use_fell_while_the_ranges_of_the_two_years_overlap(pack):
    old = fact(pack, "hg_use_t", 2019, method_series="2017_ratio_literature")
    then = fact(pack, "hg_use_t", 2019, method_series="2019_survey")
    now = fact(pack, "hg_use_t", 2025, method_series="2019_survey")
    assert old["value"] == pytest.approx(11.5, abs=0.02)
    assert then["value"] == pytest.approx(24.1, abs=0.02)
    assert now["value"] == pytest.approx(18.3, abs=0.02)
    assert then["low"] < now["high"], "the ranges of the two years overlap"
    assert now["value"] > path_value(pack, "T01-2", 2025) == 17.0
    assert now["low"] < 17.0 < now["high"]
    versions = pack.rows("select * from target where indicator = 'hg_use_t' order by version")
    assert versions[1]["supersedes"] == versions[0]["target_code"]
    for version, found in zip(versions, (old, then), strict=True):
        assert version["baseline_value"] == pytest.approx(found["value"], abs=0.05)
        assert version["baseline_low"] == pytest.approx(found["low"], abs=0.1)
        assert version["baseline_high"] == pytest.approx(found["high"], abs=0.1)


def test_regions_move_at_their_own_pace(pack):
    def change(place):
        now, then = (fact(pack, "hg_use_t", y, place, "2019_survey")["value"] for y in (2025, 2019))
        return now / then - 1

    assert change("XSM-01") < -0.4
    assert change("XSM-11") > 0
    shares = pack.rows(
        "select year, sum(gold_kg) filter (practice = 'whole_ore') / sum(gold_kg) as share from mercury_use"
        " where method_series = '2019_survey' group by year order by year"
    )
    assert [r["share"] for r in shares] == sorted((r["share"] for r in shares), reverse=True)


def test_worst_practices_decline_at_different_speeds(pack):
    def share(practice, year):
        return fact(pack, f"{practice}_sites_pct", year)["value"]

    assert share("whole_ore", 2026) < path_value(pack, "T02", 2026), "on track"
    assert share("open_burning", 2026) > path_value(pack, "T03", 2026) + 5, "late"
    assert share("residential_burning", 2019) > 10
    assert 0 < share("residential_burning", 2025) < 3, "nearly gone, not quite"
    assert share("cyanide_on_mercury_tailings", 2026) > 1.5 * share("cyanide_on_mercury_tailings", 2019)
    assert share("retort", 2025) > 2.5 * share("retort", 2019)


def test_a_baseline_is_what_the_indicator_says_of_that_year(pack):
    for target in pack.rows("from target where indicator like '%_sites_pct'"):
        found = fact(pack, target["indicator"], target["baseline_year"], target["place_code"])
        assert target["baseline_value"] == pytest.approx(found["value"], abs=0.051), target["target_code"]


def test_not_asked_is_blank_and_frequent_before_2018(pack):
    rows = pack.rows(
        "select year(visit_date) as y, avg((uses_mercury is null)::int) as blank from site_visit group by y"
    )
    blank = {row["y"]: row["blank"] for row in rows}
    assert blank[2015] > 0.8
    assert blank[2019] < 0.15
    stale = one(
        pack,
        "select avg((day < date '2022-01-01')::int)"
        " from (select max(visit_date) as day from site_visit group by site_code)",
    )
    assert 0.1 < stale < 0.4, "some sites have not been visited for years"
    assert one(pack, "select count(distinct date_precision) from site_visit") == 3
    assert one(pack, "select count(*) from site_visit where not is_onsite") > 100


def test_organisations_climb_and_drop_out(pack):
    ladder = list(contract.table("formalization_step").columns["step"].codes)
    steps = pack.stated("select step, count(*) as n from formalization_step group by step")
    count = {row["step"]: row["n"] for row in steps}
    assert [count[step] for step in ladder] == sorted(count.values(), reverse=True)
    assert count["identified"] == 300
    assert fact(pack, "licences_valid_count", 2019)["value"] == 0
    assert fact(pack, "licences_valid_count", 2026)["value"] >= path_value(pack, "T07", 2026), "on track"
    assert fact(pack, "licences_expired_count", 2026)["value"] > 5
    soon = "select count(*) from formalization_step where step = 'licence_issued' and expiry_date between $a and $b"
    assert one(pack, soon, a=LAST_DAY, b="2027-10-31") > 5
    assert fact(pack, "formal_miners_pct", 2026)["value"] < path_value(pack, "T08", 2026), "late"


def test_people_are_only_ever_counted(pack):
    human = "matrix in ('urine', 'hair', 'blood', 'breast_milk')"
    assert one(pack, f"select min(n) from sample where {human}") >= 10
    assert one(pack, f"select count(*) from sample where {human} and population_group is null") == 0
    assert one(pack, f"select count(*) from sample where {human} and lon is not null") == 0
    assert one(pack, "select count(*) from sample where not (share_above between 0 and 1)") == 0
    assert one(pack, "select count(*) from organisation where kind = 'individual' and members_m is not null") == 0


def test_below_the_limit_of_detection_the_value_is_blank(pack):
    assert one(pack, "select count(*) from sample where is_below_lod and value is not null") == 0
    assert one(pack, "select count(*) from sample where is_below_lod") > 200
    assert one(pack, "select count(distinct matrix) from sample") == 10
    assert one(pack, "select count(distinct stage) from contaminated_site") == 10


def test_activities_agree_with_their_dates(pack):
    rows = pack.rows("from activity")
    assert {letter for row in rows for letter in row["annex_c"]} == {*"abcdefghijk", "C2"}
    assert {row["status"] for row in rows} - {None} == set(contract.table("activity").columns["status"].codes)
    assert len({row["title_en"] for row in rows}) == len({row["title_fr"] for row in rows}) == 90
    for row in rows:
        assert not re.search(r"[{}]", row["title_en"] + row["title_fr"])
        late = str(row["planned_start"]) > LAST_DAY
        assert (row["status"] == "not_due") == late, row
        assert row["status"] != "ongoing" or str(row["planned_end"]) > LAST_DAY, row
    assert fact(pack, "activities_completed_pct", 2026)["value"] < path_value(pack, "T11", 2026) - 10, "late"


def test_what_rests_on_an_activity_comes_after_it(pack):
    ended = {r["title_en"]: r["actual_end"] for r in pack.rows("from activity where status = 'completed'")}
    licence = ended["Write a simple small-scale licence into the mining code"]
    assert licence <= one(pack, "select min(step_date) from formalization_step where step = 'licence_issued'")
    revised = ended["Revise the baseline and the target after the field survey"]
    assert revised <= one(pack, "select valid_from from target where target_code = 'T01-2'")
    assert ended["Carry out the national field survey of mercury use"] < revised


def test_budget_knows_nothing_from_zero(pack):
    assert one(pack, "select count(*) from budget_line where planned = 0") >= 5
    assert one(pack, "select count(*) from budget_line where planned is null") >= 5
    assert one(pack, "select count(distinct currency) from budget_line") == 2
    assert one(pack, "select count(distinct funding) from budget_line") == 5
    bad = "spent > disbursed or disbursed > committed or committed > planned"
    assert one(pack, f"select count(*) from budget_line where {bad}") == 0
    assert 20 < fact(pack, "budget_execution_pct", 2026)["value"] < 80


def test_trade_names_no_real_country_and_the_books_disagree(pack):
    used = pack.rows(
        "select reporter_iso3 as iso3 from trade_flow union select partner_iso3 from trade_flow"
        " union select exporter_iso3 from consent union select importer_iso3 from consent"
        " union select origin_iso3 from seizure union select destination_iso3 from seizure"
    )
    assert all(row["iso3"] is None or re.fullmatch("X[A-Z]{2}", row["iso3"]) for row in used)  # user-assigned
    book = {
        row["reported_by"]: row["kg"]
        for row in pack.rows(
            "select reported_by, sum(net_kg) as kg from trade_flow"
            " where year between 2021 and 2025 and hs_code = '280540'"
            " and (direction = 'import' or reported_by = 'mirror') group by reported_by"
        )
    }
    assert book["mirror"] > 3 * book["own"]
    used_kg = 1000 * fact(pack, "hg_use_t", 2025, method_series="2019_survey")["value"]
    assert fact(pack, "hg_import_kg", 2025)["value"] < used_kg / 5


def test_two_projects_claim_the_same_site_and_year(pack):
    overlap = (
        "select site_code, year from reduction_claim where site_code is not null"
        " group by all having count(distinct project) > 1"
    )
    assert len(pack.rows(overlap)) >= 1


def test_progress_is_told_and_ends_at_one(tmp_path):
    told = []
    demo.write(tmp_path, sites=SITES, progress=lambda what, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert max(told[:-1]) <= 1.0


def test_too_few_sites_is_said_in_words(tmp_path):
    with pytest.raises(demo.NapError) as error:
        demo.write(tmp_path, sites=0)
    assert "20" in error.value.fix.format(**error.value.values)


def test_pack_reads_without_nap(pack):
    """A pack is plain Parquet: DuckDB alone opens it."""
    path = (pack.folder / "site_visit.parquet").as_posix()
    assert duckdb.connect().execute(f"select count(*) from '{path}'").fetchone() == (6000,)


def test_a_real_plan_is_never_replaced_by_the_demonstration(tmp_path):
    plan = '[plan]\ncode = "rea"\ncountry = "Realia"\ntitle = "Plan"\nfictional = false\n'
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    with pytest.raises(NapError, match="real country"):
        demo.write(tmp_path, sites=20)
    assert (tmp_path / "plan.toml").read_text(encoding="utf-8") == plan
