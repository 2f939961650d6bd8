"""Which groups of people are shown nowhere, because they are small or because a small one could be computed from them.

What is decided here, and why:
- A group of fewer people than the plan's least number is hidden: no page, figure, total or download holds it. What no
  total holds cannot be found by taking the parts from the total, whatever places and years a reader chooses.
- What remains is what a publisher gives twice: a region beside its districts, everybody beside each group, three years
  beside each of them, a place beside its contaminated sites. There the hidden part is the total less the others, so
  more is hidden: the smallest other parts, or else the total, until nobody can tell a hidden number from those shown,
  from how they add up, and from knowing that none is zero.

Lives here: which ones. Does not: hide them (pack.py), or say how few are too few (access.py).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.linalg import null_space

HUMAN = ("urine", "hair", "blood", "breast_milk")  # what is taken from people, as table sample names it
EXACT = 1e-9  # a number smaller than this is zero: a direction in which a count cannot move


@dataclass(frozen=True)
class Group:
    """So many people measured. about: what must be equal for counts to add up (matrix, form of mercury, basis).

    kind: which people; None for everybody. site: the contaminated site; None for the whole place. period: first and
    last day, None where it is not known; year: the one the group counts in.
    """

    code: str
    about: Hashable
    place: str
    kind: str | None
    n: int
    year: int | None = None
    site: str | None = None
    period: tuple | None = None


def hidden(groups: Iterable[Group], parents: Mapping[str, str | None], least: float) -> set[str]:
    """The codes of the groups that are hidden. parents: place -> the place it lies in, None for the nation."""
    found: set[str] = set()
    together: defaultdict[Hashable, list[Group]] = defaultdict(list)
    for group in groups:
        together[group.about].append(group)
    for same in together.values():
        if small := [i for i, group in enumerate(same) if group.n < least]:
            found |= _hidden(same, list(sums(same, parents, small)), small, least)
    return found


def sums(
    groups: list[Group], parents: Mapping[str, str | None], small: Iterable[int] | None = None
) -> Iterator[tuple[int, list[int]]]:
    """What may add up: (total, parts) as positions in `groups`, which must be about the same.

    By place: a group, and the same people of the year in the places one, two, … steps below it. By people: everybody,
    and each kind of people in the same place and year. And whatever else adds up and hangs together with one of those
    at the positions `small`, any by default (see _exact).
    """
    at: defaultdict[tuple, list[int]] = defaultdict(list)
    kinds: defaultdict[tuple, list[int]] = defaultdict(list)
    for i, group in enumerate(groups):
        at[group.place, group.kind, group.year].append(i)
        if group.kind is not None:
            kinds[group.place, group.year].append(i)
    below: defaultdict[tuple, list[int]] = defaultdict(list)
    for (place, kind, year), there in at.items():
        for steps, (_, up) in enumerate(pairwise(_ladder(place, parents)), 1):
            below[up, kind, year, steps] += there
    for (up, kind, year, _), parts in below.items():
        yield from ((total, parts) for total in at.get((up, kind, year), ()))
    for (place, year), parts in kinds.items():
        yield from ((total, parts) for total in at.get((place, None, year), ()))
    yield from _exact(groups, parents, range(len(groups)) if small is None else small)


def _exact(
    groups: list[Group], parents: Mapping[str, str | None], small: Iterable[int]
) -> Iterator[tuple[int, list[int]]]:
    """Groups with those they hold, by place, people, site and period at once, where they add up to them exactly.

    Of those that hold each other once the largest count, once the smallest: a region may be parted into districts and
    its neighbour not. Only what hangs together with a small group is looked at.
    """
    at: defaultdict[tuple[str, str | None], _Periods] = defaultdict(_Periods)
    under: defaultdict[str, _Periods] = defaultdict(_Periods)
    ladders = {place: _ladder(place, parents) for place in {group.place for group in groups}}
    for i, group in enumerate(groups):
        at[group.place, group.kind].add(i, group.period)
        for up in ladders[group.place]:
            under[up].add(i, group.period)

    @cache
    def holders(i: int) -> set[int]:
        there = [(up, kind) for up in ladders[groups[i].place] for kind in {groups[i].kind, None}]
        near = (at[each].around(groups[i].period) for each in there if each in at)
        return {j for found in near for j in found if _holds(groups[j], groups[i])}

    waiting = list(small)
    seen = set(waiting)
    while waiting:
        total = waiting.pop()
        whole = groups[total]
        below = under[whole.place].within(whole.period)
        inside = {i for i in below if groups[i].n < whole.n and _holds(whole, groups[i])}
        if inside:
            largest = {i for i in inside if holders(i).isdisjoint(inside)}
            smallest = inside.difference(*map(holders, inside))
            for parts in {frozenset(largest), frozenset(smallest)}:
                if sum(groups[i].n for i in parts) == whole.n:
                    yield total, sorted(parts)
        found = (inside | holders(total)) - seen
        seen |= found
        waiting += found


class _Periods:
    """Positions by their period, so that those around or within one are found without looking at all the others."""

    def __init__(self) -> None:
        self.days: defaultdict[tuple, list[int]] = defaultdict(list)
        self.longer: defaultdict[tuple, list[int]] = defaultdict(list)
        self.unknown: list[int] = []

    def add(self, i: int, period: tuple | None) -> None:
        kept = self.unknown if period is None else (self.days if period[0] == period[1] else self.longer)[period]
        kept.append(i)

    def around(self, period: tuple | None) -> list[int]:
        """Those whose period holds this one; of an unknown one those unknown too."""
        if period is None:
            return self.unknown
        wide = [i for (a, b), those in self.longer.items() if a <= period[0] and period[1] <= b for i in those]
        return wide + self.days.get(period, [])

    def within(self, period: tuple | None) -> list[int]:
        """Those whose period lies in this one; of an unknown one those unknown too."""
        if period is None:
            return self.unknown
        if period[0] == period[1]:
            return self.days.get(period, [])
        first, last = period
        every = (*self.longer.items(), *self.days.items())
        return [i for (a, b), those in every if first <= a and b <= last for i in those]


def _extent(group: Group) -> tuple:
    return group.place, group.kind, group.site, group.period


def _holds(whole: Group, part: Group) -> bool:
    """Whether people of a group may be counted in a wider one of the same place, or of one above it."""
    if _extent(whole) == _extent(part):
        return False
    if whole.kind not in (None, part.kind) or whole.site not in (None, part.site):
        return False
    if whole.period is None or part.period is None:
        return whole.period == part.period
    return whole.period[0] <= part.period[0] and part.period[1] <= whole.period[1]


def _ladder(place: str, parents: Mapping[str, str | None]) -> list[str]:
    """A place and all places above it; a circle of parents ends where it closes."""
    found = [place]
    while (up := parents.get(found[-1])) is not None and up not in found:
        found.append(up)
    return found


def _hidden(groups: list[Group], adding: list[tuple[int, list[int]]], small: list[int], least: float) -> set[str]:
    """The codes hidden among groups that are about the same."""
    away = set(small)
    while True:
        more = _too_plain(groups, adding, away, least)
        if more is None:
            more = _computable(groups, adding, small, away)
        if more is None:
            return {groups[i].code for i in away}
        away.add(more)


def _too_plain(groups: list[Group], adding, away: set[int], least: float) -> int | None:
    """The next group to hide where the parts hidden of a total are one, or together too few to leave a doubt."""
    for total, parts in adding:
        out = [i for i in parts if i in away]
        if total in away or not out:
            continue
        people = sum(groups[i].n for i in out)
        if len(out) >= 2 and people >= max(least, len(out) + 1):
            continue
        shown = [i for i in parts if i not in away]
        return _smallest(groups, shown) if shown else total
    return None


def _computable(groups: list[Group], adding, small: list[int], away: set[int]) -> int | None:
    """The next group to hide where a small one follows from several sums together.

    The hidden groups of all sums are the unknowns of linear equations. A small group that no solution of the equations
    without a right side can move has one value only: it can be computed.
    """
    telling = [(total, parts) for total, parts in adding if not away.isdisjoint([total, *parts])]
    unknown = sorted(away.intersection(i for total, parts in telling for i in (total, *parts)))
    column = {i: k for k, i in enumerate(unknown)}
    free = _free_directions(telling, column)
    for i in small:
        if i not in column:  # no sum tells anything of it
            continue
        can_move = (np.abs(free[column[i]]) > EXACT).any()
        if can_move:
            continue
        beside = {j for total, parts in telling if i in (total, *parts) for j in (total, *parts)}
        shown = beside - away or set(range(len(groups))) - away
        if shown:
            return _smallest(groups, shown)
    return None


def _free_directions(telling: list[tuple[int, list[int]]], column: Mapping[int, int]) -> np.ndarray:
    """Directions in which the unknown counts can move while every sum still holds: (unknowns, directions)."""
    equations = np.zeros((len(telling), len(column)))
    for row, (total, parts) in zip(equations, telling, strict=True):
        for i in parts:
            if i in column:
                row[column[i]] += 1
        if total in column:
            row[column[total]] -= 1
    equations = np.unique(equations, axis=0)  # a total that is given twice tells nothing more
    return null_space(equations) if len(equations) else equations.T


def _smallest(groups: list[Group], among: Iterable[int]) -> int:
    return min(among, key=lambda i: (groups[i].n, groups[i].code))
