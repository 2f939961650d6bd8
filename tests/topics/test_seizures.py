"""Seizures and stocks: the map, what is compared with supply, and the page as blocks."""

import pandas as pd
import pytest
import tiny_pack
from page_blocks import by_id

from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import seizures
from nap.topics.rows import Rows

EN = Words("en")


def test_seizures_stand_in_their_place_and_one_without_an_outline_nowhere():
    square = bytes.fromhex("0101000000000000000000f03f0000000000000040")  # the point 1, 2
    rows = pd.DataFrame(
        {
            "place_code": ["A", "B"],
            "place_name": ["A", "<b>B"],
            "geometry": [square, None],
            "seizures": [1, 2],
            "hg_kg": [9.0, 500.0],
            "last_date": ["2021-01-01"] * 2,
        }
    )
    found = seizures.map_points(rows, EN)
    assert found.loc[0, ["lon", "lat", "class"]].tolist() == [1, 2, "small"]
    assert pd.isna(found.loc[1, "lon"]) and found.loc[1, "class"] == "large"


def test_seized_is_compared_with_what_supply_does_not_explain():
    informal = pd.DataFrame({"year": [2020, 2021], "gap_low": [1.0, 0.0], "gap_high": [4.0, 2.0]})
    seized = pd.DataFrame({"year": [2020], "value": [200.0]})
    assert "5 % to 20 %" in seizures.interdiction_sentence(seized, informal, EN).replace("\u00a0", " ")
    latest = pd.DataFrame({"year": [2021], "value": [200.0]})
    assert "10 % or more" in seizures.interdiction_sentence(latest, informal, EN).replace("\u00a0", " ")
    assert seizures.interdiction_sentence(latest.head(0), informal, EN) == ""


def test_stocks_are_told_by_kind_and_fate():
    rows = pd.DataFrame(
        {
            "kind": ["seized", "seized", "waste"],
            "disposal_status": ["stored", "disposed", "stored"],
            "storage_condition": ["locked", "locked", "open shed"],
            "lots": [2, 1, 1],
            "hg_kg": [50.0, 20.0, 5.0],
            "oldest": pd.to_datetime(["2020-01-01"] * 3),
        }
    )
    _, lines, _ = seizures.stocks_table(rows, EN)
    plain = [[cell.replace("\u00a0", " ") for cell in line] for line in lines]
    assert plain == [["Seized", "50 kg (2 lots)", "0", "20 kg (1 lot)"], ["Waste", "5 kg (1 lot)", "0", "0"]]
    assert [line[0] for line in seizures.storage_table(rows, EN)[1]] == ["locked", "open shed"]


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(demo_folder) -> Pack:
    return Pack.open(demo_folder)


def test_the_part_of_the_list_in_the_link_decides_the_list_alone(demo):
    first, second = by_id("seizures", Rows(demo, EN)), by_id("seizures", Rows(demo, EN), seizure="2")
    assert len(first["list"].rows) == len(second["list"].rows) == 10
    assert not {tuple(row) for row in first["list"].rows} & {tuple(row) for row in second["list"].rows}
    assert first["seized"].text == second["seized"].text
    assert first["list"].n == first["map-and-years"].n == len(first["seizures"].rows)


def test_the_map_holds_every_seizure_with_a_place(demo):
    page = by_id("seizures", Rows(demo, EN))
    picture = page["map"].draw(palette(), 600)
    counted = sum(int(entry.text.rpartition("(")[2].rstrip(")")) for entry in picture.legend)
    assert counted == page["seizures"].rows["place_code"].nunique()


def test_what_is_missing_is_said(tmp_path, demo):
    bare = by_id("seizures", Rows(Pack.open(tiny_pack.write(tmp_path / "bare", {})), EN))
    assert list(bare) == ["no-seizures"] and bare["no-seizures"].tables == ("seizure", "mercury_stock")
    early = by_id("seizures", Rows(demo, EN, years=(1990, 1991)))
    assert "No seizure is on record for Samoria in these years." in early["nothing"].text
    assert "list" not in early
    stock = {"stock_code": "k", "kind": "waste", "hg_kg": 5, "disposal_status": "stored", "place_code": "A"}
    page = by_id("seizures", Rows(Pack.open(tiny_pack.write(tmp_path / "stock", {"mercury_stock": [stock]})), EN))
    assert "no-seizures" in page and "nothing" in page and page["kinds"].rows[0][0] == "Waste"
