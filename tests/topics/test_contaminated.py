"""Contaminated sites as rows: what is refused, with the mend; the history of steps; clusters that give nobody away."""

import datetime as dt

import numpy as np
import pytest
import shapely
import tiny_pack
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from page_blocks import by_id

from nap.figures.palette import palette
from nap.language.texts import Words
from nap.methods import nearness
from nap.pack import constants, contract, duck, outlines, publish, today
from nap.pack.pack import Pack
from nap.topics import contaminated, site_score
from nap.topics.rows import Rows, records

SQUARE = shapely.to_wkb(shapely.box(20, 0, 24, 4))  # 444 km a side
REGION = shapely.to_wkb(shapely.box(20, 0, 20.1, 0.1))  # 11.1 km a side, 124 km2
PLACES = [
    {"place_code": "N", "place_name": "Tinyland", "level": 0, "geometry": SQUARE},
    {"place_code": "A", "place_name": "Region A", "level": 1, "parent_code": "N", "geometry": REGION},
    {"place_code": "B", "place_name": "Region B", "level": 1, "parent_code": "N"},
]


def told(given: dict, places: list[dict] = PLACES) -> list[tuple[str, str]]:
    """What the audits say of these rows: (what, fix) in English, of the first row of each broken promise."""
    with duck.connect() as con:
        for name in contract.tables():
            tiny_pack.fill(con, name, {"place": places, **given}.get(name, []))
        outlines.register(con)
        constants.register(con)
        today.register(con, dt.date(2026, 1, 1))

        def rows(sql: str) -> list[dict]:
            cursor = con.execute(sql)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        found = publish.audit(rows, ["contaminated_site", "contaminated_site_stage"])
    return [(each.audit.what.format(**each.values(each.rows[0])), each.audit.fix) for each in found]


def site(**more) -> list[dict]:
    plain = {"contaminated_site_code": "C1", "place_code": "A", "stage": "1", "stage_date": "2020-01-01"}
    return [{**plain, "source_kind": "tailings_pile", "name": "One", **{k: str(v) for k, v in more.items()}}]


@pytest.mark.parametrize(
    ("given", "what", "fix"),
    [
        ({"lon": 0.05, "lat": 20.05}, "longitude 0.05 and latitude 20.05, outside Tinyland; the other way", "Swap"),
        ({"lon": 10.0, "lat": -30.0}, "longitude 10.0 and latitude -30.0, outside Tinyland: in the sea", "Correct"),
        ({"area_m2": 2e8}, "area of 200000000.0 m², larger than Region A (124 km²)", "Give the area in square metres"),
        ({"area_m2": 3e11, "place_code": "B"}, "larger than Tinyland (197", "Give the area in square metres"),
    ],
)
def test_a_site_that_cannot_be_where_or_as_large_as_it_says_is_told_with_its_mend(given, what, fix):
    said = told({"contaminated_site": site(**given)})
    assert len(said) == 1 and what in said[0][0] and "C1" in said[0][0] and said[0][1].startswith(fix)


@pytest.mark.parametrize("given", [{"lon": 20.05, "lat": 0.05}, {"lon": 19.95, "lat": 1}, {"area_m2": 1e8}, {}])
def test_a_site_in_its_country_and_as_large_as_its_region_at_most_is_not(given):
    assert told({"contaminated_site": site(**given)}) == []


def test_a_pack_without_outlines_is_held_against_its_country_on_the_map_of_the_world():
    places = [{"place_code": "COD", "place_name": "Congo", "level": 0}]
    said = told({"contaminated_site": site(place_code="COD", lon=-2.5, lat=27)}, places)
    assert len(said) == 1 and said[0][1] == "Swap longitude and latitude."
    assert told({"contaminated_site": site(place_code="COD", lon=27, lat=-2.5)}, places) == []


CLOSED = {"stage": "10", "stage_date": "2022-06-01"}
HISTORY = """
contaminated_site_code | stage | started_on
C1                     | 8     | 2021-03-01
C1                     | 9     | 2022-01-01
C1                     | 10    | 2022-06-01
"""


def sample(day: str, precision: str = "day", matrix: str = "soil") -> list[dict]:
    return tiny_pack.rows(
        "sample_code | contaminated_site_code | place_code | sampled_on | date_precision | matrix | species | value"
        " | unit | basis | is_below_lod | n\n"
        f"M1 | C1 | A | {day} | {precision} | {matrix} | total | 1 | {'µg/g' if matrix == 'hair' else 'mg/kg'}"
        f" | {'none' if matrix == 'hair' else 'dry'} | false | {12 if matrix == 'hair' else 1}"
    )


@pytest.mark.parametrize(
    ("samples", "is_confirmed"),
    [
        (sample("2022-02-01"), True),
        (sample("2021-03-01"), True),
        (sample("2021-01-01", "year"), True),  # may have been after the works began
        (sample("2021-02-28"), False),
        (sample("2020-01-01", "year"), False),
        (sample("2022-06-02"), False),
        (sample("2022-02-01", matrix="hair"), False),  # people are no proof that the ground is clean
        ([], False),
    ],
)
def test_no_site_is_closed_without_a_measurement_after_the_works(samples, is_confirmed):
    rows = {"contaminated_site": site(**CLOSED), "contaminated_site_stage": tiny_pack.rows(HISTORY), "sample": samples}
    said = told(rows)
    assert is_confirmed == (said == [])
    if said:
        assert "no measurement was taken there between 2021-03-01" in said[0][0] and "Import" in said[0][1]


def test_no_site_is_closed_without_confirmatory_sampling():
    history = [row for row in tiny_pack.rows(HISTORY) if row["stage"] != "9"]
    rows = {"contaminated_site": site(**CLOSED), "contaminated_site_stage": history, "sample": sample("2022-02-01")}
    said = told(rows)
    assert len(said) == 1 and "without confirmatory sampling (step 9)" in said[0][0]
    assert said[0][1].startswith("Enter step 9")


def test_the_history_ends_where_the_site_stands():
    rows = {"contaminated_site": site(stage=4), "contaminated_site_stage": tiny_pack.rows(HISTORY)[:1]}
    said = told(rows)
    assert len(said) == 1 and "ends with step 8 on 2021-03-01, but table contaminated_site says step 4" in said[0][0]


def test_steps_end_when_the_next_begins_and_a_site_without_history_has_its_present_one(tmp_path):
    sites = [*site(**CLOSED), {**site(stage=4)[0], "contaminated_site_code": "C2"}]
    rows = {"contaminated_site": sites, "contaminated_site_stage": tiny_pack.rows(HISTORY)}
    pack = Pack.open(tiny_pack.write(tmp_path / "tiny", {**rows, "sample": sample("2022-02-01")}))
    found = records(
        pack.sql("select contaminated_site_code, turn, stage, ended_on, is_history from contaminated_stage")
    )
    assert [(r["contaminated_site_code"], r["turn"], r["stage"], r["is_history"]) for r in found] == [
        ("C1", 1, 8, True),
        ("C1", 2, 9, True),
        ("C1", 3, 10, True),
        ("C2", 1, 4, False),
    ]
    assert [str(r["ended_on"])[:10] for r in found] == ["2022-01-01", "2022-06-01", "None", "None"]


@pytest.mark.parametrize("own", ["stage_date", "started_on"])
def test_the_time_in_a_step_runs_to_the_last_day_of_the_register_and_not_of_a_later_visit(own, tmp_path):
    """The register's last day is that of the site's present step, or of another site's history."""
    first = {**site(stage=4)[0], "stage_date": dt.date(2021, 1, 1)}
    other = {**first, "contaminated_site_code": "C2", "stage": 1, "stage_date": dt.date(2021, 1, 31)}
    visits = tiny_pack.rows("visit_code|visit_date\nV1|2023-05-01")
    rows = {"contaminated_site": [first, other], "site_visit": visits}
    if own == "started_on":
        rows["contaminated_site_stage"] = tiny_pack.rows("contaminated_site_code|stage|started_on\nC2|1|2021-01-31")
        other["stage_date"] = None
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", rows, {"data_until": None})), Words("en"))
    (step,) = records(data.rows("contaminated_history", csite="C1"))
    assert step["days"] == 30
    said = by_id("contaminated", data, csite="C1")["judged-on"].text
    assert said == "Judged on 31 Jan 2021, the last day these data speak of."


POINTS = st.lists(st.tuples(st.floats(-0.3, 0.3), st.floats(59.7, 60.3)), max_size=12)


@drawn(POINTS)
@settings(max_examples=60, deadline=None)
def test_places_are_in_one_group_if_and_only_if_steps_of_10_km_lead_there(points):
    lon, lat = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    east, north = np.radians(lon), np.radians(lat)
    a = np.sin((north[:, None] - north) / 2) ** 2
    a = a + np.cos(north[:, None]) * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    linked = 2 * nearness.EARTH_KM * np.arcsin(np.sqrt(a)) <= 10
    for _ in points:
        linked = linked @ linked > 0
    found = nearness.groups(lon, lat, 10)
    assert ((found[:, None] == found) == linked).all()
    assert list(dict.fromkeys(found.tolist())) == list(range(len(set(found.tolist()))))


def test_the_demonstration_shows_sites_known_in_full_in_part_and_not_enough_and_every_way_a_history_goes(demo_folder):
    pack = Pack.open(demo_folder)

    def one(sql: str):
        return pack.rows(sql)[0]["n"]

    assert one("select count(*) as n from site_priority where score is not null") > 10
    assert one("select count(*) as n from site_priority where score is null and class <> 'insufficient'") > 2
    assert one("select count(*) as n from site_priority where class = 'insufficient'") > 10
    assert one("select count(*) as n from contaminated_site where stage = 10") > 0
    back = (
        "select count(*) as n from contaminated_stage as a join contaminated_stage as b using (contaminated_site_code)"
    )
    assert one(f"{back} where b.turn = a.turn + 1 and b.stage < a.stage") > 0  # sampling did not confirm the works
    assert one("select count(*) as n from contaminated_stage where not is_history") > 0
    years = pack.rows("from fact where indicator = 'sites_remediated_count' and place_code = 'XSM' order by year")
    assert years[0]["value"] == 0 and years[-1]["value"] > 0


# --- the page as blocks --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(demo_folder) -> Rows:
    return Rows(Pack.open(demo_folder), Words("en"))


def test_the_choices_of_a_link_narrow_the_map_and_the_list_but_not_the_counts(demo):
    every = by_id("contaminated", demo)
    closed = by_id("contaminated", demo, stage="10", ccolour="stage")
    assert 0 < closed["ranked-list"].n < every["ranked-list"].n
    assert set(closed["ranked-list"].rows["Step"]) == {site_score.step_names(demo.words)["10"]}
    assert closed["ranked-file"].params["stage"] == "10" and every["ranked-file"].params["stage"] is None
    assert closed["contaminated"].draw(palette(), 600).title == contaminated.MEANINGS["stage"].label
    for id in ("urgency", "steps"):
        assert closed[id] == every[id]


def test_every_list_and_file_of_ranks_says_that_a_rank_is_no_risk_assessment(demo):
    page = by_id("contaminated", demo)
    assert page["ranked-list"].note == page["ranked-file"].params["note"] == site_score.NOTE
    assert site_score.NOTE in page["urgency"].text


def test_a_link_to_a_site_opens_it_in_the_place_of_the_register(demo):
    code = demo.pack.rows("select contaminated_site_code as c from sample where matrix = 'fish' order by 1")[0]["c"]
    page = by_id("contaminated", demo, csite=code)
    assert "ranked-list" not in page and f"({code})" in page["facts"].caption
    assert page["around"].n == len(page["around"].rows) >= page["strip"].n > 0
    assert all(site_score.NOTE in set(page[id].rows["Note"]) for id in ("around", "strip", "score"))
    fish = by_id("contaminated", demo, csite=code, cmatrix="fish")
    assert set(fish["strip"].rows["matrix"]) == {"fish"} and fish["around"].n == page["around"].n
    assert list(by_id("contaminated", demo, csite="nowhere")) == list(by_id("contaminated", demo))


def test_a_site_nobody_sampled_has_no_strip_and_says_so(demo):
    code = demo.pack.rows(
        "select contaminated_site_code as c from contaminated_site anti join sample using (contaminated_site_code)"
    )[0]["c"]
    page = by_id("contaminated", demo, csite=code)
    assert "strip" not in page and page["around"].rows.empty
    assert page["around"].empty == "No sample of soil, water, fish or air has been taken here."


def test_the_register_is_shown_in_parts_and_the_link_says_which(tmp_path):
    many = [
        {**site()[0], "contaminated_site_code": f"C{number:03}", "name": f"Site {number}"}
        for number in range(contaminated.LISTED + 1)
    ]
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {"contaminated_site": many})), Words("en"))
    first, second = by_id("contaminated", data), by_id("contaminated", data, clist="2")
    assert len(first["ranked-list"].codes) == contaminated.LISTED and len(second["ranked-list"].codes) == 1
    assert not set(second["ranked-list"].codes) & set(first["ranked-list"].codes)


def test_a_plan_without_a_register_says_what_is_missing(tmp_path):
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {"sample": sample("2022-02-01")[:0]})), Words("en"))
    assert [block.id for block in by_id("contaminated", data).values()] == ["no-register"]
