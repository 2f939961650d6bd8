"""The README is true: its pages are the menu, its commands exist, the files it names are there."""

import re
from pathlib import Path

import pytest

from nap.commands import main
from nap.intake import importing
from nap.topics import menu

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_pages_are_those_of_the_menu_with_their_questions():
    table = README.split("## The pages")[1].split("##")[0]
    told = re.findall(r"^\| ([^|]+) \| ([^|?]+\?)", table, flags=re.MULTILINE)
    labels = {label: name for entries in menu.PAGES.values() for name, label in entries}
    assert [label for label, _ in told] == list(labels)
    for label, question in told:
        page = (ROOT / "pages" / f"{labels[label]}.py").read_text(encoding="utf-8")
        assert page.startswith(f'"""{question}')


@pytest.mark.parametrize("line", re.findall(r"^python -m nap [a-z].*$", README, flags=re.MULTILINE))
def test_each_command_is_one_the_command_line_takes(line):
    words = line.split("#")[0].split()[3:]
    assert words[0] in set(main.app)
    if words[0] == "import":
        assert words[1] in importing.profile_names()


def test_the_files_and_folders_it_names_are_there():
    named = re.findall(r"`((?:nap|tests|pages|data)/[\w./-]*)`", README) + re.findall(r"\]\(([\w./-]+)\)", README)
    missing = [path for path in named if not (ROOT / path).exists()]
    assert len(named) > 15
    assert not missing


def test_nothing_waits_to_be_filled_in():
    assert not re.search(r"FIGURES_HERE|TODO|TBD|XXX", README)
