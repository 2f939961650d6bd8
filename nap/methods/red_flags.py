"""Red flags of mercury trade: named rules over trade data, each with the years and kilograms it rests on.

Lives here: when a rule holds, and the least it must hold for (two years or one tonne) before a flag is raised. Does
not: thresholds and their sources (reference/red_flags.toml), the rows (queries), the words a reader sees (trade.py).
A flag is a reason to ask, never a finding: all of them have harmless causes too (methods/mirror.py). Every function
takes a frame and returns flags, raised or only seen; what is not known raises nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from nap.methods import mirror, values

RULES = (
    "sent_not_received",
    "orphan_import",
    "use_beyond_supply",
    "no_consent",
    "declared_otherwise",
    "other_goods",
    "few_importers",
    "passes_through",
    "price",
)


@dataclass(frozen=True)
class Flag:
    """One rule that holds: for whom (`subject`, a country; None for all), in which years, for how much (kg; None: not
    weighed), whether that is enough to be raised, and the facts its sentence needs."""

    rule: str
    subject: str | None
    years: tuple[int, ...]
    kg: float | None
    is_raised: bool
    facts: Mapping = field(default_factory=dict)


def rule(id: str) -> dict:
    """A rule's thresholds with its source and source_status."""
    return values.row("red_flags", "rule", id=id)


def minimum() -> dict:
    """The least a rule must hold for: `years` or `kg`."""
    return values.rows("red_flags", "minimum")[0]


def sent_not_received(pairs: pd.DataFrame) -> list[Flag]:
    """Partners who sent clearly more mercury than was received from them.

    pairs: year, other_iso3, own_kg, mirror_kg, own_unweighed, of imports of mercury. A year in which the country
    leaves a weight out is passed over: the rest may be in it.
    """
    known = pairs[pairs["own_unweighed"] == 0].dropna(subset=["own_kg", "mirror_kg"])
    index = mirror.discrepancy_index(known["mirror_kg"], known["own_kg"])
    held = known[index >= rule("sent_not_received")["index_at_least"]]
    return [
        _flag(
            "sent_not_received",
            partner,
            own["year"],
            (own["mirror_kg"] - own["own_kg"]).sum(),
            sent_kg=own["mirror_kg"].sum(),
            received_kg=own["own_kg"].sum(),
        )
        for partner, own in held.groupby("other_iso3")
    ]


def orphan_imports(pairs: pd.DataFrame) -> list[Flag]:
    """Partners who report, but nothing of the mercury that was imported from them. pairs: see sent_not_received."""
    known = pairs[pairs["mirror_unweighed"] == 0].dropna(subset=["own_kg", "mirror_kg"])
    held = known[mirror.discrepancy_index(known["mirror_kg"], known["own_kg"]) == -1]
    return [
        _flag("orphan_import", partner, own["year"], own["own_kg"].sum(), received_kg=own["own_kg"].sum())
        for partner, own in held.groupby("other_iso3")
    ]


def use_beyond_supply(supply: pd.DataFrame) -> list[Flag]:
    """Years whose lowest use exceeds the highest official supply. supply: frame of nap.topics.supply.compare, t."""
    held = supply[(supply["reading"] == "gap") & (supply["gap_low"] > 0)]
    if held.empty:
        return []
    low, high = 1000 * held["gap_low"].sum(), 1000 * held["gap_high"].sum()
    return [_flag("use_beyond_supply", None, held["year"], low, high_kg=high)]


def no_consent(breaches: pd.DataFrame) -> list[Flag]:
    """Countries with shipments that no valid consent covers. breaches: year, other_iso3, lacking, net_kg."""
    held = breaches[breaches["lacking"] > 0]
    return [
        _flag("no_consent", partner, own["year"], own["net_kg"].sum(min_count=1), shipments=int(own["lacking"].sum()))
        for partner, own in held.groupby("other_iso3")
    ]


def declared_otherwise(seizures: pd.DataFrame) -> list[Flag]:
    """Seized mercury whose papers spoke of other goods. seizures: year, hg_kg, declared_hs."""
    codes = seizures["declared_hs"].astype("string").str.replace(r"\D", "", regex=True)
    held = seizures[codes.notna() & (codes != "") & ~codes.fillna("").str.startswith("2805")]
    if held.empty:
        return []
    named = sorted(set(held["declared_hs"].astype(str)))
    return [_flag("declared_otherwise", None, held["year"], held["hg_kg"].sum(), seizures=len(held), codes=named)]


def other_goods(pairs: pd.DataFrame) -> list[Flag]:
    """Years in which imports of mercury fell and those of its compounds rose, by the same book.

    pairs: year, hs6, own_kg, mirror_kg of imports. Years are compared with the year before, where both are reported.
    """
    asked, found = rule("other_goods"), []
    for book in ("own_kg", "mirror_kg"):
        by_year = pairs.assign(metal=pairs["hs6"] == "280540").pivot_table(
            index="year", columns="metal", values=book, aggfunc=lambda kg: kg.sum(min_count=1)
        )
        if len(by_year.columns) < 2:
            continue
        before = by_year.shift().where(by_year.index.to_series().diff().eq(1), axis=0)
        change = 100 * (by_year - before) / before.where(before > 0)
        held = (change[True] <= -asked["fall_pct"]) & (change[False] >= asked["rise_pct"])
        if held.any():
            rise = (by_year[False] - before[False])[held].sum()
            fall = (before[True] - by_year[True])[held].sum()
            found.append(_flag("other_goods", None, by_year.index[held], rise, fall_kg=fall))
    return found


def few_importers(traders: pd.DataFrame) -> list[Flag]:
    """Years in which a few firms bring in most of the mercury. traders: year, trader_code, net_kg; unnamed left out.

    With as few firms as the rule counts it says nothing: they hold all there is whatever they do.
    """
    asked = rule("few_importers")
    years, kg, shares = [], 0.0, []
    for year, own in traders.dropna(subset=["trader_code", "net_kg"]).groupby("year"):
        share = mirror.top_share(own["net_kg"], asked["firms"])
        if own["trader_code"].nunique() > asked["firms"] and 100 * share > asked["share_pct"]:
            years.append(year)
            shares.append(100 * share)
            kg += share * own["net_kg"].sum()
    facts = {"firms": asked["firms"], "low_pct": min(shares, default=0), "high_pct": max(shares, default=0)}
    return [_flag("few_importers", None, years, kg, **facts)] if years else []


def passes_through(pairs: pd.DataFrame) -> list[Flag]:
    """Years in which a good part of the mercury that came in went out again.

    pairs: year, direction, own_kg, of mercury.
    """
    by_year = pairs.pivot_table(index="year", columns="direction", values="own_kg", aggfunc="sum")
    if not {"import", "export"} <= set(by_year.columns):
        return []
    share = 100 * by_year["export"] / by_year["import"].where(by_year["import"] > 0)
    held = by_year[share >= rule("passes_through")["share_pct"]]
    if held.empty:
        return []
    kg = held["export"].sum()
    return [_flag("passes_through", None, held.index, kg, imported_kg=held["import"].sum())]


def prices(flows: pd.DataFrame) -> list[Flag]:
    """Countries whose mercury is valued beyond what it can cost. flows: year, other_iso3, net_kg, usd_kg."""
    asked = rule("price")
    held = flows[(flows["usd_kg"] < asked["low_usd_kg"]) | (flows["usd_kg"] > asked["high_usd_kg"])]
    return [
        _flag(
            "price",
            partner,
            own["year"],
            own["net_kg"].sum(),
            flows=len(own),
            low_usd_kg=own["usd_kg"].min(),
            high_usd_kg=own["usd_kg"].max(),
        )
        for partner, own in held.groupby("other_iso3")
    ]


def _flag(id: str, subject: str | None, years, kg: float | None, **facts) -> Flag:
    found, least = tuple(sorted({int(year) for year in years})), minimum()
    weighed = None if kg is None or pd.isna(kg) else float(kg)
    is_raised = len(found) >= least["years"] or (weighed or 0) >= least["kg"]
    return Flag(id, subject, found, weighed, is_raised, facts)
