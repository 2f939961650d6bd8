"""The mercury balance page: what stands there adds up, nothing unknown is dropped, and slips are found in a pack."""

import json

import pandas as pd
import pytest
import tiny_pack
from page_blocks import by_id

from nap.figures import balance as charts
from nap.figures import supply as supply_charts
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import balance as fate
from nap.topics import plausibility, query, supply
from nap.topics.rows import Rows

EN, FR, LIGHT = Words("en"), Words("fr"), palette()
HOSTILE = '<img src=x onerror="alert(1)">%{x}'
SAME = {"method_series": "s", "method": "gold_based", "scope": "national", "place_code": "A", "year": 2020}


def estimate(code: str, practice: str, **more) -> dict:
    return {**SAME, "estimate_code": code, "practice": practice, **more}


def told(code: str, practice: str, gold_kg: float, lost: float, share: float | None, **more) -> dict:
    ratios = {"tailings_loss_ratio": lost, "amalgam_ratio": 1, "retort_share": share, "retort_efficiency": 0.5}
    return estimate(code, practice, gold_kg=gold_kg, **ratios, **more)


@pytest.fixture
def memory():
    return tiny_pack.InMemory()


def balance(memory, *estimates, place: str = "N", year: int = 2020) -> fate.Balance:
    memory.refill({"mercury_use": list(estimates)})
    given = {"place": place, "method_series": "s", "year": year}
    return fate.Balance(memory.con.execute(query.get("balance_by_practice").sql, given).df())


def test_the_table_closes_as_it_is_printed(memory):
    it = balance(
        memory,
        told("1", "whole_ore", 333.333, 4, 0.333),
        told("2", "concentrate", 777.777, 0.3, 0.777),
        told("3", "concentrate", 111.111, 0.3, 0.1, place_code="B"),
    )
    _, lines, _ = fate.practice_table(it, EN)
    cells = [[round(float(cell.replace(",", "")) * 10**it.decimals) for cell in line[1:]] for line in lines]
    for put_in, *parts in cells:
        assert put_in == sum(parts)
    assert [sum(column) for column in zip(*cells[:-1], strict=True)] == cells[-1]
    total = lines[-1][1:]
    said = fate.check_sentence(it, EN)
    assert f"{total[0]}\u00a0t put in = {total[1]} recovered + {total[2]} to air + {total[3]} to land" in said


def test_the_sentence_says_where_it_went(memory):
    it = balance(memory, told("1", "concentrate", 1000, 0.5, 0.5))
    assert fate.balance_sentence(it, "Tinyland", 2020, EN) == (
        "Tinyland, 2020: **1.25\u00a0t** of mercury were used: **0.75\u00a0t** went to the air and **0.5\u00a0t** to "
        "land and water; **0.25\u00a0t** were recovered and used again."
    )


def test_mercury_of_unknown_fate_is_told_with_its_tonnage(memory):
    it = balance(
        memory, told("1", "concentrate", 1000, 0.5, 0.5), estimate("2", "whole_ore", hg_use_kg=3000, gold_kg=600)
    )
    assert it.total("not_known_kg") == 3
    said = fate.balance_sentence(it, "Tinyland", 2020, EN)
    assert "**4.25\u00a0t** of mercury were used" in said and "Of **3\u00a0t** the fate is not known" in said
    assert "3.000 whose fate is not known" in fate.check_sentence(it, EN)
    assert "Fate not known" in fate.practice_table(it, EN)[0]
    assert fate.flow_rows(it, EN).set_index(["practice", "fate"])["value"]["whole_ore", "not_known"] == 3


def test_what_is_known_of_an_estimate_without_retorts_is_kept_and_the_rest_is_not_known(memory):
    it = balance(memory, told("1", "concentrate", 1000, 0.3, None, hg_use_kg=1300))
    assert (it.total("land_water_kg"), it.total("not_known_kg")) == (0.3, 1.0)
    assert it.total("air_kg") is None and it.total("recovered_kg") is None
    said = fate.balance_sentence(it, "Tinyland", 2020, EN)
    assert "How much was recovered is not known either." in said and "0\u00a0t" not in said
    assert fate.practice_table(it, EN)[1][-1][2] == "–"


def test_parts_larger_than_the_stated_use_are_not_believed(memory):
    it = balance(memory, told("1", "concentrate", 1000, 4, None, hg_use_kg=1300))
    assert it.total("not_known_kg") == 1.3 and it.total("land_water_kg") is None


def test_a_stated_use_that_the_balance_does_not_give_is_told(memory):
    it = balance(memory, told("1", "concentrate", 1000, 0.3, 0.0, hg_use_kg=2000))
    assert any("state 2\u00a0t used" in each and "1.3\u00a0t" in each for each in fate.remarks(it, EN))
    near = balance(memory, told("1", "concentrate", 1000, 0.3, 0.0, hg_use_kg=1301))
    assert not any("state" in each for each in fate.remarks(near, EN))


def test_an_estimate_without_a_figure_and_a_year_with_a_gap_are_told(memory):
    it = balance(memory, told("1", "concentrate", 1000, 0.3, 0.0), estimate("2", "whole_ore"))
    assert any(each.startswith("1 estimate gives no figure") for each in fate.remarks(it, EN))
    gap = balance(memory, told("1", "concentrate", 1000, 0.3, 0.0), told("2", "whole_ore", 10, 4, 0.0, year=2019))
    assert any("not whole" in each for each in fate.remarks(gap, EN))


def test_a_ratio_beyond_its_bounds_is_said_with_the_status_of_their_source(memory):
    it = balance(
        memory, estimate("1", "concentrate", hg_use_kg=9000, gold_kg=1000), estimate("2", "whole_ore", hg_use_kg=10)
    )
    lines = {line[0]: line for line in fate.ratio_table(it, EN)[1]}
    assert lines["Concentrate amalgamation"][-1].startswith("outside") and "not confirmed" in str(lines)
    assert lines["Whole ore amalgamation"][3] == "–" and lines["Whole ore amalgamation"][-1] == "cannot be told"
    assert lines["Total"][-1] == "cannot be told"


def test_the_picture_holds_every_flow_and_shows_hostile_texts_letter_by_letter(memory):
    it = balance(memory, told("1", "concentrate", 1000, 0.5, 0.5), estimate("2", "whole_ore", hg_use_kg=3000))
    rows = fate.flow_rows(it, FR).assign(practice_name=HOSTILE)
    figure = charts.fate(rows, FR, LIGHT)
    (sankey,) = figure.data
    into = {}
    for target, value in zip(sankey.link.target, sankey.link.value, strict=True):
        into[target] = into.get(target, 0) + value
    fates = [into[place] for place in range(3, len(sankey.node.label))]
    assert sum(fates) == pytest.approx(it.total())
    assert len(set(sankey.node.color[3:])) == len(fates) == 4
    assert "0,75\u00a0t" in json.dumps(list(sankey.node.customdata), ensure_ascii=False)
    text = json.dumps(json.loads(figure.to_json()), ensure_ascii=False)
    assert "<img" not in text and "%{x" not in text


# --- supply against use ----------------------------------------------------------------------------------------------


def year(number: int, **kg) -> dict:
    names = ["import_own_kg", "import_mirror_kg", "export_own_kg", "export_mirror_kg", "stored_kg"]
    names += ["use_kg", "use_low_kg", "use_high_kg"]
    return {"year": number, "unweighed": 0, "unweighed_imports": 0, **dict.fromkeys(names, float("nan")), **kg}


USED = {"use_kg": 10000, "use_low_kg": 8000, "use_high_kg": 12000}


@pytest.mark.parametrize(
    ("kg", "reading", "gap", "said"),
    [
        ({"import_own_kg": 2000, "import_mirror_kg": 5000}, "gap", (8, 3, 10), "leave **8\u00a0t** unexplained"),
        ({"import_own_kg": 9000}, "cannot_tell", (1, 0, 3), "cannot be told: the ranges overlap"),
        ({"import_own_kg": 20000}, "covered", (0, 0, 0), "cover the use"),
        ({"import_own_kg": 13000, "stored_kg": 11000}, "gap", (8, 6, 10), "between 6 and 10\u00a0t"),
        ({"import_mirror_kg": 2000}, "gap", (8, 6, 10), "unexplained"),
        (
            {"import_own_kg": 2000, "use_low_kg": None, "use_high_kg": None},
            "cannot_tell",
            (8, None, None),
            "Without a range of the use",
        ),
    ],
)
def test_a_gap_is_told_only_where_the_ranges_leave_one(kg, reading, gap, said):
    found = supply.compare(pd.DataFrame([year(2020, export_own_kg=0, **{**USED, **kg})]).astype({"use_low_kg": float}))
    row = found.iloc[0]
    assert row["reading"] == reading
    for value, wanted in zip((row["gap"], row["gap_low"], row["gap_high"]), gap, strict=True):
        assert pd.isna(value) if wanted is None else value == pytest.approx(wanted)
    assert said in supply.supply_sentence(found, 2020, EN)


def test_a_year_without_trade_is_unknown_not_nought():
    found = supply.compare(pd.DataFrame([year(2020, **USED), year(2021, import_own_kg=5, export_own_kg=0)]))
    assert found["supply"].isna().tolist() == [True, False]
    assert set(found["reading"]) == {"unknown"}
    assert supply.comparable_year(found, 2021) is None
    assert "cannot be told" in supply.supply_sentence(found, None, EN)
    assert supply_charts.supply_and_use(found, EN, LIGHT).data[0].y[0] is None


def test_customs_figures_are_added_up_as_they_were_reported(memory):
    flow = {"year": 2020, "reporter_iso3": "TIN", "partner_iso3": "XXA", "hs_code": "280540", "reported_by": "own"}
    memory.refill(
        {
            "trade_flow": [
                {**flow, "flow_code": "1", "direction": "import", "net_kg": 100},
                {**flow, "flow_code": "2", "direction": "import", "net_kg": None, "month": 2},
                {**flow, "flow_code": "3", "direction": "export", "net_kg": 150, "reported_by": "mirror"},
                {**flow, "flow_code": "4", "direction": "import", "net_kg": 9, "hs_code": "285210"},
                {**flow, "flow_code": "5", "direction": "import", "net_kg": 7, "year": 2024},
            ],
            "mercury_stock": [{"stock_code": "k", "hg_kg": 5, "held_since": "2020-03-01", "disposed_on": "2020-09-01"}],
        }
    )
    memory.con.execute(
        "create or replace table fact (indicator varchar, place_code varchar, year integer, "
        "method_series varchar, series varchar, value double, low double, high double)"
    )
    given = {"method_series": "s", "year_from": 2000, "year_to": 2030, "as_of": "2023-12-31"}
    memory.execute("from supply")  # made anew of what was filled in
    rows = memory.con.execute(query.get("supply_by_year").sql.replace("$as_of", "$as_of::date"), given).df()
    assert rows["year"].tolist() == [2020]
    row = rows.iloc[0]
    assert (row["import_own_kg"], row["export_own_kg"], row["import_mirror_kg"]) == (100, 0, 150)
    assert pd.isna(row["export_mirror_kg"]) and (row["stored_kg"], row["unweighed"]) == (5, 1)
    found = supply.compare(rows).iloc[0]
    assert (found["supply"], found["supply_high"]) == pytest.approx((0.095, 0.145))


def test_imports_without_a_weight_may_cover_any_use(memory):
    flow = {"partner_iso3": "XXA", "reporter_iso3": "TIN", "hs_code": "280540", "reported_by": "own"}
    memory.refill(
        {
            "trade_flow": [
                {**flow, "flow_code": "1", "direction": "import", "year": 2020, "net_kg": None},
                {**flow, "flow_code": "2", "direction": "import", "year": 2021, "net_kg": 100},
                {**flow, "flow_code": "3", "direction": "import", "year": 2021, "net_kg": None, "partner_iso3": "XXB"},
                {**flow, "flow_code": "4", "direction": "export", "year": 2022, "net_kg": None},
            ],
            "mercury_use": [
                {
                    "estimate_code": str(y),
                    "year": y,
                    "place_code": "N",
                    "method_series": "s",
                    "practice": "all",
                    "hg_use_kg": 900,
                    "hg_use_low_kg": 800,
                    "hg_use_high_kg": 1000,
                    "scope": "national",
                }
                for y in (2020, 2021, 2022)
            ],
        }
    )
    rows = memory.execute("from supply order by year").df().astype({"unweighed_imports": int})
    assert rows["import_own_kg"].isna().tolist() == [True, False, False]
    assert rows["export_own_kg"].isna().tolist() == [False, False, True]
    found = supply.compare(rows.assign(use_kg=900.0, use_low_kg=800.0, use_high_kg=1000.0))
    assert found["reading"].tolist() == ["unknown", "cannot_tell", "unknown"]
    assert "some imports have no weight" in supply.supply_sentence(found, 2021, EN)
    facts = memory.facts("hg_informal_supply_t")
    assert list(facts) == [("N", 2021, "s", None)]
    (fact,) = facts.values()
    told = found.loc[1]
    assert (fact["value"], fact["low"], fact["high"]) == pytest.approx((0.8, 0.0, 0.9))
    assert (told["gap"], told["gap_low"], told["gap_high"]) == pytest.approx((0.8, 0.0, 0.9))


# --- figures in doubt ------------------------------------------------------------------------------------------------


def pack_of(folder, *estimates) -> Pack:
    return Pack.open(tiny_pack.write(folder, {"mercury_use": list(estimates)}))


def test_tonnes_taken_for_kilograms_are_found_with_their_estimate(tmp_path):
    rows = [estimate(f"E{y}", "concentrate", year=y, hg_use_kg=1000 + y, gold_kg=1900) for y in range(2016, 2021)]
    rows[2]["hg_use_kg"] = 3.018
    other = [estimate(f"F{y}", "concentrate", year=y, place_code="B", hg_use_kg=2, gold_kg=2) for y in (2018, 2019)]
    found = plausibility.findings(pack_of(tmp_path / "p", *rows, *other))
    assert {each.values["estimate_code"] for each in found} == {"E2018"}
    assert any("kg of mercury" in str(each) and "times less" in str(each) for each in found)
    assert any("to 1, outside the plausible" in str(each) for each in found)


def test_negative_figures_are_left_to_the_audit(tmp_path):
    assert not plausibility.findings(pack_of(tmp_path / "p", estimate("1", "concentrate", hg_use_kg=-5, gold_kg=4)))


def test_check_prints_doubts_under_their_own_heading_and_keeps_its_exit_code(tmp_path, capsys):
    from nap.commands import main

    folder = tiny_pack.write(
        tmp_path / "p", {"mercury_use": [estimate("E1", "concentrate", hg_use_kg=9000, gold_kg=3)]}
    )
    with pytest.raises(SystemExit) as left:
        main.main(["check", str(folder)])
    out = capsys.readouterr().out
    assert "Worth a second look" in out and "  E1: 9000 kg of mercury for 3 kg of gold" in out
    assert left.value.code == 0 and "keeps every promise" in out


def test_the_demonstration_holds_no_slip(demo_folder):
    assert not plausibility.findings(Pack.open(demo_folder))


# --- the page ---------------------------------------------------------------------------------------------------------


def test_series_and_year_of_the_link_decide_balance_and_supply(demo_folder):
    data = Rows(Pack.open(demo_folder), EN)
    latest = by_id("balance", data)
    asked = by_id("balance", data, method="2019_survey", year="2021")
    assert latest["balance"].text.startswith("Samoria, 2025") and asked["balance"].text.startswith("Samoria, 2021")
    assert asked["flows"].title == "Where the mercury went, 2021" and asked["flows"].alt in asked[
        "balance"
    ].text.replace("**", "")
    assert asked["supply-and-use"].text.startswith("Whole country, 2021")
    assert dict(asked["supply-sum"].rows)["Year"] == "2021"
    other = by_id("balance", data, method="2017_ratio_literature", year="2021")  # a year it does not give
    assert other["balance"].text.startswith("Samoria, 2019")


def test_what_is_missing_is_said_and_the_rest_still_stands(tmp_path):
    bare = by_id("balance", Rows(Pack.open(tiny_pack.write(tmp_path / "bare", {})), EN))
    assert list(bare) == ["no-use"] and bare["no-use"].tables == ("mercury_use",)
    used = {"mercury_use": [told("1", "concentrate", 1000, 0.3, 0.0)]}
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "used", used)), EN, place="B")
    page = by_id("balance", data)
    assert "tells of no mercury in Region B" in page["no-balance"].text and "flows" not in page
    assert page["no-trade"].tables == ("trade_flow",) and "supply-and-use" not in page
    assert "balance" in by_id("balance", Rows(data.pack, EN, place="A"))
