"""How the contaminated sites of the demonstration came to the step they stand at: one row per step begun.

Told backwards from the present step and its day, so that the two agree. Closed sites lean on the measurements drawn
for them: sampling confirmed the works, as the promise of the table asks.
"""

import numpy as np
import pyarrow as pa

from nap.intake.demo.columns import constant, dates, labels, record_state, stream, year_of
from nap.methods.suppression import HUMAN

_FIRST_DAY = np.datetime64("2016-01-04")  # no register of contaminated sites before
_OWNERS = ("Ministry of Environment of Samoria", "Ministry of Mines of Samoria", "Municipality")
# For each step from 1 to 10: usual length (days), usual cost (US$), chance to be left out.
_DAYS = (240, 150, 180, 200, 260, 200, 220, 380, 160, 0)
_COST = (0, 3e3, 1.2e4, 2e3, 4.5e4, 8e3, 1.5e4, 1.8e5, 2e4, 6e3)
_LEFT_OUT = (0, 0.12, 0, 0, 0.1, 0.1, 0.05, 0, 0, 0)
_NOTES = {  # step -> what was found or decided
    "en": {
        4: "Classified after the first samples.",
        7: "Options compared: cover in place, removal, treatment.",
        8: "Works begun.",
        9: "Sampling after the works.",
    },
    "fr": {
        4: "Classé après les premiers prélèvements.",
        7: "Options comparées : couverture sur place, enlèvement, traitement.",
        8: "Travaux commencés.",
        9: "Prélèvements après les travaux.",
    },
}

_HISTORY_MISSING = np.datetime64("2021-07-01")  # some sites registered before have no history


def stages(seed: int, ground: dict, samples: dict) -> dict:
    """Return the columns of `contaminated_site_stage`; ground, samples: columns of contaminated_site and sample."""
    rng = stream(seed, "contaminated_site_stage")
    present = ground["stage"].to_pylist()
    since = ground["stage_date"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    sampled = _sampled(samples)
    rows: list[tuple] = []
    for site, code in enumerate(ground["contaminated_site_code"].to_pylist()):
        if 1 < present[site] < 4 and since[site] < _HISTORY_MISSING and rng.random() < 0.3:
            continue
        taken = _taken(rng, present[site], since[site], sampled.get(code, []))
        rows += [(code, step, day) for step, day in taken]
    step = np.array([row[1] for row in rows])
    day = np.array([row[2] for row in rows], "datetime64[D]")
    owner = np.where(step < 4, rng.integers(0, 3, len(rows)), rng.integers(0, 2, len(rows)))
    cost = np.round(np.array(_COST)[step - 1] * rng.lognormal(0, 0.5, len(rows)), -2)
    notes = {lang: pa.array([texts.get(s) for s in step]) for lang, texts in _NOTES.items()}
    return {
        "contaminated_site_code": pa.array([row[0] for row in rows]),
        "stage": pa.array(step, pa.int32()),
        "started_on": dates(day),
        "owner": labels(_OWNERS, owner, rng.random(len(rows)) < 0.12),
        "cost_usd": pa.array(cost, mask=(cost == 0) | (rng.random(len(rows)) < 0.3)),
        "note": notes["en"],
        "note_en": notes["en"],
        "note_fr": notes["fr"],
        "source_code": constant("SRC-CONTAMINATED", len(rows)),
        "record_state": record_state(rng, year_of(day)),
    }


def _sampled(samples: dict) -> dict[str, list]:
    """Days on which the ground was sampled, by contaminated site."""
    found: dict[str, list] = {}
    columns = ("contaminated_site_code", "sampled_on", "matrix", "date_precision")
    for code, day, matrix, precision in zip(*(samples[name].to_pylist() for name in columns), strict=True):
        if code and day and matrix not in HUMAN and precision == "day":
            found.setdefault(code, []).append(np.datetime64(day))
    return found


def _taken(rng: np.random.Generator, present: int, since: np.datetime64, sampled: list) -> list[tuple]:
    """The steps of one site with the days they began, the first first; none where a closure cannot be confirmed."""
    steps = [step for step in range(1, present) if rng.random() >= _LEFT_OUT[step - 1]]
    if present == 8 and rng.random() < 0.4:
        steps += [8, 9]  # sampling did not confirm the works, so they went on
    lengths = [_DAYS[step - 1] * rng.lognormal(0, 0.4) for step in steps]
    day, taken = since, [(present, since)]
    if present == 10:
        confirmed = max((each for each in sampled if each < since), default=None)
        if confirmed is None:
            return []
        began = confirmed - np.timedelta64(5, "D")
        taken = [(9, began), *taken]
        day = began - np.timedelta64(int(lengths[steps.index(8)]), "D")
        taken = [(8, day), *taken]
        lengths, steps = lengths[: steps.index(8)], steps[: steps.index(8)]
    room = max(int((day - _FIRST_DAY).astype(int)), len(steps))
    scale = min(1.0, room / max(sum(lengths), 1))
    for step, length in zip(reversed(steps), reversed(lengths), strict=True):
        day = day - np.timedelta64(max(int(length * scale), 1), "D")
        taken = [(step, day), *taken]
    return taken
