"""Opening packs: what is missing or broken is told, editions change when they should, derived tables are kept."""

import os
import shutil

import duckdb
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from nap.errors import NapError
from nap.methods import site_priority
from nap.pack import contract, edition_cache, editions, indicator, publish, sql_file
from nap.pack.pack import Pack
from nap.topics import query


@pytest.fixture
def own(tmp_path, demo_folder):
    """A copy of the demonstration pack that a test may hurt."""
    shutil.copytree(demo_folder, tmp_path / "own", ignore=shutil.ignore_patterns(".*"))
    return tmp_path / "own"


def write(folder, table, select):
    duckdb.connect().execute(f"copy ({select}) to '{(folder / table).as_posix()}.parquet' (format parquet)")


def test_every_promised_table_is_a_view(demo_folder):
    opened = Pack.open(demo_folder)
    assert not opened.missing
    assert not opened.problems
    for name, table in contract.tables().items():
        assert list(opened.sql(f"from {name} limit 0").columns) == list(table.columns)


def test_a_missing_table_is_empty_and_told(own):
    (own / "sample.parquet").unlink()
    opened = Pack.open(own)
    assert opened.missing == {"sample"}
    assert opened.sql("from sample").empty
    assert opened.sql("from fact where indicator = 'samples_count'").empty


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "cannot be read as Parquet"),
        (b"PAR1 and then nothing", "cannot be read as Parquet"),
    ],
)
def test_a_damaged_file_is_told_and_the_pack_opens(own, body, said):
    (own / "seizure.parquet").write_bytes(body)
    opened = Pack.open(own)
    assert "seizure" in opened.missing
    assert [said in str(problem) and "seizure.parquet" in str(problem) for problem in opened.problems] == [True]


def spoil(path):
    """Break the pages of a Parquet file and leave its footer whole."""
    content = bytearray(path.read_bytes())
    content[4 : len(content) // 2] = bytes(len(content) // 2 - 4)
    path.write_bytes(content)
    assert duckdb.connect().execute(f"describe from read_parquet('{path.as_posix()}')").fetchall()


@pytest.mark.parametrize("table", ["site_visit", "sample", "place", "trade_flow", "activity"])
def test_a_body_that_is_damaged_is_told_by_its_file_and_the_rest_is_shown(own, table):
    spoil(own / f"{table}.parquet")
    opened = Pack.open(own)
    try:
        assert opened.sql(f"from {table}").empty
    except NapError as error:  # nothing derived reads it: found when it is read
        assert f"{table}.parquet" in str(error)
        assert opened.probe()
    assert list(opened.broken) == [table] and opened.missing == {table}
    assert [f"{table}.parquet" in str(problem) for problem in opened.problems] == [True]
    assert opened.rows("select count(*) as n from fact")[0]["n"] > 50
    assert opened.sql(f"from {table}").empty
    assert {*Pack.open(own).broken} <= {table}  # nothing that was computed without it is taken for the whole


def test_a_pack_stands_in_a_folder_of_any_name(own, tmp_path):
    for name in ("O'Neil [1]", "site_type=none", "a b#c%d é*" if os.name != "nt" else "é"):
        folder = own.rename(tmp_path / name)
        opened = Pack.open(folder)
        assert not opened.problems
        assert opened.rows("select count(*) as n from site where site_type <> 'none'")[0]["n"] > 100
        shutil.rmtree(folder / edition_cache.KEPT_FOLDER)
        own = folder


def test_broken_promises_are_found_once_and_kept(own, monkeypatch):
    assert Pack.open(own).failures() == []
    write(own, "milestone", "select 'T01' as target_code, 2500::bigint as year, 17 as value")
    first = Pack.open(own).failures()
    said = " ".join(str(error) for error, _ in first)
    assert "2500" in said and all(count > 0 for _, count in first)
    assert "milestone" in {error.values["table"] for error, _ in first}
    monkeypatch.setattr(publish, "audit", lambda *_, **__: pytest.fail("audited again"))
    assert [(str(e), n) for e, n in Pack.open(own).failures()] == [(str(e), n) for e, n in first]


def test_a_damaged_body_does_not_stop_the_search_for_broken_promises(own):
    spoil(own / "trade_flow.parquet")
    opened = Pack.open(own)
    opened.failures()
    assert set(opened.broken) == {"trade_flow"}


@pytest.mark.parametrize(
    "line", ["cell_km = 0", "cell_km = -1", "min_count = 'five'", "cell_km = true", "cell_km = inf", "min_cuont = 5"]
)
def test_a_plan_that_says_nobody_knows_what_of_exact_places_is_told(own, line):
    text = (own / "plan.toml").read_text(encoding="utf-8")
    name = line.split(" ")[0]
    kept = [each for each in text.splitlines() if not each.startswith(f"{name} =")]
    (own / "plan.toml").write_text("\n".join(kept).replace("[access]", f"[access]\n{line}"), encoding="utf-8")
    with pytest.raises(NapError, match=name) as raised:
        Pack.open(own)
    assert "[access]" in str(raised.value)


def test_a_file_cut_short_is_told(own):
    whole = (own / "sample.parquet").read_bytes()
    (own / "sample.parquet").write_bytes(whole[: len(whole) // 2])
    assert "sample" in Pack.open(own).missing


@pytest.mark.parametrize(
    ("select", "column"),
    [
        ("select 1 as x", "consent_code"),
        (
            "select 'C1' as consent_code, 'A' as form, 'XAA' as exporter_iso3, 'XSM' as importer_iso3,"
            " 'x' as allowed_use, 'much' as net_kg, 'valid' as status",
            "net_kg",
        ),
    ],
)
def test_a_wrong_schema_is_told_by_its_column(own, select, column):
    write(own, "consent", select)
    opened = Pack.open(own)
    assert "consent" in opened.missing
    assert column in str(opened.problems[0])


def test_columns_nobody_promised_never_surface(own):
    con = duckdb.connect()
    con.execute(f"create table site as select *, 'FARDC' as armed_group1 from '{(own / 'site.parquet').as_posix()}'")
    con.execute(f"copy site to '{(own / 'site.parquet').as_posix()}' (format parquet)")
    assert "armed_group1" not in Pack.open(own).sql("from site limit 1").columns


def test_whole_numbers_and_timestamps_are_read_where_numbers_and_days_are_promised(own):
    write(own, "milestone", "select 'T01' as target_code, 2025::bigint as year, 17 as value")
    opened = Pack.open(own)
    assert opened.rows("select value from milestone") == [{"value": 17.0}]


def test_no_plan_broken_plan_incomplete_plan(tmp_path):
    with pytest.raises(NapError, match=r"plan\.toml"):
        Pack.open(tmp_path)
    for text in ("[plan\n", "\x00\x01", "[plan]\ncode = 'x'\n"):
        (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
        with pytest.raises(NapError, match=r"plan\.toml"):
            Pack.open(tmp_path)


def test_the_edition_changes_with_any_contents_and_with_nothing_else(own):
    before = editions.current(own).name
    Pack.open(own)
    os.utime(own / "site.parquet", ns=(1, 1))
    assert editions.current(own).name == before
    write(own, "milestone", "select 'T01' as target_code, 2025 as year, 17 as value")
    changed = editions.current(own).name
    assert changed != before
    (own / "site.parquet").unlink()
    assert editions.current(own).name not in (before, changed)


def test_facts_are_computed_once_per_edition_and_older_ones_go(own, monkeypatch):
    first = Pack.open(own).sql("from fact")
    home = own / edition_cache.KEPT_FOLDER
    assert [path.name for path in home.iterdir()] == [editions.current(own).key]
    monkeypatch.setattr(indicator, "load_all", lambda: pytest.fail("computed again"))
    assert Pack.open(own).sql("from fact").equals(first)
    monkeypatch.undo()
    keys = [editions.current(own).key]
    for turn in range(1, edition_cache.KEPT_KEYS + 2):
        for age, key in enumerate(keys, 1):
            if (home / key).exists():
                os.utime(home / key, ns=(age, age))
        write(own, "milestone", f"select 'T01' as target_code, 2025 as year, {turn} as value")
        Pack.open(own)
        keys.append(editions.current(own).key)
        assert {folder.name for folder in home.iterdir()} == set(keys[-edition_cache.KEPT_KEYS :])


def test_what_is_kept_of_a_read_only_pack_is_the_users_own(own, tmp_path, monkeypatch):
    monkeypatch.setattr(edition_cache, "user_cache_path", lambda _: tmp_path / "cache")
    (own / edition_cache.KEPT_FOLDER).write_text("no folder", encoding="utf-8")
    first = Pack.open(own).sql("from fact")
    (home,) = (tmp_path / "cache").iterdir()
    assert os.name == "nt" or home.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(indicator, "load_all", lambda: pytest.fail("computed again"))
    assert Pack.open(own).sql("from fact").equals(first)


def test_a_damaged_kept_file_is_made_again(own):
    first = Pack.open(own).sql("from fact")
    for kept in (own / edition_cache.KEPT_FOLDER).rglob("*.parquet"):
        kept.write_bytes(b"rubbish")
    assert_frame_equal(Pack.open(own).sql("from fact"), first)  # sums of two threads differ in the last bits


def test_a_broken_indicator_is_told_and_the_others_are_computed(own, tmp_path, monkeypatch):
    folder = tmp_path / "indicators"
    shutil.copytree(indicator.FOLDER, folder)
    (folder / "no_head.sql").write_text("select 1", encoding="utf-8")
    (folder / "misspelt.sql").write_text(
        '/*\ntitle="x"\nunit="t"\nbeter="lower"\nabout="x"\n*/ select 1', encoding="utf-8"
    )
    (folder / "wrong_sql.sql").write_text(
        '/*\ntitle="x"\nunit="t"\nbetter="lower"\nabout="x"\n*/ select nonsense', encoding="utf-8"
    )
    monkeypatch.setattr(indicator, "FOLDER", folder)
    opened = Pack.open(own)
    said = " ".join(map(str, opened.problems))
    for wrong in ("no_head.sql", "beter", "wrong_sql"):
        assert wrong in said
    assert opened.rows("select count(distinct indicator) as n from fact")[0]["n"] > 20


def test_parameters_are_bound_never_pasted(demo_folder):
    opened = Pack.open(demo_folder)
    hostile = "x' or 1=1; drop view site; --"
    assert opened.sql("from place where place_code = $place", place=hostile).empty
    assert not opened.sql("from site").empty
    with pytest.raises(duckdb.Error):
        opened.sql("from place where place_code = $place")
    with pytest.raises(duckdb.Error):
        opened.sql("from place", place="x")


@pytest.mark.parametrize("path", sorted(query.FOLDER.glob("*.sql")), ids=lambda p: p.stem)
def test_every_query_has_a_head_that_names_promised_tables(path):
    found = query.get(path.stem)
    assert found.head.about.endswith(".")
    assert set(found.head.tables) <= set(contract.tables())


def test_an_unknown_query_indicator_or_table_is_told():
    for wrong in (lambda: query.get("nope"), lambda: indicator.get("nope"), lambda: contract.table("nope")):
        with pytest.raises(NapError, match="nope"):
            wrong()


def test_parameters_in_comments_and_casts_do_not_count(tmp_path):
    path = tmp_path / "q.sql"
    path.write_text('/*\nabout = "x."\n*/\nselect $place::varchar -- $year\n/* $other */', encoding="utf-8")
    assert sql_file.SqlFile.read(path, query.Head).parameters == {"place"}


@pytest.mark.parametrize(
    "line",
    ['period_end = "soon"', "data_until = 2026", "fictional = 1", "iso3 = 7", "country = []", "baseline_year = true"],
)
def test_a_plan_that_says_something_impossible_is_told(own, line):
    name = line.split(" ")[0]
    text = (own / "plan.toml").read_text(encoding="utf-8")
    kept = [each for each in text.splitlines() if not each.startswith(f"{name} =")]
    (own / "plan.toml").write_text("\n".join(kept).replace("[plan]", f"[plan]\n{line}"), encoding="utf-8")
    with pytest.raises(NapError, match=name):
        Pack.open(own)


def test_a_pack_that_changes_while_it_is_read_is_shown_as_it_was(own, monkeypatch):
    real = Pack._load_tables

    def load(self, con):
        (own / "sample.parquet").unlink(missing_ok=True)
        real(self, con)

    before = editions.current(own)
    monkeypatch.setattr(Pack, "_load_tables", load)
    opened = Pack.open(own)
    assert opened.edition == before.name and not opened.missing
    assert opened.rows("select count(*) as n from sample")[0]["n"] > 100
    assert Pack.open(own).missing == {"sample"}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("milestone", "2147483647 as year"),
        ("target", "'nan'::double as baseline_value"),
        ("site", "1e308 as lon, 'inf'::double as lat"),
        ("site_visit", "'infinity'::date as visit_date"),
        ("formalization_step", "'5877642-06-25'::date as expiry_date"),
        ("activity", "[null, 'a'] as annex_c"),
        ("sample", "null::integer as n"),
        ("organisation", "-2147483648 as members_f"),
    ],
)
def test_values_outside_their_promise_are_unknown_and_told(own, table, change):
    path = (own / f"{table}.parquet").as_posix()
    con = duckdb.connect()
    con.execute(f"create table t as select * replace ({change}) from '{path}'")
    con.execute(f"copy t to '{path}' (format parquet)")
    opened = Pack.open(own)
    assert not opened.sql("from fact").empty
    assert isinstance(opened.sql(f"from {table}"), pd.DataFrame)
    assert table in {failure.values["table"] for failure, _ in opened.failures()}


def test_a_table_whose_function_fails_is_empty_and_told(own, monkeypatch):
    def break_down(rows, plan):
        if len(rows):
            raise ValueError("operands could not be broadcast together")
        return computed(rows, plan)

    computed = site_priority.table
    whole = Pack.open(own, derive=True).sql("from site_priority limit 0")
    shutil.rmtree(own / edition_cache.KEPT_FOLDER)
    monkeypatch.setattr(site_priority, "table", break_down)
    opened = Pack.open(own)
    assert ["site_priority" in str(problem) and "broadcast" in str(problem) for problem in opened.problems] == [True]
    found = opened.sql("from site_priority")
    assert found.empty
    assert list(found.columns) == list(whole.columns)
    assert opened.sql("from fact where indicator = 'priority_sites_count'").empty
    assert not opened.sql("from fact where indicator = 'contaminated_sites_count'").empty

    monkeypatch.setattr(site_priority, "table", computed)
    healed = Pack.open(own)  # neither the empty table nor the facts without it were kept
    assert not healed.problems
    assert not healed.sql("from fact where indicator = 'priority_sites_count'").empty
