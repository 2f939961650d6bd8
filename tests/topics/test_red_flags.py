"""Red flags in words: every rule has a name, evidence and a source that says whether it was read."""

import pytest

from nap.language.texts import LANGUAGES, Words
from nap.methods.red_flags import RULES, Flag
from nap.topics import red_flags

EN = Words("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_a_name_and_evidence_in_words(lang):
    facts = {
        "sent_kg": 1.0,
        "received_kg": 2.0,
        "high_kg": 3.0,
        "shipments": 1,
        "seizures": 2,
        "codes": ["2523"],
        "fall_kg": 4.0,
        "firms": 3,
        "low_pct": 61,
        "high_pct": 70,
        "imported_kg": 9.0,
        "flows": 1,
        "low_usd_kg": 0.1,
        "high_usd_kg": 9.0,
    }
    flags = [Flag(rule, "PER", (2019, 2020, 2022), 12_000.0, True, facts) for rule in RULES]
    _, lines, _ = red_flags.flags_table(flags, Words(lang))
    assert len(lines) == len(RULES) and all("{" not in cell for line in lines for cell in line)
    assert {line[2] for line in lines} == {"2019–2020, 2022"}
    assert len(red_flags.rules_table(Words(lang))[1]) == len(RULES)


def test_thresholds_without_a_source_are_marked():
    _, lines, _ = red_flags.rules_table(EN)
    marked = {line[0]: line[3] for line in lines}
    assert marked["Value per kilogram out of bounds"] == "from general knowledge, not confirmed in a source"
