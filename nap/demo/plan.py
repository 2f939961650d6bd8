"""The fictional plan: plan.toml, sources, targets with their paths, the workplan and its money.

Texts stand in workplan.toml. As of the last day of the story, some targets are on track, some late, and of some
nobody can tell, because the uncertainty is larger than the change.
"""

import json
import tomllib
from pathlib import Path

import numpy as np
import pyarrow as pa

from nap import promise
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
from nap.demo.country import COUNTRY, ISO3, REGION_NAMES, Country
from nap.demo.mercury import OLD_SERIES, SERIES

# Columns of `target` that follow from others, or say the same of every row.
_DERIVED = ("title", "reason", "valid_from", "source_code", "record_state")
_TEXTS = tomllib.loads((Path(__file__).parent / "workplan.toml").read_text(encoding="utf-8"))
UNITS_PER_USD = {2020: 11.2, 2021: 11.5, 2022: 11.9, 2023: 12.0, 2024: 12.2, 2025: 12.5, 2026: 12.6}

_HEAD = """\
# A fictional country, for demonstration: every name, figure and institution is invented.
[plan]
code = "demo"
country = {country}
iso3 = {iso3}
title = {{ en = "National action plan of Samoria against mercury in small-scale gold mining (fictional)", \
fr = "Plan d'action national de Samoria contre le mercure dans la petite mine d'or (fictif)" }}
fictional = true
period_start = 2020
period_end = 2030
baseline_year = 2019
data_until = {until}
currency = "SMD"
currency_name = {{ en = "Samorian dollar (fictional)", fr = "dollar samorien (fictif)" }}
units_per_usd = 12.0
currencies = ["SMD", "USD"]
languages = ["en", "fr"]
publisher = "Ministry of Environment of Samoria (fictional)"
licence = "CC0-1.0"
contact = "nobody@samoria.example"

[dates]
entry_into_force = 2017-11-12
notified = 2018-02-01
validated = 2019-11-20
endorsed = 2020-01-15
submitted = 2020-06-30

[access]
exact_coordinates = ["coordinator"]
cell_km = 10
min_count = 5
"""


def toml() -> str:
    """Return the text of plan.toml."""
    text = _HEAD.format(country=json.dumps(COUNTRY), iso3=json.dumps(ISO3), until=LAST_DAY)
    for row in _TEXTS["strategy"]:
        title = ", ".join(
            f"{lang} = {json.dumps(words, ensure_ascii=False)}" for lang, words in row["title"].items()
        )
        text += f'\n[[strategy]]\ncode = "{row["code"]}"\nannex_c = {json.dumps(row["annex_c"])}\ntitle = {{ {title} }}\n'
    return text


def sources() -> dict:
    """Return the columns of `source`."""
    rows = _TEXTS["source"]
    return {
        "source_code": pa.array([row["code"] for row in rows]),
        "title": pa.array([row["title"]["en"] for row in rows]),
        "title_en": pa.array([row["title"]["en"] for row in rows]),
        "title_fr": pa.array([row["title"]["fr"] for row in rows]),
        "publisher": pa.array([row["publisher"] for row in rows]),
        "year": pa.array([row["year"] for row in rows], pa.int32()),
        "url": pa.nulls(len(rows), pa.string()),
        "licence": constant("CC0-1.0", len(rows)),
        "accessed": dates(np.full(len(rows), LAST_DAY)),
        "method_note": pa.array([row["note"]["en"] for row in rows]),
        "method_note_en": pa.array([row["note"]["en"] for row in rows]),
        "method_note_fr": pa.array([row["note"]["fr"] for row in rows]),
    }


def activities(seed: int, country: Country) -> dict:
    """Return the columns of `activity`: 90 lines whose states agree with their dates."""
    rng = stream(seed, "activity")
    rows = [
        (row, region, year)
        for row in _TEXTS["activity"]
        for region in row.get("regions", [None])
        for year in row.get("years", [row.get("start")])
    ]
    size = len(rows)

    def titles(lang):
        return [
            row[lang].format(place=REGION_NAMES[region - 1] if region else "", year=year)
            for row, region, year in rows
        ]

    first_month = [1 if "years" in row else 1 + 3 * int(rng.integers(4)) for row, _, _ in rows]
    start = np.array(
        [f"{y}-{m:02d}" for (_, _, y), m in zip(rows, first_month, strict=True)], "datetime64[M]"
    )
    months = np.array([row["months"] for row, _, _ in rows])
    plan_end = np.minimum(start + months, np.datetime64("2031-01")).astype("datetime64[D]") - 1
    plan_start = start.astype("datetime64[D]")

    due, over = plan_start <= LAST_DAY, plan_end <= LAST_DAY
    fate = np.where(
        over, draw(rng, (0.66, 0.24, 0.04, 0.06), size), draw(rng, (0.0, 0.22, 0.02, 0.10, 0.66), size)
    )
    status = np.array(["completed", "delayed", "cancelled", "not_started", "ongoing"])[fate]
    status[~due] = "not_due"
    begun = np.isin(status, ("completed", "delayed", "ongoing"))
    begun &= (status != "delayed") | (rng.random(size) < 0.85)
    late = np.where(status == "delayed", rng.integers(60, 420, size), rng.integers(-10, 70, size))
    real_start = np.minimum(plan_start + late, LAST_DAY - 20)
    real_end = np.minimum(np.maximum(plan_end + rng.integers(-60, 240, size), real_start + 10), LAST_DAY - 5)
    ended = status == "completed"
    elapsed = ((LAST_DAY - plan_start) / (plan_end - plan_start)).astype(float).clip(0, 1)
    done = np.round(np.where(status == "delayed", 0.5, 0.95) * elapsed * rng.uniform(0.7, 1.0, size) * 20) * 5
    done = np.where(ended, 100, np.clip(done, 0, 95))
    reason = rng.integers(len(_TEXTS["delay"]), size=size)
    without = ~((status == "delayed") | (over & (status == "not_started")))
    without |= rng.random(size) < 0.08
    return {
        "activity_code": codes("A", np.arange(1, size + 1), 3),
        "strategy_code": pa.array([row["strategy"] for row, _, _ in rows]),
        "title": pa.array(titles("en")),
        "title_en": pa.array(titles("en")),
        "title_fr": pa.array(titles("fr")),
        "annex_c": pa.array([row["annex_c"] for row, _, _ in rows], pa.list_(pa.string())),
        "lead_institution": pa.array([row["lead"] for row, _, _ in rows]),
        "partners": pa.array([row.get("partners") for row, _, _ in rows], pa.string()),
        "place_code": pa.array(
            [country.region_codes[region - 1] if region else None for _, region, _ in rows]
        ),
        "planned_start": dates(plan_start),
        "planned_end": dates(plan_end),
        "actual_start": dates(real_start, ~begun),
        "actual_end": dates(real_end, ~ended),
        "percent_complete": blank(done.astype(float), ~begun | (~ended & (rng.random(size) < 0.12))),
        "status": pa.array(status),
        "delay_reason": labels([row["en"] for row in _TEXTS["delay"]], reason, without),
        "delay_reason_en": labels([row["en"] for row in _TEXTS["delay"]], reason, without),
        "delay_reason_fr": labels([row["fr"] for row in _TEXTS["delay"]], reason, without),
        "source_code": constant("SRC-PLAN", size),
        "record_state": constant("published", size),
    }


def budget_lines(seed: int, activity: dict) -> dict:
    """Return the columns of `budget_line`: one to three lines an activity; some cost nothing, some are not costed."""
    rng = stream(seed, "budget_line")
    count = len(activity["activity_code"])
    lines = 1 + draw(rng, (0.45, 0.40, 0.15), count)
    which = np.repeat(np.arange(count), lines)
    size = len(which)
    first = np.r_[True, which[1:] != which[:-1]]
    funding = np.where(
        first, draw(rng, (0.62, 0.22, 0.1, 0.0, 0.06), size), draw(rng, (0.1, 0.3, 0.35, 0.1, 0.15), size)
    )
    local = (funding == 0) | ((funding >= 3) & (rng.random(size) < 0.5))
    year = year_of(np.array(activity["planned_start"].to_pylist(), "datetime64[D]"))[which]
    rate = np.where(local, [UNITS_PER_USD[min(y, 2026)] for y in year], 1.0)
    usd = np.round(rng.lognormal(10.6, 1.0, size), -2)
    nothing = (funding == 0) & (rng.random(size) < 0.16)
    uncosted = rng.random(size) < 0.08
    planned = np.round(np.where(nothing, 0, usd * rate), -2)

    status = np.array(activity["status"].to_pylist())[which]
    share = np.select(
        [status == "completed", status == "ongoing", status == "delayed", status == "cancelled"],
        [0.97, 0.6, 0.35, 0.05],
        0.0,
    )
    granted = np.where(
        funding == 4, 0.0, np.where(share > 0, rng.uniform(0.75, 1.0, size), rng.uniform(0, 0.4, size))
    )
    paid = granted * np.minimum(1, share * rng.uniform(0.9, 1.15, size))
    used = paid * rng.uniform(0.6, 1.02, size).clip(max=1)
    committed, disbursed, spent = (np.round(planned * part, 0) for part in (granted, paid, used))
    unreported = uncosted | (rng.random(size) < 0.06) | (funding == 4)
    donor = np.where(
        funding == 1, "Global Environment Facility (fictional grant)",
        np.where(funding == 2, np.where(rng.random(size) < 0.6, "Northern Lights Facility (fictional)", "Meridian Fund (fictional)"),
                 "Gold Traders' Chamber of Samoria (fictional)"),
    )  # fmt: skip
    rated = np.array([f"{max(2020, min(y, 2026))}-01-15" for y in year], "datetime64[D]")
    return {
        "budget_code": codes("B", np.arange(1, size + 1), 4),
        "activity_code": activity["activity_code"].take(pa.array(which)),
        "funding": labels(("government", "gef", "other_donor", "private", "unfunded"), funding),
        "donor": blank(donor, (funding == 0) | (funding == 4)),
        "currency": labels(("USD", "SMD"), local.astype(int)),
        "units_per_usd": pa.array(rate),
        "rate_date": dates(rated, ~local),
        "planned": blank(planned, uncosted),
        "committed": blank(committed, unreported),
        "disbursed": blank(disbursed, unreported),
        "spent": blank(spent, unreported),
        "source_code": constant("SRC-PLAN", size),
        "record_state": record_state(rng, np.minimum(year, 2026)),
    }


def targets(
    baselines: dict[str, float], organisations: int, miners: int, country: Country
) -> tuple[dict, dict]:
    """Return the columns of `target` and `milestone`.

    baselines: the shares of visits in 2019, in per cent, by indicator (region of a code after a colon).
    organisations, miners: how many there are, which the counted targets are scaled to.
    """
    rows = _target_rows(baselines, organisations / 300, float(round(miners * 1.25, -2)), country)
    names = [name for name in promise.table("target").columns if name not in _DERIVED]
    columns = {name: pa.array([row.get(name) for row in rows]) for name in names}
    columns["valid_from"] = dates(np.array([row["valid_from"] for row in rows], "datetime64[D]"))
    columns["title"], columns["reason"] = columns["title_en"], columns["reason_en"]
    columns |= {
        "source_code": constant("SRC-PLAN", len(rows)),
        "record_state": constant("published", len(rows)),
    }
    points = [
        (row["target_code"], year, value) for row in rows for year, value in row.get("milestones", {}).items()
    ]
    milestone = {
        "target_code": pa.array([code for code, _, _ in points]),
        "year": pa.array([year for _, year, _ in points], pa.int32()),
        "value": pa.array([float(value) for _, _, value in points]),
        "source_code": constant("SRC-PLAN", len(points)),
        "record_state": constant("published", len(points)),
    }
    return columns, milestone


def _target_rows(baselines, scale, denominator, country):
    first, second = "2020-06-30", "2022-03-01"

    def row(code, indicator, baseline, value, en, fr, *, year=2030, milestones=None, place=ISO3, **more):
        more = {"version": 1, "valid_from": first, "baseline_year": 2019, **more}
        return {
            "target_code": code, "indicator": indicator, "place_code": place, "baseline_value": float(baseline),
            "target_year": year, "target_value": float(value), "path": "milestones" if milestones else "linear",
            "milestones": milestones or {}, "title_en": en, "title_fr": fr, **more,
        }  # fmt: skip

    regional = country.region_codes[0]
    licences = {
        year: round(count * scale)
        for year, count in ((2022, 14), (2024, 50), (2026, 90), (2028, 120), (2030, 150))
    }
    return [
        row("T01-1", "hg_use_t", 11.5, 4.3, "Mercury use cut to 4.3 t a year by 2030 (first version)",
            "Usage du mercure ramené à 4,3 t par an en 2030 (première version)",
            method_series=OLD_SERIES, baseline_low=4.6, baseline_high=24.1),
        row("T01-2", "hg_use_t", 24.1, 9.0, "Mercury use cut to 9.0 t a year by 2030",
            "Usage du mercure ramené à 9,0 t par an en 2030",
            method_series=SERIES, baseline_low=14.7, baseline_high=37.5, version=2, valid_from=second, supersedes="T01-1",
            milestones={2023: 20.4, 2025: 17.0, 2028: 12.5, 2030: 9.0},
            reason_en="The field survey of 2019 found twice the mercury of the first inventory; the reduction promised in per cent stays",
            reason_fr="L'enquête de terrain de 2019 a trouvé deux fois le mercure du premier inventaire ; la réduction promise en pour cent reste"),
        row("T02", "whole_ore_sites_pct", baselines["whole_ore_sites_pct"], 0, "No whole ore amalgamation by 2030",
            "Plus d'amalgamation du minerai brut en 2030"),
        row("T03", "open_burning_sites_pct", baselines["open_burning_sites_pct"], 0, "No open burning by 2030",
            "Plus de brûlage à l'air libre en 2030"),
        row("T04", "residential_burning_sites_pct", baselines["residential_burning_sites_pct"], 0,
            "No burning of amalgam in residential areas by 2025",
            "Plus de brûlage d'amalgame dans les zones d'habitation en 2025", year=2025),
        row("T05", "cyanide_on_mercury_tailings_sites_pct", baselines["cyanide_on_mercury_tailings_sites_pct"], 0,
            "No cyanide on mercury tailings by 2030", "Plus de cyanure sur les résidus au mercure en 2030"),
        row("T06", "retort_sites_pct", baselines["retort_sites_pct"], 50, "Retorts at half of the sites by 2030",
            "Des cornues sur la moitié des sites en 2030"),
        row("T07", "licences_valid_count", 0, licences[2030], f"{licences[2030]} valid licences by 2030",
            f"{licences[2030]} licences valides en 2030", milestones=licences),
        row("T08", "formal_miners_pct", 0, 40, "Four in ten miners in licensed organisations by 2030",
            "Quatre mineurs sur dix dans des organisations titulaires en 2030", denominator=denominator),
        row("T09", "contaminated_sites_assessed_pct", 0, 80, "Four in five contaminated sites assessed by 2030",
            "Quatre sites contaminés sur cinq évalués en 2030", milestones={2022: 10, 2024: 28, 2026: 45, 2028: 62, 2030: 80}),
        row("T10", "people_trained_count", 0, 900, "900 people trained a year by 2028",
            "900 personnes formées par an en 2028", year=2028),
        row("T11", "activities_completed_pct", 0, 100, "All activities completed by 2030",
            "Toutes les activités achevées en 2030", milestones={2022: 12, 2024: 35, 2026: 58, 2028: 78, 2030: 100}),
        row("T12", "whole_ore_sites_pct", baselines["whole_ore_sites_pct:regional"], 0,
            f"No whole ore amalgamation in {REGION_NAMES[0]} by 2027",
            f"Plus d'amalgamation du minerai brut dans la région {REGION_NAMES[0]} en 2027", year=2027, place=regional),
    ]  # fmt: skip
