"""Laboratory results as they arrive: units, non-detects, dates, moisture, places; what is refused, and in which words.

The real files are imported whole: every line of them is accounted for.
"""

import csv
import datetime as dt
from pathlib import Path

import pytest

from nap.errors import NapError
from nap.intake import importing
from nap.pack.facts import derived
from nap.pack.pack import Pack

BASE = {"value": "Hg", "unit": "unit", "matrix": "what", "species": "total", "country": "Peru", "iso3": "PER"}
FISH = {**BASE, "unit": "mg/kg", "matrix": "fish"}
MEASUREMENT = derived()["measurement"].sql
BY_MATRIX = (
    "select matrix, count(*) as n, sum(value) as total, count(*) filter (year is null) as undated, min(unit) as unit"
    f" from ({MEASUREMENT}) group by matrix"
)


def imported(tmp_path, text, **given):
    """The rows of the pack after importing a file, the outcome, and the rejected lines."""
    file = tmp_path / "lab.csv"
    file.write_text(text, encoding="utf-8")
    outcome = importing.run("samples", file, tmp_path / "pack", given)
    assert outcome.read == outcome.accepted + outcome.rejected
    pack = Pack.open(tmp_path / "pack", derive=False)
    return pack.rows("from sample order by sample_code"), outcome, rejected(outcome)


def rejected(outcome):
    if not outcome.rejected_file:
        return {}
    with Path(outcome.rejected_file).open(encoding="utf-8-sig", newline="") as file:
        return {int(row["line"]): row for row in csv.DictReader(file)}


def told(outcome):
    return " ".join(map(str, outcome.assumptions))


def test_units_are_kept_as_a_pack_writes_them_and_told(tmp_path):
    lines = (
        "1,mg/kg,soil,1",
        "2,ug/kg dw,soil,1",
        "3,ppm,fish,1",
        "4,ng m-3,air,1",
        "5,µg/g crea,urine,30",
        "6,mg/kg,sol,1",
    )
    rows, outcome, _ = imported(tmp_path, "Hg,unit,what,n\n" + "\n".join(lines), **BASE, n="n")
    assert [(row["value"], row["unit"], row["basis"]) for row in rows] == [
        (1, "mg/kg", "none"),
        (2, "µg/kg", "dry"),
        (3, "mg/kg", "none"),
        (4, "ng/m³", "none"),
        (5, "µg/g creatinine", "creatinine"),
        (6, "mg/kg", "none"),
    ]
    assert "“ppm” is kept as mg/kg (1 lines)" in told(outcome)
    assert "3 lines do not say whether they mean dry or wet weight" in told(outcome)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("0.3,ppm,drinking_water", "write the unit in full, such as µg/L"),
        ("0.3,mg/L,fish", "no unit of mercury in fish"),
        ("0.3,furlong,fish", "no unit of mercury in fish"),
        ("0.3,mg/kg,bat", "“bat” is not a word known here. Use one of: fish"),
        ("-0.3,mg/kg,fish", "below the least that can be, 0"),
        ("0,mg/kg,fish", "no laboratory measures nothing"),
        ("20000000,mg/kg,soil", "more mercury than soil can hold"),
        ("ND,mg/kg,fish", "the limit is missing or zero"),
        (",mg/kg,fish", "no value and is not flagged"),
    ],
)
def test_a_line_that_cannot_be_is_rejected_in_words_and_kept(tmp_path, line, words):
    rows, _, bad = imported(tmp_path, f"Hg,unit,what\n0.1,mg/kg,fish\n{line}\n", **BASE)
    assert len(rows) == 1 and list(bad) == [3]
    assert words in bad[3]["reason"]
    assert [bad[3][name] for name in ("Hg", "unit", "what")] == line.split(",")  # for download, as it stood


def test_a_unit_wrong_for_the_whole_file_stops_the_import(tmp_path):
    with pytest.raises(NapError, match="per litre or per kilogram"):
        imported(tmp_path, "Hg\n1\n2\n", **{**BASE, "unit": "ppm", "matrix": "drinking_water"})
    assert not (tmp_path / "pack").exists()


def test_below_the_limit_by_sign_word_flag_or_limit_is_a_flag_and_a_limit(tmp_path):
    lines = (
        "<0.02,,",
        "< 0.02,,0.05",
        "ND,,0.01",
        "0.1,<,",
        "0.05,U,0.05",
        "0.025,1,0.05",
        ",,0.03",
        "0,,0.03",
        "0.4,0,0.03",
    )
    text = "Hg,flag,limit\n" + "\n".join(lines)
    rows, outcome, bad = imported(tmp_path, text, **FISH, censored="flag", lod="limit")
    found = {int(row["sample_code"].split("-")[-1]): row for row in rows}
    assert not bad
    assert {line: row["lod"] for line, row in found.items()} == {
        2: 0.02,
        3: 0.02,
        4: 0.01,
        5: 0.1,
        6: 0.05,
        7: 0.05,
        8: 0.03,
        9: 0.03,
        10: 0.03,
    }
    for line, row in found.items():
        assert (row["value"], row["is_below_lod"]) == ((0.4, False) if line == 10 else (None, True))
    assert "8 values lie below" in told(outcome) and "2 of them are empty or zero beside a limit" in told(outcome)


def test_limits_that_contradict_the_value_are_rejected(tmp_path):
    rows, _, bad = imported(tmp_path, "Hg,limit\n0.02,0.05\n0.05,0.05\n", **FISH, lod="limit")
    assert "names a limit of detection of 0.05 mg/kg, above its value of 0.02" in bad[2]["reason"]
    assert [row["value"] for row in rows] == [0.05]
    _, _, bad = imported(tmp_path, "Hg,limit,flag\n0.2,0.05,1\n", **FISH, lod="limit", censored="flag")
    assert "flagged as below the limit, and lies above it" in bad[2]["reason"]


def test_a_value_at_its_limit_without_a_flag_is_told(tmp_path):
    _, outcome, _ = imported(tmp_path, "Hg,limit\n0.05,0.05\n", **FISH, lod="limit")
    assert "1 values equal their limit and carry no flag" in told(outcome)


def test_moisture_refers_fish_to_wet_and_soil_to_dry_weight(tmp_path):
    text = (
        "Hg,what,basis,water\n2.0,fish,dry,75\n<0.4,fish,dry,75\n0.5,fish,wet,75\n0.8,soil,wet,20\n0.8,soil,dry,20\n"
        "2.0,fish,dry,\n2.0,fish,dry,120\n"
    )
    given = {**BASE, "unit": "mg/kg", "basis": "basis", "moisture": "water"}
    rows, outcome, bad = imported(tmp_path, text, **given)
    assert [(row["value"], row["lod"], row["basis"], row["moisture_pct"]) for row in rows] == [
        (0.5, None, "wet", 75),
        (None, 0.1, "wet", 75),
        (0.5, None, "wet", 75),
        (1.0, None, "dry", 20),
        (0.8, None, "dry", 20),
        (2.0, None, "dry", None),
    ]
    assert list(bad) == [8] and "above the most that can be, 99.9" in bad[8]["reason"]
    assert "2 lines of fish were converted from dry to wet weight" in told(outcome)
    with pytest.raises(NapError, match="per cent or a share"):
        imported(tmp_path, "Hg,what,basis,water\n2.0,fish,dry,0.75\n", **given)


@pytest.mark.parametrize(
    ("cell", "first", "last", "precision"),
    [
        ("2014", (2014, 1, 1), None, "year"),
        ("2014-07", (2014, 7, 1), None, "month"),
        ("2014-07-09", (2014, 7, 9), None, "day"),
        ("2017-08-18 13:00:00", (2017, 8, 18), None, "day"),
        ("2014-2015", (2014, 1, 1), (2015, 1, 1), "year"),
        ("1990–1993", (1990, 1, 1), (1993, 1, 1), "year"),
        ("2014-07 to 2014-09", (2014, 7, 1), (2014, 9, 1), "month"),
        ("2014-07-09/2014-07-12", (2014, 7, 9), (2014, 7, 12), "day"),
    ],
)
@pytest.mark.parametrize("is_column", [True, False])
def test_dates_of_any_precision(tmp_path, cell, first, last, precision, is_column):
    given = {**FISH, "date": "when" if is_column else cell}
    rows, _, bad = imported(tmp_path, f"Hg,when\n0.3,{cell}\n", **given)
    assert not bad
    row = rows[0]
    assert (row["sampled_on"], row["date_precision"]) == (dt.date(*first), precision)
    assert row["sampled_until"] == (last and dt.date(*last))


def test_a_period_that_ends_before_it_begins_or_on_no_day_is_rejected(tmp_path):
    rows, _, bad = imported(tmp_path, "Hg,when\n1,2015-2014\n1,2014-2014-13\n1,soon\n1,2014\n", **FISH, date="when")
    assert len(rows) == 1
    assert "before its first day" in bad[2]["reason"] and "no day there is" in bad[3]["reason"]
    assert "no date" in bad[4]["reason"]


def test_rows_about_one_person_are_refused_and_nothing_of_them_is_kept(tmp_path):
    text = "Hg,what,n,lon,lat\n3.5,Hair,1,-70.1,-12.6\n2.5,cheveux,20,,\n4.25,urine,,-70.2,-12.7\n0.3,fish,1,,\n"
    given = {**BASE, "unit": "unit", "n": "n", "lon": "lon", "lat": "lat"}
    text = text.replace("lat\n", "lat,unit\n").replace("-12.6\n", "-12.6,µg/g\n").replace("20,,\n", "20,,,µg/g\n")
    text = text.replace("-12.7\n", "-12.7,µg/L\n").replace("fish,1,,\n", "fish,1,,,mg/kg\n")
    rows, _, bad = imported(tmp_path, text, **given)
    assert [(row["matrix"], row["n"]) for row in rows] == [("hair", 20), ("fish", 1)]
    assert list(bad) == [2, 4]
    for row in bad.values():
        assert "Group the people of one place, year and population group" in row["reason"]
        assert not any(row[name] for name in ("Hg", "what", "n", "lon", "lat", "unit"))
    kept = [path.read_bytes() for path in (tmp_path / "pack").rglob("*") if path.is_file()]
    assert not any(b"3.5" in each or b"4.25" in each or b"-70.1" in each for each in kept if b"PAR1" not in each[:4])


@pytest.mark.parametrize(
    ("creatinine", "fits"), [("0.2", False), ("0.3", True), ("3", True), ("3.1", False), ("", True)]
)
def test_creatinine_outside_its_range_is_rejected(tmp_path, creatinine, fits):
    given = {**BASE, "unit": "µg/g", "basis": "creatinine", "matrix": "urine", "n": "n", "creatinine": "crea"}
    rows, _, bad = imported(tmp_path, f"Hg,n,crea\n12,30,{creatinine}\n11,20,1.2\n", **given)
    assert len(rows) == 1 + fits
    assert fits or f"creatinine of {float(creatinine)} g/L lies outside 0.3 to 3.0" in bad[2]["reason"]


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        ("-12.6", "-69.2", "seem swapped"),
        ("-69.2", "12.6", "other sign of latitude"),
        ("69.2", "-12.6", "other sign of longitude"),
        ("69.2", "12.6", "both signs"),
        ("-85", "-12", "lies in the sea"),
        ("-200", "-12", "below the least that can be"),
        ("0", "0", "in the sea"),
        ("-69.2", "", "only one of longitude"),
    ],
)
def test_a_point_that_is_swapped_or_in_the_sea_is_rejected(tmp_path, lon, lat, words):
    text = f"Hg,lon,lat\n0.1,-69.2,-12.6\n0.2,{lon},{lat}\n"
    rows, _, bad = imported(tmp_path, text, **FISH, lon="lon", lat="lat")
    assert [row["value"] for row in rows] == [0.1]
    assert words in bad[3]["reason"]


def test_a_point_across_the_border_is_kept_and_told(tmp_path):
    rows, outcome, _ = imported(tmp_path, "Hg,lon,lat\n0.1,-62,-10\n", **FISH, lon="lon", lat="lat")
    assert len(rows) == 1 and "1 lines lie outside the outline of the country, on land" in told(outcome)


def test_repeats_are_kept_and_told_and_copies_by_code_become_one(tmp_path):
    text = "code,Hg\na,0.3\na,0.3\nb,0.3\n"
    rows, outcome, _ = imported(tmp_path, text, **FISH)
    assert len(rows) == 3 and "1 lines repeat an earlier line in every column" in told(outcome)
    rows, outcome, _ = imported(tmp_path, text, **FISH, code="code")
    assert outcome.repeated == 1 and {row["sample_code"] for row in rows} >= {"a", "b"}


def test_madre_de_dios_imports_with_every_line_accounted_for(shared_data, tmp_path):
    folder = shared_data / "madre_de_dios"
    given = {
        "value": "Mercury concentration (ppm)",
        "unit": "ppm",
        "matrix": "Sample type",
        "species": "Mercury type",
        "date": "Date data was collected",
        "lon": "Longitude (X)",
        "lat": "Latitude (Y)",
        "n": "Sample size",
        "country": "Peru",
        "iso3": "PER",
    }
    file = folder / "MadreDeDios_environment_only.csv"
    outcome = importing.run("samples", file, tmp_path / "per", given)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (1141, 870, 271)
    bad = rejected(outcome)
    assert {row["value"] for row in bad.values()} == {"Mammal- Bat", "Suspended particles"}  # no matrix of a plan
    assert "551 lines repeat" in told(outcome) and "569 lines give a period" in told(outcome)
    with file.open(encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    hair = {
        "value": "median",
        "unit": "ppm",
        "matrix": "hair",
        "species": "total",
        "date": "StartYear",
        "lon": "lon",
        "lat": "lat",
        "n": "n",
        "p90": "p90",
        "share_above": "share_above_2ppm",
        "guidance_value": "2",
        "group": "community",
    }
    outcome = importing.run("samples", folder / "hair_hg_aggregated_0.1deg_n20.csv", tmp_path / "per", hair)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (40, 40, 0)
    pack = Pack.open(tmp_path / "per", derive=False)
    assert pack.failures() == []
    found = {row["matrix"]: row for row in pack.rows(BY_MATRIX)}
    for matrix, word in (("fish", "Fish"), ("sediment", "Sediment")):
        values = [float(line["Mercury concentration (ppm)"]) for line in lines if line["Sample type"] == word]
        assert found[matrix]["n"] == len(values)
        assert found[matrix]["total"] == pytest.approx(sum(values))
    assert {matrix: row["unit"] for matrix, row in found.items()} == {
        "fish": "mg/kg",
        "sediment": "mg/kg",
        "hair": "µg/g",
    }
    assert all(row["undated"] == 0 for row in found.values())


def test_us_fish_keeps_its_fifteen_values_below_three_limits(shared_data, tmp_path):
    given = {"value": "Hg", "censored": "HgCen", "unit": "mg/kg", "matrix": "fish", "species": "total", "basis": "wet"}
    file = shared_data / "us_fish" / "Brumbaugh.csv"
    outcome = importing.run("samples", file, tmp_path / "usa", {**given, "country": "United States", "iso3": "USA"})
    with file.open(encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    limits = sorted(float(line["Hg"]) for line in lines if line["HgCen"] == "True")
    rows = Pack.open(tmp_path / "usa", derive=False).rows(MEASUREMENT)
    assert (outcome.read, outcome.rejected, len(rows)) == (133, 0, 133)
    assert sorted(row["lod"] for row in rows if row["is_below_lod"]) == limits and len(set(limits)) == 3
    assert sum(row["is_below_lod"] for row in rows) == 15
    assert all(row["value"] is None for row in rows if row["is_below_lod"])


PEOPLE = (
    "code,participant,Hg,unit,what,n\n1,Juan P,3,µg/g,hair sample,1\n2,Ana,R,3,µg/g,hair,1\n3,Luz Q,4,µg/g,,one\n"
    "4,Group A,3,µg/g,hair,20\n"
)


def test_where_people_were_measured_nothing_is_kept_of_a_line_that_may_be_about_one(tmp_path):
    _, outcome, bad = imported(tmp_path, PEOPLE, **BASE, n="n", code="code")
    assert (outcome.accepted, list(bad)) == (1, [2, 3, 4])
    assert "“hair sample” is not a word known here" in bad[2]["reason"]
    assert bad[3]["reason"] == "The line does not have the number of cells of the first line, 6."
    text = Path(outcome.rejected_file).read_text(encoding="utf-8")
    assert not any(name in text for name in ("Juan", "Ana", "Luz"))


def test_a_table_of_samples_keeps_nothing_about_one_person_either(tmp_path):
    head = "sample_code,place_code,participant,sampled_on,matrix,species,value,unit,basis,is_below_lod,n\n"
    lines = (
        "a,PER,Juan P,2020,hair,total,3,µg/g,none,no,1",
        "b,PER,Ana R,2020,hair,total,3,µg/g,none,no,",
        "c,PER,Group,2020,hair,total,3,µg/g,none,no,20",
    )
    file = tmp_path / "samples.csv"
    file.write_text(head + "\n".join(lines), encoding="utf-8")
    outcome = importing.run("table", file, tmp_path / "pack", {"table": "sample", "country": "Peru", "iso3": "PER"})
    assert (outcome.accepted, outcome.rejected) == (1, 2)
    assert "about one person" in rejected(outcome)[2]["reason"]
    text = Path(outcome.rejected_file).read_text(encoding="utf-8")
    assert not any(name in text for name in ("Juan", "Ana"))


def test_a_number_too_great_for_any_computer_is_named_as_it_stands(tmp_path):
    _, _, bad = imported(tmp_path, "Hg\n0.1\n1e400\n", **FISH)
    assert bad[3]["reason"] == "Hg: “1e400” is no number."


@pytest.mark.parametrize("name", ["value", "unit", "matrix", "species"])
def test_a_needed_field_left_empty_is_asked_for_as_one_not_named(tmp_path, name):
    with pytest.raises(NapError, match=f"which column of lab.csv is the field {name}"):
        imported(tmp_path, "Hg,unit,what\n1,mg/kg,soil", **{**BASE, name: ""})
