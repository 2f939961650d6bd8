"""What a pack is made of: rows, last days, what is missing or broken, and the dictionary of every table."""

import datetime as dt

import pytest
import tiny_pack
from topics.test_blocks import every_block

from nap.language.texts import Words
from nap.pack import contract, indicator
from nap.pack.pack import Pack
from nap.topics import data
from nap.topics.rows import Rows

EN, FR = Words("en"), Words("fr")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    given = {
        "activity": [
            {
                "activity_code": "A",
                "strategy_code": "S",
                "title": "T",
                "planned_end": "2030-01-01",
                "actual_start": "2022-03-04",
            },
        ],
        "mercury_use": [
            {
                "estimate_code": "E",
                "year": 2021,
                "place_code": "N",
                "method_series": "m",
                "hg_use_kg": 5,
                "practice": "all",
                "scope": "national",
                "method": "reported",
            }
        ],
        "source": [{"source_code": "X", "title": "Book", "publisher": "P", "year": 2020, "licence": "none"}],
    }
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("packs") / "tiny", given))


def test_every_promised_table_is_told_and_a_missing_one_is_no_empty_one(tiny):
    held = {each.table: each for each in data.holdings(tiny)}
    assert set(held) == set(contract.tables())
    assert (held["activity"].rows, held["activity"].last) == (1, dt.date(2022, 3, 4))  # a planned day has not happened
    assert (held["mercury_use"].last, held["source"].last) == (2021, None)
    assert held["seizure"] == data.Holding("seizure")
    _, lines, _ = data.contents_table(list(held.values()), EN)
    rows = {line[0]: line[2] for line in lines}
    assert rows["Activities of the plan"] == "1" and rows["Seizures of mercury"] == "missing"
    assert [line[2] for line in lines] == sorted((line[2] for line in lines), key="missing".__eq__)


def test_the_sentence_counts_tables_rows_and_what_is_broken(tiny):
    said = data.sentence(data.holdings(tiny), 2, EN)
    assert f"**4 of {len(contract.tables())}** tables, **6** rows" in said
    assert "**4 Mar 2022**" in said and "**2 things are broken**" in said


def test_a_plan_alone_says_how_to_begin(tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "plan.toml").write_text('[plan]\ncode = "b"\ncountry = "B"\ntitle = "T"\n', encoding="utf-8")
    pack = Pack.open(folder)
    assert "no data yet" in data.sentence(data.holdings(pack), 0, EN)
    found = page(pack)
    assert list(found)[:3] == ["held", "commands", "lines"] and "no data yet" in found["held"].text
    assert "no-source" in found and "all-values" not in found
    assert all(line.startswith("python -m nap ") for _, line in data.command_lines(EN))


def test_every_command_shown_is_one_the_command_line_knows():
    from nap.commands.main import app

    for _, line in data.COMMANDS:
        assert line.split()[3] in app


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
def test_what_breaks_a_promise_is_told_with_its_row_in_the_readers_language(tmp_path, words):
    use = {"estimate_code": "E", "year": 2021, "place_code": "N", "method_series": "m", "hg_use_kg": -5}
    failures = Pack.open(
        tiny_pack.write(tmp_path / "p", {"mercury_use": [use, {**use, "estimate_code": "F"}]})
    ).failures()
    _, lines, _ = data.broken_table([], words, failures)
    (line,) = [line for line in lines if "hg_use_kg" in line[0]]
    first = {"en": "Table mercury_use, row E:", "fr": "Table mercury_use, ligne E\u00a0:"}[words.lang]
    assert line[0].startswith(first) and "-5" in line[0] and "2" in line[0]
    assert line[1] == words.t("Check the unit and the figure.")


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
def test_the_dictionary_names_every_column_once_and_twins_with_their_text(words):
    for table in contract.tables().values():
        headings, lines, _ = data.columns_table(table, words)
        assert all(len(line) == len(headings) for line in lines)
        named = [line[0] for line in lines]
        assert len(named) == len(set(named)) and set(table.key) <= set(named)
        said = " ".join(line[1] for line in lines)
        assert all(name in named or name in said for name in table.columns)


def test_every_indicator_can_be_explained(tiny):
    for it in indicator.indicators().values():
        rows = tiny.sql("from fact where indicator = $id", id=it.id)
        facts = dict(map(tuple, data.indicator_pairs(it, rows, EN)))
        assert facts["What it says"] == it.about and facts["Identifier"] == it.id
    known = indicator.get("hg_use_t")
    facts = dict(map(tuple, data.indicator_pairs(known, tiny.sql("from fact where indicator = 'hg_use_t'"), EN)))
    assert facts["At the chosen place and years"].endswith("(2021)")


def test_sources_leave_out_what_none_of_them_gives(tiny):
    headings, lines, _ = data.sources_table(tiny.sql("from source"), EN)
    assert headings == ["Source", "Publisher", "Year", "Licence"] and lines == [["Book", "P", "2020", "none"]]


def page(pack: Pack, **link) -> dict:
    return {block.id: block for block in every_block("data", Rows(pack, EN), link)}


def test_table_and_indicator_of_the_link_change_their_own_part_of_the_page(tiny):
    first, chosen = page(tiny), page(tiny, table="mercury_use", indicator="hg_use_t")
    assert (first["table-files"].table, first["table-files"].count) == ("activity", 1)
    assert (chosen["table-files"].table, chosen["table-files"].count) == ("mercury_use", 1)
    assert chosen["indicator-pairs"].indicators == ("hg_use_t",) != first["indicator-pairs"].indicators
    assert chosen["formula"].sql == indicator.get("hg_use_t").sql != first["formula"].sql
    assert first["contents-table"] == chosen["contents-table"]
    assert list(first)[-3:] == ["commands", "lines", "edition"]


def test_a_missing_table_is_in_the_dictionary_and_has_no_files(tiny):
    found = page(tiny, table="seizure")
    assert "table-files" not in found and found["columns"].rows
