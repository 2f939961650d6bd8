"""The same target judged by other published methods, so that a reader sees what a verdict owes to its method.

Lives here: Open SDG (as coded in sdg/ProgressMeasure.py, commit 139fede), the UN progress charts of 2022 and 2023, and
the plain straight line; each with its inputs and with why it may differ. None of them looks at uncertainty, and none is
this project's verdict (that is status.py). Thresholds and sources are data: [[opinion]] in reference/status_rules.toml.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nap.language.texts import N
from nap.methods.status import Status, reference

TITLES = {
    "open_sdg": N("Open SDG"),
    "un_2022": N("UN progress chart 2022"),
    "un_2023": N("UN progress chart 2023"),
    "linear": N("Straight line, central values only"),
}
# The verdicts of the methods in their own words.
WORDS = {
    "target_achieved": N("Target achieved"),
    "substantial_progress": N("Substantial progress (on track)"),
    "moderate_progress": N("Moderate progress"),
    "limited_progress": N("Limited progress"),
    "deterioration": N("Deterioration"),
    "not_available": N("Not available"),
    "met_or_on_track": N("Target met or on track"),
    "fair_progress": N("Fair progress"),
    "limited_or_none": N("Limited or no progress"),
    "stagnation_or_regression": N("Stagnation or regression"),
    "on_track": N("On track"),
    "some_progress": N("Some progress"),
    "insufficient": N("Insufficient"),
    "wrong_direction": N("Wrong direction"),
}


@dataclass(frozen=True)
class Case:
    """The figures every method is given: central values in the indicator's unit; direction -1 (fall wanted) or +1."""

    base: float
    base_year: int
    value: float
    year: int
    target: float
    target_year: int
    direction: int = -1

    @property
    def is_met(self) -> bool:
        return self.direction * (self.value - self.target) >= 0


@dataclass(frozen=True)
class Opinion:
    """What one method says. measure: the figure its thresholds are held against, None where it cannot be computed.

    inputs: (English label, value, kind), kind one of quantity, rate (a share a year), share or year. why: English
    sentences on why it may differ from the status, with `values` for their placeholders.
    """

    method: str
    title: str
    verdict: str
    measure: float | None
    inputs: tuple[tuple[str, float | None, str], ...]
    why: tuple[str, ...]
    source: str
    source_status: str

    @property
    def word(self) -> str:
        """The verdict in English, to be translated."""
        return WORDS[self.verdict]


def growth_rate(value: float, base: float, years: float) -> float | None:
    """Compound yearly growth from base to value as a share (-0.05 is a fall of 5 % a year); None where undefined."""
    if base == 0 or years == 0 or value / base < 0:
        return None
    return (value / base) ** (1 / years) - 1


# --- Open SDG --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenSdg:
    """Result of the Open SDG calculation: status in its own names, its progress value R, score from -5 to 5."""

    status: str
    value: float | None
    score: float | None
    observed: float | None = None
    required: float | None = None
    target: float | None = None


def open_sdg(case: Case) -> OpenSdg:
    """Open SDG with a target: R = sign · direction · observed growth / |required growth|, as coded.

    A target of 0 becomes 0.001 before the target is tested; a base of 0 becomes 0.001 after sign and test. Nothing is
    returned where base and value have opposite signs or lie less than a year apart.
    """
    told = _told("open-sdg-139fede")
    target = told["zero_value"] if case.target == 0 else case.target
    sign = -1 if case.base < 0 else 1
    achieved = case.direction * (case.value - target) >= 0
    base = told["zero_value"] if case.base == 0 else case.base
    r = observed = required = None
    if case.year - case.base_year >= 1 and base * case.value >= 0:
        observed = growth_rate(case.value, base, case.year - case.base_year)
        required = growth_rate(target, base, case.target_year - case.base_year)
        if observed is not None and required:
            r = sign * case.direction * observed / abs(required)
    if achieved:
        return OpenSdg("target_achieved", r, 5.0, observed, required, target)
    return OpenSdg(_open_sdg_name(r, told["thresholds"]), r, open_sdg_score(r), observed, required, target)


def open_sdg_score(r: float | None) -> float | None:
    """Score from -5 to 5 of a progress value against a target; the coefficients are those of the code."""
    if r is None:
        return None
    return min(7.1429 * r - 4.2857, 5) if r >= 0.6 else max(4.1667 * r - 2.5, -5)


_OPEN_SDG_NAMES = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")


def _open_sdg_name(r: float | None, thresholds: Sequence[float]) -> str:
    return "not_available" if r is None else _named(r, thresholds, _OPEN_SDG_NAMES)


def _named(x: float, thresholds: Sequence[float], names: Sequence[str]) -> str:
    """The name of the first threshold that x reaches, else the last name."""
    return next((name for limit, name in zip(thresholds, names, strict=False) if x >= limit), names[-1])


# --- United Nations --------------------------------------------------------------------------------------------------


def un_2022(case: Case) -> tuple[str, float | None, float | None, float | None]:
    """UN progress chart 2022: verdict, ratio of actual to required growth rate, and the two rates."""
    actual = growth_rate(case.value, case.base, case.year - case.base_year)
    required = growth_rate(case.target, case.base, case.target_year - case.base_year)
    ratio = actual / required if actual is not None and required else None
    if case.is_met:
        return "target_achieved", ratio, actual, required
    if ratio is None:
        return "not_available", None, actual, required
    names = ("substantial_progress", "fair_progress", "limited_or_none", "deterioration")
    high, middle, low = _told("un-2022")["thresholds"]
    if ratio > high:
        return names[0], ratio, actual, required
    return _named(ratio, (middle, low), names[1:]), ratio, actual, required


def un_2023(case: Case) -> tuple[str, float | None, float | None]:
    """UN progress chart 2023: verdict, share of the way done by the target year, and the value expected then.

    The expected value continues the yearly growth rate since the base.
    """
    rate = growth_rate(case.value, case.base, case.year - case.base_year)
    expected = share = None
    if rate is not None and case.target != case.base:
        expected = case.value * (1 + rate) ** max(0, case.target_year - case.year)
        share = (expected - case.base) / (case.target - case.base)
    if case.is_met:
        return "target_achieved", share, expected
    if share is None:
        return "not_available", None, expected
    names = ("met_or_on_track", "moderate_progress", "stagnation_or_regression")
    return _named(share, _told("un-2023")["thresholds"], names), share, expected


# --- straight line ---------------------------------------------------------------------------------------------------


def linear(case: Case) -> tuple[str, float | None, float]:
    """Straight line: verdict, actual change / change asked for by then, and the value the line has in that year."""
    passed = min(1.0, (case.year - case.base_year) / (case.target_year - case.base_year))
    planned = case.base + (case.target - case.base) * passed
    ratio = (case.value - case.base) / (planned - case.base) if planned != case.base else None
    if case.is_met:
        return "target_achieved", ratio, planned
    if ratio is None:
        return "not_available", None, planned
    names = ("on_track", "some_progress", "insufficient", "wrong_direction")
    return _named(ratio, _told("linear-1")["thresholds"], names), ratio, planned


# --- side by side ----------------------------------------------------------------------------------------------------


def _told(id: str) -> dict:
    return next(each for each in reference()["opinion"] if each["id"] == id)


def case_of(status: Status) -> Case | None:
    """The figures of a status for the other methods; None where nothing was observed."""
    if status.year is None or status.value is None:
        return None
    goal = status.goal
    return Case(
        goal.baseline.value, goal.baseline_year, status.value, status.year, goal.target, goal.target_year, goal.sense
    )


def opinions(case: Case) -> list[Opinion]:
    """What every method says of one case, in the order of the reference file."""
    return [_FORMS[told["form"]](case, told) for told in reference()["opinion"]]


def _opinion(told: dict, verdict: str, measure, inputs, why) -> Opinion:
    return Opinion(
        told["id"],
        TITLES[told["form"]],
        verdict,
        measure,
        tuple(inputs),
        tuple(why),
        told["source"],
        told["source_status"],
    )


_GROWTH = N("It compares yearly growth rates: a steady percentage asks for more at the start than at the end.")
_ZERO_TARGET = N("A target of 0 is replaced by 0.001, so its verdict changes with the unit and elimination looks late.")
_ZERO_BASE = N("A baseline of 0 is replaced by 0.001, so its verdict changes with the unit.")
_NO_RATE = N("From a baseline of 0 no growth rate can be computed.")
_ALL_AT_ONCE = N("A target of 0 asks for a growth rate of −100 %, so any pace short of that counts as slow.")
_AHEAD = N("It continues the growth rate to the target year and asks how much of the way will be done by then.")
_NO_MILESTONES = N("It knows no milestones.")
_CENTRAL = N("It takes the central values as certain.")
_LINE = N("It is the same arithmetic as the status, on a straight line.")


def _ask_open_sdg(case: Case, told: dict) -> Opinion:
    found = open_sdg(case)
    inputs = [
        (N("Observed growth a year"), found.observed, "rate"),
        (N("Required growth a year"), found.required, "rate"),
        (N("Target as used"), found.target, "quantity"),
        (N("Score from −5 to 5"), found.score, "number"),
    ]
    why = [_GROWTH, *([_ZERO_TARGET] if case.target == 0 else []), *([_ZERO_BASE] if case.base == 0 else [])]
    return _opinion(told, found.status, found.value, inputs, [*why, _NO_MILESTONES, _CENTRAL])


def _ask_un_2022(case: Case, told: dict) -> Opinion:
    verdict, ratio, actual, required = un_2022(case)
    inputs = [(N("Observed growth a year"), actual, "rate"), (N("Required growth a year"), required, "rate")]
    why = [_NO_RATE] if case.base == 0 else [_GROWTH, *([_ALL_AT_ONCE] if case.target == 0 else [])]
    return _opinion(told, verdict, ratio, inputs, [*why, _NO_MILESTONES, _CENTRAL])


def _ask_un_2023(case: Case, told: dict) -> Opinion:
    verdict, share, expected = un_2023(case)
    inputs = [(N("Value expected in the target year"), expected, "quantity")]
    why = [_NO_RATE] if case.base == 0 else [_AHEAD]
    return _opinion(told, verdict, share, inputs, [*why, _NO_MILESTONES, _CENTRAL])


def _ask_linear(case: Case, told: dict) -> Opinion:
    verdict, ratio, planned = linear(case)
    inputs = [(N("Value of the straight line"), planned, "quantity")]
    return _opinion(told, verdict, ratio, inputs, [_LINE, _NO_MILESTONES, _CENTRAL])


_FORMS: dict[str, Callable[[Case, dict], Opinion]] = {
    "open_sdg": _ask_open_sdg,
    "un_2022": _ask_un_2022,
    "un_2023": _ask_un_2023,
    "linear": _ask_linear,
}
