"""A pack is as it was or as it should be, whatever happens while it is written."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
import tiny_pack

from nap.errors import NapError
from nap.pack import contract, store
from nap.pack import publish as build

ROOT = Path(__file__).parents[2]
PLAN = "[plan]\ncode = '{word}'\ncountry = 'Land'\ntitle = 'Plan'\n"
PLACES = [("XX", "Land", 0, None), ("XX-1", "North", 1, "XX"), ("XX-2", "South", 1, "XX")]

# Run in a process of its own, for an audit hook cannot be taken off again. Writes a pack and dies at the n-th touch
# of its files, for every n; dead means that no later touch succeeds either, whatever `finally` tries.
KILLED = """
import json, shutil, sys
from pathlib import Path
sys.path[:0] = {paths!r}
import duckdb
from nap.pack import editions, store
from nap.pack import publish as build
from pack.test_publish import PLAN, content, seen, start, tables

class Killed(BaseException):
    pass

home, watched, left = Path(sys.argv[1]), None, 0

def touch(event, args):
    global left
    steps = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.utime", "open")
    if watched and event in steps and watched in str(args[0]):
        left -= 1
        if left <= 0:
            raise Killed

def write(folder, steps):
    global watched, left
    with duckdb.connect() as con:
        names, left, watched = tables(con, sites=4, word="new"), steps, folder.name
        try:
            build.publish(con, folder, names, plan=PLAN.format(word="new"), audit=False, by="Ada",
                          files={{"rejected/x.csv": "new", "gone.csv": None}})
        except Killed:
            return True
        finally:
            watched = None
    return False

sys.addaudithook(touch)
write(home / "whole", 10**6)
start(home / "before")
was, should = content(home / "before"), content(home / "whole")
was_shown, should_shown = seen(home / "before"), seen(home / "whole")
assert was_shown != should_shown
outcomes = []
for step in range(1, 500):
    folder = home / f"killed-{{step:03}}"
    shutil.copytree(home / "before", folder)
    died = write(folder, step)
    shown = seen(folder)
    if shown not in (was_shown, should_shown):
        outcomes.append(f"another edition published after step {{step}}")
    build.recover(folder)
    now = content(folder)
    is_new = now == should
    at = editions.current(folder)
    if at.name != (should_shown if is_new else was_shown) or store.altered(at.files["plan.toml"].parent, full=True):
        outcomes.append(f"the wrong edition after step {{step}}")
    if {{each.name for each in editions.made(folder)}} - {{was_shown, should_shown}}:
        outcomes.append(f"an edition of a mixture after step {{step}}")
    outcomes.append("was" if now == was else "should" if now == should else f"neither after step {{step}}")
    if (folder / build.STAGING).exists():
        outcomes.append(f"staging left after step {{step}}")
    if not died:
        break
print(json.dumps(outcomes))
"""


def tables(con, sites=2, word="old", **values):
    """Relations for three tables: a place tree, `sites` sites in it, their source."""
    row = {"lon": 1.5, "place_code": "XX-1", "site_name": word, **values}
    con.execute(
        "create or replace table p (place_code varchar, place_name varchar, level integer, parent_code varchar)"
    )
    con.executemany("insert into p values (?, ?, ?, ?)", PLACES)
    con.execute(
        "create or replace table s as select 'S' || (100 - i) as site_code, ? as site_name, ? as place_code,"
        " ? as lon, 2.0 as lat, 'mine' as site_type, 'unknown' as activity_status, false as is_location_sensitive"
        f" from range({sites}) r(i)",
        [row["site_name"], row["place_code"], row["lon"]],
    )
    con.execute(
        f"create or replace table o as select '{word}' source_code, 't' title, 'p' publisher, 2020 as year,"
        " 'none' licence"
    )
    return {"place": "p", "site": "s", "source": "o"}


def publish(folder, **values):
    with duckdb.connect() as con:
        return build.publish(con, folder, tables(con, **values), plan=PLAN.format(word=values.get("word", "old")))


def start(folder):
    """A pack as it was before the writer came, with a file that is to go."""
    publish(folder)
    (folder / "gone.csv").write_text("old", encoding="utf-8")


def content(folder):
    """Every working file, and what was rejected, by name."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
        and not p.relative_to(folder).parts[0].startswith(".")
        and p.relative_to(folder).parts[0] not in (store.EDITIONS, store.POINTER)
    }


def seen(folder):
    """The edition that is published, before anybody recovers anything; each of its files is whole."""
    here, code = store.Store.of(folder)
    pointer = here.pointer(code)
    assert not store.altered(here.fetch(code, pointer.edition), full=True)
    return pointer.edition


def read(folder, table):
    return duckdb.connect().execute(f"from read_parquet('{(folder / table).as_posix()}.parquet')").df()


def test_columns_stand_in_the_order_of_the_promise_and_rows_by_key(tmp_path):
    publish(tmp_path, sites=5)
    site = read(tmp_path, "site")
    assert list(site.columns) == list(contract.table("site").columns)
    assert list(site.site_code) == sorted(site.site_code)
    assert site.deposit_type.isna().all()


def test_the_same_rows_give_the_same_bytes_and_touch_nothing(tmp_path):
    publish(tmp_path / "a", sites=3000)
    publish(tmp_path / "b", sites=3000)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    before = (tmp_path / "a" / "site.parquet").stat().st_mtime_ns
    assert publish(tmp_path / "a", sites=3000) == set()
    assert (tmp_path / "a" / "site.parquet").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"lon": 400}, ["site", "S100", "lon", "400", "180"]),
        ({"place_code": "nowhere"}, ["site", "S100", "place_code", "nowhere"]),
        ({"site_name": " "}, ["site", "S100", "site_name", "empty"]),
        ({"lon": "east"}, ["site", "S100", "lon", "east", "DOUBLE"]),
    ],
)
def test_a_broken_promise_is_named_and_leaves_the_pack_untouched(tmp_path, values, words):
    publish(tmp_path)
    before = content(tmp_path)
    with pytest.raises(NapError) as raised:
        publish(tmp_path, word="new", **values) if "site_name" not in values else publish(tmp_path, **values)
    for word in words:
        assert word in str(raised.value)
    assert content(tmp_path) == before
    assert not (tmp_path / build.STAGING).exists()


def test_a_column_nobody_promised_is_refused(tmp_path):
    with duckdb.connect() as con:
        con.execute("create table s as select 'S' as site_code, 1 as colour")
        with pytest.raises(NapError, match="colour"):
            build.publish(con, tmp_path, {"site": "s"})
        con.execute("create or replace table s as select 'S' as site_code")
        with pytest.raises(NapError, match="site_name"):
            build.publish(con, tmp_path, {"site": "s"})


def test_new_tables_are_audited_against_those_that_stay(tmp_path):
    publish(tmp_path)
    with duckdb.connect() as con:
        con.execute(
            "create table p as select 'YY' as place_code, 'Land' as place_name, 0 as level, null as parent_code"
        )
        with pytest.raises(NapError, match="XX-1"):
            build.publish(con, tmp_path, {"place": "p"})


def test_killed_at_any_step_the_pack_is_as_it_was_or_as_it_should_be(tmp_path):
    code = KILLED.format(paths=[str(ROOT), str(ROOT / "tests")])
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, encoding="utf-8")
    outcomes = json.loads(ran.stdout)
    assert set(outcomes) == {"was", "should"}
    assert outcomes == sorted(outcomes, reverse=True)  # once committed, always committed
    assert len(outcomes) > 20


def test_a_committed_swap_is_found_even_where_nothing_may_be_written(tmp_path):
    publish(tmp_path)
    staging = tmp_path / build.STAGING
    staging.mkdir()
    (staging / "site.parquet").write_bytes(b"new")
    assert build._standing_file(tmp_path, "site.parquet") == tmp_path / "site.parquet"
    (staging / build.JOURNAL).write_text('{"files": ["site.parquet"], "removed": []}', encoding="utf-8")
    assert build._standing_file(tmp_path, "site.parquet") == staging / "site.parquet"


def test_a_reader_does_not_disturb_a_writer_at_work(tmp_path):
    publish(tmp_path)
    seen = []

    def look(_):
        other = threading.Thread(target=build.recover, args=(tmp_path,))
        other.start()
        other.join()
        seen.append((tmp_path / build.STAGING).exists())

    with duckdb.connect() as con:
        build.publish(con, tmp_path, tables(con, word="new"), progress=look)
    assert seen and all(seen)
    assert set(read(tmp_path, "site").site_name) == {"new"}


def test_two_writers_at_once_leave_one_or_the_other(tmp_path):
    errors = []

    def write(word):
        try:
            publish(tmp_path, word=word, sites=500)
        except Exception as error:
            errors.append(error)

    writers = [threading.Thread(target=write, args=(word,)) for word in ("one", "two", "one", "two")]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert not errors
    assert set(read(tmp_path, "site").site_name) == set(read(tmp_path, "source").source_code)


def test_audit_counts_every_bad_row_and_shows_the_first(tmp_path):
    with duckdb.connect() as con:
        tables(con, sites=30, lon=999)
        con.execute(f"create table site ({tiny_pack.ddl('site')})")
        con.execute("insert into site by name from s")
        con.execute(f"create table place ({tiny_pack.ddl('place')})")
        con.execute(f"create table source ({tiny_pack.ddl('source')})")

        def rows(sql):
            return con.execute(sql).df().to_dict("records")

        found = [f for f in build.audit(rows, ["site"], limit=5) if f.audit.column == "lon"]
    assert [(f.count, len(f.rows)) for f in found] == [(30, 5)]
