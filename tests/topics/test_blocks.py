"""Every topic through every driver's common ground: its blocks, and the text driver on full, real and poor packs."""

import importlib
import re
import shutil
from collections import Counter

import pytest
from page_blocks import every_block, module

from nap.language.texts import LANGUAGES, Words
from nap.pack.pack import Pack
from nap.reports import text
from nap.topics import menu
from nap.topics.ask import Ask
from nap.topics.rows import Rows

TOPICS = [name for name in menu.names() if hasattr(importlib.import_module(f"nap.topics.{name}"), "blocks")]


@pytest.fixture(scope="module")
def demo_pack(demo_folder) -> Pack:
    return Pack.open(demo_folder)


@pytest.fixture(scope="module")
def real_pack(real_folder) -> Pack:
    return Pack.open(real_folder)


@pytest.fixture(scope="module")
def bare_pack(tmp_path_factory, demo_folder) -> Pack:
    folder = tmp_path_factory.mktemp("bare")
    shutil.copy(demo_folder / "plan.toml", folder)
    return Pack.open(folder)


@pytest.mark.parametrize("name", TOPICS)
def test_every_block_has_an_id_of_its_own_its_topic_and_its_edition(name, demo_pack):
    found = every_block(name, Rows(demo_pack, Words("en")))
    assert found
    twice = [id for id, times in Counter(block.id for block in found).items() if times > 1]
    assert not twice
    assert {(block.topic, block.edition) for block in found} == {(name, demo_pack.edition)}


@pytest.mark.parametrize("name", TOPICS)
def test_ids_do_not_depend_on_the_language(name, demo_pack):
    ids = {lang: [block.id for block in every_block(name, Rows(demo_pack, Words(lang)))] for lang in LANGUAGES}
    assert all(found == ids["en"] for found in ids.values())


@pytest.mark.parametrize("name", TOPICS)
def test_what_is_drawn_from_a_table_names_a_table_of_the_contract(name, demo_pack):
    from nap.pack import contract

    named = {table for block in every_block(name, Rows(demo_pack, Words("en"))) for table in block.tables}
    assert named <= set(contract.tables())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", ["demo_pack", "real_pack", "bare_pack"])
@pytest.mark.parametrize("name", TOPICS)
def test_the_text_driver_shows_every_topic(name, pack, lang, request):
    words = Words(lang)
    page = text.page(module(name), Ask(), Rows(request.getfixturevalue(pack), words), words)
    assert page.startswith(f"# {text.literal(words.t(module(name).QUESTION))}\n")
    assert len(page.split()) > 20
    told = re.sub(r"^```sql\n.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)  # SQL compares with <
    assert "None" not in told and "nan" not in told.split() and "<" not in told.replace("\\<", "")


@pytest.mark.parametrize("name", TOPICS)
def test_the_text_driver_in_a_district_and_one_year(name, demo_pack):
    district = demo_pack.rows("select place_code from place where level = 2 order by 1")[0]["place_code"]
    words = Words("fr")
    data = Rows(demo_pack, words, district, (2023, 2023))
    assert data.place == district
    assert text.page(module(name), Ask(), data, words)
