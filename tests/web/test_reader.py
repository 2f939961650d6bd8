"""What a session remembers of a plan, and what is remembered for all: by edition, by function, by day."""

from pathlib import Path

import tiny_pack
from streamlit.testing.v1 import AppTest

from nap.language.texts import Words
from nap.pack import editions
from nap.pack.pack import Pack
from nap.web import reader

ROOT = Path(__file__).parents[2]


def one_summary(folder: str, edition: str) -> str:
    return f"one {edition}"


def another_summary(folder: str, edition: str) -> str:
    return f"another {edition}"


def test_two_summaries_of_one_plan_are_two(tmp_path):
    folder = tiny_pack.write(tmp_path / "own", {})
    name = editions.current(folder).name
    data = reader.KeptRows(Pack.open(folder), Words("en"), home=tmp_path)
    assert data.every_plan(one_summary) == ([f"one {name}"], [])
    assert data.every_plan(another_summary) == ([f"another {name}"], [])


def test_a_session_keeps_the_name_of_an_edition_and_shows_it_until_the_page_runs_again(tmp_path, monkeypatch):
    folder = tiny_pack.write(tmp_path / "own", {})
    monkeypatch.setenv(reader.PACKS_HOME, str(tmp_path))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=60)
    app.query_params["lang"] = "en"
    app.switch_page(str(ROOT / "pages" / "data.py")).run()
    assert not app.exception
    first = editions.current(folder)
    assert app.session_state["nap"]["edition"] == (str(folder), first.name, first.key)
    assert not [value for value in app.session_state["nap"].values() if isinstance(value, Pack)]
    tiny_pack.write(folder, {"place": tiny_pack.PLACES[:2]})
    opened = reader._open(*app.session_state["nap"]["edition"])
    assert len(opened.rows("from place")) == 3
    app.run()
    assert app.session_state["nap"]["edition"][1] == editions.current(folder).name != first.name
