"""A baseline step by step: what is asked, what follows with its formulas, and the draft rows to take away.

Lives here: the page, and texts and tables made of what estimate_ways.py computed. Does not: arithmetic. Draft rows are
handed to the reader for `python -m nap import table`; nothing here writes to a pack.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nap.errors import NapError
from nap.figures import estimate as charts
from nap.language import countries
from nap.language.texts import N, Words
from nap.methods import balance, estimate, plausibility
from nap.methods import values as reference
from nap.methods.triangulate import Triangulation
from nap.methods.uncertainty import DRAWS
from nap.methods.units import KG_PER_T
from nap.pack import contract
from nap.topics.ask import Ask, Question, RangeQuestion
from nap.topics.blocks import (
    Block,
    Commands,
    Figure,
    Files,
    Fold,
    Lead,
    Pairs,
    Paragraph,
    Remark,
    Section,
    Table,
)
from nap.topics.estimate_ways import (
    AMALGAM,
    CAPTURE,
    CODES,
    EXAMPLE,
    EXAMPLE_WAYS,
    PCT,
    PRACTICES,
    SHARES,
    WAYS,
    YEAR,
    Amalgamation,
    Answers,
    Estimate,
    EstimateMethod,
    Field,
    PracticeUse,
    estimates,
    offer,
    published,
    way,
)
from nap.topics.provenance import problem_notices
from nap.topics.rows import Rows

QUESTION = N("How can we estimate, step by step, how much mercury is used?")
STEPS = (
    (
        N("1. What do you know?"),
        N(
            "There are several ways to the same answer. Tick each whose numbers are at hand: two ways that agree are "
            "worth more than one."
        ),
    ),
    (
        N("2. Enter your numbers"),
        N(
            "Leave empty what is not known: empty is not zero. Say with each number how far it may be off: 100 ± 30 % "
            "means that the truth lies between 70 and 130, nineteen times out of twenty."
        ),
    ),
    (
        N("3. See what follows"),
        N("Every line can be done again with a pocket calculator; the ranges are explained below."),
    ),
    (
        N("4. Do the ways agree?"),
        N(
            "Ways that rest on different data err differently. Where their ranges fit together, they are pooled, and "
            "the surest weighs most; where they do not, a mean would hide that something was counted differently."
        ),
    ),
    (
        N("5. Can it be right?"),
        N("A number far from what others found need not be wrong, but asks for a second look."),
    ),
    (
        N("6. Keep it as a draft"),
        N(
            "Nothing is stored on this page. The file holds one row for each way and practice, marked as draft; "
            "whoever keeps the plan’s data imports it."
        ),
    ),
)
ABOUT_PRACTICES = N(
    "A ratio tells how many kilograms of mercury are lost for each kilogram of gold. In whole ore amalgamation mercury "
    "is ground together with all the ore, and most of it is lost as fine drops in the tailings. From a concentrate "
    "little is lost there; what burns off the amalgam goes into the air, unless a retort captures it."
)
ABOUT_RANGES = N(
    "The range comes from {draws} random trials (Monte Carlo): every number is drawn around what was entered, and the "
    "middle 95 % of the results are kept. “Approach 1” is the rule for pen and paper: the squares of the ± % are added "
    "where numbers are multiplied. Beyond about ± 30 % the trials are the better guide; ways are weighed against each "
    "other by approach 1, so that this can be done by hand."
)


FIRST_WAYS = ("gold",)  # ticked where nothing was chosen
LINK = "e-"  # before the code of a number in the link
SCOPES = ("national", "project")  # a site has pages of its own


# --- the page, step by step -----------------------------------------------------------------------------------------


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """How can we estimate, step by step, how much mercury is used?

    Every answer changes what stands above and below it, so no section redraws alone.
    """
    chosen = [way(code) for code in ask.ticked("have", ways(words), FIRST_WAYS)]
    kind = Question("ranges", words.t("Ranges are told by"), ranges(words), help=guide(words))
    given = Answers({code: ask.entered(LINK + code) for code in CODES}, ask.answer(kind) == "ends")
    found, together, errors = estimates(chosen, given)
    yield Lead("estimate", lead(found, together, given, data.place_name(), words))
    yield _step("know", 0, lambda: what_is_known(ask, words), words)
    yield _step("enter", 1, lambda: numbers_to_enter(kind, chosen, given, ask, words), words)
    yield _step("results", 2, lambda: what_follows(chosen, found, given, errors, words), words)
    if found:
        yield _step("agreement", 3, lambda: comparison_of_ways(found, together, data, words), words)
        yield _step("plausible", 4, lambda: doubts(found, together, given, data, words), words)
        yield _step("draft", 5, lambda: draft_files(found, together, given, ask, data, words), words)


def _step(id: str, number: int, make, words: Words) -> Section:
    title, about = STEPS[number]
    return Section(id, words.t(title), make, words.t(about), redraws_page=True)


def what_is_known(ask: Ask, words: Words) -> Iterator[Block]:
    """Which ways a reader has the numbers for, and an example to begin with."""
    ask.several("have", ways(words), FIRST_WAYS)
    ask.buttons({words.t("Fill in an example"): example(), words.t("Empty every field"): emptied()})
    yield from ()


def numbers_to_enter(
    kind: Question, chosen: Sequence[EstimateMethod], given: Answers, ask: Ask, words: Words
) -> Iterator[Block]:
    """The numbers that the chosen ways ask for, part by part, and what is wrong with them."""
    ask.choice(kind.name, kind.label, kind.options, help=kind.help)
    for number, part in enumerate(parts(chosen, given, words), 1):

        def inside(number=number, part=part) -> Iterator[Block]:
            ask.ranges(part.questions)
            yield from problem_notices(f"part-{number}-problem", filter(None, part.errors), words)

        yield Section(f"part-{number}", part.title, inside, part.about, redraws_page=True)


def what_follows(
    chosen: Sequence[EstimateMethod],
    found: Sequence[Estimate],
    given: Answers,
    errors: Iterable[NapError],
    words: Words,
) -> Iterator[Block]:
    """What each way still lacks, and every estimate with its formulas and where the mercury goes."""
    for number, sentence in enumerate(states(chosen, given, words), 1):
        yield Paragraph(f"state-{number}", sentence)
    yield from problem_notices("estimate-problem", filter(None, errors), words)
    for each in found:
        code = each.way.code
        yield Paragraph(f"way-{code}", f"**{words.t(each.way.title)}**")
        yield Pairs(f"formulas-{code}", formulas(each, given, words))
        if each.uses:
            yield Table(f"fates-{code}", *fates(each, words), range(1, 6))
    if found:
        yield Remark("about-ranges", about_ranges(words))


def comparison_of_ways(
    found: Sequence[Estimate], together: Triangulation | None, data: Rows, words: Words
) -> Iterator[Block]:
    """Whether the ways agree, in sentences, pair by pair, and side by side."""
    for number, sentence in enumerate(agreement(found, together, words), 1):
        yield Paragraph(f"agreement-{number}", sentence)
    if lines := pairs(found, together, words):
        yield Pairs("agreement-pairs", lines)
    rows = side_by_side(found, together, data.plan["plan"], words)
    alt = chart_alt(rows, words)
    yield Figure("estimates", charts.estimates, rows, options={"unit": "t"}, alt=alt, unit="t", has_numbers=False)


def doubts(
    found: Sequence[Estimate], together: Triangulation | None, given: Answers, data: Rows, words: Words
) -> Iterator[Block]:
    """Whether the estimates can be right, beside what others found."""
    lines, findings = plausible(found, together, given, data.plan["plan"], words)
    yield Pairs("plausible-lines", lines)
    yield from problem_notices("plausible-problem", findings, words)

    def published_table() -> Iterator[Block]:
        yield Table("published-table", *published_ranges(data.plan["plan"], words), (1, 2))

    yield Fold("published", words.t("Published ranges of 15 countries"), published_table)


def draft_files(
    found: Sequence[Estimate], together: Triangulation | None, given: Answers, ask: Ask, data: Rows, words: Words
) -> Iterator[Block]:
    """The draft rows to take away, once it is known what they speak for and of which year."""
    scope = ask.pick("scope", words.t("The estimate speaks for"), scopes(words))
    ask.ranges(questions([YEAR], given, words))
    if given.value(YEAR) is None:
        yield Remark("no-year", words.t("The files can be taken once the year is known."))
        return
    drafts = draft_rows(found, given, data.rows("places"), data.place, scope)
    yield Files("mercury_use_draft", drafts, record(found, together, drafts, given, data.plan["plan"], words))
    yield Commands("how-to-import", how_to_import(data.code, words))


# --- questions ------------------------------------------------------------------------------------------------------


def label(field: Field, words: Words) -> str:
    """The label of a field with its unit."""
    return words.t("{what} ({unit})", what=words.t(field.label), unit=words.t(field.unit))


@dataclass(frozen=True)
class Part:
    """A part of the questions: title, explanation, questions, what is wrong with them together."""

    title: str
    about: str
    questions: list[RangeQuestion]
    errors: list[NapError | None]


def parts(ways: Sequence[EstimateMethod], entered: Answers, words: Words) -> list[Part]:
    """All that is asked for these ways, part by part; practices without gold are not asked about."""
    found = [Part(words.t(way.title), "", questions(way.fields, entered, words), []) for way in ways]
    if not any(way.wins_gold for way in ways):
        return found
    shares = questions(SHARES, entered, words)
    found.append(Part(words.t("How the gold is won"), words.t(ABOUT_PRACTICES), shares, [entered.fault_of_shares()]))
    for practice in PRACTICES:
        asks = practice.amalgamation
        if asks and (fields := entered.asked(practice)):
            asked = questions([*fields, asks.ratio], entered, words, entered.ratio(practice))
            found.append(Part(words.t(practice.title), "", asked, []))
    if fields := entered.asked_of_all():
        found.append(Part(words.t("Amalgam and retorts"), "", questions(fields, entered, words), []))
    return found


def questions(
    fields: Sequence[Field], entered: Answers, words: Words, computed: float | None = None
) -> list[RangeQuestion]:
    """How each of these is asked for; computed: the value of a field that follows from others."""
    return [
        RangeQuestion(
            name=f"{LINK}{field.code}",
            label=label(field, words),
            about=words.t(field.about),
            ends=ends(field, entered, words),
            error=entered.fault(field, computed),
            offer=offered(field, words),
            shown=words.quantity(computed, "kg") if field.is_computed else "",
        )
        for field in fields
    ]


def ways(words: Words) -> dict[str, tuple[str, str]]:
    """The ways to choose from: code -> what it is, and what it asks for."""
    return {each.code: (words.t(each.title), words.t(each.about)) for each in WAYS}


def ranges(words: Words) -> dict[str, str]:
    """The two ways to tell a range: code -> text."""
    return {"half": words.t("± % of the number"), "ends": words.t("a low and a high number")}


def example() -> dict:
    """What an example to learn with enters: names in the link -> numbers."""
    return {**emptied(), "have": ".".join(EXAMPLE_WAYS), "ranges": None, **{LINK + c: v for c, v in EXAMPLE.items()}}


def is_example(entered: Answers) -> bool:
    """Whether the numbers are still those of the example."""
    return all(entered.numbers.get(code) == value for code, value in EXAMPLE.items())


def emptied() -> dict:
    """Every number taken back."""
    return {LINK + code: None for code in CODES}


def states(ways: Sequence[EstimateMethod], entered: Answers, words: Words) -> list[str]:
    """What the ways still lack, and which of their numbers nobody checked, in sentences."""
    said = [state(each, entered, words) for each in ways] or [words.t("Tick in step 1 what you know.")]
    if ways and is_example(entered):
        said.append(words.t("These are the numbers of an example to learn with; they are those of no country."))
    if fields := unverified(ways, entered):
        said.append(
            words.t(
                "**Unverified defaults** are used for: {fields}. Weigh and ask in your own country before you publish.",
                fields=listed(fields, words),
            )
        )
    return [each for each in said if each]


def ends(field: Field, entered: Answers, words: Words) -> dict[str, str]:
    """How the range of a field is asked for: end of its code -> label; empty where it is not asked."""
    if not field.has_range:
        return {}
    return {"l": words.t("Low"), "h": words.t("High")} if entered.by_ends else {"u": words.t("± %")}


def offered(field: Field, words: Words) -> tuple[str, str, float] | None:
    """Of a default: what its button says, where it comes from and whether that was checked, and its value."""
    row = offer(field)
    if row is None:
        return None
    value = words.quantity(row["value"], field.unit)
    source, status = words.t(row["source"]), words.t(reference.STATUSES[row["source_status"]])
    if reference.is_verified(row):
        button = words.t("Take {value}", value=value)
        said = words.t("Reference value {value}: {source} ({status}).", value=value, source=source, status=status)
    else:
        button = words.t("Take {value} (unverified)", value=value)
        said = words.t(
            "Unverified reference value {value}: {source} ({status}).", value=value, source=source, status=status
        )
    if "low" in row:
        said += " " + words.t(
            "Told range: {low} to {high}.",
            low=words.number(row["low"]),
            high=words.quantity(row["high"], field.unit),
        )
    return button, said, row["value"]


def unverified(ways: Sequence[EstimateMethod], entered: Answers) -> list[Field]:
    """The fields of these ways whose number is an unverified default as it was offered."""
    fields = [f for each in ways for f in each.fields]
    if any(each.wins_gold for each in ways):
        fields += [*entered.asked_of_all(), *(f for p in PRACTICES for f in entered.asked(p))]
    rows = {field: offer(field) for field in fields}
    return [f for f, row in rows.items() if row and not reference.is_verified(row) and entered.value(f) == row["value"]]


def listed(fields: Sequence, words: Words) -> str:
    """Fields by name, one after the other; a pair names the practice of the field too."""
    pairs = [each if isinstance(each, tuple) else (each, None) for each in fields]
    said = [
        words.t(field.label)
        if practice is None
        else words.t("{what}, {practice}", what=words.t(field.label), practice=words.t(practice.title))
        for field, practice in pairs
    ]
    return "; ".join(dict.fromkeys(said))


def state(way: EstimateMethod, entered: Answers, words: Words) -> str:
    """What a way still lacks, as a sentence; empty where nothing."""
    title = words.t(way.title)
    if missing := entered.missing(way):
        return words.t("{way}: still missing: {fields}.", way=title, fields=listed(missing, words))
    if way.wins_gold and entered.fault_of_shares():
        return words.t("{way}: the shares of the practices are not 100 % in all.", way=title)
    if bare := entered.without_range(way):
        return words.t(
            "{way}: no range can be told, for it is not stated how sure these are: {fields}.",
            way=title,
            fields=listed(bare, words),
        )
    return ""


def guide(words: Words) -> str:
    """How sure a number may be taken to be, from the reference table, in one text."""
    rows = sorted(reference.rows("uncertainty_classes", "class"), key=lambda row: row["half_width_pct"])
    said = "; ".join(f"± {words.percent(row['half_width_pct'])}: {words.t(row['about'])}" for row in rows)
    return words.t("Rules of thumb (unverified). {classes}.", classes=said)


# --- results --------------------------------------------------------------------------------------------------------


def _kg(words: Words, value) -> str:
    return words.quantity(value, "kg")


def _typed(words: Words, value: float) -> str:
    """A number with all the decimals it was typed with, so that a formula can be done again."""
    return words.number(value, len(f"{value:.10f}".rstrip("0").partition(".")[2]))


def _typed_pct(words: Words, value: float) -> str:
    return words.percent(value, len(f"{value:.10f}".rstrip("0").partition(".")[2]))


def formulas(found: Estimate, entered: Answers, words: Words) -> list[tuple[str, str]]:
    """Every step of an estimate with its numbers in it: (what, formula)."""
    t, way, lines = words.t, found.way, []
    numbers = {
        field.code: (_typed_pct if field.unit == "%" else _typed)(words, entered.known_value(field))
        for field in way.fields
    }
    result = _kg(words, found.gold_kg if way.wins_gold else found.hg_kg)
    lines.append((t("Gold") if way.wins_gold else t("Mercury used"), t(way.formula, **numbers, result=result)))
    for use in found.uses:
        name = t(use.practice.title)
        if asks := use.practice.amalgamation:
            lines.append((t("Ratio, {practice}", practice=name), _ratio(use, asks, entered, words)))
        lines.append(
            (
                name,
                t(
                    "{gold} of gold × {share} × {ratio} = {result} of mercury",
                    gold=_kg(words, found.gold_kg),
                    share=_typed_pct(words, use.share_pct),
                    ratio=_typed(words, round(use.ratio_kg_kg, 6)),
                    result=_kg(words, use.hg_kg),
                ),
            )
        )
    if len(found.uses) > 1:
        parts = " + ".join(words.number(use.hg_kg) for use in found.uses)
        lines.append((t("In all"), f"{parts} = {_kg(words, found.hg_kg)}"))
    lines += [(t("Range"), told_range(found, words)), (t("Where it goes"), fate_sentence(found, words))]
    return lines


def _ratio(use: PracticeUse, asks: Amalgamation, entered: Answers, words: Words) -> str:
    retort = entered.value(asks.retort)
    said = {
        "lost": _typed(words, entered.known_value(asks.tailings)),
        "amalgam": _typed(words, entered.known_value(AMALGAM)),
        "ratio": _typed(words, round(use.ratio_kg_kg, 6)),
    }
    if not retort:
        return words.t("{lost} to tailings + {amalgam} burned off = {ratio} kg of mercury per kg of gold", **said)
    return words.t(
        "{lost} to tailings + {amalgam} × (1 − {retort} × {capture}) burned off = {ratio} kg of mercury per kg of gold",
        **said,
        retort=_typed_pct(words, retort),
        capture=_typed_pct(words, entered.known_value(CAPTURE)),
    )


def told_range(found: Estimate, words: Words) -> str:
    """The range by Monte Carlo beside that of approach 1."""
    if found.draws is None:
        return words.t("Unknown, because it is not stated how sure each number is.")
    half = found.half_width_pct
    low, high = (max(found.hg_kg * (1 + sign * half / PCT), 0.0) for sign in (-1, 1))
    return words.t(
        "{low} to {high} (Monte Carlo); approach 1: ± {half}, {first} to {last}",
        low=words.number(found.low),
        high=_kg(words, found.high),
        half=words.percent(half, 1),
        first=words.number(low),
        last=_kg(words, high),
    )


def about_ranges(words: Words) -> str:
    """How the ranges are made."""
    return words.t(ABOUT_RANGES, draws=words.number(DRAWS))


def fates(found: Estimate, words: Words) -> tuple[list[str], list[tuple[str, ...]]]:
    """Where the mercury of each practice goes, kg: headings, and a line for each practice and for all."""
    t = words.t
    headings = [
        t("Practice"),
        t("Gold, kg"),
        t("Mercury used, kg"),
        t("To air"),
        t("To land and water"),
        t("Captured and reused"),
    ]
    each = [(words.t(use.practice.title), use.gold_kg, use.hg_kg, use.fate) for use in found.uses]
    if (whole := found.fate) is not None:
        each.append((words.t("In all"), found.gold_kg, found.hg_kg, whole))
    return headings, [
        (name, *(words.number(float(x)) for x in (gold, hg, fate.air_kg, fate.land_water_kg, fate.recovered_kg)))
        for name, gold, hg, fate in each
    ]


def fate_sentence(found: Estimate, words: Words) -> str:
    """Where the mercury goes, in one sentence."""
    if found.fate is None:
        return words.t("Where this mercury goes cannot be told from what is bought or traded; the practices tell it.")
    if not found.hg_kg > 0:
        return words.t("No mercury is used.")
    return words.t(
        "Of the mercury used, {air} goes into the air, {rest} to land and water; {back} is captured and used again.",
        air=words.percent(PCT * float(found.fate.air_share), 0),
        rest=words.percent(PCT * (1 - float(found.fate.air_share)), 0),
        back=_kg(words, float(found.fate.recovered_kg)),
    )


def share_ratios(found: Sequence[Estimate]) -> bool:
    """Whether two ways or more rest on the same ratios, so that they err together."""
    return sum(each.way.wins_gold and each.half_width_pct > 0 for each in found) > 1


def lead(found: Sequence[Estimate], together: Triangulation | None, entered: Answers, place: str, words: Words) -> str:
    """The sentence a reader should take away; numbers of the example are said of no place."""
    place = words.t("Example") if is_example(entered) else place
    if not found:
        return words.t("**No estimate yet.** Tick what you know, enter the numbers, and each step says what it needs.")
    if together is not None and together.methods_agree:
        said = {
            "place": place,
            "value": _kg(words, together.value),
            "half": words.percent(together.half_width_pct, 1),
            "count": words.number(together.degrees_of_freedom + 1),
        }
        if share_ratios(found):
            return words.t(
                "{place}: **{value}** of mercury a year, ± {half} or more. The {count} ways agree and are pooled, but "
                "share their ratios.",
                **said,
            )
        return words.t(
            "{place}: **{value}** of mercury a year, ± {half}. The {count} ways agree and are pooled.", **said
        )
    if together is not None:
        return words.t(
            "{place}: **the ways disagree**, from {low} to **{high}** of mercury a year. They are not pooled.",
            place=place,
            low=words.number(together.low),
            high=_kg(words, together.high),
        )
    if len(found) > 1:
        return words.t(
            "{place}: **{low} to {high}** of mercury a year by {count} ways; without their ranges, whether they agree "
            "cannot be told.",
            place=place,
            low=words.number(min(e.hg_kg for e in found)),
            high=_kg(words, max(e.hg_kg for e in found)),
            count=words.number(len(found)),
        )
    only = found[0]
    if only.draws is None:
        return words.t(
            "{place}: **{value}** of mercury a year; how sure that is cannot be told yet.",
            place=place,
            value=_kg(words, only.hg_kg),
        )
    return words.t(
        "{place}: **{value}** of mercury a year, between {low} and {high} (95 %).",
        place=place,
        value=_kg(words, only.hg_kg),
        low=words.number(only.low),
        high=_kg(words, only.high),
    )


def agreement(found: Sequence[Estimate], together: Triangulation | None, words: Words) -> list[str]:
    """What the comparison of the ways says, in sentences."""
    t = words.t
    if len(found) < 2:
        return [t("There is nothing to compare yet: enter a second way in step 1.")]
    said = []
    bare = [each for each in found if not (each.hg_kg > 0 and each.half_width_pct > 0)]
    if bare:
        names = "; ".join(t(each.way.title) for each in bare)
        said.append(t("Cannot be weighed, since the range is not stated or is zero: {ways}.", ways=names))
    if together is None:
        return said
    values = {
        "q": words.number(together.q, 2),
        "limit": words.number(together.q_limit, 2),
        "low": words.number(together.low),
        "high": _kg(words, together.high),
    }
    if together.methods_agree:
        said.append(
            t(
                "The ways agree (Q = {q}, limit {limit}). Pooled: {value} ± {half}.",
                **values,
                value=_kg(words, together.value),
                half=words.percent(together.half_width_pct, 1),
            )
        )
    else:
        said.append(
            t(
                "The ways disagree (Q = {q}, limit {limit}): the estimates lie between {low} and {high}. Look for what "
                "they count differently, such as years, places or mercury recovered; do not average them.",
                **values,
            )
        )
    if share_ratios(found):
        said.append(
            t(
                "Ways through gold share the same ratios and practices, so they are not independent: their agreement "
                "says nothing about the ratios, and the pooled range is narrower than it should be."
            )
        )
    return said


def pairs(found: Sequence[Estimate], together: Triangulation | None, words: Words) -> list[tuple[str, str]]:
    """The agreement number of each pair of ways that were weighed, with what it means."""
    if together is None:
        return []
    weighed = [each for each in found if each.hg_kg > 0 and each.half_width_pct > 0]
    lines = []
    for i, first in enumerate(weighed):
        for j, second in enumerate(weighed[i + 1 :], i + 1):
            number = together.agreement[i, j]
            said = {"number": words.number(number, 3)}
            names = words.t("{first} and {second}", first=words.t(first.way.title), second=words.t(second.way.title))
            lines.append(
                (
                    names,
                    words.t("{number}: consistent (1 or less)", **said)
                    if number <= 1
                    else words.t("{number}: not consistent (more than 1)", **said),
                )
            )
    return lines


def side_by_side(
    found: Sequence[Estimate], together: Triangulation | None, plan: Mapping, words: Words
) -> pd.DataFrame:
    """Rows of the chart, in t a year: name, kind (own, pooled, published), value, low, high; plan: of the pack."""
    rows = [("own", words.t(e.way.title), e.hg_kg, e.low, e.high) for e in found]
    if together is not None and together.value is not None and together.half_width_pct is not None:
        half = together.half_width_pct / PCT * together.value
        rows.append(("pooled", words.t("Pooled"), together.value, max(together.value - half, 0), together.value + half))
    elif together is not None:
        rows.append(("pooled", words.t("From lowest to highest"), np.nan, together.low, together.high))
    if row := published(plan.get("iso3", "")):
        name = words.t("Published for {country}", country=words.in_language(plan["country"]))
        rows.append(("published", name, *(KG_PER_T * row[f"{end}_t"] for end in ("mid", "low", "high"))))
    frame = pd.DataFrame(rows, columns=["kind", "name", "value", "low", "high"])
    frame[["value", "low", "high"]] /= KG_PER_T
    return frame


def comparison(found: Sequence[Estimate], together: Triangulation | None, plan: Mapping, words: Words) -> str:
    """The estimate beside the published range of the plan's country, in one sentence."""
    country = words.in_language(plan["country"])
    if not (row := published(plan.get("iso3", ""))):
        return words.t(
            "For {country} no range is published in the table used here; it lists {count} countries.",
            country=country,
            count=words.number(len(reference.rows("country_ranges", "range"))),
        )
    pooled = None if together is None else together.value
    values = [e.hg_kg for e in found] if pooled is None else [pooled]
    said = {
        "country": country,
        "low": words.number(row["low_t"]),
        "high": words.quantity(row["high_t"], "t"),
    }
    low, high = min(values) / KG_PER_T, max(values) / KG_PER_T
    if row["low_t"] <= low and high <= row["high_t"]:
        return words.t("The published range for {country} is {low} to {high} a year: this lies within it.", **said)
    if high < row["low_t"]:
        return words.t("The published range for {country} is {low} to {high} a year: this lies below it.", **said)
    if low > row["high_t"]:
        return words.t("The published range for {country} is {low} to {high} a year: this lies above it.", **said)
    return words.t("The published range for {country} is {low} to {high} a year: only a part lies within it.", **said)


def chart_alt(rows: pd.DataFrame, words: Words) -> str:
    """What the chart of `side_by_side` shows, for who cannot see it."""
    said = [
        f"{row.name}: {words.quantity(row.value, 't')} ({words.number(row.low)}–{words.number(row.high)})"
        for row in rows.itertuples(index=False)
    ]
    return "; ".join(said)


def published_ranges(plan: Mapping, words: Words) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Every published range: headings, and country, use and net informal imports in t a year; the own is marked."""
    headings = [words.t("Country"), words.t("Mercury used, t a year"), words.t("Net informal imports, t a year")]
    lines = []
    for row in reference.rows("country_ranges", "range"):
        name = countries.named(row["iso3"], words)
        name = words.t("{country} (this plan)", country=name) if row["iso3"] == plan.get("iso3") else name
        use, informal = (
            words.t("{low} to {high}", low=words.number(row[f"{what}low_t"]), high=words.number(row[f"{what}high_t"]))
            for what in ("", "informal_")
        )
        lines.append((name, use, informal))
    return headings, lines


def plausible(
    found: Sequence[Estimate], together: Triangulation | None, entered: Answers, plan: Mapping, words: Words
) -> tuple[list[tuple], list[NapError]]:
    """Lines (what, text) on the published range and on what the estimates imply; findings on what looks like a slip."""
    t = words.t
    findings: list[NapError] = []
    lines = [(t("Published range"), comparison(found, together, plan, words))]
    gold = next((each.gold_kg for each in found if each.gold_kg > 0), np.nan)
    miners = entered.value(next(f for each in WAYS for f in each.fields if f.code == "mn"))
    bounds = plausibility.ratio_bounds_kg_kg()
    for each in found:
        name, own = t(each.way.title), each.gold_kg if each.gold_kg > 0 else gold
        if own > 0 and each.hg_kg > 0:
            ratio = float(plausibility.implied_ratio_kg_kg(each.hg_kg, own))
            lines.append(
                (
                    t("Mercury per gold: {way}", way=name),
                    t(
                        "{hg} ÷ {gold} of gold = {ratio}; plausible {low} to {high} (bounds unverified)",
                        hg=_kg(words, each.hg_kg),
                        gold=_kg(words, own),
                        ratio=words.number(ratio),
                        low=words.number(bounds["low"]),
                        high=words.number(bounds["high"]),
                    ),
                )
            )
            findings += plausibility.ratio_findings(each.hg_kg, own)
        if miners:
            lines.append(
                (
                    t("Mercury per miner: {way}", way=name),
                    t(
                        "{hg} ÷ {miners} miners = {each} a year; could one miner buy that?",
                        hg=_kg(words, each.hg_kg),
                        miners=words.number(miners),
                        each=words.quantity(each.hg_kg / miners, "kg"),
                    ),
                )
            )
    toolkit_lines, toolkit_findings = beside_toolkit(found, words)
    return lines + _gap(found, entered, words) + toolkit_lines, findings + toolkit_findings


def beside_toolkit(found: Sequence[Estimate], words: Words) -> tuple[list[tuple[str, str]], list[NapError]]:
    """Where the factors of the UNEP Toolkit send the mercury of each way that goes through gold: lines (what, text),
    and a finding for the first way where they differ clearly from the mass balance. The factors know no retorts; of
    several versions in the reference table the last counts.
    """
    lines: list[tuple[str, str]] = []
    findings: list[NapError] = []
    for each in found:
        uses = [use for use in each.uses if use.practice.amalgamation is not None]
        rows = [row for row in (_toolkit_factors(use.practice.code) for use in uses) if row is not None]
        fate = each.fate
        if fate is None or not uses or len(rows) < len(uses):
            continue
        names = ("input_kg_kg", "air", "water", "land")
        factors = [np.array([row[name] for row in rows]) for name in names]
        release = balance.toolkit_release([use.gold_kg for use in uses], *factors)
        status = reference.STATUSES[rows[0]["source_status"]]
        text = words.t(
            "{input} put in: {air} to air, {water} to water, {land} to land ({source}; {status}; without retorts)",
            input=_kg(words, float(release.input_kg.sum())),
            air=_kg(words, float(release.air_kg.sum())),
            water=_kg(words, float(release.water_kg.sum())),
            land=_kg(words, float(release.land_kg.sum())),
            source=words.t(rows[0]["source"]),
            status=words.t(status),
        )
        lines.append((words.t("By the Toolkit’s factors: {way}", way=words.t(each.way.title)), text))
        if not findings and release.input_kg.sum() > 0 and fate.use_kg > 0:
            air_share = release.air_kg.sum() / release.input_kg.sum()
            differ = balance.air_shares_differ(air_share, float(fate.air_share))
            findings += [differ] if differ else []
    return lines, findings


def _toolkit_factors(practice: str) -> dict | None:
    """The last row of the reference table that tells where the mercury of a practice goes; None where none does."""
    rows = reference.rows("release_factors", "factor", practice=practice)
    return next((row for row in reversed(rows) if {"input_kg_kg", "air", "water", "land"} <= set(row)), None)


def _gap(found: Sequence[Estimate], entered: Answers, words: Words) -> list[tuple]:
    asked = [f for each in WAYS if each.code == "trade" for f in each.fields if f.code != "tn"]
    flows = [value for value in map(entered.value, asked) if value is not None]
    lines = []
    if len(flows) == len(asked):
        supply = estimate.apparent_supply_kg(*flows)
        for each in found:
            if each.way.code != "trade":
                gap = estimate.informal_gap_kg(each.hg_kg, supply)
                lines.append(
                    (
                        words.t("Supply and use: {way}", way=words.t(each.way.title)),
                        words.t(
                            "{use} used; official supply leaves {supply}, so {gap} come from elsewhere",
                            use=_kg(words, each.hg_kg),
                            supply=_kg(words, float(supply.value)),
                            gap=_kg(words, float(gap.value)),
                        ),
                    )
                )
    return lines


# --- what is taken away ---------------------------------------------------------------------------------------------


def scopes(words: Words) -> dict[str, str]:
    """What an estimate made here may speak for: code -> text."""
    return {code: words.t(contract.table("mercury_use").label("scope", code)) for code in SCOPES}


def draft_rows(
    found: Sequence[Estimate], entered: Answers, places: pd.DataFrame, place: str, scope: str
) -> pd.DataFrame:
    """Rows of mercury_use, all drafts: one per practice where a way goes through gold, else one for all practices.

    places: place_code and level of those of the pack, 0 for the nation. Levels have series of their own, as a series
    may not count one place twice. The year was entered; numbers of the example are named so.
    """
    level, year = int(places.set_index("place_code")["level"].get(place, 0)), int(entered.known_value(YEAR))
    kind, rows = "example" if is_example(entered) else "draft", []
    for each in found:
        series = f"{kind}_{each.way.code}" + (f"_level_{level}" if level else "")
        head = {"year": year, "place_code": place, "method_series": series, "method": each.way.method, "scope": scope}
        code = f"{kind.upper()}-{place}-{year}-{each.way.code}-{scope}"
        if not each.uses:
            whole = {"practice": "all", "hg_use_kg": each.hg_kg, "hg_use_low_kg": each.low, "hg_use_high_kg": each.high}
            rows.append({"estimate_code": f"{code}-all", **head, **whole})
        for use in each.uses:
            practice = use.practice
            row = {
                "practice": practice.code,
                "gold_kg": use.gold_kg,
                "gold_u_pct": float(np.hypot(each.gold_u_pct, entered.half_width_pct(practice.share))),
                "hg_use_kg": use.hg_kg,
                "hg_use_low_kg": use.low,
                "hg_use_high_kg": use.high,
            }
            if asks := practice.amalgamation:
                retort = entered.known_value(asks.retort) / PCT
                row |= {
                    "tailings_loss_ratio": entered.known_value(asks.tailings),
                    "amalgam_ratio": entered.known_value(AMALGAM),
                    "retort_share": retort,
                    "retort_efficiency": entered.known_value(CAPTURE) / PCT if retort else None,
                    "ratio_u_pct": use.ratio_u_pct,
                }
            rows.append({"estimate_code": f"{code}-{practice.code}", **head, **row})
    columns = [c for c in contract.table("mercury_use").columns if c not in ("site_code", "source_code")]
    return pd.DataFrame(rows, columns=columns).assign(record_state="draft")


def how_to_import(code: str, words: Words) -> list[tuple[str, str]]:
    """The line to type that adds the draft rows to the pack of a code, the name of its folder."""
    file = f"{code}-mercury_use_draft.csv"
    return [
        (
            words.t("To add the rows to the plan, whoever keeps its data types:"),
            f"python -m nap import table {file} --pack {code} --set table=mercury_use",
        )
    ]


def _reference_used(offered: tuple[str, str, float] | None, value: float | None) -> str | None:
    """What an offered default says of itself where it was taken as it is."""
    return offered[1] if offered and value == offered[2] else None


def record(
    found: Sequence[Estimate],
    together: Triangulation | None,
    drafts: pd.DataFrame,
    entered: Answers,
    plan: Mapping,
    words: Words,
) -> dict[str, pd.DataFrame]:
    """Sheets of a workbook: the draft rows, every number entered with its range, every formula, the comparison."""
    t = words.t
    fields = list(dict.fromkeys(f for each in found for f in each.way.fields))
    if any(each.way.wins_gold for each in found):
        for practice in PRACTICES:
            fields += [
                practice.share,
                *entered.asked(practice),
                *((practice.amalgamation.ratio,) if practice.amalgamation and entered.asked(practice) else ()),
            ]
        fields += entered.asked_of_all()
    fields.append(YEAR)
    ratios = {p.amalgamation.ratio: entered.ratio(p) for p in PRACTICES if p.amalgamation is not None}
    notes = {field: offered(field, words) for field in fields}
    numbers = [
        {
            t("Code"): field.code,
            t("Number"): label(field, words),
            t("Value"): ratios[field] if field.is_computed else entered.value(field),
            t("± %"): entered.half_width_pct(field, ratios.get(field)) if field.has_range else None,
            t("Low"): entered.numbers.get(f"{field.code}.l") if entered.by_ends else None,
            t("High"): entered.numbers.get(f"{field.code}.h") if entered.by_ends else None,
            t("Reference value"): _reference_used(notes[field], entered.value(field)),
        }
        for field in fields
    ]
    steps = [
        {t("Way"): t(each.way.title), t("Step"): what, t("Formula"): said}
        for each in found
        for what, said in formulas(each, entered, words)
    ]
    said = [{t("What"): t("Agreement"), t("Text"): text} for text in agreement(found, together, words)]
    said += [{t("What"): what, t("Text"): text} for what, text in pairs(found, together, words)]
    said += [{t("What"): what, t("Text"): text} for what, text in plausible(found, together, entered, plan, words)[0]]
    sheets = {"mercury_use": drafts, t("Numbers"): numbers, t("Formulas"): steps, t("Comparison"): said}
    return {name: rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows) for name, rows in sheets.items()}
