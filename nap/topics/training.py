"""Trainings, workshops, webinars and awareness sessions: who came, who was never reached, what comes next.

The rows come from the queries training_*. People are counted, never named; those whose sex nobody wrote down stand
apart and are never shared out among women and men.
"""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from nap.figures import training as pictures
from nap.figures.bars import stacked_years
from nap.figures.lines import lines
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.pack import contract, indicator
from nap.topics import judgement
from nap.topics.ask import Ask
from nap.topics.blocks import (
    Block,
    Cells,
    Figure,
    Fold,
    Lead,
    Missing,
    Notice,
    Numbers,
    Paragraph,
    Remark,
    Section,
    Table,
)
from nap.topics.indicator_figure import indicator_figure
from nap.topics.provenance import nothing_sentence
from nap.topics.rows import Rows, records

QUESTION = N("Who was trained and informed, and who has not been reached?")
TABLES = ("event",)
SEXES = {"women": N("Women"), "men": N("Men"), "unknown": N("Sex not recorded")}
STATES = {"planned": N("Planned"), "under_way": N("Under way"), "held": N("Held")}
COMING = ("planned", "under_way")


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Who was trained and informed, and who has not been reached?"""
    yield Missing("no-events", tables=TABLES)
    if data.lacks(*TABLES):
        return
    events = data.rows("training_events")
    if events.empty:
        yield Notice("nothing", nothing_sentence(data, words))
        return
    kinds = data.rows("training_by", by="kind")
    if not kinds.empty:
        yield Lead("events", sentence(kinds, data.place_name(), data.year_from, data.year_to, words))
        yield from people(kinds, data, words)
        yield from reach(data, words)
    yield Remark("judged-on", judgement.judged_sentence(data.judged_on("event"), words))
    yield Section("calendar", words.t("Calendar"), partial(calendar, events, ask, data, words))


def people(kinds: pd.DataFrame, data: Rows, words: Words) -> Iterator[Block]:
    """Who came: by topic, by kind, and over the years. kinds: of training_by, by kind."""
    t = words.t
    count = kinds["events_count"].sum()
    yield Figure(
        "topics",
        pictures.people,
        topic_rows(data.rows("training_by", by="topic"), words),
        (sexes(words),),
        title=t("Who took part, by topic"),
        about=t("Everyone who came to any event; somebody who came twice counts twice."),
        name="training-topics",
        tables=TABLES,
        n=count,
    )
    yield Table("kinds", *kinds_table(kinds, words), t("By kind of event"), tables=TABLES, n=count)
    trained = indicator.get("people_trained_count")
    by_sex = data.facts(trained.id).dropna(subset="series")
    yield indicator_figure("people", stacked_years, by_sex, trained, words)
    for id in ("women_trained_pct", "certificates_count"):
        rows = data.facts(id)
        it = indicator.get(id)
        yield indicator_figure(id.replace("_", "-"), lines, rows, it, words, options={"height": 240})


def reach(data: Rows, words: Words) -> Iterator[Block]:
    """Which groups were reached where, and which were not."""
    t = words.t
    rows = data.rows("training_reach")
    cells = reach_rows(rows, data.rows("training_places"), words)
    yield Paragraph("not-reached", missed_sentence(rows, words))
    yield Figure(
        "reach",
        pictures.reach,
        cells,
        title=t("Events by group and place"),
        about=t("Events held in a place; those for the whole country or online are counted in the list below."),
        empty=t("No place below {place} is on record, so it cannot be told where.", place=data.place_name()),
        name="training-reach",
        tables=TABLES,
    )
    table = reach_table(rows, cells, words)
    yield Fold(
        "groups", t("Group by group: where no event was held"), lambda: [Table("groups-table", *table, tables=TABLES)]
    )


def calendar(events: pd.DataFrame, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What comes next, or what was held. events: of training_events."""
    t = words.t
    which = ask.choice("calendar", t("Events"), calendar_choices(events, words))
    shown = calendar_rows(events, which == "coming")
    if shown.empty:
        nothing = t("No event is planned at {place} after the last day of data.", place=data.place_name())
        yield Notice("no-event", nothing)
        return
    part = ask.part(shown, f"calendar_{which}", t("Part of the list"))
    yield Table("calendar-table", *calendar_table(part, words), tables=TABLES, n=len(shown))
    yield Numbers("calendar-rows", shown, name=f"events-{which}")


def sexes(words: Words) -> dict[str, str]:
    """Women, men and those whose sex nobody wrote down: column -> name."""
    return {code: words.t(text) for code, text in SEXES.items()}


def sentence(kinds: pd.DataFrame, place: str, first: int, last: int, words: Words) -> str:
    """How many events were held, who took part, and what cannot be told of them. kinds: of training_by, by kind."""
    events, uncounted = (int(kinds[name].sum()) for name in ("events_count", "uncounted"))
    whole = kinds[["certificates", *SEXES, "both_women", "both_men"]].astype(float).sum(min_count=1)
    said = [
        words.plural(
            "{place}, {years}: **{count}** event was held.",
            "{place}, {years}: **{count}** events were held.",
            events,
            place=place,
            years=str(first) if first == last else f"{first}–{last}",
        ),
        _took_part(whole, words),
    ]
    if not is_missing(whole["unknown"]) and whole["unknown"]:
        said.append(
            words.plural(
                "Of {count} more nobody wrote down the sex.",
                "Of {count} more nobody wrote down the sex.",
                int(whole["unknown"]),
            )
        )
    if uncounted:
        said.append(words.plural("{count} event counted nobody.", "{count} events counted nobody.", uncounted))
    if not is_missing(whole["certificates"]) and whole["certificates"]:
        said.append(
            words.plural(
                "**{count}** certificate was handed out.",
                "**{count}** certificates were handed out.",
                int(whole["certificates"]),
            )
        )
    return " ".join(said)


def _took_part(whole: pd.Series, words: Words) -> str:
    """Women and men, and the share of women over the events that count both, as in the indicator."""
    t, part = words.t, share_of_women(whole["both_women"], whole["both_men"])
    if is_missing(whole["women"]) and is_missing(whole["men"]):
        return t("How many women and men took part is not recorded.")
    said = {"women": words.number(whole["women"]), "men": words.number(whole["men"])}
    if part is None:
        return t("**{women}** women and **{men}** men took part; no event counts both.", **said)
    if (whole["both_women"], whole["both_men"]) == (whole["women"], whole["men"]):
        return t(
            "**{women}** women and **{men}** men took part, {share} of them women.",
            **said,
            share=words.percent(part, 0),
        )
    return t(
        "**{women}** women and **{men}** men took part; where both were counted {share} are women.",
        **said,
        share=words.percent(part, 0),
    )


def share_of_women(women, men) -> float | None:
    """Women as a share of women and men, in %; None where either is not known or nobody came."""
    if is_missing(women) or is_missing(men) or not women + men:
        return None
    return 100 * women / (women + men)


def topic_rows(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """What events were about, the most people first: label, women, men, unknown, n (events). rows: of training_by."""
    found = pd.DataFrame(
        {
            "label": [words.text({**row, "topic": row["code"]}, "topic") for row in records(rows)],
            **{sex: rows[sex].astype(float) for sex in SEXES},
            "n": rows["events_count"],
        }
    )
    order = found[list(SEXES)].sum(axis=1).sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)


def kinds_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Events of each kind, online and in person, who came, certificates.

    The share of women is that of the events that count both women and men.
    """
    t = words.t
    lines = [
        [
            t(contract.table("event").label("kind", row["code"])),
            *[words.number(row[name]) for name in ("events_count", "online_count", "in_person_count", *SEXES)],
            words.percent(share_of_women(row["both_women"], row["both_men"]), 0),
            words.number(row["certificates"]),
        ]
        for row in records(rows)
    ]
    headings = [
        t("Kind of event"),
        t("Events"),
        t("Online"),
        t("In person"),
        *sexes(words).values(),
        t("Share of women"),
        t("Certificates"),
    ]
    return headings, lines, list(range(1, len(headings)))


# --- who was reached -----------------------------------------------------------------------------------------------


def audiences(words: Words) -> dict[str, str]:
    """Code -> name of each group events may be for."""
    return {code: words.t(label) for code, label in contract.table("event").columns["audience"].codes.items()}


def missed_sentence(reach: pd.DataFrame, words: Words) -> str:
    """Which groups no event at all was held for. reach: of training_reach."""
    names = audiences(words)
    missed = [name for code, name in names.items() if code not in set(reach["audience"]) and code != "other"]
    if not missed:
        return words.t("Every group was reached by some event.")
    return words.t("No event was held for: **{groups}**.", groups=", ".join(missed))


def reach_rows(reach: pd.DataFrame, places: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Each group in each place below the chosen one: audience, group, place_name, events_count (0 where none was).

    Groups that nothing at all was held for have a row too; events for the whole country are in no cell.
    """
    count = reach.dropna(subset=["below_code"]).set_index(["audience", "below_code"])["events_count"]
    return pd.DataFrame(
        [
            {
                "audience": code,
                "group": name,
                "place_name": row.place_name,
                "events_count": int(count.get((code, row.below_code), 0)),
            }
            for code, name in audiences(words).items()
            if code != "other"
            for row in places.itertuples()
        ],
        columns=["audience", "group", "place_name", "events_count"],
    )


def reach_table(reach: pd.DataFrame, cells: pd.DataFrame, words: Words) -> Cells:
    """Events for each group, and the places where none was held.

    reach: of training_reach. cells: of `grid`.
    """
    t, lines = words.t, []
    whole = reach[reach["below_code"].isna()].set_index("audience")["events_count"]
    for code, name in audiences(words).items():
        own = cells[cells["audience"] == code]
        if own.empty:
            continue
        without = list(own.loc[own["events_count"] == 0, "place_name"])
        said = t("everywhere") if len(without) == len(own) else ", ".join(without) or NO_VALUE
        lines.append([name, words.number(int(own["events_count"].sum())), words.number(int(whole.get(code, 0))), said])
    headings = [t("Group"), t("Events in a place"), t("For the whole, or online"), t("No event in")]
    return headings, lines, [1, 2]


# --- the calendar --------------------------------------------------------------------------------------------------


def calendar_rows(events: pd.DataFrame, wanted: bool) -> pd.DataFrame:
    """The events to come, the next first, or those that were held, the latest first. events: of training_events."""
    found = events[events["state"].isin(COMING) == wanted]
    return found.sort_values(["start_date", "event_code"], ascending=wanted)


def calendar_choices(events: pd.DataFrame, words: Words) -> dict[str, str]:
    """What of the calendar may be shown, with how many events each."""
    return {
        "coming": words.t("To come ({count})", count=words.number(len(calendar_rows(events, True)))),
        "held": words.t("Held ({count})", count=words.number(len(calendar_rows(events, False)))),
    }


def calendar_table(events: pd.DataFrame, words: Words) -> Cells:
    """The events given; who came is left out where nobody was counted yet."""
    t, groups, lines = words.t, audiences(words), []
    counted = ["participants_f", "participants_m", "participants_unknown"]
    for row in records(events):
        days = words.date(row["start_date"])
        if row["end_date"] != row["start_date"]:
            days = t("{first} to {last}", first=days, last=words.date(row["end_date"]))
        where = t("online") if row["is_online"] else row["place_name"] or t("not said where")
        known = [row[name] for name in counted if row[name] is not None]
        lines.append(
            [
                days,
                words.text(row, "title"),
                t(contract.table("event").label("kind", row["kind"])),
                where,
                ", ".join(groups.get(code, code) for code in row["audience"]),
                words.number(sum(known)) if known else NO_VALUE,
                words.number(row["participants_f"]),
                words.number(row["certificates"]),
            ]
        )
    headings = [
        t("When"),
        t("What"),
        t("Kind of event"),
        t("Where"),
        t("For whom"),
        t("Took part"),
        t("Women"),
        t("Certificates"),
    ]
    if events[[*counted, "certificates"]].isna().all(axis=None):
        return headings[:5], [line[:5] for line in lines], []
    return headings, lines, [5, 6, 7]
