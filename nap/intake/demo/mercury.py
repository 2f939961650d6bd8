"""Mercury of the demonstration: use by region and practice, trade, consents, seizures, stocks, claims.

Use follows the mass balance `hg = gold * (t + b * (1 - rho * eta))`: t lost to tailings, b bound in the
amalgam, rho the share burned in a retort, eta its efficiency. Every stored estimate can be computed again
from its own row; where no one asked about retorts both are blank and the use counts none.
"""

import numpy as np
import pyarrow as pa

from nap.intake.demo.columns import blank, codes, constant, dates, draw, labels, record_state, stream, year_of
from nap.intake.demo.country import ISO3, NEIGHBOURS, REGION_GOLD, REGION_HARD_ROCK, REGION_PACE, Country
from nap.intake.demo.sites import Sites

OLD_SERIES = "2017_ratio_literature"
SERIES = "2019_survey"
SITE_SERIES = "2016_site_accounts"  # only in packs for load tests
# Texts of trade and enforcement, in English and French: the publisher's own words are the English ones.
_USES = (
    ("dental amalgam", "amalgame dentaire"),
    ("laboratory use", "usage de laboratoire"),
    ("measuring devices", "appareils de mesure"),
    ("interim storage", "stockage provisoire"),
    ("amalgamation of gold", "amalgamation de l’or"),
    ("skin-lightening soap", "savon éclaircissant"),
)
_USE_KINDS = ("allowed", "allowed", "allowed", "interim_storage", "small_scale_mining", "not_allowed")
_CONCEALMENTS = (
    ("among building materials", "parmi des matériaux de construction"),
    ("bottles in luggage", "flacons dans des bagages"),
    ("unlabelled flasks", "bonbonnes sans étiquette"),
    ("false compartment", "double fond"),
)
_CASES = (
    ("investigation", "enquête en cours"),
    ("in court", "devant le tribunal"),
    ("closed", "classée"),
    ("dismissed", "rejetée"),
)
_STORES = (
    ("locked store, sealed flasks", "local fermé à clé, bonbonnes scellées"),
    ("locked store, no secondary containment", "local fermé à clé, sans bac de rétention"),
    ("police evidence room", "salle des scellés de la police"),
)
PRACTICES = ("whole_ore", "concentrate", "mercury_free")

OLD_YEARS = np.arange(2015, 2020)
OLD_TOTAL_T = np.array([9.8, 10.2, 10.9, 11.2, 11.5])
YEARS = np.arange(2019, 2026)
TOTAL_T = np.array([24.1, 24.4, 23.6, 22.5, 21.0, 19.5, 18.3])
# In 2019 and 2025: share of gold won by whole-ore amalgamation, without mercury, and of amalgam in retorts.
_WHOLE_ORE = (0.21, 0.095)
_FREE = (0.12, 0.29)
_RETORT = (0.06, 0.30)
_OLD_U_PCT = (50.0, 50.0)  # half-widths of gold and ratio, 95 %
_U_PCT = (30.0, 35.0)


def use(seed: int, country: Country) -> dict:
    """Return the columns of `mercury_use`: two series by region, practice and year."""
    rng = stream(seed, "mercury_use")
    old, new = _old_series(rng), _survey_series(rng)
    rows = {name: np.concatenate([old[name], new[name]]) for name in old}
    survey = rows["series"] == 1
    free = rows["practice"] == 2
    gold_u = np.where(survey, _U_PCT[0], _OLD_U_PCT[0])
    ratio_u = np.where(survey, _U_PCT[1], _OLD_U_PCT[1])
    low, high = _range(rows["hg_kg"], np.hypot(gold_u, ratio_u))
    size = len(free)
    return {
        "estimate_code": codes("SM-E", np.arange(1, size + 1), 5),
        "year": pa.array(rows["year"], pa.int32()),
        "place_code": labels(country.region_codes, rows["region"]),
        "site_code": pa.nulls(size, pa.string()),
        "method_series": labels((OLD_SERIES, SERIES), rows["series"]),
        "method": constant("gold_based", size),
        "practice": labels(PRACTICES, rows["practice"]),
        "gold_kg": pa.array(rows["gold_kg"]),
        "gold_u_pct": pa.array(gold_u),
        "tailings_loss_ratio": pa.array(rows["t"]),
        "amalgam_ratio": pa.array(rows["b"]),
        "retort_share": blank(rows["rho"], ~survey),  # the first inventory did not ask about retorts
        "retort_efficiency": blank(rows["eta"], ~survey),
        "ratio_u_pct": blank(ratio_u, free),
        "hg_use_kg": pa.array(rows["hg_kg"]),
        "hg_use_low_kg": pa.array(low),
        "hg_use_high_kg": pa.array(high),
        "scope": constant("national", size),
        "source_code": labels(("SRC-HG-2017", "SRC-HG-SURVEY"), rows["series"]),
        "record_state": record_state(rng, rows["year"]),
    }


def site_accounts(seed: int, of: Sites, country: Country) -> dict:
    """Return many more rows of `mercury_use`, for load tests: one per site, practice and year 2016-2025."""
    rng = stream(seed, "site_accounts")
    years = np.arange(2016, 2026)
    site = np.repeat(np.arange(of.size), 2 * len(years))
    practice = np.tile(np.repeat([0, 1], len(years)), of.size)
    year = np.tile(years, 2 * of.size)
    size = len(site)
    gold = np.round(rng.lognormal(-1.2, 0.8, size) * 10) / 10 + 0.1
    t = np.where(practice == 0, 4.0, 0.3)
    rho = np.round(np.interp(year, (2016, 2025), (0.02, 0.3)), 2)
    hg = np.round(gold * (t + 1 - rho * 0.85), 2)
    low, high = _range(hg, np.full(size, 70.0))
    return {
        "estimate_code": codes("SM-A", np.arange(1, size + 1), 8),
        "year": pa.array(year, pa.int32()),
        "place_code": labels(country.district_codes, of.district[site]),
        "site_code": of.code.take(pa.array(site)),
        "method_series": constant(SITE_SERIES, size),
        "method": constant("gold_based", size),
        "practice": labels(PRACTICES, practice),
        "gold_kg": pa.array(gold),
        "gold_u_pct": pa.array(np.full(size, 50.0)),
        "tailings_loss_ratio": pa.array(t),
        "amalgam_ratio": pa.array(np.ones(size)),
        "retort_share": pa.array(rho),
        "retort_efficiency": pa.array(np.full(size, 0.85)),
        "ratio_u_pct": pa.array(np.full(size, 49.0)),
        "hg_use_kg": pa.array(hg),
        "hg_use_low_kg": pa.array(low),
        "hg_use_high_kg": pa.array(high),
        "scope": constant("site", size),
        "source_code": constant("SRC-REGISTER", size),
        "record_state": constant("published", size),
    }


def trade(seed: int) -> tuple[dict, dict]:
    """Return the columns of `trade_flow` and `consent`: own books, partners' books, who agreed to what."""
    rng = stream(seed, "trade_flow")
    years, months = np.divmod(np.arange(2018 * 12, 2026 * 12 + 10), 12)
    months += 1
    share = np.array([0.55, 0.25, 0.14, 0.06])
    size = len(years) * len(share)
    year, month = np.repeat(years, len(share)), np.repeat(months, len(share))
    partner = np.tile(np.arange(len(share)), len(years))
    own_t = np.interp(year, (2018, 2020, 2021, 2026), (9.0, 7.5, 3.2, 1.1))
    mirror_t = np.interp(year, (2018, 2020, 2021, 2026), (12.5, 13.0, 11.5, 7.5))
    bump = rng.gamma(4, 0.25, size)
    own_kg = np.round(own_t * 1000 / 12 * share[partner] * bump, 1)
    mirror_kg = np.round(mirror_t * 1000 / 12 * share[partner] * bump * rng.normal(1, 0.06, size).clip(0.8, 1.2), 1)
    price = 42.0  # made up, USD per kg
    own_seen = rng.random(size) < np.where(partner == 3, 0.35, 0.8)
    mirror_seen = (rng.random(size) < np.where(partner == 3, 0.5, 0.9)) & (year < 2026)  # partners report late

    consent_partner, consent_year = (grid.ravel() for grid in np.meshgrid(np.arange(3), np.arange(2020, 2027)))
    consent_code = codes("SM-C", np.arange(1, len(consent_year) + 1), 3)
    consent_row = {
        (p, y): i for i, (p, y) in enumerate(zip(consent_partner.tolist(), consent_year.tolist(), strict=True))
    }
    refused = (consent_partner == 2) & (consent_year >= 2024)
    agreed = np.array([consent_row.get((p, y), -1) for p, y in zip(partner, year, strict=True)])
    agreed = np.where((agreed >= 0) & refused[agreed] | (rng.random(size) < 0.18), -1, agreed)
    agreed = _misused(agreed, consent_row, partner, year, month)

    def flows(seen, direction, reporter, other, kg, value, by, consent):
        count = int(seen.sum())
        return {
            "year": year[seen],
            "month": month[seen],
            "direction": np.full(count, direction),
            "reporter": reporter[seen],
            "partner": other[seen],
            "hs": np.full(count, "280540"),
            "kg": kg[seen],
            "usd": np.round(value[seen]),
            "by": np.full(count, by),
            "consent": consent[seen],
        }

    here, there = np.full(size, ISO3), np.array(NEIGHBOURS)[partner]
    nobody = np.full(size, -1)
    compounds = np.arange(size) % (4 * 17) == 0
    onward = (partner == 3) & (month % 4 == 0)
    onward_kg = np.round(np.where(year < 2022, 40, 12) * bump, 1)
    parts = [
        flows(own_seen, "import", here, there, own_kg, own_kg * price * 1.08, "own", agreed),
        flows(mirror_seen, "export", there, here, mirror_kg, mirror_kg * price, "mirror", nobody),
        flows(compounds, "import", here, there, np.round(2 + 3 * bump, 1), 900 * bump, "own", nobody),
        flows(onward, "export", here, there, onward_kg, onward_kg * price, "own", nobody),
    ]
    parts[2]["hs"][:] = "285210"
    parts[1]["hs"][parts[1]["month"] == 11] = "285290"  # some leaves the partner as something else
    slip = np.flatnonzero((parts[0]["partner"] == NEIGHBOURS[1]) & (parts[0]["year"] == 2022))[5]
    parts[0]["kg"][slip] = np.round(parts[0]["kg"][slip] / 1000, 3)  # tonnes where kilograms are asked for
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    count = len(rows["year"])
    no_value = rng.random(count) < 0.05
    flow = {
        "flow_code": codes("SM-T", np.arange(1, count + 1), 5),
        "year": pa.array(rows["year"], pa.int32()),
        "month": pa.array(rows["month"], pa.int32()),
        "direction": pa.array(rows["direction"]),
        "reporter_iso3": pa.array(rows["reporter"]),
        "partner_iso3": pa.array(rows["partner"]),
        "hs_code": pa.array(rows["hs"]),
        "net_kg": blank(rows["kg"], rng.random(count) < 0.02),
        "value_usd": blank(rows["usd"], no_value),
        "reported_by": pa.array(rows["by"]),
        "trader_code": _traders(seed, rows),
        "consent_code": consent_code.take(pa.array(rows["consent"], mask=rows["consent"] < 0)),
        "source_code": labels(("SRC-CUSTOMS", "SRC-MIRROR"), (rows["by"] == "mirror").astype(int)),
        "record_state": record_state(rng, rows["year"]),
    }
    start = np.array([f"{y}-01-01" for y in consent_year], "datetime64[D]")
    end = np.array([f"{y}-12-31" for y in consent_year], "datetime64[D]")
    use = (consent_partner + consent_year) % 4
    use[consent_row[1, 2022]], use[consent_row[1, 2025]] = 4, 5
    source = np.where(use == 4, 0, 2)
    revoked = np.arange(len(consent_year)) == consent_row[0, 2023]
    general = (consent_partner == 2) & (consent_year <= 2021)
    status = np.where(refused, 2, np.where(revoked, 3, np.where(consent_year < 2026, 4, 0)))
    agreed_kg = np.round(np.interp(consent_year, (2020, 2026), (4000, 700)) * share[consent_partner], -1)
    consent = {
        "consent_code": consent_code,
        "form": labels(("A", "B", "C", "D"), np.where(general, 3, np.where(consent_partner == 1, 1, 0))),
        "exporter_iso3": labels(NEIGHBOURS, consent_partner),
        "importer_iso3": constant(ISO3, len(consent_year)),
        **_texts("allowed_use", _USES, use),
        "use_kind": labels(_USE_KINDS, use),
        "mercury_source": labels(("primary_mining", "chlor_alkali", "other"), source, consent_year == 2020),
        "net_kg": blank(agreed_kg, refused | general),
        "valid_from": dates(start, refused),
        "valid_to": dates(end, refused),
        "status": labels(("granted", "pending", "refused", "revoked", "expired"), status),
        "revoked_on": dates(np.full(len(consent_year), np.datetime64("2023-08-15")), ~revoked),
        "source_code": constant("SRC-CUSTOMS", len(consent_year)),
        "record_state": record_state(rng, consent_year),
    }
    return flow, consent


def _misused(agreed, consent_row, partner, year, month):
    """Some shipments rest on a consent that does not cover them: last year's, or another country's."""
    agreed = agreed.copy()
    for i in np.flatnonzero((partner == 1) & np.isin(year, (2022, 2024)) & (month <= 2)):
        agreed[i] = consent_row[1, year[i] - 1]
    for i in np.flatnonzero((partner == 3) & np.isin(year, (2023, 2024)) & (month == 6)):
        agreed[i] = consent_row[0, year[i]]
    return agreed


def _traders(seed: int, rows: dict) -> pa.Array:
    """The firm behind each flow the country itself reports; some papers do not name it."""
    rng = stream(seed, "trade_flow traders")
    count = len(rows["year"])
    firm = draw(rng, (38, 24, 13, 11, 8, 6), count)
    unsaid = (rows["by"] == "mirror") | (rng.random(count) < 0.05)
    return labels(tuple(f"SM-L{number:02d}" for number in range(1, 7)), firm, unsaid)


def _texts(name: str, texts, numbers, missing=None) -> dict[str, pa.Array]:
    """A column of texts with its translations."""
    english, french = ([text[i] for text in texts] for i in (0, 1))
    own = labels(english, numbers, missing)
    return {name: own, f"{name}_en": own, f"{name}_fr": labels(french, numbers, missing)}


def seizures(seed: int, country: Country) -> tuple[dict, dict]:
    """Return the columns of `seizure` and `mercury_stock`: what was taken, what is held since."""
    rng = stream(seed, "seizure")
    size = 46
    day = np.sort(np.datetime64("2018-02-01") + rng.integers(0, 3180, size))
    year = year_of(day)
    hg = np.round(rng.lognormal(2.9, 1.0, size), 1)
    hg[30] = 512.0  # the one large find
    region = draw(rng, REGION_GOLD, size)
    case = np.where(year < 2024, draw(rng, (0.1, 0.2, 0.6, 0.1), size), draw(rng, (0.6, 0.35, 0.05, 0), size))
    seizure = {
        "seizure_code": codes("SM-Z", np.arange(1, size + 1), 3),
        "seizure_date": dates(day),
        "place_code": labels(country.region_codes, region, rng.random(size) < 0.08),
        "gross_kg": blank(np.round(hg * rng.uniform(1.05, 6, size), 1), rng.random(size) < 0.15),
        "hg_kg": pa.array(hg),
        "origin_iso3": labels(NEIGHBOURS, draw(rng, (5, 3, 2, 1), size), rng.random(size) < 0.4),
        "destination_iso3": labels((ISO3, "XAD"), draw(rng, (8, 1), size), rng.random(size) < 0.3),
        **_texts("concealment", _CONCEALMENTS, rng.integers(4, size=size), rng.random(size) < 0.3),
        "declared_hs": labels(("252329", "340220", "732690"), rng.integers(3, size=size), rng.random(size) < 0.6),
        "agency": labels(("Samorian Customs", "Mines Inspectorate", "Police"), draw(rng, (6, 3, 2), size)),
        **_texts("case_status", _CASES, case),
        "source_code": constant("SRC-SEIZURES", size),
        "record_state": record_state(rng, year),
    }
    count = 24
    since = np.sort(np.datetime64("2018-06-01") + rng.integers(0, 2950, count))
    fate = np.where(year_of(since) < 2023, draw(rng, (0.4, 0.35, 0.25), count), 0)
    stock = {
        "stock_code": codes("SM-K", np.arange(1, count + 1), 3),
        "place_code": labels(country.region_codes, draw(rng, REGION_GOLD, count)),
        "kind": labels(("seized", "recovered", "surplus", "waste"), draw(rng, (5, 3, 1, 2), count)),
        "hg_kg": pa.array(np.round(rng.lognormal(3.2, 0.9, count), 1)),
        "held_since": dates(since),
        **_texts("storage_condition", _STORES, draw(rng, (5, 3, 3), count)),
        "disposal_status": labels(("stored", "exported_for_disposal", "disposed"), fate),
        "disposed_on": dates(np.minimum(since + rng.integers(300, 900, count), np.datetime64("2026-09-15")), fate == 0),
        "source_code": constant("SRC-SEIZURES", count),
        "record_state": record_state(rng, year_of(since)),
    }
    return seizure, stock


def _old_series(rng):
    """The first baseline: ratios from literature, no retorts known, gold from declared production only."""
    year, region, practice = (part.ravel() for part in np.meshgrid(OLD_YEARS, np.arange(13), [0, 1], indexing="ij"))
    split = np.where(practice == 0, 0.1 + 0.12 * REGION_HARD_ROCK[region], 1.0)
    gold = REGION_GOLD[region] * split * _wobble(rng, 0.05, len(year))
    t = np.where(practice == 0, 3.0, 0.3)
    return _calibrated(0, year, region, practice, gold, t, np.ones(len(t)), np.zeros(len(t)), OLD_YEARS, OLD_TOTAL_T)


def _survey_series(rng):
    """The field survey and its yearly follow-up: regions move at their own pace away from whole ore."""
    year, region, practice = (part.ravel() for part in np.meshgrid(YEARS, np.arange(13), [0, 1, 2], indexing="ij"))
    along = (year - 2019) / 6 * REGION_PACE[region]
    hard = 0.4 + 1.3 * REGION_HARD_ROCK[region]
    whole = np.clip((_WHOLE_ORE[0] + (_WHOLE_ORE[1] - _WHOLE_ORE[0]) * along) * hard, 0, 0.6)
    free = _FREE[0] + (_FREE[1] - _FREE[0]) * along
    split = np.select([practice == 0, practice == 1], [whole, 1 - whole - free], free)
    gold = REGION_GOLD[region] * split * (1 + 0.03 * (year - 2019)) * _wobble(rng, 0.03, len(year))
    t = np.select([practice == 0, practice == 1], [4.0, 0.3], 0.0)
    b = np.where(practice == 2, 0.0, 1.0)
    rho = np.round(np.clip(_RETORT[0] + (_RETORT[1] - _RETORT[0]) * along, 0, 0.6), 3) * (practice < 2)
    rho = np.round(np.where(practice == 0, rho * 0.6, rho), 3)
    return _calibrated(1, year, region, practice, gold, t, b, rho, YEARS, TOTAL_T)


def _calibrated(series, year, region, practice, gold, t, b, rho, years, totals):
    """Scale each year's gold so that the country's mercury is the total the story tells."""
    eta = np.full(len(t), 0.85)
    ratio = t + b * (1 - rho * eta)
    for one, total in zip(years, totals, strict=True):
        here = year == one
        gold[here] *= total * 1000 / (gold[here] * ratio[here]).sum()
    gold = np.round(gold, 1)
    return {
        "series": np.full(len(t), series),
        "year": year,
        "region": region,
        "practice": practice,
        "gold_kg": gold,
        "t": t,
        "b": b,
        "rho": rho,
        "eta": eta,
        "hg_kg": np.round(gold * ratio, 1),
    }


def _wobble(rng, spread, size):
    return np.exp(rng.normal(0, spread, size))


def _range(mean, u_pct):
    """Return the 2.5 and 97.5 % points of a lognormal with this mean and 95 % half-width in per cent."""
    s2 = np.log(1 + (u_pct / 196) ** 2)
    s = np.sqrt(s2)
    middle = mean * np.exp(-s2 / 2)
    return np.round(middle * np.exp(-1.96 * s), 1), np.round(middle * np.exp(1.96 * s), 1)
