"""The budget file of 16 plans: a pack for each country in one call, its dollars to the cent, its letters as it says."""

import json
from collections import Counter

import pytest

from nap.commands import main
from nap.errors import NapError
from nap.intake import importing
from nap.intake.profiles import nap_budgets
from nap.pack.pack import Pack

COUNTRIES = [
    "bdi",
    "bfa",
    "caf",
    "cod",
    "cog",
    "ecu",
    "gin",
    "lao",
    "mdg",
    "mli",
    "mng",
    "nga",
    "sen",
    "sle",
    "uga",
    "zwe",
]
ANNEX = "conformément à l’alinéa 1 (d) de l’annexe C"


@pytest.fixture(scope="module")
def sixteen(shared_data, tmp_path_factory):
    """Folder of the packs of every country of the real file, and what the command said about them."""
    home = tmp_path_factory.mktemp("plans")
    path = shared_data / "nap_budgets" / "NAP_budgets.csv"
    return home, {folder.name: done for folder, done in importing.run_all("nap-budgets", path, home)}


def rows(folder, sql: str) -> list[dict]:
    return Pack.open(folder, derive=False).rows(sql)


def test_every_country_of_the_real_file_has_its_pack_and_no_line_is_lost(sixteen):
    home, done = sixteen
    assert sorted(done) == COUNTRIES == sorted(folder.name for folder in home.iterdir())
    assert sum(outcome.read for outcome in done.values()) == 1221
    assert sum(outcome.accepted for outcome in done.values()) == 1221


def test_the_dollars_of_the_real_file_are_the_published_ones_to_the_cent(sixteen):
    home, _ = sixteen
    sums = [
        rows(
            home / name,
            "select count(*) as n, sum(planned / units_per_usd) as usd, currency from budget_line group by currency",
        )[0]
        for name in COUNTRIES
    ]
    assert sum(each["n"] for each in sums) == 1221
    assert round(sum(each["usd"] for each in sums), 2) == 165_516_291.73
    assert Counter(each["currency"] for each in sums) == {"USD": 13, "MNT": 1, "XOF": 1, "XAF": 1}


def test_amounts_and_texts_of_the_real_file_arrive_intact(sixteen):
    home, _ = sixteen
    mongolia = rows(home / "mng", "select planned from budget_line order by planned desc limit 1")
    assert mongolia[0]["planned"] == int(mongolia[0]["planned"]) >= 100_000_000
    titles = rows(home / "bfa", "select title, title_fr, title_en from activity order by activity_code limit 1")[0]
    assert titles["title"] == titles["title_fr"] and titles["title_en"] is None
    assert titles["title"].startswith("Concevoir et mettre en œuvre")
    told = rows(home / "cod", "select title from activity where title like '%' || chr(10) || '%' or title like '%’%'")
    assert told


def test_money_of_each_group_is_what_the_publisher_sums(sixteen):
    home, _ = sixteen
    money = Counter()
    for name in COUNTRIES:
        for row in rows(
            home / name,
            "select array_to_string(annex_c, ' ') as letters, sum(planned / units_per_usd) as usd"
            " from budget_line join activity using (activity_code) group by all",
        ):
            money["b d e" if row["letters"] in ("b", "d", "e") else row["letters"]] += row["usd"]
    assert {letters: round(usd) for letters, usd in money.items()} == {
        "c": 56_474_497,
        "b d e": 56_261_979,
        "i": 16_000_813,
        "h": 15_254_844,
        "j": 7_823_277,
        "f": 6_266_350,
        "C2": 4_073_638,
        "g": 3_360_895,
    }


# --- made-up files -----------------------------------------------------------------------------------------------


def line(country="Mali", code="Formalization", strategy="A", cost="1'000.00", currency="USD", rate="1", usd="1000.00"):
    return ",".join([country, code, f'"{strategy}"', "Do", cost, currency, rate, usd, "FR"])


def budgets(folder, *lines):
    path = folder / "NAP_budgets.csv"
    path.write_text("\n".join([",".join(nap_budgets.NEEDED), *lines]) + "\n", encoding="utf-8-sig")
    return path


def annex_c(folder) -> list:
    return [row["annex_c"] for row in rows(folder, "select annex_c from activity order by activity_code")]


def test_a_strategy_that_names_its_point_of_annex_c_gives_that_letter_alone(tmp_path):
    reform, health = "Mining Practice Reform", "Public Health"
    path = budgets(
        tmp_path,
        line(code=reform, strategy=f"Estimations, {ANNEX}"),
        line(code=reform, strategy="Emissions (As required by point 1(e) of the Annex C)"),
        line(code=reform, strategy="Autres, conformément au point 1 de l’annexe C"),
        line(code=health, strategy="Autre santé, conformément au point 1 (g) de l’annexe C"),
        line(code="Market-based Mechanisms", strategy="As suggested by point 2 of the Annex C"),
        line(code=reform, strategy="2.4 At this point 1(b) of the plan"),
    )
    outcome = importing.run("nap-budgets", path, tmp_path / "mli", {"country": "Mali"})
    assert annex_c(tmp_path / "mli") == [["d"], ["e"], ["b", "d", "e"], ["h"], ["C2"], ["b", "d", "e"]]
    told = " ".join(map(str, outcome.assumptions))
    assert "lines 5 names point g" in told and "for h, was taken" in told


def test_the_rate_between_two_rounded_costs_keeps_both_as_published(tmp_path):
    path = budgets(
        tmp_path,
        line(cost="20'000'000.00", currency="XAF", rate="581.84", usd="34000.00"),
        line(cost="0.00", currency="XAF", rate="581.84", usd="0.00"),
    )
    importing.run("nap-budgets", path, tmp_path / "mli", {"country": "Mali"})
    found = rows(tmp_path / "mli", "select planned, planned / units_per_usd as usd from budget_line order by 1 desc")
    assert found == [{"planned": 20_000_000, "usd": 34_000}, {"planned": 0, "usd": 0}]
    importing.run("nap-budgets", path, tmp_path / "mli", {"country": "Mali", "cost": "original"})
    assert rows(tmp_path / "mli", "select max(units_per_usd) as rate from budget_line") == [{"rate": 581.84}]


def test_importing_everything_twice_changes_nothing(tmp_path):
    path, home = budgets(tmp_path, line(), line(country="Senegal")), tmp_path / "packs"
    first = dict(importing.run_all("nap-budgets", path, home))
    before = {path: path.read_bytes() for path in home.glob("*/*.*")}
    again = dict(importing.run_all("nap-budgets", path, home))
    assert all(outcome.added["activity"] for outcome in first.values())
    assert not any(outcome.added["activity"] or outcome.replaced["activity"] for outcome in again.values())
    assert {path: path.read_bytes() for path in home.glob("*/*.*")} == before


def test_lines_that_name_no_country_are_told_with_their_lines_and_the_others_go_on(tmp_path, capsys):
    path = budgets(tmp_path, line(), line(country="Atlantis"), line(country="Senegal"), line(country=""))
    with pytest.raises(SystemExit) as left:
        main.main(["import", "nap-budgets", str(path), "--all", "--into", str(tmp_path / "packs")])
    told = capsys.readouterr().out
    assert left.value.code == 2
    assert "“Atlantis” in 1 lines" in told and "(lines 3)" in told and "(lines 5)" in told
    assert "2 packs" in told and "2 lines read, 2 accepted" in told
    assert sorted(p.name for p in (tmp_path / "packs").iterdir()) == ["mli", "sen"]


def test_a_pack_that_cannot_be_written_is_told_and_the_others_are_made(tmp_path):
    path, home = budgets(tmp_path, line(), line(country="Senegal")), tmp_path / "packs"
    importing.run("nap-budgets", path, home / "mli", {"country": "Senegal"})  # a folder of another country
    done = {folder.name: outcome for folder, outcome in importing.run_all("nap-budgets", path, home)}
    assert isinstance(done["mli"], NapError) and "Senegal" in str(done["mli"])
    assert done["sen"].accepted == 1


def test_everything_as_json_names_each_pack(tmp_path, capsys):
    path = budgets(tmp_path, line(), line(country="Senegal"))
    with pytest.raises(SystemExit) as left:
        main.main(["import", "nap-budgets", str(path), "--all", "--into", str(tmp_path / "packs"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert left.value.code == 0
    assert [(each["pack"], each["accepted"]) for each in told] == [("mli", 1), ("sen", 1)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--all"], "--into"),
        (["--into", "x"], "--all"),
        (["--all", "--into", "x", "--pack", "y"], "--pack"),
        (["--all", "--into", "x", "--set", "country=Mali"], "--set country"),
        ([], "--pack"),
    ],
)
def test_where_the_rows_go_is_said_in_one_way(tmp_path, capsys, words, said):
    with pytest.raises(SystemExit) as left:
        main.main(["import", "nap-budgets", str(budgets(tmp_path, line())), *words])
    assert left.value.code == 2 and said in capsys.readouterr().err


def test_a_file_of_one_plan_is_not_taken_for_many(tmp_path):
    with pytest.raises(NapError, match="--pack"):
        list(importing.run_all("ipis", budgets(tmp_path, line()), tmp_path))
