"""Editions never mix: what one reader sees is one edition, whatever is written meanwhile, and nothing of it is lost."""

import datetime as dt
import errno
import json
import os
import shutil
import threading
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import tiny_pack

import nap
from nap.errors import NapError
from nap.pack import (
    contract,
    duck,
    edition_cache,
    editions,
    indicator,
    open_packs,
    plan_file,
    publish,
    store,
    today,
)
from nap.pack.engine import Engine
from nap.pack.pack import Pack
from nap.reports import tables as export

LEAST = 5  # people in a group that may be shown
GROUP = {
    "sample_code": "a",
    "matrix": "hair",
    "species": "total",
    "basis": "dry",
    "unit": "mg/kg",
    "sampled_on": "2022-05-01",
    "date_precision": "day",
    "place_code": "A",
    "population_group": "miner",
    "value": "2.0",
}
STATES = ("draft", "submitted", "drft", "validated", "published", None)


def seizures(*kilograms: float) -> list[dict]:
    return [
        {"seizure_code": f"Z{i}", "place_code": "A", "seizure_date": "2022-05-01", "hg_kg": str(kg)}
        for i, kg in enumerate(kilograms)
    ]


def write(folder: Path, **given) -> Path:
    return tiny_pack.write(folder, given)


def put(folder: Path, by: str = "Ada", **given) -> set[str]:
    """Publish tables as an import does."""
    with duck.connect() as con:
        for name, rows in given.items():
            tiny_pack.fill(con, name, rows)
        return publish.publish(
            con, folder, {name: name for name in given}, audit=False, by=by, what={"command": "demo"}
        )


def _value(column: contract.Column, i: int) -> str:
    return f"2020-01-{i + 1:02}" if column.type == "DATE" else str(i + (column.min or 0))


def codes(opened: Pack, table: str = "seizure") -> list[str]:
    return [next(iter(row.values())) for row in opened.rows(f"from {table} order by 1")]


@pytest.fixture
def own(tmp_path) -> Path:
    return write(tmp_path / "own", seizure=seizures(1, 2))


def test_an_open_pack_shows_its_own_rows_and_masks_after_another_edition_is_published(tmp_path):
    folder = write(tmp_path / "own", sample=[{**GROUP, "n": "12"}])
    before = Pack.open(folder)
    assert [row["n"] for row in before.rows("select n from sample")] == [12]
    put(folder, sample=[{**GROUP, "n": "12"}, {**GROUP, "sample_code": "b", "n": "2"}])
    for _ in range(2):
        assert [row["n"] for row in before.rows("select n from sample")] == [12]
        assert list(export.whole_table(before, "sample")["n"]) == [12]
        before.close()  # as if others had been opened since: it is opened again, at its own edition
    after = Pack.open(folder)
    assert after.edition != before.edition
    assert codes(after, "held_back") == ["b"] and all(row["n"] >= LEAST for row in after.rows("from sample"))


def test_rows_facts_and_the_file_taken_away_are_of_one_edition(own):
    before = Pack.open(own)
    put(own, seizure=seizures(40))
    assert codes(before) == ["Z0", "Z1"]
    (fact,) = before.rows("from fact where indicator = 'hg_seized_kg' and place_code = 'N'")
    assert fact["value"] == 3 == export.whole_table(before, "seizure")["hg_kg"].sum()
    assert before.edition in str(export.About(before, "seizure", export.Words()).lines())
    (fact,) = Pack.open(own).rows("from fact where indicator = 'hg_seized_kg' and place_code = 'N'")
    assert fact["value"] == 40


@pytest.mark.parametrize("name", [name for name, t in contract.tables().items() if "record_state" in t.columns])
def test_what_nobody_validated_is_in_no_view_and_is_counted(tmp_path, name):
    t = contract.table(name)
    rows = []
    for i, state in enumerate(STATES):
        row = {key: (f"K{i}" if t.columns[key].type == "VARCHAR" else _value(t.columns[key], i)) for key in t.key}
        rows.append({**row, **({"record_state": state} if state else {}), **({"n": "30"} if name == "sample" else {})})
    opened = Pack.open(tiny_pack.write(tmp_path / "own", {name: rows}), derive=False)
    assert len(opened.stated(f"from {name}")) == len(STATES)
    assert {row["record_state"] for row in opened.rows(f"from {name}")} == {"validated", "published", None}
    assert opened.waiting() == {name: 3}
    assert len(export.whole_table(opened, name)) == 3


def test_a_figure_is_made_of_validated_rows_alone(tmp_path):
    rows = seizures(1, 2, 4)
    for row, state in zip(rows, ("draft", "validated", "submitted"), strict=True):
        row["record_state"] = state
    opened = Pack.open(write(tmp_path / "own", seizure=rows))
    (fact,) = opened.rows("from fact where indicator = 'hg_seized_kg' and place_code = 'N'")
    assert fact["value"] == 2


def test_a_search_for_broken_promises_that_fails_can_be_made_again(own, monkeypatch):
    opened, real = Pack.open(own), publish.Failure.shown
    put(own, seizure=seizures(-1))
    opened = Pack.open(own)
    fails = iter([True])

    def shown(self):
        if next(fails, False):
            raise MemoryError
        return real(self)

    monkeypatch.setattr(publish.Failure, "shown", shown)
    with pytest.raises(MemoryError):
        opened.failures()
    found = opened.failures()
    assert "seizure" in {error.values["table"] for error, _ in found}
    kept = edition_cache.EditionCache(own, opened.at.key_of_today)
    assert kept.find("broken_promise")
    con = opened._connection.cursor()
    assert kept.load(con, "broken_promise") and kept.load(con, "broken_promise")  # there already is no damage
    con.execute("create view taken as select 1")
    shutil.copy(kept.find("broken_promise"), kept.find("broken_promise").with_name("taken.parquet"))
    with pytest.raises(duckdb.CatalogException):
        kept.load(con, "taken")
    assert kept.find("taken")


@pytest.mark.parametrize(
    "file",
    [
        "pack/contract.py",
        "pack/publish.py",
        "pack/sql_file.py",
        "pack/small_groups.sql",
        "pack/outlines.parquet",
        "pack/tables/seizure.toml",
        "pack/derived/calendar.sql",
        "methods/units.py",
        "methods/reference/status_rules.toml",
        "language/texts.py",
    ],
)
def test_every_file_that_computes_is_part_of_the_version_of_the_formulas(tmp_path, monkeypatch, file):
    copied = shutil.copytree(Path(nap.__file__).parent, tmp_path / "nap", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(nap, "__file__", str(copied / "__init__.py"))
    before = editions.formulas.__wrapped__()
    assert before == editions.formulas()
    (copied / file).write_bytes((copied / file).read_bytes() + b"\n")
    assert editions.formulas.__wrapped__() != before


def test_what_is_judged_by_the_day_is_kept_for_the_day(own, monkeypatch):
    at = editions.current(own)

    before = at.key, at.key_of_today
    monkeypatch.setattr(today, "now", lambda zone: dt.datetime.now(zone) + dt.timedelta(days=1))
    assert at.key == before[0] and at.key_of_today != before[1]  # the plan names its last day of data


def test_the_day_is_that_of_the_country(tmp_path, monkeypatch):
    monkeypatch.setattr(today, "now", lambda zone: dt.datetime(2026, 11, 29, 20, 0, tzinfo=dt.UTC).astimezone(zone))
    manila = editions.current(tiny_pack.write(tmp_path / "phl", {}, {"timezone": "Asia/Manila"}))
    assert manila.key_of_today.endswith("-2026-11-30")
    assert editions.current(tiny_pack.write(tmp_path / "utc", {})).key_of_today.endswith("-2026-11-29")


def test_a_swap_that_was_committed_is_seen_by_who_has_the_pack_open(own, tmp_path):
    before = Pack.open(own)
    other = write(tmp_path / "other", seizure=seizures(7))
    (own / publish.STAGING).mkdir()
    shutil.copy(other / "seizure.parquet", own / publish.STAGING / "seizure.parquet")
    (own / publish.STAGING / publish.JOURNAL).write_text('{"files": ["seizure.parquet"], "removed": []}')
    after = editions.current(own)
    assert after.name != before.edition
    assert not (own / publish.STAGING).exists()
    assert codes(before) == ["Z0", "Z1"] and codes(Pack.open(own, derive=False)) == ["Z0"]


def test_while_a_writer_is_at_work_the_edition_before_is_shown(own):
    before, seen = editions.current(own), []
    with publish.writing(own):
        shutil.copy(own / "place.parquet", own / "seizure.parquet")  # half a swap

        def look():
            seen.append(editions.current(own))

        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    assert seen == [before]
    assert editions.current(own) != before


def test_the_same_contents_have_the_same_name_on_every_machine(own, tmp_path):
    clone = tmp_path / "clone"
    clone.mkdir()
    for path in [own / "plan.toml", *own.glob("*.parquet")]:
        (clone / path.name).write_bytes(path.read_bytes())
    (clone / "plan.toml").write_bytes((own / "plan.toml").read_bytes().replace(b"\n", b"\r\n"))  # as git may
    assert editions.current(own).name == editions.current(clone).name
    assert len(editions.current(own).name) == 16


def test_a_click_reads_neither_the_plan_nor_a_table_again(own, monkeypatch):
    first = editions.current(own)
    assert first.key
    monkeypatch.setattr(plan_file.tomllib, "loads", lambda _: pytest.fail("the plan was read again"))
    monkeypatch.setattr(store.hashlib, "file_digest", lambda *_: pytest.fail("a table was read again"))
    for _ in range(3):
        again = editions.current(own)
        assert (again, again.key, again.plan) == (first, first.key, first.plan)


def test_few_packs_are_open_at_once_and_share_one_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(open_packs, "OPEN", open_packs.OpenPacks())
    packs = [Pack.open(write(tmp_path / f"p{i}", seizure=seizures(i + 1)), derive=i == 0) for i in range(6)]
    assert sum(each._database is not None for each in packs) == open_packs.MOST_OPEN
    assert packs[0]._database is None
    monkeypatch.setattr(indicator, "load_all", lambda: pytest.fail("computed again"))
    (fact,) = packs[0].rows("from fact where indicator = 'hg_seized_kg' and place_code = 'N'")
    assert fact["value"] == 1
    assert [each.rows("select sum(hg_kg) as kg from seizure")[0]["kg"] for each in packs] == [1, 2, 3, 4, 5, 6]
    assert sum(each._database is not None for each in packs) == open_packs.MOST_OPEN == len(open_packs.OPEN)
    whole, own = (
        duck.connect(memory).execute("select current_setting('memory_limit')").fetchone()[0]
        for memory in (f"{open_packs.MEMORY_PCT}%", open_packs.LIMIT)
    )
    for each in packs:
        assert each.rows("select current_setting('memory_limit') as most")[0]["most"] == own
        with pytest.raises(duckdb.Error, match="locked"):
            each.sql("set memory_limit = '1TB'")
    assert float(own.split()[0]) <= float(whole.split()[0]) / open_packs.MOST_OPEN + 0.1


def test_a_query_that_runs_while_its_pack_is_let_go_ends(own):
    opened = Pack.open(own, derive=False)
    with opened._blamed() as con:
        opened.close()
        assert con.execute("select count(*) from seizure").fetchone() == (2,)


def test_a_program_that_rewrites_a_working_file_in_place_does_not_touch_the_edition(own):
    before = Pack.open(own)
    frame = pd.read_parquet(own / "seizure.parquet")
    with (own / "seizure.parquet").open("r+b") as file:  # the same file, as pandas writes it
        file.truncate()
        frame.head(1).to_parquet(file)
    assert codes(before) == ["Z0", "Z1"]
    assert not store.altered(before.at.files["plan.toml"].parent, full=True)
    assert codes(Pack.open(own, derive=False)) == ["Z0"]


def test_editions_share_the_files_that_did_not_change(own):
    first = editions.current(own)
    put(own, seizure=seizures(5))
    second = editions.current(own)
    assert first.files["place.parquet"].samefile(second.files["place.parquet"])
    assert not first.files["seizure.parquet"].samefile(second.files["seizure.parquet"])
    assert not (own / "place.parquet").samefile(second.files["place.parquet"])


def alter(path: Path, keep_time: bool) -> None:
    stat, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    if keep_time:
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_an_edition_altered_by_hand_is_told_and_its_table_is_not_shown(own):
    at = Pack.open(own).at
    alter(at.files["seizure.parquet"], keep_time=False)
    opened = Pack.open(own)
    assert set(opened.broken) == {"seizure"} and "altered" in str(opened.problems[0])
    assert opened.sql("from seizure").empty and at.name in str(opened.problems[0])
    assert opened.sql("from fact where indicator = 'hg_seized_kg'").empty
    shutil.rmtree(own / store.EDITIONS / at.name)  # as the sentence says
    healed = Pack.open(own)
    assert not healed.problems and codes(healed) == ["Z0", "Z1"]
    assert not healed.sql("from fact where indicator = 'hg_seized_kg'").empty


def test_an_altered_plan_or_manifest_shows_nothing(own):
    at = Pack.open(own, derive=False).at
    alter(at.files["plan.toml"], keep_time=False)
    with pytest.raises(NapError, match="altered"):
        Pack.open(own)
    with pytest.raises(NapError, match="altered"):
        editions.restore(own, at.name)


def test_an_alteration_that_hides_its_time_is_found_by_a_full_check(own):
    at = editions.current(own)
    alter(at.files["seizure.parquet"], keep_time=True)
    assert not editions.problems(at)
    assert [str(each).count("seizure.parquet") for each in editions.verify(own)] == [1]


def test_an_edition_that_was_copied_elsewhere_is_whole_though_its_times_changed(own, tmp_path):
    editions.current(own)
    shutil.copytree(own, tmp_path / "moved", copy_function=shutil.copyfile)
    opened = Pack.open(tmp_path / "moved", derive=False)
    assert not opened.problems and opened.edition == editions.current(own).name


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", ["copyfile", "write_edition", "flush"])
def test_a_full_disk_leaves_the_published_edition_whole(own, monkeypatch, step):
    before, was = editions.current(own), (own / "seizure.parquet").read_bytes()
    monkeypatch.setattr(store.shutil if step == "copyfile" else store, step, full)
    monkeypatch.setattr(publish, "flush", full if step == "flush" else store.flush)
    with pytest.raises(NapError, match="full"):
        put(own, seizure=seizures(9))
    monkeypatch.undo()
    assert (own / "seizure.parquet").read_bytes() == was
    assert editions.current(own) == before and not editions.verify(own)
    assert not (own / publish.STAGING).exists()
    assert put(own, seizure=seizures(9)) == {"seizure.parquet"}


def test_files_changed_by_hand_on_a_full_disk_show_the_edition_before_and_say_so(own, tmp_path, monkeypatch):
    before = editions.current(own)
    write(own, seizure=seizures(9))
    monkeypatch.setattr(editions, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setattr(store, "write_edition", full)
    opened = Pack.open(own, derive=False)
    assert opened.at == before and codes(opened) == ["Z0", "Z1"]
    assert "No space left" in str(opened.problems[0])
    shutil.rmtree(own / store.EDITIONS)
    opened = Pack.open(own, derive=False)  # nothing was published before: the files as they lie there
    assert codes(opened) == ["Z0"] and "No space left" in str(opened.problems[0])


def test_a_folder_that_cannot_be_written_to_has_its_editions_in_the_users_cache(own, tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "user_cache_path", lambda _: tmp_path / "cache")
    (own / publish.LOCK).mkdir()  # neither locked nor written to, whoever runs the test
    (own / store.EDITIONS).write_text("no folder", encoding="utf-8")
    before = Pack.open(own, derive=False)
    assert not before.problems and codes(before) == ["Z0", "Z1"]
    assert before.at.files["plan.toml"].is_relative_to(tmp_path / "cache")
    write(own, seizure=seizures(9))
    assert codes(Pack.open(own, derive=False)) == ["Z0"] and codes(before) == ["Z0", "Z1"]
    assert not (own / store.POINTER).exists()


def test_the_pointer_moves_only_from_where_it_was_thought_to_be(own):
    here, code = store.Store.of(own)
    first = editions.current(own).name
    put(own, seizure=seizures(5))
    second = here.pointer(code)
    with pytest.raises(NapError, match="meanwhile"):
        here.put_pointer(code, store.moved_pointer(None, first, "Ada", {}), first)
    assert here.pointer(code) == second
    here.put_pointer(code, store.moved_pointer(second, first, "Ada", {}), second.edition)
    assert here.pointer(code).edition == first


@pytest.mark.parametrize("text", ["", "{", "[]", '{"edition": 7}', '{"edition": "../../etc", "log": []}'])
def test_a_pointer_that_cannot_be_read_is_made_anew(own, text):
    name = editions.current(own).name
    (own / store.POINTER).write_text(text, encoding="utf-8")
    assert editions.current(own).name == name
    assert json.loads((own / store.POINTER).read_text(encoding="utf-8"))["edition"] == name


def test_going_back_publishes_the_files_of_then_and_the_next_import_builds_on_them(own):
    first = editions.current(own)
    put(own, seizure=seizures(5), mercury_use=[{"estimate_code": "E1", "year": "2020"}])
    write(own, seizure=seizures(6))  # by hand, and nobody has looked yet
    at = editions.restore(own, first.name[:6], by="Bea")
    assert at == first and codes(Pack.open(own, derive=False)) == ["Z0", "Z1"]
    assert not (own / "mercury_use.parquet").exists()
    log = editions.published(own).log
    assert [entry["by"] for entry in log] == ["", "Ada", "", "Bea"]  # what was changed by hand is an edition too
    assert len(editions.made(own)) == 3
    put(own, place=tiny_pack.PLACES[:2])
    assert codes(Pack.open(own, derive=False)) == ["Z0", "Z1"]
    for wrong in ("", "zzzz", "../own"):
        with pytest.raises(NapError, match="no edition"):
            editions.restore(own, wrong)


def test_the_engine_reads_what_is_kept_of_many_packs(tmp_path, monkeypatch):
    folders = [write(tmp_path / name, seizure=seizures(kg)) for name, kg in (("one", 1), ("two", 2))]
    at = [editions.current(folder) for folder in folders]

    def found():
        return {e.code: rows["value"].tolist() for e, rows in Engine().facts(at, "hg_seized_kg", "N")}

    first = found()
    assert first == {"one": [1.0], "two": [2.0]}
    monkeypatch.setattr(Pack, "open", lambda *_, **__: pytest.fail("opened again"))
    assert found() == first


@pytest.mark.parametrize(
    ("line", "section", "words"),
    [
        ("data_untill = 2026-01-01", "[plan]", ["plan.data_untill", "data_until", "timezone"]),
        ("entry_into_forse = 2017-11-12", "[dates]", ["dates.entry_into_forse", "entry_into_force"]),
        ('titel = "x"', "[[strategy]]", ["strategy.1.titel", "annex_c"]),
        ("", "[date]", ["date", "dates", "guidance_value"]),
        ("min_cuont = 5", "[access]", ["access.min_cuont", "min_count"]),
        ('timezone = "Africa/Acra"', "[plan]", ["plan.timezone", "Africa/Accra"]),
        ('timezone = "../../etc/passwd"', "[plan]", ["plan.timezone"]),
    ],
)
def test_a_word_that_plan_toml_does_not_know_is_named_with_those_it_knows(tmp_path, line, section, words):
    base = '[plan]\ncode = "x"\ncountry = "X"\ntitle = "X"\n'
    text = base + f"{line}\n" if section == "[plan]" else base + f"{section}\n{line}\n"
    text = text.replace("[[strategy]]\n", '[[strategy]]\ncode = "S"\n')
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(NapError) as raised:
        plan_file.read(tmp_path)
    assert all(word in str(raised.value) for word in words)
    allowed = base + 'timezone = "Africa/Accra"\n[access]\nexact_coordinates = ["coordinator"]\n'
    (tmp_path / "plan.toml").write_text(allowed, encoding="utf-8")
    assert plan_file.read(tmp_path)["plan"]["timezone"] == "Africa/Accra"


def test_readers_see_one_edition_each_while_others_are_published(tmp_path):
    """Each edition says its number in every row; who meets two numbers, or a small group, has seen a mixture."""
    folder, wrong, seen, done = tmp_path / "own", [], set(), threading.Event()

    def content(turn: int) -> dict:
        group = {**GROUP, "n": str(10 + turn), "value": str(turn)}
        small = {**GROUP, "sample_code": "b", "place_code": "B", "n": str(1 + turn % (LEAST - 1)), "value": str(turn)}
        return {"seizure": seizures(turn), "sample": [group, small]}

    write(folder, **content(1))
    Pack.open(folder)

    def read():
        rounds = 0
        while not done.is_set():
            try:
                if rounds % 2 == 0:  # every other round in the pack that was open, as a page in flight is
                    opened = Pack.open(folder)
                rounds += 1
                numbers = {row["hg_kg"] for row in opened.rows("from seizure")}
                numbers |= {
                    row["value"] for row in opened.rows("from fact where indicator = 'hg_seized_kg' and value > 0")
                }
                taken = export.whole_table(opened, "sample")
                numbers |= {row["n"] - 10 for row in opened.rows("from measurement")} | set(taken["value"])
                numbers |= {n - 10 for n in taken["n"]}
                if len(numbers) != 1 or (taken["n"] < LEAST).any():
                    wrong.append((opened.edition, numbers))
                seen.add(opened.edition)
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for each in readers:
        each.start()
    for turn in range(2, 8):
        time.sleep(0.5)
        put(folder, **content(turn))
    until = time.monotonic() + 120
    while editions.current(folder).name not in seen and not wrong and time.monotonic() < until:
        time.sleep(0.1)
    done.set()
    for each in readers:
        each.join()
    assert not wrong
    assert len(seen) > 1 and editions.current(folder).name in seen


def test_a_pack_that_others_crowd_out_answers_every_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(open_packs, "OPEN", open_packs.OpenPacks(most=1))
    packs = [Pack.open(write(tmp_path / f"p{i}", seizure=seizures(i + 1)), derive=False) for i in range(3)]
    wrong = []

    def read(number: int) -> None:
        for turn in range(6):
            which = (number + turn) % len(packs)
            try:
                if packs[which].rows("select sum(hg_kg) as kg from seizure") != [{"kg": which + 1}]:
                    wrong.append(which)
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    assert not wrong and len(open_packs.OPEN) == 1
