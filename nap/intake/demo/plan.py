"""The fictional plan: plan.toml, sources, targets with their paths, the workplan and its money.

Texts and promises stand in story.toml. As of the last day of the story some targets are on track, some late,
and of some nobody can tell, because the uncertainty is larger than the change.
"""

import datetime
import json

import numpy as np
import pyarrow as pa

from nap.intake.demo.columns import LAST_DAY, blank, codes, constant, dates, draw, labels, record_state, stream, year_of
from nap.intake.demo.country import COUNTRY, ISO3, REGION_NAMES, Country
from nap.intake.demo.texts import STORY, STORY_LANGUAGES, filled, translated

_ADOPTED = datetime.date(2020, 6, 30)  # the day the plan was submitted
UNITS_PER_USD = {2020: 11.2, 2021: 11.5, 2022: 11.9, 2023: 12.0, 2024: 12.2, 2025: 12.5, 2026: 12.6}

_HEAD = """\
# A fictional country, for demonstration: every name, figure and institution is invented.
[plan]
code = "demo"
country = {country}
iso3 = {iso3}
title = {{ en = "National action plan of Samoria against mercury in small-scale gold mining (fictional)", \
fr = "Plan d’action national de Samoria contre le mercure dans l’EMAPE d’or (fictif)" }}
fictional = true
period_start = 2020
period_end = 2030
baseline_year = 2019
data_until = {until}
currency = "SMD"
currencies = ["SMD", "USD"]
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
cell_km = 10
min_count = 5

# The reference value that measurements are held against, by matrix: the code of a published one, or of one below.
[guidance]
soil = "samoria_soil"

[[guidance_value]]
code = "samoria_soil"
matrix = "soil"
species = "total"
basis = "dry"
value = 12
unit = "mg/kg"
purpose = {{ en = "Soil where people live (fictional)", fr = "Sol où vivent des gens (fictif)" }}
body = "Samoria, Decree 7 (fictional)"
year = 2021
question = "soil_residential"
source = "Invented for demonstration"
"""


def toml() -> str:
    """Return the text of plan.toml."""
    text = _HEAD.format(country=json.dumps(COUNTRY), iso3=json.dumps(ISO3), until=LAST_DAY)
    for row in STORY["strategy"]:
        title = ", ".join(f"{lang} = {json.dumps(words, ensure_ascii=False)}" for lang, words in row["title"].items())
        text += f'\n[[strategy]]\ncode = "{row["code"]}"\nannex_c = {json.dumps(row["annex_c"])}\n'
        text += f"title = {{ {title} }}\n"
    return text


def sources() -> dict:
    """Return the columns of `source`."""
    rows = STORY["source"]
    return {
        "source_code": pa.array([row["code"] for row in rows]),
        **translated("title", [row["title"] for row in rows]),
        "publisher": pa.array([row["publisher"] for row in rows]),
        "year": pa.array([row["year"] for row in rows], pa.int32()),
        "url": pa.nulls(len(rows), pa.string()),
        "licence": constant("CC0-1.0", len(rows)),
        "accessed": dates(np.full(len(rows), LAST_DAY)),
        **translated("method_note", [row["note"] for row in rows]),
    }


def activities(seed: int, country: Country) -> dict:
    """Return the columns of `activity`: 90 lines whose states agree with their dates."""
    rng = stream(seed, "activity")
    rows = [
        (row, region, year)
        for row in STORY["activity"]
        for region in row.get("regions", [None])
        for year in row.get("years", [row.get("start")])
    ]
    size = len(rows)

    titles = [
        filled({lang: row[lang] for lang in STORY_LANGUAGES}, place=REGION_NAMES[(region or 1) - 1], year=year)
        for row, region, year in rows
    ]
    pinned = np.array(["done" in row for row, _, _ in rows])
    first_month = [1 if "years" in row or "done" in row else 1 + 3 * int(rng.integers(4)) for row, _, _ in rows]
    start = np.array([f"{y}-{m:02d}" for (_, _, y), m in zip(rows, first_month, strict=True)], "datetime64[M]")
    months = np.array([row["months"] for row, _, _ in rows])
    plan_end = np.minimum(start + months, np.datetime64("2031-01")).astype("datetime64[D]") - 1
    plan_start = start.astype("datetime64[D]")

    due, over = plan_start <= LAST_DAY, plan_end <= LAST_DAY
    fate = np.where(over, draw(rng, (0.66, 0.24, 0.04, 0.06), size), draw(rng, (0.0, 0.22, 0.02, 0.10, 0.66), size))
    status = np.array(["completed", "delayed", "cancelled", "not_started", "ongoing"])[fate]
    status[~due] = "not_due"
    status[pinned] = "completed"
    begun = np.isin(status, ("completed", "delayed", "ongoing"))
    begun &= (status != "delayed") | (rng.random(size) < 0.85)
    late = np.where(status == "delayed", rng.integers(60, 420, size), rng.integers(-10, 70, size))
    real_start = np.minimum(plan_start + late, LAST_DAY - 20)
    real_end = np.maximum(plan_end + rng.integers(-60, 240, size), real_start + 10)
    real_end = np.minimum(real_end, LAST_DAY - rng.integers(1, 19, size))  # and after any start, see above
    real_start = np.where(pinned, plan_start, real_start)
    real_end[pinned] = np.array([row["done"] for row, _, _ in rows if "done" in row], "datetime64[D]")
    ended = status == "completed"
    elapsed = ((LAST_DAY - plan_start) / (plan_end - plan_start)).astype(float).clip(0, 1)
    done = np.round(np.where(status == "delayed", 0.5, 0.95) * elapsed * rng.uniform(0.7, 1.0, size) * 20) * 5
    done = np.where(ended, 100, np.clip(done, 0, 95))
    reason = rng.integers(len(STORY["delay"]), size=size)
    without = ~((status == "delayed") | (over & (status == "not_started")))
    without |= rng.random(size) < 0.08
    reasons = [None if unsaid else STORY["delay"][number] for unsaid, number in zip(without, reason, strict=True)]
    # Some things nobody wrote down: who leads it, and of some whose end has passed where it stands.
    leaderless = ~ended & (rng.random(size) < 0.1)
    silent = over & np.isin(status, ("delayed", "not_started")) & (rng.random(size) < 0.3)
    begun &= ~silent
    return {
        "activity_code": codes("A", np.arange(1, size + 1), 3),
        "strategy_code": pa.array([row["strategy"] for row, _, _ in rows]),
        **translated("title", titles),
        "annex_c": pa.array([row["annex_c"] for row, _, _ in rows], pa.list_(pa.string())),
        "lead_institution": blank(np.array([row["lead"] for row, _, _ in rows]), leaderless),
        "partners": pa.array([row.get("partners") for row, _, _ in rows], pa.string()),
        "place_code": pa.array([country.region_codes[region - 1] if region else None for _, region, _ in rows]),
        "planned_start": dates(plan_start),
        "planned_end": dates(plan_end),
        "actual_start": dates(real_start, ~begun),
        "actual_end": dates(real_end, ~ended),
        "percent_complete": blank(done.astype(float), ~begun | (~ended & (rng.random(size) < 0.12))),
        "status": blank(status, silent),
        **translated("delay_reason", reasons),
        "source_code": constant("SRC-PLAN", size),
        "record_state": constant("published", size),
    }


def budget_lines(seed: int, activity: dict) -> dict:
    """Return the columns of `budget_line`: up to three lines an activity, some of 0, some not costed."""
    rng = stream(seed, "budget_line")
    state = np.array([each or "" for each in activity["status"].to_pylist()])
    count = len(state)
    lines = 1 + draw(rng, (0.45, 0.40, 0.15), count)
    lines[(state != "completed") & (rng.random(count) < 0.1)] = 0
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

    status = state[which]
    share = np.select(
        [status == "completed", status == "ongoing", status == "delayed", status == "cancelled"],
        [0.97, 0.6, 0.35, 0.05],
        0.0,
    )
    granted = np.where(funding == 4, 0.0, np.where(share > 0, rng.uniform(0.75, 1.0, size), rng.uniform(0, 0.4, size)))
    paid = granted * np.minimum(1, share * rng.uniform(0.9, 1.15, size))
    used = paid * rng.uniform(0.6, 1.02, size).clip(max=1)
    committed, disbursed, spent = (np.round(planned * part, 0) for part in (granted, paid, used))
    unreported = uncosted | (rng.random(size) < 0.06) | (funding == 4)
    donor = np.where(
        funding == 1,
        "Global Environment Facility (fictional grant)",
        np.where(
            funding == 2,
            np.where(rng.random(size) < 0.6, "Northern Lights Facility (fictional)", "Meridian Fund (fictional)"),
            "Gold Traders' Chamber of Samoria (fictional)",
        ),
    )
    without_year = rng.random(size) < 0.25
    rated = np.array([f"{max(2020, min(y, 2026))}-01-15" for y in year], "datetime64[D]")
    return {
        "budget_code": codes("B", np.arange(1, size + 1), 4),
        "activity_code": activity["activity_code"].take(pa.array(which)),
        "year": blank(year.astype(np.int32), without_year),
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


def targets(baselines: dict[str, float], organisations: int, members: int, country: Country) -> tuple[dict, dict]:
    """Return the columns of `target` and `milestone`.

    baselines: what the plan knew of 2019, in per cent, by indicator (see sites.baselines). organisations: how
    many there are; counted targets are scaled to it. members: people in them, 100 % of the formal miners.
    """
    rows, points = STORY["target"], []
    scales = [organisations / 300 if row.get("scaled") else 1.0 for row in rows]
    values = [_scaled(row["value"], scale) for row, scale in zip(rows, scales, strict=True)]
    for row, scale in zip(rows, scales, strict=True):
        points += [(row["code"], int(year), _scaled(v, scale)) for year, v in row.get("milestones", {}).items()]

    def baseline(row):
        key = row["indicator"] + (":regional" if "region" in row else "")
        return baselines[key] if row["baseline"] == "survey" else float(row["baseline"])

    def column(name, kind=None, default=None):
        return pa.array([row.get(name, default) for row in rows], kind)

    ranges = [row.get("range", (None, None)) for row in rows]
    target = {
        "target_code": column("code"),
        "indicator": column("indicator"),
        "place_code": pa.array([country.region_codes[r["region"] - 1] if "region" in r else ISO3 for r in rows]),
        "series": pa.nulls(len(rows), pa.string()),
        "method_series": column("method_series", pa.string()),
        "baseline_year": pa.array([2019] * len(rows), pa.int32()),
        "baseline_value": pa.array([baseline(row) for row in rows]),
        "baseline_low": pa.array([low for low, _ in ranges], pa.float64()),
        "baseline_high": pa.array([high for _, high in ranges], pa.float64()),
        "target_year": column("year", pa.int32()),
        "target_value": pa.array(values),
        "path": pa.array(["milestones" if "milestones" in row else "linear" for row in rows]),
        "version": column("version", pa.int32(), 1),
        "valid_from": column("valid_from", pa.date32(), _ADOPTED),
        **translated("reason", [row.get("reason") for row in rows]),
        "supersedes": column("supersedes", pa.string()),
        **translated("title", [filled(row["title"], value=f"{v:.0f}") for row, v in zip(rows, values, strict=True)]),
        "denominator": pa.array([float(members) if "denominator" in row else None for row in rows], pa.float64()),
        "source_code": constant("SRC-PLAN", len(rows)),
        "record_state": constant("published", len(rows)),
    }
    milestone = {
        "target_code": pa.array([code for code, _, _ in points]),
        "year": pa.array([year for _, year, _ in points], pa.int32()),
        "value": pa.array([value for _, _, value in points]),
        "source_code": constant("SRC-PLAN", len(points)),
        "record_state": constant("published", len(points)),
    }
    return target, milestone


def _scaled(value, scale):
    return float(value) if scale == 1.0 else float(round(value * scale))
