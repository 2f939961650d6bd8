"""Masked places: what is protected, by what it is counted, and what a reader's choices may never tell."""

import pandas as pd
import pytest
import tiny_pack

from nap.pack import masks
from nap.pack.pack import Pack
from nap.topics import query

ACCESS = {"cell_km": 11.132, "min_count": 2}  # a cell of 0.1 degrees
SITES = """
site_code | place_code | lon    | lat   | location_precision_m | activity_status | is_location_sensitive
S1        | A          | 10.11  | 5.11  | 30                   | active          | true
S2        | B          | 10.12  | 5.12  |                      | inactive        | true
S3        | B          | 10.13  | 5.13  | 12                   | active          | false
S4        | B          | 10.55  | 5.55  | 12                   | active          | true
"""
ON_MAP = {
    "place": "N",
    "year_from": 2015,
    "year_to": 2023,
    "colour": "mercury",
    "most": 3000,
    **dict.fromkeys(("mercury", "practice", "status", "west", "south", "side")),
}
REGISTER = {
    "place": "N",
    "colour": "class",
    "most": 3000,
    **dict.fromkeys(("stage", "class", "cluster", "west", "south", "side")),
}


@pytest.fixture
def opened(tmp_path):
    """Open a tiny pack of these tables, given as texts or rows."""

    def opened(**given) -> Pack:
        each = {name: tiny_pack.rows(text) if isinstance(text, str) else text for name, text in given.items()}
        return Pack.open(tiny_pack.write(tmp_path / "tiny", each, access=ACCESS))

    return opened


def points(pack: Pack, name: str, key: str, **params) -> dict[str, tuple]:
    """Where a query puts each row: code -> (longitude, latitude), None where it is not drawn."""
    rows = pack.rows(query.get(name).sql, **params)
    return {row[key]: (row["lon"], row["lat"]) for row in rows}


def test_a_choice_moves_no_place_and_lets_none_appear(opened):
    """S1 and S2 share a cell and are shown; choosing either alone changes nothing, or they could be told apart."""
    pack = opened(site=SITES)
    whole = points(pack, "sites_on_map", "site_code", **ON_MAP)
    assert whole["S1"] == whole["S2"] == pytest.approx((10.15, 5.15))
    assert whole["S4"] == (None, None)
    for choice in ({"place": "A"}, {"place": "B"}, {"status": "active"}, {"status": "inactive"}):
        chosen = points(pack, "sites_on_map", "site_code", **{**ON_MAP, **choice})
        assert 0 < len(chosen) < 4 and chosen.items() <= whole.items()


def test_a_choice_in_the_register_moves_no_place(opened):
    rows = [
        {"contaminated_site_code": f"C{i}", "site_code": code, "place_code": place, "stage": i, "lon": lon, "lat": 5.11}
        for i, (code, place, lon) in enumerate(
            [("S1", "A", 10.11), ("S2", "B", 10.12), ("S3", "B", 10.13), ("S4", "B", 10.55)], 1
        )
    ]
    pack = opened(site=SITES, contaminated_site=rows)
    whole = points(pack, "contaminated_register", "contaminated_site_code", **REGISTER)
    assert whole["C1"] == whole["C2"] == pytest.approx((10.15, 5.15))
    assert (whole["C3"], whole["C4"]) == ((10.13, 5.11), (None, None))
    for choice in ({"place": "A"}, {"place": "B"}, {"stage": "1"}, {"stage": "2"}):
        chosen = points(pack, "contaminated_register", "contaminated_site_code", **{**REGISTER, **choice})
        assert 0 < len(chosen) < 4 and chosen.items() <= whole.items()


@pytest.mark.parametrize(
    ("name", "key"), [("sites_on_map", "site_code"), ("contaminated_register", "contaminated_site_code")]
)
def test_maps_and_files_show_one_place_at_one_point(demo_folder, name, key):
    pack = Pack.open(demo_folder)
    params = {**(ON_MAP if name == "sites_on_map" else REGISTER), "place": "XSM", "most": 10**9}
    table = "site" if name == "sites_on_map" else "contaminated_site"
    shown = pack.sql(query.get(name).sql, **params).set_index(key)[["lon", "lat"]].sort_index()
    masked = pack.sql(f"select {key}, lon, lat from masked.{table} order by {key}").set_index(key)
    assert shown.notna().any(axis=None)
    pd.testing.assert_frame_equal(shown, masked.loc[shown.index], atol=1e-5, rtol=0)


def test_what_is_free_to_show_keeps_its_point_and_what_was_moved_says_how_far(opened):
    rows = {row["site_code"]: row for row in opened(site=SITES).rows("from masked.site")}
    assert (rows["S3"]["lon"], rows["S3"]["lat"], rows["S3"]["location_precision_m"]) == (10.13, 5.13, 12)
    assert not rows["S3"]["is_protected"] and not rows["S3"]["is_location_moved"]
    assert rows["S1"]["location_precision_m"] == 30 + 7872  # half the diagonal of 11.132 km, and what it was before
    assert rows["S4"]["is_withheld"] and rows["S4"]["location_precision_m"] is None


def test_a_mining_site_with_two_answers_is_not_known_to_be_free(opened):
    """A key that stands twice breaks a promise, and yet must neither show a place nor double a row."""
    sites = [{"site_code": "S", "is_location_sensitive": answer, "place_code": "A"} for answer in (False, True)]
    ground = [{"contaminated_site_code": "C", "site_code": "S", "place_code": "A", "lon": 1.23, "lat": 4.56}]
    sample = [
        {
            "sample_code": "M",
            "contaminated_site_code": "C",
            "place_code": "A",
            "matrix": "soil",
            "lon": 1.23,
            "lat": 4.56,
        }
    ]
    pack = opened(site=sites, contaminated_site=ground, sample=sample)
    for table in ("contaminated_site", "sample"):
        (row,) = pack.rows(f"from masked.{table}")
        assert row["is_protected"] and row["lon"] is None, table


@pytest.mark.parametrize("table", masks.files())
def test_a_masked_table_has_every_row_and_column_and_no_exact_point_of_what_is_protected(demo_folder, table):
    pack = Pack.open(demo_folder)
    plain, masked = pack.sql(f"from {table}"), pack.sql(f"from masked.{table}")
    assert set(masked) - set(plain) <= {"is_protected", "is_location_moved", "is_withheld", "location_precision_m"}
    assert set(plain) <= set(masked) and len(plain) == len(masked)
    hidden = masked[masked["is_protected"]]
    kept = hidden.merge(plain, on=f"{table}_code", suffixes=("", "_exact"))
    assert len(kept) == len(hidden) > 0
    assert not (kept["lon"] == kept["lon_exact"]).any() and not (kept["lat"] == kept["lat_exact"]).any()


def test_a_table_found_damaged_after_opening_is_empty_where_it_is_masked_too(tmp_path):
    ground = [{"contaminated_site_code": "C", "place_code": "A", "lon": 1.23, "lat": 4.56, "stage": 1}]
    folder = tiny_pack.write(tmp_path / "tiny", {"contaminated_site": ground})
    pack = Pack.open(folder, derive=False)
    file = pack.at.files["contaminated_site.parquet"]
    content = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(b"PAR1" + bytes(60) + content[64:])  # the footer still says what the pages no longer hold
    assert pack.probe() and pack.rows("from masked.contaminated_site") == []


@pytest.mark.parametrize(("code", "is_told"), [("S3", True), ("S1", False), ("S9", False), (None, True)])
def test_a_broken_promise_tells_no_coordinate_of_a_protected_place(opened, code, is_told):
    """Longitude and latitude that were swapped are exact all the same; S3 is free to show, S9 is known to nobody."""
    swapped = {
        "contaminated_site_code": "C",
        "site_code": code,
        "place_code": "A",
        "stage": 1,
        "lon": -2.5,
        "lat": 27.3,
    }
    half = {"sample_code": "M", "contaminated_site_code": "C", "place_code": "A", "matrix": "soil", "lon": 27.3}
    places = [{"place_code": "COD", "place_name": "Congo", "level": 0}]
    found = opened(site=SITES, contaminated_site=[swapped], sample=[half], place=places).failures()
    told = [error.what.format(**error.values) for error, _ in found if "longitude" in error.what]
    assert len(told) == 2
    for coordinate in ("27.3", "-2.5"):
        assert (coordinate in " ".join(told)) == is_told
    assert all(("longitude –" in text or "longitude (–)" in text) != is_told for text in told)


@pytest.mark.parametrize("name", ["lon", "lat"])
def test_a_coordinate_that_cannot_be_is_told_of_no_protected_place(opened, name):
    """The other one of the two may be true, and so may all but one of its digits."""
    (found,) = opened(
        site=[{"site_code": "S", "place_code": "A", "is_location_sensitive": True, name: 271.8}]
    ).failures()[:1]
    assert "271.8" not in f"{found[0].values}"
