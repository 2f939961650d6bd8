"""The statuses of a pack as rows: what `python -m nap status` prints and a report takes. The judging is in methods/."""

from collections.abc import Sequence

import pandas as pd

from nap.language.texts import LANGUAGES, Words
from nap.topics.verdict_sentences import sentence
from nap.topics.verdicts import Target

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


def row(each: Target) -> dict:
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


def frame(found: Sequence[Target]) -> pd.DataFrame:
    """The same rows as a frame; the sentence has a column for each language."""
    flat = []
    for each in found:
        told = row(each)
        flat.append({**told, **{f"sentence_{lang}": text for lang, text in told["sentence"].items()}})
    columns = [*FIELDS[:-1], *(f"sentence_{lang}" for lang in LANGUAGES)]
    return pd.DataFrame(flat, columns=columns).astype(
        {"year": "Int64", "baseline_year": "Int64", "target_year": "Int64"}
    )
