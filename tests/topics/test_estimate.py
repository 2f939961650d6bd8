"""A baseline step by step: figures of the domain reference typed into the page, what is refused, what is taken away."""

import io
import math
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from page_blocks import by_id
from streamlit.testing.v1 import AppTest

from nap.figures import estimate as charts
from nap.figures.palette import palette
from nap.intake import importing
from nap.language.texts import LANGUAGES, Words
from nap.methods import values as reference
from nap.reports import tables
from nap.topics import estimate, estimate_ways
from nap.topics.estimate_ways import EXAMPLE, PRACTICES, SHARES, WAYS, Answers, estimated, pooled, way

ROOT = Path(__file__).parents[2]
EN, FR = Words("en"), Words("fr")
# Ratios 1.3 and 5.0, no retorts, all of it exact.
PRACTICE = {
    "ws": 40,
    "ws.u": 0,
    "cs": 60,
    "cs.u": 0,
    "fs": 0,
    "am": 1,
    "wt": 4,
    "wr": 0,
    "wq.u": 0,
    "ct": 0.3,
    "cr": 0,
    "cq.u": 0,
}
CONCENTRATE = {**PRACTICE, "ws": 0, "cs": 100}
GOLD = {"au": 4000, "au.u": 45}


def typed(**numbers) -> Answers:
    return Answers({k.replace("_", "."): v for k, v in numbers.items()}, this_year=2026)


def field(code: str):
    return next(f for each in WAYS for f in each.fields if f.code == code)


# --- figures of the domain reference --------------------------------------------------------------------------------


def test_t1_1_gold_based():
    found = estimated(way("gold"), Answers({**GOLD, **PRACTICE}))
    assert found.hg_kg == pytest.approx(11_120)
    assert [use.hg_kg for use in found.uses] == pytest.approx([8000, 3120])
    assert found.half_width_pct == pytest.approx(45)


def test_t1_3_and_t1_5_where_the_mercury_goes_with_retorts():
    numbers = {**GOLD, **PRACTICE, "wr": 30, "cr": 30, "re": 90}
    whole, concentrate = estimated(way("gold"), Answers(numbers)).uses
    assert [float(x) for x in (whole.fate.recovered_kg, whole.fate.air_kg, whole.fate.land_water_kg)] == pytest.approx(
        [432, 1168, 6400]
    )
    assert [
        float(x) for x in (concentrate.fate.recovered_kg, concentrate.fate.air_kg, concentrate.fate.land_water_kg)
    ] == pytest.approx([648, 1752, 720])
    assert concentrate.hg_kg == pytest.approx(2472)


def test_t1_7_worker_based():
    found = estimated(way("miners"), Answers({"mn": 10_000, "gd": 0.35, "dy": 240, **CONCENTRATE}))
    assert (found.gold_kg, found.hg_kg) == pytest.approx((840, 1092))


def test_t1_8_unit_based():
    found = estimated(way("units"), Answers({"un": 1, "ore": 5, "gr": 8, "rc": 50, "ud": 300, **CONCENTRATE}))
    assert found.gold_kg == pytest.approx(6)


def three_ways() -> tuple[list, Answers]:
    """The three estimates of T1.9, by three ways that share nothing."""
    entered = Answers(
        {**GOLD, **PRACTICE, "by": 100, "by.u": 60, "bk": 7.5, "bk.u": 0, "bm": 12, "bm.u": 0, "rp": 13_500, "rp.u": 50}
    )
    return [estimated(way(code), entered) for code in ("gold", "bought", "told")], entered


def test_t1_9_pooled():
    together = pooled(three_ways()[0])
    assert together.methods_agree
    assert together.value == pytest.approx(10_907, abs=1)
    assert together.half_width_pct == pytest.approx(29.6, abs=0.05)


def test_t1_10_agreement_numbers():
    found, _ = three_ways()
    said = [text for _, text in estimate.pairs(found, pooled(found), EN)]
    assert [text.split(":")[0] for text in said] == ["0.288", "0.283", "0.521"]


def test_t6_5_supply_and_use():
    entered = Answers({"tp": 0, "ti": 119_000, "te": 0, "tu": 0, "ts": 0, "tn": 61_000})
    assert estimated(way("trade"), entered).hg_kg == pytest.approx(180_000)


SAMPLE = {"vn": 40, "vn.u": 0, "vs": 8, "vm": 120, "vd": 45}


def test_T1_12_a_sample_of_sites_tells_its_own_range():
    """40 sites, 8 of them visited: mean 120 kg, standard deviation 45; half-width t(7) x 569.21 of 4,800 kg."""
    found = estimated(way("visited"), Answers(SAMPLE))
    assert found.hg_kg == 4800
    assert found.half_width_pct == pytest.approx(100 * 2.364624 * 569.21 / 4800, abs=0.01)
    assert found.low < 4800 < found.high
    unsure = estimated(way("visited"), Answers({**SAMPLE, "vn.u": 30}))
    assert unsure.half_width_pct == pytest.approx(math.hypot(30, found.half_width_pct))


def test_a_single_site_of_a_sample_tells_no_range():
    entered = Answers({**SAMPLE, "vs": 1})
    assert estimated(way("visited"), entered).draws is None
    assert [field.code for field, _ in entered.without_range(way("visited"))] == ["vm"]


def test_a_sample_of_every_site_is_exact_and_one_of_more_sites_than_there_are_is_refused():
    assert estimated(way("visited"), Answers({**SAMPLE, "vs": 40})).half_width_pct == 0
    assert estimated(way("visited"), Answers({**SAMPLE, "vs": 41})) is None


def test_the_range_by_monte_carlo_is_that_of_a_lognormal():
    """T7.9 with one uncertain number: the 95 % range of a lognormal of mean 4,000 and half-width 45 %."""
    found = estimated(way("gold"), Answers({**GOLD, **CONCENTRATE, "cs.u": 0}))
    sigma = math.sqrt(math.log(1 + (45 / 196) ** 2))
    low, high = (1.3 * 4000 * math.exp(side * 1.96 * sigma - sigma**2 / 2) for side in (-1, 1))
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.03)


@pytest.mark.parametrize("each", [w for w in WAYS if w.wins_gold], ids=lambda w: w.code)
def test_practices_add_up_and_mass_closes(each):
    numbers = {f.code: 50 for f in each.fields} | {"lg": 20}
    found = estimated(each, Answers({**numbers, **PRACTICE, "wr": 20, "cr": 70, "re": 80}))
    fate = found.fate
    assert sum(use.hg_kg for use in found.uses) == pytest.approx(found.hg_kg, rel=1e-9)
    assert float(fate.air_kg + fate.land_water_kg) == pytest.approx(found.hg_kg, rel=1e-9)


# --- what is not known stays so -------------------------------------------------------------------------------------


def test_a_missing_number_is_named_and_gives_no_estimate():
    entered = Answers({**GOLD, **PRACTICE, "wt": None})
    assert estimated(way("gold"), entered) is None
    assert "Mercury lost with the tailings" in estimate.state(way("gold"), entered, EN)


def test_a_share_left_empty_is_not_zero():
    entered = Answers({**GOLD, **PRACTICE, "fs": None})
    assert estimated(way("gold"), entered) is None
    assert "Share of gold won without mercury" in estimate.state(way("gold"), entered, EN)


def test_a_range_not_stated_is_not_exact():
    entered = Answers({**GOLD, **PRACTICE, "wq.u": None})
    found = estimated(way("gold"), entered)
    assert found.hg_kg == pytest.approx(11_120)
    assert found.draws is None and math.isnan(found.half_width_pct)
    assert "Mercury lost per kg of gold, Whole ore amalgamation" in estimate.state(way("gold"), entered, EN)
    assert pooled([found, *three_ways()[0][1:]]).degrees_of_freedom == 1


def test_no_default_is_used_unless_it_was_entered():
    assert estimated(way("gold"), Answers({"au": 4000, "ws": 40, "cs": 60, "fs": 0})) is None
    button, said, value = estimate.offered(PRACTICES[0].amalgamation.tailings, EN)
    assert value == 4.0 and "unverified" in button and said.startswith("Unverified")
    used = estimate.unverified([way("gold")], Answers({**GOLD, **PRACTICE}))
    assert [f.code for f in used] == ["wt", "ct"]


def test_ways_that_disagree_are_not_pooled():
    entered = Answers({"rp": 50_000, "rp.u": 10, "by": 100, "by.u": 10, "bk": 7.5, "bk.u": 0, "bm": 12, "bm.u": 0})
    found = [estimated(way(code), entered) for code in ("told", "bought")]
    together = pooled(found)
    assert not together.methods_agree
    assert "disagree" in estimate.lead(found, together, entered, "Kita", EN)
    assert "9,000" in estimate.lead(found, together, entered, "Kita", EN)
    rows = estimate.side_by_side(found, together, {"iso3": "GHA", "country": "Ghana"}, EN)
    assert rows["kind"].tolist() == ["own", "own", "pooled", "published"]
    assert math.isnan(rows.loc[2, "value"]) and rows.loc[3, ["low", "high"]].tolist() == [35, 105]


# --- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "numbers", "said"),
    [
        ("au", {"au": -1}, "below 0"),
        ("dy", {"dy": 400}, "400 is more than 366"),
        ("rc", {"rc": 130}, "130 is more than 100"),
        ("lg", {"tg": 10, "lg": 12}, "12 is more than the 10"),
        ("hr", {"hi": 1, "hr": 2}, "2 is more than the 1"),
        ("au", {"au": 10, "au.u": -5}, "not between 0 and 200"),
        ("au", {"au": 10, "au.u": 201}, "not between 0 and 200"),
    ],
)
def test_a_wrong_number_gets_a_sentence(code, numbers, said):
    error = Answers(numbers).fault(field(code))
    assert said in str(error) + EN.t(error.what, **error.values)
    assert Answers(numbers).value(field(code)) is None or math.isnan(Answers(numbers).half_width_pct(field(code)))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"au": 10, "au.l": 12, "au.h": 8}, "above the high end"),
        ({"au": 10, "au.l": 11, "au.h": 12}, "outside its own range"),
        ({"au": 10, "au.l": -1, "au.h": 12}, "below 0"),
        ({"au": 0, "au.l": 0, "au.h": 12}, "around 0"),
    ],
)
def test_a_wrong_range_gets_a_sentence(numbers, said):
    error = Answers(numbers, by_ends=True).fault(field("au"))
    assert said in EN.t(error.what, **error.values)


def test_ends_are_half_a_width():
    entered = Answers({"au": 100, "au.l": 70, "au.h": 130}, by_ends=True)
    assert entered.fault(field("au")) is None and entered.half_width_pct(field("au")) == pytest.approx(30)


def test_t1_13_shares_that_are_not_100_in_all():
    entered = Answers({**GOLD, **PRACTICE, "cs": 50})
    assert "90" in str(entered.fault_of_shares()) and estimated(way("gold"), entered) is None


def test_more_mercury_out_than_in_is_told():
    found, _, errors = estimate_ways.estimates(
        [way("trade")], Answers({"tp": 0, "ti": 10, "te": 50, "tu": 0, "ts": 0, "tn": 0})
    )
    assert not found and "leaves the country" in str(errors[0])


@pytest.mark.parametrize(("year", "fits"), [(2024, True), (2027, False), (24, False), (2024.5, False)])
def test_the_year_is_one_that_a_row_may_have(year, fits):
    assert (Answers({"yr": year}, this_year=2026).value(estimate_ways.YEAR) is not None) == fits


# --- words ----------------------------------------------------------------------------------------------------------


def test_formulas_hold_their_numbers():
    entered = Answers({**GOLD, **PRACTICE})
    said = dict(estimate.formulas(estimated(way("gold"), entered), entered, EN))
    assert said["Concentrate amalgamation"].replace("\u00a0", " ") == (
        "4,000 kg of gold × 60 % × 1.3 = 3,120 kg of mercury"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("each", WAYS, ids=lambda w: w.code)
def test_every_formula_is_written_in_every_language(each, lang):
    numbers = {f.code: 10 for f in each.fields} | {"lg": 5, "hr": 5, "tn": 100}
    entered = Answers({**numbers, **PRACTICE})
    assert all("{" not in text for _, text in estimate.formulas(estimated(each, entered), entered, Words(lang)))


def test_texts_of_the_reference_tables_are_those_that_are_translated():
    folder = ROOT / "nap" / "methods" / "reference"
    classes = tomllib.loads((folder / "uncertainty_classes.toml").read_text(encoding="utf-8"))["class"]
    shown = [row["about"] for row in classes]
    shown += [estimate_ways.offer(f)["source"] for f in _offered()]
    shown += [row["source"] for row in reference.rows("release_factors", "factor") if "air" in row]
    assert set(shown) == set(estimate_ways.REFERENCE_TEXTS)


def _offered():
    fields = [f for each in WAYS for f in each.fields] + [p.amalgamation.tailings for p in PRACTICES if p.amalgamation]
    return [f for f in [*fields, estimate_ways.AMALGAM, estimate_ways.CAPTURE] if f.offered]


def test_a_country_of_the_list_is_compared_with_its_range():
    found, _ = three_ways()
    plan = {"iso3": "NGA", "country": "Nigeria"}
    assert "lies within" in estimate.comparison(found, pooled(found), plan, EN)
    assert "lies below" in estimate.comparison(found, pooled(found), {"iso3": "GHA", "country": "Ghana"}, EN)
    marked = [line for line in estimate.published_ranges(plan, EN)[1] if "this plan" in line[0]]
    assert marked == [("Nigeria (this plan)", "10 to 30", "10 to 30")]


def test_the_factors_of_the_toolkit_stand_beside_the_mass_balance():
    """2,400 and 1,600 kg of gold: put in 2,400 + 4,800 kg; to air 0.75 x 2,400 + 0.6 x 4,800 = 4,680 kg, which is 65 %;
    the mass balance sends 2,400 + 1,600 of 11,120 kg to air, which is 36 %."""
    found = estimated(way("gold"), Answers({**GOLD, **PRACTICE}))
    [(what, text)], [finding] = estimate.beside_toolkit([found], EN)
    assert "Toolkit" in what and "not confirmed in a source" in text
    assert text.replace("\u00a0", " ").startswith(
        "7,200 kg put in: 4,680 kg to air, 1,272 kg to water, 1,248 kg to land"
    )
    assert (finding.values["toolkit"], finding.values["own"]) == ("65", "36")
    alone = estimated(way("gold"), Answers({**GOLD, **CONCENTRATE}))
    assert estimate.beside_toolkit([alone], EN)[1] == []
    assert estimate.beside_toolkit([estimated(way("visited"), Answers(SAMPLE))], EN) == ([], [])


def test_an_implausible_ratio_is_asked_about():
    entered = Answers({"au": 10, **CONCENTRATE, "rp": 9000})
    found, together, _ = estimate_ways.estimates([way("gold"), way("told")], entered)
    _, findings = estimate.plausible(found, together, entered, {"country": "x"}, EN)
    assert len(findings) == 1 and findings[0].values["ratio"] == "900"


# --- chart ----------------------------------------------------------------------------------------------------------


def test_the_chart_holds_ranges_and_makes_names_harmless():
    rows = pd.DataFrame(
        {
            "kind": ["own", "pooled", "published"],
            "name": ["<b>x</b>", "Pooled", "Published"],
            "value": [11.0, math.nan, 20.0],
            "low": [6.0, 5.0, 10.0],
            "high": [18.0, 15.0, 30.0],
        }
    )
    fig = charts.estimates(rows, EN, palette(), unit="t")
    marks = [trace for trace in fig.data if trace.mode == "markers"]
    assert [list(trace.x) for trace in marks] == [[6, 11, 18], [5, None, 15], [10, 20, 30]]
    assert "<b>x" not in fig.layout.yaxis.ticktext[0]
    assert len({trace.marker.color for trace in marks}) == 3


# --- what is taken away ---------------------------------------------------------------------------------------------


def drafts(entered: Answers, place: str = "XSM", scope: str = "national") -> pd.DataFrame:
    ways = [way(code) for code in ("gold", "bought", "told")]
    places = pd.DataFrame({"place_code": ["XSM", "XSM-N"], "level": [0, 1]})
    return estimate.draft_rows(estimate_ways.estimates(ways, entered)[0], entered, places, place, scope)


@pytest.mark.parametrize("place", ["nation", "region"])
def test_draft_rows_are_taken_by_the_import(place, demo_folder, tmp_path):
    import shutil

    from nap.pack.pack import Pack

    shutil.copytree(demo_folder, tmp_path / "pack", ignore=shutil.ignore_patterns(".*"))
    pack = Pack.open(tmp_path / "pack")
    places = pack.sql("from place")
    code = places.loc[places["level"] == (place == "region"), "place_code"].iloc[0]
    entered = Answers({**three_ways()[1].numbers, "wr": 30, "re": 90, "yr": 2024}, this_year=2026)
    ways = [way(each) for each in ("gold", "bought", "told")]
    found = estimate_ways.estimates(ways, entered)[0]
    rows = estimate.draft_rows(found, entered, places, code, "national")
    file = tmp_path / "draft.csv"
    file.write_bytes(tables.csv(rows, tables.About(pack, "mercury_use_draft", FR)))
    outcome = importing.run("table", file, tmp_path / "pack", {"table": "mercury_use"})
    assert (outcome.read, outcome.accepted, outcome.rejected) == (4, 4, 0)
    after = Pack.open(tmp_path / "pack")
    assert not after.rows("from mercury_use where record_state = 'draft'")  # a draft waits, and is in no figure
    kept = pd.DataFrame(after.stated("from mercury_use where record_state = 'draft' and year = 2024"))
    kept = kept[kept["estimate_code"].str.startswith("DRAFT-")].set_index("method_series")
    assert sorted(set(kept["method"])) == ["demand_side", "gold_based", "reported"]
    assert kept["hg_use_kg"].sum() == pytest.approx(sum(e.hg_kg for e in found))
    assert (kept["hg_use_low_kg"] < kept["hg_use_kg"]).all()


def test_rows_of_the_example_are_named_so():
    entered = Answers({**EXAMPLE, "yr": 2024}, this_year=2026)
    assert drafts(entered)["method_series"].str.startswith("example_").all()


def test_the_workbook_holds_rows_numbers_and_formulas(demo_folder):
    from nap.pack.pack import Pack

    found, entered = three_ways()
    entered = Answers({**entered.numbers, "yr": 2024}, this_year=2026)
    sheets = estimate.record(found, pooled(found), drafts(entered), entered, {"country": "x"}, EN)
    book = openpyxl.load_workbook(
        io.BytesIO(tables.xlsx(sheets, tables.About(Pack.open(demo_folder), "mercury_use_draft", EN)))
    )
    assert book.sheetnames[:4] == ["mercury_use", "Numbers", "Formulas", "Comparison"]
    numbers = {row[0].value: row[2].value for row in book["Numbers"].iter_rows(min_row=2)}
    assert (numbers["au"], numbers["wt"], numbers["wq"], numbers["yr"]) == (4000, 4, 5, 2024)
    assert any("3,120" in str(row[2].value) for row in book["Formulas"].iter_rows())


# --- the page -------------------------------------------------------------------------------------------------------


def opened(home: Path, monkeypatch, **link) -> AppTest:
    monkeypatch.setenv("NAP_PACKS", str(home))
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=300)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("../../pages/estimate.py").run()


def type_in(app: AppTest, numbers: dict) -> AppTest:
    """Numbers into their fields, as they appear: a field may ask for another."""
    left = dict(numbers)
    for _ in range(4):
        for code in list(left):
            if any(each.key == f"widget:e-{code}" for each in app.number_input):
                app.number_input(key=f"widget:e-{code}").set_value(left.pop(code))
        app.run()
    assert not left and not app.exception and not app.error
    return app


def said(app: AppTest) -> str:
    return " ".join(each.proto.body for each in app.get("html")).replace("\u00a0", " ")


def test_t1_1_typed_into_the_page(demo_folder, monkeypatch):
    app = type_in(opened(demo_folder.parent, monkeypatch, lang="en"), {**GOLD, **PRACTICE})
    assert "4,000 kg of gold × 60 % × 1.3 = 3,120 kg" in said(app)
    assert "<strong>11,120 kg</strong>" in said(app)


def test_t1_7_typed_into_the_page(demo_folder, monkeypatch):
    app = opened(demo_folder.parent, monkeypatch, lang="en", have="miners")
    app = type_in(app, {"mn": 10_000, "gd": 0.35, "dy": 240, "ws": 0, "cs": 100, "fs": 0, "ct": 0.3, "cr": 0, "am": 1})
    assert "= 840 kg of gold" in said(app) and "1,092 kg" in said(app)


def test_t1_9_typed_into_the_page(demo_folder, monkeypatch):
    numbers = dict(three_ways()[1].numbers)
    app = type_in(opened(demo_folder.parent, monkeypatch, lang="en", have="gold.bought.told"), numbers)
    assert "<strong>10,907 kg</strong> of mercury a year, ± 29.6 %" in said(app)


def test_wrong_numbers_get_sentences_and_never_a_trace(demo_folder, monkeypatch):
    wrong = {**GOLD, **PRACTICE, "cs": 50, "wr": 130, "au.u": -3}
    app = type_in(opened(demo_folder.parent, monkeypatch, lang="en"), wrong)
    told = " ".join(each.value for each in app.warning)
    for part in ("90 %", "130 is more than 100", "3 % is not between 0 and 200"):
        assert part in told
    assert "No estimate yet" in said(app)


def test_numbers_survive_a_change_of_language_and_of_page_and_stand_in_the_link(demo_folder, monkeypatch):
    app = type_in(opened(demo_folder.parent, monkeypatch, lang="en"), {**GOLD, **PRACTICE})
    assert app.query_params["e-au"] == ["4000"] or app.query_params["e-au"] == "4000"
    app.switch_page("../../pages/overview.py").run()
    app.switch_page("../../pages/estimate.py").run()
    assert "11,120 kg" in said(app)
    app.session_state["nap"]["choice"]["lang"] = "fr"
    app.run()
    assert app.number_input(key="widget:e-au").value == 4000
    assert "11\u202f120 kg" in said(app)


def test_a_link_that_holds_no_number_is_told(demo_folder, monkeypatch):
    app = opened(demo_folder.parent, monkeypatch, lang="en", **{"e-au": "<b>many</b>", "e-ws": "nan"})
    told = " ".join(each.value for each in app.warning).replace("\\", "")
    assert "<b>many</b>" in told and not app.exception and not app.error


def test_the_example_and_emptying(demo_folder, monkeypatch):
    app = opened(demo_folder.parent, monkeypatch, lang="en")
    next(b for b in app.button if b.label == "Fill in an example").click().run()
    assert "those of no country" in said(app) and "Example: <strong>" in said(app)
    next(b for b in app.button if b.label == "Empty every field").click().run()
    assert all(each.value is None for each in app.number_input)


def test_every_share_is_asked_with_one_unit():
    assert {f.unit for f in SHARES} == {"%"}


# --- the blocks -----------------------------------------------------------------------------------------------------


def link_of(**numbers) -> dict[str, str]:
    """A link that holds these numbers."""
    return {f"e-{code}": str(value) for code, value in {**GOLD, **PRACTICE, **numbers}.items()}


@pytest.fixture(scope="module")
def demo_rows(demo_folder):
    from nap.pack.pack import Pack
    from nap.topics.rows import Rows

    return Rows(Pack.open(demo_folder), EN)


def test_numbers_of_the_link_give_the_estimate_and_its_formulas(demo_rows):
    empty, page = by_id("estimate", demo_rows), by_id("estimate", demo_rows, **link_of())
    assert "No estimate yet" in empty["estimate"].text and "formulas-gold" not in empty
    assert "**11,120\u00a0kg**" in page["estimate"].text
    assert any("4,000 kg of gold" in line.replace("\u00a0", " ") for _, line in page["formulas-gold"].rows)
    assert page["estimates"].rows["name"][0] == "Gold from small-scale mining"
    assert page["no-year"].text == "The files can be taken once the year is known."
    assert "mercury_use_draft" not in page


def test_year_and_scope_of_the_link_stand_in_the_draft(demo_rows):
    page = by_id("estimate", demo_rows, **link_of(yr=2024), scope="project")
    draft = page["mercury_use_draft"].rows
    assert set(draft["year"]) == {2024} and set(draft["scope"]) == {"project"}
    assert set(draft["record_state"]) == {"draft"}
    assert "nap import table" in page["how-to-import"].rows[0][1]


def test_ways_of_the_link_decide_what_is_asked_and_none_ticked_is_none(demo_rows):
    miners = by_id("estimate", demo_rows, have="miners")
    assert miners["part-1"].title == "Number of miners"
    none = by_id("estimate", demo_rows, have="")
    assert "part-1" not in none and none["state-1"].text == "Tick in step 1 what you know."


def test_a_number_that_cannot_be_gets_a_sentence(demo_rows):
    page = by_id("estimate", demo_rows, **link_of(cs=50))
    (said,) = [block.text for id, block in page.items() if id.startswith("part-2-problem")]
    assert "90" in said and page["part-2-problem-1"].kind == "warning"
