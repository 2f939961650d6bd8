"""The status of a target: how far it has come from its baseline on the planned path, and how sure that is.

Lives here: the interval of a change, the eight verdicts in their order, the probability of being on the path, the rate
still needed and the projection. Thresholds are data (reference/status_rules.toml). Does not: fetch rows, draw, find
words (topics/verdict_sentences.py) or judge by other people's methods (second_opinions.py); the planned path is in
path.py.

Every quantity is in the unit of the indicator, every change signed (a fall is negative), every range a 95 % interval.

The interval of the change. Each end combines the half-widths that pull the change that way: its low end the lower
half-width of the observation and the upper one of the baseline, its high end the other two (Zou and Donner 2008, limits
of a difference recovered from those of its parts). With half-widths u and v and correlation r the half-width of the
change is sqrt(u² + v² - 2ruv). Estimates that share ratios are not more certain than what they share: with r > 0 the
narrower half-width counts as at least r times the wider. Without that rule a wider range could narrow the change.

The probability of being on or ahead of the path is taken from a normal curve with two sides, whose middle is the actual
change and whose 2.5 and 97.5 % points are the ends of its interval. No draws, so it is the same every time.

The projection is the straight line through baseline and observation to the target year. With k = (target year -
baseline year) / (observation year - baseline year) it is (1 - k) baseline + k observation; its range combines k times
the observation's half-width with k - 1 times the baseline's, as above, and so grows with the years ahead.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from statistics import NormalDist
from typing import Any

from nap.errors import NapError
from nap.language.texts import N, is_missing
from nap.methods.change import Estimate
from nap.methods.path import Path

REFERENCE = File(__file__).parent / "reference" / "status_rules.toml"
SLIP = 50  # a baseline this many times what was observed that year is taken for another unit (kg and t, share and %)

# Which way is better -> what is wrong with a target that goes the other way. Audits of table target say the same.
RISES = {
    "lower": N(
        "Target {target} goes from {baseline} up to {value} {unit}, yet a lower value of its indicator is better."
    ),
    "higher": N(
        "Target {target} goes from {baseline} down to {value} {unit}, yet a higher value of its indicator is better."
    ),
}
DIFFERS = N(
    "Target {target}: its baseline of {baseline} for {year} differs from the {value} {unit} observed that year."
)

# Verdict -> its word and the name of its icon in ICONS, best first where there is a rank.
WORDS = {
    "achieved": N("Achieved"),
    "on_track": N("On track"),
    "some_progress": N("Some progress"),
    "insufficient": N("Insufficient"),
    "wrong_direction": N("Wrong direction"),
    "cannot_tell": N("Cannot be told"),
    "not_yet_due": N("Not yet due"),
    "no_data": N("No data"),
}
RANK = ("wrong_direction", "insufficient", "some_progress", "on_track", "achieved")  # rising; the others have no rank
ICONS = {
    "achieved": "★",
    "on_track": "✓",
    "some_progress": "◑",
    "insufficient": "◔",
    "wrong_direction": "✗",
    "cannot_tell": "?",
    "not_yet_due": "…",
    "no_data": "○",
}


@dataclass(frozen=True)
class Rule:
    """One version of the rules of judgement; shares of the asked change, correlations from -1 to 1."""

    id: str
    on_track: float
    some_progress: float
    insufficient: float
    interval: float
    correlation_same_series: float
    correlation_otherwise: float
    tolerance: float
    thresholds_source: str
    thresholds_status: str
    correlation_source: str
    correlation_status: str
    interval_source: str
    interval_status: str

    @property
    def z(self) -> float:
        """Half-width of the interval in standard deviations: 1.96 for 95 %."""
        return NormalDist().inv_cdf((1 + self.interval) / 2)


@cache
def reference() -> dict:
    """The reference file as it stands."""
    return tomllib.loads(REFERENCE.read_text(encoding="utf-8"))


@cache
def rules() -> dict[str, Rule]:
    """Every version of the rules by id."""
    return {each["id"]: Rule(**each) for each in reference()["rule"]}


def current_rule() -> Rule:
    """The rules in force."""
    return rules()[reference()["current"]]


@dataclass(frozen=True)
class Goal:
    """What is promised: path, baseline with its range, the series it is measured in, and which way is better.

    better: lower, higher or neither, looked at where the target equals the baseline. floor and ceiling: values the
    indicator cannot pass (0, and 100 for a share), where a projection stops. denominator: what makes 100 %.
    """

    path: Path
    baseline: Estimate
    method_series: str | None = None
    better: str = "lower"
    floor: float | None = None
    ceiling: float | None = None
    denominator: float | None = None
    code: str = ""
    unit: str = ""

    @classmethod
    def of(
        cls,
        target: Mapping,
        milestones: Sequence[tuple[int, float]] = (),
        better: str = "lower",
        unit: str = "",
        floor: float | None = 0.0,
    ) -> "Goal":
        """The goal of a row of table target; better and unit are those of its indicator, floor its lowest value."""
        known: dict[str, Any] = {name: None if is_missing(value) else value for name, value in target.items()}
        return cls(
            Path.of(known, milestones),
            Estimate(float(known["baseline_value"]), known.get("baseline_low"), known.get("baseline_high")),
            known.get("method_series"),
            better,
            floor,
            100.0 if unit == "%" else None,
            known.get("denominator"),
            known.get("target_code", ""),
            unit,
        )

    @property
    def baseline_year(self) -> int:
        return self.path.points[0][0]

    @property
    def target_year(self) -> int:
        return self.path.points[-1][0]

    @property
    def target(self) -> float:
        """The value promised for the target year."""
        return self.path.points[-1][1]

    @property
    def sense(self) -> int:
        """-1 where the target asks for a fall, +1 for a rise; by `better` where it asks to hold the baseline."""
        if self.target != self.baseline.value:
            return 1 if self.target > self.baseline.value else -1
        return 1 if self.better == "higher" else -1


@dataclass(frozen=True)
class Status:
    """The verdict on a goal with all it follows from; values and changes in the indicator's unit.

    method: id of the rules. uncertainty: both, baseline, observation or none, by whose range is stated. ratio: actual
    change / change asked for, None where the path asks for none in the target's direction. change_low and change_high:
    95 % interval of the change. required_rate_per_year: signed, from the latest observation to the target, 0 once it
    is met, None where its year is over. years_of_data: years with a value in the series, the baseline's among them.
    problems: what in the data kept figures from being used, or is in doubt. is_comparable: whether the goal may be held
    against what was observed; one that may not is used nowhere, and its problems are shown.
    """

    goal: Goal
    code: str
    method: str
    year: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    required_value: float | None = None
    required_change: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    ratio: float | None = None
    probability_on_path: float | None = None
    required_rate_per_year: float | None = None
    projected_value: float | None = None
    projected_low: float | None = None
    projected_high: float | None = None
    years_of_data: int = 1
    correlation: float = 0.0
    uncertainty: str = "none"
    problems: tuple[NapError, ...] = ()
    is_comparable: bool = True

    @property
    def word(self) -> str:
        """The verdict in English, to be translated."""
        return WORDS[self.code]

    @property
    def icon(self) -> str:
        return ICONS[self.code]

    @property
    def uncertainty_stated(self) -> bool:
        return self.uncertainty != "none"

    @property
    def required_count_per_year(self) -> float | None:
        """The rate still needed in people or things, where the target stores what makes 100 %."""
        if self.goal.denominator is None or self.required_rate_per_year is None:
            return None
        return self.required_rate_per_year * self.goal.denominator / 100


# --- arithmetic ------------------------------------------------------------------------------------------------------


def combined_half_width(u: float, v: float, correlation: float = 0.0) -> float:
    """Half-width of a difference from those of its two parts; see the module for what correlation does.

    It never shrinks when u or v grows.
    """
    r = correlation
    if r > 0:
        u, v = max(u, r * v), max(v, r * u)
    return math.sqrt(max(0.0, u * u + v * v - 2 * r * u * v))


def half_widths(estimate: Estimate) -> tuple[float, float] | None:
    """How far the range reaches below and above the value; None where no range is stated."""
    if not estimate.ends:
        return None
    low, high = estimate.ends
    return max(0.0, estimate.value - low), max(0.0, high - estimate.value)


def change_interval(first: Estimate, last: Estimate, correlation: float = 0.0) -> tuple[float, float] | None:
    """95 % interval of last - first. One missing range is left out (the interval is then too narrow); None for two."""
    return _interval(last.value - first.value, half_widths(first), half_widths(last), correlation)


def _interval(middle, baseline, observation, correlation, k: float = 1.0, j: float = 1.0):
    """middle and the interval around it of k observation - j baseline, from their half-widths (below, above)."""
    if baseline is None and observation is None:
        return None
    if baseline is None or observation is None:
        correlation = 0.0
    (b_low, b_high), (o_low, o_high) = baseline or (0.0, 0.0), observation or (0.0, 0.0)
    return (
        middle - combined_half_width(k * o_low, j * b_high, correlation),
        middle + combined_half_width(k * o_high, j * b_low, correlation),
    )


def probability_at_most(x: float, middle: float, low: float, high: float, z: float = 1.959963984540054) -> float:
    """P(quantity <= x) for a two-sided normal curve with median `middle` and 95 % interval low to high."""
    spread = (middle - low if x < middle else high - middle) / z
    if spread <= 0:
        return 1.0 if x >= middle else 0.0
    return NormalDist().cdf((x - middle) / spread)


# --- the verdict -----------------------------------------------------------------------------------------------------


def judge(
    goal: Goal,
    observations: Iterable[Mapping],
    correlation: float | None = None,
    rule: Rule | None = None,
    until: int | None = None,
) -> Status:
    """The status of a goal by the latest usable observation after its baseline.

    observations: year, value, low, high, method_series in any order; only those of the goal's series count.
    correlation between the errors of baseline and observation, -1 to 1: by the rules where it is not given. until: the
    last year whose observation counts for the verdict; whether the goal may be compared rests on all of them.
    """
    rule = rule or current_rule()
    held = evidence(goal, observations)
    own = [o for o in held.observations if until is None or o["year"] <= until]
    found = Status(goal, "no_data", rule.id, problems=held.problems, is_comparable=held.is_comparable)
    years = {o["year"] for o in own if o["year"] >= goal.baseline_year} | {goal.baseline_year}
    after = [o for o in own if o["year"] > goal.baseline_year]
    last = max(after, key=lambda o: o["year"], default=None)
    required = goal.path.value(last["year"]) if last else None
    if last is None or required is None:
        return replace(found, years_of_data=len(years))
    seen = Estimate(last["value"], last["low"], last["high"])
    if correlation is None:
        same = goal.method_series is not None and last["method_series"] == goal.method_series
        correlation = rule.correlation_same_series if same else rule.correlation_otherwise
    year, base = last["year"], goal.baseline
    asked, moved = required - base.value, seen.value - base.value
    scale = rule.tolerance * max(abs(base.value), abs(seen.value), abs(goal.target), abs(required))
    interval = change_interval(base, seen, correlation)
    towards, wanted = goal.sense * moved, goal.sense * asked
    ratio = moved / asked if wanted > scale else None
    whose = {(True, True): "both", (True, False): "baseline", (False, True): "observation", (False, False): "none"}
    found = replace(
        found,
        year=year,
        value=seen.value,
        low=seen.low,
        high=seen.high,
        required_value=required,
        required_change=asked,
        change=moved,
        ratio=ratio,
        years_of_data=len(years),
        correlation=correlation,
        uncertainty=whose[base.has_range, seen.has_range],
        **_ahead(goal, year, seen, correlation, scale),
    )
    if interval:
        found = replace(
            found,
            change_low=interval[0],
            change_high=interval[1],
            probability_on_path=_on_path(goal.sense, asked, moved, interval, scale, rule.z),
        )
    return replace(found, code=_verdict(goal, seen.value, towards, wanted, ratio, interval, asked, scale, rule))


def _on_path(sense, asked, moved, interval, scale, z) -> float:
    """P(the change goes at least as far as asked); exactly on the path counts as on it."""
    if abs(moved - asked) <= scale:
        asked = moved
    low, high = interval
    if sense < 0:
        return probability_at_most(asked, moved, low, high, z)
    return probability_at_most(-asked, -moved, -high, -low, z)


def _verdict(goal, value, towards, wanted, ratio, interval, asked, scale, rule) -> str:
    """The first of the verdicts that holds, in their order; towards and wanted count progress as positive."""
    if goal.sense * (value - goal.target) >= -scale:
        return "achieved"
    if wanted <= scale and towards >= wanted - scale:
        return "not_yet_due"
    none_inside = interval is not None and interval[0] - scale <= 0 <= interval[1] + scale
    if none_inside and interval[0] - scale <= asked <= interval[1] + scale:
        return "cannot_tell"
    if ratio is not None:
        for code in ("on_track", "some_progress", "insufficient"):
            if ratio >= getattr(rule, code) - rule.tolerance:
                return code
    return "insufficient" if none_inside else "wrong_direction"


def _ahead(goal: Goal, year: int, seen: Estimate, correlation: float, scale: float) -> dict:
    """The rate still needed and the projection to the target year with its range."""
    found: dict[str, float | None] = {}
    left = goal.target_year - year
    met = goal.sense * (seen.value - goal.target) >= -scale
    if met:
        found["required_rate_per_year"] = 0.0
    elif left > 0:
        found["required_rate_per_year"] = (goal.target - seen.value) / left
    if left >= 0:
        k = (goal.target_year - goal.baseline_year) / (year - goal.baseline_year)
        middle = (1 - k) * goal.baseline.value + k * seen.value
        band = _interval(middle, half_widths(goal.baseline), half_widths(seen), correlation, k, k - 1) or (None, None)
        names = ("projected_value", "projected_low", "projected_high")
        found |= {name: _within(goal, x) for name, x in zip(names, (middle, *band), strict=True)}
    return found


def _within(goal: Goal, x: float | None) -> float | None:
    if x is None:
        return None
    x = x if goal.floor is None else max(goal.floor, x)
    return x if goal.ceiling is None else min(goal.ceiling, x)


@dataclass(frozen=True)
class Evidence:
    """What a goal may be compared with: observations by year, a sentence for all that may not be used, and whether
    the goal may be compared at all."""

    observations: tuple[dict, ...]
    problems: tuple[NapError, ...]
    is_comparable: bool


def evidence(goal: Goal, observations: Iterable[Mapping]) -> Evidence:
    """The observations that may be held against a goal, and a sentence for all that may not.

    Left out: another method series; years with two different values; everything, where the target names no series
    and several exist, where baseline or milestones seem to be in another unit, or where it would worsen its indicator.
    """
    rows = []
    for o in observations:
        each = {name: _finite(o.get(name)) for name in ("value", "low", "high")}
        each["method_series"] = None if is_missing(o.get("method_series")) else o["method_series"]
        if each["value"] is not None:
            rows.append(each | {"year": int(o["year"])})
    problem = _series_problem(goal, rows)
    own: list[dict] = []
    problems: list[NapError] = []
    if problem is None:
        own, problems = _one_a_year(goal, [o for o in rows if goal.method_series in (None, o["method_series"])])
    slip = _unit_problem(goal, own)
    refusals = [each for each in (problem, _direction_problem(goal), _milestone_unit_problem(goal), slip) if each]
    differs = None if slip else _baseline_doubt(goal, own)  # a slip says as much
    doubts = [each for each in (differs, _milestone_doubt(goal)) if each]
    if refusals or (len(doubts) == 2 and doubts[0].what == DIFFERS):
        # A baseline that was not observed and a milestone that is worse than it: the two have been exchanged.
        return Evidence((), (*refusals, *problems, *doubts), False)
    return Evidence(tuple(own), (*problems, *doubts), True)


def _series_problem(goal: Goal, rows: Sequence[Mapping]) -> NapError | None:
    """What is wrong with the series a target names or leaves out; None where it is clear."""
    series = sorted({o["method_series"] or "–" for o in rows})
    if goal.method_series is None and len(series) > 1:
        return NapError(
            N("Target {target} names no series of estimates, and its indicator has several: {series}."),
            N("Name the one it is measured against; estimates of different series are never compared."),
            target=goal.code,
            series=", ".join(series),
        )
    if goal.method_series is not None and series and goal.method_series not in series:
        return NapError(
            N("Target {target} is measured against series {own}, which holds nothing; there are: {series}."),
            N("Correct the name, or add the estimates of that series."),
            target=goal.code,
            own=goal.method_series,
            series=", ".join(series),
        )
    return None


def _one_a_year(goal: Goal, rows: Sequence[Mapping]) -> tuple[list[dict], list[NapError]]:
    """One observation a year, and a sentence for each year that has several different ones and is left out."""
    by_year: dict[int, list[dict]] = {}
    for o in rows:
        if o not in by_year.setdefault(o["year"], []):
            by_year[o["year"]].append(dict(o))
    problems = [
        NapError(
            N("Target {target}: there are {count} different values for {year}, so that year is not used."),
            N("Keep one of them, or give the others a series of their own."),
            target=goal.code,
            count=len(each),
            year=year,
        )
        for year, each in sorted(by_year.items())
        if len(each) > 1
    ]
    return [each[0] for _, each in sorted(by_year.items()) if len(each) == 1], problems


def _direction_problem(goal: Goal) -> NapError | None:
    """A target that lies on the worse side of its own baseline; None where it improves or holds its indicator."""
    if goal.better not in RISES or not _is_worse(goal, goal.target):
        return None
    return NapError(
        RISES[goal.better],
        N("Check whether baseline and target are exchanged, and correct them."),
        target=goal.code,
        baseline=goal.baseline.value,
        value=goal.target,
        unit=goal.unit,
    )


def _milestone_doubt(goal: Goal) -> NapError | None:
    """The first milestone on the worse side of the baseline; a plan may allow for that, so it is told only."""
    if goal.better not in RISES:
        return None
    for year, value in goal.path.points[1:-1]:
        if _is_worse(goal, value):
            return NapError(
                N("Target {target}: its milestone of {value} {unit} for {year} is worse than its baseline {baseline}."),
                N("Check whether baseline and milestone are exchanged, and correct them."),
                target=goal.code,
                value=value,
                unit=goal.unit,
                year=year,
                baseline=goal.baseline.value,
            )
    return None


def _is_worse(goal: Goal, value: float) -> bool:
    baseline = goal.baseline.value
    return value > baseline if goal.better == "lower" else value < baseline


def _milestone_unit_problem(goal: Goal) -> NapError | None:
    """The first milestone that is SLIP times all that baseline and target are; None where there is none."""
    ends = [abs(goal.baseline.value), abs(goal.target)]
    for year, value in goal.path.points[1:-1]:
        if max(ends) and abs(value) >= SLIP * max(ends):
            return NapError(
                N("Target {target}: its milestone of {value} for {year} is far from its baseline and its target."),
                N("Give baseline, milestones and target in {unit}; they may be in another unit."),
                target=goal.code,
                value=value,
                year=year,
                unit=goal.unit,
            )
    return None


def _unit_problem(goal: Goal, own: Sequence[Mapping]) -> NapError | None:
    """A baseline SLIP times off what was observed in its year.

    Where that year was not observed: off all that was observed, which is as far off the plan for its own year; what has
    moved that far as planned is progress.
    """
    at_baseline = [o for o in own if o["year"] == goal.baseline_year]
    seen = [o for o in at_baseline or own if o["value"]]
    if not goal.baseline.value or not seen:  # a baseline of 0: nothing was there to be counted
        return None
    if not all(_is_far(o["value"], goal.baseline.value) and _is_off_the_plan(goal, o) for o in seen):
        return None
    if at_baseline:
        what = N("Target {target}: its baseline of {baseline} for {year} is far from the {value} {unit} observed.")
    else:
        what = N(
            "Target {target}: its baseline of {baseline} for {year} is far from all that was observed in other years,"
            " such as {value} {unit}."
        )
    return NapError(
        what,
        N("Give baseline, milestones and target in {unit}; they may be in another unit."),
        target=goal.code,
        baseline=goal.baseline.value,
        year=goal.baseline_year,
        value=round(seen[0]["value"], 3),
        unit=goal.unit,
    )


def _is_far(value: float, other: float) -> bool:
    return not 1 / SLIP < abs(value / other) < SLIP


def _is_off_the_plan(goal: Goal, observation: Mapping) -> bool:
    planned = goal.path.value(observation["year"])
    if planned is None:
        return True
    return bool(planned) and _is_far(observation["value"], planned)


def _baseline_doubt(goal: Goal, own: Sequence[Mapping]) -> NapError | None:
    """What is wrong between the baseline and the value of its year, though the two may still be compared."""
    baseline = goal.baseline
    seen = next((o for o in own if o["year"] == goal.baseline_year), None)
    if seen is None:
        if not own or not baseline.value:  # a baseline of 0: nothing was there to be counted
            return None
        return NapError(
            N("Target {target}: its series holds no value for the baseline year {year}."),
            N("Add the estimate of that year, or say in the source of the target where its baseline comes from."),
            target=goal.code,
            year=goal.baseline_year,
        )
    low, high = baseline.ends or (baseline.value, baseline.value)
    least, most = seen["value"], seen["value"]
    if seen["low"] is not None and seen["high"] is not None:
        least, most = seen["low"], seen["high"]
    rounding = _half_of_last_digit(baseline.value)
    if low - rounding <= most and least <= high + rounding:
        return None
    return NapError(
        DIFFERS,
        N("Correct the one that is wrong, or say in the source of the target where its baseline comes from."),
        target=goal.code,
        baseline=baseline.value,
        year=goal.baseline_year,
        value=round(seen["value"], 3),
        unit=goal.unit,
    )


def _half_of_last_digit(value: float) -> float:
    """Half a unit of the last digit that a value is stated with: 0.05 for 24.1, 50 for 1,500, 0.5 for 0 and 15."""
    digits = Decimal(repr(float(value))).normalize()
    return 0.5 * 10.0 ** int(digits.as_tuple().exponent) if digits else 0.5


def _finite(x) -> float | None:
    return None if is_missing(x) or not math.isfinite(x) else float(x)
