"""An import loses nothing: read = accepted + rejected, whatever the file looks like."""

import csv
import datetime as dt
import io
import random
import tempfile
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import duckdb
import openpyxl
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from nap.errors import NapError
from nap.intake import importing
from nap.intake.file_rows import MAX_LINE
from nap.intake.sheet import Sheet, date_sql, number_sql
from nap.language.texts import Words
from nap.pack import duck, publish

NEW = {"country": "Landia", "iso3": "LAN"}
HEAD = "site_code,site_name,place_code,lon,lat,site_type,activity_status,is_location_sensitive\n"


def site(code="S1", name="Alpha", place="LAN", lon="1.5", lat="2.5"):
    return f"{code},{name},{place},{lon},{lat},mine,active,no\n"


def put(folder, content, name="sites.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def load(tmp_path, content, name="sites.csv", pack="pack", **settings):
    return importing.run("table", put(tmp_path, content, name), tmp_path / pack, {"table": "site", **NEW, **settings})


def rows(tmp_path, table="site", pack="pack"):
    path = tmp_path / pack / f"{table}.parquet"
    return duckdb.connect().execute(f"from {duck.parquet(path)}").df().to_dict("records")


def rejected(outcome):
    with open(outcome.rejected_file, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        return list(csv.DictReader(file))


def sheet_of(tmp_path, content, name="f.csv", **settings):
    return Sheet(duckdb.connect(), put(tmp_path, content, name), settings)


def values(sheet, sql):
    return [row[0] for row in sheet.con.execute(f"select {sql} from source_row order by _line").fetchall()]


# -- nothing is lost ----------------------------------------------------------------------------------------------


def test_bad_lines_are_rejected_with_line_column_value_and_reason(tmp_path):
    text = HEAD + site("S1") + site("S2", lon="999") + site("S3", place="XX") + site("S4", lat="abc") + site("", "none")
    outcome = load(tmp_path, text)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (5, 1, 4)
    assert [r["site_code"] for r in rows(tmp_path)] == ["S1"]
    told = {int(r["line"]): r for r in rejected(outcome)}
    assert list(told) == [3, 4, 5, 6]
    assert (told[3]["column"], told[3]["value"]) == ("lon", "999.0") and "180" in told[3]["reason"]
    assert told[4]["value"] == "XX" and "place" in told[4]["reason"]
    assert told[5]["value"] == "abc" and "no number" in told[5]["reason"]
    assert told[6]["column"] == "site_code"
    assert told[3]["site_name"] == "Alpha" and told[3]["site_code"] == "S2"


def test_line_numbers_count_the_lines_of_the_file_even_inside_quotes(tmp_path):
    text = HEAD + site("S1", '"two\nlines"') + "\n" + site("S2", lon="999")
    outcome = load(tmp_path, text)
    assert [r["line"] for r in rejected(outcome)] == ["5"]
    assert rows(tmp_path)[0]["site_name"] == "two\nlines"


def test_lines_with_another_number_of_cells_are_rejected_with_every_cell(tmp_path):
    outcome = load(
        tmp_path, HEAD + site("S1") + "S2,too,few\n" + site("S3").strip() + ",too,many\n" + site("S4").strip() + ",,\n"
    )
    assert (outcome.read, outcome.rejected) == (4, 2)
    with open(outcome.rejected_file, encoding="utf-8-sig") as file:  # noqa: PTH123
        text = file.read()
    assert "S2,too,few" in text and "too,many" in text
    assert {r["site_code"] for r in rows(tmp_path)} == {"S1", "S4"}


def test_two_lines_with_one_key_are_both_rejected_and_a_repeated_line_is_kept_once(tmp_path):
    outcome = load(tmp_path, HEAD + site("S1") + site("S1", "Other") + site("S2") + site("S2") + site("S2"))
    assert (outcome.read, outcome.accepted, outcome.rejected, outcome.repeated) == (5, 3, 2, 2)
    assert [r["site_code"] for r in rows(tmp_path)] == ["S2"]
    assert outcome.written["site"] == 1


def test_importing_twice_changes_no_byte(tmp_path):
    def content():
        return {p: p.read_bytes() for p in (tmp_path / "pack").rglob("*") if p.is_file()}

    text = HEAD + site("S1") + site("S2", lon="999")
    first = load(tmp_path, text)
    before = content()
    second = load(tmp_path, text)
    assert content() == before and len(before) >= 4
    assert (first.added["site"], second.added["site"], second.replaced["site"]) == (1, 0, 0)
    assert first.written["site"] == second.written["site"] == 1


def test_a_file_that_is_accepted_later_takes_its_list_of_rejected_lines_away(tmp_path):
    text = HEAD + site("S1") + site("S2", place="LAN-1")
    first = load(tmp_path, text)
    assert first.rejected_file.startswith(str(tmp_path / "pack" / "rejected" / "sites-table-site-"))
    load(tmp_path, "place_code,place_name,level,parent_code\nLAN-1,North,1,LAN\n", name="places.csv", table="place")
    second = load(tmp_path, text)
    assert second.rejected_file is None and not list((tmp_path / "pack" / "rejected").glob("*"))


def test_the_lists_of_rejected_lines_of_two_imports_stand_side_by_side(tmp_path):
    wrong = HEAD + site("S1") + site("S2", lon="999")
    places = "place_code,place_name,level,parent_code\nLAN-1,North,1,LAN\nLAN-2,South,1,Atlantis\n"
    told = {
        load(tmp_path, wrong).rejected_file,
        load(tmp_path, places, table="place").rejected_file,
        load(tmp_path, wrong.replace("999", "998")).rejected_file,  # another file of the same name
        load(tmp_path, wrong, name="other.csv").rejected_file,
        load(tmp_path, wrong, sheet="One").rejected_file,
    }
    assert len(told) == 5 and {str(path) for path in (tmp_path / "pack" / "rejected").iterdir()} == told
    assert load(tmp_path, HEAD + site("S1")).rejected_file is None
    assert len(list((tmp_path / "pack" / "rejected").iterdir())) == 5  # it had none of its own, and took no other away


def test_a_file_uploaded_twice_has_one_list_of_rejected_lines_wherever_it_lies(tmp_path):
    wrong = HEAD + site("S1") + site("S2", lon="999")
    told = set()
    for folder in ("first upload", "second upload"):
        (tmp_path / folder).mkdir()
        source = put(tmp_path / folder, wrong)
        told.add(importing.run("table", source, tmp_path / "pack", {"table": "site", **NEW}).rejected_file)
    assert len(told) == 1 and {str(path) for path in (tmp_path / "pack" / "rejected").iterdir()} == told


def test_a_file_with_a_long_name_has_its_list_of_rejected_lines(tmp_path):
    outcome = load(tmp_path, HEAD + site("S1", lon="999"), name="é" * 120 + ".csv")
    assert outcome.rejected == 1 == len(rejected(outcome))


@pytest.mark.parametrize("name", ["O'Neil", "a b #1 é [x]", "year=2020"])
def test_an_import_works_in_a_folder_of_any_name(tmp_path, monkeypatch, name):
    home = tmp_path / name
    (home / "scratch").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(home / "scratch"))
    for _ in range(2):  # the second reads what the first wrote
        outcome = load(home, HEAD + site("S1") + site("S2", lon="999"), pack=f"pack {name}")
    assert (outcome.accepted, outcome.rejected) == (1, 1)
    assert len(rows(home, pack=f"pack {name}")) == 1


def test_a_damaged_table_of_the_pack_is_named(tmp_path):
    load(tmp_path, HEAD + "".join(site(f"S{i}") for i in range(2000)))
    for table, said in (("site", "site.parquet"), ("place", "place.parquet")):
        path = tmp_path / "pack" / f"{table}.parquet"
        whole = path.read_bytes()
        path.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
        with pytest.raises(NapError, match=said):
            load(tmp_path, HEAD + site("S1", "Beta"))
        path.write_bytes(whole)
    assert load(tmp_path, HEAD + site("S1", "Beta")).replaced["site"] == 1


def test_new_rows_replace_old_ones_and_columns_not_given_keep_what_they_held(tmp_path):
    load(
        tmp_path,
        HEAD.strip() + ",deposit_type\n" + site("S1").strip() + ",alluvial\n" + site("S2").strip() + ",alluvial\n",
    )
    outcome = load(tmp_path, HEAD + site("S1", "Beta") + site("S3"))
    assert (outcome.added["site"], outcome.replaced["site"]) == (1, 1)
    found = {r["site_code"]: (r["site_name"], r["deposit_type"]) for r in rows(tmp_path)}
    assert (
        found["S1"] == ("Beta", "alluvial")
        and found["S2"] == ("Alpha", "alluvial")
        and set(found) == {"S1", "S2", "S3"}
    )


def test_where_every_line_is_rejected_the_pack_stays_as_it_is(tmp_path):
    load(tmp_path, HEAD + site("S1"))
    before = (tmp_path / "pack" / "site.parquet").read_bytes()
    outcome = load(tmp_path, HEAD + site("S1", lon="999"))
    assert (outcome.read, outcome.rejected, outcome.written) == (1, 1, {})
    assert (tmp_path / "pack" / "site.parquet").read_bytes() == before


def test_a_comment_in_plan_toml_stays(tmp_path):
    (tmp_path / "pack").mkdir()
    plan = '# mine\n[plan]\ncode = "x"\ncountry = "Landia"\ntitle = "T"\n'
    (tmp_path / "pack" / "plan.toml").write_text(plan, encoding="utf-8")
    load(tmp_path, HEAD + site("S1"))
    assert (tmp_path / "pack" / "plan.toml").read_text(encoding="utf-8") == plan


def test_a_failed_import_makes_no_folder(tmp_path):
    with pytest.raises(NapError, match="country"):
        importing.run("table", put(tmp_path, HEAD + site()), tmp_path / "pack", {"table": "site"})
    assert not (tmp_path / "pack").exists()


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)


@how(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    lines=st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["LAN", "", "=1+1", "XX"]), CELLS), min_size=1, max_size=8)
)
def test_whatever_the_cells_hold_every_line_is_accepted_or_rejected(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("any")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD.strip().split(","))
    writer.writerows([code, name, place, lon, "1", "mine", "active", "no"] for code, name, place, lon in lines)
    outcome = load(folder, text.getvalue(), decimal="point")
    assert outcome.read == outcome.accepted + outcome.rejected == len(lines)
    assert len(rejected(outcome) if outcome.rejected else []) == outcome.rejected


# -- reading ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, delimiter):
    text = delimiter.join(["nom", "éè"]) + "\n" + delimiter.join(["Kléber", "à"]) + "\n"
    sheet = sheet_of(tmp_path, text.encode(encoding))
    assert sheet.columns == ["nom", "éè"]
    assert values(sheet, sheet.text("nom")) == ["Kléber"]
    if encoding in ("latin-1", "cp1252"):
        assert "UTF-8" in str(sheet.assumptions[0])


def test_windows_quotes_are_read(tmp_path):
    sheet = sheet_of(tmp_path, "a,b\nl’or – œuf,€\n".encode("cp1252"))
    assert values(sheet, sheet.text("a")) == ["l’or – œuf"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1,5", "2,25"], [1.5, 2.25]),
        (["1.5", "2.25", ""], [1.5, 2.25, None]),
        (["9'999.99", "1’000.00"], [9999.99, 1000.0]),
        (["1 234,5", "1\u00a0234\u00a0567,25", "12\u202f000"], [1234.5, 1234567.25, 12000]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1.234,5", "1.234"], [1234.5, 1234]),
        (["1,234.5", "1,234"], [1234.5, 1234]),
        (["0.123", "1.234"], [0.123, 1.234]),
        (["12.5", "1.234"], [12.5, 1.234]),
        (["1e3", "-2", "+3", "−4"], [1000, -2, 3, -4]),
        (["16458", "NA", "–"], [16458, None, None]),
    ],
)
def test_numbers_are_read_as_the_whole_column_shows(tmp_path, cells, expected):
    sheet = sheet_of(tmp_path, "x;y\n" + "".join(f"{c};z\n" for c in cells))
    assert values(sheet, sheet.read_number_column("x")) == expected


def test_a_number_that_could_be_two_is_refused_until_it_is_declared(tmp_path):
    text = "x;y\n1.234;z\n5.678;z\n"
    with pytest.raises(NapError, match=r"1234 or 1\.234"):
        sheet_of(tmp_path, text).read_number_column("x")
    declared = {mark: sheet_of(tmp_path, text, decimal=mark) for mark in ("point", "comma")}
    assert values(declared["point"], declared["point"].read_number_column("x")) == [1.234, 5.678]
    assert values(declared["comma"], declared["comma"].read_number_column("x")) == [1234, 5678]


def test_other_columns_decide_for_a_number_that_could_be_two_and_it_is_said(tmp_path):
    sheet = sheet_of(tmp_path, "x;y\n1.234;2,5\n")
    assert values(sheet, sheet.read_number_column("x")) == [1234]
    assert "1.234" in " ".join(map(str, sheet.assumptions))


def test_points_and_commas_in_one_column_are_refused(tmp_path):
    with pytest.raises(NapError, match=r"1\.5.*2,5"):
        sheet_of(tmp_path, "x;y\n1.5;z\n2,5;z\n").read_number_column("x")


def test_a_date_that_could_be_two_is_refused_until_it_is_declared(tmp_path):
    text = "d,y\n03/04/2019,z\n2019,z\n2019-05,z\n2019-05-06,z\n2019-05-06 08:00:00,z\n,z\n"
    with pytest.raises(NapError, match="dmy"):
        sheet_of(tmp_path, text).read_date_column("d")
    sheet = sheet_of(tmp_path, text, dates="dmy")
    day, precision = sheet.read_date_column("d")
    assert values(sheet, day) == [
        dt.date(2019, 4, 3),
        dt.date(2019, 1, 1),
        dt.date(2019, 5, 1),
        *[dt.date(2019, 5, 6)] * 2,
        None,
    ]
    assert values(sheet, precision) == ["day", "year", "month", "day", "day", None]
    sheet = sheet_of(tmp_path, text, dates="mdy")
    assert values(sheet, sheet.read_date_column("d")[0])[0] == dt.date(2019, 3, 4)


@pytest.mark.parametrize("cell", ["2019-02-30", "2014-2015", "31/31/2019", "soon", "201", "99999"])
def test_what_is_no_date_is_no_date(cell):
    assert duckdb.connect().execute(f"select {date_sql(repr(cell), 'dmy')[0]}").fetchone()[0] is None


@pytest.mark.parametrize(
    "cell", ["12,34,5", "1.2.3", "abc", "1 23", "--1", ".", "e5", "=1+1", "1_000", "0x10", "inf", "nan", "١٢"]
)
def test_what_is_no_number_is_no_number(cell):
    assert duckdb.connect().execute(f"select {number_sql(repr(cell), '.')}").fetchone()[0] is None


def test_answers_keep_unknown_apart_from_no(tmp_path):
    sheet = sheet_of(tmp_path, "x,y\n" + "".join(f"{c},z\n" for c in ("1", "0", "", "Oui", "non", "NA", "perhaps")))
    assert values(sheet, sheet.read_answer_column("x")) == [True, False, None, True, False, None, None]
    assert [(line, value) for line, _, value, _ in sheet.bad_cells(Words())] == [(8, "perhaps")]


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    for i, (title, content) in enumerate(sheets):
        page = book.active if i == 0 else book.create_sheet()
        page.title = title
        for row in content:
            page.append(row)
    book.save(path)
    return path


def test_a_workbook_gives_its_numbers_and_dates_as_they_are(tmp_path):
    head = ["x", "d", "t", "b"]
    content = [head, [1.234, dt.date(2020, 3, 4), "=cmd()", True], [1000, dt.datetime(2020, 3, 4, 5, 6), "é", None]]
    path = workbook(tmp_path / "b.xlsx", ("One", content), ("Two", [["q"], [1]]))
    sheet = Sheet(duckdb.connect(), path, {})
    assert values(sheet, sheet.read_number_column("x")) == [1.234, 1000]
    assert values(sheet, sheet.read_date_column("d")[0]) == [dt.date(2020, 3, 4)] * 2
    assert values(sheet, sheet.read_answer_column("b")) == [True, None]
    assert "One" in " ".join(map(str, sheet.assumptions))
    assert Sheet(duckdb.connect(), path, {"sheet": "Two"}).columns == ["q"]
    with pytest.raises(NapError, match="One, Two"):
        Sheet(duckdb.connect(), path, {"sheet": "Three"})


def test_parquet_with_our_names_comes_back_as_it_went(tmp_path):
    load(tmp_path, HEAD + site("S1") + site("S2"))
    outcome = importing.run("table", tmp_path / "pack" / "site.parquet", tmp_path / "again", {"table": "site", **NEW})
    assert (outcome.read, outcome.rejected) == (2, 0)
    assert (tmp_path / "again" / "site.parquet").read_bytes() == (tmp_path / "pack" / "site.parquet").read_bytes()


# -- hostile files ------------------------------------------------------------------------------------------------


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 80_000_000)
    return packed.getvalue()


def other_archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "x")
    return packed.getvalue()


HOSTILE = {
    "empty": (b"", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "is empty"),
    "blank lines": (b"\n\n\r\n  \n", "is empty"),
    "no rows": (HEAD.encode(), "no rows"),
    "binary": (bytes(random.Random(1).randbytes(5000)), "binary|characters that stand in no text"),
    "binary body": (HEAD.encode() + b"a,b\n" * 2000 + b"\0\1\2\3" * 50, "characters that stand in no text"),
    "ten million columns": (b"a," * 10_000_000, f"{MAX_LINE:,}"),
    "many columns": (b"a," * 9_000 + b"a\n1\n", "9,001 columns"),
    "a gigantic cell": (HEAD.encode() + b'"' + b"x" * 200_000 + b'"\n', "131,072"),
    "an open quotation mark": (HEAD.encode() + b'S1,"never closed,LAN\nS2,b\n', "never closed"),
    "columns missing": (b"site_code,name\nS1,x\n", "site_name.*Its columns are: site_code, name"),
    "columns twice": (b"site_code,Site_Code\nS1,x\n", "two columns called Site_Code"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "a picture"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"x" * 99, "old or protected"),
    "a web page": (b"<!DOCTYPE html><html>", "web page"),
    "half a workbook": (b"PK\x03\x04" + b"x" * 99, "damaged"),
    "a zip bomb": (bomb, "unpack"),
    "another archive": (other_archive, "not a workbook"),
    "half a Parquet": (b"PAR1" + b"x" * 99, "damaged or cut short"),
    "utf-16 cut": ("a,b\n1,2\n".encode("utf-16")[:-1], "not written in|no rows"),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_hostile_file_gets_two_sentences_and_leaves_nothing(tmp_path, case, ending):
    content, words = HOSTILE[case]
    content = content() if callable(content) else content
    with pytest.raises(NapError, match=words) as raised:
        load(tmp_path, content, name=f"hostile{ending}")
    assert str(raised.value.what.format(**raised.value.values))
    assert "hostile" in str(raised.value)
    assert not (tmp_path / "pack").exists()


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(NapError, match="cannot be opened"):
            importing.run("table", path, tmp_path / "pack", {"table": "site"})


def test_a_damaged_workbook_is_told(tmp_path):
    path = workbook(tmp_path / "b.xlsx", ("One", [["a", "b"]] + [[i, i] for i in range(500)]))
    content = bytearray(path.read_bytes())
    for i in range(len(content) // 3, len(content) // 3 + 60):
        content[i] ^= 255
    with pytest.raises(NapError):
        load(tmp_path, bytes(content), name="b2.xlsx")


def test_formulas_are_data_and_run_in_no_exported_cell(tmp_path):
    outcome = load(tmp_path, HEAD + site("S1", "=cmd()") + site("=S2", "@x", lon="999") + site("S3", "<b onclick=x>"))
    assert {r["site_name"] for r in rows(tmp_path)} == {"=cmd()", "<b onclick=x>"}
    with open(outcome.rejected_file, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=S2" in cells and "'@x" in cells
    assert not [c for c in cells if c.startswith(("=", "@", "+"))]


def test_a_wrong_ending_does_not_matter_and_is_said(tmp_path):
    outcome = load(tmp_path, HEAD + site("S1"), name="sites.xlsx")
    assert "CSV" in " ".join(map(str, outcome.assumptions))


def test_what_set_cannot_mean_is_told(tmp_path):
    for settings, words in (
        ({"colour": "red"}, "colour"),
        ({"decimal": "dot"}, "point, comma"),
        ({"encoding": "klingon"}, "klingon"),
    ):
        with pytest.raises(NapError, match=words):
            load(tmp_path, HEAD + site(), **settings)
    with pytest.raises(NapError, match="ipis"):
        importing.run("nobody", tmp_path, tmp_path)


def test_an_import_waits_for_another_and_both_are_kept(tmp_path):
    load(tmp_path, HEAD + site("S0"))
    with publish.writing(tmp_path / "pack"):
        outcome = load(tmp_path, HEAD + site("S1"))  # the same thread may go in again
    assert outcome.accepted == 1
    assert {r["site_code"] for r in rows(tmp_path)} == {"S0", "S1"}


# -- looking before writing ---------------------------------------------------------------------------------------


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def judged(tmp_path, content, name="sites.csv", pack="pack"):
    return importing.judge("table", put(tmp_path, content, name), tmp_path / pack, {"table": "site", **NEW})


def test_a_judgement_says_what_would_change_and_writes_nothing(tmp_path):
    load(tmp_path, HEAD + site("S1") + site("S2"))
    before = contents(tmp_path / "pack")
    new = HEAD + site("S1", "Beta") + site("S3") + site("S3") + site("S4", lon="999") + "S5,few\n"
    with judged(tmp_path, new, "new.csv") as judgement:
        outcome, lines = judgement.outcome, list(judgement.rejected_lines())
        lock = FileLock(tmp_path / "pack" / publish.LOCK)
        with lock.acquire(timeout=0):
            assert contents(tmp_path / "pack") == before
    assert (outcome.read, outcome.accepted, outcome.rejected, outcome.repeated) == (5, 3, 2, 1)
    assert (outcome.added["site"], outcome.replaced["site"], outcome.rejected_file) == (1, 1, None)
    assert [(line.line, line.column, line.value) for line in lines] == [(5, "lon", "999.0"), (6, None, None)]
    assert dict(zip(HEAD.strip().split(","), lines[0].cells, strict=True))["site_code"] == "S4"
    assert lines[1].cells == ["S5", "few"]
    assert contents(tmp_path / "pack") == before


def test_a_judgement_of_a_pack_that_is_not_there_makes_no_folder(tmp_path):
    with judged(tmp_path, HEAD + site("S1")) as judgement:
        assert judgement.outcome.added == {"site": 1, "place": 1}
        assert not (tmp_path / "pack").exists()
        judgement.publish()
    assert [row["site_code"] for row in rows(tmp_path)] == ["S1"]


def test_what_was_judged_is_published_as_a_run_would(tmp_path):
    text = HEAD + site("S1") + site("S2", lon="999")
    with judged(tmp_path, text, pack="looked") as judgement:
        told = judgement.publish()
    ran = load(tmp_path, text, pack="ran")
    assert told.as_json() == {**ran.as_json(), "rejected_file": ran.rejected_file.replace("/ran/", "/looked/")}
    assert rejected(told) == rejected(ran)
    for name in ("site.parquet", "place.parquet"):
        assert (tmp_path / "looked" / name).read_bytes() == (tmp_path / "ran" / name).read_bytes()


def test_a_pack_that_changed_since_it_was_looked_at_is_judged_again(tmp_path):
    load(tmp_path, HEAD + site("S0"))
    with judged(tmp_path, HEAD + site("S1") + site("S2"), "new.csv") as judgement:
        assert judgement.outcome.added["site"] == 2
        load(tmp_path, HEAD + site("S1", "Beta") + site("S3"), "other.csv")
        outcome = judgement.publish()
    assert (outcome.added["site"], outcome.replaced["site"]) == (1, 1)
    assert {row["site_code"]: row["site_name"] for row in rows(tmp_path)} == {f"S{i}": "Alpha" for i in range(4)}


def test_a_plan_that_changed_since_it_was_looked_at_keeps_its_change(tmp_path):
    load(tmp_path, HEAD + site("S0"))
    plan = tmp_path / "pack" / "plan.toml"
    with judged(tmp_path, HEAD + site("S1"), "new.csv") as judgement:
        plan.write_text(f"# mine\n{plan.read_text(encoding='utf-8')}", encoding="utf-8")
        judgement.publish()
    assert plan.read_text(encoding="utf-8").startswith("# mine\n")


def test_a_file_that_is_another_when_it_has_to_be_judged_again_is_refused(tmp_path):
    load(tmp_path, HEAD + site("S0"))
    with judged(tmp_path, HEAD + site("S1"), "new.csv") as judgement:
        load(tmp_path, HEAD + site("S2"))
        put(tmp_path, HEAD + site("S9"), "new.csv")
        before = contents(tmp_path / "pack")
        with pytest.raises(NapError, match=r"new\.csv is no longer the file"):
            judgement.publish()
    assert contents(tmp_path / "pack") == before


def test_a_judgement_that_fails_when_it_is_made_again_leaves_the_pack_as_it_is(tmp_path):
    load(tmp_path, HEAD + site("S0"))
    plan = tmp_path / "pack" / "plan.toml"
    good = plan.read_text(encoding="utf-8")
    with judged(tmp_path, HEAD + site("S1"), "new.csv") as judgement:
        plan.write_text("[plan", encoding="utf-8")
        before = contents(tmp_path / "pack")
        for _ in range(2):
            with pytest.raises(NapError, match=r"plan\.toml cannot be read"):
                judgement.publish()
        assert contents(tmp_path / "pack") == before
        plan.write_text(good, encoding="utf-8")
        judgement.publish()
    assert {row["site_code"] for row in rows(tmp_path)} == {"S0", "S1"}


def test_two_imports_that_were_judged_at_once_both_land(tmp_path):
    load(tmp_path, HEAD + site("S0"))
    looked = threading.Barrier(2)

    def bring(code):
        with judged(tmp_path, HEAD + site(code), f"{code}.csv") as judgement:
            looked.wait(timeout=60)
            return judgement.publish()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(bring, ("S1", "S2")))
    assert [outcome.added["site"] for outcome in outcomes] == [1, 1]
    assert {row["site_code"] for row in rows(tmp_path)} == {"S0", "S1", "S2"}


def test_many_imports_at_once_into_a_new_pack_all_land(tmp_path):
    start = threading.Barrier(4)

    def bring(code):
        start.wait(timeout=60)
        return load(tmp_path, HEAD + site(code) + site("bad", lon="999"), f"{code}.csv")

    codes = {"S1", "S2", "S3", "S4"}
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(bring, sorted(codes)))
    assert {row["site_code"] for row in rows(tmp_path)} == codes
    assert len({outcome.rejected_file for outcome in outcomes}) == 4


def test_no_message_shows_the_folder_a_file_was_uploaded_to(tmp_path):
    folder = tmp_path / "secret-folder"
    folder.mkdir()
    said = []
    for name, content, settings in (
        ("none.csv", None, {}),
        ("sites.csv", HEAD + site("S1", lon="1.234"), {}),
        ("sites.csv", HEAD + site("S1") + site("S2", place="XX"), {}),
        ("sites.csv", b"PK\x03\x04" + b"x" * 99, {}),
        ("sites.csv", b"PAR1" + b"x" * 99, {}),
        ("sites.csv", "a,b\n1,2\n", {}),
        ("sites.csv", "é,b\n1,2\n".encode("latin-1"), {"encoding": "utf-8"}),
    ):
        source = folder / name if content is None else put(folder, content, name)
        try:
            with importing.judge(
                "table", source, tmp_path / "pack", {"table": "site", **NEW, **settings}, said.append
            ) as j:
                said += [*j.outcome.assumptions, *j.outcome.repaired, *(line.reason for line in j.rejected_lines())]
        except NapError as error:
            said.append(error)
    with pytest.raises(NapError, match=r"words\.toml") as raised:
        importing.run("samples", put(folder, "a\n1\n"), tmp_path / "pack", {"map": str(folder / "words.toml")})
    said.append(raised.value)
    assert len(said) > 12 and any("sites.csv" in str(sentence) for sentence in said)
    assert not [str(sentence) for sentence in said if "secret-folder" in str(sentence)]


@pytest.mark.parametrize("heading", ["armed_group1", "Phone", "person_name", "birth_date", "Téléphone"])
def test_columns_that_endanger_people_are_read_by_no_profile(tmp_path, heading):
    source = tmp_path / "sites.csv"
    lines = [f"site_code,site_name,place_code,site_type,activity_status,is_location_sensitive,{heading}"]
    source.write_text("\n".join([*lines, "S1,One,REA,mine,active,false,secret", ",Two,REA,mine,active,false,secret"]))
    settings = {"table": "site", "country": "Realia", "iso3": "REA"}
    found = importing.run("table", source, tmp_path / "pack", settings)
    assert (found.read, found.rejected) == (2, 1)
    for path in (tmp_path / "pack").rglob("*"):
        if path.is_file():
            assert b"secret" not in path.read_bytes()
