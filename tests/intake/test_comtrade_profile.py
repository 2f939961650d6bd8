"""UN Comtrade's two forms of CSV: what is taken, what is left out and said, what is refused with its mend."""

import csv
from pathlib import Path

import pytest

from nap.errors import NapError
from nap.intake import importing
from nap.pack.pack import Pack

NEW = (
    "period,reporterISO,flowCode,partnerISO,partnerCode,partner2Code,cmdCode,customsCode,motCode,netWgt,"
    "isNetWgtEstimated,primaryValue"
)
OLD = (
    "Classification,Year,Period,Trade Flow Code,Trade Flow,Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,"
    "Commodity Code,Netweight (kg),Trade Value (US$),Flag"
)
GOOD = "202101,PER,M,MEX,484,0,280540,C00,0,1200.5,false,51000"


def run(folder: Path, head: str, *lines: str, **settings) -> importing.Outcome:
    file = folder / "trade.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return importing.run("comtrade", file, folder / "per", {"iso3": "PER", **settings})


def flows(folder: Path) -> list[dict]:
    return Pack.open(folder / "per", derive=False).rows(
        "select year, month, direction, reporter_iso3, partner_iso3, hs_code, net_kg, value_usd, reported_by"
        " from trade_flow order by all"
    )


def reasons(outcome: importing.Outcome) -> dict[str, str]:
    """Cell -> why its line was refused."""
    with Path(outcome.rejected_file).open(encoding="utf-8-sig", newline="") as file:
        return {row["value"]: row["reason"] for row in csv.DictReader(file)}


def said(outcome: importing.Outcome) -> str:
    return "\n".join(map(str, outcome.assumptions))


def test_own_and_mirror_by_the_country_asked_for(tmp_path):
    outcome = run(tmp_path, NEW, GOOD, "2021,MEX,X,PER,604,0,280540,C00,0,1300,false,50000")
    assert (outcome.read, outcome.accepted, outcome.rejected) == (2, 2, 0)
    both = {row["reported_by"]: row for row in flows(tmp_path)}
    assert both["own"] == {
        "year": 2021,
        "month": 1,
        "direction": "import",
        "reporter_iso3": "PER",
        "partner_iso3": "MEX",
        "hs_code": "280540",
        "net_kg": 1200.5,
        "value_usd": 51000,
        "reported_by": "own",
    }
    mirror = both["mirror"]
    assert (mirror["month"], mirror["direction"], mirror["reporter_iso3"]) == (None, "export", "MEX")
    plan = Pack.open(tmp_path / "per", derive=False).plan["plan"]
    assert plan["iso3"] == "PER" and plan["country"]["fr"] == "Pérou"


def test_the_classic_download(tmp_path):
    outcome = run(
        tmp_path,
        OLD,
        "H4,2016,2016,1,Import,Peru,PER,0,World,WLD,280540,12000,500000,0",
        "H4,2016,2016,1,Import,Peru,PER,484,Mexico,MEX,280540,12000,500000,0",
        "H4,2016,201603,2,Exports,Mexico,MEX,604,Peru,PER,280540,13000,480000,0",
    )
    assert (outcome.read, outcome.accepted) == (2, 2)
    assert "1 lines of trade with the whole world" in said(outcome)
    assert {(row["reported_by"], row["month"], row["net_kg"]) for row in flows(tmp_path)} == {
        ("own", None, 12000),
        ("mirror", 3, 13000),
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (GOOD.replace("MEX,484", "W00,0"), "whole world"),
        (GOOD.replace("MEX,484", ",0"), "whole world"),
        (GOOD.replace(",M,", ",RM,"), "re-exports, re-imports"),
        (GOOD.replace(",280540,", ",2805,"), "chapters and headings"),
        (GOOD.replace(",280540,", ",TOTAL,"), "chapters and headings"),
        (GOOD.replace(",C00,0,", ",C00,2100,"), "part a flow by motCode"),
        (GOOD.replace(",C00,0,", ",C04,0,"), "part a flow by customsCode"),
        (GOOD.replace("PER", "BOL"), "without the country"),
    ],
)
def test_sums_and_parts_are_left_out_and_said(tmp_path, line, told):
    outcome = run(tmp_path, NEW, GOOD.replace("202101", "202102"), line)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (1, 1, 0)
    assert told in said(outcome)


@pytest.mark.parametrize(
    ("old", "new", "what", "mend"),
    [
        ("MEX,484", "S19,490", "“S19” is no country", "Give the country by three letters"),
        ("MEX,484", "_X,899", "“_X” is no country", "or leave the line out"),
        (",280540,", ",80540,", "“80540” is too short", "Write it whole, such as 280540"),
        (",280540,", ",mercury,", "“mercury” is no code of the Harmonized System", "Write 6 to 10 digits"),
        ("202101", "202113", "“202113” is no period", "Write a year or a year and month"),
        (",M,", ",Q,", "“Q” is not a word known here", ""),
        ("1200.5", "much", "“much” is no number", ""),
    ],
)
def test_what_cannot_be_right_is_refused_with_row_value_and_mend(tmp_path, old, new, what, mend):
    outcome = run(tmp_path, NEW, GOOD.replace("202101", "202102"), GOOD.replace(old, new))
    assert (outcome.accepted, outcome.rejected) == (1, 1)
    (reason,) = reasons(outcome).values()
    assert what in reason and mend in reason


@pytest.mark.parametrize(("cell", "code"), [("2805.40", "280540"), ("2805 40 00", "28054000"), ("280540.0", "280540")])
def test_dots_in_a_code_are_taken_out_and_said(tmp_path, cell, code):
    outcome = run(tmp_path, NEW, GOOD.replace(",280540,", f",{cell},"))
    assert [row["hs_code"] for row in flows(tmp_path)] == [code]
    assert "1 codes of goods had dots, blanks or decimals" in said(outcome)


def test_a_weight_that_is_missing_is_unknown_and_none_with_a_value_too(tmp_path):
    outcome = run(tmp_path, NEW, GOOD.replace("1200.5", ""), GOOD.replace("1200.5", "0").replace("202101", "202102"))
    assert [row["net_kg"] for row in flows(tmp_path)] == [None, None]
    assert "1 flows have no weight" in said(outcome) and "a weight of 0" in said(outcome)


def test_tonnes_taken_for_kilograms_are_doubted_with_their_line(tmp_path):
    outcome = run(tmp_path, NEW, GOOD, GOOD.replace("202101", "202102").replace("1200.5", "1.2"))
    assert "line 3: 51000 US$ for 1.2 kg. Check whether tonnes" in said(outcome)
    assert "not from a source" in said(outcome)
    assert [row["net_kg"] for row in flows(tmp_path)] == [1200.5, 1.2]  # kept as they are


def test_estimated_weights_are_said(tmp_path):
    assert "1 weights are estimates" in said(run(tmp_path, NEW, GOOD.replace("false", "true")))


@pytest.mark.parametrize("iso3", ["", "PERU", "W00", "EUR"])
def test_whose_trade_it_is_must_be_said(tmp_path, iso3):
    with pytest.raises(NapError, match="whose trade") as error:
        run(tmp_path, NEW, GOOD, iso3=iso3)
    assert "--set iso3" in error.value.fix


def test_a_file_of_other_countries_is_no_success(tmp_path):
    with pytest.raises(NapError, match=r"No line of trade\.csv is trade of the country TZA"):
        run(tmp_path, NEW, GOOD, iso3="TZA")
    assert not (tmp_path / "per").exists()


def test_a_file_with_numbers_for_countries_is_refused(tmp_path):
    with pytest.raises(NapError, match="numbers alone") as error:
        run(tmp_path, NEW, GOOD.replace("PER", "").replace("MEX", ""))
    assert "includeDesc" in error.value.fix


def test_another_file_is_told_by_its_columns(tmp_path):
    with pytest.raises(NapError, match="no column reporterISO"):
        run(tmp_path, "a,b", "1,2")


def test_a_line_cut_short_is_told_once_and_an_empty_cell_is_not_called_none(tmp_path):
    outcome = run(tmp_path, NEW, GOOD, "foo", "202102,PER,M,,484,0,280540,C00,0,1,false,100")
    with Path(outcome.rejected_file).open(encoding="utf-8-sig", newline="") as file:
        short, empty = csv.DictReader(file)
    assert short["reason"] == "The line does not have the number of cells of the first line, 12."
    assert empty["reason"].startswith("partnerISO: “–” is no country")
