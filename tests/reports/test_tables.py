"""Files a reader takes away: no formula runs, nothing is lost on the way, protected places stay protected."""

import csv as csv_reader
import io

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import tiny_pack

from nap.errors import NapError
from nap.language.texts import Words
from nap.pack import contract, indicator, masks
from nap.pack.pack import Pack
from nap.pack.spreadsheet_cells import FORMULA_STARTS
from nap.reports import tables

EN, FR = Words("en"), Words("fr")
FORMULAS = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "|calc",
    "%0A",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
]
SITES = """
site_code | site_name | place_code | lon   | lat   | location_precision_m | site_type | activity_status | is_location_sensitive
S1        | =1+1      | A          | 1.0   | 2.0   | 12                   | mine      | active          | false
S2        | Two       | A          | 1.123 | 2.017 | 30                   | mine      | active          | true
S3        | Three     | A          | 1.124 | 2.018 |                      | mine      | active          | true
S4        | Four      | B          | 7.777 | 8.888 | 30                   | mine      | active          | true
S5        | Five      | B          |       |       |                      | mine      | active          | true
"""  # noqa: E501
GROUND = """
contaminated_site_code | site_code | name | place_code | lon   | lat   | source_kind   | stage | stage_date
C1                     | S4        | X    | B          | 7.778 | 8.889 | tailings_pile | 1     | 2020-05-01
C2                     | S1        | Y    | A          | 1.001 | 2.001 | tailings_pile | 1     | 2020-05-01
"""
SAMPLES = """
sample_code | contaminated_site_code | place_code | lon   | lat   | date_precision | matrix | species | value | unit  | basis | is_below_lod | n
M1          | C1                     | B          | 7.779 | 8.887 | day            | soil   | total   | 3     | mg/kg | dry   | false        | 1
M2          | C2                     | A          | 1.002 | 2.002 | day            | soil   | total   | 4     | mg/kg | dry   | false        | 1
"""  # noqa: E501


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    given = {"site": SITES, "contaminated_site": GROUND, "sample": SAMPLES}
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    tiny_pack.write(folder, {name: tiny_pack.rows(text) for name, text in given.items()})
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + "\n[access]\ncell_km = 10\nmin_count = 2\n", encoding="utf-8")
    return Pack.open(folder)


@pytest.fixture(scope="module")
def about(tiny) -> tables.About:
    return tables.About(tiny, "answer", EN)


def workbook(made: bytes):
    return openpyxl.load_workbook(io.BytesIO(made))


def csv_rows(made: bytes) -> list[dict]:
    return list(csv_reader.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_starts_a_formula_in_any_sheet(text, about):
    frame = pd.DataFrame({"value": [text], "list": [[text, "b"]], text: ["plain"]})
    row = csv_rows(tables.csv(frame, about))[0]
    assert row["value"] == "'" + text and row["list"].startswith("'")
    assert "'" + text in row
    sheet = workbook(tables.xlsx(frame, about)).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(str(cell.value).startswith(FORMULA_STARTS) for cell in cells)


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_no_text_starts_a_formula_where_a_spreadsheet_splits_at_semicolons(kind, about):
    texts = ["Au;=cmd()", "a; @x", "plain; text; 5 - 3", None]
    made = tables.csv(pd.DataFrame({"first": texts, "list": [["a", "=1"]] * 4}).astype({"first": kind}), about)
    cells = [cell for line in made.decode("utf-8-sig").splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.strip().startswith(FORMULA_STARTS)]
    assert csv_rows(made)[2]["first"] == texts[2] and csv_rows(made)[3]["first"] == ""


def test_numbers_dates_answers_and_blanks_arrive_as_they_are(about):
    frame = pd.DataFrame(
        {
            "number": [-1.5, None],
            "count": pd.array([3, None], dtype="Int64"),
            "day": pd.to_datetime(["2024-02-29", None]),
            "answer": pd.array([True, None], dtype="boolean"),
            "text": ["é\u202f–", None],
            "list": [["a", "b"], None],
        }
    )
    first, second = csv_rows(tables.csv(frame, about))
    assert first == {
        "number": "-1.5",
        "count": "3",
        "day": "2024-02-29",
        "answer": "True",
        "text": "é\u202f–",
        "list": "a; b",
    }
    assert set(second.values()) == {""}
    sheet = workbook(tables.xlsx(frame, about)).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == ("number", "count", "day", "answer", "text", "list")
    assert (lines[1][0], lines[1][1], lines[1][2].date().isoformat(), lines[1][3]) == (-1.5, 3, "2024-02-29", True)
    assert lines[1][4:] == ("é\u202f–", "a; b")
    assert all(value is None for line in lines[2:] for value in line)


def test_a_workbook_says_what_it_is_in_the_readers_language(tiny):
    made = tables.xlsx(pd.DataFrame({"a": [1]}), tables.About(tiny, "answer", FR))
    book = workbook(made)
    assert book.sheetnames == ["answer", FR.t("About")]
    said = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert said[FR.t("Plan")] == "Tinyland: Tiny plan" and said[FR.t("Edition of the data")] == tiny.edition


def test_the_same_rows_give_the_same_bytes(about):
    frame = pd.DataFrame({"a": [1, 2]})
    assert tables.xlsx(frame, about) == tables.xlsx(frame, about)
    assert tables.csv(frame, about) == tables.csv(frame, about)


@pytest.mark.parametrize("name", ["target-T:1/2", "x" * 60, "[a]*?", "'quoted'", "", "About"])
def test_any_name_makes_a_sheet(name, about):
    book = workbook(tables.xlsx({name: pd.DataFrame({"a": [1]})}, about))
    assert len(book.sheetnames) == 2 and len(set(book.sheetnames)) == 2
    assert all(len(each) <= 31 for each in book.sheetnames)


def test_sheets_of_the_same_beginning_are_told_apart():
    names = tables.sheet_names(["x" * 40 + "1", "x" * 40 + "2", "X" * 40])
    assert len({name.lower() for name in names}) == 3 and all(len(name) <= 31 for name in names)


def test_more_rows_than_a_sheet_holds_are_refused_in_words(about, monkeypatch):
    monkeypatch.setattr(tables, "XLSX_MOST_ROWS", 10)
    tables.xlsx(pd.DataFrame({"a": range(10)}), about)
    with pytest.raises(NapError) as caught:
        tables.xlsx(pd.DataFrame({"a": range(11)}), about)
    assert "11 rows" in str(caught.value) and "CSV" in str(caught.value)


def test_a_long_frame_loses_no_row_between_chunks(about, monkeypatch):
    monkeypatch.setattr(tables, "XLSX_CHUNK", 3)
    sheet = workbook(tables.xlsx(pd.DataFrame({"a": range(10)}), about)).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == list(range(10))


def test_an_empty_frame_keeps_its_headings(about):
    frame = pd.DataFrame({"a": pd.Series(dtype=str), "b": pd.Series(dtype=float)})
    assert tables.csv(frame, about).decode("utf-8-sig").strip() == "a,b"
    assert [cell.value for cell in workbook(tables.xlsx(frame, about)).worksheets[0][1]] == ["a", "b"]


def test_a_fictional_pack_says_so_in_every_file(demo_folder):
    about = tables.About(Pack.open(demo_folder), "answer", EN)
    note, frame = "Fictional data for demonstration; no real country.", pd.DataFrame({"a": [1]})
    assert csv_rows(tables.csv(frame, about))[0]["note"] == note
    assert any(note in row for row in workbook(tables.xlsx(frame, about)).worksheets[-1].iter_rows(values_only=True))
    assert note.encode() in pq.read_schema(io.BytesIO(tables.parquet(frame, about))).metadata.values()


def test_a_column_called_note_is_not_written_over(demo_folder):
    about = tables.About(Pack.open(demo_folder), "answer", EN)
    assert csv_rows(tables.csv(pd.DataFrame({"note": ["mine"]}), about))[0]["note"] == "mine"


def test_parquet_keeps_lists_and_types(about):
    frame = pd.DataFrame({"list": [["a", "b"]], "day": pd.to_datetime(["2024-01-01"]), "text": ["=1"]})
    back = pq.read_table(io.BytesIO(tables.parquet(frame, about))).to_pandas()
    assert list(back["list"][0]) == ["a", "b"] and back["text"][0] == "=1"


def test_protected_places_leave_as_the_middle_of_a_cell_or_not_at_all(tiny):
    rows = tables.whole_table(tiny, "site").set_index("site_code")
    assert (rows.loc["S1", "lon"], rows.loc["S1", "lat"]) == (1.0, 2.0)
    assert rows.loc["S2", "lon"] == rows.loc["S3", "lon"] != 1.123  # two share a cell
    assert abs(rows.loc["S2", "lon"] - 1.123) <= 10 / 111.32 / 2 + 1e-5
    assert rows.loc[["S4", "S5"], ["lon", "lat"]].isna().all(axis=None)  # alone in its cell; unknown


def test_what_stands_at_a_protected_place_is_protected_too(tiny):
    ground = tables.whole_table(tiny, "contaminated_site").set_index("contaminated_site_code")
    assert pd.isna(ground.loc["C1", "lon"]) and ground.loc["C2", "lon"] == 1.001
    samples = tables.whole_table(tiny, "sample").set_index("sample_code")
    assert pd.isna(samples.loc["M1", "lat"]) and samples.loc["M2", "lat"] == 2.002


def test_samples_tell_no_more_of_a_protected_site_than_the_site_itself(tmp_path):
    """Its samples lie in two cells, some metres apart as the page says: together they would tell the border between."""
    edge = 20 * 10 / 111.32  # the border of two cells
    ground = [
        {"contaminated_site_code": code, "name": code, "place_code": "B", "lon": lon, "lat": 2.2, "site_code": "S4"}
        for code, lon in (("C1", edge + 0.0001), ("C2", edge + 0.03), ("C3", 7.0))
    ]
    row = {
        "place_code": "B",
        "date_precision": "day",
        "matrix": "soil",
        "species": "total",
        "value": 3,
        "n": 1,
        "unit": "mg/kg",
        "basis": "dry",
        "is_below_lod": False,
        "lat": 2.2,
    }
    samples = [
        {**row, "sample_code": f"{site}-{i}", "contaminated_site_code": site, "lon": lon + (i - 3) * 0.0005}
        for site, lon in (("C1", edge + 0.0001), ("C2", edge + 0.03), ("C3", 7.0))
        for i in range(6)
    ]
    folder = tiny_pack.write(
        tmp_path / "tiny", {"site": tiny_pack.rows(SITES), "contaminated_site": ground, "sample": samples}
    )
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + "\n[access]\ncell_km = 10\nmin_count = 2\n", encoding="utf-8")
    opened = Pack.open(folder)
    lons = tables.whole_table(opened, "contaminated_site").set_index("contaminated_site_code")["lon"]
    told = tables.whole_table(opened, "sample")
    assert set(told.loc[told["contaminated_site_code"] != "C3", "lon"]) == {lons["C1"]} == {lons["C2"]}
    assert told.loc[told["contaminated_site_code"] == "C3", "lon"].isna().all()  # six samples are one site
    assert told["is_location_moved"].all()


def test_what_was_moved_says_so_and_how_far(tiny):
    rows = tables.whole_table(tiny, "site").set_index("site_code")
    assert list(rows["is_location_moved"]) == [False, True, True, True, False]  # S4 was withheld; S5 had none
    assert rows.loc["S2", "location_precision_m"] == 30 + 7072  # half the diagonal of 10 km by 10 km
    assert rows.loc["S1", "location_precision_m"] == 12 and pd.isna(rows.loc["S4", "location_precision_m"])
    assert list(tables.whole_table(tiny, "sample")["is_location_moved"]) == [True, False]
    assert "is_location_moved" not in tables.whole_table(tiny, "activity")


def test_where_nobody_can_tell_whether_a_place_is_protected_it_is(tmp_path):
    unsure = tiny_pack.rows(SITES.replace("true", "").replace("S1 ", "S9 "))
    ground = tiny_pack.rows(GROUND.replace("S1 ", "SX "))
    given = {"site": unsure, "contaminated_site": ground, "sample": tiny_pack.rows(SAMPLES)}
    opened = Pack.open(tiny_pack.write(tmp_path / "unsure", given))
    known = tables.whole_table(opened, "site").set_index("site_code")["lon"].dropna()
    assert list(known.index) == ["S9"]
    for name in ("contaminated_site", "sample"):  # of a site of which nothing is known
        assert tables.whole_table(opened, name)["lon"].isna().all()


def test_a_latitude_alone_is_hidden_too(tmp_path):
    row = {"site_code": "S", "site_name": "S", "place_code": "A", "lat": 2.017, "is_location_sensitive": True}
    opened = Pack.open(tiny_pack.write(tmp_path / "half", {"site": [row]}))
    assert tables.whole_table(opened, "site")["lat"].isna().all()


def test_values_of_indicators_leave_with_their_unit(demo_folder):
    rows = tables.whole_table(Pack.open(demo_folder), "fact", words=FR)
    assert list(rows.columns[-2:]) == ["unit", "title"] and rows[["unit", "title"]].notna().all(axis=None)
    one = rows[rows["indicator"] == "sites_count"].iloc[0]
    assert one["title"] == FR.t(indicator.get("sites_count").title)


def test_every_table_with_coordinates_says_that_they_are_sensitive():
    for table in contract.tables().values():
        for name in {"lon", "lat"} & set(table.columns):
            assert table.columns[name].sensitive == "location", f"{table.name}.{name}"
            assert table.name in masks.files(), table.name


def test_every_table_leaves_whole(demo_folder):
    pack = Pack.open(demo_folder)
    for table in contract.tables().values():
        rows = tables.whole_table(pack, table.name)
        assert len(rows) == pack.sql(f"select count(*) as n from {table.name}")["n"].item()
        promised = [c.name for c in table.columns.values() if c.type != "BLOB"]
        moved = ["is_location_moved"] if any(c.sensitive == "location" for c in table.columns.values()) else []
        assert list(rows.columns) == promised + moved
        made = tables.csv(rows, tables.About(pack, table.name, EN))
        assert len(csv_rows(made)) == len(rows)
    assert "geometry" in tables.whole_table(pack, "place", outlines=True)
    assert len(tables.whole_table(pack, "fact")) == pack.sql("select count(*) as n from fact")["n"].item()


def test_a_table_that_is_missing_gives_no_rows(tiny):
    assert tables.whole_table(tiny, "seizure").empty


def test_a_category_is_disarmed_and_stays_one():
    kinds = pd.Series(["=cmd()", "mine", None, "mine"], dtype="category")
    found = tables.safe_frame(pd.DataFrame({"kind": kinds}))["kind"]
    assert found.dtype == "category" and found[:2].tolist() == ["'=cmd()", "mine"] and pd.isna(found[2])
    alike = pd.Series(["=1", "'=1"], dtype="category")
    assert tables.safe_frame(pd.DataFrame({"kind": alike}))["kind"].tolist() == ["'=1", "'=1"]
