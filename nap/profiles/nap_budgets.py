"""Prescott et al. 2022: the budget lines of 16 national action plans (CC0), one country at a time.

One line is an activity with its cost. The file gives each line one of eight groups, which stand for letters of
Annex C; it names no institution, no status and no funding, so these stay empty. A cost of exactly 0 stays 0.
"""

import tomlkit

from nap import countries
from nap.duck import literal, literals
from nap.errors import NapError
from nap.importing import Reading, new_plan
from nap.sheet import Note, Sheet
from nap.words import N

ABOUT = N("Budget lines of national action plans, as collected by Prescott et al. 2022.")
EXAMPLE = 'import nap-budgets NAP_budgets.csv --pack data/cod --set country="Democratic Republic of Congo"'
SETTINGS = {
    "country": N("The country, as the file writes it, or by its code of three letters."),
    "cost": N("Which cost counts where the two of a line differ: usd (the default) or original."),
}
NEEDED = (
    "Country",
    "Code",
    "Strategy",
    "Item",
    "Cost_Original",
    "Currency",
    "Conversion",
    "Cost_USD",
    "NAP_Language",
)

# Group of Prescott et al. -> letters of Annex C of the Minamata Convention (C2: its paragraph 2).
LETTERS = {
    "Formalization": ["c"],
    "Mining Practice Reform": ["b", "d", "e"],
    "Protecting Vulnerable Populations": ["i"],
    "Public Health": ["h"],
    "Education and Awareness": ["j"],
    "Mercury Trade Control": ["f"],
    "Market-based Mechanisms": ["C2"],
    "NAP Management": ["g"],
}
ORIGIN = {  # our column -> theirs
    "activity.title": "Item",
    "activity.strategy_code": "Strategy",
    "activity.annex_c": "Code",
    "budget_line.currency": "Currency",
    "budget_line.units_per_usd": "Conversion",
    "budget_line.planned": "Cost_Original",
}
ROUNDING = 0.02  # the two costs of a line differ by up to 1.2 % (Republic of Congo) where a rate was rounded
ACCEPTED = "(from budget_item semi join accepted_row using (_line))"


def reading(sheet: Sheet, settings: dict) -> Reading:
    """Tables activity, budget_line and source, and the strategies of plan.toml, for the lines of one country."""
    sheet.require(*NEEDED)
    country, iso3 = _choose_country(sheet, settings)
    planned, repaired = _planned(sheet, settings)
    _number_lines(sheet, iso3)
    if zero := sheet.count(f"{planned} = 0"):
        sheet.note(N("{count} lines cost exactly 0: kept as 0, not as unknown."), count=zero)
    sheet.note(N("Institutions, status and funding are not in the file: left empty, for unknown is not a name."))

    def plan(document) -> None:
        new_plan(document, country, iso3)
        _add_strategies(document, sheet)

    tables = {"activity": _activity(sheet), "budget_line": _budget_line(sheet, planned), "source": _source(repaired)}
    return Reading(tables, ORIGIN, plan, repaired=repaired)


def _choose_country(sheet: Sheet, settings: dict) -> tuple[str, str]:
    """Keep the lines of the country that is asked for, and say how many others there are; its name and code."""
    cell = sheet.text("Country")
    found = sheet.con.execute(f"select distinct {cell} from source_row where {cell} is not null order by 1").fetchall()
    there = {countries.code(name): name for (name,) in found if countries.code(name)}
    wanted = settings.get("country", "").strip()
    iso3 = countries.code(wanted)
    if iso3 not in there:
        raise NapError(
            N("{file} holds the plans of several countries, and “{country}” is none of them."),
            N('Choose one with --set country="…": {countries}.'),
            file=sheet.file.name,
            country=wanted,
            countries=", ".join(there.values()),
        )
    country = there[iso3]
    passed = sheet.keep(f"{cell} = {literal(country)}")
    sheet.note(N("{count} lines of other countries were passed over."), count=passed)
    return country, iso3


def _number_lines(sheet: Sheet, iso3: str) -> None:
    """View budget_item: the lines with the codes of their strategy and activity, by their order in the file.

    It numbers all lines, rejected ones too: a code must not change because another line was mended.
    """
    group, strategy = sheet.text("Code"), sheet.text("Strategy")
    groups = literals(LETTERS)
    sheet.check("Code", f"coalesce({group} not in ({groups}), true)", N("“{value}” is no group known here."))
    sheet.check("Strategy", f"{strategy} is null", N("The line names no strategy."))
    sheet.con.execute(f"""
        create view budget_item as
        with since as (select *, min(_line) over (partition by {strategy}) as strategy_line from source_row)
        select
            *,
            'S' || lpad((dense_rank() over (order by strategy_line))::varchar, 2, '0') as strategy_code,
            '{iso3}-' || lpad((row_number() over (order by _line))::varchar, 3, '0') as activity_code
        from since
    """)


def _planned(sheet: Sheet, settings: dict) -> tuple[str, list[Note]]:
    """SQL for the cost in the plan's currency; where a line's two costs differ beyond rounding one of them is wrong.

    Nobody but the publisher can tell which. Cost_USD is taken unless the person says otherwise, because the published
    totals are its sums.
    """
    original, usd, rate = (sheet.number(c) for c in ("Cost_Original", "Cost_USD", "Conversion"))
    choice = settings.get("cost", "usd")
    if choice not in ("usd", "original"):
        raise NapError(
            N("--set {name}={value} cannot be."), N("Use one of: {allowed}."),
            name="cost", value=choice, allowed="usd, original",
        )  # fmt: skip
    differ = f"abs({original} / {rate} - {usd}) > {ROUNDING} * greatest(abs({usd}), 1)"
    count, lines, total, total_usd = sheet.con.execute(f"""
        select count(*), string_agg(_line::varchar, ', ' order by _line), sum({original} / {rate}), sum({usd})
        from source_row where {differ}
    """).fetchone()
    if not count:
        return original, []
    note = Note(
        N(
            "{count} lines give two costs that differ: in all {original} US$ by Cost_Original and {usd} US$ by Cost_USD"
            " (lines {lines}). {taken} was taken; choose with --set cost=original or --set cost=usd."
        ),
        {
            "count": count,
            "lines": lines,
            "original": f"{total:,.0f}",
            "usd": f"{total_usd:,.0f}",
            "taken": "Cost_USD" if choice == "usd" else "Cost_Original",
        },
    )
    return (f"(case when {differ} then {usd} * {rate} else {original} end)" if choice == "usd" else original), [note]


def _activity(sheet: Sheet) -> str:
    item, language = sheet.text("Item"), sheet.text("NAP_Language")
    letters = " ".join(f"when {literal(k)} then [{literals(v)}]" for k, v in LETTERS.items())
    return f"""
        select
            activity_code,
            strategy_code,
            {item} as title,
            case when {language} = 'EN' then {item} end as title_en,
            case when {language} = 'FR' then {item} end as title_fr,
            case {sheet.text("Code")} {letters} end as annex_c,
            'prescott-2022' as source_code,
            'published' as record_state,
            [_line] as _lines
        from {ACCEPTED}
    """


def _budget_line(sheet: Sheet, planned: str) -> str:
    return f"""
        select
            activity_code as budget_code,
            activity_code,
            upper({sheet.text("Currency")}) as currency,
            {sheet.number("Conversion")} as units_per_usd,
            {planned} as planned,
            'prescott-2022' as source_code,
            'published' as record_state,
            [_line] as _lines
        from {ACCEPTED}
    """


def _source(repaired: list[Note]) -> str:
    note = " ".join(["One of eight groups per line stands for letters of Annex C.", *map(str, repaired)])
    return f"""
        select
            'prescott-2022' as source_code,
            'Budgets of 16 national action plans (NAP_budgets.csv)' as title,
            title as title_en,
            'Budgets de 16 plans d’action nationaux (NAP_budgets.csv)' as title_fr,
            'Prescott et al., One Earth' as publisher,
            2022 as year,
            'https://github.com/grahamprescott/Minamata-ASGM-Formalization-Perspective' as url,
            'CC0-1.0' as licence,
            {literal(note)} as method_note,
            list(_line order by _line) as _lines
        from {ACCEPTED}
        having count(*) > 0
    """


def _add_strategies(document, sheet: Sheet) -> None:
    """Add the strategies plan.toml does not have yet, and its currency where that is unknown."""
    group, strategy, language = sheet.text("Code"), sheet.text("Strategy"), sheet.text("NAP_Language")
    found = sheet.con.execute(f"""
        select strategy_code, {strategy}, list(distinct {group}), min({language}), min(upper({sheet.text("Currency")}))
        from {ACCEPTED} group by all order by 1
    """).fetchall()
    document["plan"].setdefault("currency", found[0][4])
    if "strategy" not in document:
        document["plan"].add(tomlkit.nl())
    strategies = document.setdefault("strategy", tomlkit.aot())
    there = {each["code"] for each in strategies}
    for code, title, groups, spoken, _ in found:
        if code in there:
            continue
        titles = tomlkit.inline_table()
        titles.update({spoken.lower(): title})
        each = tomlkit.table()
        letters = {letter for name in groups for letter in LETTERS[name]}
        each.update({"code": code, "annex_c": sorted(letters, key=lambda x: (len(x), x)), "title": titles})
        strategies.append(each)
