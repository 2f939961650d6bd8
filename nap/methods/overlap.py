"""The double-count guard: what projects claim, and how much of it is claimed once only.

Two claims overlap where two projects claim the same year (or both all years of their effect), the same kind of
contribution, and places of which one lies in the other. Lives here: the arithmetic. Does not: where the claims come
from (queries/donor_claims.sql), and words about them (nap/topics/donors.py).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """An amount a project claims for the last place of `path`, which leads there from the nation; group: what may
    overlap at all, such as (year, contribution). Amounts of one group have one unit and are never negative."""

    code: str
    project: str
    group: Hashable
    path: tuple[str, ...]
    amount: float


def total(claims: Iterable[Claim]) -> float:
    """All claims added, overlaps and all."""
    return sum(claim.amount for claim in claims)


def without_overlap(claims: Iterable[Claim]) -> float:
    """The largest amount that can be claimed so that no two projects claim the same place; never above `total`.

    In a place where somebody claims for the place as a whole, one project is heard alone, or else only what is claimed
    for the places inside it; whichever is more. One project's own claims are taken not to overlap each other.
    """
    groups = defaultdict(list)
    for claim in claims:
        groups[claim.group].append(claim)
    return sum(_largest(group, 0) for group in groups.values())


def _largest(claims: Sequence[Claim], depth: int) -> float:
    inside = defaultdict(list)
    for claim in claims:
        if len(claim.path) > depth:
            inside[claim.path[depth]].append(claim)
    apart = sum(_largest(group, depth + 1) for group in inside.values())
    if all(len(claim.path) > depth for claim in claims):
        return apart
    alone: defaultdict[Hashable, float] = defaultdict(float)
    for claim in claims:
        alone[claim.project] += claim.amount
    return max(apart, *alone.values())


def overlaps(claims: Iterable[Claim]) -> list[tuple[Claim, Claim]]:
    """Every two claims of different projects that overlap, the one for the wider place first."""
    at: defaultdict[tuple, list[Claim]] = defaultdict(list)
    claims = sorted(claims, key=lambda claim: (len(claim.path), claim.code))
    found = []
    for claim in claims:
        for depth in range(len(claim.path) + 1):
            found += [(wider, claim) for wider in at[claim.group, claim.path[:depth]] if wider.project != claim.project]
        at[claim.group, claim.path].append(claim)
    return found
