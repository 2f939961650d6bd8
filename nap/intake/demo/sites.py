"""Sites and visits of the demonstration: where gold is dug, and what survey teams saw there year by year.

Every site keeps its own inclination for each practice (drawn once), and a practice is given up when the
country's share falls below it; so the visits of one site tell one history. Not asked stays blank: it is never
a no.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from nap.intake.demo.columns import (
    FIRST_YEAR,
    LAST_YEAR,
    blank,
    codes,
    constant,
    dates,
    day_in_year,
    draw,
    labels,
    record_state,
    stream,
    year_of,
)
from nap.intake.demo.country import REGION_GOLD, REGION_HARD_ROCK, REGION_PACE, Country, invented_names

SITE_TYPES = ("mine", "processing_centre", "gold_shop", "tailings")
DEPOSITS = ("alluvial", "hard_rock", "tailings")
STATUSES = ("active", "inactive", "abandoned", "unknown")

_VISITS_BY_YEAR = np.array([2.5, 3, 5, 7, 14, 4, 8, 11, 13, 13, 12, 7.5])  # 2019 is the baseline survey
_ASKED_BY_YEAR = np.array([0.10, 0.18, 0.35, 0.80, 0.97, 0.92, 0.94, 0.95, 0.96, 0.96, 0.97, 0.97])

# Share of working sites with the practice in the country, 2015 to 2026.
_SHARE = {
    "uses_mercury": np.array([0.80, 0.80, 0.79, 0.79, 0.78, 0.77, 0.76, 0.74, 0.71, 0.68, 0.65, 0.62]),
    "has_whole_ore_amalgamation": np.array([0.37, 0.37, 0.36, 0.35, 0.34, 0.32, 0.28, 0.24, 0.20, 0.165, 0.135, 0.11]),
    "has_open_burning": np.array([0.68, 0.68, 0.68, 0.67, 0.66, 0.65, 0.62, 0.59, 0.56, 0.53, 0.50, 0.48]),
    "has_residential_burning": np.array([0.30, 0.29, 0.27, 0.24, 0.21, 0.18, 0.12, 0.07, 0.035, 0.015, 0.007, 0.004]),
    "has_cyanide_on_mercury_tailings": np.array(
        [0.03, 0.03, 0.035, 0.04, 0.045, 0.05, 0.06, 0.07, 0.08, 0.09, 0.095, 0.10]
    ),
    "has_retort": np.array([0.04, 0.04, 0.05, 0.06, 0.07, 0.09, 0.12, 0.16, 0.20, 0.24, 0.28, 0.31]),
    "uses_cyanide": np.array([0.06, 0.06, 0.07, 0.08, 0.09, 0.10, 0.12, 0.14, 0.16, 0.18, 0.20, 0.22]),
}
# How much more or less often a practice is met by site type (mine, processing centre, gold shop, tailings).
_BY_TYPE = {
    "uses_mercury": (1.0, 1.05, 0.95, 0.75),
    "has_whole_ore_amalgamation": (0.95, 1.5, 0.0, 0.5),
    "has_open_burning": (1.0, 1.0, 1.3, 0.5),
    "has_residential_burning": (0.8, 1.0, 2.6, 0.2),
    "has_cyanide_on_mercury_tailings": (0.6, 1.8, 0.0, 3.0),
    "has_retort": (0.9, 1.4, 1.2, 0.5),
    "uses_cyanide": (0.7, 1.8, 0.0, 2.5),
}
# Practices the plan makes promises about, with the indicator that measures each.
_PLANNED = {
    "has_whole_ore_amalgamation": "whole_ore_sites_pct",
    "has_open_burning": "open_burning_sites_pct",
    "has_residential_burning": "residential_burning_sites_pct",
    "has_cyanide_on_mercury_tailings": "cyanide_on_mercury_tailings_sites_pct",
    "has_retort": "retort_sites_pct",
}
_MET_WITH_MERCURY = ("has_whole_ore_amalgamation", "has_open_burning", "has_residential_burning")


@dataclass(frozen=True)
class Sites:
    """What later themes need to know of every site, one position per site."""

    code: pa.Array
    district: np.ndarray
    region: np.ndarray
    kind: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    name: pa.Array

    @property
    def size(self) -> int:
        return len(self.district)


def sites(seed: int, size: int, country: Country) -> tuple[Sites, dict]:
    """Draw the sites; returns what other themes need and the columns of table `site`."""
    rng = stream(seed, "site")
    lon, lat, district = _positions(rng, size, country)
    region = country.region_of[district]
    kind = draw(rng, (0.71, 0.15, 0.07, 0.07), size)
    hard = rng.random(size) < REGION_HARD_ROCK[region]
    deposit = np.where(kind == 3, 2, hard.astype(int))
    hidden = rng.random(size) < 0.02
    sensitive = rng.random(size) < 0.05
    found = Sites(
        codes("SM-S", np.arange(1, size + 1), 6),
        district,
        region,
        kind,
        lon,
        lat,
        _site_names(rng, size, kind),
    )
    # `activity_status` is what the last visit found; `visits` fills it in.
    return found, {
        "site_code": found.code,
        "site_name": found.name,
        "place_code": labels(country.district_codes, district),
        "lon": blank(lon, hidden),
        "lat": blank(lat, hidden),
        "location_precision_m": blank(np.array([10, 50, 500, 2000], float)[draw(rng, (60, 25, 10, 5), size)], hidden),
        "site_type": labels(SITE_TYPES, kind),
        "is_gold_site": pa.array(np.ones(size, bool)),
        "deposit_type": labels(DEPOSITS, deposit, (kind == 2) | (rng.random(size) < 0.03)),
        "is_location_sensitive": pa.array(sensitive),
        "source_code": constant("SRC-REGISTER", size),
        "record_state": constant("published", size),
    }


def visits(seed: int, size: int, of: Sites) -> tuple[dict, pa.Array]:
    """Draw the visits; returns the columns of `site_visit` and the status each site was left with."""
    rng = stream(seed, "site_visit")
    site = np.concatenate([np.arange(of.size), draw(rng, rng.gamma(1.6, size=of.size), max(size - of.size, 0))])
    year = FIRST_YEAR + draw(rng, _VISITS_BY_YEAR, len(site))
    forgotten_after = np.where(rng.random(of.size) < 0.18, rng.integers(FIRST_YEAR, 2021, of.size), LAST_YEAR)
    late = year > forgotten_after[site]
    year[late] = np.minimum(forgotten_after[site][late], FIRST_YEAR + draw(rng, _VISITS_BY_YEAR[:6], int(late.sum())))
    precision = np.where(year < 2018, draw(rng, (0.55, 0.3, 0.15), len(site)), draw(rng, (0.93, 0.06, 0.01), len(site)))
    day = _as_known(day_in_year(rng, year), precision)
    order = np.lexsort((site, day))
    site, year, day, precision = site[order], year[order], day[order], precision[order]
    size = len(site)

    last = np.full(of.size, -1)
    last[site] = np.arange(size)
    status = draw(rng, (0.74, 0.15, 0.08, 0.03), of.size)
    is_last = last[site] == np.arange(size)
    idle = (is_last & np.isin(status[site], (1, 2))) | (rng.random(size) < 0.04)
    onsite = rng.random(size) >= 0.06

    answers, blanks = _answers(rng, site, year, idle, onsite, of)
    usual = np.exp(rng.normal(4.15, 0.7, of.size)) * np.array([1, 0.7, 0.15, 0.4])[of.kind]
    workers = np.where(idle, 0, np.ceil(usual[site] * np.exp(rng.normal(0, 0.25, size)))).astype(int)
    women = np.floor(workers * (rng.beta(2.2, 6, of.size)[site])).astype(int)
    not_counted = (~onsite & (rng.random(size) < 0.7)) | (rng.random(size) < 0.04)
    children = rng.random(size) < np.interp(year, (2015, 2019, 2026), (0.30, 0.24, 0.11)) * (workers > 0)
    columns = {
        "visit_code": codes("SM-V", np.arange(1, size + 1), 7),
        "site_code": of.code.take(pa.array(site)),
        "visit_date": dates(day),
        "date_precision": labels(("day", "month", "year"), precision),
        "is_onsite": pa.array(onsite),
        "worker_count": blank(workers, not_counted),
        "women_count": blank(women, not_counted | (rng.random(size) < np.where(year < 2018, 0.5, 0.12))),
        "has_children_at_work": blank(children, ~onsite | (rng.random(size) < np.where(year < 2018, 0.6, 0.15))),
        **{name: blank(answers[name], blanks[name]) for name in answers},
        "source_code": labels(("SRC-VISITS", "SRC-SURVEY"), (year == 2019).astype(int)),
        "record_state": record_state(rng, year),
    }
    return columns, labels(STATUSES, status)


def _positions(rng, size, country):
    """Draw places in belts of gold, mostly in rich regions; returns longitude, latitude, district number."""
    tree = shapely.STRtree(country.districts)
    belts = 40
    weights = REGION_GOLD[country.region_of]
    districts = draw(rng, weights, belts)
    centres = np.array([country.districts[d].representative_point().coords[0] for d in districts])
    centres += rng.normal(0, 0.12, centres.shape)
    richness = rng.gamma(2.0, size=belts) + 0.3
    angle = rng.uniform(0, np.pi, belts)
    length, width = rng.uniform(0.1, 0.28, belts), rng.uniform(0.03, 0.08, belts)
    lon: list[np.ndarray] = []
    lat: list[np.ndarray] = []
    district: list[np.ndarray] = []
    while sum(len(each) for each in lon) < size:
        tries = size + 200
        belt = draw(rng, richness, tries)
        along, across = rng.normal(0, 1, tries) * length[belt], rng.normal(0, 1, tries) * width[belt]
        x = centres[belt, 0] + along * np.cos(angle[belt]) - across * np.sin(angle[belt])
        y = centres[belt, 1] + along * np.sin(angle[belt]) + across * np.cos(angle[belt])
        scattered = rng.random(tries) < 0.22
        x = np.round(np.where(scattered, rng.uniform(-1.8, 3.9, tries), x), 5)
        y = np.round(np.where(scattered, rng.uniform(-4.7, -0.2, tries), y), 5)
        point, polygon = tree.query(shapely.points(x, y), predicate="within")
        keep = np.argsort(point, kind="stable")
        lon.append(x[point[keep]])
        lat.append(y[point[keep]])
        district.append(polygon[keep])
    return tuple(np.concatenate(part)[:size] for part in (lon, lat, district))


def _site_names(rng, size, kind):
    stems = invented_names(rng, min(max(size // 2, 40), 1500))
    first = np.array(["", "Puits ", "Camp ", "Colline ", "Rive ", "", "", ""], object)[rng.integers(8, size=size)]
    first = np.where(kind == 1, "Centre ", np.where(kind == 2, "Comptoir ", np.where(kind == 3, "Haldes ", first)))
    stem = rng.integers(len(stems), size=size)
    turn = np.zeros(size, int)
    order = np.argsort(stem, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(stem[order])) + 1]
    turn[order] = np.arange(size) - np.repeat(starts, np.diff(np.r_[starts, size]))
    numbered = np.where(turn > 0, np.char.add(" ", (turn + 1).astype(str)), "")
    return pa.array(np.char.add(np.char.add(first.astype(str), np.array(stems)[stem]), numbered))


def _answers(rng, site, year, idle, onsite, of):
    """Answer the questions on practices; returns values and blanks by column."""
    size, t = len(site), year - FIRST_YEAR
    pace = REGION_PACE[of.region[site]]
    hard = 0.45 + 1.2 * REGION_HARD_ROCK[of.region[site]]
    answers, blanks = {}, {}
    not_asked = rng.random(size) > _ASKED_BY_YEAR[t]
    not_asked |= ~onsite & (rng.random(size) < 0.8)
    for name, share in _SHARE.items():
        inclination = rng.random(of.size)[site]
        # a region that moves faster than the country is further along the same road
        country_now, country_then = share[t], share[4]
        speed = np.maximum(pace, 0.95) if name == "has_residential_burning" else pace  # a campaign everywhere
        now = country_then + (country_now - country_then) * np.where(t > 4, speed, 1.0)
        now = np.clip(now, 0.0 if name == "has_whole_ore_amalgamation" else 0.002, 0.97)
        now = now * np.array(_BY_TYPE[name])[of.kind[site]] * (hard if name == "has_whole_ore_amalgamation" else 1.0)
        if name in _MET_WITH_MERCURY:
            now = now / share_of_mercury(t)
        seen = (inclination < now) ^ (rng.random(size) < 0.015 * (now > 0.05))
        answers[name] = seen & ~idle
        blanks[name] = not_asked | (rng.random(size) < 0.03)
    blanks["uses_mercury"] = not_asked
    mercury = answers["uses_mercury"]
    for name in _MET_WITH_MERCURY:
        answers[name] &= mercury
    answers["has_residential_burning"] &= answers["has_open_burning"]
    answers["uses_cyanide"] |= answers["has_cyanide_on_mercury_tailings"]
    blanks["has_retort"] = blanks["has_retort"] | ~mercury & (rng.random(size) < 0.5)
    return answers, blanks


def share_of_mercury(t):
    """Return the country's share of working sites with mercury, by years since the first."""
    return _SHARE["uses_mercury"][t]


def _as_known(day, precision):
    """Put a date known to the month or year on the first day of it."""
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    year = day.astype("datetime64[Y]").astype("datetime64[D]")
    return np.where(precision == 2, year, np.where(precision == 1, month, day))


def baselines(visit: dict, of: Sites, year: int) -> dict[str, float]:
    """Return the share of the sites visited in a year with each practice, in per cent.

    Keys are indicator ids; `:regional` after one is the share in the first region. The latest answer of the
    year counts, sites that were not asked do not. Where nobody was asked the baseline is 0.
    """
    day = visit["visit_date"].to_numpy(zero_copy_only=False)
    site = pc.index_in(visit["site_code"], of.code).to_numpy()
    found = {}
    for practice, indicator in _PLANNED.items():
        column = visit[practice]
        asked = (year_of(day) == year) & column.is_valid().to_numpy(zero_copy_only=False)
        seen = column.fill_null(False).to_numpy(zero_copy_only=False)
        last = np.full(of.size, -1)
        last[site[asked]] = np.flatnonzero(asked)  # visits stand in the order of their dates
        for key, where in ((indicator, last >= 0), (f"{indicator}:regional", (last >= 0) & (of.region == 0))):
            found[key] = round(100 * float(seen[last[where]].mean()), 1) if where.any() else 0.0
    return found
