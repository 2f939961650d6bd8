"""Where a country stands with the Convention: Annex C element by element, the two clocks, and what each will need.

Rows in, texts and tables out; what is counted is in queries/obligation_*.sql, dates in methods/clocks.py, the
elements and needs of the reports in methods/reference. A gap is a gap in these data: the text of a plan may hold more.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from nap.figures.pieces import Code
from nap.language.texts import N, Words
from nap.methods import clocks
from nap.methods.clocks import Turn
from nap.pack import contract, indicator
from nap.topics import judgement
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Cells, Lead, Missing, Numbers, Paragraph, Remark, Section, Table
from nap.topics.data import Holding, holdings
from nap.topics.rows import Rows, records

QUESTION = N("Where does the country stand with the Convention?")
REFERENCE = Path(__file__).parents[1] / "methods" / "reference"
KINDS = {
    "review": N("Three-year review of the plan"),
    "short": N("Short national report"),
    "full": N("Full national report"),
}
RULES = {
    "review": N("Article 7.3(c), counted from the submission"),
    "short": N("Article 21"),
    "full": N("Article 21"),
}
COLUMNS = {  # columns that a report needs, where a table alone is not enough
    "activity.status": N("State of the activities"),
    "activity.delay_reason": N("Reasons of delays"),
    "budget_line.spent": N("Money spent"),
}
TITLES_SHOWN, TITLE_LENGTH = 3, 80  # strategies in a cell, and letters of each
LOOK_BACK, LOOK_AHEAD = 4, 6  # years of the clocks that are shown


@dataclass(frozen=True)
class Element:
    """One element of Annex C and all that stands behind it in a pack.

    itself: the data are the element (a target, an estimate, a schedule). strategies: their titles. watched: its
    indicators that have a value, id -> last year; unwatched: the ids of those without.
    """

    letter: str
    required: bool
    text: str
    strategies: list[str] = field(default_factory=list)
    activities: int = 0
    alone: int = 0
    lines: int = 0
    zero: int = 0
    uncosted: int = 0
    planned_usd: float | None = None
    itself: bool = False
    watched: Mapping[str, int] = field(default_factory=dict)
    unwatched: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_covered(self) -> bool:
        return self.activities > 0 or self.itself

    def name(self, words: Words) -> str:
        """“(b) Worst practices”."""
        return f"({self.letter}) {words.t(contract.label('annex_c', self.letter))}"


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Where does the country stand with the Convention?"""
    t = words.t
    found = elements(
        data.rows("obligation_elements"),
        data.rows("obligation_itself"),
        data.rows("obligation_indicators"),
        data.plan.get("strategy", []),
        data.pack.missing,
        words,
    )
    around = turns(data.plan, data.today)
    yield Lead("elements", sentence(found, words))
    yield Paragraph("next", clock_sentence(around, data.today, words))
    yield Remark("judged-on", judgement.today_sentence(data.today, words))
    yield Missing("no-activities", tables=("activity", "budget_line"))
    yield Section(
        "required",
        t("What Annex C requires"),
        lambda: required_elements(found, data, words),
        t("Of the whole plan, at all places and in all years. A gap is a gap in these data, not in the plan’s text."),
    )
    yield Section(
        "additional",
        t("What a plan may hold besides (Annex C, paragraph 2)"),
        lambda: additional_elements(found, data, words),
    )
    yield Section(
        "recommended",
        t("Recommended, not required"),
        lambda: recommendations(data, words),
        t("Annex C asks for no monitoring plan, no indicators and no budget; guidance and donors do."),
    )
    yield Section(
        "clocks",
        t("Two clocks"),
        lambda: [Table("turns", *clock_table(around, data.today, words))],
        t(
            "The review of the plan runs from its submission, the national reports on the same days for all Parties."
            " Whether those in the past were handed in is not recorded here."
        ),
    )
    held = holdings(data.pack)
    yield Section("needs", t("What each will need"), lambda: report_needs(ask, data, held, words))


def required_elements(found: Sequence[Element], data: Rows, words: Words) -> Iterator[Block]:
    """The elements that Annex C requires, with what stands behind each."""
    own = [each for each in found if each.required]
    yield Table(
        "required-elements",
        *elements_table(own, can_tell(found), not data.lacks("budget_line"), words),
        tables=("activity", "budget_line"),
        note=words.t("Elements: Minamata Convention, Annex C, in own words"),
    )


def additional_elements(found: Sequence[Element], data: Rows, words: Words) -> Iterator[Block]:
    """The elements that a plan may hold besides, and all of them to take away."""
    own = [each for each in found if not each.required]
    yield Table(
        "additional-elements",
        *elements_table(own, can_tell(found), not data.lacks("budget_line"), words),
        tables=("activity", "budget_line"),
    )
    yield Numbers("obligations", elements_frame(found, words), headings(words))


def recommendations(data: Rows, words: Words) -> Iterator[Block]:
    """What guidance and donors advise a plan to hold."""
    advised = data.one("obligation_recommended")
    yield Table(
        "recommendations",
        *recommended_table(advised, data.pack.missing, words),
        tables=("target", "activity", "budget_line"),
    )


def report_needs(ask: Ask, data: Rows, held: Sequence[Holding], words: Words) -> Iterator[Block]:
    """What the review or a national report needs, and what of it is at hand."""
    kind = ask.pick("for", words.t("For"), kinds(words), default="review")
    rows = needs_rows(kind, held, data.rows("obligation_filled"), words)
    yield Paragraph("needs-at-hand", needs_sentence(rows, words))
    yield Table("needs-table", *needs_table(rows, words))
    if kind != "review":
        yield Remark(
            "no-question-numbers",
            words.t("Numbers of questions are left out: the current form could not be read."),
        )
    yield Numbers("needs-rows", rows, needs_headings(words), name=f"needs-{kind}")


@cache
def elements_of_annex_c() -> list[dict]:
    """The elements as the Convention lists them: letter, required, text (English), tables."""
    return tomllib.loads((REFERENCE / "annex_c.toml").read_text(encoding="utf-8"))["element"]


@cache
def needs() -> list[dict]:
    """What the review and the reports need: article, reports, unverified, tables, text; texts in English."""
    return tomllib.loads((REFERENCE / "report_needs.toml").read_text(encoding="utf-8"))["need"]


# --- Annex C -------------------------------------------------------------------------------------------------------


def elements(
    counted: pd.DataFrame,
    itself: pd.DataFrame,
    seen: pd.DataFrame,
    strategies: Iterable[Mapping],
    lacks: Iterable[str],
    words: Words,
) -> list[Element]:
    """Every element with what the pack brings of it.

    counted: rows of obligation_elements. itself: letter, rows_count. seen: indicator, year. strategies: those of
    plan.toml. lacks: tables the pack does not bring.
    """
    own = {row["letter"]: row for row in records(counted)}
    there = {row["letter"] for row in records(itself) if row["rows_count"]}
    years = {row["indicator"]: int(row["year"]) for row in records(seen)}
    titles = {each["code"]: words.in_language(each.get("title", each["code"])) for each in strategies}
    found = []
    for each in elements_of_annex_c():
        row = own.get(each["letter"], {})
        ids = [id for id, it in indicator.indicators().items() if each["letter"] in it.annex_c]
        found.append(
            Element(
                letter=each["letter"],
                required=each["required"],
                text=each["text"],
                strategies=[titles.get(code, code) for code in row.get("strategies", [])],
                activities=int(row.get("activities_count", 0)),
                alone=int(row.get("alone_count", 0)),
                lines=int(row.get("lines_count", 0)),
                zero=int(row.get("zero_count", 0)),
                uncosted=int(row.get("uncosted_count", 0)),
                planned_usd=row.get("planned_usd"),
                itself=each["letter"] in there,
                watched={id: years[id] for id in ids if id in years},
                unwatched=tuple(id for id in ids if id not in years),
                missing=tuple(table for table in each["tables"] if table in set(lacks)),
            )
        )
    return found


def can_tell(found: Sequence[Element]) -> bool:
    """Whether any activity or strategy names an element, so that a gap can be told from silence."""
    return any(each.activities or each.strategies for each in found)


def sentence(found: Sequence[Element], words: Words) -> str:
    """How many required elements are covered in these data, and which are not."""
    t, required = words.t, [each for each in found if each.required]
    if not can_tell(found):
        return t(
            "Which elements of Annex C the plan covers **cannot be told**: this pack brings no activity that names one."
        )
    gone = [each.name(words) for each in required if not each.is_covered]
    said = t(
        "**{count} of the {all}** elements that Annex C requires are covered by activities in these data.",
        count=words.number(len(required) - len(gone)),
        all=words.number(len(required)),
    )
    if gone:
        said += " " + t(
            "Nothing here stands for {names}; whether the plan itself holds them, its text tells.",
            names=" · ".join(gone),
        )
    shared = [f"({each.letter})" for each in required if each.activities and not each.alone]
    if shared:
        said += " " + t(
            "No activity is for {letters} alone: what names them names several at once.", letters=", ".join(shared)
        )
    return said


def gaps(each: Element, words: Words, has_activities: bool, has_money: bool) -> list[str]:
    """What is missing of one element, in words; nothing where a pack cannot tell, or of what a plan need not hold."""
    t = words.t
    gone: list[str] = []
    if not each.required and not each.activities:
        return gone
    if has_activities and not each.strategies:
        gone.append(t("no strategy"))
    if has_activities and not each.activities:
        gone.append(t("no activity"))
    if has_money and each.activities and not each.planned_usd:
        gone.append(t("no money planned"))
    if each.uncosted:
        gone.append(words.plural("{count} line not costed", "{count} lines not costed", each.uncosted))
    if not each.watched and each.unwatched:
        gone.append(t("no indicator with data"))
    return gone


def elements_table(found: Sequence[Element], has_activities: bool, has_money: bool, words: Words) -> Cells:
    """Headings, rows and numeric columns: an element with its strategies, activities, money, indicators and gaps."""
    t = words.t
    headings = [
        t("Element"),
        t("Strategies"),
        t("Activities"),
        t("Planned (US$)"),
        t("Indicators with data"),
        t("What is missing"),
    ]
    rows = [
        [
            t("{name}: {about}", name=each.name(words), about=t(each.text)),
            _strategies(each.strategies, words) if has_activities else words.number(None),
            _activities(each, words) if has_activities else words.number(None),
            words.number(each.planned_usd if has_money else None, 0),
            _watched(each, words),
            " · ".join(gaps(each, words, has_activities, has_money)) or words.number(None),
        ]
        for each in found
    ]
    return headings, rows, [3]


def _strategies(titles: Sequence[str], words: Words) -> str:
    shown = [title if len(title) <= TITLE_LENGTH else f"{title[:TITLE_LENGTH].rstrip()}…" for title in titles]
    parts = shown[:TITLES_SHOWN]
    if len(shown) > TITLES_SHOWN:
        more = len(shown) - TITLES_SHOWN
        parts.append(words.plural("{count} more", "{count} more", more))
    return " · ".join(parts) or words.number(None)


def _activities(each: Element, words: Words) -> str:
    if not each.activities:
        return words.t("0, but the data hold it") if each.itself else words.number(0)
    if each.alone == each.activities:
        return words.number(each.activities)
    return words.t("{count}, {alone} for it alone", count=words.number(each.activities), alone=words.number(each.alone))


def _watched(each: Element, words: Words) -> str:
    if not each.watched:
        return words.number(None)
    return words.t(
        "{count} of {all}, up to {year}",
        count=words.number(len(each.watched)),
        all=words.number(len(each.watched) + len(each.unwatched)),
        year=max(each.watched.values()),
    )


def elements_frame(found: Sequence[Element], words: Words) -> pd.DataFrame:
    """The same to take away: one row per element, figures unrounded, every strategy and indicator named."""
    told = can_tell(found)
    return pd.DataFrame(
        {
            "letter": each.letter,
            "element": words.t(each.text),
            "required": words.t("Required") if each.required else words.t("Additional, may be included"),
            "covered": (words.t("yes") if each.is_covered else words.t("no")) if told else None,
            "strategies": "; ".join(each.strategies) or None,
            "activities_count": each.activities if told else None,
            "alone_count": each.alone if told else None,
            "lines_count": each.lines if told else None,
            "zero_count": each.zero if told else None,
            "uncosted_count": each.uncosted if told else None,
            "planned_usd": each.planned_usd,
            "indicators": "; ".join(f"{words.t(indicator.get(id).title)} ({y})" for id, y in each.watched.items())
            or None,
            "missing_tables": "; ".join(words.t(contract.table(name).title) for name in each.missing) or None,
        }
        for each in found
    )


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the rows to take away."""
    t = words.t
    return {
        "letter": t("Annex C"),
        "element": t("Element"),
        "required": t("Required by the Convention"),
        "covered": t("Covered"),
        "strategies": t("Strategies"),
        "activities_count": t("Activities"),
        "alone_count": t("For it alone"),
        "lines_count": t("Lines"),
        "zero_count": t("Cost 0"),
        "uncosted_count": t("Not costed"),
        "planned_usd": t("Planned (US$)"),
        "indicators": t("Indicators with data"),
        "missing_tables": t("Tables that are missing"),
    }


def recommended_table(row: Mapping, lacks: Iterable[str], words: Words) -> Cells:
    """Headings, rows and numeric columns (none) of what a plan is advised to hold and Annex C does not ask for.

    row: of the query obligation_recommended. lacks: tables the pack does not bring.
    """
    t, gone = words.t, set(lacks)

    def of(part: str, whole: str, table: str) -> str:
        if table in gone:
            return t("cannot be told")
        return t("{count} of {all}", count=words.number(row[part]), all=words.number(row[whole]))

    targets = t("cannot be told") if "target" in gone else words.number(row["targets_count"])
    rows = [
        [t("Targets with an indicator, a baseline and a year"), targets],
        [t("Activities with an institution that answers for them"), of("led_count", "activities_count", "activity")],
        [t("Activities whose state is reported"), of("stated_count", "activities_count", "activity")],
        [t("Budget lines with a cost"), of("costed_count", "lines_count", "budget_line")],
        [t("Budget lines that say where the money comes from"), of("funded_count", "lines_count", "budget_line")],
        [t("Budget lines with what was spent"), of("spent_count", "lines_count", "budget_line")],
    ]
    return [t("Monitoring and money"), t("In these data")], rows, []


# --- the two clocks --------------------------------------------------------------------------------------------------


def turns(plan: Mapping, today: dt.date) -> list[Turn]:
    """The turns of both clocks around a day: what fell due in the last years, and what comes."""
    return clocks.turns(plan, clocks.years_later(today, -LOOK_BACK), clocks.years_later(today, LOOK_AHEAD))


def clock_sentence(found: Sequence[Turn], today: dt.date, words: Words) -> str:
    """What comes next on each clock, and that the two do not line up."""
    t, coming = words.t, [turn for turn in found if turn.due >= today]
    review = next((turn for turn in coming if turn.kind == "review"), None)
    report = next((turn for turn in coming if turn.kind != "review"), None)
    said = []
    if review:
        said.append(t("The next three-year review is due on **{date}**.", date=words.date(review.due)))
    else:
        said.append(
            t(
                "When the next three-year review is due **cannot be told**: when the plan was submitted is not recorded"
                " (plan.toml, under [dates])."
            )
        )
    if report:
        what = (
            t("The next national report, a short one, is due on **{date}**.", date=words.date(report.due))
            if report.kind == "short"
            else t("The next national report, a full one, is due on **{date}**.", date=words.date(report.due))
        )
        said.append(what)
    if review and report:
        months = abs((review.due - report.due).days) // 30
        said.append(
            words.plural(
                "The two clocks do not line up: about {count} month lies between them.",
                "The two clocks do not line up: about {count} months lie between them.",
                months,
            )
        )
    return " ".join(said)


def clock_table(found: Sequence[Turn], today: dt.date, words: Words) -> Cells:
    """Headings, rows and numeric columns (none) of the turns: day, what, days it covers, rule, time left."""
    t = words.t
    rows = []
    for turn in found:
        days = (turn.due - today).days
        left = words.plural("{count} day left", "{count} days left", days) if days >= 0 else t("past")
        rule = t(RULES[turn.kind])
        if turn.source_status != "sourced":
            rule = t("{rule} (date deduced, not yet confirmed)", rule=rule)
        covers = f"{words.date(turn.covers_from)} – {words.date(turn.covers_to)}"
        rows.append([Code(words.date(turn.due)), t(KINDS[turn.kind]), covers, rule, left])
    return [t("When"), t("What"), t("Covers"), t("Rule"), t("Time left")], rows, []


def kinds(words: Words) -> dict[str, str]:
    """Code -> name of what a country hands in."""
    return {code: words.t(label) for code, label in KINDS.items()}


def needs_rows(kind: str, held: Sequence[Holding], filled: pd.DataFrame, words: Words) -> pd.DataFrame:
    """What it needs: article, need, at_hand, missing, unconfirmed.

    held: what the pack brings of each table. filled: rows of obligation_filled, for needs that are one column.
    """
    own: dict[str, str | None] = {each.table: _held(each, words) if each.rows else None for each in held}
    for row in records(filled):
        said = {"name": words.t(COLUMNS[row["name"]]), "count": words.number(row["rows_count"])}
        own[row["name"]] = words.t("{name} ({count} rows)", **said) if row["rows_count"] else None
    rows = []
    for need in needs():
        if kind not in need["reports"]:
            continue
        at_hand = [held_of for name in need["tables"] if (held_of := own[name])]
        gone = [_title(name, words) for name in need["tables"] if not own[name]]
        rows.append(
            {
                "article": words.t(need["article"]),
                "need": words.t(need["text"]),
                "at_hand": " · ".join(at_hand) or None,
                "missing": " · ".join(gone) or (None if need["tables"] else words.t("A document, not data")),
                "unconfirmed": kind in need.get("unverified", []),
            }
        )
    return pd.DataFrame(rows)


def _title(name: str, words: Words) -> str:
    return words.t(COLUMNS.get(name) or contract.table(name).title)


def _held(each: Holding, words: Words) -> str:
    title = words.t(contract.table(each.table).title)
    if each.last is None:
        return words.t("{title} ({rows} rows, undated)", title=title, rows=words.number(each.rows))
    year = each.last if isinstance(each.last, int) else each.last.year
    return words.t("{title} (up to {year})", title=title, year=year)


def needs_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Headings, rows and numeric columns (none) of `needs_rows`; what the form asks by hearsay alone is marked."""
    t = words.t
    lines = [
        [
            t(
                "{need} (that the form asks for it is from general knowledge, not confirmed in a source)",
                need=row["need"],
            )
            if row["unconfirmed"]
            else row["need"],
            row["article"],
            row["at_hand"] or words.number(None),
            row["missing"] or words.number(None),
        ]
        for row in records(rows)
    ]
    return [t("What is needed"), t("Article"), t("At hand"), t("Missing here")], lines, []


def needs_sentence(rows: pd.DataFrame, words: Words) -> str:
    """How much of what is needed is at hand."""
    data = rows[rows["at_hand"].notna() | (rows["missing"] != words.t("A document, not data"))]
    whole = int((data["at_hand"].notna() & data["missing"].isna()).sum())
    part = int((data["at_hand"].notna() & data["missing"].notna()).sum())
    return words.t(
        "Of {all} things it needs from data, at hand: **{whole}**; in part: {part}; missing: {none}.",
        all=words.number(len(data)),
        whole=words.number(whole),
        part=words.number(part),
        none=words.number(len(data) - whole - part),
    )


def needs_headings(words: Words) -> dict[str, str]:
    """Column -> heading of `needs_rows`."""
    t = words.t
    return {
        "article": t("Article"),
        "need": t("What is needed"),
        "at_hand": t("At hand"),
        "missing": t("Missing here"),
        "unconfirmed": t("From general knowledge, not confirmed"),
    }
