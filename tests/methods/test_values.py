"""Every published value stands with its source and says whether that source was read."""

import pytest

from nap.errors import NapError
from nap.methods import balance, values

TABLES = ("ratios", "release_factors", "country_ranges", "uncertainty_classes")


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source_and_a_status(table):
    kinds = [rows for rows in values.read(table).values() if isinstance(rows, tuple)]
    assert kinds
    for rows in kinds:
        assert rows and all(row["source"] and row["source_status"] in values.STATUSES for row in rows)


@pytest.mark.parametrize("table", TABLES)
def test_low_value_and_high_are_in_order(table):
    for rows in values.read(table).values():
        for row in rows if isinstance(rows, tuple) else ():
            for ends in (("low", "value", "high"), ("low_t", "mid_t", "high_t"), ("informal_low_t", "informal_high_t")):
                known = [row[name] for name in ends if name in row]
                assert known == sorted(known)


def test_factors_that_are_complete_add_up():
    whole = [row for row in values.rows("release_factors", "factor") if "air" in row]
    assert whole
    for row in whole:
        assert row["air"] + row["water"] + row["land"] == pytest.approx(1)


def test_ratios_by_practice_agree_with_the_mass_balance():
    def value(practice, quantity):
        return values.row("ratios", "ratio", practice=practice, quantity=quantity)["value"]

    b, efficiency = value("all", "amalgam_ratio_kg_kg"), value("all", "retort_efficiency")
    for practice in ("whole_ore", "concentrate"):
        t = value(practice, "tailings_loss_ratio_kg_kg")
        assert balance.net_ratio_kg_kg(t, b) == pytest.approx(value(practice, "hg_au_ratio_kg_kg"))
        retort = balance.net_ratio_kg_kg(t, b, 1, efficiency)
        assert retort == pytest.approx(value(f"{practice}_retort", "hg_au_ratio_kg_kg"))


def test_a_country_may_give_its_own_table(tmp_path):
    (tmp_path / "release_factors.toml").write_text(
        'source = "National inventory"\nsource_status = "sourced"\n'
        '[[factor]]\nversion = "1.5"\npractice = "whole_ore"\ninput_kg_kg = 5\n',
        encoding="utf-8",
    )
    row = values.row("release_factors", "factor", tmp_path, version="1.5")
    assert row["source"] == "National inventory" and values.is_verified(row)


@pytest.mark.parametrize("line", ['source_status = "sourced"', 'source = "A book"\nsource_status = "certain"'])
def test_a_value_without_source_or_status_is_refused(tmp_path, line):
    (tmp_path / "ratios.toml").write_text(f"[[ratio]]\n{line}\n", encoding="utf-8")
    with pytest.raises(NapError, match=r"ratios\.toml, ratio 1 lacks a source"):
        values.read("ratios", tmp_path)


def test_one_row_is_one_row():
    with pytest.raises(NapError, match="0 rows of ratio for practice = alchemy"):
        values.row("ratios", "ratio", practice="alchemy")
    with pytest.raises(NapError, match=r"\d+ rows of ratio for practice = whole_ore"):
        values.row("ratios", "ratio", practice="whole_ore")
