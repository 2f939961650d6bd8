"""Contaminated sites on their page: the ranked list and its map, protected places, one site opened, its pictures."""

import datetime as dt

import duckdb
import pandas as pd
import pytest
import tiny_pack

from nap.figures import contaminated as charts
from nap.figures import maps, pieces
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.methods import nearness
from nap.methods.soil_exposure import MEASUREMENTS
from nap.pack.pack import Pack
from nap.topics import contaminated, contaminated_site, query, site_score, sites
from nap.topics.rows import records

EN, LIGHT = Words("en"), palette()
HOSTILE = '<img src=x onerror="alert(1)">'
GROUND = """
contaminated_site_code | site_code | name   | place_code | lon   | lat  | source_kind       | stage | stage_date | area_m2 | background_mg_kg | residents_level1 | residents_level2 | workers | nearby_0_400m | nearby_400_800m | nearby_800_1600m | accessibility         | has_resources
C1                     | S1        | Open   | A          | 1.01  | 2.01 | tailings_pile     | 1     | 2020-05-01 |         |                  |                  |                  |         |               |                 |                  |                       |
C2                     | S2        | Hidden | A          | 1.123 | 2.02 | gold_shop         | 4     | 2021-05-01 | 200     | 0.1              |                  | 3                | 2       | 20            |                 | 4                | fenced                |
C3                     |           | Free   | B          |       |      | contaminated_soil | 10    | 2022-05-01 | 10000   | 0.1              | 40               | 60               | 0       | 60            | 250             | 800              | moderately_accessible | false
C4                     |           | Near   | B          | 1.02  | 2.01 | contaminated_soil | 9     | 2022-05-01 | 100     | 0.1              | 0                | 0                | 0       | 0             | 0               | 0                | inaccessible          | false
"""  # noqa: E501
SITES = """
site_code | site_name | place_code | lon   | lat  | site_type | activity_status | is_location_sensitive
S1        | One       | A          | 1.0   | 2.0  | mine      | active          | false
S2        | Two       | A          | 1.1   | 2.0  | mine      | active          | true
"""
SAMPLES = """
sample_code | contaminated_site_code | place_code | sampled_on | date_precision | matrix  | species | value | unit  | basis | is_below_lod | lod  | n  | lon   | lat
M1          | C2                     | A          | 2021-02-01 | day            | soil    | total   | 3     | mg/kg | dry   | false        | 0.1  | 1  | 1.124 | 2.02
M2          | C2                     | A          | 2022-02-01 | month          | soil    | total   |       | mg/kg | dry   | true         | 0.1  | 1  |       |
M3          | C3                     | B          |            | year           | soil    | total   | 30000 | µg/kg | dry   | false        |      | 1  |       |
M4          | C2                     | A          | 2021-02-01 | day            | air     | elemental | 0.5 | µg/m³ | none  | false        |      | 1  | 1.124 | 2.02
"""  # noqa: E501
HISTORY = """
contaminated_site_code | stage | started_on | cost_usd | note
C2                     | 1     | 2020-05-01 | 100      | Found
C2                     | 4     | 2021-05-01 |          |
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    texts = {"contaminated_site": GROUND, "site": SITES, "sample": SAMPLES, "contaminated_site_stage": HISTORY}
    given = {name: tiny_pack.rows(text) for name, text in texts.items()}
    return Pack.open(tiny_pack.write(tmp_path_factory.mktemp("packs") / "tiny", given))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory) -> Pack:
    """The same with a second protected site in the cell of C2, where two are enough to show both in its middle."""
    given = {"contaminated_site": tiny_pack.rows(GROUND), "site": tiny_pack.rows(SITES)}
    given["contaminated_site"].append({**given["contaminated_site"][1], "contaminated_site_code": "C5", "lon": 1.19})
    folder = tmp_path_factory.mktemp("packs") / "crowded"
    return Pack.open(tiny_pack.write(folder, given, access={"cell_km": 11.132, "min_count": 2}))  # 0.1 degrees


PARAMS = {
    "place": "N",
    "as_of": dt.date(2023, 12, 31),
    "csite": None,
    "codes": None,
    "note": site_score.NOTE,
    "size": 50,
    "skip": 0,
    "most": 3000,
    "west": None,
    "south": None,
    "side": None,
    "colour": "class",
    **contaminated.ALL,
}


def ask(pack: Pack, name: str, **params) -> pd.DataFrame:
    sql = query.get(f"contaminated_{name}")
    return pack.sql(sql.sql, **{k: v for k, v in {**PARAMS, **params}.items() if k in sql.parameters})


def opened(pack: Pack, code: str) -> tuple[dict, pd.DataFrame]:
    return records(ask(pack, "site_card", csite=code))[0], ask(pack, "samples", csite=code)


# --- the register -------------------------------------------------------------------------------------------------


def test_a_site_that_came_far_has_come_past_every_step_before(tiny):
    rows = ask(tiny, "stages")
    assert rows["sites_count"].tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 1, 1]
    assert rows["reached_count"].tolist() == [4, 3, 3, 3, 2, 2, 2, 2, 2, 1]
    assert rows["median_days"].dropna().tolist() == [365] and rows["stays_count"].tolist()[0] == 1
    bars = contaminated.funnel(rows, EN)
    assert [bars[0].share, bars[3].share, bars[9].share] == [1, 0.75, 0.25]
    assert bars[3].label == "4 · Initial classification" and bars[3].value == "3 · 1 here now"
    assert "Half of 1 stays took 365 days or less." in bars[0].note


def test_the_sentence_tells_steps_urgency_and_who_comes_first(tiny):
    said = contaminated.sentence(*(tiny_counts(tiny)), "Tinyland", EN)
    assert said.startswith("**4 places** in Tinyland") and "**3** (75\u00a0%)" in said
    assert "First on the list stands **Free**" in said and said.endswith(site_score.NOTE)
    nobody = contaminated.sentence(*tiny_counts(tiny, place="nowhere"), "Nowhere", EN)
    assert nobody == "No contaminated site is on the register for Nowhere."


def tiny_counts(pack: Pack, **params) -> list[pd.DataFrame]:
    return [ask(pack, name.removeprefix("contaminated_"), **params) for name in contaminated.COUNTS]


def test_the_share_assessed_is_the_one_of_the_indicator(demo_folder):
    pack = Pack.open(demo_folder)
    for place in pack.sql("select place_code from place where level < 2")["place_code"]:
        rows = ask(pack, "stages", place=place).set_index("stage")["reached_count"]
        fact = pack.sql(
            "from fact where indicator = 'contaminated_sites_assessed_pct' and place_code = $p order by year", p=place
        )
        assert fact.empty == (rows[1] == 0)
        if rows[1]:
            assert fact["value"].iloc[-1] == pytest.approx(100 * rows[contaminated.ASSESSED] / rows[1])


def test_the_list_stands_by_the_worst_rank_and_says_what_a_rank_is_not(tiny):
    rows = ask(tiny, "ranked")
    assert rows["contaminated_site_code"].tolist()[0] == "C3" and rows["rank_high"].is_monotonic_increasing
    assert set(rows["note"]) == {"Screening rank, not a risk assessment."}
    assert "lon" not in rows and "lat" not in rows and len(rows) == 4
    frame, codes, pick = contaminated.ranked_columns(rows, EN)
    assert pick == "csite" and codes == rows["contaminated_site_code"].tolist()
    line = dict(zip(codes, frame.to_dict("records"), strict=True))
    assert line["C3"]["Score (0 to 100)"] == "61.2" and " to " in line["C2"]["Score (0 to 100)"]
    assert line["C2"]["Measure next"] == "residents, Level I" and line["C3"]["Measure next"] == "–"
    assert line["C1"]["Class"] == "Insufficient data" and line["C4"]["Simple matrix (0 to 27)"] == "0"
    assert set(contaminated.SHORT) == set(MEASUREMENTS)


def test_the_list_is_narrowed_and_cut_into_parts(tiny):
    assert ask(tiny, "ranked", stage="4")["contaminated_site_code"].tolist() == ["C2"]
    assert ask(tiny, "ranked", **{"class": "insufficient"})["contaminated_site_code"].tolist() == ["C2", "C1"]
    assert set(ask(tiny, "ranked", codes=["C1", "C4"])["contaminated_site_code"]) == {"C1", "C4"}
    whole = ask(tiny, "ranked")["contaminated_site_code"].tolist()
    assert whole == [
        *ask(tiny, "ranked", size=3)["contaminated_site_code"],
        *ask(tiny, "ranked", size=3, skip=3)["contaminated_site_code"],
    ]


def test_a_place_that_is_protected_never_gives_its_coordinates(tiny, crowded):
    rows = ask(tiny, "register").set_index("contaminated_site_code")
    assert (rows.loc["C1", "lon"], rows.loc["C1", "lat"]) == (1.01, 2.01)
    assert pd.isna(rows.loc["C2", "lon"]) and pd.isna(rows.loc["C3", "lon"])  # alone in its cell; nowhere
    cell = ask(crowded, "register").set_index("contaminated_site_code").loc["C2"]
    assert (cell["lon"], cell["lat"]) == (pytest.approx(1.15), pytest.approx(2.05))
    card = records(ask(tiny, "site_card", csite="C2"))[0]
    assert card["lon"] is None and card["lat"] is None
    assert "2 sites are not drawn" in contaminated.map_remarks(rows, EN)[-1]


def test_a_mining_site_of_which_nobody_says_whether_it_is_sensitive_is_protected(tmp_path):
    unsaid = [{**each, "is_location_sensitive": None} for each in tiny_pack.rows(SITES)]
    lost = [{**each, "site_code": "gone"} for each in tiny_pack.rows(GROUND)[:1]]
    for given in ({"contaminated_site": tiny_pack.rows(GROUND), "site": unsaid}, {"contaminated_site": lost}):
        pack = Pack.open(tiny_pack.write(tmp_path / f"p{len(given)}" / "tiny", given))
        rows = ask(pack, "register").set_index("contaminated_site_code")
        assert rows.loc["C1", "is_location_sensitive"] and pd.isna(rows.loc["C1", "lon"])
        assert records(ask(pack, "site_card", csite="C1"))[0]["lon"] is None


def test_neighbours_within_10_km_are_a_group_and_protected_sites_are_in_none(tiny):
    found = tiny.rows("from site_cluster")  # C2 lies 11 km from C1, but would be near enough to neither
    assert [(each["contaminated_site_code"], each["cluster_code"]) for each in found] == [("C1", "C1"), ("C4", "C1")]
    near = ask(tiny, "neighbours", csite="C1")
    assert near["contaminated_site_code"].tolist() == ["C4"]
    assert near["distance_km"].item() == pytest.approx(1.111, abs=0.001)  # 0.01 degrees at 2 degrees north
    for hidden in ("C2", "C3"):
        assert ask(tiny, "neighbours", csite=hidden).empty
    groups = ask(tiny, "clusters")
    _, lines, _ = contaminated.neighbours_table(groups, EN)
    assert lines == [["Region A, Region B", "2", "0", "4", "1", "at least 0", "1.1\u00a0km"]] or lines[0][1] == "2"
    assert ask(tiny, "ranked", cluster="C1")["contaminated_site_code"].tolist() in (["C4", "C1"], ["C1", "C4"])
    protected = opened(tiny, "C2")[0]
    assert "would tell where it lies" in contaminated_site.near_note(protected, near, EN)


def test_groups_are_linked_by_steps_around_the_globe():
    lon, lat = [0, 0.08, 0.16, 5, 179.97, -179.97, 12, 12.15], [0, 0, 0, 0, 0, 0, 60, 60]
    assert nearness.groups(lon, lat, 10).tolist() == [0, 0, 0, 1, 2, 2, 3, 3]
    assert nearness.groups([], [], 10).tolist() == [] and nearness.groups([1], [1], 10).tolist() == [0]


def test_a_dense_crowd_is_one_group_whichever_way_it_is_found(monkeypatch):
    lon, lat = [i % 40 * 0.02 for i in range(1600)], [i // 40 * 0.02 for i in range(1600)]
    exact = nearness.groups([*lon, 5], [*lat, 5], 10)
    monkeypatch.setattr(nearness, "MOST_PAIRS", 10)
    assert nearness.groups([*lon, 5], [*lat, 5], 10).tolist() == exact.tolist() == [0] * 1600 + [1]


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Pack:
    """A register of 7,000 sites, each with a measurement."""
    folder = tiny_pack.write(tmp_path_factory.mktemp("packs") / "large", {})
    con = duckdb.connect()
    for name, sql in {
        "contaminated_site": "select 'C' || i as contaminated_site_code, 'Tailings of the mill number ' || i as name,"
        " 'A' as place_code, 10 + i * 7919 % 60013 / 10002 as lon, i * 104729 % 50021 / 10004 as lat,"
        " 'tailings_pile' as source_kind,"
        " (1 + i % 10)::integer as stage, date '2020-01-01' as stage_date, 'Mill number ' || i as risk_owner",
        "sample": "select 'M' || i as sample_code, 'C' || i as contaminated_site_code, 'A' as place_code,"
        " date '2021-01-01' as sampled_on, 'day' as date_precision, 'soil' as matrix, 'total' as species,"
        " 1.0 as value, 'mg/kg' as unit,"
        " 'dry' as basis, false as is_below_lod, 1 as n",
    }.items():
        con.execute(
            f"copy ({sql} from range(7000) as t (i)) to '{(folder / f'{name}.parquet').as_posix()}' (format parquet)"
        )
    return Pack.open(folder)


def test_a_long_register_is_drawn_as_cells_and_loses_no_site(large):
    rows = ask(large, "register", colour="stage")
    assert maps.are_cells(rows) and len(rows) < 1000 and rows["sites_count"].sum() == 7000
    assert rows["marked_count"].sum() == 4900  # steps 4 to 10 of ten
    made = contaminated.picture(rows, EN, LIGHT, "stage", plan={"plan": {"iso3": "COD"}})
    assert len(made.deck.to_json().encode()) < 300_000
    assert made.title == "Share of the sites that have been assessed"
    assert all(layer.id.startswith("csite_cell:") for layer in made.deck.layers if layer.pickable)
    code = maps.cell_code(rows["lon"].iloc[0], rows["lat"].iloc[0], rows["side"].iloc[0])
    cell = maps.cell_of(code)
    part = ask(large, "register", **cell)
    assert len(part) == rows["sites_count"].iloc[0] and not maps.are_cells(part)
    codes = contaminated.codes_inside(part, cell)
    assert len(ask(large, "ranked", codes=codes, size=sites.ALL)) == len(codes) == len(part)
    assert contaminated.codes_inside(rows, maps.cell_of(None)) is None
    whole = ask(large, "ranked", size=sites.ALL)
    assert len(whole) == 7000 and whole["contaminated_site_code"].is_unique


def test_as_many_sites_as_are_ever_drawn_stay_below_600_kb(large):
    rows = ask(large, "register", most=sites.ALL)[: maps.MOST_POINTS]
    assert len(contaminated.picture(rows, EN, LIGHT).deck.to_json().encode()) < 600_000


@pytest.mark.parametrize(
    ("stage", "mark"), [(1, "waiting"), (3, "waiting"), (4, "assessed"), (7, "treated"), (10, "closed")]
)
def test_every_step_has_its_mark(stage, mark):
    assert contaminated.group(stage) == mark


@pytest.mark.parametrize("colour", contaminated.MEANINGS)
def test_points_of_the_map_hold_every_drawn_site_and_names_stay_text(crowded, colour):
    rows = ask(crowded, "register")
    rows["name"] = HOSTILE
    said = contaminated.picture(rows, EN, LIGHT, colour).deck.to_json()
    assert '"C1"' in said and '"C2"' in said and '"C4"' in said and '"C3"' not in said
    assert '"html"' not in said  # tooltips are text; deck.gl runs markup only in an html template
    assert "1.123" not in said


def test_bars_of_html_show_their_texts_and_keep_inside():
    piece = pieces.bars([pieces.Bar(HOSTILE, "5", 1.7, HOSTILE), pieces.Bar("unknown", "–", None)], "#123456")
    assert "<img" not in piece and "width:100.0%" in piece and piece.count("width:") == 1
    assert "<img" not in pieces.pairs([(HOSTILE, HOSTILE)], HOSTILE) + pieces.commands([(HOSTILE, HOSTILE)])


# --- one site opened ----------------------------------------------------------------------------------------------


def test_the_way_of_mercury_is_told_and_what_nobody_sampled_is_not_closed(tiny):
    it, rows = opened(tiny, "C2")
    _, lines, _ = contaminated_site.ways_table(it, rows, EN)
    told = {line[1]: line[2] for line in lines}
    assert told["Gold shop"] == "Area: 200\u00a0m². 2 soil samples, the highest 3\u00a0mg/kg."
    way = told["Soil and dust, by hand and mouth"]
    assert way.startswith("Access: Behind a maintained fence. 2 samples, the highest 3")
    assert told["Fish that people eat"] == "No sample was taken, so it is unknown."
    assert told["Living or learning within 61 m, at or above the benchmark"] == "not counted yet"
    assert "no layer of rivers" in lines[-1][2]


def test_what_is_missing_and_what_comes_next(tiny):
    it, rows = opened(tiny, "C2")
    told = dict(map(tuple, contaminated_site.next_step_table(it, rows, EN)[1]))
    assert told["Next step"] == "5 · Detailed investigation"
    assert told["Would narrow the rank most"] == "People who live or learn within 61 m, at or above the benchmark"
    exact = dict(map(tuple, contaminated_site.next_step_table(*opened(tiny, "C3"), EN)[1]))
    assert exact["Missing for an exact score"] == "Nothing: the score is exact."
    assert "open the site again" in exact["What it needs"]
    waiting = dict(map(tuple, contaminated_site.next_step_table(*opened(tiny, "C4"), EN)[1]))
    assert waiting["Measurements since confirmatory sampling began"] == "None yet: the site cannot be closed."
    assert "Insufficient data" in contaminated_site.sentence(opened(tiny, "C1")[0], EN)


def test_the_sentence_says_what_to_find_out_first_or_why_an_exact_score_has_several_ranks(tiny):
    assert "To find out first: **" in contaminated_site.sentence(opened(tiny, "C1")[0], EN)
    exact = opened(tiny, "C3")[0]
    assert exact["rank_low"] < exact["rank_high"] and "open as long as" in contaminated_site.sentence(exact, EN)


def test_every_frame_of_a_site_says_what_a_rank_is_not(tiny):
    (rows,) = contaminated_site.with_screening_note([ask(tiny, "samples", csite="C2")], EN)
    assert set(rows["Note"]) == {site_score.NOTE}


def test_each_step_has_its_time_its_cost_and_the_sum_of_those_known(tiny):
    rows = ask(tiny, "history", csite="C2")
    _, lines, _ = contaminated_site.history_table(rows, EN)
    assert [line[2] for line in lines] == ["974 days so far", "365 days"]
    assert [line[4] for line in lines] == ["–", "US$\u00a0100"] and lines[1][5] == "Found"
    assert contaminated_site.steps_note(rows, EN) == "Cost of the steps whose cost is given: US$\u00a0100 (1 of 2)."
    assert "no history of this site" in contaminated_site.steps_note(ask(tiny, "history", csite="C3"), EN)


def test_the_score_to_take_away_says_what_a_rank_is_not(tiny):
    it, rows = opened(tiny, "C3")
    sheets = contaminated_site.workbook(it, rows, ask(tiny, "history", csite="C3"), {}, EN)
    assert all(set(sheet["Note"]) == {site_score.NOTE} for sheet in sheets.values() if len(sheet))
    score = dict(zip(sheets["Score"]["Factor"], sheets["Score"]["Value"], strict=True))
    assert score["Score"] == "61.20"  # T5.6: 550 x 18 x 510 and the people nearby


def test_indices_need_a_background_and_a_detected_sample(tiny):
    _, lines, _ = contaminated_site.indices_table(*opened(tiny, "C2"), EN)
    assert lines == [
        ["Soil, highest", "3\u00a0mg/kg", "30 (very high)", "4.32 (class 5, heavily to extremely)", "1,200 (very high)"]
    ]
    it, rows = opened(tiny, "C2")
    assert contaminated_site.indices_table({**it, "background_mg_kg": None}, rows, EN)[1] == []
    pooled = rows.assign(n=20)
    assert contaminated_site.indices_table(it, pooled, EN)[1] == contaminated_site.indices_table(it, rows, EN)[1]
    assert (
        contaminated_site.indices_table(it, rows.assign(species="methyl"), EN)[1] == []
    )  # the background is of all mercury
    assert "cannot be told" in contaminated_site.indices_note({**it, "background_mg_kg": None}, EN)


def test_positions_of_samples_are_metres_from_the_site_and_never_coordinates(tiny):
    rows = ask(tiny, "samples", csite="C2")
    assert not {"lon", "lat"} & set(rows)
    assert rows.set_index("sample_code").loc["M1", ["east_m", "north_m"]].tolist() == [111, 0]
    fig = charts.around(rows, EN, LIGHT).to_json()
    assert "1.12" not in fig.replace("1.12,", "") and '"M2' not in fig  # no coordinates; M2 has no position
    assert charts.around(rows[:0], EN, LIGHT).data


def test_the_strip_holds_every_measurement_non_detects_at_their_limit_and_the_reference_values(tiny):
    rows = ask(tiny, "samples", csite="C2")
    soil = rows[rows["matrix"] == "soil"]
    limits = contaminated_site.limit_lines(soil, {}, EN)
    assert limits[0]["is_default"] and limits[0]["value"] == 6.6
    assert any("(unverified)" in each["text"] for each in limits)
    lines = list(dict.fromkeys(each["line"] for each in limits))
    assert len(lines) == contaminated_site.MOST_LIMITS < len(limits) and " more, " in lines[-1]
    fig = charts.strip(soil, EN, LIGHT, limits)
    marks = {trace.name: trace for trace in fig.data if trace.showlegend}
    assert list(marks["Below the limit of detection"].x) == [0.1] and list(marks["Not above it"].x) == [3]
    assert marks["Below the limit of detection"].marker.symbol == "triangle-down-open"
    assert {"2021", "2022"} <= set(fig.layout.yaxis.ticktext)
    undated = ask(tiny, "samples", csite="C3")
    above = charts.strip(undated, EN, LIGHT, contaminated_site.limit_lines(undated, {}, EN))
    assert above.data[0].name == "Above the reference value" and "No date" in above.layout.yaxis.ticktext
    hostile = charts.strip(soil.assign(sample_code=HOSTILE), EN, LIGHT, [{**limits[0], "text": HOSTILE}])
    assert "<img" not in hostile.to_json()
