"""The verdict on every target, given once: how far it has come, its headline, and whether it may be compared at all.

Lives here: turning the rows of the one query `verdicts` into targets with their status, and choosing those a view is
about. Overview, Targets, Actions, Donors, Portfolio, the scenarios and `nap status` ask here, so they cannot differ. A
verdict rests on all observations up to the last year chosen, never on the first. A target that may not be compared is
used nowhere; `findings` says why, in two sentences. Does not: judge (methods/status.py) or lay out tables (targets.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from nap.errors import NapError
from nap.figures.pieces import Verdict
from nap.language.texts import N, Words
from nap.methods import status as engine
from nap.methods.headline import Headline, headline
from nap.methods.path import Path
from nap.methods.status import Goal, Status
from nap.pack import indicator
from nap.pack.indicator import Indicator
from nap.topics import query, verdict_sentences
from nap.topics.rows import records

if TYPE_CHECKING:
    from nap.pack import Pack

COLUMNS = ["year", "value", "low", "high", "n", "method_series"]
IN_PLACE = ("own", "below")  # relations of a target to the place asked about: that place, or one in it
ANYWHERE = (*IN_PLACE, "above", "elsewhere")


@dataclass(frozen=True)
class Target:
    """One row of the query `verdicts` with its indicator, its status, and the observations of its own series (frame).

    The observations are those up to the year that was asked for; whether the target may be compared rests on all.
    """

    row: dict
    indicator: Indicator
    frame: pd.DataFrame
    status: Status

    @property
    def code(self) -> str:
        return self.row["target_code"]

    @property
    def is_current(self) -> bool:
        return bool(self.row["is_current"])

    @property
    def path(self) -> Path:
        return self.status.goal.path

    @property
    def is_comparable(self) -> bool:
        """Whether it may be held against what was observed; one that may not is used nowhere."""
        return self.status.is_comparable

    @property
    def headline(self) -> Headline | None:
        """Latest value and change of its own series, on the observations its status rests on."""
        rows = [{"series": None, **row} for row in records(self.frame)]
        return headline(rows, self.row["method_series"])

    def title(self, words: Words) -> str:
        """Its own title, else indicator, breakdown and place; never empty."""
        own = words.text(self.row, "title")
        if own != "–":
            return own
        parts = [words.t(self.indicator.title)]
        if self.row["series"]:
            parts.append(words.t(self.indicator.series_label(self.row["series"])))
        if self.row["level"]:
            parts.append(self.row["place_name"] or self.row["place_code"])
        return ", ".join(parts)

    def value(self, words: Words, value) -> str:
        """A value in the indicator's unit."""
        return words.quantity(value, self.indicator.unit)

    def sentence(self, words: Words) -> str:
        """From baseline to target, and the verdict with what it rests on."""
        row = self.row
        promised = words.t(
            "From {baseline} in {baseline_year} to {target} in {target_year}.",
            baseline=self.value(words, row["baseline_value"]),
            baseline_year=row["baseline_year"],
            target=self.value(words, row["target_value"]),
            target_year=row["target_year"],
        )
        reasons = verdict_sentences.sentence(self.status, words)
        return f"{promised} {words.t('{verdict}: {reasons}', verdict=self.verdict(words), reasons=reasons)}"

    def verdict(self, words: Words) -> str:
        """Icon and word."""
        return f"{self.status.icon} {words.t(self.status.word)}"

    def verdict_cell(self, words: Words) -> Verdict:
        """Icon and word as a cell of a table, in the colour of the verdict."""
        return Verdict(self.status.icon, words.t(self.status.word), self.status.code)


def read(rows: pd.DataFrame, until: int | None = None) -> list[Target]:
    """Every target with its status; those whose indicator does not exist are left to `findings`.

    rows: of the query verdicts. until: the last year whose observations count, at most the last that the
    plan is judged on.
    """
    return [_judged(row, until) for row in records(rows) if row["indicator"] in indicator.indicators()]


def of_pack(pack: "Pack") -> tuple[list[Target], list[NapError]]:
    """Every target of a pack by code, old versions too, and all that is wrong with them."""
    rows = pack.sql(query.get("verdicts").sql, place=None)
    found = sorted(read(rows), key=lambda target: target.code)
    return found, [*unknown_indicators(rows), *findings(found)]


def _judged(row: dict, until: int | None) -> Target:
    it = indicator.get(row["indicator"])
    milestones = [(point["year"], point["value"]) for point in _listed(row.pop("milestones"))]
    observations = _listed(row.pop("observations"))
    goal = Goal.of(row, milestones, it.better, it.unit)
    until = row["last_year"] if until is None else min(until, row["last_year"])
    status = engine.judge(goal, observations, until=until)
    own = [
        each for each in observations if row["method_series"] in (None, each["method_series"]) and each["year"] <= until
    ]
    return Target(row, it, pd.DataFrame(own, columns=COLUMNS), status)


def _listed(values) -> list[dict]:
    """A nested list as DuckDB hands it over; None where there is none."""
    return [] if values is None else list(values)


def current(found: Sequence[Target], relations: Sequence[str] = IN_PLACE) -> list[Target]:
    """The targets that stand and may be compared, for the place asked about and the places in it."""
    return [each for each in found if each.is_current and each.is_comparable and each.row["relation"] in relations]


def by_indicator(found: Sequence[Target]) -> dict[str, Target]:
    """Indicator -> the first current target for its total at the very place asked about."""
    chosen: dict[str, Target] = {}
    for each in current(found, ("own",)):
        if each.row["series"] is None:
            chosen.setdefault(each.indicator.id, each)
    return chosen


def findings(found: Sequence[Target]) -> list[NapError]:
    """All that is wrong or in doubt with targets, in the order given."""
    return [problem for each in found for problem in each.status.problems]


def refused(rows: pd.DataFrame, found: Sequence[Target]) -> list[NapError]:
    """Why targets that stand, for the place asked about and places in it, are used nowhere; rows: of the same query."""
    here = rows[rows["is_current"] & rows["relation"].isin(IN_PLACE)]
    barred = [each for each in found if each.is_current and not each.is_comparable and each.row["relation"] in IN_PLACE]
    return [*unknown_indicators(here), *findings(barred)]


def without_audit(problems: Sequence[NapError]) -> list[NapError]:
    """The problems that no audit of table target names: a direction is told there, with the row it stands in."""
    return [problem for problem in problems if problem.what not in engine.RISES.values()]


def unknown_indicators(rows: pd.DataFrame) -> list[NapError]:
    """A sentence for each target whose indicator does not exist."""
    known = indicator.indicators()
    return [
        NapError(
            N("Target {target} is measured by {indicator}, and there is no such indicator."),
            N("Choose one of: {names}."),
            target=row["target_code"],
            indicator=row["indicator"],
            names=", ".join(known),
        )
        for row in records(rows)
        if row["indicator"] not in known
    ]
