"""The command line: what it prints, where, and with which exit code."""

import io
import json
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from nap.commands import dictionary, main
from nap.intake import importing
from nap.intake.profiles import ipis, nap_budgets
from nap.pack import contract
from nap.topics import data

ROOT = Path(__file__).parents[2]
HEAD = "site_code,site_name,place_code,site_type,activity_status,is_location_sensitive\n"
NOTE = "Fictional data for demonstration; no real country."
NEW = ["--set", "table=site", "--set", "country=Landia", "--set", "iso3=LAN"]


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command in this process: (exit code, standard output, standard error)."""

    for name in ("NAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main.main([str(a) for a in arguments])
        out = capsys.readouterr()
        return left.value.code, out.out, out.err

    return call


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(HEAD + "S1,Alpha,LAN,mine,active,no\nS2,=cmd(),XX,mine,active,no\n", encoding="utf-8")
    return path


def test_help_shows_every_command_with_examples(run):
    code, out, _ = run("--help")
    assert code == 0
    for command in ("demo", "import", "check", "facts", "dictionary", "profiles"):
        assert command in out
        if command not in ("dictionary", "profiles"):
            code, own, _ = run(command, "--help")
            assert code == 0 and f"python -m nap {command}" in " ".join(own.split())


def test_profiles_tells_what_set_takes(run):
    _, out, _ = run("profiles")
    for name in importing.profile_names():
        assert f"\n{name}: " in f"\n{out}"
    assert "--set decimal" in out and "--set country" in out


def test_import_tells_what_it_did(run, sites, tmp_path):
    code, out, err = run("import", "table", sites, "--pack", tmp_path / "pack", *NEW)
    assert (code, err) == (0, "")
    assert "2 lines read: 1 accepted, 1 rejected." in out
    assert "site: 1 rows (1 new, 0 replaced, 0 as before)" in out
    assert "sites-table-site-" in out


def test_import_json_has_the_promised_shape(run, sites, tmp_path):
    code, out, err = run("import", "table", sites, "--pack", tmp_path / "pack", *NEW, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert list(told)[:5] == ["read", "written", "rejected", "rejected_file", "ignored_columns"]
    assert (told["read"], told["written"], told["rejected"]) == (2, {"site": 1, "place": 1}, 1)
    assert Path(told["rejected_file"]).exists() and told["ignored_columns"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nobody", "f.csv", "--pack", "p"),
        ("import", "table", "none.csv", "--pack", "p", "--set", "table=site"),
        ("import", "table", "none.csv", "--pack", "p", "--set", "table"),
        ("check", "nowhere"),
        ("facts", "nowhere"),
    ],
)
def test_an_error_is_two_sentences_without_a_trace(run, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 2
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [("import",), ("facts", "p", "--format", "doc"), ("fly",), ("demo", "x", "--sites", "many")]
)
def test_a_misspelt_command_leaves_with_two_never_with_one(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_bug_is_an_apology_and_a_log(run, sites, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(importing, "run", broken)
    monkeypatch.setattr(main.platformdirs, "user_log_path", lambda *_, **__: tmp_path)
    code, _, err = run("import", "table", sites, "--pack", tmp_path / "pack", *NEW)
    assert code == 3 and "Traceback" not in err and "secret" not in err
    assert "secret detail" in (tmp_path / "error.log").read_text(encoding="utf-8")
    code, _, err = run("import", "table", sites, "--pack", tmp_path / "pack", *NEW, "--debug")
    assert code == 3 and "secret detail" in err


def test_check_says_yes_or_names_the_rows(run, sites, tmp_path):
    run("import", "table", sites, "--pack", tmp_path / "pack", *NEW)
    code, out, _ = run("check", tmp_path / "pack")
    assert code == 0 and "keeps every promise" in out
    site = pd.read_parquet(tmp_path / "pack" / "site.parquet")
    site.assign(lon=999.0, lat=1.0).to_parquet(tmp_path / "pack" / "site.parquet")
    code, out, _ = run("check", tmp_path / "pack")
    assert code == 1 and "S1" in out and "lon is 999" in out
    (tmp_path / "pack" / "site.parquet").write_bytes(b"PAR1")
    code, out, _ = run("check", tmp_path / "pack")
    assert code == 1 and "site.parquet" in out


def test_check_names_a_body_that_is_damaged_and_a_second_check_too(run, demo_folder, tmp_path):
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns(".*"))
    for name in ("place", "trade_flow"):
        whole = (folder / f"{name}.parquet").read_bytes()
        (folder / f"{name}.parquet").write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    for _ in range(2):
        code, out, err = run("check", folder)
        assert (code, err) == (1, "")
        for name in ("place", "trade_flow"):
            assert out.count(f"{name}.parquet cannot be read") == 1
        assert "delete the file" in out and "cannot be put together" not in out


def test_check_of_the_demonstration(run, demo_folder):
    code, out, _ = run("check", demo_folder)
    assert code == 0, out


def test_facts_come_out_in_three_forms(run, demo_folder, tmp_path):
    place = "select place_code from place where level = 0"
    from nap.pack.pack import Pack

    nation = Pack.open(demo_folder).rows(place)[0]["place_code"]
    chosen = ("facts", demo_folder, "--indicator", "sites_count", "--place", nation)
    code, out, err = run(*chosen)
    rows = pd.read_csv(io.StringIO(out))
    assert (code, err) == (0, "")
    assert set(rows.unit) == {"sites"}
    assert list(rows.columns)[-3:] == ["unit", "title", "note"] and set(rows.note) == {NOTE}
    assert set(rows.indicator) == {"sites_count"} and set(rows.place_code) == {nation}
    told = json.loads(run(*chosen, "--format", "json")[1])
    assert [r["value"] for r in told] == list(rows.value)
    run(*chosen, "--format", "parquet", "--output", tmp_path / "f.parquet")
    kept = pd.read_parquet(tmp_path / "f.parquet")
    assert list(kept.value) == list(rows.value) and set(kept.note) == {r["note"] for r in told} == {NOTE}


def test_facts_of_a_pack_without_any_are_no_rows_and_no_error(run, sites, tmp_path):
    run("import", "table", sites, "--pack", tmp_path / "pack", *NEW)
    code, out, _ = run("facts", tmp_path / "pack", "--indicator", "hg_use_t")
    assert (code, len(out.splitlines())) == (0, 1) and out.startswith("indicator,place_code,year")
    assert json.loads(run("facts", tmp_path / "pack", "--indicator", "hg_use_t", "--format", "json")[1]) == []


def test_the_verdicts_of_a_fictional_pack_say_so(run, demo_folder):
    assert {r["note"] for r in json.loads(run("status", demo_folder)[1])} == {NOTE}
    assert set(pd.read_csv(io.StringIO(run("status", demo_folder, "--format", "csv")[1])).note) == {NOTE}


def test_check_loads_nothing_that_draws():
    program = "import sys; from nap.commands import main as cli; cli._run(['check', 'data/demo'], False)"
    program += "; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert not {"pydeck", "xlsxwriter", "plotly", "streamlit"} & set(ran.stdout.split())


def test_facts_name_what_there_is_where_the_choice_is_wrong(run, demo_folder):
    code, _, err = run("facts", demo_folder, "--indicator", "happiness")
    assert code == 2 and "happiness" in err and "sites_count" in err
    code, _, err = run("facts", demo_folder, "--place", "Atlantis")
    assert code == 2 and "Atlantis" in err


def test_demo_writes_the_same_bytes_for_the_same_seed(run, tmp_path):
    for name in ("one", "two"):
        assert run("demo", tmp_path / name, "--sites", "50", "--seed", "3")[0] == 0
    for path in [tmp_path / "one" / "plan.toml", *(tmp_path / "one").glob("*.parquet")]:
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


PRINTED = {
    "dashboard": [line for _, line in data.COMMANDS],
    "README": (ROOT / "README.md").read_text(encoding="utf-8").splitlines(),
    "help": textwrap.dedent(main.import_.__doc__.replace("\\\n", "")).splitlines(),
    **{name: [f"python -m nap {importing.profile(name).EXAMPLE}"] for name in importing.profile_names()},
}


def small_file(profile: str, said: dict[str, str]) -> str:
    """A file of one line as the profile expects it."""
    if profile == "ipis":
        said = {"pcode": "m1", "name": "X", "visit_date": "2016-05-04", "visit_onsite": "1"}
        cells = {**dict.fromkeys(ipis.NEEDED, ""), **said, "province": "Nord-Kivu", "province_old": "Nord-Kivu"}
    elif profile == "nap-budgets":
        cells = dict.fromkeys(nap_budgets.NEEDED, "1") | {
            "Country": "Democratic Republic of Congo",
            "Code": "Formalization",
            "Currency": "USD",
            "NAP_Language": "FR",
        }
    elif profile == "comtrade":
        cells = {"period": "202101", "reporterISO": said["iso3"], "flowCode": "M", "partnerISO": "MEX"}
        cells |= {"cmdCode": "280540", "netWgt": "1", "primaryValue": "40"}
    elif profile == "licences":
        cells = {"lic_code": "L1", "owner_type": "Company", "region": "North"}
        cells |= {"start_date": "2024-02-01", "expiry_date": "2029-02-01"}
    elif profile == "samples":
        cells = {said["value"]: "0.5", "laboratory": "L"}
        cells |= {said["date"]: "2024-03-31"} if "date" in said else {}
    else:
        nation = said.get("iso3", "COD")
        cells = dict(zip(HEAD.strip().split(","), ["S1", "Alpha", nation, "mine", "active", "no"], strict=True))
    return ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"


@pytest.mark.parametrize("where", PRINTED)
def test_each_import_that_is_printed_somewhere_runs(run, tmp_path, where):
    lines = [shlex.split(line.strip(), comments=True) for line in PRINTED[where] if "python -m nap import" in line]
    lines = [words[4:] for words in lines if words[:4] == ["python", "-m", "nap", "import"]]
    assert lines
    for words in lines:
        said = dict(word.split("=", 1) for word in words if "=" in word)
        path = (tmp_path / words[1]).with_suffix(".csv")
        path.write_text(small_file(words[0], said), encoding="utf-8")
        home = words[words.index("--pack" if "--pack" in words else "--into") + 1]
        code, out, err = run("import", words[0], path, *[tmp_path / w if w == home else w for w in words[2:]])
        assert code == 0 and "1 accepted, 0 rejected" in out, f"{words}\n{out}{err}"


@pytest.mark.parametrize("words", [line for _, line in data.COMMANDS if " import " in line])
def test_each_import_of_the_dashboard_makes_a_pack_of_its_own(run, tmp_path, words):
    words = shlex.split(words)
    path = tmp_path / words[5]
    path.write_text(small_file(words[4], dict(w.split("=", 1) for w in words if "=" in w)), encoding="utf-8")
    code, _, err = run("import", words[4], path, "--pack", tmp_path / "new", *words[8:])
    assert code == 0, err
    assert run("check", tmp_path / "new")[0] == 0


def test_it_runs_as_a_module_and_a_pipe_may_close(sites, tmp_path):
    import_ = [sys.executable, "-m", "nap", "import", "table", str(sites), "--pack", str(tmp_path / "pack"), *NEW]
    ran = subprocess.run(import_, cwd=ROOT, capture_output=True, encoding="utf-8", env=_plain_environment())
    assert ran.returncode == 0, ran.stderr
    assert "1 accepted" in ran.stdout and ran.stderr == ""


def _plain_environment():
    import os

    return {**os.environ, "PYTHONIOENCODING": "cp1252"}  # what a Windows console may offer


def test_settings_keep_what_follows_the_first_equals_sign():
    assert main.settings(["value=a=b", " unit = mg/kg"]) == {"value": "a=b", "unit": " mg/kg"}


def test_the_dictionary_is_what_the_tables_promise():
    text = dictionary.PATH.read_text(encoding="utf-8")
    assert text == dictionary.text(), "run: python -m nap dictionary"
    for t in contract.tables().values():
        assert f"## {t.name}\n" in text
        assert all(f"| `{column}` |" in text for column in t.promised)
