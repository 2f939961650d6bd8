"""Projects of the demonstration: what they promise, what they claim, and what people think of them.

Two invented projects; two of their claims overlap at one site, and one stands inside the other's region. The first
also states what its change is worth over all years, which is never added to single years.
"""

import numpy as np
import pyarrow as pa

from nap.intake.demo.columns import blank, codes, constant, dates, labels, record_state, stream
from nap.intake.demo.country import Country
from nap.intake.demo.sites import Sites

PROJECTS = ("Clear Pan Samoria (fictional)", "Amber Sluice (fictional)")
DONORS = ("Northern Lights Facility (fictional)", "Meridian Fund (fictional)")
_RATERS = ("Ministry of Environment of Samoria", "Meridian Fund (fictional)")
_REASONS = {
    "en": (
        "Most mines that were promised have changed their practice, but the credit line opened two years late.",
        "The work plan is followed; procurement of retorts slipped by a quarter.",
        "Training went well, yet two of the five processing centres went back to burning in the open.",
        "Disbursement waits for the audit of the first year.",
    ),
    "fr": (
        "La plupart des mines promises ont changé de pratique, mais le crédit a ouvert deux ans trop tard.",
        "Le plan de travail est suivi ; l’achat des cornues a glissé d’un trimestre.",
        "Les formations se sont bien passées, mais deux centres sur cinq brûlent de nouveau à l’air libre.",
        "Le décaissement attend l’audit de la première année.",
    ),
}


def projects() -> dict:
    """Return the columns of `project`: the second has not yet said what has come of its co-finance."""
    return {
        "project": pa.array(PROJECTS),
        "donor": pa.array(DONORS),
        "donor_reference": pa.array(["NLF-0412", None], pa.string()),
        "starts_on": dates(np.array(["2019-07-01", "2021-10-01"], "datetime64[D]")),
        "ends_on": dates(np.array(["2026-06-30", "2027-09-30"], "datetime64[D]")),
        "grant_usd": pa.array([2_600_000.0, 1_450_000.0]),
        "disbursed_usd": pa.array([2_210_000.0, 640_000.0]),
        "spent_usd": pa.array([1_874_000.0, 598_000.0]),
        "cofinance_expected_usd": pa.array([9_800_000.0, 3_100_000.0]),
        "cofinance_materialised_usd": pa.array([4_350_000.0, None]),
        "hg_expected_kg": pa.array([1_400.0, 900.0]),
        "hg_expected_lifetime_kg": pa.array([6_000.0, None]),
        "miners_expected_f": pa.array([900, None], pa.int32()),
        "miners_expected_m": pa.array([3_100, None], pa.int32()),
        "reported_on": dates(np.array(["2026-06-30", "2026-03-31"], "datetime64[D]")),
        "source_code": constant("SRC-PROJECTS", 2),
        "record_state": pa.array(["published", "validated"]),
    }


def ratings() -> dict:
    """Return the columns of `project_rating`: two kinds of rating for each project, each with its reason."""
    return {
        "project": labels(PROJECTS, [0, 0, 1, 1]),
        "rated_on": dates(np.array(["2026-06-30", "2026-06-30", "2026-03-31", "2026-03-31"], "datetime64[D]")),
        "kind": pa.array(["objective", "implementation"] * 2),
        "rating": pa.array(["MS", "S", "MS", "MU"]),
        "rated_by": labels(_RATERS, [0, 0, 1, 1]),
        "reason": pa.array(_REASONS["en"]),
        **{f"reason_{lang}": pa.array(texts) for lang, texts in _REASONS.items()},
        "source_code": constant("SRC-PROJECTS", 4),
        "record_state": constant("published", 4),
    }


def claims(seed: int, of: Sites, country: Country) -> dict:
    """Return the columns of `reduction_claim`, by year, and one over all years of the effect."""
    rng = stream(seed, "reduction_claim")
    project = np.repeat([0, 1], [16, 12])
    size = len(project)
    year = np.concatenate([2020 + np.arange(16) % 6, 2022 + np.arange(12) % 4])
    site = np.flatnonzero(of.kind <= 1)[rng.integers((of.kind <= 1).sum(), size=size)]
    for first, second in ((3, 17), (10, 22)):  # the overlap: same site, same year, two projects
        site[second], year[second] = site[first], year[first]
    replication = (np.arange(size) % 4 == 3) & (year != year[3])
    whole = np.arange(size) == 26  # for the region in which the other project claims a site in the same year
    site[26], year[26], replication[26] = site[2], year[2], False
    lifetime = np.arange(size) == 5
    place = np.array(country.district_codes, object)[of.district[site]]
    place[26] = place[26].rsplit("-", 1)[0]
    kg = np.where(replication, 2.2, 1.0) * rng.lognormal(4.2, 0.5, size)
    return {
        "claim_code": codes("SM-R", np.arange(1, size + 1), 3),
        "project": labels(PROJECTS, project),
        "donor": labels(DONORS, project),
        "year": pa.array(year, pa.int32()),
        "place_code": pa.array(place, pa.string()),
        "site_code": of.code.take(pa.array(site, mask=replication | whole | lifetime)),
        "hg_kg": pa.array(np.round(np.where(lifetime, 3800.0, np.where(whole, 140.0, kg)), 1)),
        "contribution": labels(("direct", "replication"), replication.astype(int)),
        "period": labels(("annual", "lifetime"), lifetime.astype(int)),
        "method": labels(
            ("gold processed without mercury x baseline ratio", "retorts in use x recovery"),
            rng.integers(2, size=size),
        ),
        "miners_supported_f": blank(rng.integers(5, 90, size), lifetime | (rng.random(size) < 0.1)),
        "miners_supported_m": blank(rng.integers(20, 260, size), lifetime | (rng.random(size) < 0.1)),
        "responsible_gold_kg": blank(np.round(rng.lognormal(1.6, 0.7, size), 1), lifetime | (rng.random(size) < 0.3)),
        "finance_usd": blank(np.round(rng.lognormal(10.8, 0.6, size), -2), lifetime | (rng.random(size) < 0.25)),
        "source_code": constant("SRC-PROJECTS", size),
        "record_state": record_state(rng, year),
    }
