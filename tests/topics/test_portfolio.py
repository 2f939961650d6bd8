"""Several plans at once: what is kept of each, what may be added up, and that a bad pack is one row."""

import dataclasses
import shutil
from pathlib import Path

import pytest
import tiny_pack
from streamlit.testing.v1 import AppTest
from topics.test_blocks import every_block

from nap.errors import NapError
from nap.figures import pieces
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack import editions, pack
from nap.reports import tables
from nap.topics import blocks, portfolio
from nap.topics.rows import Rows

EN = Words("en")
ROOT = Path(__file__).parents[2]
ACTIVITIES = """
activity_code | strategy_code | annex_c
T1            | S1            | [b, d, e]
T2            | S1            | [c]
T3            | S2            | [c]
T4            | S2            |
"""
LINES = """
budget_code | activity_code | currency | units_per_usd | planned
L1          | T1            | XOF      | 500           | 500000
L2          | T2            | USD      | 1             | 250
L3          | T3            | USD      | 1             | 0
L4          | T3            | USD      | 1             |
L5          | T4            | USD      | 1             | 50
"""


def write(home: Path, name: str, country: str, **plan) -> Path:
    given = {"activity": tiny_pack.rows(ACTIVITIES), "budget_line": tiny_pack.rows(LINES)}
    folder = tiny_pack.write(home / name, given, {"country": country, "iso3": name.upper()[:3]})
    lines = "".join(f"{key} = {value}\n" for key, value in plan.items())
    text = (folder / "plan.toml").read_text(encoding="utf-8").replace("[plan]\n", f"[plan]\n{lines}")
    strategies = '[[strategy]]\ncode = "S1"\nannex_c = ["b", "c", "h"]\n'
    (folder / "plan.toml").write_text(text + strategies, encoding="utf-8")
    return folder


def read(folder: Path) -> portfolio.Summary:
    return portfolio.read(folder, editions.current(folder).name)


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return read(write(tmp_path_factory.mktemp("one"), "aaa", "Aland"))


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A folder of two real plans, a fictional one, one without a budget and one that cannot be read."""
    home = tmp_path_factory.mktemp("plans")
    write(home, "bbb", "Bland")
    write(home, "aaa", "Aland")
    write(home, "fic", "Afiction", fictional="true")
    tiny_pack.write(home / "poor", {}, {"country": "Cland"})
    (home / "broken").mkdir()
    (home / "broken" / "plan.toml").write_text("[plan", encoding="utf-8")
    return home


def test_a_summary_counts_money_once_and_keeps_zero_apart_from_unknown(one):
    assert (one.activities, one.lettered, one.lines, one.zero, one.uncosted) == (4, 3, 5, 1, 1)
    assert one.planned_usd == 1300 and one.currencies == ["USD", "XOF"]
    assert one.groups == {"b d e": 1000, "c": 250, "": 50}
    assert sum(one.groups.values()) == one.planned_usd
    assert {letter: one.letters[letter]["planned_usd"] for letter in "bcde"} == {
        "b": 1000,
        "c": 250,
        "d": 1000,
        "e": 1000,
    }


def test_an_element_is_covered_alone_together_by_a_strategy_or_not(one):
    assert {letter: one.state(letter) for letter in "abch"} == {
        "a": "none",
        "b": "shared",
        "c": "own",
        "h": "strategy",
    }
    assert dataclasses.replace(one, itself=["a"]).state("a") == "itself"
    assert dataclasses.replace(one, activities=None).state("c") == "unknown"
    assert dataclasses.replace(one, lettered=0, letters={}).state("a") == "unknown"


def test_a_summary_is_kept_and_read_without_opening_the_pack(tmp_path, monkeypatch):
    folder = write(tmp_path, "aaa", "Aland")
    first = read(folder)
    monkeypatch.setattr(pack.Pack, "open", lambda *_, **__: pytest.fail("opened again"))
    assert read(folder) == first


def test_a_changed_pack_has_a_new_summary(tmp_path):
    folder = write(tmp_path, "aaa", "Aland")
    assert read(folder).lines == 5
    (folder / "budget_line.parquet").unlink()
    changed = read(folder)
    assert changed.lines is None and changed.planned_usd is None and changed.activities == 4


def test_what_a_pack_does_not_bring_is_a_dash_and_no_zero(tmp_path):
    found = read(tiny_pack.write(tmp_path / "poor", {}))
    row = portfolio.plans_table([dataclasses.replace(found, label="Poor")], [], "{code}", EN)[1][0]
    assert row[1:] == ["–"] * 9


def test_a_file_that_is_no_parquet_is_a_sentence_or_a_smaller_summary(tmp_path):
    folder = write(tmp_path, "aaa", "Aland")
    (folder / "budget_line.parquet").write_bytes(b"no parquet")
    try:
        assert read(folder).lines is None
    except NapError as error:
        assert error.fix


def test_fictional_plans_are_marked_and_in_no_sum(three):
    found = portfolio.in_order([read(three / name) for name in ("fic", "bbb", "aaa", "poor")], EN)
    assert [each.label for each in found] == ["Aland", "Bland", "Cland", "Afiction (fictional)"]
    assert "**10 lines** and **US$\u00a02,600**" in portfolio.sentence(found, EN)
    rows = portfolio.plans_table(found, [], "./?pack={code}", EN)[1]
    assert str(rows[-1][0]) == "2 real plans together" and rows[-1][1:5] == ["10", "2,600", "2", "2"]
    assert portfolio.plans_frame(found, EN)["fictional"].tolist() == [False, False, False, True]
    uncosted = [dataclasses.replace(each, planned_usd=None) for each in found]
    assert portfolio.plans_table(uncosted, [], "./?pack={code}", EN)[1][-1][2] == "–"


def test_two_plans_of_one_country_are_told_apart_and_said(three):
    first = read(three / "aaa")
    found = portfolio.in_order([first, dataclasses.replace(first, code="aaa2")], EN)
    assert [each.label for each in found] == ["Aland · aaa", "Aland · aaa2"]
    assert "More than one plan is of Aland" in portfolio.sentence(found, EN)


def test_accents_do_not_move_a_plan_to_the_end(one):
    names = ["Zimbabwe", "Équateur", "Guinée", "Sénégal", "Sierra Leone"]
    found = portfolio.in_order([dataclasses.replace(one, country=name, code=name) for name in names], EN)
    assert [each.label for each in found] == ["Équateur", "Guinée", "Sénégal", "Sierra Leone", "Zimbabwe"]


def test_parts_of_a_bar_add_up_to_what_a_plan_plans(three):
    found = portfolio.in_order([read(three / name) for name in ("aaa", "bbb", "poor")], EN)
    money = portfolio.money_rows(found, EN)
    assert money.groupby("plan")["planned_usd"].sum().to_dict() == {"aaa": 1300, "bbb": 1300}
    assert money.groupby("plan")["share_pct"].sum().to_dict() == pytest.approx({"aaa": 100, "bbb": 100})
    assert portfolio.no_budget_sentence(found, EN) == "No budget here: Cland."


def test_groups_beyond_those_shown_stand_together_and_nothing_is_lost(one):
    many = {" ".join(pair): 1.0 for pair in [(a, b) for a in "abcdef" for b in "ghij"]}
    money = portfolio.money_rows([dataclasses.replace(one, groups=many, planned_usd=24.0, label="A")], EN)
    assert money["planned_usd"].sum() == 24 and len(money) == portfolio.GROUPS_SHOWN + 1
    assert money.iloc[-1]["rank"] == portfolio.LAST


def test_a_file_of_several_plans_marks_the_fictional_rows_alone(three):
    found = portfolio.in_order([read(three / name) for name in ("aaa", "fic")], EN)
    about = tables.AboutAll(pack.Pack.open(three / "fic", derive=False), "portfolio", EN)
    text = tables.csv(portfolio.plans_frame(found, EN), about).decode("utf-8-sig")
    assert tables.FICTIONAL not in text and "Afiction (fictional)" in text
    assert tables.xlsx(portfolio.plans_frame(found, EN), about)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_shows_a_broken_pack_as_one_row_and_links_to_each_plan(three, lang, monkeypatch):
    monkeypatch.setenv("NAP_PACKS", str(three))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=300)
    app.query_params["pack"], app.query_params["lang"] = "aaa", lang
    app.run()
    app.switch_page("../../pages/portfolio.py").run()
    assert not app.exception and not app.error
    shown = " ".join(each.proto.body for each in app.get("html"))
    assert f'href="./?pack=bbb&amp;lang={lang}"' in shown and "broken/plan.toml" in shown
    assert "aaa" in shown and "Afiction" in shown


def test_a_hostile_name_is_shown_and_not_obeyed(tmp_path):
    folder = write(tmp_path, "aaa", "<script>x</script>")
    found = portfolio.in_order([read(folder)], EN)
    shown = pieces.table(*portfolio.plans_table(found, [], "./?pack={code}", EN), palette=palette())
    assert "<script>" not in shown and "&lt;script&gt;" in shown


def test_the_unit_of_the_link_changes_the_picture_of_money_alone_and_files_are_of_all_plans(three):
    data = Rows(pack.Pack.open(three / "aaa"), EN)
    pages = [{block.id: block for block in every_block("portfolio", data, link)} for link in ({}, {"as": "share"})]
    assert [page["money-picture"].options["column"] for page in pages] == ["planned_usd", "share_pct"]
    assert pages[0]["plans-table"] == pages[1]["plans-table"]
    numbers = {block.id for block in pages[0].values() if isinstance(block, blocks.Numbers)}
    assert numbers == {"portfolio", "portfolio-coverage", "portfolio-money"}
    assert all(pages[0][id].is_of_all_plans for id in numbers)
    assert any("broken/plan.toml" in str(row[0]) for row in pages[0]["plans-table"].rows)


def test_plans_without_any_money_are_compared_without_a_picture_of_it(tmp_path):
    data = Rows(pack.Pack.open(tiny_pack.write(tmp_path / "poor", {})), EN)
    found = {block.id: block for block in every_block("portfolio", data)}
    assert "money-picture" not in found and found["plans-table"].rows and found["coverage-picture"].alt


def test_a_demonstration_pack_has_its_verdicts(demo_folder, tmp_path):
    folder = shutil.copytree(demo_folder, tmp_path / "demo", ignore=shutil.ignore_patterns(".kept"))
    found = read(folder)
    assert sum(found.verdicts.values()) > 5 and found.fictional and found.last
    assert all(found.covers(letter) for letter in portfolio.letters())


def test_of_two_plans_with_one_name_the_link_opens_the_one_it_names(tmp_path, monkeypatch):
    write(tmp_path, "aaa", "Aland")
    tiny_pack.write(tmp_path / "zzz", {}, {"country": "Aland"})
    monkeypatch.setenv("NAP_PACKS", str(tmp_path))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=300)
    app.query_params["pack"] = "aaa"
    app.run()
    assert app.selectbox(key="widget:pack").options == ["Aland · aaa", "Aland · zzz"]
    app.switch_page("../../pages/obligations.py").run()
    assert "4 of the 11" in " ".join(each.proto.body for each in app.get("html"))
