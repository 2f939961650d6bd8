"""A register of licences: the file Ghana publishes, other names of columns, and what cannot be taken as it stands."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from nap.errors import NapError
from nap.intake import importing
from nap.methods import values
from nap.pack import duck, publish
from nap.pack.pack import Pack

GHANA = {"country": "Ghana", "iso3": "GHA", "date": "2025-06-09", "publisher": "A cadastre"}
TOGO = {"country": "Togo", "iso3": "TGO", "date": "2025-06-09"}
LINE = {
    "licence_no": "L1",
    "holder": "Coopérative A",
    "holder_type": "cooperative",
    "issue_date": "2022-01-10",
    "expiry_date": "2027-01-09",
    "status": "Active",
    "region": "Plateaux",
    "lon": "1.1",
    "lat": "7.5",
}


def register(folder: Path, *lines: dict) -> Path:
    path = folder / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list({**LINE, **{k: 1 for line in lines for k in line}}))
        writer.writeheader()
        writer.writerows([{**LINE, **line} for line in lines])
    return path


def run(folder: Path, *lines: dict, **settings):
    named = {"name": "holder", **TOGO, **settings}
    return importing.run("licences", register(folder, *lines), folder / "pack", named)


def rows(folder: Path, sql: str) -> list[dict]:
    with duck.connect() as con:
        publish.views(con, {path.stem: path for path in (folder / "pack").glob("*.parquet")})
        cursor = con.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def reasons(folder: Path) -> dict[int, str]:
    with next((folder / "pack" / "rejected").glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        return {int(row["line"]): row["reason"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def ghana(shared_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs") / "gha"
    file = shared_data / "ghana_licences" / "ghana_small_scale_gold_licences.csv"
    return importing.run("licences", file, folder, GHANA), Pack.open(folder)


# -- the real file --------------------------------------------------------------------------------------------------


def test_no_line_of_the_real_register_is_lost(ghana):
    outcome, pack = ghana
    assert (outcome.read, outcome.accepted, outcome.rejected, outcome.repeated) == (1028, 1028, 0, 10)
    assert pack.rows("select count(*) as n from organisation") == [{"n": 1018}]
    assert not pack.problems


def test_a_number_that_stands_twice_keeps_both_licences(ghana):
    outcome, pack = ghana
    twice = "select document from formalization_step group by all having count(*) > 1"
    assert len(pack.rows(twice)) == 30, "40 numbers stand twice; 10 of them are the same line again"
    assert any("30 numbers stand on several licences" in str(note) for note in outcome.assumptions)


def test_expiry_is_judged_by_the_date_and_the_contradiction_is_said(ghana):
    outcome, pack = ghana
    value = pack.rows(
        "select value from fact where indicator = 'licences_expired_count' and place_code = 'GHA' and year = 2025"
    )
    assert value == [{"value": 29.0}]
    assert pack.rows("select count(*) as n from formalization_step where not is_called_valid") == [{"n": 0}]
    assert any(str(note).startswith("29 licences had run out by 2025-06-09") for note in outcome.assumptions)
    assert pack.plan["plan"]["data_until"] == dt.date(2025, 6, 9)


def test_areas_keep_their_unit_and_zero_is_no_area(ghana):
    outcome, pack = ghana
    found = pack.rows(
        "select min(area) as least, count(*) - count(area) as unknown, any_value(area_unit) as unit"
        " from formalization_step"
    )
    assert found == [{"least": pytest.approx(0.02, abs=1), "unknown": 50, "unit": "Cadastre Unit(s) SSMP/RML"}]
    assert found[0]["least"] > 0
    assert any("called area_ha; they were not converted" in str(note) for note in outcome.assumptions)


def test_a_region_that_ended_keeps_its_name_and_says_so(ghana):
    outcome, pack = ghana
    ended = pack.rows("select place_code, place_name, ended_year from place where ended_year is not null")
    assert ended == [{"place_code": "GHA-brong-ahafo-region", "place_name": "Brong Ahafo Region", "ended_year": 2019}]
    assert pack.rows("select count(*) as n from organisation where place_code = 'GHA-brong-ahafo-region'") == [{"n": 6}]
    assert any("6 licences are said to lie in “Brong Ahafo Region”" in str(note) for note in outcome.assumptions)
    for row in values.rows("former_regions", "region"):
        assert row["successors"] and row["source"] and row["source_status"] in values.STATUSES


def test_licences_have_points_and_those_of_people_are_protected(ghana):
    _, pack = ghana
    found = pack.rows(
        "select kind, count(*) as n, count(lon) as points, bool_and(is_location_sensitive) as hidden"
        " from organisation group by kind order by kind"
    )
    assert found == [
        {"kind": "company", "n": 1010, "points": 1010, "hidden": False},
        {"kind": "individual", "n": 8, "points": 8, "hidden": True},
    ]


def test_importing_the_same_register_again_changes_nothing(ghana, shared_data):
    _, pack = ghana
    file = shared_data / "ghana_licences" / "ghana_small_scale_gold_licences.csv"
    again = importing.run("licences", file, pack.folder, GHANA)
    assert set(again.added.values()) == set(again.replaced.values()) == {0}


# -- names of people ------------------------------------------------------------------------------------------------


def test_names_of_people_reach_neither_the_pack_nor_the_rejected_lines(tmp_path):
    lines = [
        {"licence_no": "L1", "holder_type": "individual", "holder": "Ama Secret"},
        {"licence_no": "L2", "holder_type": "", "holder": "Kofi Secret"},
        {"licence_no": "L3", "holder_type": "individual", "holder": "Esi Secret", "issue_date": "2022-02-30"},
        {"licence_no": "L4", "note": "ask Yaw Secret", "contact": "Yaw Secret", "issue_date": ""},
        {"licence_no": "L5", "holder_type": "company", "holder": "Or de Lomé SARL"},
    ]
    outcome = run(tmp_path, *lines)
    assert (outcome.accepted, outcome.rejected) == (3, 2)
    names = rows(tmp_path, "select organisation_name as name, kind from organisation order by organisation_code")
    assert names == [
        {"name": "Licence L1", "kind": "individual"},
        {"name": "Licence L2", "kind": None},
        {"name": "Or de Lomé SARL", "kind": "company"},
    ]
    everything = [json.dumps(rows(tmp_path, f"from {t}"), default=str) for t in ("organisation", "formalization_step")]
    everything += [
        p.read_text(encoding="utf-8-sig") for p in (tmp_path / "pack").rglob("*.*") if p.suffix != ".parquet"
    ]
    assert "Secret" not in " ".join(everything)
    assert any("their names were not kept" in str(note) for note in outcome.assumptions)


# -- bad input: a sentence with the line and the mend ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"expiry_date": "2021-01-09"}, "before it was taken on 2022-01-10. Correct one of the two days."),
        ({"issue_date": "2022-02-30"}, "issue_date: “2022-02-30” is no date."),
        ({"issue_date": "2025-07-01"}, "after the register was taken. Correct the day of issue."),
        ({"issue_date": ""}, "has no day of issue. Write the day on which it was issued."),
        ({"licence_no": ""}, "has no number. Write the number the register gives it."),
        ({"lon": "7.5", "lat": "1.1"}, "Longitude 7.5 lies outside the country, and the latitude does too. Exchange"),
        ({"lon": "95.1"}, "The point of longitude 95.1 lies outside the country. Correct it"),
        ({"lon": ""}, "only one of longitude"),
        ({"lon": "0", "lat": "0"}, "which lies in the sea. Leave both empty"),
        ({"holder_type": "spaceship"}, "holder_type: “spaceship” is not a word known here."),
    ],
)
def test_what_cannot_be_is_rejected_with_its_mend(tmp_path, line, said):
    outcome = run(tmp_path, {"licence_no": "L0"}, line)
    assert (outcome.read, outcome.accepted, outcome.rejected) == (2, 1, 1)
    assert said in reasons(tmp_path)[3]


def test_two_lines_of_one_number_that_differ_are_both_rejected(tmp_path):
    outcome = run(tmp_path, {"licence_no": "L0"}, {}, {"expiry_date": "2028-01-09"})
    assert (outcome.accepted, outcome.rejected) == (1, 2)
    assert set(reasons(tmp_path)) == {3, 4}


def test_a_day_that_could_be_read_two_ways_is_asked_about(tmp_path):
    with pytest.raises(NapError, match="--set dates=dmy"):
        run(tmp_path, {"issue_date": "03/04/2022"})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"start": "nowhere"}, "has no column “nowhere”, which was named for start"),
        ({"date": "soon"}, "--set date=soon is no day"),
        ({"kind": "spaceship"}, "it is no kind of holder known here"),
        ({"iso3": "", "country": ""}, "no nation yet"),
    ],
)
def test_a_setting_that_means_nothing_is_named(tmp_path, settings, said):
    with pytest.raises(NapError, match=said):
        run(tmp_path, {}, **settings)


def test_an_area_without_a_unit_is_asked_about(tmp_path):
    with pytest.raises(NapError, match="in which unit areas are"):
        run(tmp_path, {"area": "12"})
    run(tmp_path, {"area": "12"}, area_unit="ha")
    assert rows(tmp_path, "select area, area_unit from formalization_step") == [{"area": 12.0, "area_unit": "ha"}]


# -- other registers ------------------------------------------------------------------------------------------------


def test_a_register_with_other_names_is_mapped_by_a_file(tmp_path):
    (tmp_path / "map.toml").write_text(
        'code = "Titre"\nstart = "Octroi"\nexpiry = "Fin"\nstatus = "Etat du titre"\nvalid = "ok"\nkind = "company"\n',
        encoding="utf-8",
    )
    file = tmp_path / "titres.csv"
    file.write_text("Titre;Octroi;Fin;Etat du titre\nT1;2020-01-01;2024-01-01;OK\nT2;2020-01-01;;révoqué\n", "utf-8")
    importing.run("licences", file, tmp_path / "pack", {"map": str(tmp_path / "map.toml"), **TOGO})
    found = rows(
        tmp_path,
        "select organisation_code as code, is_called_valid as valid, expiry_date as ends"
        " from formalization_step order by 1",
    )
    assert found == [
        {"code": "T1", "valid": True, "ends": dt.date(2024, 1, 1)},
        {"code": "T2", "valid": False, "ends": None},
    ]
    assert {row["kind"] for row in rows(tmp_path, "from organisation")} == {"company"}


def test_an_application_that_was_not_granted_yet_is_a_step_of_its_own(tmp_path):
    run(
        tmp_path,
        {"application_date": "2021-06-01"},
        {"licence_no": "L2", "application_date": "2024-06-01", "issue_date": "", "expiry_date": ""},
    )
    found = rows(tmp_path, "select organisation_code as code, step from formalization_step order by all")
    assert [tuple(row.values()) for row in found] == [
        ("L1", "licence_issued"),
        ("L1", "permit_applied"),
        ("L2", "permit_applied"),
    ]


def test_licences_for_other_minerals_are_passed_over(tmp_path):
    outcome = run(tmp_path, {"minerals": "Gold, Diamonds"}, {"licence_no": "L2", "minerals": "Sand"})
    assert outcome.accepted == 1
    assert "1 licences without gold among their minerals were passed over." in map(str, outcome.assumptions)


def test_a_region_of_the_pack_keeps_its_own_code(tmp_path):
    run(tmp_path, {})
    places = tmp_path / "places.csv"
    places.write_text("place_code,place_name,level,parent_code\nTG-P,Région de la Kara,1,TGO\n", encoding="utf-8")
    importing.run("table", places, tmp_path / "pack", {"table": "place"})
    run(tmp_path, {"licence_no": "L2", "region": "Kara"})
    assert rows(tmp_path, "select place_code from organisation where organisation_code = 'L2'") == [
        {"place_code": "TG-P"}
    ]


def test_nothing_is_kept_of_a_line_whose_cells_cannot_be_told_apart(tmp_path):
    """A name with a comma moves every cell: nobody can tell which of them is the holder."""
    file = register(tmp_path, {})
    file.write_text(file.read_text(encoding="utf-8") + "L2,Koffi, Jean,individual,2022-01-10\n", encoding="utf-8")
    outcome = importing.run("licences", file, tmp_path / "pack", {"name": "holder", **TOGO})
    assert (outcome.accepted, outcome.rejected) == (1, 1)
    assert "Koffi" not in Path(outcome.rejected_file).read_text(encoding="utf-8")
