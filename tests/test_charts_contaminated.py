"""Contaminated sites and measurements: steps, the register, protected places, and units that are never mixed."""

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
import tiny_pack

from nap import contaminated, html, maps, query, sites
from nap.cards import records
from nap.pack import Pack
from nap.palette import palette
from nap.words import Words

EN, LIGHT = Words("en"), palette()
HOSTILE = '<img src=x onerror="alert(1)">'
GROUND = """
contaminated_site_code | site_code | name   | place_code | lon   | lat  | source_kind       | stage | stage_date
C1                     | S1        | Open   | A          | 1.01  | 2.01 | tailings_pile     | 1     | 2020-05-01
C2                     | S2        | Hidden | A          | 1.123 | 2.02 | gold_shop         | 4     | 2021-05-01
C3                     |           | Free   | B          |       |      | contaminated_soil | 10    | 2022-05-01
"""
SITES = """
site_code | site_name | place_code | lon   | lat  | site_type | activity_status | is_location_sensitive
S1        | One       | A          | 1.0   | 2.0  | mine      | active          | false
S2        | Two       | A          | 1.1   | 2.0  | mine      | active          | true
"""
SAMPLES = """
sample_code | contaminated_site_code | place_code | sampled_on | date_precision | matrix  | species | value | unit      | basis | is_below_lod | lod  | n  | population_group
M1          | C1                     | A          | 2021-02-01 | day            | soil    | total   | 3     | mg/kg     | dry   | false        | 0.1  | 1  |
M2          | C1                     | A          | 2021-02-01 | day            | soil    | total   | 9     | mg/kg     | dry   | false        | 0.1  | 1  |
M3          | C1                     | A          | 2022-02-01 | month          | soil    | total   |       | mg/kg     | dry   | true         | 0.1  | 1  |
M4          | C1                     | A          | 2022-02-01 | day            | soil    | total   | 400   | µg/kg     | dry   | false        |      | 1  |
M5          | C1                     | A          |            | year           | soil    | total   | 1     | mg/kg     | wet   | false        |      | 1  |
M6          | C2                     | A          | 2022-02-01 | day            | sediment| total   |       | mg/kg     | dry   | true         | 0.05 | 1  |
P1          |                        | B          | 2022-02-01 | day            | hair    | total   | 1.2   | µg/g      | none  | false        | 0.05 | 20 | child
P2          |                        | B          | 2022-03-01 | day            | hair    | total   | 2.4   | µg/g      | none  | false        | 0.05 | 30 | child
"""  # noqa: E501


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    given = {"contaminated_site": GROUND, "site": SITES, "sample": SAMPLES}
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    return Pack.open(tiny_pack.write(folder, {name: tiny_pack.rows(text) for name, text in given.items()}))


def ask(pack: Pack, name: str, **params) -> pd.DataFrame:
    given = {
        "place": "N",
        "year_from": 2020,
        "year_to": 2023,
        "stage": None,
        "csite": None,
        "hide_deg": 0.1,
        "hide_min": 5,
        "most": 3000,
        "west": None,
        "south": None,
        "side": None,
    }
    sql = query.get(name)
    return pack.sql(sql.sql, **{k: v for k, v in {**given, **params}.items() if k in sql.parameters})


def test_a_site_that_came_far_has_come_past_every_step_before(tiny):
    rows = ask(tiny, "contaminated_stages")
    assert rows["sites_count"].tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert rows["reached_count"].tolist() == [3, 2, 2, 2, 1, 1, 1, 1, 1, 1]
    assert len(ask(tiny, "contaminated_stages", place="B")) == 10
    bars = contaminated.funnel(rows, EN)
    assert [bars[0].share, bars[3].share, bars[9].share] == [1, pytest.approx(2 / 3), pytest.approx(1 / 3)]
    assert bars[3].label == "4 · Initial classification" and bars[3].value == "2 · 1 here now"


def test_the_sentence_says_how_many_were_assessed_and_closed(tiny):
    said = contaminated.sentence(ask(tiny, "contaminated_stages"), "Tinyland", EN)
    assert (
        said.startswith("**3 places** in Tinyland")
        and "**2** (67\u00a0%)" in said
        and "**1** reached the last step" in said
    )


def test_the_share_assessed_is_the_one_of_the_indicator(demo_folder):
    pack = Pack.open(demo_folder)
    for place in pack.sql("select place_code from place where level < 2")["place_code"]:
        rows = ask(pack, "contaminated_stages", place=place).set_index("stage")["reached_count"]
        fact = pack.sql(
            "from fact where indicator = 'contaminated_sites_assessed_pct' and place_code = $p order by year", p=place
        )
        assert fact.empty == (rows[1] == 0)
        if rows[1]:
            assert fact["value"].iloc[-1] == pytest.approx(100 * rows[contaminated.ASSESSED] / rows[1])


def test_a_place_that_is_protected_never_gives_its_coordinates(tiny):
    rows = ask(tiny, "contaminated_register").set_index("contaminated_site_code")
    assert (rows.loc["C1", "lon"], rows.loc["C1", "lat"]) == (1.01, 2.01)
    assert pd.isna(rows.loc["C2", "lon"])  # alone in its cell
    assert pd.isna(rows.loc["C3", "lon"])
    cell = ask(tiny, "contaminated_register", hide_min=1).set_index("contaminated_site_code").loc["C2"]
    assert (cell["lon"], cell["lat"]) == (pytest.approx(1.15), pytest.approx(2.05))
    card = records(ask(tiny, "contaminated_site_card", csite="C2"))[0]
    assert card["lon"] is None and card["lat"] is None
    assert "2 sites are not drawn" in contaminated.remarks(rows, EN)[-1]


def test_a_mining_site_of_which_nobody_says_whether_it_is_sensitive_is_protected(tmp_path):
    unsaid = [{**each, "is_location_sensitive": None} for each in tiny_pack.rows(SITES)]
    lost = [{**each, "site_code": "gone"} for each in tiny_pack.rows(GROUND)[:1]]
    for given in ({"contaminated_site": tiny_pack.rows(GROUND), "site": unsaid}, {"contaminated_site": lost}):
        pack = Pack.open(tiny_pack.write(tmp_path / f"p{len(given)}" / "tiny", given))
        rows = ask(pack, "contaminated_register").set_index("contaminated_site_code")
        assert rows.loc["C1", "is_location_sensitive"] and pd.isna(rows.loc["C1", "lon"])
        assert records(ask(pack, "contaminated_site_card", csite="C1"))[0]["lon"] is None


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


def test_a_long_register_is_drawn_and_listed_as_cells_and_loses_no_site(large):
    rows = ask(large, "contaminated_register")
    assert maps.are_cells(rows) and len(rows) < 1000
    assert rows["sites_count"].sum() == 7000 and rows["samples_count"].sum() == 7000
    assert rows["marked_count"].sum() == 4900  # steps 4 to 10 of ten
    made = contaminated.picture(rows, EN, LIGHT, iso3="COD")
    assert len(made.deck.to_json().encode()) < 300_000
    assert made.title == "Share of the sites that have been assessed"
    frame, codes, pick = contaminated.register(rows, EN)
    assert pick == "csite_cell" and len(frame) == len(codes) == len(rows)
    assert all(layer.id.startswith("csite_cell:") for layer in made.deck.layers if layer.pickable)
    inside = ask(large, "contaminated_register", **maps.cell_of(codes[0]))
    assert len(inside) == rows["sites_count"].iloc[0] and not maps.are_cells(inside)
    whole = ask(large, "contaminated_register", most=sites.ALL)
    assert len(whole) == 7000 and whole["contaminated_site_code"].is_unique


def test_as_many_rows_as_are_ever_listed_stay_below_600_kb_with_the_map(large):
    rows = ask(large, "contaminated_register", most=sites.ALL)[: maps.MOST_POINTS]
    frame, *_ = contaminated.register(rows, EN)
    sent = len(contaminated.picture(rows, EN, LIGHT).deck.to_json().encode())
    with pa.BufferOutputStream() as sink:
        table = pa.Table.from_pandas(frame)
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        sent += sink.getvalue().size
    assert sent < 600_000


def test_the_register_keeps_the_chosen_step_and_counts_measurements(tiny):
    assert ask(tiny, "contaminated_register", stage="4")["contaminated_site_code"].tolist() == ["C2"]
    frame, codes, pick = contaminated.register(ask(tiny, "contaminated_register"), EN)
    assert pick == "csite"
    assert codes == ["C3", "C2", "C1"]
    assert frame["Measurements"].tolist() == [0, 1, 5]
    assert frame["Step"].tolist()[0] == "10 · Long-term monitoring or closed"


def test_units_and_bases_are_never_mixed_and_below_the_limit_is_no_number(tiny):
    rows = ask(tiny, "sample_matrices").set_index(["matrix", "unit", "basis"])
    soil = rows.loc[("soil", "mg/kg", "dry")]
    assert (soil["samples_count"], soil["below_lod_count"], soil["detected_count"]) == (3, 1, 2)
    assert (soil["lowest_detected"], soil["highest_detected"]) == (3, 9)
    assert soil["below_lod_pct"] == pytest.approx(100 / 3)
    assert rows.loc[("soil", "µg/kg", "dry"), "highest_detected"] == 400
    assert rows.loc[("soil", "mg/kg", "wet"), "undated_count"] == 1
    assert pd.isna(rows.loc[("sediment", "mg/kg", "dry"), "lowest_detected"])
    assert "hair" not in rows.index.get_level_values("matrix")


def test_years_choose_the_measurements_but_not_those_of_a_chosen_site(tiny):
    assert (
        ask(tiny, "sample_matrices", year_from=2021, year_to=2021)["samples_count"].sum() == 3
    )  # M1, M2 and the undated
    assert ask(tiny, "sample_matrices", year_from=2021, year_to=2021, csite="C1")["samples_count"].sum() == 5
    assert len(ask(tiny, "sample_list", csite="C1")) == 5
    assert ask(tiny, "sample_list", csite="' or 1 = 1 --").empty


def test_groups_of_people_give_the_range_of_their_medians(tiny):
    rows = ask(tiny, "sample_people")
    headings, lines, _ = contaminated.people(rows, EN)
    found = dict(zip(headings, lines[0], strict=True))
    assert (found["Group"], found["Groups"], found["People"]) == ("Children", "2", "50")
    assert (found["Lowest median"], found["Highest median"]) == ("1.2", "2.4")


def test_the_two_mu_are_one_unit(tmp_path):
    sample = tiny_pack.rows(SAMPLES)[3]
    greek = {**sample, "sample_code": "G", "unit": "\u03bcg/kg"}
    folder = tiny_pack.write(tmp_path / "mu", {"sample": [{**sample, "unit": "\u00b5g/kg"}, greek]})
    rows = ask(Pack.open(folder), "sample_matrices")
    assert len(rows) == 1 and rows["samples_count"].item() == 2


def test_a_measurement_below_the_limit_is_said_as_such(tiny):
    _, lines, _ = contaminated.samples(ask(tiny, "sample_list", csite="C1"), EN)
    values = {line[4]: line[2] for line in lines}
    assert values["M3"] == "< 0.1\u00a0mg/kg" and values["M1"] == "3\u00a0mg/kg"
    dates = {line[4]: line[0] for line in lines}
    assert dates["M3"] == "February 2022" and dates["M5"] == "–"


def test_what_is_not_known_of_a_site_is_a_dash(tiny):
    known = dict(map(tuple, contaminated.facts(records(ask(tiny, "contaminated_site_card", csite="C3"))[0], EN)))
    assert known["Area"] == "–" and known["Working there"] == "–" and known["Mining site"] == "–"
    assert known["Step"] == "10 · Long-term monitoring or closed, since 1 May 2022"


@pytest.mark.parametrize(
    ("stage", "mark"), [(1, "waiting"), (3, "waiting"), (4, "assessed"), (7, "treated"), (10, "closed")]
)
def test_every_step_has_its_mark(stage, mark):
    assert contaminated.group(stage) == mark


def test_points_of_the_map_hold_every_drawn_site_and_names_stay_text(tiny):
    rows = ask(tiny, "contaminated_register", hide_min=1)
    rows["name"] = HOSTILE
    picture = contaminated.picture(rows, EN, LIGHT, selected="C1")
    said = picture.deck.to_json()
    assert '"C1"' in said and '"C2"' in said and '"C3"' not in said
    assert '"html"' not in said  # tooltips are text; deck.gl runs markup only in an html template
    assert "1.123" not in said
    assert len(picture.legend) == 2


def test_bars_of_html_show_their_texts_and_keep_inside():
    piece = html.bars([html.Bar(HOSTILE, "5", 1.7, HOSTILE), html.Bar("unknown", "–", None)], "#123456")
    assert "<img" not in piece and "width:100.0%" in piece
    assert piece.count("width:") == 1
    assert "<img" not in html.pairs([(HOSTILE, HOSTILE)], HOSTILE) + html.commands([(HOSTILE, HOSTILE)])


def test_an_empty_register_is_said_and_no_share_is_made_up(tiny):
    rows = ask(tiny, "contaminated_stages", place="nowhere")
    said = contaminated.sentence(rows, "Nowhere", EN)
    assert said == "No contaminated site is on the register for Nowhere."
