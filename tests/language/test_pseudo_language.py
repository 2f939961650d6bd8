"""Every text can be longer, accented and filled in: shown by a language made for tests."""

import pseudo_language as pseudo
import pytest

from nap.commands import translations


@pytest.fixture(scope="module")
def template():
    return translations.messages()


def test_a_disguise_is_longer_accented_and_keeps_what_is_filled_in():
    text = "Mercury used at {place}: **{amount}** (`--set unit=ppm`)"
    found = pseudo.disguised(text)
    prose = len("Mercury used at :  ()")
    assert len(found) >= len(text) + 0.4 * prose and "Mercury" not in found
    assert translations.placeholders(found) == {"place", "amount"}
    assert "**{amount}**" in found and "`--set unit=ppm`" in found
    assert pseudo.disguised(" in all ").startswith(" ") and pseudo.disguised(" in all ").endswith(" ")
    assert pseudo.disguised("{low}–{high}") == "{low}–{high}"


def test_every_message_formats_in_it(template, monkeypatch, tmp_path):
    seen = 0
    with pseudo.spoken(monkeypatch, tmp_path, template) as words:
        for message in template:
            if not message.id:
                continue
            forms = translations.each(message.id)
            values = {name: "x" for form in forms for name in translations.placeholders(form)} or {"unused": "x"}
            if len(forms) > 1:
                values.pop("count")
                shown = [words.plural(*forms, count, **values) for count in (0, 1, 2, 1.5)]
            else:
                shown = [words.t(forms[0], **values)]
            for text in shown:
                assert "{" not in text or "{{" in forms[0], forms
            seen += shown[0] != forms[0].format(**{"count": "0", **values})
    assert seen > 0.9 * len(template), "nearly every text has letters, and was found in the catalogue"


def test_its_catalogue_passes_what_a_translator_is_held_to(template):
    found = pseudo.catalogue(template)
    assert not [fault for message in found if message.id for fault in translations.faults(message)]
    translations.refuse_broken(pseudo.CODE, found)
