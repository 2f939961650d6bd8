"""The clocks of the Convention: when the plan, its reviews and the national reports fall due.

Article 7.3(b): submission three years after entry into force or after notification, whichever is later.
Article 7.3(c): a review every three years thereafter. Article 21: reports on fixed dates
(reference/reporting_dates.toml). The two clocks do not line up; nothing here makes them.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count, takewhile
from pathlib import Path

from nap.language.texts import N

REFERENCE = Path(__file__).parent / "reference" / "reporting_dates.toml"
REVIEW_YEARS = 3  # Article 7.3(b) and (c)


@dataclass(frozen=True)
class Deadline:
    """A day on which something is due: what (English), by which rule, and whether its source was read."""

    due: dt.date
    what: str
    basis: str
    source_status: str


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def submission_due(dates: Mapping) -> dt.date | None:
    """The day by which the plan is to be submitted (Article 7.3(b)); None where neither date is known."""
    starts = [dates[k] for k in ("entry_into_force", "notified") if dates.get(k)]
    return years_later(max(starts), REVIEW_YEARS) if starts else None


def reviews(submitted: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Every review of a plan (Article 7.3(c)), without end: the day it is counted from, the day it is due."""
    for turn in count(1):
        yield years_later(submitted, (turn - 1) * REVIEW_YEARS), years_later(submitted, turn * REVIEW_YEARS)


def deadlines(plan: Mapping, today: dt.date) -> list[Deadline]:
    """What is due next, soonest first. plan: the contents of plan.toml; dates it does not give start no clock."""
    dates, period_end = plan.get("dates", {}), plan["plan"].get("period_end")
    found = []
    if submitted := dates.get("submitted"):
        found.append(
            Deadline(
                next(due for _, due in reviews(submitted) if due >= today),
                N("Three-year review of the plan"),
                N("Article 7.3(c), counted from the submission"),
                "sourced",
            )
        )
    elif due := submission_due(dates):
        found.append(Deadline(due, N("Submission of the plan to the Secretariat"), N("Article 7.3(b)"), "sourced"))
    kinds = {"full": N("Full national report"), "short": N("Short national report")}
    for kind, what in kinds.items():
        ahead = [r for r in reports() if r["kind"] == kind and r["due"] >= today]
        if ahead:
            found.append(Deadline(ahead[0]["due"], what, N("Article 21"), ahead[0]["source_status"]))
    if period_end and dt.date(int(period_end), 12, 31) >= today:
        found.append(
            Deadline(dt.date(int(period_end), 12, 31), N("End of the plan’s period"), N("The plan itself"), "sourced")
        )
    return sorted(found, key=lambda d: (d.due, d.what))


@dataclass(frozen=True)
class Turn:
    """One turn of a clock of the Convention: kind (review, short or full), its day, the days it covers if stated."""

    kind: str
    due: dt.date
    source_status: str
    covers_from: dt.date | None = None
    covers_to: dt.date | None = None


def turns(plan: Mapping, first: dt.date, last: dt.date) -> list[Turn]:
    """Every turn of both clocks between two days, soonest first; without a day of submission the reviews have none."""
    found = [
        Turn(r["kind"], r["due"], r["source_status"], r["covers_from"], r["covers_to"])
        for r in reports()
        if first <= r["due"] <= last
    ]
    if submitted := plan.get("dates", {}).get("submitted"):
        until_last = takewhile(lambda review: review[1] <= last, reviews(submitted))
        found += [Turn("review", due, "sourced", before, due) for before, due in until_last if due >= first]
    return sorted(found, key=lambda turn: (turn.due, turn.kind))


@cache
def reports() -> list[dict]:
    """The reports of Article 21, soonest first."""
    return sorted(tomllib.loads(REFERENCE.read_text(encoding="utf-8"))["report"], key=lambda r: r["due"])
