"""A language is one .po file and one line: nothing in data changes, and its plurals follow its own rule."""

import tomllib

import pandas as pd
import pseudo_language
import pytest
import tiny_pack

from nap.commands import dictionary, translations
from nap.errors import NapError
from nap.intake import demo, importing
from nap.language import countries
from nap.language.texts import Words, plural_rule
from nap.methods import values as reference
from nap.pack import contract
from nap.pack.pack import Pack

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={count}; plural={rule};\\n"

msgid "Sites"
msgstr "Sitios"

msgid "{{count}} site"
msgid_plural "{{count}} sites"
"""
RULES = {  # as gettext's manual and CLDR's chart of plural rules give them
    "es": "n != 1",
    "pt": "n > 1",
    "pl": "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    "ar": "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
}
FORMS = {"es": 2, "pt": 2, "pl": 3, "ar": 6}


@pytest.fixture
def add(monkeypatch, tmp_path):
    """Add a language whose forms of “{count} site” are “0 {count}”, “1 {count}” and so on, to show which was taken."""
    with monkeypatch.context() as patch:

        def write(lang: str, forms: list[str] | None = None) -> Words:
            forms = forms or [f"{form} {{count}}" for form in range(FORMS[lang])]
            text = HEAD.format(count=FORMS[lang], rule=RULES[lang])
            text += "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
            (tmp_path / f"{lang}.po").write_text(text, encoding="utf-8")
            patch.setitem(pseudo_language.texts.LANGUAGES, lang, lang)
            contract.tables.cache_clear()
            return Words(lang)

        patch.setattr(pseudo_language.texts, "LOCALE_FOLDER", tmp_path)
        patch.setattr(translations, "LOCALE_FOLDER", tmp_path)
        pseudo_language.texts.catalogue.cache_clear()
        yield write
    pseudo_language.texts.catalogue.cache_clear()
    contract.tables.cache_clear()


@pytest.mark.parametrize(
    ("lang", "taken"),
    [
        ("es", {0: 1, 1: 0, 2: 1, 1.5: 1, -1: 0}),
        ("pt", {0: 0, 1: 0, 2: 1, 1.5: 0, 2.5: 1}),
        ("pl", {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 22: 1, 25: 2, 112: 2, 1.5: 2}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 1.5: 5}),
    ],
)
def test_a_count_takes_the_form_that_the_rule_of_its_language_asks_for(add, lang, taken):
    words = add(lang)
    assert {count: int(words.plural("{count} site", "{count} sites", count).split()[0]) for count in taken} == taken


def test_a_text_without_translation_keeps_the_plural_of_english(add):
    words = add("pt")
    assert words.plural("{count} flow", "{count} flows", 0) == "0 flows"
    assert words.plural("{count} flow", "{count} flows", 1) == "1 flow"


def test_a_form_may_say_its_count_in_words_and_where_one_is_missing_english_is_shown(add):
    words = add("ar", ["none", "one", "two", "{count} few", "{count} many", "{count} other"])
    assert words.plural("{count} site", "{count} sites", 2) == "two"
    translations.refuse_broken("ar", translations.read("ar"))
    words = add("pl", ["{count} a", "{count} b"])
    assert words.plural("{count} site", "{count} sites", 5) == "5 sites"
    assert [str(f) for m in translations.read("pl") for f in translations.faults(m) if m.id] == [
        "not translated: {count} site"
    ]


def test_the_rules_of_the_languages_there_are_agree_with_cldr():
    for lang in ("en", "fr", "es", "pl", "ar"):
        words = Words("fr") if lang == "fr" else None
        rule = words._catalogue.plural_expr if words else RULES.get(lang, "n != 1")
        form_of, locale = plural_rule(rule), pseudo_language.texts.Locale.parse(lang)
        apart = {}
        for count in range(200):
            apart.setdefault(locale.plural_form(count), set()).add(form_of(count))
        assert all(len(forms) == 1 for forms in apart.values()), lang


def test_a_new_language_changes_neither_the_dictionary_nor_the_demonstration(add, tmp_path):
    demo.write(tmp_path / "before", sites=50)
    before = dictionary.text()
    add("es")
    assert dictionary.text() == before == dictionary.PATH.read_text(encoding="utf-8")
    assert demo.write(tmp_path / "after", sites=50)
    for path in [*(tmp_path / "before").glob("*.parquet"), tmp_path / "before" / "plan.toml"]:
        assert path.read_bytes() == (tmp_path / "after" / path.name).read_bytes(), path.name


def test_a_new_language_asks_for_no_text_but_its_own(add):
    before = {str(message.id) for message in translations.messages()}
    add("es")
    assert {str(message.id) for message in translations.messages()} == before


def test_countries_have_a_name_in_a_language_that_has_just_been_added(add):
    words = add("es")
    assert countries.named("PER", words) == "Perú" and countries.names("DEU")["es"] == "Alemania"
    assert countries.named("LAO", words) == "Lao People’s Democratic Republic", "a text that is not translated yet"


# --- texts in data, in a language the tool may not speak ------------------------------------------------------------


def activities(folder, **row):
    return tiny_pack.write(folder, {"activity": [{"activity_code": "X1", "strategy_code": "S", "title": "Own", **row}]})


def test_a_file_brings_twins_of_any_language_through_an_import(tmp_path):
    file = tmp_path / "activity.csv"
    file.write_text(
        "activity_code,strategy_code,title,title_fr,title_es,title_xx,annex_c\nX1,S,Own,Propre,Propio,None,c\n",
        encoding="utf-8",
    )
    folder = tiny_pack.write(tmp_path / "pack", {})
    outcome = importing.run("table", file, folder, {"table": "activity"})
    assert (outcome.accepted, outcome.ignored_columns) == (1, ["title_xx"])
    shown = Pack.open(folder).sql("from activity")
    assert shown["title_es"].tolist() == ["Propio"] and shown["title_fr"].tolist() == ["Propre"]
    kept = pd.read_parquet(folder / "activity.parquet").columns
    assert [name for name in kept if name.startswith("title")] == ["title", "title_es", "title_fr"]

    file.write_text("activity_code,strategy_code,title,annex_c\nX1,S,New,c\nX2,S,Two,c\n", encoding="utf-8")
    importing.run("table", file, folder, {"table": "activity"})
    again = Pack.open(folder).rows("select title, title_es from activity order by activity_code")
    assert again == [{"title": "New", "title_es": "Propio"}, {"title": "Two", "title_es": None}]


def test_a_reader_sees_the_twin_of_their_language_and_no_other(add, tmp_path):
    frame = pd.DataFrame({"title": ["own"], "title_es": ["es"], "title_fr": ["fr"], "title_pt": [None], "net_kg": [1]})
    assert list(Words("fr").fold_translations(frame).columns) == ["title", "net_kg"]
    assert Words("fr").fold_translations(frame)["title"].tolist() == ["fr"]
    assert add("es").fold_translations(frame)["title"].tolist() == ["es"]
    assert Words("es").text({"title": "own", "title_es": "es"}, "title") == "es"


def test_a_number_in_kilograms_is_no_text_in_kongo():
    frame = pd.DataFrame({"net": [1.0], "net_kg": [2.0]})
    assert list(Words("fr").fold_translations(frame).columns) == ["net", "net_kg"]


def test_only_what_is_translated_has_twins():
    t = contract.table("activity").with_twins(["title_es", "title_zz", "partners_es", "delay_reason_pt", "title"])
    assert [name for name, column in t.columns.items() if column.twin_of] == ["title_es", "delay_reason_pt"]
    assert not [column for column in t.promised.values() if column.twin_of]


# --- a translation that cannot be filled in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("translation", "said"),
    [
        ("{lugar} y {count}", "{lugar} y {count}"),
        ("{place", "{place"),
        ("sin nada", "sin nada"),
        ("{place} {0}", "{place} {0}"),
    ],
)
def test_a_broken_placeholder_is_refused_with_file_line_and_text(add, tmp_path, translation, said):
    add("es")
    path = tmp_path / "es.po"
    path.write_text(
        path.read_text(encoding="utf-8") + f'\nmsgid "At {{place}}"\nmsgstr "{translation}"\n', encoding="utf-8"
    )
    before = path.read_bytes()
    with pytest.raises(NapError) as refused:
        translations.run()
    line = 1 + before.decode().splitlines().index('msgid "At {place}"')
    assert f"es.po, line {line}: " in str(refused.value) and said in str(refused.value)
    assert "At {place}" in str(refused.value) and path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'msgid "a"\nmsgstr "b\n', "line 2"),
        (b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n >;\\n"\n', "plural"),
        (b'msgid "a"\nmsgstr "\xe9"\n', "UTF-8"),
    ],
)
def test_a_file_that_is_no_po_is_refused_with_what_is_wrong(add, tmp_path, content, said):
    add("es")
    (tmp_path / "es.po").write_bytes(content)
    with pytest.raises(NapError) as refused:
        translations.read("es")
    assert "es.po" in str(refused.value) and said in str(refused.value)


# --- texts in the tables of reference ---------------------------------------------------------------------------------


def read_toml(table: str) -> dict:
    return tomllib.loads((reference.FOLDER / f"{table}.toml").read_text(encoding="utf-8"))


def test_no_table_of_reference_holds_a_text_by_language():
    for path in sorted(reference.FOLDER.glob("*.toml")):
        rows = [row for rows in read_toml(path.stem).values() if isinstance(rows, list) for row in rows]
        assert not [value for row in rows for value in row.values() if isinstance(value, dict)], path.name


@pytest.mark.parametrize("table", translations.REFERENCE_TEXTS)
def test_every_declared_column_of_a_table_of_reference_holds_texts_that_are_translated(table):
    french = Words("fr")
    for kind, columns in translations.REFERENCE_TEXTS[table].items():
        rows = read_toml(table)[kind]
        for column in columns:
            found = [row[column] for row in rows if column in row]
            assert found, f"{table}: no {kind} has a {column}"
            assert any(french.t(text) != text for text in found) or column == "article", (table, kind, column)


def test_a_source_is_cited_in_the_readers_language():
    row = {"source": "Chosen", "source_status": "unverified"}
    assert reference.cited(row, Words("fr")) == Words("fr").t("{source} (unverified)", source="Choisi")
    assert reference.cited({**row, "source_status": "sourced"}, Words("en")) == "Chosen"
