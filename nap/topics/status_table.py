"""The statuses of a pack as rows: what `python -m nap status` prints and a report takes. The judging is in methods/."""

from collections.abc import Sequence

import pandas as pd

from nap.errors import NapError
from nap.language.texts import LANGUAGES, Words
from nap.topics import query, targets
from nap.topics.query import OpenPack
from nap.topics.verdict_sentences import sentence

EVER = 9999  # a year after all observations
FIELDS = (
    "target_code",
    "indicator",
    "place_code",
    "series",
    "year",
    "value",
    "low",
    "high",
    "baseline_year",
    "baseline_value",
    "target_year",
    "target_value",
    "required_value",
    "ratio",
    "change_low",
    "change_high",
    "probability_on_path",
    "required_rate_per_year",
    "projected_value",
    "status",
    "method",
    "uncertainty_stated",
    "sentence",
)


def read(pack: OpenPack) -> tuple[list[targets.Target], list[NapError]]:
    """Every target of a pack with its status, old versions too, and a sentence for all that cannot be used as it is."""
    rows = pack.sql(query.get("targets_everywhere").sql)
    found = targets.read(
        rows, pack.sql(query.get("milestones").sql), pack.sql(query.get("target_observations").sql, year_to=EVER)
    )
    return found, [*targets.unreadable(rows), *(problem for each in found for problem in each.status.problems)]


def row(each: targets.Target) -> dict:
    """One target as it is exported: values in the indicator's unit, a sentence by language, method the rules' id."""
    at, goal = each.status, each.status.goal
    told = {
        **{name: each.row[name] for name in ("target_code", "indicator", "place_code", "series")},
        "baseline_year": goal.baseline_year,
        "baseline_value": goal.baseline.value,
        "target_year": goal.target_year,
        "target_value": goal.target,
        "status": at.code,
        "sentence": {lang: sentence(at, Words(lang)) for lang in LANGUAGES},
    }
    return {name: told[name] if name in told else getattr(at, name) for name in FIELDS}


def frame(found: Sequence[targets.Target]) -> pd.DataFrame:
    """The same rows as a frame; the sentence has a column for each language."""
    flat = []
    for each in found:
        told = row(each)
        flat.append({**told, **{f"sentence_{lang}": text for lang, text in told["sentence"].items()}})
    columns = [*FIELDS[:-1], *(f"sentence_{lang}" for lang in LANGUAGES)]
    return pd.DataFrame(flat, columns=columns).astype(
        {"year": "Int64", "baseline_year": "Int64", "target_year": "Int64"}
    )
