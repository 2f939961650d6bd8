"""What a donor asks, in words: claims of projects, what overlaps, core indicators, co-finance, ratings, the log frame.

Rows of the queries donor_* in; texts, tables and the sheets of a workbook out. The guard against double counting is
methods/overlap.py; verdicts on targets come from verdicts.py. No rating is ever computed here.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from nap.figures import donors as charts
from nap.figures.lines import lines
from nap.language.texts import NO_VALUE, N, Words
from nap.methods.overlap import Claim, overlaps, without_overlap
from nap.methods.overlap import total as added
from nap.methods.units import KG_PER_T
from nap.pack import contract, indicator
from nap.topics import verdicts
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Cells, Figure, Files, Lead, Missing, Notice, Section, Table
from nap.topics.rows import Rows, records
from nap.topics.verdict_sentences import sentence as reasons
from nap.topics.verdicts import Target

QUESTION = N("What have projects achieved, and what did it take?")
# The four output indicators that projects of the planetGOLD programme share, as columns of reduction_claim.
AMOUNTS = {
    "hg_kg": (N("Mercury reduced"), "kg"),
    "miners_supported_f": (N("Women miners supported"), N("people")),
    "miners_supported_m": (N("Men miners supported"), N("people")),
    "finance_usd": (N("Finance made available"), "US$"),
    "responsible_gold_kg": (N("Responsible gold"), "kg"),
}
WAYS = {"direct": N("By the project itself"), "replication": N("By others who took over")}
REDUCED_BY = {  # headings of the mercury reduced in each way
    "direct": N("Mercury reduced, by the project itself (kg)"),
    "replication": N("Mercury reduced, by others who took over (kg)"),
}
NO_RATING = N(
    "Nobody has recorded a rating. This tool never gives one: a rating from highly satisfactory (HS) to highly"
    " unsatisfactory (HU) is the judgement of people, with their written reason (table of ratings of projects)."
)
GUARD = N(
    "Claims overlap where two projects claim the same year, the same way of reducing, and places of which one lies in"
    " the other. Without overlap is the most that can be claimed with no place claimed twice. Claims are what projects"
    " say; they are no measurement."
)
BESIDE = {
    "mercury_sites_pct": N("Mercury in use"),
    "cyanide_sites_pct": N("Cyanide in use"),
    "cyanide_on_mercury_tailings_sites_pct": N("Cyanide on mercury tailings"),
}
ABOUT_CYANIDE = N(
    "Where mercury falls because cyanide takes its place, the reduction has a price of its own; cyanide on tailings"
    " that hold mercury is one of the four worst practices."
)
NEVER_ADDED = N("One year and all years of an effect are two quantities; they are never added.")
PEOPLE_AGAIN = N("A miner supported in several years is counted in each.")


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What have projects achieved, and what did it take?"""
    t = words.t
    rows, projects, rated = data.rows("donor_claims"), data.rows("donor_projects"), data.rows("donor_ratings")
    yield Missing("no-claims", tables=("reduction_claim",))
    if not data.lacks("reduction_claim"):
        yield from claimed_reductions(rows, data, words)
    yield Missing("no-projects", tables=("project",))
    if not data.lacks("project"):
        yield Section(
            "core-indicators",
            t("Core indicators of the Global Environment Facility"),
            lambda: [
                Table(
                    "core-indicators-table",
                    *core_indicators_table(rows, projects, words),
                    tables=("project", "reduction_claim"),
                )
            ],
            t(NEVER_ADDED),
        )
        yield Section(
            "money",
            t("Grant, spending and co-finance"),
            lambda: [
                Table("money-table", *money_table(projects, words), tables=("project",), n=len(projects)),
            ],
            t("Disbursed is paid out by the donor, not yet spent."),
        )
    yield Section(
        "ratings",
        t("Ratings of the projects"),
        lambda: ratings(rated, words),
        t("The judgement of people; nothing here is computed."),
    )
    yield Missing("no-visits", tables=("site_visit",))
    if not data.lacks("site_visit"):
        yield cyanide_figure(data, words)
    yield Missing("no-targets", tables=("target",))
    if not data.lacks("target"):
        yield Section(
            "log-frame-of-targets",
            t("Log frame"),
            lambda: log_frame_and_workbook(rows, projects, rated, data, words),
            t("The workbook also holds activities, claims, overlaps, money and ratings."),
        )


def claimed_reductions(rows: pd.DataFrame, data: Rows, words: Words) -> Iterator[Block]:
    """What projects claim, year by year and by the four indicators they share, and which claims overlap."""
    t, it = words.t, indicator.get("claimed_reduction_kg")
    yield Lead("claimed", sentence(rows, data.place_name(), words))
    yield Figure(
        "claims",
        charts.claimed,
        by_year(rows, words),
        (guarded_by_year(rows),),
        title=t("Mercury reduced, as projects claim it"),
        about=t(GUARD),
        unit="kg",
        tables=it.tables,
        n=len(rows),
        indicators=(it.id,),
    )
    if rows.empty:
        return
    yield Section(
        "four-indicators",
        t("The four indicators of planetGOLD"),
        lambda: [
            Table(
                "four-indicators-table",
                *four_indicators_table(rows, words),
                caption=blanks_sentence(rows, words),
                tables=it.tables,
            )
        ],
        t(PEOPLE_AGAIN),
    )
    overlapping = overlap_table(rows, words)
    if overlapping[1]:
        yield Section(
            "overlaps",
            t("Claims that overlap"),
            lambda: [Table("overlaps-table", *overlapping, tables=it.tables)],
        )


def ratings(rated: pd.DataFrame, words: Words) -> Iterator[Block]:
    """The ratings that people gave, or that nobody has recorded one."""
    if rated.empty:
        yield Notice("no-rating", words.t(NO_RATING))
    else:
        yield Table("ratings-table", *ratings_table(rated, words), tables=("project_rating",), n=len(rated))


def cyanide_figure(data: Rows, words: Words) -> Figure:
    """Shares of sites with cyanide beside those with mercury, by year."""
    t = words.t
    return Figure(
        "cyanide",
        lines,
        beside({id: data.facts(id) for id in BESIDE}),
        (indicator.get("mercury_sites_pct"),),
        options={"by": "practice", "names": {id: t(name) for id, name in BESIDE.items()}},
        title=t("Cyanide beside mercury"),
        about=t(ABOUT_CYANIDE),
        unit="%",
        empty=t("No visit in these years says whether cyanide is used."),
        tables=("site", "site_visit"),
        note=t("Each year is about the sites visited in that year."),
        indicators=tuple(BESIDE),
    )


def log_frame_and_workbook(
    rows: pd.DataFrame, projects: pd.DataFrame, rated: pd.DataFrame, data: Rows, words: Words
) -> Iterator[Block]:
    """The log frame, and the workbook a review form is filled in from."""
    targets = verdicts.current(verdicts.read(data.rows("verdicts"), data.year_to))
    frame = log_frame(targets, words)
    yield Table("log-frame-table", *log_frame_table(targets, words), tables=("target",))
    yield Files("log-frame", frame, sheets(rows, projects, rated, data.rows("donor_activities"), frame, words))


def claims(rows: pd.DataFrame, amount: str = "hg_kg", period: str = "annual") -> list[Claim]:
    """Known amounts of one period as claims: of single years by year, of whole effects whatever year stated them."""
    return [
        Claim(
            row["claim_code"],
            row["project"],
            (row["year"] if period == "annual" else None, row["contribution"]),
            tuple(row["path"]),
            float(row[amount]),
        )
        for row in records(rows[(rows["period"] == period) & rows[amount].notna()])
    ]


def sentence(rows: pd.DataFrame, place: str, words: Words) -> str:
    """What is claimed, in which way, and how much of it is left without overlaps."""
    own = rows[rows["period"] == "annual"]
    if own.empty:
        return words.t("No project claims mercury reduced in {place} in these years.", place=place)
    kg = own.groupby("contribution")["hg_kg"].sum()
    said = words.t(
        "Projects claim **{direct}** of mercury reduced by themselves and **{replication}** by others who took over,"
        " {first} to {last}.",
        direct=words.quantity(kg.get("direct", 0.0), "kg", 0),
        replication=words.quantity(kg.get("replication", 0.0), "kg", 0),
        first=int(own["year"].min()),
        last=int(own["year"].max()),
    )
    every = claims(rows)
    left, all_added = without_overlap(every), added(every)
    if not overlaps(every):
        return f"{said} {words.t('No two projects claim the same place in the same year.')}"
    shared = words.t(
        "Some claims overlap: added up they are {added}, without overlap **{left}**.",
        added=words.quantity(all_added, "kg", 0),
        left=words.quantity(left, "kg", 0),
    )
    return f"{said} {shared}"


def by_year(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Mercury claimed for single years by year, project and contribution; way is the contribution in words."""
    own = rows[rows["period"] == "annual"]
    summed = own.groupby(["year", "project", "contribution"], as_index=False)["hg_kg"].sum()
    return summed.assign(way=[words.t(WAYS[code]) for code in summed["contribution"]])


def guarded_by_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Mercury claimed for single years without overlaps: year, hg_kg."""
    told = rows[(rows["period"] == "annual") & rows["hg_kg"].notna()]
    years = sorted(told["year"].unique().tolist())
    left = [without_overlap(claims(told[told["year"] == year])) for year in years]
    return pd.DataFrame({"year": years, "hg_kg": left})


def four_indicators_table(rows: pd.DataFrame, words: Words) -> Cells:
    """The four indicators that projects share, by project, then all added and without overlap; single years alone."""
    t, own = words.t, rows[rows["period"] == "annual"]
    headings = [t("Project")]
    for name, (label, unit) in AMOUNTS.items():
        if name == "hg_kg":
            headings += [t(REDUCED_BY[way]) for way in WAYS]
        else:
            headings.append(t("{what} ({unit})", what=t(label), unit=t(unit)))
    lines = []
    for project, one in own.groupby("project"):
        ways = [_sum(one.loc[one["contribution"] == way, "hg_kg"]) for way in WAYS]
        lines.append([project, *(words.number(kg) for kg in (*ways, *(_sum(one[name]) for name in _others())))])
    for label, count in ((N("All claims added"), added), (N("Without overlap"), without_overlap)):
        ways = [count(claims(rows[rows["contribution"] == way])) for way in WAYS]
        other = [count(claims(rows, name)) if own[name].notna().any() else None for name in _others()]
        lines.append([t(label), *(words.number(amount) for amount in (*ways, *other))])
    return headings, lines, list(range(1, len(headings)))


def _others() -> list[str]:
    return [name for name in AMOUNTS if name != "hg_kg"]


def _sum(values: pd.Series):
    """The sum of what is known; None where nothing is."""
    return values.sum() if values.notna().any() else None


def blanks_sentence(rows: pd.DataFrame, words: Words) -> str:
    """How many claims leave an amount blank, or nothing; blanks are no zeros."""
    own = rows[rows["period"] == "annual"]
    blanks = {label: int(own[name].isna().sum()) for name, (label, _) in AMOUNTS.items()}
    said = [words.t("{what}: {count}", what=words.t(label), count=words.number(n)) for label, n in blanks.items() if n]
    return (
        words.t("Claims that leave an amount blank; a blank is not counted: {list}.", list=" · ".join(said))
        if said
        else ""
    )


def core_indicators_table(rows: pd.DataFrame, projects: pd.DataFrame, words: Words) -> Cells:
    """Core indicators 9.2 and 11 of the Global Environment Facility by project: promised and claimed side by side.

    Mercury in t; single years and all years of an effect apart. People by sex. A dash is what nobody said.
    """
    t = words.t
    headings = [
        t("Project"),
        t("Indicator"),
        t("Expected"),
        t("Claimed"),
        t("Share of what was expected"),
    ]
    lines = []
    promised = {row["project"]: row for row in records(projects)}
    for project in sorted({*promised, *rows["project"]}):
        own, asked = rows[rows["project"] == project], promised.get(project, {})
        direct = own[own["contribution"] == "direct"]
        for label, expected, claimed, scale in (
            (
                N("9.2 Mercury reduced (t), years of the project"),
                "hg_expected_kg",
                direct.loc[direct["period"] == "annual", "hg_kg"],
                KG_PER_T,
            ),
            (
                N("9.2 Mercury reduced (t), all years of the effect"),
                "hg_expected_lifetime_kg",
                direct.loc[direct["period"] == "lifetime", "hg_kg"],
                KG_PER_T,
            ),
            (N("11 Direct beneficiaries, women"), "miners_expected_f", _annual(direct, "miners_supported_f"), 1),
            (N("11 Direct beneficiaries, men"), "miners_expected_m", _annual(direct, "miners_supported_m"), 1),
        ):
            goal, done = asked.get(expected), _sum(claimed)
            share = 100 * done / goal if goal and done is not None else None
            lines.append(
                [
                    project,
                    t(label),
                    words.number(goal / scale if goal is not None else None),
                    words.number(done / scale if done is not None else None),
                    words.percent(share, 0),
                ]
            )
    return headings, lines, [2, 3, 4]


def _annual(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows.loc[rows["period"] == "annual", name]


def overlap_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Every two claims that overlap, with what each is worth: the evidence behind the sum without overlaps."""
    t = words.t
    row_of = {row["claim_code"]: row for row in records(rows)}
    lines = []
    for pair in [*overlaps(claims(rows)), *overlaps(claims(rows, period="lifetime"))]:
        first, second = (row_of[each.code] for each in pair)
        year = first["year"] if first["period"] == "annual" else t("all years")
        lines.append([str(year), t(WAYS[first["contribution"]]), _claim(first, words), _claim(second, words)])
    return [t("Year"), t("Reduced"), t("One claim"), t("The claim it overlaps with")], lines, []


def _claim(row: dict, words: Words) -> str:
    where = row["site_name"] or row["place_name"] or row["place_code"]
    return f"{row['project']} · {where} · {words.quantity(row['hg_kg'], 'kg')} · {row['claim_code']}"


def money_table(projects: pd.DataFrame, words: Words) -> Cells:
    """Grant, disbursed and spent, and co-finance promised and come, by project; disbursed is not spent."""
    t = words.t
    headings = [
        t("Project"),
        t("Donor"),
        t("Grant (US$)"),
        t("Disbursed (US$)"),
        t("Spent (US$)"),
        t("Co-finance expected (US$)"),
        t("Co-finance materialised (US$)"),
        t("Share materialised"),
        t("As of"),
    ]
    lines = []
    for row in records(projects):
        expected, come = row["cofinance_expected_usd"], row["cofinance_materialised_usd"]
        share = 100 * come / expected if expected and come is not None else None
        reference = f" ({row['donor_reference']})" if row["donor_reference"] else ""
        amounts = (row["grant_usd"], row["disbursed_usd"], row["spent_usd"], expected, come)
        lines.append(
            [
                _period(row, words),
                f"{row['donor']}{reference}",
                *(words.number(each, 0) for each in amounts),
                words.percent(share, 0),
                words.date(row["reported_on"]),
            ]
        )
    return headings, lines, [2, 3, 4, 5, 6, 7]


def _period(row: dict, words: Words) -> str:
    """A project with its first and last day, as far as they are known."""
    if row["starts_on"] is None and row["ends_on"] is None:
        return row["project"]
    return f"{row['project']} · {words.date(row['starts_on'])} – {words.date(row['ends_on'])}"


def ratings_table(rows: pd.DataFrame, words: Words) -> Cells:
    """The ratings people gave, with who, when and why."""
    t, kinds = words.t, contract.table("project_rating")
    lines = [
        [
            row["project"],
            words.date(row["rated_on"]),
            t(kinds.label("kind", row["kind"])),
            f"{row['rating']} · {t(kinds.label('rating', row['rating']))}",
            row["rated_by"],
            words.text(row, "reason"),
        ]
        for row in records(rows)
    ]
    return [t("Project"), t("Rated on"), t("What was rated"), t("Rating"), t("By"), t("Reason")], lines, []


def beside(facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Shares of sites by year, one indicator after another: year, value, low, high, n, practice (the indicator).

    Empty where nobody was asked about cyanide: mercury alone says nothing here.
    """
    if all(facts[id].empty for id in BESIDE if id != "mercury_sites_pct"):
        return pd.DataFrame()
    return pd.concat([rows.assign(practice=id) for id, rows in facts.items()], ignore_index=True)


def log_frame(current: Sequence[Target], words: Words) -> pd.DataFrame:
    """The log frame: each target with baseline, next milestone, end target, level now, verdict and its reasons."""
    t = words.t
    lines = []
    for each in current:
        row, at, goal = each.row, each.status, each.status.goal
        coming = [point for point in goal.path.points if at.year is None or point[0] > at.year]
        milestone = coming[0] if coming and coming[0][0] != row["target_year"] else (None, None)
        lines.append(
            {
                t("Element of Annex C"): ", ".join(each.indicator.annex_c),
                t("Indicator"): each.title(words),
                t("Unit"): t(each.indicator.unit),
                t("Place"): row["place_name"] or row["place_code"],
                t("Baseline"): row["baseline_value"],
                t("Baseline year"): row["baseline_year"],
                t("Milestone"): milestone[1],
                t("Milestone year"): milestone[0],
                t("End target"): row["target_value"],
                t("Target year"): row["target_year"],
                t("Level"): at.value,
                t("Level, low"): at.low,
                t("Level, high"): at.high,
                t("Year of the level"): at.year,
                t("Status of the target"): t(at.word),
                t("What the verdict rests on"): reasons(at, words),
                t("Tables it comes from"): ", ".join(t(contract.table(name).title) for name in each.indicator.tables),
            }
        )
    return pd.DataFrame(lines)


def log_frame_table(current: Sequence[Target], words: Words) -> Cells:
    """The log frame as it stands on the screen."""
    t = words.t
    lines = []
    for each in current:
        row, at = each.row, each.status
        level = NO_VALUE if at.year is None else t("{value} ({year})", value=each.value(words, at.value), year=at.year)
        promised = [
            t("{value} ({year})", value=each.value(words, row[f"{which}_value"]), year=row[f"{which}_year"])
            for which in ("baseline", "target")
        ]
        lines.append([each.title(words), promised[0], promised[1], level, each.verdict_cell(words)])
    return [t("Indicator"), t("Baseline"), t("End target"), t("Level now"), t("Status of the target")], lines, []


def sheets(
    rows: pd.DataFrame,
    projects: pd.DataFrame,
    rated: pd.DataFrame,
    activities: pd.DataFrame,
    frame: pd.DataFrame,
    words: Words,
) -> dict[str, pd.DataFrame]:
    """The workbook a review form is filled in from: log frame, activities, claims, overlaps, money, ratings."""
    parts = {
        N("Log frame"): frame,
        N("Activities"): words.fold_translations(activities),
        N("Claims"): rows.drop(columns="path"),
        N("Overlaps"): _frame(overlap_table(rows, words)),
        N("Four indicators"): _frame(four_indicators_table(rows, words)),
        N("Core indicators"): _frame(core_indicators_table(rows, projects, words)),
        N("Money and co-finance"): projects,
        N("Ratings"): words.fold_translations(rated),
    }
    return {words.t(title): part for title, part in parts.items()}


def _frame(table: Cells) -> pd.DataFrame:
    return pd.DataFrame(table[1], columns=table[0])
