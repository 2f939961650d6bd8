"""Every page, in every language, on a full pack, on a real one and on poor ones: it runs, and speaks that language."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nap.language.texts import LANGUAGES, Words
from nap.topics import menu

ROOT = Path(__file__).parents[2]
PAGES = [name for entries in menu.PAGES.values() for name, _ in entries]


def open_page(home: Path, name: str, monkeypatch, **link) -> AppTest:
    """A page as a reader with this link sees it."""
    monkeypatch.setenv("NAP_PACKS", str(home))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=300)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    if name != "overview":
        app.switch_page(f"../../pages/{name}.py").run()
    return app


def texts(app: AppTest) -> str:
    """Everything a reader can read, as one text."""
    html = " ".join(each.proto.body for each in app.get("html"))
    return " ".join([html, *(e.value for kind in (app.title, app.subheader, app.caption, app.info) for e in kind)])


def well(app: AppTest) -> None:
    assert not app.exception, app.exception[0].value
    assert not app.error, app.error[0].value
    assert len(app.title) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_on_the_demonstration_pack(name, lang, demo_folder, monkeypatch):
    app = open_page(demo_folder.parent, name, monkeypatch, lang=lang, pack="demo")
    well(app)
    assert Words(lang).t("Fictional data for demonstration") in texts(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_on_the_real_pack(name, lang, real_folder, monkeypatch):
    app = open_page(real_folder.parent, name, monkeypatch, lang=lang, pack="cod")
    well(app)
    assert Words(lang).t("Fictional data for demonstration") not in texts(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_on_a_pack_of_a_plan_alone(name, lang, tmp_path, demo_folder, monkeypatch):
    (tmp_path / "bare").mkdir()
    shutil.copy(demo_folder / "plan.toml", tmp_path / "bare")
    app = open_page(tmp_path, name, monkeypatch, lang=lang)
    well(app)


@pytest.mark.parametrize("name", PAGES)
def test_page_in_a_district_and_one_year(name, demo_folder, monkeypatch):
    from nap.pack.pack import Pack

    district = Pack.open(demo_folder).rows("select place_code from place where level = 2 order by 1")[0]["place_code"]
    app = open_page(demo_folder.parent, name, monkeypatch, lang="fr", place=district, **{"from": "2023", "to": "2023"})
    well(app)


@pytest.mark.parametrize(
    ("name", "choice", "table", "column"),
    [("sites", "site", "site", "site_code"), ("contaminated", "csite", "contaminated_site", "contaminated_site_code")],
)
def test_the_way_back_from_an_opened_site_redraws_the_page(name, choice, table, column, demo_folder, monkeypatch):
    from nap.pack.pack import Pack

    code = Pack.open(demo_folder).rows(f"select min({column}) as code from {table}")[0]["code"]
    app = open_page(demo_folder.parent, name, monkeypatch, lang="en", pack="demo", **{choice: code})
    well(app)
    assert code in texts(app)
    app.button(f"back:{choice}").click().run()
    well(app)
    assert code not in texts(app)
    assert choice not in app.query_params


def test_what_a_link_gets_wrong_is_told_and_mended(demo_folder, monkeypatch):
    app = open_page(
        demo_folder.parent,
        "overview",
        monkeypatch,
        lang="xx",
        pack="nowhere",
        place="<b>x</b>",
        **{"from": "MMXX", "to": "1066"},
    )
    well(app)
    said = " ".join(each.value for each in app.warning).replace("\\", "")
    for wrong in ("nowhere", "<b>x</b>", "MMXX", "1066"):
        assert wrong in said


def test_the_choice_of_language_changes_every_word(demo_folder, monkeypatch):
    english, french = (open_page(demo_folder.parent, "overview", monkeypatch, lang=lang) for lang in ("en", "fr"))
    assert english.title[0].value != french.title[0].value
    assert {e.value for e in english.subheader}.isdisjoint(e.value for e in french.subheader)


def test_two_readers_at_once_keep_their_own_language(demo_folder, monkeypatch):
    first = open_page(demo_folder.parent, "overview", monkeypatch, lang="fr")
    open_page(demo_folder.parent, "overview", monkeypatch, lang="en")
    first.run()
    assert first.title[0].value == Words("fr").t("Is the plan working?")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (b"", "site_visit.parquet"),
        (b"PAR1 nonsense", "site_visit.parquet"),
        (b"\x00" * 5000, "site_visit.parquet"),
    ],
)
def test_a_damaged_table_is_told_and_the_rest_still_shown(broken, words, tmp_path, demo_folder, monkeypatch):
    shutil.copytree(demo_folder, tmp_path / "hurt", ignore=shutil.ignore_patterns(".*"))
    (tmp_path / "hurt" / "site_visit.parquet").write_bytes(broken)
    app = open_page(tmp_path, "overview", monkeypatch, lang="en")
    well(app)
    app = open_page(tmp_path, "data", monkeypatch, lang="en")
    said = texts(app) + " ".join(e.value for e in app.warning)
    assert words in said


def test_a_plan_that_cannot_be_read_gets_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "plan.toml").write_text("[plan\ncode=", encoding="utf-8")
    app = open_page(tmp_path, "overview", monkeypatch, lang="en")
    assert not app.exception
    assert "plan.toml" in app.error[0].value


def test_no_plan_at_all_says_how_to_get_one(tmp_path, monkeypatch):
    app = open_page(tmp_path, "overview", monkeypatch, lang="en")
    assert not app.exception
    assert "python -m nap demo" in app.error[0].value


@pytest.mark.parametrize("line", ["title = {}", "country = {}", "title = { en = 5 }", "strategy = [1, 2]", "dates = 5"])
def test_one_odd_plan_leaves_the_others_readable_and_is_told(line, tmp_path, demo_folder, monkeypatch):
    shutil.copytree(demo_folder, tmp_path / "good", ignore=shutil.ignore_patterns(".*"))
    (tmp_path / "odd").mkdir()
    name = line.split(" ")[0]
    lines = ['code = "odd"', 'country = "Odd"', 'title = "Odd"']
    lines = [line if name in ("title", "country") and each.startswith(name) else each for each in lines]
    top = "" if name in ("title", "country") else line + "\n"
    (tmp_path / "odd" / "plan.toml").write_text(top + "[plan]\n" + "\n".join(lines), encoding="utf-8")
    well(open_page(tmp_path, "overview", monkeypatch, lang="en", pack="good"))
    told = open_page(tmp_path, "overview", monkeypatch, lang="en", pack="odd")
    assert not told.exception
    assert "plan.toml" in told.error[0].value


def test_an_address_in_a_link_does_not_become_a_link(demo_folder, monkeypatch):
    hostile = "https://evil.example/x"
    app = open_page(demo_folder.parent, "overview", monkeypatch, place=hostile, **{"from": "www.evil.example"})
    said = " ".join(each.value for each in app.warning)
    assert "evil.example" in said
    assert "https:" not in said
    assert "www." not in said
