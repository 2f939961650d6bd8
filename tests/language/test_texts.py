"""Words: what a reader sees is translated whole, and numbers, dates and texts in data follow the reader's language."""

import ast
import datetime as dt
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nap.commands import translations
from nap.language import texts
from nap.language.texts import LANGUAGES, NO_VALUE, N, Words

OTHERS = [lang for lang in LANGUAGES if lang != "en"]
PYTHON = sorted(path for pattern in translations.SOURCES for path in translations.ROOT.glob(pattern))
SHOWN = [path for path in PYTHON if path.parent.name in ("pages", "ui") or path.name in ("main.py", "menu.py")]
NBSP, NARROW = "\u00a0", "\u202f"
en, fr = Words("en"), Words("fr")


def name(path: Path) -> str:
    return path.relative_to(translations.ROOT).as_posix()


# --- the translations are whole ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template():
    return translations.messages()


@pytest.mark.parametrize("lang", OTHERS)
def test_every_text_is_translated_and_nothing_is_left_over(lang, template):
    state = translations.renew(lang, template, check=True)
    assert (state.new, state.gone, state.to_do) == ([], [], []), "run `python -m nap words`, then translate"


@pytest.mark.parametrize("lang", OTHERS)
def test_the_file_of_a_language_is_written_the_same_again(lang, template, monkeypatch, tmp_path):
    before = translations.po(lang).read_bytes()
    monkeypatch.setattr(translations, "LOCALE_FOLDER", tmp_path)
    (tmp_path / f"{lang}.po").write_bytes(before)
    translations.renew(lang, template)
    once = (tmp_path / f"{lang}.po").read_bytes()
    translations.renew(lang, template)
    assert (tmp_path / f"{lang}.po").read_bytes() == once
    assert b"-Date" not in once


def test_the_command_says_how_each_language_stands(template, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(translations, "messages", lambda: template)
    assert translations.run(check=True) == 0
    assert capsys.readouterr().out.startswith("nap/language/locale/fr.po: ")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "LOCALE_FOLDER", tmp_path / "locale")
    assert translations.run(check=True) == 1, "a language without a file is not current"
    assert not (tmp_path / "locale").exists(), "check writes nothing"
    assert translations.run() == 1, "nothing is translated yet"
    assert (tmp_path / "locale" / "fr.po").exists()


def test_renewing_keeps_translations_drops_what_is_gone_and_marks_what_changed(monkeypatch, tmp_path):
    monkeypatch.setattr(translations, "LOCALE_FOLDER", tmp_path)
    first = translations.Catalog()
    for text in ("Kept", "Gone for good", "A sentence on {count} sites that will be reworded a little"):
        first.add(text)
    translations.renew("fr", first)
    done = translations.read("fr")
    for text, french in {
        "Kept": "Gardé",
        "A sentence on {count} sites that will be reworded a little": "Sur {count}",
    }.items():
        done.get(text).string = french
    translations.write("fr", done)
    second = translations.Catalog()
    for text in ("Kept", "A sentence on {count} sites that was reworded a little"):
        second.add(text)
    state = translations.renew("fr", second)
    assert "Gone for good" in state.gone
    found = translations.read("fr")
    assert found.get("Kept").string == "Gardé" and not found.get("Kept").fuzzy
    assert found.get("A sentence on {count} sites that was reworded a little").fuzzy
    assert not found.obsolete and state.to_do


@pytest.mark.parametrize(
    ("english", "french", "fault"),
    [
        ("{n} sites", "{n} sites", None),
        ("{n} sites", "{m} sites", "placeholders"),
        ("{n} sites", "{n sites", "placeholders"),
        ("{n} sites in {place}", "{n} sites", "placeholders"),
        ("**{n}** sites", "{n} sites", "**"),
        (" in all", "en tout", "spaces"),
        ("Sites", "", "not translated"),
    ],
)
def test_a_faulty_translation_is_named(english, french, fault):
    found = translations.faults(translations.Message(english, french))
    assert (fault is None and not found) or fault in " ".join(map(str, found))


def test_texts_are_found_wherever_they_are_written(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(
        "x = f\"{t('inside an f-string')}\"\n"
        "y = words.plural('one', 'many', 3, what=t('nested'))\n"
        "z = t('joined ' 'text' if a else 'other', n=1)\n"
        "w = N('named'); v = t(variable)\n",
        encoding="utf-8",
    )
    found = {text for call in translations.calls(path) for text in call.texts}
    assert found == {"inside an f-string", ("one", "many"), "nested", "joined text", "other", "named"}


@pytest.mark.parametrize("lang", OTHERS)
def test_english_and_translation_have_no_lone_braces(lang):
    for message in translations.read(lang):
        for text in (*translations.each(message.id), *translations.each(message.string)):
            translations.placeholders(text)


def test_french_is_set_as_french_is():
    wrong = []
    for message in translations.read("fr"):
        for text in translations.each(message.string) if message.id else ():
            prose = re.sub(r"`[^`]*`|\{[^}]*\}|https?://\S*|--set \S+", "", text)
            if re.search(r"'| [:;?!%»]|« |[\w)][;?!»]", prose) or re.search(r"[“”]", prose):
                wrong.append(text)
    assert not wrong


# --- texts are written so that they can be translated ----------------------------------------------------------------


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_texts_are_literal_whole_and_given_what_they_ask_for(path):
    wrong = []
    for call in translations.calls(path):
        pieces = [n for n in ast.walk(call.argument) if isinstance(n, ast.JoinedStr | ast.BinOp)]
        if pieces or (call.name == "N" and not call.texts and "def N" not in path.read_text(encoding="utf-8")):
            wrong.append(f"line {call.line}: not one literal text")
        if call.name == "N" or call.values is None:
            continue
        for text in call.texts:
            for form in translations.each(text):
                if missing := translations.placeholders(form) - call.values:
                    wrong.append(f"line {call.line}: {form!r} is not given {missing}")
    assert not wrong


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_errors_are_given_the_values_their_sentences_ask_for(path):
    wrong = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "NapError":
            continue
        given = {keyword.arg for keyword in node.keywords}
        for argument in node.args[:2]:
            if isinstance(argument, ast.Call) and argument.args and isinstance(argument.args[0], ast.Constant):
                missing = translations.placeholders(argument.args[0].value) - given
                if missing and None not in given:
                    wrong.append(f"line {node.lineno}: {missing}")
            elif isinstance(argument, ast.Constant | ast.JoinedStr):
                wrong.append(f"line {node.lineno}: a sentence that is not marked with N()")
    assert not wrong


@pytest.mark.parametrize("path", SHOWN, ids=name)
def test_no_english_reaches_the_reader_bare(path):
    """A literal with letters and a space, given to st.*, ui.* or html.*, is a sentence that cannot be translated."""
    bare = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if getattr(node.func.value, "id", "") not in ("st", "ui", "html") or node.func.attr == "html":
            continue
        for value in [*node.args, *(k.value for k in node.keywords)]:
            text = value.value if isinstance(value, ast.Constant) else None
            if isinstance(text, str) and re.search(r"[A-Za-z]{2,} [A-Za-z]", text):
                bare.append(f"line {value.lineno}: {text!r}")
    assert not [each for each in bare if "NAP Monitor" not in each]


# --- texts ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(monkeypatch, tmp_path):
    """French with four texts of our own."""
    (tmp_path / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "In {place}"\nmsgstr "Lieu : {place}"\n\n'
        'msgid "{count} site"\nmsgid_plural "{count} sites"\nmsgstr[0] "{count} site fr"\n'
        'msgstr[1] "{count} sites fr"\n\n'
        '#, fuzzy\nmsgid "Unsure"\nmsgstr "Incertain"\n\n'
        'msgid "one cow"\nmsgstr "une vache"\n\nmsgid "{count} cows"\nmsgstr "{count} vaches"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(texts, "LOCALE_FOLDER", tmp_path)
    texts.catalogue.cache_clear()
    yield Words("fr")
    texts.catalogue.cache_clear()


def test_a_text_is_translated_filled_in_and_else_stays_english(catalogue):
    assert catalogue.t("In {place}", place="{Kita}") == "Lieu : {Kita}"
    assert catalogue.t("Never translated {n}", n=1) == "Never translated 1"
    assert catalogue.t("Unsure") == "Unsure", "a fuzzy translation is not shown"
    assert en.t("In {place}", place="Kita") == "In Kita"


@pytest.mark.parametrize(
    ("count", "english", "french"), [(0, "sites", "site fr"), (1, "site", "site fr"), (2, "sites", "sites fr")]
)
def test_plural(catalogue, count, english, french):
    assert en.plural("{count} site", "{count} sites", count) == f"{count} {english}"
    assert catalogue.plural("{count} site", "{count} sites", count) == f"{count} {french}"


def test_plural_writes_the_count_by_locale_and_takes_forms_named_apart(catalogue):
    assert catalogue.plural("{count} site", "{count} sites", 12345) == f"12{NARROW}345 sites fr"
    assert catalogue.plural("one cow", "{count} cows", 1) == "une vache"
    assert catalogue.plural("one cow", "{count} cows", 5) == "5 vaches"
    assert catalogue.plural("{count} new", "{count} newer", 5) == "5 newer"


def test_every_plural_is_filled_in_in_every_language():
    for lang in LANGUAGES:
        for message in translations.read("fr"):
            if isinstance(message.id, tuple | list):
                one, many = message.id
                values = dict.fromkeys(
                    (translations.placeholders(one) | translations.placeholders(many)) - {"count"}, "x"
                )
                assert "{" not in Words(lang).plural(one, many, 2, **values)


def test_an_unknown_language_is_english():
    assert Words("xx").lang == "en" and N("A text") == "A text"


# --- numbers and dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [None, math.nan, pd.NaT, pd.NA, float("nan")], ids=repr)
def test_no_value_is_a_dash(missing):
    for w in (en, fr):
        assert w.number(missing) == w.quantity(missing, "t") == w.percent(missing) == w.change(missing, "%") == NO_VALUE
        assert w.date(missing) == NO_VALUE


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (12345.6, 1, "12,345.6", f"12{NARROW}345,6"),
        (12345.6, None, "12,346", f"12{NARROW}346"),
        (18.34, None, "18.3", "18,3"),
        (1.234, None, "1.23", "1,23"),
        (0.1234, None, "0.123", "0,123"),
        (0, None, "0", "0"),
        (-5, None, "−5", "−5"),
        (1.2e15, None, "1.2E15", "1,2E15"),
    ],
)
def test_numbers_by_locale(value, decimals, english, french):
    assert en.number(value, decimals) == english
    assert fr.number(value, decimals) == french


def test_quantities_and_percentages():
    assert fr.percent(12345.6, 1) == f"12{NARROW}345,6{NBSP}%"
    assert en.percent(24.06) == f"24.1{NBSP}%" and en.percent(50) == f"50{NBSP}%"
    assert en.quantity(18.3, "t") == f"18.3{NBSP}t"
    assert en.quantity(1200, "US$") == f"US${NBSP}1,200"
    assert fr.quantity(1200, "US$") == f"1{NARROW}200{NBSP}${NBSP}US"
    assert en.quantity(3, None) == "3"


def test_a_change_has_a_sign_and_percentages_differ_in_points():
    assert en.change(5.25, "%", 1) == f"+5.2{NBSP}points"
    assert fr.change(-5.8, "t") == f"−5,8{NBSP}t"
    assert en.change(0, "t") == f"0{NBSP}t"


@pytest.mark.parametrize(
    ("precision", "english", "french"),
    [("day", "1 Mar 2024", "1 mars 2024"), ("month", "March 2024", "mars 2024"), ("year", "2024", "2024")],
)
def test_dates_say_no_more_than_is_known(precision, english, french):
    for day in (dt.date(2024, 3, 1), "2024-03-01", pd.Timestamp("2024-03-01")):
        assert en.date(day, precision=precision) == english
        assert fr.date(day, precision=precision) == french


@given(st.floats() | st.integers() | st.none(), st.none() | st.integers(0, 6))
def test_no_number_makes_it_fail(value, decimals):
    for w in (en, fr):
        assert w.number(value, decimals) and w.change(value, "%", decimals) and w.quantity(value, "kg", decimals)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_number_can_be_read_back(value):
    shown = en.number(value, 3).replace(",", "").replace("−", "-")
    assert math.isclose(float(shown), value, abs_tol=0.00051)


# --- texts that live in data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"title": "own", "title_fr": "fr", "title_en": "en"}, "fr"),
        ({"title": "own", "title_fr": None, "title_en": "en"}, "own"),
        ({"title": "own", "title_fr": ""}, "own"),
        ({"title": math.nan, "title_fr": pd.NA}, NO_VALUE),
        ({}, NO_VALUE),
    ],
)
def test_text_of_a_row_in_the_readers_language(row, expected):
    assert fr.text(row, "title") == expected
    assert fr.text(pd.Series(row, dtype=object), "title") == expected


def test_in_language_takes_any_language_rather_than_none():
    assert fr.in_language({"en": "a", "fr": "b"}) == "b"
    assert fr.in_language({"en": "a"}) == "a"
    assert fr.in_language({"pt": "c"}) == "c"
    assert fr.in_language("plain") == "plain"
    assert fr.in_language({}) == fr.in_language(None) == NO_VALUE
    assert fr.in_language(None, "default") == "default"


def test_fold_translations_folds_the_twins_and_leaves_the_frame_alone():
    frame = pd.DataFrame(
        {"title": ["own", "own"], "title_en": ["en", None], "title_fr": ["fr", None], "other_fr": [1, 2]}
    )
    folded = fr.fold_translations(frame)
    assert folded["title"].tolist() == ["fr", "own"]
    assert list(folded.columns) == ["title", "other_fr"]
    assert list(frame.columns) == ["title", "title_en", "title_fr", "other_fr"]


def test_a_language_is_read_once():
    Words("fr")
    before = texts.catalogue.cache_info().misses
    for _ in range(50):
        Words("fr")
    assert texts.catalogue.cache_info().misses == before
