"""What stands below and above figures in words: rows that wait for validation, and the day a page is judged on."""

import datetime as dt

import page_blocks
import pytest
import tiny_pack
from tiny_pack import rows

from nap.language.texts import LANGUAGES, Words
from nap.pack import today as clock
from nap.pack.pack import Pack
from nap.reports import text
from nap.topics import provenance
from nap.topics.ask import Ask
from nap.topics.blocks import Table
from nap.topics.rows import Rows

EN = Words("en")
ACTIVITIES = """
activity_code | planned_end | status  | record_state
A1            | 2022-06-30  | ongoing | validated
A2            | 2022-06-30  | ongoing | draft
A3            | 2022-06-30  | ongoing | submitted
"""
LINES = """
budget_code | activity_code | currency | units_per_usd | planned | record_state
B1          | A1            | USD      | 1             | 100     |
B2          | A1            | USD      | 1             | 100     | draft
"""


@pytest.fixture
def pack(tmp_path) -> Pack:
    given = {"activity": rows(ACTIVITIES), "budget_line": rows(LINES)}
    return Pack.open(tiny_pack.write(tmp_path / "tiny", given))


def line(pack: Pack, *tables: str, lang: str = "en") -> str:
    words = Words(lang)
    return provenance.source_line(Table("one", [], [], tables=tables), Rows(pack, words), words)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (("activity",), "2 rows wait for validation and are in no figure."),
        (("budget_line",), "1 row waits for validation and is in no figure."),
        (("activity", "budget_line", "activity"), "3 rows wait for validation and are in no figure."),
    ],
)
def test_rows_that_wait_are_counted_where_their_figure_stands(pack, tables, said):
    assert said in line(pack, *tables).split(" · ")


def test_nothing_is_said_of_tables_of_which_no_row_waits(pack):
    assert "validation" not in line(pack, "place")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_that_wait_are_said_in_every_language(pack, lang):
    assert provenance.waiting_sentence(("activity",), Rows(pack, Words(lang)), Words(lang)) in line(
        pack, "activity", lang=lang
    )
    assert provenance.waiting_sentence(("activity",), Rows(pack, Words(lang)), Words(lang))


def test_a_page_says_below_its_figures_how_many_rows_wait(pack):
    page = text.page(page_blocks.module("money"), Ask(), Rows(pack, EN), EN)
    assert "1 row waits for validation and is in no figure." in page


@pytest.mark.parametrize("name", ["actions", "money", "overview"])
def test_a_page_whose_figures_depend_on_a_day_names_it(pack, name):
    said = page_blocks.by_id(name, Rows(pack, EN))["judged-on"].text
    assert said == "Judged on 31 Dec 2023, the last day of data."


@pytest.mark.parametrize(("name", "id"), [("obligations", "judged-on"), ("overview", "deadlines-judged-on")])
def test_deadlines_say_that_they_are_judged_today(tmp_path, monkeypatch, name, id):
    day = dt.date(2024, 5, 6)
    monkeypatch.setattr(clock, "today", lambda plan: day)
    folder = tiny_pack.write(tmp_path / "tiny", {})
    with (folder / "plan.toml").open("a", encoding="utf-8") as plan:
        plan.write("[dates]\nsubmitted = 2020-01-01\n")
    for lang in LANGUAGES:
        words = Words(lang)
        said = page_blocks.by_id(name, Rows(Pack.open(folder), words))[id].text
        assert words.date(day) in said
    assert page_blocks.by_id(name, Rows(Pack.open(folder), EN))[id].text == (
        "Deadlines are judged on 6 May 2024, today."
    )
