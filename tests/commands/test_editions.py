"""The commands about what was published, through the command line: `editions`, `publish`, `diff`, and `check`."""

import json
import shutil

import pytest
import tiny_pack

from nap.commands import main
from nap.pack import edition_cache, editions

HEAD = "seizure_code,seizure_date,place_code,hg_kg,agency,case_status\n"
FIRST = HEAD + "Z1,2022-05-01,A,1,Customs,open\nZ2,2022-06-01,A,2,Customs,open\n"
SECOND = HEAD + "Z2,2022-06-01,A,4,Customs,open\nZ3,2022-07-01,B,8,Customs,open\n"
TARGET = {
    "target_code": "T1",
    "indicator": "hg_seized_kg",
    "place_code": "N",
    "baseline_year": "2020",
    "baseline_value": "1",
    "target_year": "2030",
    "target_value": "100",
}


@pytest.fixture
def run(capsys):
    """Run a command in this process: (exit code, standard output, standard error)."""

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main.main([str(a) for a in arguments])
        out = capsys.readouterr()
        return left.value.code, out.out, out.err

    return call


@pytest.fixture
def pack(run, tmp_path):
    """A pack with three editions: as it was made, and after two imports by Ada and Bea."""
    folder = tiny_pack.write(tmp_path / "own", {"target": [TARGET]})
    for by, name, text in (("Ada", "first.csv", FIRST), ("Bea", "second.csv", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        editions.current(folder)
        code, out, err = run("import", "table", tmp_path / name, "--pack", folder, "--set", "table=seizure", "--by", by)
        assert (code, err) == (0, ""), out
    return folder


def names(run, folder) -> list[str]:
    return [entry["edition"] for entry in json.loads(run("editions", folder, "--json")[1])]


def test_editions_say_when_by_whom_what_came_in_and_what_it_changed(run, pack):
    code, out, err = run("editions", pack, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert [each["by"] for each in told] == ["Bea", "Ada", ""]
    assert [each["is_published"] for each in told] == [True, False, False]
    assert told[0]["what"] == {
        "command": "import",
        "profile": "table",
        "file": "second.csv",
        "read": 2,
        "accepted": 2,
        "rejected": 0,
    }
    assert told[0]["rows"] == {"seizure": {"new": 1, "changed": 1, "withdrawn": 0}}
    assert told[1]["rows"] == {"seizure": {"new": 2, "changed": 0, "withdrawn": 0}}
    assert told[2]["rows"] is None and told[2]["what"] == {"command": "hand"}
    code, out, _ = run("editions", pack)
    lines = out.splitlines()
    assert code == 0 and told[0]["edition"] in lines[0] and lines[0].endswith("(published)")
    assert "second.csv" in lines[0] and "seizure: 1 new, 1 changed, 0 withdrawn" in lines[1]


def test_an_import_is_by_the_user_of_the_machine_where_nobody_is_named(run, pack, tmp_path, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "carla")
    assert run("import", "table", tmp_path / "first.csv", "--pack", pack, "--set", "table=seizure")[0] == 0
    assert json.loads(run("editions", pack, "--json")[1])[0]["by"] == "carla"


def test_publish_goes_back_and_the_next_import_builds_on_it(run, pack, tmp_path):
    last, first, _ = names(run, pack)
    code, out, err = run("publish", pack, first[:5], "--by", "Carla")
    assert (code, err) == (0, "") and first in out
    facts = ("facts", pack, "--indicator", "hg_seized_kg", "--place", "N", "--format", "json")
    assert [row["value"] for row in json.loads(run(*facts)[1]) if row["value"]] == [3]
    told = json.loads(run("editions", pack, "--json")[1])
    assert told[0] == {**told[0], "edition": first, "by": "Carla", "is_published": True}
    assert [each["is_published"] for each in told].count(True) == 1
    run("import", "table", tmp_path / "second.csv", "--pack", pack, "--set", "table=seizure")
    assert names(run, pack)[0] == last  # the same contents have the same name


@pytest.mark.parametrize("command", [("publish", "nothing"), ("publish", ""), ("diff", "nothing", "nothing")])
def test_an_edition_that_is_not_there_is_told_with_those_that_are(run, pack, command):
    code, out, err = run(command[0], pack, *command[1:])
    assert (code, out) == (2, "") and len(err.strip().splitlines()) == 2
    assert all(name in err for name in names(run, pack))


def test_diff_names_rows_figures_and_verdicts(run, pack):
    last, first, made = names(run, pack)
    code, out, err = run("diff", pack, first, last, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["tables"] == {
        "seizure": {
            "new": 1,
            "changed": 1,
            "withdrawn": 0,
            "new_keys": ["Z3"],
            "changed_keys": ["Z2"],
            "withdrawn_keys": [],
        }
    }
    figures = {each["place_code"]: each for each in told["figures"] if each["indicator"] == "hg_seized_kg"}
    assert (figures["N"]["before"]["value"], figures["N"]["after"]["value"]) == (3, 13)
    assert figures["B"]["before"] is None and {tuple(each["reasons"]) for each in told["figures"]} == {("data",)}
    back = json.loads(run("diff", pack, last, first, "--json")[1])
    assert back["tables"]["seizure"]["withdrawn_keys"] == ["Z3"] and back["tables"]["seizure"]["new"] == 0
    (verdict,) = json.loads(run("diff", pack, made, last, "--json")[1])["verdicts"]
    assert verdict["target_code"] == "T1" and verdict["before"] == "no_data" != verdict["after"]
    said = run("diff", pack, made, last)[1]
    assert "seizure: 3 new" in said and "(data)" in said and "Target T1" in said and "new: Z1; Z2; Z3" in said
    assert run("diff", pack, last, last)[1] == "Nothing changed.\n"


def test_diff_says_which_figures_are_others_by_the_formulas(run, pack):
    last = names(run, pack)[0]
    run("facts", pack)
    at = editions.find(pack, last)
    home = pack / edition_cache.KEPT_FOLDER
    shutil.copytree(home / at.key, home / f"{last}-000000000000")
    kept = home / f"{last}-000000000000" / "fact.parquet"
    import pandas as pd

    facts = pd.read_parquet(kept)
    facts.loc[facts["indicator"] == "hg_seized_kg", "value"] *= 2
    facts.to_parquet(kept)
    told = json.loads(run("diff", pack, last, last, "--json")[1])
    assert not told["tables"]
    assert {(each["indicator"], *each["reasons"]) for each in told["figures"]} == {("hg_seized_kg", "formulas")}
    (nation,) = [each for each in told["figures"] if each["place_code"] == "N"]
    assert (nation["before"]["value"], nation["after"]["value"]) == (26, 13)


def test_check_reads_every_edition_and_names_the_one_that_was_altered(run, pack):
    assert "altered" not in run("check", pack)[1]
    last, first, _ = names(run, pack)
    path = editions.find(pack, first).files["seizure.parquet"]
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    code, out, _ = run("check", pack)
    assert code == 1 and f"seizure.parquet of edition {first} was altered" in out and last not in out


def test_facts_of_several_packs_name_the_pack(run, pack, tmp_path):
    other = tiny_pack.write(tmp_path / "other", {})
    code, out, err = run("facts", pack, other, "--indicator", "hg_seized_kg", "--place", "N", "--format", "json")
    assert (code, err) == (0, "")
    assert {row["pack"] for row in json.loads(out)} == {"own"}
    assert run("facts", pack, other)[1].startswith("pack,indicator,place_code")
