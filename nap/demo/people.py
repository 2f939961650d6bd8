"""Organisations of miners and trainings of the demonstration: who climbed the ladder, and who was taught what.

People are only ever counted, never described. Licences are an invention of the plan: none before 2020.
"""

import numpy as np
import pyarrow as pa

from nap.demo.columns import (
    LAST_DAY,
    blank,
    codes,
    constant,
    dates,
    draw,
    labels,
    record_state,
    stream,
    year_of,
)
from nap.demo.country import ISO3, REGION_GOLD, REGION_PACE, Country, invented_names

KINDS = ("cooperative", "association", "company", "individual")
STEPS = (
    "identified", "registered", "legal_entity", "permit_applied", "licence_issued", "environmental_permit",
    "sells_legally", "compliant",
)  # fmt: skip
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
    organisation = {
        "organisation_code": code,
        "organisation_name": _names(rng, size, kind),
        "kind": labels(KINDS, kind),
        "place_code": labels(country.district_codes, district),
        "members_f": blank(women, unknown),
        "members_m": blank(members - women, unknown),
        "source_code": constant("SRC-FORMAL", size),
        "record_state": record_state(rng, year_of(identified)),
    }
    return organisation, _steps(rng, code, identified, REGION_PACE[region], size)


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
            ["Title holder, {}", "Titulaire, {}", "Title holder, {}"],
        ],
        object,
    )[kind, rng.integers(3, size=size)]
    texts = [
        form.format(stem)
        for form, stem in zip(forms, stems[rng.integers(len(stems), size=size)], strict=True)
    ]
    count, found = {}, []
    for text in texts:
        count[text] = count.get(text, 0) + 1
        found.append(text if count[text] == 1 else f"{text} {count[text]}")
    return pa.array(found)


# kind, topic, title, audience, usual number of people, share of women; {place} is filled with the region.
_EVENTS = (
    ("training", "Mercury-free processing", "Procédés sans mercure",
     "Gravity concentration without mercury, {place}", "Concentration gravimétrique sans mercure, {place}",
     ("miners",), 38, 0.3),
    ("training", "Retorts and fume hoods", "Cornues et hottes",
     "Using and repairing retorts, {place}", "Utiliser et réparer les cornues, {place}", ("miners", "traders"), 32, 0.25),
    ("training", "Worst practices", "Pires pratiques",
     "Why whole ore amalgamation must end, {place}", "Pourquoi abandonner l'amalgamation du minerai brut, {place}",
     ("miners", "community"), 45, 0.35),
    ("training", "Formalization", "Formalisation",
     "How to apply for a small-scale licence, {place}", "Comment demander une licence de petite mine, {place}",
     ("miners", "local_government"), 40, 0.28),
    ("training", "Public health", "Santé publique",
     "Recognising mercury poisoning, for health workers of {place}",
     "Reconnaître l'intoxication au mercure, pour les soignants de {place}", ("health",), 28, 0.55),
    ("training", "Mercury trade", "Commerce du mercure",
     "Recognising mercury at the border", "Reconnaître le mercure à la frontière",
     ("customs", "law_enforcement"), 24, 0.2),
    ("training", "Environmental sampling", "Prélèvements dans l'environnement",
     "Taking soil, water and fish samples, {place}", "Prélever le sol, l'eau et le poisson, {place}",
     ("environment", "mines"), 18, 0.33),
    ("awareness", "Vulnerable groups", "Groupes vulnérables",
     "Keeping mercury away from pregnant women and children, {place}",
     "Tenir le mercure loin des femmes enceintes et des enfants, {place}", ("women", "community"), 85, 0.72),
    ("awareness", "Residential burning", "Brûlage dans les habitations",
     "No burning of amalgam at home, {place}", "Pas de brûlage d'amalgame à la maison, {place}",
     ("community", "traders"), 70, 0.5),
    ("awareness", "School programme", "Programme scolaire",
     "Mercury explained in schools, {place}", "Le mercure expliqué à l'école, {place}", ("education", "youth"), 95, 0.5),
    ("workshop", "Review of the plan", "Revue du plan",
     "Yearly review of the national action plan {year}", "Revue annuelle du plan d'action national {year}",
     ("environment", "mines", "health", "customs", "civil_society"), 48, 0.36),
    ("workshop", "Stakeholders", "Parties prenantes",
     "Regional dialogue of miners and authorities, {place}", "Dialogue régional des mineurs et des autorités, {place}",
     ("miners", "local_government", "traditional_leaders"), 52, 0.27),
    ("webinar", "Mercury inventory", "Inventaire du mercure",
     "Estimating mercury use: method and uncertainty {year}", "Estimer l'usage du mercure : méthode et incertitude {year}",
     ("environment", "mines", "academia"), 42, 0.42),
    ("webinar", "Responsible gold", "Or responsable",
     "Buyers of responsible gold meet cooperatives {year}", "Acheteurs d'or responsable et coopératives {year}",
     ("private_sector", "miners", "finance"), 36, 0.3),
    ("validation", "Progress report", "Rapport d'avancement",
     "Validation of the progress report {year}", "Validation du rapport d'avancement {year}",
     ("environment", "mines", "health", "civil_society", "donors"), 44, 0.38),
)  # fmt: skip
_ORGANISERS = (
    "Ministry of Environment of Samoria", "Ministry of Mines of Samoria", "Ministry of Health of Samoria",
    "Samorian Customs", "Union of Small Miners of Samoria",
)  # fmt: skip


def events(seed: int, country: Country, region_names) -> dict:
    """Return the columns of `event`: 150 trainings, sessions and meetings from 2019 to 2026."""
    rng = stream(seed, "event")
    size = 150
    nationwide = [i for i, event in enumerate(_EVENTS) if "{place}" not in event[3]]
    year = 2019 + draw(rng, (3, 3, 5, 7, 9, 10, 11, 8), size)
    which = draw(rng, (14, 12, 10, 11, 9, 6, 5, 10, 9, 8, 0, 6, 0, 0, 0), size)
    for position, (event, one) in enumerate(
        (event, one) for event in (10, 12, 13, 14) for one in range(2020, 2027)
    ):
        which[position], year[position] = event, one  # once a year each
    region = draw(rng, REGION_GOLD * REGION_PACE, size)
    start = np.array([f"{one}-01-10" for one in year], "datetime64[D]") + rng.integers(0, 285, size)
    start = start - (start.astype(int) + 3) % 7 + rng.integers(0, 3, size)  # Monday to Wednesday
    rows = np.lexsort((which, start))
    year, which, region, start = year[rows], which[rows], region[rows], start[rows]
    at_home = np.isin(which, nationwide)
    kind = [_EVENTS[i][0] for i in which]
    online = np.array([k == "webinar" for k in kind])
    taught = np.array([k == "training" for k in kind])
    usual = np.array([event[6] for event in _EVENTS])[which]
    people = np.ceil(usual * rng.lognormal(0, 0.3, size)).astype(int)
    women = rng.binomial(people, np.array([event[7] for event in _EVENTS])[which])
    uncounted = rng.random(size) < 0.05
    place = [ISO3 if home else country.region_codes[r] for home, r in zip(at_home, region, strict=True)]

    def texts(part):
        return pa.array(
            [
                _EVENTS[i][part].format(place=region_names[r], year=y)
                for i, r, y in zip(which, region, year_of(start), strict=True)
            ]
        )

    return {
        "event_code": codes("SM-T", np.arange(1, size + 1), 4),
        "kind": pa.array(kind),
        "topic": texts(1),
        "topic_en": texts(1),
        "topic_fr": texts(2),
        "title": texts(3),
        "title_en": texts(3),
        "title_fr": texts(4),
        "start_date": dates(start),
        "end_date": dates(start + np.where(online, 0, rng.integers(0, 4, size))),
        "place_code": blank(place, online),
        "is_online": pa.array(online),
        "organiser": labels(_ORGANISERS, draw(rng, (4, 3, 2, 1, 2), size)),
        "audience": pa.array([list(_EVENTS[i][5]) for i in which], pa.list_(pa.string())),
        "participants_f": blank(women, uncounted),
        "participants_m": blank(people - women, uncounted),
        "certificates": blank(rng.binomial(people, 0.85), uncounted | ~taught),
        "source_code": constant("SRC-EVENTS", size),
        "record_state": record_state(rng, year_of(start)),
    }
