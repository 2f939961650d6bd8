"""What changes of practice would bring: mercury used in a later year, from today's estimates and a few levers.

Lives here: levers, the gold and mercury of every part they make, ranges by Monte Carlo, each lever alone. Does not: the
mass balance itself (balance.py), distributions (uncertainty.py), words (topics/scenario.py), planned paths (path.py).

Every estimate (a place and a practice) is split into parts. Gold that is not reached stays as it is today. Of the gold
that is reached, a share of whole ore amalgamation moves to concentrate amalgamation, a share of all becomes
mercury-free, and what is left meets more and better retorts. Gold moves only where less mercury is lost per gold, so
that no lever raises the use. All of it grows by the same factor. Per part F7 holds: gold x (t + b (1 - captured)),
where captured = retort share x efficiency. Ratios t and b are scaled so that today's use is the one stated.

Levers are taken as exact; the relative errors of gold (one for each place) and of mercury per gold (one for each
practice, shared by all places) stay those of today's estimates. Gold that moves keeps the error of its gold and takes
the error of the ratio of concentrate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike

from nap.methods import inputs, uncertainty
from nap.methods import values as reference
from nap.methods.balance import balance

PARTS = ("not_reached", "reached", "moved", "freed")  # what becomes of the gold of one estimate
LEVERS = ("whole_ore_share", "retort_share", "efficiency_share", "free_share")  # those that lower the use


@dataclass(frozen=True)
class Levers:
    """What is changed until the target year; shares from 0 to 1, the defaults change nothing.

    whole_ore_share: of its gold moves to concentrate amalgamation. retort_share: of the amalgam burned openly today
    goes into retorts. efficiency_share: retorts capture at least this. free_share: of the gold won with mercury
    becomes mercury-free. reach_share: of the gold the four reach. growth_share: of gold production, -1 or more.
    """

    whole_ore_share: float = 0.0
    retort_share: float = 0.0
    efficiency_share: float = 0.0
    free_share: float = 0.0
    reach_share: float = 1.0
    growth_share: float = 0.0

    def __post_init__(self):
        for each in fields(self):
            if each.name != "growth_share":
                inputs.share(each.name, getattr(self, each.name))
        inputs.not_negative("1 + growth_share", 1 + self.growth_share)

    def alone(self, name: str) -> "Levers":
        """This lever alone at its setting: no other one, no growth; the reach stays."""
        if name == "growth_share":
            return Levers(growth_share=self.growth_share)
        return Levers(reach_share=self.reach_share, **{name: getattr(self, name)})


@dataclass(frozen=True)
class Start:
    """Today's estimates, one element each, in kg a year and kg of mercury per kg of gold; build it with `of`.

    amount: gold in kg, 1 where it is not known (is_gold_known), so that amount x per-gold is the use. lost, amalgam:
    t and b scaled to the use stated, NaN where the fate is not known (the use then counts as a whole). other_*: what
    gold that moves to concentrate meets, other_net its mercury used per gold today. Half-widths in % of the value,
    NaN where not stated.
    """

    place: np.ndarray
    practice: np.ndarray
    use_kg: np.ndarray
    amount: np.ndarray
    is_gold_known: np.ndarray
    scale: np.ndarray
    lost: np.ndarray
    amalgam: np.ndarray
    retort_share: np.ndarray
    efficiency: np.ndarray
    other_net: np.ndarray
    other_lost: np.ndarray
    other_amalgam: np.ndarray
    other_retort_share: np.ndarray
    other_efficiency: np.ndarray
    gold_half_width_pct: np.ndarray
    ratio_half_width_pct: np.ndarray
    other_half_width_pct: np.ndarray
    is_other_reference: np.ndarray
    is_efficiency_reference: np.ndarray

    @property
    def is_fate_known(self) -> np.ndarray:
        return ~np.isnan(self.lost)

    @classmethod
    def of(cls, rows: Mapping[str, ArrayLike]) -> "Start":
        """From columns of mercury_balance: place_code, practice, gold_kg, gold_u_pct, tailings_loss_ratio,
        amalgam_ratio, retort_share, retort_efficiency, ratio_u_pct, use_kg, use_low_kg, use_high_kg.

        use_kg must be known. What is not known of concentrate or of retorts comes from reference/ratios.toml.
        """
        place, practice = (np.asarray(rows[name], dtype=str) for name in ("place_code", "practice"))
        names = ("use_kg", "gold_kg", "tailings_loss_ratio", "amalgam_ratio", "gold_u_pct", "ratio_u_pct")
        use, gold, lost, amalgam, gold_u, ratio_u = (inputs.not_negative(n, rows[n]).copy() for n in names)
        met, captures = (inputs.share(n, rows[n]).copy() for n in ("retort_share", "retort_efficiency"))
        free = practice == "mercury_free"
        lost, amalgam = (np.where(free & np.isnan(each), 0.0, each) for each in (lost, amalgam))
        met = np.where(np.isnan(met) & (amalgam == 0), 0.0, met)
        assumed = np.isnan(captures) & (met == 0)  # no retort yet: how well one would capture is not told
        captures = np.where(assumed, _reference("all", "retort_efficiency"), captures)
        ratio = lost + amalgam * (1 - met * captures)
        implied = np.divide(use, ratio, where=ratio > 0, out=np.full(use.shape, np.nan))
        gold = np.where(np.isnan(gold), implied, gold)
        is_gold_known = gold > 0
        amount = np.where(is_gold_known, gold, 1.0)
        computed = amount * ratio
        scale = np.divide(use, computed, where=computed > 0, out=np.where(use == 0, 1.0, np.nan))
        known = ~np.isnan(ratio) & ~np.isnan(scale) & (is_gold_known | (use == 0))
        lost, amalgam = (np.where(known, np.where(use == 0, 0.0, scale * each), np.nan) for each in (lost, amalgam))
        ratio_u, gold_u = _half_widths(rows, use, gold_u, ratio_u)
        net, other_lost, other_amalgam, other_met, other_captures, other_u = _concentrate(
            place, (practice == "concentrate") & is_gold_known, amount, use, lost, amalgam, met, captures, ratio_u
        )
        return cls(
            place=place,
            practice=practice,
            use_kg=use,
            amount=amount,
            is_gold_known=is_gold_known,
            scale=np.where(known, scale, 1.0),
            lost=lost,
            amalgam=amalgam,
            retort_share=met,
            efficiency=captures,
            other_net=net,
            other_lost=other_lost,
            other_amalgam=other_amalgam,
            other_retort_share=other_met,
            other_efficiency=other_captures,
            gold_half_width_pct=gold_u,
            ratio_half_width_pct=ratio_u,
            other_half_width_pct=other_u,
            is_other_reference=np.isnan(net),
            is_efficiency_reference=assumed & known & (amalgam > 0),
        )._with_reference()

    def _with_reference(self) -> "Start":
        """Where a place tells nothing of concentrate: ratios of the reference, retorts and half-width of its own."""
        gone = self.is_other_reference
        published = reference.row("ratios", "ratio", practice="concentrate", quantity="hg_au_ratio_kg_kg")
        width = uncertainty.half_width_pct(published["low"], published["high"], published["value"])
        width = np.maximum(self.ratio_half_width_pct, float(width))
        best = _reference("all", "retort_efficiency")
        lost, amalgam = _reference("concentrate", "tailings_loss_ratio_kg_kg"), _reference("all", "amalgam_ratio_kg_kg")
        retorts = np.nan_to_num(self.retort_share)
        own_efficiency = np.where(np.isnan(self.efficiency), best, self.efficiency)
        return replace(
            self,
            other_net=np.where(gone, lost + amalgam * (1 - retorts * own_efficiency), self.other_net),
            other_lost=np.where(gone, lost, self.other_lost),
            other_amalgam=np.where(gone, amalgam, self.other_amalgam),
            other_retort_share=np.where(gone, retorts, self.other_retort_share),
            other_efficiency=np.where(gone, own_efficiency, self.other_efficiency),
            other_half_width_pct=np.where(gone, width, self.other_half_width_pct),
        )


def _reference(practice: str, quantity: str) -> float:
    return float(reference.row("ratios", "ratio", practice=practice, quantity=quantity)["value"])


def _half_widths(rows, use, gold_u, ratio_u) -> tuple[np.ndarray, np.ndarray]:
    """Half-widths of ratio and gold: as stated; else the range of the use stands for both, as an error of the ratio."""
    low, high = (inputs.numbers(name, rows[name]) for name in ("use_low_kg", "use_high_kg"))
    both = ~np.isnan(gold_u) & ~np.isnan(ratio_u)
    good = ~both & (low <= use) & (use <= high) & (use > 0)
    ratio_u, gold_u = np.where(both, ratio_u, np.nan), np.where(both, gold_u, np.nan)
    if good.any():
        ratio_u[good] = uncertainty.half_width_pct(low[good], high[good], use[good])
        gold_u[good] = 0.0
    return ratio_u, gold_u


def _concentrate(place, usable, amount, use, lost, amalgam, met, captures, ratio_u) -> list[np.ndarray]:
    """Of concentrate at the place of every estimate, weighted by gold: mercury used per gold, t, b, retort share,
    efficiency, half-width. NaN where the place has none, or where the fate of some of it is not known."""
    found = [np.full(len(place), np.nan) for _ in range(6)]
    for code in np.unique(place):
        here = place == code
        own = here & usable
        if not own.any():
            continue
        gold = amount[own] / amount[own].sum()
        in_amalgam = gold * amalgam[own]
        in_retorts = in_amalgam * met[own]
        values = (
            use[own].sum() / amount[own].sum(),
            (gold * lost[own]).sum(),
            in_amalgam.sum(),
            _ratio(in_retorts.sum(), in_amalgam.sum()),
            _ratio((in_retorts * captures[own]).sum(), in_retorts.sum(), captures[own].mean()),
            (gold * ratio_u[own]).sum(),
        )
        for column, value in zip(found, values, strict=True):
            column[here] = value
    return found


def _ratio(part: float, whole: float, otherwise: float = 0.0) -> float:
    return float(part / whole) if whole > 0 else float(otherwise)


# --- what the levers make of it --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """Gold and mercury of every estimate and part, shape (estimates, PARTS), kg a year.

    gold_kg: NaN where it is not known. lost_kg_kg, amalgam_kg_kg, captured_share: what F7 takes for each part.
    air_kg, land_water_kg: NaN where the fate is not known.
    """

    gold_kg: np.ndarray
    lost_kg_kg: np.ndarray
    amalgam_kg_kg: np.ndarray
    captured_share: np.ndarray
    use_kg: np.ndarray
    air_kg: np.ndarray
    land_water_kg: np.ndarray


def apply(start: Start, levers: Levers) -> Outcome:
    """What becomes of today's estimates under these levers."""
    reach, growth = levers.reach_share, 1 + levers.growth_share
    now = start.retort_share * start.efficiency
    better = _captured(start.retort_share, start.efficiency, levers)
    best = _captured(start.other_retort_share, start.other_efficiency, levers)
    per_gold = start.use_kg / start.amount
    stays = np.where(start.is_fate_known, start.lost + start.amalgam * (1 - better), per_gold)
    moves = start.other_lost + start.other_amalgam * (1 - best)
    moves = np.where(np.isnan(moves), start.other_net, moves)
    can_move = (start.practice == "whole_ore") & start.is_gold_known & (moves < stays)
    moved = np.where(can_move, levers.whole_ore_share, 0.0)
    still, one = reach * (1 - levers.free_share), np.ones_like(per_gold)
    parts = [(1 - reach) * one, still * (1 - moved), still * moved, reach * levers.free_share * one]
    shares = np.stack(parts, axis=-1)
    shares[start.practice == "mercury_free"] = [1, 0, 0, 0]  # it uses none already
    zero = np.zeros_like(per_gold)
    amount = growth * shares * start.amount[:, np.newaxis]
    lost = np.stack([start.lost, start.lost, start.other_lost, zero], -1)
    amalgam = np.stack([start.amalgam, start.amalgam, start.other_amalgam, zero], -1)
    captured = np.stack([now, better, best, zero], -1)
    lost, amalgam, captured = (np.where(shares > 0, each, 0.0) for each in (lost, amalgam, captured))
    captured = np.where(amalgam == 0, 0.0, captured)
    fate = balance(amount, lost, amalgam, captured, 1.0)
    whole = amount * np.stack([per_gold, per_gold, start.other_net, zero], -1)
    nothing = whole == 0
    return Outcome(
        gold_kg=np.where(start.is_gold_known[:, np.newaxis], amount, np.nan),
        lost_kg_kg=lost,
        amalgam_kg_kg=amalgam,
        captured_share=captured,
        use_kg=np.where(np.isnan(fate.use_kg), whole, fate.use_kg),
        air_kg=np.where(np.isnan(fate.air_kg) & nothing, 0.0, fate.air_kg),
        land_water_kg=np.where(np.isnan(fate.land_water_kg) & nothing, 0.0, fate.land_water_kg),
    )


def _captured(retort_share: np.ndarray, efficiency: np.ndarray, levers: Levers) -> np.ndarray:
    """Share of the amalgam's mercury that is captured once the levers have worked."""
    more = retort_share + levers.retort_share * (1 - retort_share)
    return more * np.maximum(efficiency, levers.efficiency_share)


# --- with its range --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quantity:
    """A central value with its 95 % range, one unit; the ends are NaN where an uncertainty is not stated."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """Mercury in kg a year: today, after the levers, and what each lever alone changes (negative: less).

    today, later: use, air, land_water -> Quantity. places: place -> (today, later). alone: lever -> change.
    probability_met: that the use is at or below the target, 0 to 1; None without target or stated uncertainty.
    """

    today: dict[str, Quantity]
    later: dict[str, Quantity]
    places: dict[str, tuple[Quantity, Quantity]]
    alone: dict[str, Quantity]
    outcome: Outcome
    probability_met: float | None = None


def run(
    start: Start,
    levers: Levers,
    target_kg: float | None = None,
    alone: Levers | None = None,
    draws: int = uncertainty.DRAWS,
    seed: int = uncertainty.SEED,
) -> Result:
    """Mercury used once the levers have worked, with ranges; the same input gives the same numbers every time.

    target_kg: what the use is held against. alone: settings at which each lever is tried by itself; these without it.
    Central values are computed without draws. Ranges come from draws in which places add up to their total.
    """
    tried = alone or levers
    none, all_of_it = apply(start, Levers()), apply(start, levers)
    asked: dict[tuple, np.ndarray] = {}
    for when, outcome in (("today", none), ("later", all_of_it)):
        for name in ("use", "air", "land_water"):
            asked[when, name] = _flows(getattr(outcome, f"{name}_kg"))
    for code in np.unique(start.place):
        here = (start.place == code)[:, np.newaxis]
        for when in ("today", "later"):
            asked[when, "place", str(code)] = np.where(here, asked[when, "use"], 0.0)
    for name in (*LEVERS, "growth_share"):
        asked["alone", name] = _flows(apply(start, tried.alone(name)).use_kg) - asked["today", "use"]
    found = _draw(start, np.stack(list(asked.values())), draws, seed)
    told = uncertainty.summarise(found)
    said = {
        key: Quantity(float(flows.sum()), float(low), float(high))
        for (key, flows), low, high in zip(asked.items(), told.low, told.high, strict=True)
    }
    use = found[list(asked).index(("later", "use"))]
    probability = None if target_kg is None or np.isnan(use).any() else float((use <= target_kg).mean())
    names = ("use", "air", "land_water")
    return Result(
        today={name: said["today", name] for name in names},
        later={name: said["later", name] for name in names},
        places={
            str(code): (said["today", "place", str(code)], said["later", "place", str(code)])
            for code in np.unique(start.place)
        },
        alone={name: said["alone", name] for name in (*LEVERS, "growth_share")},
        outcome=all_of_it,
        probability_met=probability,
    )


def _flows(by_part: np.ndarray) -> np.ndarray:
    """(estimates, PARTS) -> (estimates, 2): what errs with the estimate's own ratio, and with that of concentrate."""
    moved = PARTS.index("moved")
    return np.stack([by_part.sum(axis=-1) - by_part[:, moved], by_part[:, moved]], axis=-1)


def _draw(start: Start, flows: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Draws of every total: (totals, draws) from flows of shape (totals, estimates, 2); a bounded part at a time."""
    found = np.zeros((len(flows), draws))
    step = max(1, uncertainty.CELLS_AT_ONCE // (2 * draws))
    width = np.stack([start.ratio_half_width_pct, start.other_half_width_pct], -1)
    label = np.stack([start.practice, np.full_like(start.practice, "concentrate", dtype=object)], -1)
    for at in range(0, len(start.place), step):
        part = slice(at, at + step)
        own = flows[:, part]
        unstated = np.isnan(width[part]) | np.isnan(start.gold_half_width_pct[part])[:, np.newaxis]
        gold = uncertainty.Uncertain.of(
            "gold_kg", 1.0, np.nan_to_num(start.gold_half_width_pct[part]), start.place[part]
        ).draw(draws, seed)
        ratio = uncertainty.Uncertain.of("hg_au_ratio_kg_kg", 1.0, np.nan_to_num(width[part]), label[part]).draw(
            draws, seed
        )
        found += np.tensordot(own, gold[:, np.newaxis] * ratio, axes=([1, 2], [0, 1]))
        found[(unstated & (own != 0)).any(axis=(1, 2))] = np.nan
    return found
