"""The Overview: the sentence that matters, one card per indicator, and what falls due next.

No chart library is used here, so that the first page opens fast.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

import pandas as pd

from nap.language.texts import NO_VALUE, N, Words
from nap.methods import clocks
from nap.methods.clocks import Deadline
from nap.methods.headline import Headline, headline
from nap.pack import indicator
from nap.topics import actions, judgement, money, verdicts
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Card, Cards, Lead, Notice, PageLink, Remark, Section, Table
from nap.topics.rows import Rows, records
from nap.topics.verdicts import Target

QUESTION = N("Is the plan working?")
HEADLINES = {  # indicator -> what its card tells where the plan has no such figure
    "hg_use_t": "mercury_sites_pct",
    "any_worst_practice_sites_pct": "visits_count",
    "formal_miners_pct": "miners_count",
    "contaminated_sites_assessed_pct": "samples_count",
    "activities_completed_pct": "activities_count",
    "budget_execution_pct": "budget_planned_usd",
}
PAGES = {  # indicator -> the page behind its card
    "hg_use_t": "mercury",
    "mercury_sites_pct": "practices",
    "any_worst_practice_sites_pct": "practices",
    "visits_count": "sites",
    "formal_miners_pct": "formalization",
    "miners_count": "sites",
    "contaminated_sites_assessed_pct": "contaminated",
    "samples_count": "contaminated",
    "activities_completed_pct": "actions",
    "activities_count": "actions",
    "budget_execution_pct": "money",
    "budget_planned_usd": "money",
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Is the plan working?"""
    t = words.t
    facts = data.rows("headlines", ids=list(PAGES))
    targets = verdicts.by_indicator(verdicts.read(data.rows("verdicts"), data.year_to))
    yield Lead("mercury", sentence(facts, targets, words, data.place_name()))
    done = data.one("activity_summary")
    costs = data.one("budget_summary")
    behind = actions.behind(done, data.rows("activity_institutions"), words)
    yield Lead("plan", " ".join([behind, money.missing(costs, words)]).strip())
    if not data.lacks("activity"):
        yield Remark("judged-on", judgement.judged_sentence(data.judged_on("activity"), words))
    shown = {id: first_known(facts, id, instead) for id, instead in HEADLINES.items()}
    yield Cards(
        "headlines",
        [headline_card(facts, id, wanted, targets, words) for wanted, id in shown.items()],
        tables=tables(shown.values()),
        note=t("n: how many sites, estimates, groups or lines a figure rests on"),
        indicators=tuple(shown.values()),
    )
    yield Section("calendar", t("Next on the calendar"), lambda: calendar(data, words))
    if data.plans_count > 1:
        yield PageLink("all-plans", "portfolio", t("All the plans in this folder, side by side →"))


def calendar(data: Rows, words: Words) -> Iterator[Block]:
    """What falls due next, with the days left and the rule."""
    deadlines = clocks.deadlines(data.plan, data.today)
    if not deadlines:
        yield Notice(
            "no-dates",
            words.t("The plan gives no dates, so no deadline can be told. Add [dates] to its plan.toml."),
        )
        return
    yield Remark("deadlines-judged-on", judgement.today_sentence(data.today, words))
    yield Table("deadlines", *deadlines_table(deadlines, data.today, words))
    yield PageLink("to-obligations", "obligations", words.t("What each deadline needs →"))


def deadlines_table(
    deadlines: Sequence[Deadline], today: dt.date, words: Words
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Headings and rows of the deadlines; dates whose source was not read say so."""
    t = words.t
    lines: list[tuple[str, ...]] = []
    for each in deadlines:
        days = (each.due - today).days
        left = words.plural("{count} day left", "{count} days left", days) if days >= 0 else t("overdue")
        basis = t(each.basis)
        if each.source_status != "sourced":
            basis = t("{rule} (date deduced, not yet confirmed)", rule=basis)
        lines.append((words.date(each.due), t(each.what), left, basis))
    return [t("When"), t("What"), t("Time left"), t("Rule")], lines


def headline_of(facts: pd.DataFrame, id: str, targets: dict[str, Target]) -> Headline | None:
    """The headline of one indicator: that of its target, if it has one that was observed, else of the facts."""
    own = targets[id].headline if id in targets else None
    return own or headline(records(facts[facts["indicator"] == id]))


def first_known(facts: pd.DataFrame, id: str, instead: str) -> str:
    """The indicator a card tells of: `id`, or `instead` where only that one has values."""
    known = set(facts["indicator"])
    return instead if id not in known and instead in known else id


def tables(ids) -> tuple[str, ...]:
    """The tables that several indicators are computed from, each once."""
    return tuple(dict.fromkeys(name for id in ids for name in indicator.get(id).tables))


def headline_card(facts: pd.DataFrame, id: str, wanted: str, targets: dict[str, Target], words: Words) -> Card:
    """One card: title, value, change, small chart with the planned path, year, base and what the plan asked for.

    Where `id` stands in for indicator `wanted` the card says that this one is not known. Values that cannot be
    compared over the years (other sites are visited each year, or only the present state is on record) show no change.
    """
    it, t = indicator.get(id), words.t
    found = headline_of(facts, id, targets)
    if found is None:
        return Card(t(it.title), NO_VALUE, detail=t("No data for this place and these years"), page=PAGES[id])
    value = words.compact(found.value, it.unit) if it.unit == "US$" else words.quantity(found.value, it.unit)
    change, compares = "", it.history and it.better != "neither"
    if found.change is not None and compares:
        said = N("{change} since {year}")
        if "site_visit" in it.tables:
            said = N("{change} from the sites visited in {year}")
        change = t(said, change=words.change(found.change, it.unit), year=found.first_year)
    note, path = "", []
    if id in targets:
        target = targets[id]
        row, status = target.row, target.status
        planned = target.path.value(found.year) if target.headline else None
        path = list(target.path.points)
        if planned is not None:
            note = t("Plan for {year}: {value}", year=found.year, value=words.quantity(planned, it.unit))
        aim = t(
            "Target {year}: {value}",
            year=row["target_year"],
            value=words.quantity(row["target_value"], it.unit),
        )
        note = " · ".join(part for part in (f"{status.icon} {t(status.word)}", note, aim) if part)
    elif id == "budget_execution_pct":
        note = _money(facts, words)
    detail = [str(found.year)]
    if found.low is not None and found.high is not None:
        detail.append(t("Range {low} to {high}", low=words.number(found.low), high=words.number(found.high)))
    if found.n is not None:
        detail.append(f"n\u00a0=\u00a0{words.number(found.n)}")
    if id != wanted:
        note = t("Not known: {title}. Shown instead.", title=t(indicator.get(wanted).title))
    return Card(
        t(it.title),
        value,
        change,
        " · ".join(detail),
        note,
        points=found.points if it.history else (),
        path=path,
        band=found.band,
        alt=t("{title} by year", title=t(it.title)),
        page=PAGES[id],
    )


def _money(facts: pd.DataFrame, words: Words) -> str:
    planned = headline_of(facts, "budget_planned_usd", {})
    if not planned:
        return ""
    return words.t(
        "Over the lines that report spending; {planned} are planned in all.",
        planned=words.compact(planned.value, "US$"),
    )


def sentence(facts: pd.DataFrame, targets: dict[str, Target], words: Words, place: str) -> str:
    """The sentence that matters most of what this pack can tell, with its numbers in **bold**."""
    t = words.t
    unit = indicator.get("hg_use_t").unit
    if use := headline_of(facts, "hg_use_t", targets):
        return " ".join(
            part
            for part in (
                _use(use, unit, words),
                _planned(use, unit, targets, words),
                _doubt(use, targets.get("hg_use_t"), t),
            )
            if part
        )
    if seen := headline_of(facts, "mercury_sites_pct", targets):
        said = t(
            "How much mercury is used cannot be told: this plan brings no estimate for {place}. Mercury was seen at"
            " **{share}** of the {n} sites that were visited and asked about in {year}.",
            place=place,
            share=words.percent(seen.value),
            n=words.number(seen.n),
            year=seen.year,
        )
        return said
    if listed := headline_of(facts, "activities_count", targets):
        return t(
            "How much mercury is used cannot be told: this plan brings no estimate. It lists **{count}** activities.",
            count=words.number(listed.value),
        )
    return t("Nothing is recorded for {place} in these years.", place=place)


def _use(use: Headline, unit: str, words: Words) -> str:
    t = words.t
    values = {"year": use.year, "value": words.quantity(use.value, unit)}
    if use.change is None:
        said = t("Mercury use in {year}: **{value}**.", **values)
    else:
        fell = N("Mercury use is put at **{first}** in {first_year} and at **{value}** in {year}.")
        said = t(fell, first=words.quantity(use.first_value, unit), first_year=use.first_year, **values)
    if use.low is not None and use.high is not None:
        said += " " + t(
            "The range in {year} is {low} to {high}.",
            year=use.year,
            low=words.number(use.low),
            high=words.quantity(use.high, unit),
        )
    return said


def _planned(use: Headline, unit: str, targets: dict[str, Target], words: Words) -> str:
    if "hg_use_t" not in targets:
        return ""
    target = targets["hg_use_t"]
    planned = target.path.value(use.year) if target.headline else None
    if planned is None:
        return ""
    return words.t("The plan asked for **{value}** by then.", value=words.quantity(planned, unit))


def _doubt(use: Headline, target: Target | None, t) -> str:
    """How sure the change is: by the verdict on its target where there is one, else by the ranges of the two years."""
    if target and target.headline and use.overlaps is not None:
        is_open = target.status.code == "cannot_tell"
    else:
        is_open = bool(use.overlaps)
    if is_open:
        return t("The ranges of the two years overlap: whether use changed **cannot be told yet**.")
    if use.change is not None and use.overlaps is None:
        return t("No range is stated, so how sure this change is cannot be told.")
    return ""
