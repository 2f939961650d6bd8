"""What it would take: the laws of the levers, numbers computed by hand, the words, the pictures and the link."""

import json
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_blocks import by_id
from streamlit.testing.v1 import AppTest

from nap.errors import NapError
from nap.figures import scenario as charts
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.methods.path import Path as Plan
from nap.methods.scenario import LEVERS, Levers, Start, apply, run
from nap.pack.pack import Pack
from nap.topics import query, scenario, verdicts
from nap.topics.rows import Rows

ROOT = Path(__file__).parents[2]
EN, FR, LIGHT = Words("en"), Words("fr"), palette()
HOSTILE = '<img src=x onerror="alert(1)">%{x}'
COLUMNS = [
    "place_code",
    "practice",
    "gold_kg",
    "tailings_loss_ratio",
    "amalgam_ratio",
    "retort_share",
    "retort_efficiency",
    "use_kg",
    "gold_u_pct",
    "ratio_u_pct",
    "use_low_kg",
    "use_high_kg",
]
law = settings(deadline=None, derandomize=True)
FEW = 200  # draws: enough to see a law broken, quick enough for many examples


def estimates(*rows, **same) -> pd.DataFrame:
    """Estimates of mercury use: (place, practice, gold, t, b, retort share, efficiency, use), ranges as `same` says."""
    stated = {"gold_u_pct": 30.0, "ratio_u_pct": 35.0, "use_low_kg": None, "use_high_kg": None}
    frame = pd.DataFrame(rows, columns=COLUMNS[:8]).assign(**{**stated, **same})
    return frame.astype(dict.fromkeys(COLUMNS[2:], float))


def two_places(**same) -> pd.DataFrame:
    return estimates(
        ("A", "whole_ore", 100, 4, 1, 0.0, None, 500),
        ("A", "concentrate", 1000, 0.3, 1, 0.5, 0.8, 900),
        ("A", "mercury_free", 300, None, None, None, None, 0),
        ("B", "whole_ore", 50, 4, 1, 0.2, 0.9, 241),
        ("B", "concentrate", 200, 0.3, 1, 0.0, None, 260),
        **same,
    )


@st.composite
def any_estimates(draw) -> pd.DataFrame:
    """Estimates as publishers give them: what a column holds may be missing, and stated use need not fit the ratios."""

    def maybe(low, high):
        return draw(st.none() | st.floats(low, high).map(lambda x: round(x, 3)))

    rows = []
    for place in draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True)):
        practices = st.sampled_from(["whole_ore", "concentrate", "mercury_free", "all"])
        for practice in draw(st.lists(practices, min_size=1, max_size=3, unique=True)):
            free = practice == "mercury_free"
            use = 0.0 if free else round(draw(st.floats(0, 1e4)), 3)
            rows.append(
                (
                    place,
                    practice,
                    maybe(0, 1e4),
                    None if free else maybe(0, 50),
                    None if free else maybe(0, 2),
                    maybe(0, 1),
                    maybe(0, 1),
                    use,
                )
            )
    return estimates(*rows)


share = st.integers(0, 100).map(lambda percent: percent / 100)
any_levers = st.builds(Levers, share, share, share, share, share, st.integers(-50, 100).map(lambda p: p / 100))


def use(frame: pd.DataFrame, levers: Levers) -> float:
    return float(apply(Start.of(frame), levers).use_kg.sum())


# --- laws --------------------------------------------------------------------------------------------------------


@law
@given(any_estimates(), any_levers, st.sampled_from([*LEVERS, "reach_share"]), share)
def test_moving_one_lever_further_never_raises_the_use(frame, levers, name, to):
    low, high = sorted([getattr(levers, name), to])
    before, after = (use(frame, replace(levers, **{name: at})) for at in (low, high))
    assert after <= before * (1 + 1e-9) + 1e-9


@law
@given(any_estimates(), share, share)
def test_levers_at_nothing_change_nothing(frame, reach, efficiency):
    start, total = Start.of(frame), frame["use_kg"].sum()
    assert use(frame, Levers(reach_share=reach)) == pytest.approx(total)
    nothing_reached = Levers(1, 1, efficiency, 1, reach_share=0)
    assert use(frame, nothing_reached) == pytest.approx(total)
    found = run(start, scenario.levers(scenario.defaults(start)), draws=FEW)
    for key, today in found.today.items():
        np.testing.assert_allclose(*([q.value, q.low, q.high] for q in (found.later[key], today)), rtol=1e-12)
    assert found.today["use"].value == pytest.approx(total)


@law
@given(any_estimates(), any_levers)
def test_all_gold_mercury_free_uses_no_mercury(frame, levers):
    assert use(frame, replace(levers, free_share=1.0, reach_share=1.0)) == pytest.approx(0)


@law
@given(any_estimates(), any_levers, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame, levers, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = (run(Start.of(each), levers, 1000.0, draws=FEW) for each in (frame, frame.iloc[order]))
    for key in ("use", "air", "land_water"):
        values = [[each.later[key].value, each.later[key].low, each.later[key].high] for each in (one, other)]
        np.testing.assert_allclose(*values, rtol=1e-9, atol=1e-9)


@law
@given(any_estimates(), any_levers)
def test_places_add_up_to_all_and_are_as_each_computed_alone(frame, levers):
    found = run(Start.of(frame), levers, draws=FEW)
    assert sum(later.value for _, later in found.places.values()) == pytest.approx(found.later["use"].value)
    for code, (today, later) in found.places.items():
        own = run(Start.of(frame[frame["place_code"] == code]), levers, draws=FEW)
        assert own.later["use"].value == pytest.approx(later.value) and own.later["use"].high == pytest.approx(
            later.high
        )
        assert own.today["use"].value == pytest.approx(today.value)


@law
@given(any_estimates(), any_levers)
def test_air_and_land_and_water_are_the_use_wherever_they_can_be_told(frame, levers):
    out = apply(Start.of(frame), levers)
    told = ~np.isnan(out.air_kg)
    np.testing.assert_allclose((out.air_kg + out.land_water_kg)[told], out.use_kg[told], rtol=1e-9, atol=1e-9)
    assert (out.use_kg >= 0).all()


# --- by hand -----------------------------------------------------------------------------------------------------


def test_each_lever_by_hand():
    frame = two_places()
    assert use(frame, Levers()) == pytest.approx(500 + 900 + 241 + 260)
    # Whole ore ended in A: 100 kg take on 0.3 + 1 (1 - 0.5 · 0.8) = 0.9; in B 50 kg take on 1.3.
    assert use(frame, Levers(whole_ore_share=1)) == pytest.approx(90 + 900 + 65 + 260)
    assert use(frame, Levers(whole_ore_share=0.5, reach_share=0.5)) == pytest.approx(1901 - 0.25 * (410 + 176))
    # All amalgam in retorts; where there is none yet they capture 0.9, the value of the reference table.
    by_hand = 100 * (4 + 0.1) + 1000 * (0.3 + 0.2) + 50 * (4 + 0.1) + 200 * (0.3 + 0.1)
    assert use(frame, Levers(retort_share=1)) == pytest.approx(by_hand)
    # Better retorts alone act on those in use: half of A's concentrate, a fifth of B's whole ore.
    assert use(frame, Levers(efficiency_share=1)) == pytest.approx(500 + 800 + 50 * (4 + 0.8) + 260)
    assert use(frame, Levers(free_share=0.2, reach_share=0.5)) == pytest.approx(0.9 * 1901)
    assert use(frame, Levers(growth_share=0.1)) == pytest.approx(1.1 * 1901)


def test_together_changes_follow_one_another_and_do_not_add_up():
    # Of 80 kg reached 20 % become free, half of the remaining 64 kg move, all of it meets retorts that capture 0.9.
    frame = estimates(("A", "whole_ore", 100, 4, 1, 0.0, None, 500), ("A", "concentrate", 1, 0.3, 1, 0.0, None, 1.3))
    levers = Levers(0.5, 1.0, 0.9, 0.2, 0.8)
    by_hand = 20 * 5 + 32 * 4.1 + 32 * 0.4 + 0.2 * 1.3 + 0.64 * 0.4
    assert use(frame, levers) == pytest.approx(by_hand)


def test_gold_moves_only_where_less_mercury_is_lost():
    frame = estimates(("A", "whole_ore", 100, 0.1, 0.5, 0, None, 60), ("A", "concentrate", 9, 1, 1, 0, None, 18))
    assert use(frame, Levers(whole_ore_share=1)) == pytest.approx(78)


def test_ratios_are_scaled_to_the_use_that_is_stated():
    start = Start.of(estimates(("A", "concentrate", 100, 0.3, 1, 0.0, None, 260)))
    assert start.scale[0] == pytest.approx(2)
    out = apply(start, Levers(retort_share=1))
    assert out.use_kg.sum() == pytest.approx(100 * 2 * (0.3 + 0.1))
    said = scenario.remarks(start, Levers(), pd.DataFrame({"year": [], "value": []}), EN)
    assert any("scaled" in text for text in said)


def test_use_without_its_steps_can_only_become_mercury_free():
    start = Start.of(estimates(("A", "all", None, None, None, None, None, 100)))
    assert apply(start, Levers(whole_ore_share=1, retort_share=1, efficiency_share=1)).use_kg.sum() == pytest.approx(
        100
    )
    found = run(start, Levers(free_share=0.5))
    assert found.later["use"].value == pytest.approx(50)
    assert np.isnan(found.later["air"].value)
    assert any(
        "cannot be told" in text
        for text in scenario.remarks(start, Levers(), pd.DataFrame({"year": [], "value": []}), EN)
    )


def test_gold_moves_to_the_ratio_of_its_place_even_where_the_steps_are_not_told():
    steps = (None, None, None, None)
    start = Start.of(estimates(("A", "whole_ore", 100, *steps, 300), ("A", "concentrate", 50, *steps, 50)))
    out = apply(start, Levers(whole_ore_share=0.5))
    assert out.use_kg.sum() == pytest.approx(150 + 50 + 50) and np.isnan(out.air_kg).any()
    assert not start.is_other_reference.any()


def test_what_comes_from_the_reference_table_is_marked_as_unverified():
    start = Start.of(estimates(("A", "whole_ore", 100, 4, 1, 0.0, None, 500)))
    none = pd.DataFrame({"year": [], "value": []})
    assert apply(start, Levers(whole_ore_share=1)).use_kg.sum() == pytest.approx(130)
    moved = scenario.remarks(start, Levers(whole_ore_share=1), none, EN)
    assert any(text.startswith("Unverified: 1 place has no estimate") for text in moved)
    assert any("90\u00a0%" in text for text in scenario.remarks(start, Levers(retort_share=0.1), none, EN))
    assert not any("Unverified" in text for text in scenario.remarks(start, Levers(), none, EN))


# --- ranges ------------------------------------------------------------------------------------------------------


def test_one_estimate_has_the_range_of_its_two_factors():
    found = run(Start.of(estimates(("A", "concentrate", 100, 0.3, 1, 0, None, 130))), Levers())
    sigma = np.sqrt(np.log1p((0.30 / 1.96) ** 2) + np.log1p((0.35 / 1.96) ** 2))
    ends = 130 * np.exp(np.array([-1.96, 1.96]) * sigma - sigma**2 / 2)
    assert [found.today["use"].low, found.today["use"].high] == pytest.approx(list(ends), rel=0.02)


def test_errors_of_a_ratio_are_shared_by_places_and_those_of_gold_are_not():
    rows = [(place, "concentrate", 100, 0.3, 1, 0, None, 130) for place in "ABCDEFGHI"]

    def relative_width(**same):
        found = run(Start.of(estimates(*rows, **same)), Levers()).today["use"]
        return (found.high - found.low) / found.value

    shared, own = relative_width(gold_u_pct=0.0), relative_width(ratio_u_pct=0.0)
    assert shared == pytest.approx(0.7, rel=0.05)
    assert own == pytest.approx(0.6 / 3, rel=0.05)


def test_a_range_of_the_use_stands_in_for_half_widths_that_are_not_stated():
    one = ("A", "concentrate", 100, 0.3, 1, 0, None, 130)
    ranged = estimates(one, gold_u_pct=None, ratio_u_pct=None, use_low_kg=91.0, use_high_kg=169.0)
    found = run(Start.of(ranged), Levers()).today["use"]
    assert (found.high - found.low) / 2 / 130 == pytest.approx(0.3, rel=0.03)


def test_without_stated_uncertainty_there_is_no_range_and_no_probability():
    found = run(Start.of(two_places(ratio_u_pct=None)), Levers(), 2000.0)
    assert np.isnan(found.later["use"].low) and found.probability_met is None
    text = scenario.scenario_sentence(found, scenario.Aim(Plan(((2020, 3.0), (2030, 2.0))), 2030), "X", 2025, False, EN)
    assert "Uncertainty not stated." in text and "met by the central value" in text


def test_the_probability_is_sure_at_the_ends_and_even_at_the_median():
    start = Start.of(two_places())
    median = float(
        np.exp(np.log([run(start, Levers()).today["use"].low, run(start, Levers()).today["use"].high]).mean())
    )
    assert [run(start, Levers(), x).probability_met for x in (1.0, 1e6)] == [0, 1]
    assert run(start, Levers(), median).probability_met == pytest.approx(0.5, abs=0.03)


def test_a_share_outside_its_bounds_is_refused_by_name():
    with pytest.raises(NapError) as refused:
        Levers(retort_share=1.2)
    assert refused.value.values["name"] == "retort_share"


# --- words and tables --------------------------------------------------------------------------------------------

GOAL = scenario.Aim(Plan(((2019, 3.0), (2030, 1.0))), 2030)


def test_the_sentence_says_value_range_target_and_probability():
    found = run(Start.of(two_places()), Levers(free_share=0.5), GOAL.target_kg)
    text = scenario.scenario_sentence(found, GOAL, "Samoria", 2025, True, EN)
    assert text.startswith(
        "These changes would bring mercury use in Samoria from 1.9\u00a0t (2025) to **0.951\u00a0t** in 2030."
    )
    assert f"The target is 1\u00a0t: met with probability **{found.probability_met:.2f}**." in text


def test_without_a_target_it_says_so_and_still_computes():
    found = run(Start.of(two_places()), Levers(free_share=0.5))
    text = scenario.scenario_sentence(found, scenario.Aim(), "Samoria", 2025, True, EN)
    assert "**0.951\u00a0t** a year" in text and "No target for mercury use is set for Samoria." in text
    other = scenario.scenario_sentence(found, scenario.Aim(other_series="old_one"), "Samoria", 2025, True, EN)
    assert "series “old one”" in other


def test_a_target_of_another_series_is_not_compared():
    row = {
        "target_code": "T",
        "indicator": "hg_use_t",
        "place_code": "N",
        "series": None,
        "baseline_year": 2019,
        "baseline_value": 3.0,
        "baseline_low": None,
        "baseline_high": None,
        "target_year": 2030,
        "target_value": 1.0,
        "path": "linear",
        "version": 1,
        "denominator": None,
        "is_current": True,
        "relation": "own",
        "last_year": 2025,
        "method_series": "old",
        "milestones": None,
        "observations": None,
    }

    def aim(series, **changed):
        return scenario.aim(verdicts.read(pd.DataFrame([row | changed])), series)

    assert aim("old").target == 1.0
    other = aim("new")
    assert other.target is None and other.other_series == "old" and other.year == 2030
    assert aim("old", relation="above").target is None and aim("old", relation="above").year == 2030
    assert aim("old", relation="below") == scenario.Aim()
    refused = aim("old", target_value=9.0)
    assert refused == scenario.Aim(is_refused=True)


def test_the_formula_adds_up_to_the_use_it_explains():
    start = Start.of(two_places())
    found = run(start, Levers(0.5, 0.4, 0.9, 0.2, 0.8))
    lines = scenario.formula_pairs(start, found, EN)
    total = 0.0
    for _, text in lines[:-1]:
        if "=" in text:
            left, right = text.replace("\u00a0kg", "").replace(",", "").split(" = ")
            value = eval(left.replace("×", "*").replace("−", "-"))
            assert value == pytest.approx(float(right), abs=1)
            total += value
    assert total == pytest.approx(found.later["use"].value, rel=1e-3)
    steps = scenario.step_rows(start, found, {"A": HOSTILE}, EN)
    by_hand = steps.gold_kg * (steps.tailings_loss_ratio + steps.amalgam_ratio * (1 - steps.captured_share))
    np.testing.assert_allclose(by_hand, steps.hg_use_kg, rtol=1e-9)
    assert steps.hg_use_kg.sum() == pytest.approx(found.later["use"].value)


def test_the_file_to_take_away_holds_levers_target_result_and_places():
    start = Start.of(two_places())
    settings = {**scenario.defaults(start), "free": 50}
    found = run(start, scenario.levers(settings), GOAL.target_kg)
    frame = scenario.scenario_rows(
        settings, found, GOAL, scenario.place_rows(start, found, {"A": "Alvendu", "B": "Borrasu"}), EN
    )
    value = frame.set_index(["part", "item"])["value"]
    assert value["Lever", "Gold made mercury-free"] == 50
    assert value["Target", "2030"] == 1.0
    assert value["Changed", "Used"] == pytest.approx(0.9505)
    assert value["Changed", "Alvendu"] + value["Changed", "Borrasu"] == pytest.approx(0.9505)


# --- pictures ----------------------------------------------------------------------------------------------------


def test_the_band_leads_from_today_to_the_target_year():
    found = run(Start.of(two_places()), Levers(free_share=0.5))
    rows = pd.DataFrame(
        {"year": [2022, 2025], "value": [2.0, 1.9], "low": [1.0, None], "high": [3.0, None], "n": [2, 2]}
    )
    fig = charts.scenario_path(rows, EN, LIGHT, GOAL.path, scenario.end_rows(found, 2025, 2030), "t")
    by_name = {trace.name: trace for trace in fig.data}
    assert by_name["95\u00a0% range"].x == (2025, 2030, 2030, 2025)
    assert by_name["With the changes"].y == pytest.approx((1.901, 0.9505))
    assert by_name["Planned path"].y == (3.0, 1.0)
    assert by_name["Estimated"].y == (2.0, None, None, 1.9)
    unstated = scenario.end_rows(run(Start.of(two_places(ratio_u_pct=None)), Levers()), 2025, 2030)
    bare = charts.scenario_path(rows, FR, LIGHT, None, unstated, "t")
    assert len(bare.data) == 2


def test_the_tornado_names_the_strongest_first_and_shows_texts_as_they_are():
    start = Start.of(two_places())
    rows = scenario.alone_rows(run(start, Levers(0.5, 0.4, 0.9, 0.2, growth_share=0.1)), EN)
    assert list(rows["value"]) == sorted(rows["value"])
    assert rows["value"].iloc[-1] == pytest.approx(0.1901)
    fig = charts.tornado(rows.assign(label=HOSTILE), EN, LIGHT, "t")
    assert list(fig.data[0].x) == pytest.approx(list(rows["value"]))
    assert fig.data[0].marker.color[0] != fig.data[0].marker.color[-1]
    assert "<img" not in json.dumps(fig.to_plotly_json(), default=str)


# --- on the demonstration pack -----------------------------------------------------------------------------------


def link(demo_folder, monkeypatch, **given) -> AppTest:
    monkeypatch.setenv("NAP_PACKS", str(demo_folder.parent))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=300)
    app.query_params["lang"] = "en"
    app.run().switch_page("../../pages/scenario.py").run()
    for key, value in given.items():
        app.query_params[key] = value
    return app.run()


def in_link(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def lead(app: AppTest) -> str:
    return next(each.proto.body for each in app.get("html") if "nap-lead" in each.proto.body)


def test_a_scenario_lives_in_the_link_and_a_button_takes_it_back(demo_folder, monkeypatch):
    given = {"whole_ore": "50", "retort": "40", "efficiency": "90", "free": "20", "reach": "80"}
    app = link(demo_folder, monkeypatch, **given, growth="0")
    assert not app.exception and not app.error
    assert "These changes would bring" in lead(app) and "The target is 9\u00a0t" in lead(app)
    assert given.items() <= in_link(app).items() and "growth" not in in_link(app)
    back = next(button for button in app.button if button.label == "Back to today")
    back.click().run()
    assert not set(given) & set(in_link(app)) and "With the practices and gold of 2025" in lead(app)
    example = next(button for button in app.button if button.label == "Try an example")
    example.click().run()
    assert in_link(app)["free"] == str(scenario.EXAMPLE["free"])


@pytest.mark.parametrize("value", ["101", "-1", "many", "1e2", "٣", "<b>9</b>"])
def test_a_lever_a_link_gets_wrong_is_told_and_left_as_today(value, demo_folder, monkeypatch):
    app = link(demo_folder, monkeypatch, free=value)
    assert not app.exception and not app.error
    assert any("whole number from 0 to 100" in each.value for each in app.warning)
    assert "With the practices and gold of 2025" in lead(app)


def test_the_pack_as_it_stands_gives_back_its_own_total(demo_folder):
    pack = Pack.open(demo_folder)
    asked = {"place": "XSM", "method_series": "2019_survey", "year_from": 2000, "year_to": 2100}
    rows = pack.sql(query.get("scenario_estimates").sql, **asked)
    start = Start.of(rows)
    fact = "select value from fact where indicator = 'hg_use_t' and place_code = 'XSM' and series is null"
    total = pack.sql(f"{fact} and method_series = '2019_survey' and year = 2025").iloc[0]["value"]
    began = time.process_time()
    found = run(start, Levers(0.5, 0.4, 0.9, 0.2, 0.8), 9000.0)
    assert time.process_time() - began < 1.0
    assert found.today["use"].value == pytest.approx(1000 * total)
    assert found.later["use"].low < found.later["use"].value < found.later["use"].high
    assert {each.name for each in fields(Levers)} == {lever.field for lever in scenario.LEVERS.values()}


def test_levers_of_the_link_change_the_sentence_and_the_picture_of_each_alone(demo_folder):
    data = Rows(Pack.open(demo_folder), EN)
    today, changed = by_id("scenario", data), by_id("scenario", data, free="20", reach="80")
    assert today["scenario-sentence"].text.startswith("With the practices and gold of 2025")
    assert changed["scenario-sentence"].text.startswith("These changes would bring")
    assert today["alone"].title == "Each change alone, carried out in full"
    assert changed["alone"].title == "Each change alone"
    assert list(changed["alone"].rows["label"]) == ["Gold made mercury-free"]
    levers = changed["scenario"].rows.set_index(["part", "item"])["value"]["Lever"]
    assert (levers["Gold made mercury-free"], levers["Gold reached (formalization)"]) == (20, 80)
    wrong = by_id("scenario", data, free="101", growth="many")
    assert wrong["scenario-sentence"].text == today["scenario-sentence"].text


def test_without_estimates_no_scenario_is_told(tmp_path):
    import tiny_pack

    bare = by_id("scenario", Rows(Pack.open(tiny_pack.write(tmp_path / "bare", {})), EN))
    assert list(bare) == ["no-use"] and bare["no-use"].tables == ("mercury_use",)


def test_years_without_an_estimate_are_said(demo_folder):
    page = by_id("scenario", Rows(Pack.open(demo_folder), EN, years=(1990, 1991)))
    assert "No estimate of mercury use is recorded for Samoria" in page["no-scenario"].text
    assert "path" not in page
