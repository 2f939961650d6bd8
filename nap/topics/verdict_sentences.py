"""The verdict on a target in words: what it rests on, what it takes from now on, and the inputs of other methods.

The arithmetic is in methods/status.py and methods/second_opinions.py.
"""

from nap.language.texts import N, Words, significant_decimals
from nap.methods.status import Status

_MOVED = {  # (moved, interval known, path asks for more of the same) -> the sentence
    (-1, True, True): N("Fell by {change} since {year}, 95 % between {low} and {high}; the path asked for {asked}."),
    (-1, True, False): N("Fell by {change} since {year}, 95 % between {low} and {high}."),
    (-1, False, True): N("Fell by {change} since {year}; the path asked for {asked}."),
    (-1, False, False): N("Fell by {change} since {year}."),
    (1, True, True): N("Rose by {change} since {year}, 95 % between {low} and {high}; the path asked for {asked}."),
    (1, True, False): N("Rose by {change} since {year}, 95 % between {low} and {high}."),
    (1, False, True): N("Rose by {change} since {year}; the path asked for {asked}."),
    (1, False, False): N("Rose by {change} since {year}."),
    (0, True, False): N("Unchanged since {year}, 95 % between {low} and {high}."),
    (0, False, False): N("Unchanged since {year}."),
}
_ASKED = {
    -1: N("The path asked for a fall of {asked}."),
    0: N("The path asked for no change by then."),
    1: N("The path asked for a rise of {asked}."),
}
_UNSTATED = {
    "none": N("Uncertainty not stated."),
    "observation": N("The uncertainty of the baseline is not stated; the range is at least this wide."),
    "baseline": N("The uncertainty of the observation is not stated; the range is at least this wide."),
    "both": "",
}
PART_OF_CHANGE = ("on_track", "some_progress")  # verdicts that always say which share of the change was made
_REMARKS = {
    "cannot_tell": N(
        "No change and the change asked for both lie within the uncertainty, so which it was cannot be told."
    ),
    "not_yet_due": N("Nothing was due by then."),
    "wrong_direction": N("It has moved away from the target."),
}


def sentence(status: Status, words: Words) -> str:
    """What a status rests on, in whole sentences: change, its interval, what was asked, probability, verdict."""
    t, goal = words.t, status.goal
    ratio = status.ratio
    if status.change is None or status.required_change is None:  # no_data: nothing was observed since
        since = N("Nothing that may be compared with the baseline of {year} has been observed since.")
        nothing = t(since, year=goal.baseline_year)
        return " ".join([nothing, *(f"{t(p.what, **p.values)} {t(p.fix, **p.values)}" for p in status.problems)])
    parts = [
        _moved(status, status.change, status.required_change, words),
        _likely(status, words),
        t(_REMARKS.get(status.code, "")),
    ]
    if status.code == "achieved":
        parts.append(t("The target of {target} is met.", target=words.quantity(goal.target, goal.unit)))
    elif ratio is not None and (status.code in PART_OF_CHANGE or (status.code == "insufficient" and ratio > 0)):
        parts.append(t("That is {share} of the change asked for.", share=words.percent(100 * ratio, 0)))
    elif status.code == "insufficient" and status.change_low is not None:
        parts.append(t("No change can be told, and the path is out of reach of the interval."))
    return " ".join(part for part in (*parts, t(_UNSTATED[status.uncertainty])) if part)


def _moved(status: Status, change: float, required: float, words: Words) -> str:
    """The change since the baseline and what the path asked for, both in the indicator's unit."""
    way = (change > 0) - (change < 0)
    asked_way = (required > 0) - (required < 0)
    known = status.change_low is not None
    sign = way or 1
    low, high = sorted((sign * (status.change_low or 0.0), sign * (status.change_high or 0.0)))
    shown = [change, required, low, high]
    decimals = significant_decimals(max(shown, key=abs))
    asked = abs(required)
    values = {
        "change": _difference(abs(change), status, words, decimals),
        "year": status.goal.baseline_year,
        "low": words.number(low, decimals),
        "high": words.number(high, decimals),
    }
    if way != 0 and way == asked_way:
        return words.t(_MOVED[way, known, True], **values, asked=words.number(asked, decimals))
    said = words.t(_MOVED[way, known, False], **values)
    return f"{said} {words.t(_ASKED[asked_way], asked=_difference(asked, status, words, decimals))}"


def _difference(size: float, status: Status, words: Words, decimals: int) -> str:
    return words.quantity(size, N("points") if status.goal.unit == "%" else status.goal.unit, decimals)


def _likely(status: Status, words: Words) -> str:
    """The probability of being on or ahead of the path; empty where no uncertainty is stated."""
    p, t = status.probability_on_path, words.t
    if p is None:
        return ""
    if p < 0.005:
        return t("On or ahead of the path with a probability below {limit}.", limit=words.number(0.01, 2))
    if p > 0.995:
        return t("On or ahead of the path with a probability above {limit}.", limit=words.number(0.99, 2))
    return t("On or ahead of the path with probability {p}.", p=words.number(p, 2))


def needed(status: Status, words: Words) -> str:
    """What it takes from the latest observation on: the yearly change to the target; a dash where it cannot be said."""
    rate, goal, t = status.required_rate_per_year, status.goal, words.t
    if rate is None:
        return words.number(None)
    if status.code == "achieved":
        return t("Nothing more; hold it")
    a_year = words.change(rate, goal.unit)
    if status.required_count_per_year is not None:
        counted = N("{rate} a year until {year}, {count} a year in number")
        return t(
            counted, rate=a_year, year=goal.target_year, count=words.change(round(status.required_count_per_year), "")
        )
    return t("{rate} a year until {year}", rate=a_year, year=goal.target_year)


def shown(value: float | None, kind: str, unit: str, words: Words) -> str:
    """One input as text: rate and share as percentages, quantity in the indicator's unit."""
    if kind in ("rate", "share"):
        return words.percent(None if value is None else 100 * value, 1)
    return words.quantity(value, unit) if kind == "quantity" else words.number(value)
