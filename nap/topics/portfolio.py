"""Several plans at once: the summary of each pack, kept per edition, and the portfolio in words and rows.

Lives here: what is remembered of a pack, so that a portfolio opens no pack twice, and the tables of the page. Does not:
open packs for questions (pack.py), say what is covered in one plan (obligations.py) or draw (figures/portfolio.py).

Fictional plans stand in every list and in no sum. What a plan does not bring is unknown there, never zero.
"""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nap import __version__
from nap.figures import portfolio as charts
from nap.figures.palette import Palette
from nap.figures.pieces import Address, Strong
from nap.language.texts import N, Words
from nap.methods.status import WORDS as VERDICTS
from nap.pack import contract, summaries
from nap.topics import query, verdicts
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Cells, Figure, Lead, Legend, Numbers, Remark, Section, Table
from nap.topics.data import holdings
from nap.topics.rows import Rows

if TYPE_CHECKING:
    from nap.pack import Pack

QUESTION = N("How do several plans compare?")
QUERIES = ("verdicts", "portfolio_summary", "obligation_elements", "obligation_itself", "portfolio_groups")
OTHERS = "…"  # all groups of letters that too few plans have to be drawn by themselves
LAST = 99  # their rank
GROUPS_SHOWN = 10
STATES = {
    "own": N("Activities of its own"),
    "shared": N("Only together with other elements"),
    "itself": N("No activity, but the data hold it"),
    "strategy": N("A strategy, but no activity"),
    "none": N("No activity"),
    "unknown": N("Cannot be told"),
}


@dataclass(frozen=True)
class Summary:
    """What a portfolio shows of one pack; None where the pack cannot tell.

    letters: letter of Annex C -> counts and planned US dollars of what names it (obligation_elements.sql).
    itself: letters that the data are, a target or an estimate (obligation_itself.sql). groups:
    letters named together -> planned US dollars, which add up. verdicts: status of a current target -> how many.
    last: last day or year, ISO, that any table
    speaks of, up to the day the pack is judged on.
    """

    code: str
    country: dict | str
    fictional: bool
    tables: int
    activities: int | None
    lettered: int
    lines: int | None
    zero: int | None
    uncosted: int | None
    planned_usd: float | None
    currencies: list[str]
    letters: dict[str, dict]
    itself: list[str]
    groups: dict[str, float | None]
    verdicts: dict[str, int]
    last: str | None
    source_year: int | None
    label: str = ""  # what it is called in a list of several (`in_order`)

    def state(self, letter: str) -> str:
        """Whether an element of Annex C is covered: a code of STATES."""
        if self.activities is None or not (self.lettered or self.letters):
            return "unknown"
        found = self.letters.get(letter, {})
        if found.get("activities_count"):
            return "own" if found["alone_count"] else "shared"
        if letter in self.itself:
            return "itself"
        return "strategy" if found else "none"

    def covers(self, letter: str) -> bool:
        """Whether an activity or the data themselves stand for an element."""
        return self.state(letter) in ("own", "shared", "itself")


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """How do several plans compare?"""
    t = words.t
    found, broken = data.every_plan(read)
    found = in_order(found, words)
    yield Lead("plans-together", sentence(found, words))
    yield Section(
        "coverage",
        t("Elements of Annex C that each plan covers"),
        lambda: coverage(found, words),
        t("Number of activities that name an element; an activity that names several counts for each."),
    )
    sums = money_rows(found, words)
    if len(sums):
        yield Section(
            "money",
            t("Money planned, by the elements it serves"),
            lambda: money(ask, sums, words),
            no_budget_sentence(found, words),
        )
    yield Section(
        "plans",
        t("The plans"),
        lambda: plans(found, broken, words),
        t("A plan opens with a click on its name. A dash: the pack does not tell. Cost 0 and not costed differ."),
    )


def coverage(found: Sequence[Summary], words: Words) -> Iterator[Block]:
    """Which elements of Annex C each plan covers, as a picture, in words and as rows."""
    rows, counted = coverage_rows(found, words), gaps_sentence(found, words)
    yield Figure("coverage-picture", charts.coverage, rows, alt=counted, has_numbers=False)
    yield Remark("letters", letters_sentence(words))
    yield Remark("counted", counted)
    yield Numbers("portfolio-coverage", rows, headings(words), is_of_all_plans=True)


def money(ask: Ask, rows: pd.DataFrame, words: Words) -> Iterator[Block]:
    """What each plan plans to spend, split by the elements it serves. rows: of `money_rows`."""
    t = words.t
    unit = ask.pick("as", t("Show as"), {"usd": t("US$"), "share": t("Share of each plan")}, default="usd")
    yield Legend("money-key", lambda palette: money_key(rows, palette))
    yield Figure(
        "money-picture",
        charts.money,
        rows,
        options={"column": "planned_usd" if unit == "usd" else "share_pct"},
        alt=t("Money planned by element of Annex C; the numbers below tell the same."),
        has_numbers=False,
    )
    yield Remark(
        "shared-money", t("Elements that an activity names together share its money, so the parts of a bar add up.")
    )
    yield Numbers("portfolio-money", rows, headings(words), is_of_all_plans=True)


def money_key(rows: pd.DataFrame, palette: Palette) -> list[tuple[str, str, bool | str]]:
    """What the colours of the money mean, as a legend takes it."""
    return [
        (colour, text, "/" if is_hatched else False) for colour, text, is_hatched in charts.money_key(rows, palette)
    ]


def plans(found: Sequence[Summary], broken: Sequence[tuple[str, str]], words: Words) -> Iterator[Block]:
    """Every plan with its figures and the way to it, and what is wrong with those that cannot be read."""
    yield Table("plans-table", *plans_table(found, broken, f"./?pack={{code}}&lang={words.lang}", words))
    yield Remark(
        "judged-on",
        words.t(
            "Each plan is judged on the last day of its own data, or on today where its data do not state up to which"
            " day they report."
        ),
    )
    yield Numbers("portfolio", plans_frame(found, words), headings(words), is_of_all_plans=True)


# --- the summary of a pack, kept -----------------------------------------------------------------------------------


def read(folder: Path | str, edition: str) -> Summary:
    """The summary of a pack, from what is kept of this edition or by opening it once; NapError where it cannot be."""
    kept = summaries.read(Path(folder), edition, f"summary_{_formula()}", lambda pack: asdict(summary(pack)))
    return Summary(**kept)


@cache
def _formula() -> str:
    """Changes with all that makes a summary besides the pack: an edition of a pack knows its tables and facts alone."""
    here = Path(__file__).parent
    files = [
        Path(__file__),
        here / "verdicts.py",
        *(here / "queries" / f"{name}.sql" for name in QUERIES),
        here.parent / "methods" / "status.py",
        here.parent / "methods" / "reference" / "status_rules.toml",
    ]
    digest = hashlib.blake2b(__version__.encode(), digest_size=4)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def summary(own: "Pack") -> Summary:
    """What a portfolio shows of an open pack."""
    plan, lacks = own.plan["plan"], own.missing
    whole = own.rows(query.get("portfolio_summary").sql)[0]
    letters = {row.pop("letter"): row for row in own.rows(query.get("obligation_elements").sql)}
    groups = {row["letters"]: row["planned_usd"] for row in own.rows(query.get("portfolio_groups").sql)}
    judged = Counter(each.status.code for each in verdicts.current(verdicts.of_pack(own)[0], verdicts.ANYWHERE))
    held = holdings(own)
    until = own.rows(query.get("as_of").sql, table="all")[0]["as_of"]
    lasts = [each.last for each in held if each.last is not None]
    days = [str(day) for day in lasts if (day <= until.year if isinstance(day, int) else day <= until)]
    has_money = "budget_line" not in lacks
    return Summary(
        code=own.code,
        country=plan["country"],
        fictional=own.is_fictional,
        tables=sum(each.rows is not None for each in held),
        activities=None if "activity" in lacks else whole["activities_count"],
        lettered=whole["lettered_count"],
        lines=whole["lines_count"] if has_money else None,
        zero=whole["zero_count"] if has_money else None,
        uncosted=whole["uncosted_count"] if has_money else None,
        planned_usd=whole["planned_usd"],
        currencies=whole["currencies"],
        letters=letters,
        itself=[row["letter"] for row in own.rows(query.get("obligation_itself").sql) if row["rows_count"]],
        groups=groups if has_money else {},
        verdicts=dict(judged),
        last=max(days, default=None),
        source_year=whole["source_year"],
    )


# --- the portfolio -------------------------------------------------------------------------------------------------


def letters() -> list[str]:
    """The letters of Annex C, those a plan shall have first."""
    return list(contract.codes("annex_c"))


def in_order(found: Iterable[Summary], words: Words) -> list[Summary]:
    """Real plans by their names in the reader's language, then the fictional ones, each with its label.

    A fictional plan says so; of several plans of one country each names its folder.
    """
    named = [(each, words.in_language(each.country)) for each in found]
    times = Counter(name for _, name in named)
    labelled = []
    for each, name in named:
        label = name if times[name] == 1 else f"{name} · {each.code}"
        label = words.t("{country} (fictional)", country=label) if each.fictional else label
        labelled.append(replace(each, label=label))
    return sorted(labelled, key=lambda each: (each.fictional, _plain(each.label)))


def _plain(text: str) -> str:
    """A text as it is sorted: without accents, so that É stands by E."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def real(found: Iterable[Summary]) -> list[Summary]:
    """The plans that may be added up."""
    return [each for each in found if not each.fictional]


def sentence(found: Sequence[Summary], words: Words) -> str:
    """How many plans there are, what they plan together, and which elements fewest of them name."""
    t, counted = words.t, real(found)
    said = [words.plural("**{count} plan** is open here.", "**{count} plans** are open here.", len(found))]
    costed = [each for each in counted if each.planned_usd is not None]
    if costed:
        said.append(
            words.plural(
                "The budget of {count} real plan holds **{lines} lines** and **{sum}** planned.",
                "The budgets of {count} real plans hold **{lines} lines** and **{sum}** planned.",
                len(costed),
                lines=words.number(sum(each.lines for each in costed), 0),
                sum=words.quantity(sum(each.planned_usd for each in costed), "US$", 0),
            )
        )
    told = [each for each in counted if each.state("a") != "unknown"]
    none = [x for x in letters() if x != "C2" and not any(each.covers(x) for each in told)]
    if told and none:
        said.append(
            t(
                "In these data nothing of theirs stands for {letters} of Annex C.",
                letters=", ".join(f"({letter})" for letter in none),
            )
        )
    twice = [country for country, n in Counter(words.in_language(each.country) for each in counted).items() if n > 1]
    if twice:
        said.append(
            t("More than one plan is of {countries}; the sums count each of them.", countries=", ".join(sorted(twice)))
        )
    if len(found) > len(counted):
        said.append(t("Fictional plans are shown and never added up with real ones."))
    return " ".join(said)


def plans_table(found: Sequence[Summary], broken: Sequence[tuple[str, str]], link_to: str, words: Words) -> Cells:
    """Headings, rows and numeric columns: a row for each plan, one for all real ones, one for each that cannot be read.

    broken: name of the folder and the sentences on it. link_to: address of a plan, with `{code}` for its folder.
    """
    t = words.t
    headings = [
        t("Plan"),
        t("Lines"),
        t("Planned (US$)"),
        t("Cost 0"),
        t("Not costed"),
        t("Currency"),
        t("Elements a to k"),
        t("Targets"),
        t("Data until"),
        t("Newest source"),
    ]
    rows = []
    for each in found:
        rows.append(
            [
                Address(each.label, link_to.format(code=each.code)),
                words.number(each.lines),
                words.number(each.planned_usd, 0),
                words.number(each.zero),
                words.number(each.uncosted),
                ", ".join(each.currencies) or "–",
                _covered(each, words),
                verdicts_text(each, words),
                _last(each, words),
                "–" if each.source_year is None else str(each.source_year),
            ]
        )
    counted = [each for each in real(found) if each.lines is not None]
    if len(counted) > 1:
        sums = [sum(getattr(each, column) or 0 for each in counted) for column in ("lines", "zero", "uncosted")]
        costed = [each.planned_usd for each in counted if each.planned_usd is not None]
        planned = sum(costed) if costed else None
        label = words.plural("{count} real plan together", "{count} real plans together", len(counted))
        lines, zero, uncosted = (words.number(count, 0) for count in sums)
        rows.append([Strong(label), lines, words.number(planned, 0), zero, uncosted, *["–"] * 5])
    rows += [[t("{name}: {about}", name=folder, about=said), *["–"] * 9] for folder, said in broken]
    return headings, rows, [1, 2, 3, 4]


def _covered(each: Summary, words: Words) -> str:
    """“8 of 11”: required elements that an activity names; a dash where nothing tells."""
    required = [letter for letter in letters() if letter != "C2"]
    if each.state("a") == "unknown":
        return words.number(None)
    count = sum(each.covers(letter) for letter in required)
    return words.t("{count} of {all}", count=words.number(count), all=words.number(len(required)))


def verdicts_text(each: Summary, words: Words) -> str:
    """How many current targets have each status, or a dash where the plan has no target here."""
    parts = [
        f"{words.t(VERDICTS[code])}\u00a0{words.number(each.verdicts[code])}"
        for code in VERDICTS
        if code in each.verdicts
    ]
    return " · ".join(parts) or words.number(None)


def _last(each: Summary, words: Words) -> str:
    if each.last is None:
        return words.number(None)
    return each.last if len(each.last) == 4 else words.date(pd.Timestamp(each.last).date())


def coverage_rows(found: Sequence[Summary], words: Words) -> pd.DataFrame:
    """A row for each plan and element: plan, plan_name, letter, state, state_name, its counts and its money."""
    rows = [
        {
            "plan": each.code,
            "plan_name": each.label,
            "fictional": each.fictional,
            "letter": letter,
            "state": each.state(letter),
            "state_name": words.t(STATES[each.state(letter)]),
            "strategies_count": len(own.get("strategies", [])) if each.state(letter) != "unknown" else None,
            "activities_count": own.get("activities_count", 0) if each.state(letter) != "unknown" else None,
            "lines_count": own.get("lines_count", 0) if each.lines is not None else None,
            "zero_count": own.get("zero_count", 0) if each.lines is not None else None,
            "uncosted_count": own.get("uncosted_count", 0) if each.lines is not None else None,
            "planned_usd": own.get("planned_usd"),
        }
        for each in found
        for letter in letters()
        for own in [each.letters.get(letter, {})]
    ]
    return pd.DataFrame(rows)


def letters_sentence(words: Words) -> str:
    """What the letters of Annex C stand for."""
    return " · ".join(f"({letter}) {words.t(contract.label('annex_c', letter))}" for letter in letters())


def gaps_sentence(found: Sequence[Summary], words: Words) -> str:
    """In words what the picture of coverage shows: for each element the number of plans that cover it."""
    told = [each for each in real(found) if each.state("a") != "unknown"]
    if not told:
        return words.t("No real plan tells which elements its activities serve.")
    counts = {letter: sum(each.covers(letter) for each in told) for letter in letters()}
    said = " · ".join(f"({letter}) {words.number(count)}" for letter, count in counts.items())
    return words.plural(
        "Real plans that cover each element in these data, of {count}: {counts}.",
        "Real plans that cover each element in these data, of {count}: {counts}.",
        len(told),
        counts=said,
    )


def money_rows(found: Sequence[Summary], words: Words) -> pd.DataFrame:
    """A row for each plan and group of letters with money: plan_name, group_name, rank, planned_usd, share_pct, codes.

    The groups that most plans have stand by themselves in the order of `rank`, the others together under rank LAST;
    they add up to what the plan plans.
    """
    held = Counter(group for each in found for group, usd in each.groups.items() if usd)
    shown = sorted(held, key=lambda group: (-held[group], len(group.split()), group))[:GROUPS_SHOWN]
    shown.sort(key=lambda group: (group == "", letters().index(group.split()[0]) if group else 99, len(group)))
    rows = []
    for each in found:
        sums: dict[str, float] = defaultdict(float)
        for group, usd in each.groups.items():
            sums[group if group in shown else OTHERS] += usd or 0
        rows += [
            {
                "plan": each.code,
                "plan_name": each.label,
                "fictional": each.fictional,
                "group": group,
                "group_name": group_name(group, words),
                "rank": LAST if group == OTHERS else shown.index(group),
                "planned_usd": sums[group],
                "share_pct": 100 * sums[group] / each.planned_usd if each.planned_usd else None,
            }
            for group in [*shown, OTHERS]
            if sums[group]
        ]
    columns = ["plan", "plan_name", "fictional", "group", "group_name", "rank", "planned_usd", "share_pct"]
    return pd.DataFrame(rows, columns=columns)


def group_name(group: str, words: Words) -> str:
    """What a group of letters is called: the element itself, or the letters together."""
    if group == OTHERS:
        return words.t("Other combinations")
    if not group:
        return words.t("No element named")
    found = group.split()
    if len(found) == 1:
        return f"({group}) {words.t(contract.label('annex_c', group))}"
    return words.t("{letters} together", letters=", ".join(f"({letter})" for letter in found))


def no_budget_sentence(found: Sequence[Summary], words: Words) -> str:
    """Which plans the picture of money leaves out, because they bring no budget here."""
    gone = [each.label for each in found if not each.planned_usd]
    return words.t("No budget here: {plans}.", plans=", ".join(gone)) if gone else ""


def plans_frame(found: Sequence[Summary], words: Words) -> pd.DataFrame:
    """The whole portfolio as rows to take away: one per plan, figures unrounded."""
    return pd.DataFrame(
        {
            "plan": each.code,
            "plan_name": each.label,
            "fictional": each.fictional,
            "activities_count": each.activities,
            "lines_count": each.lines,
            "planned_usd": each.planned_usd,
            "zero_count": each.zero,
            "uncosted_count": each.uncosted,
            "currencies": ", ".join(each.currencies),
            "covered": _covered(each, words),
            "targets": verdicts_text(each, words),
            "data_until": each.last,
            "source_year": each.source_year,
        }
        for each in found
    )


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the tables to take away."""
    t = words.t
    return {
        "plan": t("Code"),
        "plan_name": t("Plan"),
        "fictional": t("Fictional"),
        "letter": t("Annex C"),
        "state_name": t("Covered"),
        "strategies_count": t("Strategies"),
        "activities_count": t("Activities"),
        "lines_count": t("Lines"),
        "zero_count": t("Cost 0"),
        "uncosted_count": t("Not costed"),
        "planned_usd": t("Planned (US$)"),
        "currencies": t("Currency"),
        "covered": t("Elements a to k"),
        "targets": t("Targets"),
        "data_until": t("Data until"),
        "source_year": t("Newest source"),
        "group": t("Annex C"),
        "group_name": t("Elements"),
        "share_pct": t("Share (%)"),
    }
