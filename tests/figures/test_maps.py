"""Maps: what is drawn, what never is, and what the query of sites answers."""

import json
import math
import time
from dataclasses import replace

import duckdb
import pandas as pd
import pytest
import shapely
from tiny_pack import InMemory, write
from tiny_pack import rows as lines

from nap.figures import maps
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack import masks, outlines
from nap.pack.pack import Pack
from nap.topics import query, sites

EN = Words("en")
EVERY = {"mercury": None, "practice": None, "status": None, "west": None, "south": None, "side": None}
SITES = """
site_code | site_name | place_code | lon    | lat    | site_type | activity_status | is_location_sensitive
S1        | One       | A          | 10.123 | 5.456  | mine      | active          | false
S2        | <b>Two    | A          |        |        | mine      | inactive        | false
S3        | Three     | B          | 10.777 | 5.888  | mine      | unknown         | true
S4        | Four      | B          | 10.778 | 5.889  | mine      | active          | true
S5        | Five      | B          | 12.001 | 6.999  | mine      | active          | true
"""
ACCESS = {"cell_km": 11.132, "min_count": 2}  # a cell of 0.1 degrees
VISITS = """
visit_code | site_code | visit_date | date_precision | is_onsite | worker_count | uses_mercury | has_open_burning
V1         | S1        | 2018-06-01 | day            | true      | 20           | true         | true
V2         | S1        | 2020-01-01 | year           | true      |              |              |
V3         | S1        | 2022-03-05 | day            | false     | 0            | false        |
V4         | S3        | 2019-05-01 | month          | true      | 7            | true         |
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Pack:
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    return Pack.open(write(folder, {"site": lines(SITES), "site_visit": lines(VISITS)}, access=ACCESS))


@pytest.fixture(scope="module")
def demo(demo_folder) -> Pack:
    return Pack.open(demo_folder)


def seen(pack: Pack, place="N", years=(2015, 2023), colour="mercury", most=3000, **more) -> pd.DataFrame:
    """Rows of sites_on_map."""
    given = {**EVERY, "place": place, "year_from": years[0], "year_to": years[1], "colour": colour, "most": most}
    given |= more
    sql = query.get("sites_on_map").sql
    return pack.sql(sql, **given) if isinstance(pack, Pack) else pack.execute(sql, given).df()


def site(rows: pd.DataFrame, code: str) -> pd.Series:
    return rows[rows["site_code"] == code].iloc[0]


def drawn(picture: maps.Picture) -> list[dict]:
    return json.loads(picture.deck.to_json())["layers"]


def picture(rows: pd.DataFrame, colour="mercury", **more) -> maps.Picture:
    return maps.sites(rows, EN, palette(), colour, **more)


# --- outlines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iso3", "town", "lon", "lat"),
    [
        ("COD", "Goma", 29.23, -1.66),
        ("BFA", "Ouagadougou", -1.52, 12.37),
        ("PER", "Puerto Maldonado", -69.19, -12.59),
        ("GHA", "Tarkwa", -1.99, 5.30),
        ("MNG", "Ulaanbaatar", 106.91, 47.92),
    ],
)
def test_a_town_lies_in_its_country_and_in_no_other(iso3, town, lon, lat):
    point = shapely.Point(lon, lat)
    assert [each.iso3 for each in outlines.read_all() if each.shape.contains(point)] == [iso3]


def test_the_outlines_are_small_valid_and_found_by_code_alone():
    assert outlines.FILE.stat().st_size < 600_000
    assert all(each.shape.is_valid and not each.shape.is_empty for each in outlines.read_all())
    codes = [each.iso3 for each in outlines.read_all() if each.iso3]
    assert len(codes) == len(set(codes)) > 200
    assert outlines.outline("XSM") is None
    assert outlines.outline(None) is None


def test_neighbours_are_cut_to_the_box_and_leave_the_country_out():
    box = (28.0, -4.0, 31.0, 0.0)  # Rwanda, Burundi, Uganda, Tanzania and the Congo meet here
    met = outlines.neighbours(box, besides="COD")
    assert len(met) == 4
    assert all(shapely.box(*box).buffer(1e-9).contains(shape) for shape in met)


def test_nearly_every_site_of_the_real_pack_lies_in_the_congo(real_folder):
    rows = Pack.open(real_folder).sql("select lon, lat from site where lon is not null")
    shape = outlines.outline("COD").buffer(0.05)  # 5 km: mines stand at rivers that are the border
    assert shapely.contains_xy(shape, rows["lon"], rows["lat"]).mean() > 0.995


# --- what was known when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "answer", "practices", "day"),
    [
        ((2015, 2017), "not_visited", None, None),
        ((2015, 2018), "yes", 1, "2018-06-01"),
        ((2015, 2020), "yes", 1, "2020"),  # the visit of 2020 did not ask: the answer of 2018 stands
        ((2019, 2021), "not_asked", None, "2020"),  # and falls out with its year
        ((2015, 2023), "no", 1, "2022-03-05"),
        ((2023, 2023), "not_visited", None, None),
    ],
)
def test_a_site_is_told_as_of_its_last_visit_in_the_years(tiny, years, answer, practices, day):
    rows = seen(tiny, years=years)
    one = site(rows, "S1")
    assert one.mercury == answer
    assert (None if pd.isna(one.practices_count) else one.practices_count) == practices
    assert sites.days(rows)[rows["site_code"] == "S1"].tolist() == [day]


def test_a_blank_is_never_a_no(tiny):
    rows = seen(tiny, years=(2019, 2021))
    assert not (rows["mercury"] == "no").any()
    assert site(rows, "S1").asked_count == 0
    assert "None" not in sites.sentence(rows, EN, "Tinyland", 2019, 2021)


def test_filters_keep_the_sites_with_that_answer(tiny):
    assert set(seen(tiny, mercury="yes")["site_code"]) == {"S3"}
    assert set(seen(tiny, status="active", place="A")["site_code"]) == {"S1"}
    assert set(seen(tiny, practice="has_open_burning")["site_code"]) == {"S1"}
    assert seen(tiny, practice="has_residential_burning").empty


def test_the_age_of_the_last_visit_is_counted_to_the_end_of_the_years_or_of_the_data(tiny):
    assert site(seen(tiny, colour="age"), "S1")["class"] == "within_3"
    assert site(seen(tiny, colour="age"), "S3")["class"] == "within_5"
    assert site(seen(tiny, colour="age", years=(2015, 2018)), "S1")["class"] == "within_1"


# --- protected sites ---------------------------------------------------------------------------------------------


def test_a_protected_site_stands_in_the_middle_of_its_cell_or_nowhere(tiny):
    rows = seen(tiny)
    for code in ("S3", "S4"):
        assert (site(rows, code).lon, site(rows, code).lat) == pytest.approx((10.75, 5.85))
    assert pd.isna(site(rows, "S5").lon)
    assert site(rows, "S5").not_drawn == "too_few"
    assert site(rows, "S2").not_drawn == "no_coordinates"
    assert sites.not_drawn_sentences(rows, EN, {"access": {"min_count": 2, "cell_km": 11}}) == [
        "1 site has no coordinates and is not drawn.",
        "1 site is protected and not drawn: fewer than 2 share its cell of 11 km.",
    ]


@pytest.mark.parametrize("most", [3000, 100, sites.ALL])
def test_exact_coordinates_of_protected_sites_are_nowhere(demo_folder, most):
    demo = Pack.open(demo_folder)
    masks.register(demo._connection, {"access": {"cell_km": 10, "min_count": 1}})  # every one is drawn
    exact = demo.sql("select lon, lat from site where is_location_sensitive and lon is not null")
    assert len(exact) > 20
    rows = seen(demo, "XSM", (2015, 2026), most=most)
    assert maps.are_cells(rows) or rows.loc[rows["is_location_sensitive"], "lon"].notna().sum() > 20
    text = picture(rows, places=demo.sql(query.get("place_outlines").sql, place="XSM")).deck.to_json() + rows.to_csv()
    assert [lon for lon in exact["lon"] if f"{lon:.5f}".rstrip("0") in text] == []
    card = query.get("site_card").sql
    for code in demo.sql("select site_code from site where is_location_sensitive")["site_code"]:
        assert pd.isna(demo.sql(card, site=code)["lon"][0])


def test_a_site_of_which_nobody_says_whether_it_is_sensitive_is_protected():
    tables = InMemory()  # a pack may leave such a row out; the query does not rely on it
    tables.refill({"site": [{**each, "is_location_sensitive": None} for each in lines(SITES)]})
    masks.register(tables.con, {"access": ACCESS})
    rows = seen(tables.con)
    assert rows["is_location_sensitive"].all()
    assert site(rows, "S1").not_drawn == "too_few" and pd.isna(site(rows, "S1").lon)
    assert (site(rows, "S3").lon, site(rows, "S3").lat) == pytest.approx((10.75, 5.85))
    card = tables.con.execute(query.get("site_card").sql, {"site": "S1"}).df()
    assert card["is_location_sensitive"][0] and pd.isna(card["lon"][0])


# --- cells -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", maps.MEANINGS)
def test_cells_lose_no_site(demo, colour):
    single, cells = (seen(demo, "XSM", (2015, 2026), colour, most=most) for most in (3000, 100))
    assert maps.are_cells(cells) and not maps.are_cells(single)
    for count in ("sites_count", "mercury_count", "asked_count", "marked_count", "known_count"):
        assert single[count].sum() == cells[count].sum()
    assert (cells["marked_count"] <= cells["known_count"]).all()
    assert len(cells) < 30 * 30 + 2


def test_a_chosen_cell_holds_the_sites_it_counted(demo):
    cells = seen(demo, "XSM", (2015, 2026), most=100)
    first = cells[cells["lon"].notna()].iloc[0]
    code = maps.cell_code(first["lon"], first["lat"], first["side"])
    inside = seen(demo, "XSM", (2015, 2026), **maps.cell_of(code))
    assert len(inside) == first["sites_count"]


@pytest.mark.parametrize(
    "code", [None, "", "1_2", "a_b_c", "1_2_0", "1_2_-1", "1_2_99", "999_2_1", "nan_1_1", "1_2_3_4"]
)
def test_a_cell_that_is_none_keeps_everything(code):
    assert maps.cell_of(code) == {"west": None, "south": None, "side": None}


# --- the figure --------------------------------------------------------------------------------------------------


def test_nothing_is_fetched_and_no_text_is_html(tiny):
    figure = json.loads(picture(seen(tiny)).deck.to_json())
    assert "mapProvider" not in figure
    assert figure["mapStyle"] == "__MAP_STYLE__"  # pydeck's sign that no style was named; Streamlit then asks for none
    tooltip = picture(seen(tiny)).deck._tooltip
    assert "html" not in tooltip
    assert "http" not in picture(seen(tiny)).deck.to_json()


def test_every_site_with_coordinates_is_drawn_once_and_counted_in_the_legend(demo):
    rows = seen(demo, "XSM", (2015, 2026))
    made = picture(rows, iso3="XSM")
    points = [point for layer in drawn(made) if layer["id"].startswith("site:") for point in layer["data"]]
    there = rows[rows["lon"].notna() & ~rows["is_location_sensitive"]]
    assert sorted(point["s"] for point in points) == sorted(there["site_code"])
    assert sum(int(key.text.split("(")[1].rstrip(")").replace(",", "")) for key in made.legend) == len(there)
    assert all(len(point) <= 6 for point in points)


def test_what_a_class_says_by_colour_it_says_by_size_or_filling_too():
    for meaning in maps.MEANINGS.values():
        looks = [(mark.filled, mark.radius) for mark in meaning.marks]
        assert len(set(looks)) == len(looks)


def test_the_chosen_site_gets_a_ring_and_the_view_stays(tiny):
    before, after = picture(seen(tiny)), picture(seen(tiny), selected="S1")
    ring = next(layer for layer in drawn(after) if layer["id"] == "selected")
    assert ring["data"] == [[10.123, 5.456]]
    assert before.deck.initial_view_state.zoom == after.deck.initial_view_state.zoom
    assert not [layer for layer in drawn(picture(seen(tiny), selected="S2")) if layer["id"] == "selected"]


@pytest.mark.parametrize("bounds", [(27, -13, 31, 5), (-6, 9, 3, 15), (29.2, -1.7, 29.2, -1.7), (-75, -18, -68, 0)])
def test_the_view_holds_the_data_on_a_telephone(bounds):
    state, height = maps.view(bounds)
    world = maps.WORLD_PX * 2**state.zoom

    def up(lat):
        return math.asinh(math.tan(math.radians(lat))) / (2 * math.pi) * world

    west, south, east, north = bounds
    assert max(abs(east - state.longitude), abs(west - state.longitude)) / 360 * world <= maps.PHONE_PX / 2
    assert max(abs(up(north) - up(state.latitude)), abs(up(south) - up(state.latitude))) <= height / 2
    assert maps.HEIGHTS_PX[0] <= height <= maps.HEIGHTS_PX[1]


def test_no_rows_leave_the_outline_alone():
    empty = pd.DataFrame(
        columns=[
            "lon",
            "lat",
            "side",
            "is_location_sensitive",
            "site_code",
            "class",
            "site_name",
            "visit_date",
            "date_precision",
            "mercury",
        ]
    )
    assert [layer["id"] for layer in drawn(picture(empty, iso3="COD"))] == ["neighbours", "country"]
    assert picture(empty).legend == ()


def test_an_outline_that_cannot_be_read_is_left_out(tiny):
    broken = pd.DataFrame({"place_code": ["A"], "level": [1], "is_chosen": [False], "geometry": [b"no shape"]})
    ids = [layer["id"] for layer in drawn(picture(seen(tiny), places=broken))]
    assert "regions" not in ids and "site:no:" in ids


def test_as_many_points_as_are_ever_drawn_stay_light(demo):
    rows = seen(demo, "XSM", (2015, 2026))
    many = pd.concat([rows] * math.ceil(maps.MOST_POINTS / len(rows)))[: maps.MOST_POINTS]
    outlined = picture(many, iso3="COD", places=demo.sql(query.get("place_outlines").sql, place="XSM"))
    assert len(outlined.deck.to_json().encode()) < 400_000  # the table beside it brings the rest of 600 kB


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Pack:
    """100,000 sites over a broad country, each visited three times, without names of interest."""
    folder = write(tmp_path_factory.mktemp("packs") / "large", {})
    con = duckdb.connect()
    place = "case when i % 3 = 0 then 'A' else 'B' end as place_code"
    con.execute(
        f"copy (select 'S' || i as site_code, 'Site ' || i as site_name, {place}, 'mine' as site_type,"
        " 'active' as activity_status, 10 + i * 7919 % 60013 / 10002 as lon, i * 104729 % 50021 / 10004 as lat,"
        " i % 20 = 0 as is_location_sensitive from range(100000) as t (i))"
        f" to '{(folder / 'site.parquet').as_posix()}' (format parquet)"
    )
    con.execute(
        "copy (select 'V' || i || '-' || y as visit_code, 'S' || i as site_code,"
        " make_date(y, 1 + i % 12, 1) as visit_date,"
        " 'day' as date_precision, true as is_onsite, i % 4 = 0 as uses_mercury"
        " from range(100000) as t (i), unnest([2018, 2020, 2022]) as u (y))"
        f" to '{(folder / 'site_visit.parquet').as_posix()}' (format parquet)"
    )
    return Pack.open(folder)


def test_a_hundred_thousand_sites_are_light_and_soon_counted(large):
    began = time.process_time()
    rows = seen(large)
    assert time.process_time() - began < 1  # of all threads together; some 0.1 s where nothing else runs
    assert rows["sites_count"].sum() == 100_000
    outlined = picture(rows, iso3="COD")
    assert len(outlined.deck.to_json().encode()) < 300_000


@pytest.mark.parametrize("width", [200, 358, 520, 900, 5000])
def test_a_map_is_fitted_to_the_width_it_has(width):
    state, height = maps.view((10, 0, 16, 5), width)
    shown = 6 / 360 * maps.WORLD_PX * 2**state.zoom
    assert shown <= max(width, maps.WIDTHS_PX[0]) and height <= maps.HEIGHTS_PX[1]
    if 300 < width < 600:
        assert shown > 0.9 * width


def test_data_all_over_a_country_show_it_whole_and_others_only_themselves():
    def zoom(west, east, south, north):
        rows = pd.DataFrame({"code": ["A", "B"], "lon": [west, east], "lat": [south, north], "class": "yes", "tip": ""})
        return maps.points(rows, maps.MEANINGS["mercury"], EN, palette(), "site", iso3="COD").deck.initial_view_state

    whole = maps.view(outlines.outline("COD").bounds)[0].zoom
    assert zoom(13, 30, -12, 4).zoom == whole
    assert zoom(27, 30, -6, 3).zoom > whole


# --- one site ----------------------------------------------------------------------------------------------------


def test_a_visit_of_which_nobody_says_whether_it_reached_the_site_is_not_a_failure(tiny):
    history = tiny.sql(query.get("site_history").sql, site="S1")
    history["is_onsite"] = [True, None, False]
    _, visits, _ = sites.visits_table(history, EN)
    assert ["not reached" in visit[0] for visit in visits] == [False, False, True]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_sentence_says_one_and_many_in_whole_sentences(tiny, lang):
    words = Words(lang)
    every = sites.sentence(seen(tiny), words, "Tinyland", 2015, 2023)
    one = sites.sentence(seen(tiny, place="A", years=(2018, 2018)), words, "A", 2018, 2018)
    narrowed = sites.sentence(seen(tiny, mercury="yes"), words, "Tinyland", 2015, 2023, narrowed=True)
    if lang == "en":
        assert every.startswith("Tinyland has **5 sites** on record. When last asked from 2015 to 2023, **1** of **2**")
        assert every.endswith("Of the other 3 it is not known.")
        assert one.endswith(
            "asked in 2018, **1** of **1** site used mercury (**100\u00a0%**). Of 1 other site it is not known."
        )
        assert narrowed.startswith("Tinyland: **1 site** with these answers.")
    for said in (every, one, narrowed):
        assert "{" not in said and "None" not in said and "nan" not in said


# --- tables beside the map ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("most", [3000, 100])
def test_the_table_chooses_what_the_map_chooses(demo, lang, most):
    rows = seen(demo, "XSM", (2015, 2026), most=most)
    frame, codes, pick = sites.list_table(rows, Words(lang))
    points = [p["s"] for layer in drawn(picture(rows)) if layer["id"].startswith(f"{pick}:") for p in layer["data"]]
    assert len(frame) == len(codes)
    assert set(points) <= set(codes)


def test_marks_of_other_pages_are_drawn_the_same_way():
    meaning = maps.Meaning("Level", (replace(maps.MEANINGS["mercury"].marks[0], code="high", label="High"),), "Share")
    rows = pd.DataFrame({"code": ["C1", "C2"], "lon": [1.0, None], "lat": [2.0, None], "class": "high", "tip": "<i>"})
    made = maps.points(rows, meaning, EN, palette(), "contaminated_site", selected="C1")
    layer = next(each for each in drawn(made) if each["id"].startswith("contaminated_site:"))
    assert layer["data"] == [{"p": [1.0, 2.0], "s": "C1", "t": "<i>"}]
