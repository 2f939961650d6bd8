"""What a donor reads: sums with and without overlaps, two windows never added, blanks no zeros, hostile names inert."""

import pandas as pd
import pytest
import tiny_pack
from topics.test_blocks import every_block

from nap.figures import donors as charts
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import donors
from nap.topics.rows import Rows

EN = Words("en")
COLUMNS = [
    "claim_code",
    "project",
    "year",
    "period",
    "contribution",
    "site_code",
    "path",
    "hg_kg",
    "miners_supported_f",
    "miners_supported_m",
    "finance_usd",
    "responsible_gold_kg",
]


@pytest.fixture
def rows() -> pd.DataFrame:
    """P and Q claim site s in 2022 (10 and 25 kg); P has 8 kg by replication, and 5,000 kg over all years."""
    given = [
        ("C1", "P", 2022, "annual", "direct", "s", ["N", "A", "site s"], 10.0, 4, 6, None, 1.5),
        ("C2", "Q", 2022, "annual", "direct", "s", ["N", "A", "site s"], 25.0, None, 9, 1000.0, None),
        ("C3", "P", 2023, "annual", "replication", None, ["N", "A"], 8.0, 1, 1, 500.0, None),
        ("C4", "P", 2023, "lifetime", "direct", None, ["N", "A"], 5000.0, None, None, None, None),
    ]
    frame = pd.DataFrame(given, columns=COLUMNS)
    return frame.assign(place_code="A", place_name="Alpha", site_name=frame["site_code"])


def line(table, first: str) -> list:
    return next(row for row in table[1] if row[0] == first)


def test_the_sentence_tells_both_totals(rows):
    said = donors.sentence(rows, "Alpha", EN).replace("\N{NO-BREAK SPACE}", " ")
    assert "**35 kg**" in said and "**8 kg**" in said  # direct 10 + 25, replication 8
    assert "43 kg" in said and "**33 kg**" in said  # 43 added; of the site only the 25 remain: 25 + 8


def test_the_four_indicators_with_and_without_overlap(rows):
    table = donors.four_indicators_table(rows, EN)
    assert line(table, "P")[1:] == ["10", "8", "5", "7", "500", "1.5"]
    assert line(table, "Q")[1:] == ["25", "–", "–", "9", "1,000", "–"]
    assert line(table, "All claims added")[1:5] == ["35", "8", "5", "16"]
    assert line(table, "Without overlap")[1:5] == ["25", "8", "5", "10"]  # men: the larger of 6 and 9, and 1


def test_single_years_and_whole_effects_are_never_added(rows):
    projects = pd.DataFrame(
        [
            {
                "project": "P",
                "hg_expected_kg": 40.0,
                "hg_expected_lifetime_kg": 10000.0,
                "miners_expected_f": 8,
                "miners_expected_m": None,
            }
        ]
    )
    lines = donors.core_indicators_table(rows, projects, EN)[1]
    own = {row[1]: row[2:] for row in lines if row[0] == "P"}
    assert own["9.2 Mercury reduced (t), years of the project"] == ["0.04", "0.01", "25\N{NO-BREAK SPACE}%"]
    assert own["9.2 Mercury reduced (t), all years of the effect"] == ["10", "5", "50\N{NO-BREAK SPACE}%"]
    assert own["11 Direct beneficiaries, women"] == ["8", "4", "50\N{NO-BREAK SPACE}%"]  # replication is not direct
    assert own["11 Direct beneficiaries, men"] == ["–", "6", "–"]


def test_what_overlaps_is_named_with_both_claims(rows):
    (only,) = donors.overlap_table(rows, EN)[1]
    assert only[0] == "2022" and "C1" in only[2] and "C2" in only[3]


def test_blanks_are_counted_and_said(rows):
    assert "Women miners supported: 1" in donors.blanks_sentence(rows, EN)


def test_nothing_claimed_is_said_in_words(rows):
    assert "No project claims" in donors.sentence(rows[:0], "Alpha", EN)


def test_the_picture_holds_every_project_and_the_sum_without_overlaps(rows):
    rows["project"] = rows["project"].replace("P", "<b>P</b>")
    fig = charts.claimed(donors.by_year(rows, EN), EN, palette(), donors.guarded_by_year(rows))
    assert [sum(trace.y) for trace in fig.data] == [10, 25, 8, 33]
    assert "<b>" not in "".join(trace.name for trace in fig.data)


def test_the_page_holds_claims_money_and_a_workbook_and_none_of_them_where_nothing_is_brought(demo_folder, tmp_path):
    full = {block.id: block for block in every_block("donors", Rows(Pack.open(demo_folder), EN))}
    assert full["claims"].indicators == ("claimed_reduction_kg",) and full["claims"].n == len(
        full["log-frame"].sheets["Claims"]
    )
    assert {"Log frame", "Activities", "Overlaps", "Ratings"} <= set(full["log-frame"].sheets)
    bare = {
        block.id: block for block in every_block("donors", Rows(Pack.open(tiny_pack.write(tmp_path / "b", {})), EN))
    }
    assert [block.tables for block in bare.values() if block.id.startswith("no-") and block.tables] == [
        ("reduction_claim",),
        ("project",),
        ("site_visit",),
        ("target",),
    ]
    assert bare["no-rating"].text == EN.t(donors.NO_RATING)
