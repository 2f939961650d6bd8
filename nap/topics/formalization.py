"""Formalization: the ladder of steps, where organisations stand on it, and what miners are held against.

Counts are computed in pack/indicators, waits and states in pack/derived and queries. Licences have a page of their own
in licences.py.
"""

from collections.abc import Collection, Iterator
from functools import partial

import pandas as pd

from nap.figures import formalization as pictures
from nap.figures.bars import bars
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.pack import contract, indicator
from nap.topics import judgement
from nap.topics import licences as licence
from nap.topics.ask import Ask
from nap.topics.blocks import (
    Block,
    Cells,
    Figure,
    Lead,
    Missing,
    Notice,
    Numbers,
    PageLink,
    Pairs,
    Paragraph,
    Remark,
    Section,
    Table,
)
from nap.topics.indicator_figure import indicator_figure
from nap.topics.provenance import nothing_sentence
from nap.topics.rows import Rows, records

QUESTION = N("Who mines legally, and who is on the way?")
TABLES = ("formalization_step", "organisation")
STATES = {  # what has become of an organisation, in the order of the bar; formalization_standing defines them
    "top": N("Has taken every step on record"),
    "waiting": N("On the way"),
    "long": N("Waits longer than usual"),
    "expired": N("Licence ran out within the last year"),
    "dropped_expired": N("Dropped out: licence ran out more than a year ago"),
    "dropped_quiet": N("Dropped out: no step for three years"),
}
ABOUT_STATES = N(
    "Waits longer than usual: longer than three quarters of those who went on needed, in the whole country."
    " Dropped out: the licence ran out more than a year ago and was not renewed, or there is no licence in force and no"
    " step for three years."
)
ABOUT_WAITS = N(
    "From the step below on the ladder to this one, for all who have taken it so far. Those who still wait are not in"
    " the bar, so it looks shorter than the wait will be; a renewal replaces the date of a step."
)
ABOUT_SHARE = N(
    "Judged on the last day of data. Members are counted by organisations, workers by visitors to sites, so the two"
    " shares answer different questions; miners outside any organisation and any visited site are in neither."
)
DROPPED = ("dropped_expired", "dropped_quiet")
MOST = 200  # organisations of one state offered by name; the longest without a step first
NEAR = ["formal_miners_pct", "organisations_count", "licences_valid_count", "licences_expired_count"]


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Who mines legally, and who is on the way?"""
    t = words.t
    yield Missing("no-steps", tables=TABLES)
    if data.lacks(*TABLES):
        return
    facts = data.facts("organisations_count")
    members = data.rows("formalization_members")
    if members.empty or facts.empty:
        yield Notice("nothing", nothing_sentence(data, words))
        return
    year = int(facts["year"].max())
    stood = data.rows("formalization_states")
    yield Lead("licences", sentence(members, data.rows("licence_expiry"), data.place_name(), words))
    yield Remark("judged-on", judgement.judged_sentence(data.judged_on("formalization_step"), words))
    yield PageLink("to-licences", "licences", t("Licences and when they end →"))
    yield from way(facts, year, stood, data, words)
    yield Section("organisation", t("One organisation on its way"), partial(one_organisation, stood, ask, data, words))
    yield Section(
        "denominators",
        t("Miners under a licence, and what they are held against"),
        partial(miners, data, words),
        t(ABOUT_SHARE),
    )
    yield Section("places", t("By place, {year}", year=year), partial(places, year, data, words))


def way(facts: pd.DataFrame, year: int, stood: pd.DataFrame, data: Rows, words: Words) -> Iterator[Block]:
    """How far organisations have come, how long each step takes, and where they stand now.

    facts: of organisations_count. stood: of formalization_states.
    """
    t = words.t
    steps = data.rows("formalization_steps")
    if text := stuck_sentence(stood, words):
        yield Paragraph("stuck", text)
    if text := missing_steps_sentence(steps, words):
        yield Remark("missing-steps", text)
    if len(steps) > 1:
        yield indicator_figure(
            "ladder",
            bars,
            ladder_rows(facts, year, words),
            indicator.get("organisations_count"),
            words,
            options={"label": "step_name"},
            title=t("How far organisations have come, {year}", year=year),
            name="ladder",
        )
        yield Figure(
            "waits",
            pictures.waits,
            waits_rows(steps, words),
            title=t("How long each step takes"),
            about=t(ABOUT_WAITS),
            name="formalization-waits",
            tables=TABLES,
            n=steps["n"].sum(),
        )
    yield Figure(
        "states",
        pictures.standing,
        stood,
        (step_names(words, set(stood["step"])), state_names(words)),
        title=t("Where organisations stand"),
        about=t(ABOUT_STATES),
        name="formalization-states",
        tables=TABLES,
        n=stood["organisations"].sum(),
    )
    yield Table(
        "members",
        *standing_table(stood, words),
        t("Members of the organisations that stand on each step"),
        tables=TABLES,
        n=stood["organisations"].sum(),
    )


def one_organisation(stood: pd.DataFrame, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """One organisation with its dates, chosen among those of one state. stood: of formalization_states."""
    t = words.t
    state = ask.choice("stands", t("Organisations that"), state_choices(stood, words))
    rows = data.rows("formalization_organisations", most=MOST, states=[state])
    code = ask.choice("organisation", t("Organisation"), organisation_choices(rows, words))
    card = records(data.rows("formalization_card", organisation=code))
    yield Pairs("organisation-facts", organisation_pairs(card, words), card[0]["organisation_name"])
    yield Table("organisation-steps", *card_table(card, words), tables=TABLES)


def miners(data: Rows, words: Words) -> Iterator[Block]:
    """What the miners under a licence are held against."""
    row = data.one("formalization_denominators")
    yield Pairs("miners", denominator_pairs(row, words), tables=(*TABLES, "site_visit"))


def places(year: int, data: Rows, words: Words) -> Iterator[Block]:
    """Organisations, licences and miners of each place below the chosen one."""
    near = data.rows("fact_below_place", ids=NEAR, method_series=None, year_from=year, year_to=year)
    stuck = data.rows("formalization_places", places=sorted(near["place_code"].unique()))
    yield Table("places-table", *places_table(near, stuck, words), tables=TABLES, indicators=tuple(NEAR))
    yield Numbers("formalization-places", near)


def step_names(words: Words, wanted: Collection[str] | None = None) -> dict[str, str]:
    """Code -> name of each step of the ladder, from the first to the last; only those wanted, where that is said."""
    codes = contract.table("formalization_step").columns["step"].codes
    return {code: words.t(label) for code, label in codes.items() if wanted is None or code in wanted}


def sentence(members: pd.DataFrame, licences: pd.DataFrame, place: str, words: Words) -> str:
    """Who holds a valid licence, how many miners work under one, and how many licences run out.

    members: one row per year: as_of, organisations, counted, members, formal; at least one. licences: state.
    """
    t, last = words.t, members.sort_values("year").iloc[-1]
    valid = int(licences["state"].isin(licence.ASKED["valid"]).sum())
    said = [
        t(
            "{place}, {date}: **{valid}** of {all} organisations hold a valid licence.",
            place=place,
            date=words.date(last["as_of"]),
            valid=words.number(valid),
            all=words.number(last["organisations"]),
        )
    ]
    if not is_missing(last["members"]) and last["members"] > 0:
        said.append(
            t(
                "**{share}** of the organised miners work under one: {formal} of {members}.",
                share=words.percent(100 * last["formal"] / last["members"], 0),
                formal=words.number(last["formal"]),
                members=words.number(last["members"]),
            )
        )
    unknown = int(last["organisations"] - last["counted"])
    if unknown:
        said.append(
            words.plural(
                "The members of {count} organisation are not known and not counted.",
                "The members of {count} organisations are not known and not counted.",
                unknown,
            )
        )
    if len(licences):
        said.append(
            t(
                "Licences that have expired: **{expired}**; that expire within 6 months: **{soon}**.",
                expired=words.number(int((licences["state"] == "expired").sum())),
                soon=words.number(int(licences["state"].isin(licence.ASKED["months_6"]).sum())),
            )
        )
    return " ".join(said)


def ladder_rows(facts: pd.DataFrame, year: int, words: Words) -> pd.DataFrame:
    """Organisations per step in a year, first step first: step, step_name, value, n, said (count and share of all)."""
    own = facts[(facts["year"] == year) & facts["series"].notna()].set_index("series")
    names = step_names(words)
    rows = own.reindex(list(names)).rename_axis("step").reset_index()
    rows["step_name"] = list(names.values())
    rows["said"] = [
        words.t("{count} ({share})", count=words.number(r.value), share=words.percent(100 * r.value / r.n, 0))
        if not is_missing(r.value) and r.n
        else words.number(None)
        for r in rows.itertuples()
    ]
    return rows[["step", "step_name", "year", "value", "low", "high", "n", "said"]]


def places_table(near: pd.DataFrame, stuck: pd.DataFrame, words: Words) -> Cells:
    """organisations of each place, who is stuck, and how many miners are formal.

    near: of fact_below_place. stuck: of formalization_places.
    """
    t, lines = words.t, []
    stuck = stuck.set_index("place_code").reindex(near["place_code"].unique())
    for (name, code), own in near.groupby(["place_name", "place_code"], sort=True):
        values = dict(zip(own["indicator"], own["value"], strict=True))
        at = stuck.loc[code]
        days = words.number(at["days_to_licence"], 0)
        lines.append(
            [
                name,
                *[words.number(values.get(id)) for id in NEAR[1:]],
                words.number(at["long"]),
                words.number(at["dropped"]),
                days if is_missing(at["days_to_licence"]) else f"{days} ({words.number(at['n'])})",
                words.percent(values.get(NEAR[0]), 0),
            ]
        )
    headings = [
        t("Place"),
        t("Organisations"),
        t("Valid licences"),
        t("Expired licences"),
        t("Wait longer than usual"),
        t("Dropped out"),
        t("Days to a licence, median (n)"),
        t("Miners under a licence"),
    ]
    return headings, lines, list(range(1, 8))


def state_names(words: Words) -> dict[str, str]:
    """State of an organisation -> its name, in the order of the bar."""
    return {code: words.t(text) for code, text in STATES.items()}


def state_choices(stood: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> name of each state some organisation is in, with how many; those to look after first.

    stood: state, organisations.
    """
    count = stood.groupby("state")["organisations"].sum()
    order = sorted(set(count.index), key=lambda state: (state == "top", state == "waiting", list(STATES).index(state)))
    return {
        state: words.t("{what} ({count})", what=words.t(STATES[state]), count=words.number(count[state]))
        for state in order
    }


def stuck_sentence(stood: pd.DataFrame, words: Words) -> str:
    """How many wait longer than usual, where most of them stand, and how many have dropped out; empty if none has.

    stood: step, state, organisations.
    """
    count = stood.groupby("state")["organisations"].sum()
    dropped, long = int(count.reindex(DROPPED).sum()), stood[stood["state"] == "long"]
    said = []
    if len(long):
        worst = long.loc[long["organisations"].idxmax()]
        said.append(
            words.plural(
                "**{count}** organisation waits longer than usual for its next step, most of them after “{step}”.",
                "**{count}** organisations wait longer than usual for their next step, most of them after “{step}”.",
                int(long["organisations"].sum()),
                step=step_names(words)[worst["step"]],
            )
        )
    if dropped:
        said.append(
            words.plural(
                "**{count}** organisation has dropped out.", "**{count}** organisations have dropped out.", dropped
            )
        )
    return " ".join(said)


def waits_rows(steps: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Each step but the first with what is known of the time it takes: label, short and said are added.

    steps: step, step_below, n, days_q25, days_median, days_q75, unclear, waiting, days_waiting_median, dropped.
    """
    t, rows = words.t, steps[steps["step_below"].notna()].reset_index(drop=True)
    names = step_names(words)
    rows["label"] = [names[step] for step in rows["step"]]
    rows["short"] = [
        t("{days}, n\u00a0=\u00a0{n}", days=words.quantity(row.days_median, N("days"), 0), n=words.number(row.n))
        if row.n
        else t("no wait on record")
        for row in rows.itertuples()
    ]
    rows["said"] = [_wait_said(row, words) for row in rows.itertuples()]
    return rows


def _wait_said(row, words: Words) -> str:
    said = [
        words.t(
            "half of {n} needed {low} to {high} days, the median {median}.",
            n=words.number(row.n),
            low=words.number(row.days_q25, 0),
            high=words.number(row.days_q75, 0),
            median=words.number(row.days_median, 0),
        )
        if row.n
        else words.t("no wait on record.")
    ]
    if row.waiting:
        said.append(
            words.plural(
                "{count} still waits, for {days} days so far.",
                "{count} still wait, half of them for more than {days} days so far.",
                int(row.waiting),
                days=words.number(row.days_waiting_median, 0),
            )
        )
    if row.dropped:
        said.append(words.plural("{count} dropped out before it.", "{count} dropped out before it.", int(row.dropped)))
    if row.unclear:
        said.append(
            words.plural(
                "{count} wait cannot be told: the dates are out of order.",
                "{count} waits cannot be told: the dates are out of order.",
                int(row.unclear),
            )
        )
    return " ".join(said)


def standing_table(stood: pd.DataFrame, words: Words) -> Cells:
    """who stands on each step, women and men, and whose members are unknown.

    stood: step, state, organisations, counted, members_f, members_m.
    """
    t, names = words.t, step_names(words)
    whole = stood.groupby("step")[["organisations", "counted", "members_f", "members_m"]].sum(min_count=1)
    lines = [
        [
            names[step],
            words.number(row.organisations),
            words.number(row.members_f),
            words.number(row.members_m),
            words.percent(_share(row.members_f, row.members_f + row.members_m), 0),
            words.number(row.organisations - row.counted),
        ]
        for step, row in whole.reindex([step for step in names if step in whole.index]).iterrows()
    ]
    headings = [t("Highest step"), t("Organisations"), t("Women"), t("Men"), t("Share of women"), t("Members unknown")]
    return headings, lines, [1, 2, 3, 4, 5]


def _share(part, whole) -> float | None:
    return None if is_missing(part) or is_missing(whole) or not whole else 100 * part / whole


def missing_steps_sentence(steps: pd.DataFrame, words: Words) -> str:
    """Which steps this pack has no record of at all, so that nobody reads their absence as “not taken”."""
    names = step_names(words)
    missing = [name for code, name in names.items() if code not in set(steps["step"])]
    if not missing:
        return ""
    return words.t("Not on record in this plan: {steps}. That is not the same as not taken.", steps=", ".join(missing))


def denominator_pairs(row: dict, words: Words) -> list[tuple[str, str]]:
    """What the miners under a licence are held against, each with its number, its share and its age.

    row: of formalization_denominators. Members and workers are counted by different people at different times, so a
    share of workers is shown only where it can be one.
    """
    t, formal = words.t, row["formal"]
    lines = [(t("Miners under a valid licence"), words.number(formal))]
    if row["members"]:
        lines.append(
            (
                t("Of the members of organisations"),
                t(
                    "{share} of {members}, in {counted} of {all} organisations; as last recorded",
                    share=words.percent(_share(formal, row["members"]), 0),
                    members=words.number(row["members"]),
                    counted=words.number(row["counted"]),
                    all=words.number(row["organisations"]),
                ),
            )
        )
    else:
        lines.append((t("Of the members of organisations"), t("cannot be told: members are not on record")))
    if not row["workers"]:
        lines.append((t("Of the workers at gold sites"), t("cannot be told: no gold site with a count of workers")))
        return lines
    counted = t(
        "{workers} workers at {sites} gold sites, each as last counted: from {oldest} to {newest}, half of the counts"
        " older than {days} days",
        workers=words.number(row["workers"]),
        sites=words.number(row["sites"]),
        oldest=words.date(row["oldest_on"]),
        newest=words.date(row["newest_on"]),
        days=words.number(row["days_median"], 0),
    )
    share = _share(formal, row["workers"])
    if share is None or share > 100:
        said = t("cannot be told: more members than workers counted ({counted})", counted=counted)
    else:
        said = t("{share} of {counted}", share=words.percent(share, 0), counted=counted)
    lines.append((t("Of the workers at gold sites"), said))
    return lines


def organisation_choices(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> name, place and last step of the organisations listed."""
    names = step_names(words)
    return {
        row.organisation_code: words.t(
            "{name}, {place}: {step}, {date}",
            name=row.organisation_name,
            place=row.place_name,
            step=names[row.step],
            date=words.date(row.last_step_on),
        )
        for row in rows.itertuples()
    }


def organisation_pairs(card: list[dict], words: Words) -> list[tuple[str, str]]:
    """What is known of one organisation as a whole. card: rows of formalization_card, at least one."""
    t, it = words.t, card[0]
    lines = [
        (t("Place"), it["place_name"] or NO_VALUE),
        (t("Kind"), t(contract.label("kind", it["kind"])) if it["kind"] else NO_VALUE),
        (t("Women"), words.number(it["members_f"])),
        (t("Men"), words.number(it["members_m"])),
        (t("How it stands"), t(STATES[it["state"]])),
    ]
    if it["next_step"]:
        said = words.quantity(it["days_waiting"], N("days"), 0)
        if it["usual_days"] is not None:
            said = t(
                "{days}; three quarters of those who went on needed {usual} days or less",
                days=said,
                usual=words.number(it["usual_days"], 0),
            )
        lines.append((t("Waits for “{step}”", step=step_names(words)[it["next_step"]]), said))
    return lines


def card_table(card: list[dict], words: Words) -> Cells:
    """the steps of one organisation with their dates and papers."""
    t, names = words.t, step_names(words)
    lines = []
    for row in card:
        until = words.date(row["expiry_date"])
        if row["is_expired"]:
            until = t("{date} (run out)", date=until)
        area = licence.area_text(row, words)
        paper = [part for part in (row["document"], row["register_status"]) if part]
        paper += [area] if area else []
        lines.append(
            [
                names[row["step"]],
                words.date(row["step_date"]),
                words.number(row["days"]),
                until,
                " · ".join(paper) or NO_VALUE,
            ]
        )
    headings = [t("Step"), t("Taken on"), t("Days since the step below"), t("Valid until"), t("Paper, register, area")]
    return headings, lines, [2]
