"""Every indicator has a worked example that a person can check with a pencil, and a head that says what it means.

The examples are tests/cases/<id>.toml: a few rows per table and the rows that must come out, no more and no fewer. A
number after `~` was worked out by hand where the product draws at random; the two may differ by DRAWN of it.
"""

import re
import tomllib
from pathlib import Path

import pytest
import tiny_pack

from nap.errors import NapError
from nap.pack import contract, indicator
from nap.pack.facts import derived
from nap.pack.pack import Pack
from nap.pack.sql_file import SqlFile

CASES = {path.stem: path for path in sorted((Path(__file__).parents[1] / "cases").glob("*.toml"))}
INDICATORS = {path.stem: path for path in sorted(indicator.FOLDER.glob("*.sql"))}
SHAPE = ["place_code", "year", "method_series", "series", "value", "low", "high", "n"]
UNIT_OF_ENDING = {
    "_pct": "%",
    "_usd": "US$",
    "_t": "t",
    "_kg_kg": "kg/kg",
    "_mg_kg": "mg/kg",
    "_kg": "kg",
    "_days": "days",
    "_days_median": "days",
}
DRAWN = 0.005
# What stands behind every indicator without being what it is about.
FRAME = {
    "plan",
    "place",
    "nation",
    "place_up",
    "calendar",
    "judged_on",
    "judged_year",
    "today",
    "guidance_default",
    "unit_factor",
}


def tables_of(sql: str) -> set[str]:
    """Names after FROM and JOIN, those of WITH left out."""
    plain = re.sub(r"--[^\n]*|/\*.*?\*/|'[^']*'", "", sql, flags=re.DOTALL)
    own = set(re.findall(r"(\w+)(?:\s*\([^()]*\))?\s+as\s*\(", plain))
    return set(re.findall(r"\b(?:from|join)\s+([a-z]\w*)", plain)) - own


def promised_tables(sql: str) -> set[str]:
    """Promised tables a query rests on, directly or by way of derived ones."""
    found = set()
    for name in tables_of(sql) - FRAME:
        found |= promised_tables(derived()[name].sql) if name in derived() else {name}
    return found


def test_every_indicator_has_a_case_and_every_case_an_indicator():
    assert set(CASES) == set(INDICATORS)


@pytest.mark.parametrize("id", CASES)
def test_worked_example(id, tmp_path):
    case = tomllib.loads(CASES[id].read_text(encoding="utf-8"))
    assert set(case) <= {"about", "plan", "given", "expected"}
    given = {name: tiny_pack.rows(text) for name, text in case["given"].items()}
    pack = Pack.open(tiny_pack.write(tmp_path / "tiny", given, case.get("plan")))
    assert not pack.problems

    expected = tiny_pack.rows(case["expected"])
    assert expected and set(expected[0]) <= set(SHAPE)
    want = {_key(row): _expected_numbers(row) for row in expected}
    assert len(want) == len(expected), "the example expects a row twice"
    rows = pack.rows("select * exclude (indicator) from fact where indicator = $id", id=id)
    got = {_key(row): _numbers(row) for row in rows}
    assert len(got) == len(rows), "a row comes out twice"
    assert got == want


@pytest.mark.parametrize("id", CASES)
def test_example_holds_a_blank_or_a_row_that_must_not_count(id):
    case = tomllib.loads(CASES[id].read_text(encoding="utf-8"))
    cells = [cell for text in case["given"].values() for row in tiny_pack.rows(text) for cell in row.values()]
    assert None in cells


@pytest.mark.parametrize("id", INDICATORS)
def test_head_is_valid(id):
    found = indicator.read(INDICATORS[id])
    assert found.title and found.about.endswith(".") and found.caveat.endswith(".")
    assert not found.title.endswith(".")
    ending = next((e for e in UNIT_OF_ENDING if id.endswith(e)), None)
    assert found.unit == UNIT_OF_ENDING[ending] if ending else id.endswith("_count") and found.unit.isalpha()
    assert set(found.annex_c) <= set(contract.table("activity").columns["annex_c"].codes)
    assert set(found.annex_c), "says which element of Annex C it speaks to"
    assert not (found.additive and found.unit in ("%", "kg/kg", "days")), "shares and medians do not add up"


def test_what_is_rebuilt_from_the_present_state_claims_no_history():
    """Registers that keep the latest step of each thing, and its date alone, cannot tell how it was before."""
    present = {"formalization_step"}
    assert {id for id, each in indicator.indicators().items() if not each.history} == {
        id for id, each in indicator.indicators().items() if present & set(each.tables)
    }


@pytest.mark.parametrize("id", INDICATORS)
def test_tables_are_those_the_sql_reads(id):
    found = indicator.read(INDICATORS[id])
    assert set(found.tables) <= set(contract.tables())
    assert set(found.tables) == promised_tables(found.sql)


@pytest.mark.parametrize("id", INDICATORS)
def test_breakdown_has_labels(id):
    found = indicator.read(INDICATORS[id])
    if found.series:
        assert found.series_codes
        assert all(found.series_label(code) != code for code in found.series_codes)


@pytest.mark.parametrize("id", INDICATORS)
def test_columns_are_the_one_shape(id, empty_pack):
    assert list(empty_pack.sql(f"describe {indicator.get(id).sql}")["column_name"]) == SHAPE
    assert empty_pack.sql(indicator.get(id).sql).empty


@pytest.fixture(scope="module")
def empty_pack(tmp_path_factory):
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("packs") / "empty", {}))


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ('title = "T"\nunit = "%"\nbetter = "lower"\nabout = "A."\ncaveats = "C."', "caveats"),
        ('title = "T"\nunit = "%"\nbetter = "lower"', "about"),
        ('title = "T"\nunit = "%"\nbetter = "smaller"\nabout = "A."', "smaller"),
        ('title = "T\nunit = "%"', "T.sql"),
    ],
)
def test_a_wrong_head_is_named(head, named, tmp_path):
    path = tmp_path / "T.sql"
    path.write_text(f"/*\n{head}\n*/\nselect 1", encoding="utf-8")
    with pytest.raises(NapError, match=re.escape(named)) as raised:
        indicator.read(path)
    assert "T.sql" in str(raised.value)


def test_a_file_without_head_is_named(tmp_path):
    path = tmp_path / "bare.sql"
    path.write_text("select 1", encoding="utf-8")
    with pytest.raises(NapError, match=r"bare\.sql"):
        SqlFile.read(path, indicator.Head)


def test_an_unknown_indicator_is_answered_with_those_there_are():
    with pytest.raises(NapError, match="hg_use_t"):
        indicator.get("hg_used")


def _key(row: dict) -> tuple:
    return row["place_code"], int(row["year"]), row.get("method_series"), row.get("series")


def _numbers(row: dict) -> dict:
    return {k: None if row.get(k) is None else float(row[k]) for k in ("value", "low", "high", "n")}


def _expected_numbers(row: dict) -> dict:
    return {name: _expected(row.get(name)) for name in ("value", "low", "high", "n")}


def _expected(cell: str | None):
    if cell is None:
        return None
    if cell.startswith("~"):
        return pytest.approx(float(cell.removeprefix("~")), rel=DRAWN)
    return pytest.approx(float(cell))
