"""The terminal speaks the reader's language: help, messages and errors."""

import re

import pseudo_language
import pytest

from nap.commands import command_help, main, terminal, translations
from nap.errors import NapError
from nap.intake import importing
from nap.language.texts import N, Sentence, Words

COMMANDS = [name for name in main.app if not name.startswith("-")]
NEW = ["--set", "table=site", "--set", "country=Landia", "--set", "iso3=LAN"]
HEAD = "site_code,site_name,place_code,site_type,activity_status,is_location_sensitive\n"


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command in this process: (exit code, standard output, standard error), each text on one line."""
    for name in ("NAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "400")

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main.main([str(a) for a in arguments])
        out = capsys.readouterr()
        return left.value.code, out.out, out.err

    return call


@pytest.fixture
def pseudo(monkeypatch, tmp_path):
    (tmp_path / "locale").mkdir()
    with pseudo_language.spoken(monkeypatch, tmp_path / "locale", translations.messages()):
        yield pseudo_language.CODE


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(HEAD + "S1,Alpha,LAN,mine,active,no\nS2,Beta,XX,mine,active,perhaps\n", encoding="utf-8")
    return path


def bare(text: str) -> list[str]:
    """Lines with three English words in a row: texts that went past the catalogue. Lines to type may be English."""
    typed = r"python -m nap .*|`[^`]*`|Usage: nap .*|streamlit run app.py"
    lines = [re.sub(typed, "", line) for line in text.splitlines()]
    return [line for line in lines if re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", line, re.IGNORECASE)]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_help_holds_a_text_that_was_not_translated(run, pseudo, command):
    asked = [*filter(None, [command]), "--help"]
    code, out, err = run(*asked, "--lang", pseudo)
    assert (code, err) == (0, "") and "·" in out
    assert re.findall(r"--[a-z]+", out) == re.findall(r"--[a-z]+", run(*asked)[1]), "nothing is left out"
    assert not [line for line in bare(out) if not re.match(r"\s+(--|country=)", line)]


def test_help_in_french_says_what_english_says(run):
    _, english, _ = run("import", "--help")
    _, french, _ = run("import", "--help", "--lang=fr")
    assert "Read a publisher's file" in english and "Read a publisher's file" not in french
    assert "Lire le fichier d’un éditeur" in french and "[obligatoire]" in french and "Folder of" not in french
    assert re.findall(r"--[a-z]+", english) == re.findall(r"--[a-z]+", french), "commands and options stay"
    assert "python -m nap import ipis" in french


def test_a_failing_import_in_french_holds_no_english(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("import", "table", "none.csv", "--pack", "p", *NEW, "--lang", "fr")
    assert (code, out) == (2, "") and len(err.strip().splitlines()) == 2
    assert "ne peut pas être ouvert" in err and "cannot" not in err and "Check" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nobody", "f.csv", "--pack", "p"),
        ("import", "table", "none.csv", "--pack", "p", "--set", "table"),
        ("import", "table", "f.csv"),
        ("import",),
        ("fly",),
        ("demo", "x", "--sites", "many"),
        ("demo", "x", "--fast"),
        ("demo", "x", "--sites", "2"),
        ("facts", "p", "--format", "doc"),
        ("check", "nowhere"),
        ("status", "nowhere"),
    ],
)
def test_every_error_is_said_in_the_language_asked_for(run, pseudo, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments, "--lang", pseudo)
    assert (code, out) == (2, "") and len(err.strip().splitlines()) == 2
    assert all("·" in line for line in err.strip().splitlines()) and not bare(err)


def test_what_an_import_did_and_why_lines_were_rejected_is_said_in_it(run, pseudo, sites, tmp_path):
    code, out, err = run("import", "table", sites, "--pack", tmp_path / "pack", *NEW, "--lang", pseudo)
    assert (code, err) == (0, "") and "2" in out and not bare(out)
    rejected = next((tmp_path / "pack" / "rejected").glob("*.csv")).read_text(encoding="utf-8-sig")
    assert "·" in rejected and not bare(rejected)
    code, out, _ = run("check", tmp_path / "pack", "--lang", pseudo)
    assert code == 0 and not bare(out)


def test_broken_rows_and_profiles_are_told_in_it(run, pseudo, sites, tmp_path):
    import pandas as pd

    run("import", "table", sites, "--pack", tmp_path / "pack", *NEW)
    path = tmp_path / "pack" / "site.parquet"
    pd.read_parquet(path).assign(lon=999.0, lat=1.0).to_parquet(path)
    code, out, _ = run("check", tmp_path / "pack", "--lang", pseudo)
    assert code == 1 and "S1" in out and "999" in out and not bare(out)
    code, out, _ = run("profiles", "--lang", pseudo)
    assert code == 0 and not bare(out) and all(f"{name}: " in out for name in importing.profile_names())


def test_a_bug_is_excused_in_it(run, pseudo, monkeypatch, tmp_path):
    monkeypatch.setattr(importing, "profile_names", lambda: 1 / 0)
    monkeypatch.setattr(main.platformdirs, "user_log_path", lambda *_, **__: tmp_path)
    code, _, err = run("profiles", "--lang", pseudo)
    assert code == 3 and "·" in err and not bare(err)


def test_values_printed_as_data_are_the_same_in_every_language(run, demo_folder):
    chosen = ("facts", demo_folder, "--indicator", "sites_count")
    assert run(*chosen)[1] == run(*chosen, "--lang", "fr")[1]


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_BE"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"NAP_LANG": "en", "LC_ALL": "fr_FR"}, "en"),
        ({"NAP_LANG": "fr"}, "fr"),
        ({"NAP_LANG": "", "LANG": "fr"}, "fr"),
        ({"LANG": "sw_KE.UTF-8"}, "en"),
        ({"LANG": "from nowhere"}, "en"),
    ],
)
def test_the_environment_says_the_language(environment, lang):
    assert terminal.language_of(environment) == lang


def test_the_option_is_stronger_than_the_environment_and_may_stand_anywhere(run, monkeypatch):
    monkeypatch.setenv("NAP_LANG", "fr")
    assert "ne contient pas" in run("check", "nowhere")[2]
    for place in (["--lang", "en", "check", "x"], ["check", "x", "--lang=en"], ["check", "--lang", "en", "x"]):
        assert "so it is no pack" in run(*place)[2]


@pytest.mark.parametrize("asked", [["--lang", "xx"], ["--lang=xx"], ["--lang"]])
def test_an_unknown_language_is_named_with_those_there_are(run, asked):
    code, out, err = run("profiles", *asked)
    assert (code, out) == (2, "") and "en, fr" in err and len(err.strip().splitlines()) == 2


def test_a_sentence_inside_an_error_is_translated_too(capsys):
    terminal.speak("fr")
    inner = Sentence(N("{column} is empty."), {"column": "lon"})
    error = NapError(N("{column}: {reason}"), N("Correct that line."), column="x", reason=inner)
    assert "lon is empty." in str(error)
    terminal.tell_error(error)
    assert Words("fr").t("{column} is empty.", column="lon") in capsys.readouterr().err
    terminal.speak("en")


def test_every_help_text_is_in_the_template_once_per_paragraph():
    found = set(command_help.texts(main.app))
    assert "Try:" in found and "Folder of the pack." in found
    assert not [text for text in found if "\n" in text or text.startswith("python")]
