"""Each publisher's file becomes the rows it should, on small files written here and on the real ones."""

import csv
import io
import json
import tomllib

import duckdb
import pytest

from nap.errors import NapError
from nap.intake import importing
from nap.intake.profiles import ipis
from nap.language import countries
from nap.language.texts import LANGUAGES
from nap.pack import contract, duck, publish
from nap.pack.pack import Pack
from nap.topics import query

DRC = "Democratic Republic of the Congo"
IPIS_HEAD = (
    *ipis.NEEDED,
    "vid",
    "source",
    "project",
    "childunder15",
    "childunder15work",
    "is_gold_mine",
    "armed_group1",
    "roadblock9",
)
SECRET = "Les hommes en noir"


def visit(**cells):
    """One line of an IPIS file; what is not said is empty."""
    plain = {
        "pcode": "codmine1",
        "name": "Eohe",
        "visit_date": "2016-05-04",
        "visit_onsite": "1",
        "longitude": "28.5",
        "latitude": "-1.5",
        "province": "Nord-Kivu",
        "province_old": "Nord-Kivu",
        "territoire": "Lubero",
        "armed_group1": SECRET,
        "roadblock9": SECRET,
    }
    return [{**plain, **cells}.get(name, "") for name in IPIS_HEAD]


def table(head, *lines):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()


def run_ipis(tmp_path, *lines, pack="pack"):
    path = tmp_path / "ipis_2022-05.csv"
    path.write_text(table(IPIS_HEAD, *lines), encoding="utf-8")
    return importing.run("ipis", path, tmp_path / pack)


def rows(folder, name):
    return duck.rows(duckdb.connect(), f"from read_parquet('{(folder / name).as_posix()}.parquet')")


def everything(folder):
    """All a pack holds, as one text: names of columns, every cell of every table, every other file."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            texts += [json.dumps(row, default=str, ensure_ascii=False) for row in rows(folder, path.stem)]
        elif path.is_file():
            texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


@pytest.mark.parametrize("name", importing.profile_names())
def test_every_profile_says_what_it_reads(name):
    module = importing.profile(name)
    assert module.ABOUT and module.__doc__
    assert module.EXAMPLE.startswith(f"import {name} ")
    assert all(module.SETTINGS.values())


# -- ipis ---------------------------------------------------------------------------------------------------------


def test_ipis_keeps_not_asked_apart_from_no(tmp_path):
    lines = [visit(pcode=f"m{i}", mercury=m) for i, m in enumerate(["1", "0", ""])]
    run_ipis(tmp_path, *lines)
    assert [r["uses_mercury"] for r in rows(tmp_path / "pack", "site_visit")] == [True, False, None]


def test_ipis_children_at_work(tmp_path):
    cases = [("1", "Lavage", True), ("0", "", False), ("1", "", None), ("", "", None)]
    run_ipis(tmp_path, *[visit(pcode=f"m{i}", childunder15=c, childunder15work=w) for i, (c, w, _) in enumerate(cases)])
    found = [r["has_children_at_work"] for r in rows(tmp_path / "pack", "site_visit")]
    assert found == [expected for _, _, expected in cases]


def test_ipis_first_of_january_is_a_year(tmp_path):
    run_ipis(tmp_path, visit(pcode="m1", visit_date="2010-01-01"), visit(pcode="m2", visit_date="2010-07-01"))
    assert [r["date_precision"] for r in rows(tmp_path / "pack", "site_visit")] == ["year", "day"]


def test_ipis_visits_have_the_same_code_whatever_the_order_and_vid(tmp_path):
    lines = [visit(vid=str(i), workers_numb=str(10 * i), visit_date="2017-04-29") for i in range(1, 4)]
    run_ipis(tmp_path, *lines, pack="one")
    other = [visit(vid=str(9 - i), workers_numb=str(10 * i), visit_date="2017-04-29") for i in (3, 1, 2)]
    run_ipis(tmp_path, *other, pack="two")
    one, two = (rows(tmp_path / pack, "site_visit") for pack in ("one", "two"))
    assert one == two
    assert [r["visit_code"] for r in one] == [f"codmine1-20170429-{n}" for n in (1, 2, 3)]


def test_ipis_a_rejected_line_does_not_renumber_the_others(tmp_path):
    lines = [visit(visit_onsite=o, workers_numb=w, visit_date="2017-04-29") for o, w in (("1", "10"), ("1", "20"))]
    outcome = run_ipis(tmp_path, visit(workers_numb="-5", visit_date="2017-04-29"), *lines)
    assert outcome.rejected == 1
    assert [r["visit_code"][-1] for r in rows(tmp_path / "pack", "site_visit")] == ["2", "3"]


def test_ipis_the_newest_accepted_visit_describes_the_site(tmp_path):
    old = visit(name="Old", visit_date="2010-05-05")
    new = visit(name="New", visit_date="2015-05-05")
    broken = visit(name="Broken", visit_date="2018-05-05", longitude="999")
    outcome = run_ipis(tmp_path, new, old, broken)
    assert [r["site_name"] for r in rows(tmp_path / "pack", "site")] == ["New"]
    assert (outcome.read, outcome.accepted, outcome.rejected) == (3, 2, 1)
    assert len(rows(tmp_path / "pack", "site_visit")) == 2


def test_ipis_gold_at_any_visit_makes_a_gold_site(tmp_path):
    then, now = visit(visit_date="2015-05-05", is_gold_mine="1", mercury="1"), visit(is_gold_mine="0")
    run_ipis(tmp_path, then, now, visit(pcode="tin", is_gold_mine="0"), visit(pcode="silent"))
    found = {row["site_code"]: row["is_gold_site"] for row in rows(tmp_path / "pack", "site")}
    assert found == {"codmine1": True, "tin": False, "silent": None}


def test_ipis_places_stand_in_a_tree_and_spellings_meet(tmp_path):
    names = ["Malemba-Nkulu", "Malemba-Nkulu", "Malemba Nkulu"]
    lines = [visit(pcode=f"m{i}", province="Haut-Lomami", territoire=name) for i, name in enumerate(names)]
    run_ipis(tmp_path, *lines, visit(pcode="m9", territoire=""))
    found = {r["place_code"]: (r["place_name"], r["level"], r["parent_code"]) for r in rows(tmp_path / "pack", "place")}
    assert found == {
        "COD": (DRC, 0, None),
        "COD-haut-lomami": ("Haut-Lomami", 1, "COD"),
        "COD-haut-lomami-malemba-nkulu": ("Malemba-Nkulu", 2, "COD-haut-lomami"),
        "COD-nord-kivu": ("Nord-Kivu", 1, "COD"),
    }
    assert {r["place_code"] for r in rows(tmp_path / "pack", "site")} == {
        "COD-haut-lomami-malemba-nkulu",
        "COD-nord-kivu",
    }


def test_ipis_swapped_provinces_are_repaired_and_said(tmp_path):
    outcome = run_ipis(tmp_path, visit(province="Katanga", province_old="Tanganyika", territoire="Moba"))
    assert [str(n).split()[0] for n in outcome.repaired] == ["1"]
    assert rows(tmp_path / "pack", "site")[0]["place_code"] == "COD-tanganyika-moba"


def test_ipis_dangerous_columns_reach_no_output(tmp_path):
    bad, short = visit(pcode="m2", longitude="999"), visit(pcode="m3")[:-1]
    broken = visit(pcode="m4", name="a\nb")
    outcome = run_ipis(tmp_path, visit(), bad, short, broken)
    assert (outcome.read, outcome.rejected) == (4, 3)
    told = everything(tmp_path / "pack") + json.dumps(outcome.as_json(), ensure_ascii=False)
    assert "codmine1" in told and "rejected" in told
    for word in (SECRET, "armed", "roadblock"):
        assert word not in told


def test_ipis_real_file(real_folder, shared_data):
    pack = Pack.open(real_folder)
    assert pack.problems == []
    counts = pack.rows(
        "select count(*) as visits, count(distinct site_code) as sites, count(uses_mercury) as asked,"
        " sum(uses_mercury::int) as mercury, sum((date_precision = 'year')::int) as years,"
        " sum((not is_onsite)::int) as elsewhere, max(worker_count) as most, count(worker_count) as counted"
        " from site_visit"
    )[0]
    assert counts == {
        "visits": 5071,
        "sites": 2988,
        "asked": 1324,
        "mercury": 283,
        "years": 984,
        "elsewhere": 716,
        "most": 16458,
        "counted": 5071 - 1183,
    }
    kinds = "select count(*) as sites, sum(is_gold_site::int) as gold from site"
    assert pack.rows(kinds)[0] == {"sites": 2988, "gold": 1919}
    at_gold = (
        "select count(uses_mercury) as asked from site_visit semi join (from site where is_gold_site) using (site_code)"
    )
    assert pack.rows(at_gold)[0] == {"asked": 1324}
    asked = pack.sql(query.get("practice_asked").sql, place="COD", year_from=2000, year_to=2030)
    mercury = asked[asked["indicator"] == "mercury_sites_pct"]
    assert (mercury["visits_answered"].sum(), mercury["visits_yes"].sum()) == (1324, 283)
    seen = "select max(value) as n from fact where indicator = 'sites_count' and place_code = 'COD'"
    assert pack.rows(seen)[0] == {"n": 1919}
    assert not pack.rows("select * from place where place_name = 'Katanga'")
    assert pack.rows("select count(*) as n from site where place_code like 'COD-tanganyika%'")[0]["n"] > 0
    assert publish.audit(pack.rows) == []


def test_ipis_real_file_leaks_nothing(shared_data, tmp_path):
    path = next((shared_data / "ipis_drc").glob("*.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    head, body = lines[0], lines[1:]
    lon = head.index("longitude")
    for line in body[::50]:
        line[lon] = "999"  # a hundred rejected lines, which keep their harmless cells
    private = [i for i, name in enumerate(head) if ipis.is_private(name)]
    harmless = {cell for line in body for i, cell in enumerate(line) if i not in private}
    secrets = {line[i] for line in body for i in private} - harmless
    secrets = {word for word in secrets if len(word) > 3 and not any(word in cell for cell in harmless)}
    assert len(secrets) > 100
    copy = tmp_path / "ipis_2022.csv"
    copy.write_text(table(head, *body), encoding="utf-8")
    outcome = importing.run("ipis", copy, tmp_path / "pack")
    assert outcome.rejected == 102 and outcome.read == 5071
    told = everything(tmp_path / "pack") + json.dumps(outcome.as_json(), ensure_ascii=False)
    assert [word for word in secrets if word in told] == []
    assert [head[i] for i in private if head[i] in told.replace("presence of", "")] == []


# -- nap-budgets --------------------------------------------------------------------------------------------------

BUDGET_HEAD = [
    "Country",
    "Code",
    "Strategy",
    "Item",
    "Cost_Original",
    "Currency",
    "Conversion",
    "Cost_USD",
    "NAP_Language",
]


def budget(tmp_path, *lines, country="Mali", **settings):
    path = tmp_path / "NAP_budgets.csv"
    path.write_text(table(BUDGET_HEAD, *lines), encoding="utf-8-sig")
    return importing.run("nap-budgets", path, tmp_path / "pack", {"country": country, **settings})


def line(strategy="A", item="Do", cost="1'000.00", usd=None, code="Formalization", country="Mali", **more):
    usd = cost.replace("'", "") if usd is None else usd
    return [country, code, strategy, item, cost, more.get("currency", "USD"), more.get("rate", "1"), usd, "FR"]


def test_budgets_of_one_country_with_its_strategies(tmp_path):
    outcome = budget(
        tmp_path,
        line("A"),
        line("B", "À\nfaire", cost="0.00", code="Public Health"),
        line(country="Senegal"),
        line("A", cost="2'000'000.50", code="Mining Practice Reform"),
    )
    assert (outcome.read, outcome.rejected, outcome.written["activity"]) == (3, 0, 3)
    assert "1 lines of other countries" in " ".join(map(str, outcome.assumptions))
    found = rows(tmp_path / "pack", "activity")
    assert [(r["activity_code"], r["strategy_code"], r["annex_c"]) for r in found] == [
        ("MLI-001", "S01", ["c"]),
        ("MLI-002", "S02", ["h"]),
        ("MLI-003", "S01", ["b", "d", "e"]),
    ]
    assert found[1]["title_fr"] == "À\nfaire" and found[1]["title_en"] is None
    assert [r["planned"] for r in rows(tmp_path / "pack", "budget_line")] == [1000, 0, 2000000.5]
    assert {(r["lead_institution"], r["status"]) for r in found} == {(None, None)}
    plan = tomllib.loads((tmp_path / "pack" / "plan.toml").read_text(encoding="utf-8"))
    assert plan["plan"]["iso3"] == "MLI" and plan["plan"]["fictional"] is False
    assert [(s["code"], s["annex_c"], s["title"]) for s in plan["strategy"]] == [
        ("S01", ["b", "c", "d", "e"], {"fr": "A"}),
        ("S02", ["h"], {"fr": "B"}),
    ]


def test_budgets_where_two_costs_differ_both_are_told_and_one_is_taken(tmp_path):
    lines = [line(cost="400'000.00", usd="500000.00"), line(cost="50.00"), line(cost="90.00", usd="90.50")]
    outcome = budget(tmp_path, *lines)
    assert [r["planned"] for r in rows(tmp_path / "pack", "budget_line")] == [500000, 50, 90]
    assert "lines 2" in str(outcome.repaired[0])
    budget(tmp_path, *lines, cost="original")
    assert [r["planned"] for r in rows(tmp_path / "pack", "budget_line")] == [400000, 50, 90]


def test_budgets_keep_strategies_somebody_wrote(tmp_path):
    budget(tmp_path, line())
    path = tmp_path / "pack" / "plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('fr = "A"', 'fr = "Mieux dit"'), encoding="utf-8")
    budget(tmp_path, line(), line("B"))
    plan = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [s["title"]["fr"] for s in plan["strategy"]] == ["Mieux dit", "B"]


def test_budgets_reject_a_group_nobody_knows_and_ask_for_the_country(tmp_path):
    outcome = budget(tmp_path, line(), line(code="Poetry"), line("B"))
    assert (outcome.read, outcome.rejected) == (3, 1)
    assert [r["activity_code"] for r in rows(tmp_path / "pack", "activity")] == ["MLI-001", "MLI-003"]
    with pytest.raises(NapError, match="Mali"):
        budget(tmp_path, line(), country="Atlantis")


def test_budgets_malformed_lines_are_rejected_for_nobody_knows_their_country(tmp_path):
    outcome = budget(tmp_path, line(), line(country="Senegal"), line(country="Senegal")[:-1])
    assert (outcome.read, outcome.accepted, outcome.rejected) == (2, 1, 1)


def test_two_countries_never_share_a_pack(tmp_path):
    budget(tmp_path, line())
    before = everything(tmp_path / "pack")
    with pytest.raises(NapError, match=r"Senegal.*Mali"):
        budget(tmp_path, line(country="Senegal"), country="Senegal")
    assert everything(tmp_path / "pack") == before


@pytest.mark.parametrize("name", ["Democratic Republic of Congo", "democratic republic of the Congo", "COD"])
def test_budgets_take_every_name_of_a_country(tmp_path, name):
    outcome = budget(tmp_path, line(country="Democratic Republic of Congo"), line(), country=name)
    assert outcome.accepted == 1
    plan = tomllib.loads((tmp_path / "pack" / "plan.toml").read_text(encoding="utf-8"))["plan"]
    assert plan["country"]["en"] == DRC
    assert plan["country"]["fr"] == "République démocratique du Congo"
    assert plan["title"]["fr"] == "Plan d’action national\u00a0: République démocratique du Congo"
    assert Pack.open(tmp_path / "pack").rows("select country, iso3 from plan") == [{"country": DRC, "iso3": "COD"}]


def test_every_country_has_a_name_in_each_language_and_no_name_twice():
    for iso3 in countries.known():
        names = countries.names(iso3)
        assert set(names) == set(LANGUAGES) and all(countries.code(name) == iso3 for name in (iso3, *names.values()))
    assert countries.code("Democratic Republic of Congo") == "COD" and countries.code("Laos") == "LAO"
    assert countries.names("LAO")["fr"] == "République démocratique populaire lao"
    assert countries.names("XAA") == {} and countries.code("Atlantis") is None


def test_budgets_real_file(real_folder):
    pack = Pack.open(real_folder)
    total = pack.rows(
        "select count(*) as n, sum(planned / units_per_usd) as usd, sum((planned = 0)::int) as zero from budget_line"
    )
    assert total == [{"n": 81, "usd": 25_010_050, "zero": 10}]
    assert pack.rows("select count(*) as n from strategy") == [{"n": 6}]


@pytest.mark.parametrize(("country", "n", "usd"), [("Mongolia", 67, 5_170_550), ("Senegal", 34, 12_948_871)])
def test_budgets_in_other_currencies(shared_data, tmp_path, country, n, usd):
    path = shared_data / "nap_budgets" / "NAP_budgets.csv"
    outcome = importing.run("nap-budgets", path, tmp_path / "pack", {"country": country.upper()})
    found = rows(tmp_path / "pack", "budget_line")
    assert outcome.read == len(found) == n
    assert sum(r["planned"] / r["units_per_usd"] for r in found) == pytest.approx(usd, abs=1)


# -- samples ------------------------------------------------------------------------------------------------------

FISH = {"value": "Hg", "unit": "mg/kg", "matrix": "what", "species": "total", "country": "Landia", "iso3": "LAN"}


def samples(tmp_path, text, **settings):
    path = tmp_path / "Lab results.csv"
    path.write_text(text, encoding="utf-8")
    return importing.run("samples", path, tmp_path / "pack", {**FISH, **settings})


def test_samples_below_the_limit_of_detection_in_three_ways(tmp_path):
    text = "Hg,what,flag,limit\n0.5,Fish,0,\n<0.02,Poisson,0,\nND,fish,0,0.01\n0.1,fish,1,\n<0.02,bat,0,\n"
    outcome = samples(tmp_path, text, censored="flag", lod="limit")
    assert (outcome.read, outcome.rejected) == (5, 1)
    found = [(r["value"], r["is_below_lod"], r["lod"], r["matrix"]) for r in rows(tmp_path / "pack", "sample")]
    assert found == [
        (0.5, False, None, "fish"),
        (None, True, 0.02, "fish"),
        (None, True, 0.01, "fish"),
        (None, True, 0.1, "fish"),
    ]
    assert rows(tmp_path / "pack", "sample")[0]["sample_code"] == "lab-results-2"


def test_samples_about_one_person_are_refused(tmp_path):
    outcome = samples(tmp_path, "Hg,what,n\n3.5,Hair,1\n2.5,cheveux,20\n", n="n", date="2020")
    assert (outcome.read, outcome.accepted, outcome.rejected) == (2, 1, 1)
    found = rows(tmp_path / "pack", "sample")
    assert [(r["n"], r["date_precision"], str(r["sampled_on"])) for r in found] == [(20, "year", "2020-01-01")]


def test_samples_take_their_columns_from_a_map(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text('value = "Teneur"\nmatrix = "soil"\n', encoding="utf-8")
    file = tmp_path / "f.csv"
    file.write_text("Teneur;x\n1,5;a\n", encoding="utf-8")
    settings = {"map": str(path), "unit": "mg/kg", "species": "total", "country": "Landia", "iso3": "LAN"}
    importing.run("samples", file, tmp_path / "pack", settings)
    assert [(r["value"], r["matrix"]) for r in rows(tmp_path / "pack", "sample")] == [(1.5, "soil")]
    path.write_text('colour = "x"\n', encoding="utf-8")
    with pytest.raises(NapError, match="colour"):
        importing.run("samples", file, tmp_path / "pack", settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"value": ""}, "which column of"),
        ({"matrix": "bat"}, "matrix"),
        ({"lon": "East"}, "East"),
        ({"date": "once"}, "once"),
        ({"iso3": "L4"}, "iso3"),
    ],
)
def test_samples_say_what_is_wrong_with_a_setting(tmp_path, settings, words):
    with pytest.raises(NapError, match=words):
        samples(tmp_path, "Hg,what\n1,fish\n", **settings)


def test_samples_real_files(shared_data, tmp_path):
    fish = shared_data / "us_fish" / "Brumbaugh.csv"
    settings = {"value": "Hg", "censored": "HgCen", "unit": "mg/kg", "matrix": "fish", "species": "total"}
    outcome = importing.run("samples", fish, tmp_path / "usa", {**settings, "country": "United States", "iso3": "USA"})
    found = rows(tmp_path / "usa", "sample")
    assert (outcome.read, outcome.rejected, sum(r["is_below_lod"] for r in found)) == (133, 0, 15)
    peru = shared_data / "madre_de_dios" / "MadreDeDios_environment_only.csv"
    settings = {
        "value": "Mercury concentration (ppm)",
        "unit": "ppm",
        "matrix": "Sample type",
        "species": "Mercury type",
        "date": "StartYear",
        "lon": "Longitude (X)",
        "lat": "Latitude (Y)",
        "n": "Sample size",
    }
    outcome = importing.run("samples", peru, tmp_path / "per", {**settings, "country": "Peru", "iso3": "PER"})
    assert (outcome.read, outcome.accepted, outcome.rejected) == (1141, 870, 271)  # bats and particles are no matrix
    assert {r["basis"] for r in rows(tmp_path / "per", "sample")} == {"none"}


# -- table --------------------------------------------------------------------------------------------------------


def test_table_names_the_tables_there_are(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(NapError, match="site_visit"):
        importing.run("table", path, tmp_path / "pack")
    with pytest.raises(NapError, match="site_visit"):
        importing.run("table", path, tmp_path / "pack", {"table": "nothing"})


@pytest.mark.parametrize("name", contract.tables())
def test_table_takes_back_what_the_demonstration_holds(demo_folder, tmp_path, name):
    """Every type of every table survives: out as Parquet, in again, the same bytes."""
    for each in contract.tables():
        if each != name and (demo_folder / f"{each}.parquet").exists():
            (tmp_path / "pack").mkdir(exist_ok=True)
            (tmp_path / "pack" / f"{each}.parquet").write_bytes((demo_folder / f"{each}.parquet").read_bytes())
    (tmp_path / "pack" / "plan.toml").write_bytes((demo_folder / "plan.toml").read_bytes())
    outcome = importing.run("table", demo_folder / f"{name}.parquet", tmp_path / "pack", {"table": name})
    assert outcome.rejected == 0 and outcome.ignored_columns == []
    assert rows(tmp_path / "pack", name) == rows(demo_folder, name)
