"""Contaminated sites and measurements of the demonstration: soil, water, fish, air, and people as aggregates.

Below the limit of detection the value is blank, not zero. A row on people stands for a dozen or more of them.
"""

import numpy as np
import pyarrow as pa

from nap.intake.demo.columns import LAST_DAY, blank, codes, constant, dates, draw, labels, record_state, stream, year_of
from nap.intake.demo.country import ISO3, REGION_GOLD, Country
from nap.intake.demo.sites import Sites

SOURCE_KINDS = ("tailings_pile", "contaminated_soil", "surface_impoundment", "gold_shop")
_ACCESS = (
    "regular_recreation",
    "accessible_unique",
    "moderately_accessible",
    "slightly_accessible",
    "accessible_no_use",
    "fenced",
    "inaccessible",
)
_KIND_NAMES = {
    "en": ("{} tailings", "Soil at {}", "{} settling pond", "Gold shop at {}"),
    "fr": ("Résidus de {}", "Sol de {}", "Bassin de {}", "Comptoir d'or de {}"),
}
_PEOPLE = (6, 7, 8, 9)  # positions of the matrices taken from people
# matrix, species, unit, basis, median, spread (log), limit of detection, share of samples
_MATRICES = (
    ("soil", "total", "mg/kg", "dry", 1.6, 1.5, 0.05, 30),
    ("sediment", "total", "mg/kg", "dry", 0.45, 1.3, 0.02, 18),
    ("surface_water", "total", "µg/L", "none", 0.07, 1.3, 0.05, 13),
    ("drinking_water", "total", "µg/L", "none", 0.09, 1.2, 0.10, 9),
    ("fish", "methyl", "mg/kg", "wet", 0.28, 0.8, 0.02, 12),
    ("air", "elemental", "µg/m³", "none", 0.5, 1.7, 0.10, 9),
    ("urine", "total", "µg/g creatinine", "creatinine", 6.5, 0.7, 0.5, 4),
    ("hair", "total", "µg/g", "none", 1.7, 0.6, 0.05, 3),
    ("blood", "total", "µg/L", "none", 5.0, 0.6, 0.3, 1.4),
    ("breast_milk", "total", "µg/L", "none", 1.6, 0.6, 0.2, 0.6),
)
# Guidance value that `share_above` refers to, by matrix: HBM-II urine and blood, hair 1 µg/g, milk 4 µg/L
# (domain values named in the source row SRC-HEALTH); HBM-I and HBM-II, which milk does not have.
_GUIDANCE = (0, 0, 0, 0, 0, 0, 20.0, 1.0, 15.0, 4.0)
_HBM_1 = (0, 0, 0, 0, 0, 0, 5.0, 1.0, 5.0, 0)
_HBM_2 = (0, 0, 0, 0, 0, 0, 20.0, 5.0, 15.0, 0)
_GROUPS = ("miner", "community", "child", "woman_15_49", "pregnant")


def contaminated_sites(seed: int, size: int, of: Sites, country: Country) -> dict:
    """Return the columns of `contaminated_site`: half still waits for a first assessment (stage below 4)."""
    rng = stream(seed, "contaminated_site")
    site = rng.permutation(of.size)[:size] if size <= of.size else rng.integers(0, of.size, size)
    linked = rng.random(size) < 0.85
    kind = np.select(
        [of.kind[site] == 3, of.kind[site] == 2, of.kind[site] == 1],
        [0, 3, rng.integers(1, 3, size)],
        draw(rng, (5, 4, 1), size),
    )
    stage = 1 + draw(rng, (10, 12, 15, 14, 10, 7, 5, 5, 3, 4), size)
    stage[:10] = np.arange(1, 11)  # every stage is there
    low = stage < 4
    # What still waits was put on the register early; one site after another has been assessed since.
    waiting = np.datetime64("2020-02-01") + rng.integers(0, 1000, size)
    assessed = np.datetime64("2020-11-01") + (2160 * rng.beta(1.3, 1.0, size)).astype(int)
    day = np.where(low, waiting, assessed)
    names = np.array(of.name.to_pylist(), object)[site]
    texts = {
        lang: pa.array([_KIND_NAMES[lang][k].format(name) for k, name in zip(kind, names, strict=True)])
        for lang in _KIND_NAMES
    }
    near = rng.lognormal(3.6, 1.1, size).astype(int)
    gaps = stream(seed, "contaminated_site: gaps")
    silent = {name: gaps.random(size) < 0.12 for name in ("area", "background", "workers", "near", "access", "land")}
    return {
        "contaminated_site_code": codes("SM-X", np.arange(1, size + 1), 5),
        "site_code": of.code.take(pa.array(site, mask=~linked)),
        "name": texts["en"],
        "name_en": texts["en"],
        "name_fr": texts["fr"],
        "place_code": labels(country.district_codes, of.district[site]),
        "lon": pa.array(np.round(of.lon[site] + rng.normal(0, 0.001, size), 5)),
        "lat": pa.array(np.round(of.lat[site] + rng.normal(0, 0.001, size), 5)),
        "source_kind": labels(SOURCE_KINDS, kind),
        "area_m2": blank(np.round(rng.lognormal(8.6, 1.2, size), -1), low & (rng.random(size) < 0.6) | silent["area"]),
        "stage": pa.array(stage, pa.int32()),
        "stage_date": dates(day),
        "background_mg_kg": blank(np.round(rng.lognormal(-2.6, 0.35, size), 3), (stage < 3) | silent["background"]),
        # At a first classification (step 4) half of the sites have had their residents counted by level.
        "residents_level1": blank(
            np.where(rng.random(size) < 0.5, 0, near // 3),
            low | ((stage == 4) & (stream(seed, "contaminated_site: residents").random(size) < 0.5)),
        ),
        "residents_level2": blank(near // 2, low),
        "workers": blank(rng.integers(0, 90, size), (stage < 3) | silent["workers"]),
        "nearby_0_400m": blank(near, low),
        "nearby_400_800m": blank(near * rng.integers(1, 4, size), low | silent["near"]),
        "nearby_800_1600m": blank(near * rng.integers(2, 9, size), low),
        "accessibility": labels(_ACCESS, draw(rng, (1, 1, 5, 6, 4, 2, 1), size), (stage < 3) | silent["access"]),
        "has_resources": blank(stream(seed, "contaminated_site: resources").random(size) < 0.25, low | silent["land"]),
        "risk_owner": labels(
            ("Ministry of Environment of Samoria", "Ministry of Mines of Samoria", "Municipality"),
            draw(rng, (5, 3, 3), size),
            stage < 6,
        ),
        "remediation_cost": blank(np.round(rng.lognormal(11.6, 0.9, size), -3), stage < 7),
        "source_code": constant("SRC-CONTAMINATED", size),
        "record_state": record_state(rng, year_of(day)),
    }


def samples(seed: int, size: int, ground: dict, country: Country) -> dict:
    """Return the columns of `sample`, drawn around the contaminated sites and in communities."""
    rng = stream(seed, "sample")
    matrix = draw(rng, [row[7] for row in _MATRICES], size)
    matrix[:10] = np.arange(10)  # every matrix is there
    human = np.isin(matrix, _PEOPLE)
    site_count = len(ground["stage"])
    stage = ground["stage"].to_numpy()
    visited = np.flatnonzero(stage >= 3)
    at = visited[draw(rng, rng.gamma(1.2, size=len(visited)), size)]
    elsewhere = human | (rng.random(size) < 0.18)
    year = 2018 + draw(rng, (3, 8, 5, 8, 12, 14, 16, 15, 11), size)
    day = np.asarray(year - 1970, "datetime64[Y]").astype("datetime64[D]") + rng.integers(0, 365, size)
    day = np.where(day > LAST_DAY, day - 62, day)
    precision = draw(rng, (0.93, 0.06, 0.01), size)
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    day = np.where(
        precision == 2,
        day.astype("datetime64[Y]").astype("datetime64[D]"),
        np.where(precision == 1, month, day),
    )

    median, spread, lod = (np.array([row[i] for row in _MATRICES])[matrix] for i in (4, 5, 6))
    burden = rng.normal(0, 0.7, site_count)[at] + np.where(elsewhere, -0.9, 0.2)
    group = np.where(
        matrix == 9,
        3,
        np.where(matrix == 6, draw(rng, (6, 3, 1, 1, 1), size), draw(rng, (2, 4, 2, 3, 2), size)),
    )
    group_log = np.array([0.6, 0.0, -0.2, -0.1, -0.15])[group]
    people = rng.integers(12, 95, size)
    few = human & (stream(seed, "sample_few").random(size) < 0.06)  # groups too small to be shown
    people = np.where(few, 2 + people % 3, people)
    # once the whole country is given beside two of its regions, one of them small: more must then be hidden
    small, other, whole = _given_twice(matrix, group, day.astype("datetime64[Y]"), human, few)
    people[whole], day[whole] = people[small] + people[other], day[small]
    log_value = np.log(median) + np.where(human, group_log + rng.normal(0, 0.35, size), burden + rng.normal(0, spread))
    value = _three_digits(np.exp(log_value))
    below = value < lod
    guidance, hbm_1, hbm_2 = (np.array(each)[matrix] for each in (_GUIDANCE, _HBM_1, _HBM_2))

    def above(limit):
        """Of a lognormal group with this median and log-spread 0.8: the share that stands above a limit."""
        z = (np.log(np.where(limit > 0, limit, 1.0)) - log_value) / 0.8
        return np.round(np.round(people / (1 + np.exp(1.702 * z))) / people, 3)

    untold = stream(seed, "sample_untold").random(size) < 0.1  # the median alone was published

    place = ground["place_code"].to_numpy(zero_copy_only=False)[at]
    regions = np.array(country.region_codes, object)[draw(rng, REGION_GOLD, size)]
    regions[whole] = ISO3
    blurred = elsewhere | (rng.random(size) < 0.05)
    angle, reach = rng.uniform(0, 2 * np.pi, size), rng.gamma(1.5, 0.0025, size)
    lon = np.round(ground["lon"].to_numpy()[at] + reach * np.cos(angle), 5)
    lat = np.round(ground["lat"].to_numpy()[at] + reach * np.sin(angle), 5)
    names = [row[0] for row in _MATRICES]
    next_year = (day.astype("datetime64[Y]") + 1).astype("datetime64[D]")
    lab, undated = stream(seed, "sample_laboratory"), rng.random(size) < 0.004
    one_year = undated | (precision != 2) | (next_year > LAST_DAY) | (lab.random(size) < 0.5)
    return {
        "sample_code": codes("SM-M", np.arange(1, size + 1), 7),
        "contaminated_site_code": ground["contaminated_site_code"].take(pa.array(at, mask=elsewhere)),
        "place_code": pa.array(np.where(elsewhere, regions, place)),
        "lon": blank(lon, blurred),
        "lat": blank(lat, blurred),
        "sampled_on": dates(day, undated),
        "sampled_until": dates(next_year, one_year),
        "date_precision": labels(("day", "month", "year"), precision),
        "matrix": labels(names, matrix),
        "species": labels(
            ("total", "methyl", "inorganic", "elemental"),
            np.array([0, 0, 0, 0, 1, 3, 0, 0, 0, 0])[matrix] * (rng.random(size) < 0.85),
        ),
        "value": blank(value, below),
        "unit": labels([row[2] for row in _MATRICES], matrix),
        "basis": labels([row[3] for row in _MATRICES], matrix),
        "is_below_lod": pa.array(below),
        "lod": blank(lod, ~below & (rng.random(size) < 0.1)),
        "population_group": labels(_GROUPS, group, ~human),
        "n": pa.array(np.where(human, people, 1), pa.int32()),
        "share_above": blank(above(guidance), ~human | below),
        "guidance_value": blank(guidance, ~human | below),
        "share_above_hbm1": blank(above(hbm_1), (hbm_1 == 0) | below | untold),
        "share_above_hbm2": blank(above(hbm_2), (hbm_2 == 0) | below | untold),
        "p90": blank(_three_digits(np.exp(log_value + 0.8 * 1.2816)), ~human | below | untold),
        "moisture_pct": blank(np.round(lab.uniform(72, 82, size), 1), (matrix != 4) | (lab.random(size) < 0.4)),
        "creatinine_g_l": blank(np.round(lab.uniform(0.6, 1.9, size), 2), (matrix != 6) | (lab.random(size) < 0.4)),
        "laboratory": labels(
            ("National Public Health Laboratory of Samoria", "University of Samoria", "Mobile laboratory"),
            draw(rng, (5, 3, 2), size),
            rng.random(size) < 0.05,
        ),
        "source_code": labels(("SRC-SAMPLES", "SRC-HEALTH"), human.astype(int)),
        "record_state": record_state(rng, year),
    }


def _given_twice(matrix, group, year, human, few) -> tuple[list[int], list[int], list[int]]:
    """Positions of a small group, another of the same people and year, and one more of such people; empty if none."""
    for k in np.flatnonzero(few).tolist():
        like = human & ~few & (matrix == matrix[k]) & (group == group[k])
        others, rest = np.flatnonzero(like & (year == year[k])).tolist(), np.flatnonzero(like).tolist()
        if len(others) and len(rest) > 1:
            return [k], [others[0]], [next(i for i in rest if i != others[0])]
    return [], [], []


def _three_digits(values):
    """Round to three significant digits, as a laboratory reports."""
    scale = 10.0 ** (np.floor(np.log10(values)) - 2)
    return np.round(np.round(values / scale) * scale, 6)
