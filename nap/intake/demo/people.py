"""Organisations of miners and trainings of the demonstration: who climbed the ladder, who was taught what.

People are only ever counted, never described. Licences are an invention of the plan: none before 2020.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from nap.intake.demo.columns import LAST_DAY, blank, codes, constant, dates, draw, labels, record_state, stream, year_of
from nap.intake.demo.country import ISO3, REGION_GOLD, REGION_NAMES, REGION_PACE, Country, invented_names
from nap.intake.demo.texts import STORY, filled, translated

KINDS = ("cooperative", "association", "company", "individual")
STEPS = (
    "identified",
    "registered",
    "legal_entity",
    "permit_applied",
    "licence_issued",
    "environmental_permit",
    "sells_legally",
    "compliant",
)
# Chance to go on to the step once the one before is taken, usual wait (days), validity (years, 0 = for good).
_GOES_ON = (1.0, 0.88, 0.86, 0.88, 0.86, 0.70, 0.74, 0.66)
_WAIT = (0, 130, 170, 160, 200, 240, 210, 260)
_VALID = (0, 0, 0, 0, 5, 3, 0, 2)
_PAPERS = ("", "REG", "STA", "DEM", "LIC", "ENV", "COM", "INS")
_LICENCES_FROM = np.datetime64("2020-04-01")  # the day the invented mining code came into force


def organisations(seed: int, size: int, country: Country) -> tuple[dict, dict]:
    """Return the columns of `organisation` and `formalization_step`."""
    rng = stream(seed, "organisation")
    region = draw(rng, REGION_GOLD, size)
    district = np.array([np.flatnonzero(country.region_of == r)[0] for r in range(len(REGION_GOLD))])[region]
    district = district + rng.integers(0, np.bincount(country.region_of)[region], size)
    kind = draw(rng, (0.52, 0.33, 0.10, 0.05), size)
    # A title holder is counted as an organisation; how many work for it is not known.
    members = np.ceil(rng.lognormal(4.15, 0.6, size) * np.array([1, 0.8, 0.4, 0])[kind]).astype(int)
    women = rng.binomial(members, rng.beta(2.5, 6, size))
    unknown = (kind == 3) | (rng.random(size) < 0.07)
    code = codes("SM-O", np.arange(1, size + 1), 5)
    identified = np.datetime64("2016-01-01") + (rng.beta(1.7, 1.5, size) * 3700).astype(int)
    point = _points(seed, country, district)
    organisation = {
        "organisation_code": code,
        "organisation_name": _names(rng, size, kind),
        "kind": labels(KINDS, kind),
        "place_code": labels(country.district_codes, district),
        "members_f": blank(women, unknown),
        "members_m": blank(members - women, unknown),
        "lon": pa.array(point[:, 0].round(5)),
        "lat": pa.array(point[:, 1].round(5)),
        "is_location_sensitive": pa.array(kind == 3),
        "source_code": constant("SRC-FORMAL", size),
        "record_state": record_state(rng, year_of(identified)),
    }
    steps = _steps(rng, code, identified, REGION_PACE[region], size)
    return organisation, {**steps, **_register(seed, steps)}


def _points(seed: int, country: Country, district: np.ndarray) -> np.ndarray:
    """Draw a point inside the district of each organisation: its longitude and latitude."""
    rng = stream(seed, "organisation_point")
    points = np.empty((len(district), 2))
    for number, shape in enumerate(country.districts):
        missing = np.flatnonzero(district == number)
        west, south, east, north = shape.bounds
        while len(missing):
            tried = rng.uniform((west, south), (east, north), (len(missing), 2))
            inside = shapely.contains_xy(shape, tried[:, 0], tried[:, 1])
            points[missing[inside]] = tried[inside]
            missing = missing[~inside]
    return points


def _register(seed: int, steps: dict) -> dict:
    """Draw what the register of licences says: most run-out licences are still called active, a few others are not."""
    rng = stream(seed, "formalization_register")
    licence = np.array(steps["step"].to_pylist()) == "licence_issued"
    size, expired = len(licence), steps["expiry_date"].to_numpy(zero_copy_only=False) < LAST_DAY
    dice = rng.random(size)
    # 0 Active, 1 Expired, 2 Suspended, 3 Under review; the last says nothing known of its being valid.
    says = np.select([expired & (dice < 0.35), ~expired & (dice < 0.04), dice > 0.97], [1, 2, 3], 0)
    area = np.ceil(rng.lognormal(1.9, 0.5, size) * 10) / 10
    unsaid = ~licence | (rng.random(size) < 0.06)
    return {
        "register_status": labels(("Active", "Expired", "Suspended", "Under review"), says, ~licence),
        "is_called_valid": blank(says == 0, ~licence | (says == 3)),
        "area": blank(area, unsaid),
        "area_unit": labels(("ha",), np.zeros(size, int), unsaid),
    }


def members(organisation: dict) -> int:
    """Return the women and men of all organisations whose numbers are known."""
    return pc.sum(pc.add(organisation["members_f"], organisation["members_m"])).as_py()


def _steps(rng, code, identified, pace, size):
    day, going = identified, np.ones(size, bool)
    parts = []
    for number, (chance, wait, valid) in enumerate(zip(_GOES_ON, _WAIT, _VALID, strict=True)):
        going = going & (rng.random(size) < chance ** (1.25 / (0.25 + pace)))
        day = day + (rng.gamma(2.5, wait / 2.5 + 1e-9, size)).astype(int)
        if number == 4:
            day = np.maximum(day, _LICENCES_FROM + rng.integers(0, 900, size))
        taken = going & (day <= LAST_DAY)
        going = taken
        expiry = day + int(valid * 365.25)
        who = np.flatnonzero(taken)
        parts.append((who, np.full(len(who), number), day[who], expiry[who], np.full(len(who), valid == 0)))
    who, step, day, expiry, endless = (np.concatenate(part) for part in zip(*parts, strict=True))
    year = year_of(day)
    paper = np.char.add(np.char.add(np.array(_PAPERS)[step], "-"), year.astype(str))
    paper = np.char.add(np.char.add(paper, "-"), np.char.zfill((who + 1).astype(str), 5))
    return {
        "organisation_code": code.take(pa.array(who)),
        "step": labels(STEPS, step),
        "step_date": dates(day),
        "expiry_date": dates(expiry, endless),
        "document": blank(paper, (step == 0) | (rng.random(len(who)) < 0.1)),
        "source_code": constant("SRC-FORMAL", len(who)),
        "record_state": record_state(rng, year),
    }


def _names(rng, size, kind):
    stems = np.array(invented_names(rng, min(max(size // 2, 30), 3000)))
    forms = np.array(
        [
            ["Coopérative {} Or", "Coopérative des orpailleurs de {}", "{} Miners' Cooperative"],
            ["Association {}", "Union des femmes de {}", "{} Gold Panners' Association"],
            ["{} Mining Ltd", "Société {}", "Or de {} SARL"],
            ["Licence", "Licence", "Licence"],  # one person: stands under a number, never under a name
        ],
        object,
    )[kind, rng.integers(3, size=size)]
    texts = [form.format(stem) for form, stem in zip(forms, stems[rng.integers(len(stems), size=size)], strict=True)]
    count: dict[str, int] = {}
    found = []
    for text in texts:
        count[text] = count.get(text, 0) + 1
        found.append(text if count[text] == 1 and text != "Licence" else f"{text} {count[text]}")
    return pa.array(found)


_ORGANISERS = (
    "Ministry of Environment of Samoria",
    "Ministry of Mines of Samoria",
    "Ministry of Health of Samoria",
    "Samorian Customs",
    "Union of Small Miners of Samoria",
)


def events(seed: int, country: Country) -> dict:
    """Return the columns of `event`: 150 trainings, sessions and meetings from 2020 to 2026, then planned ones."""
    held, planned = _held(seed, country), _planned(seed, country)
    return {name: pa.concat_arrays([held[name], planned[name]]) for name in held}


def _held(seed: int, country: Country) -> dict:
    rng = stream(seed, "event")
    size, kinds = 150, STORY["event"]
    year = 2020 + draw(rng, (3, 5, 8, 10, 12, 13, 10), size)
    which = draw(rng, [row.get("weight", 0) for row in kinds], size)
    yearly = [(number, one) for number, row in enumerate(kinds) if "yearly" in row for one in range(2020, 2027)]
    which[: len(yearly)], year[: len(yearly)] = np.array(yearly).T
    region = draw(rng, REGION_GOLD * REGION_PACE, size)
    start = np.array([f"{one}-01-10" for one in year], "datetime64[D]") + rng.integers(0, 285, size)
    start = start - (start.astype(int) + 3) % 7 + rng.integers(0, 3, size)  # Monday to Wednesday
    order = np.lexsort((which, start))
    which, region, start = which[order], region[order], start[order]
    rows = [kinds[number] for number in which]
    year = year_of(start)
    online = np.array([row["kind"] == "webinar" for row in rows])
    taught = np.array([row["kind"] == "training" for row in rows])
    national = ["{place}" not in row["title"]["en"] for row in rows]
    people = np.ceil(np.array([row["people"] for row in rows]) * rng.lognormal(0, 0.3, size)).astype(int)
    women = rng.binomial(people, [row["women"] for row in rows])
    uncounted = rng.random(size) < 0.05
    unasked = stream(seed, "event_unasked").random(size) < np.where(taught, 0.05, 0.12)  # nobody wrote down the sex
    place = [ISO3 if all_over else country.region_codes[r] for all_over, r in zip(national, region, strict=True)]
    titles = [filled(row["title"], place=REGION_NAMES[r], year=y) for row, r, y in zip(rows, region, year, strict=True)]
    return {
        "event_code": codes("SM-N", np.arange(1, size + 1), 4),
        "kind": pa.array([row["kind"] for row in rows]),
        **translated("topic", [row["topic"] for row in rows]),
        **translated("title", titles),
        "start_date": dates(start),
        "end_date": dates(start + np.where(online, 0, rng.integers(0, 4, size))),
        "place_code": blank(place, online),
        "is_online": pa.array(online),
        "organiser": labels(_ORGANISERS, draw(rng, (4, 3, 2, 1, 2), size)),
        "audience": pa.array([row["audience"] for row in rows], pa.list_(pa.string())),
        "participants_f": blank(women, uncounted | unasked),
        "participants_m": blank(people - women, uncounted | unasked),
        "participants_unknown": blank(people, uncounted | ~unasked),
        "certificates": blank(rng.binomial(people, 0.85), uncounted | ~taught),
        "source_code": constant("SRC-EVENTS", size),
        "record_state": record_state(rng, year),
    }


def _planned(seed: int, country: Country, size: int = 9) -> dict:
    """Return events that are planned after the last day of data; nobody has taken part in them yet."""
    rng = stream(seed, "event_planned")
    kinds = [row for row in STORY["event"] if "weight" in row]
    rows = [kinds[number] for number in draw(rng, [row["weight"] for row in kinds], size)]
    region = draw(rng, REGION_GOLD, size)
    start = LAST_DAY + np.sort(rng.integers(9, 200, size))
    start = start - (start.astype(int) + 3) % 7 + 1  # Tuesdays
    national = ["{place}" not in row["title"]["en"] for row in rows]
    titles = [
        filled(row["title"], place=REGION_NAMES[r], year=y)
        for row, r, y in zip(rows, region, year_of(start), strict=True)
    ]
    nobody = np.ones(size, bool)
    return {
        "event_code": codes("SM-N", np.arange(151, 151 + size), 4),
        "kind": pa.array([row["kind"] for row in rows]),
        **translated("topic", [row["topic"] for row in rows]),
        **translated("title", titles),
        "start_date": dates(start),
        "end_date": dates(start + rng.integers(0, 3, size)),
        "place_code": pa.array(
            [ISO3 if all_over else country.region_codes[r] for all_over, r in zip(national, region, strict=True)]
        ),
        "is_online": pa.array(~nobody),
        "organiser": labels(_ORGANISERS, draw(rng, (4, 3, 2, 1, 2), size)),
        "audience": pa.array([row["audience"] for row in rows], pa.list_(pa.string())),
        **dict.fromkeys(
            ("participants_f", "participants_m", "participants_unknown", "certificates"),
            blank(np.zeros(size, int), nobody),
        ),
        "source_code": constant("SRC-EVENTS", size),
        "record_state": constant("validated", size),
    }
