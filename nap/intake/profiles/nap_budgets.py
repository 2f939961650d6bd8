"""Prescott et al. 2022: the budget lines of 16 national action plans (CC0), a pack for each country.

One line is an activity with its cost. The file gives each line one of eight groups, which stand for letters of
Annex C; where a strategy itself names its point of Annex C, that one letter is taken from among those of the group.
It names no institution, no status and no funding, so these stay empty. A cost of exactly 0 stays 0.
"""

import tomlkit

from nap.errors import NapError
from nap.intake.import_plan import ImportPlan, new_plan
from nap.intake.sheet import Sheet
from nap.language import countries
from nap.language.texts import N, Sentence
from nap.pack.duck import literal, literals

ABOUT = N("Budget lines of national action plans, as collected by Prescott et al. 2022.")
EXAMPLE = "import nap-budgets NAP_budgets.csv --all --into data"
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
# A strategy that names its point of Annex C: "point 1(j) of the Annex C", "Alinéa 1 (b) de l'annexe C", "point 2 of".
POINT = r"(?i)(?:point|alin.{1,2}a)\s*1?\s*\(?\s*([a-k])\b"
PARAGRAPH_2 = r"(?i)point\s*2\s+(?:of|de)\b"
ROUNDING = 0.02  # the two costs of a line differ by up to 1.2 % (Republic of Congo) where a rate was rounded
ACCEPTED = "(from budget_item semi join accepted_row using (_line))"


def plan_import(sheet: Sheet, settings: dict) -> ImportPlan:
    """Tables activity, budget_line and source, and the strategies of plan.toml, for the lines of one country."""
    sheet.require(*NEEDED)
    country, iso3 = _choose_country(sheet, settings)
    planned, rate, repaired = _planned(sheet, settings)
    _number_lines(sheet, iso3)
    _tell_letters(sheet)
    if zero := sheet.count(f"{planned} = 0"):
        sheet.note(N("{count} lines cost exactly 0: kept as 0, not as unknown."), count=zero)
    sheet.note(N("Institutions, status and funding are not in the file: left empty, for unknown is not a name."))

    def plan(document) -> None:
        new_plan(document, country, iso3)
        _add_strategies(document, sheet)

    tables = {
        "activity": _activity(sheet),
        "budget_line": _budget_line(sheet, planned, rate),
        "source": _source(repaired),
    }
    return ImportPlan(tables, ORIGIN, plan, repaired=repaired)


def packs(sheet: Sheet) -> tuple[dict[str, dict], list[NapError]]:
    """A pack for each country of the file: folder -> settings of its import; and the lines that name no country."""
    sheet.require(*NEEDED)
    cell, found, unknown = sheet.text("Country"), {}, []
    lines = sheet.con.execute(
        f"""
        select {cell}, count(*), string_agg(_line::varchar, ', ' order by _line)
        from source_row where not list_contains($malformed, _line) group by 1 order by 1
    """,
        {"malformed": list(sheet.malformed)},
    ).fetchall()
    for name, count, where in lines:
        if iso3 := countries.code(name or ""):
            found[iso3.lower()] = {"country": iso3}
        else:
            unknown.append(
                NapError(
                    N("Column Country is “{value}” in {count} lines, which is no country known here (lines {lines})."),
                    N("Write the name of the country in English or French, or its three letters of ISO 3166."),
                    value=name or "",
                    count=count,
                    lines=where,
                )
            )
    return found, unknown


def _choose_country(sheet: Sheet, settings: dict) -> tuple[str, str]:
    """Keep the lines of the country that is asked for, and say how many others there are; its name and code."""
    cell = sheet.text("Country")
    found = sheet.con.execute(f"select distinct {cell} from source_row where {cell} is not null order by 1").fetchall()
    there = {countries.code(name): name for (name,) in found if countries.code(name)}
    wanted = settings.get("country", "").strip()
    iso3 = countries.code(wanted)
    if iso3 is None or iso3 not in there:
        raise NapError(
            N("{file} holds the plans of several countries, and “{country}” is none of them."),
            N('Choose one with --set country="…", or take all with --all --into: {countries}.'),
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


def _planned(sheet: Sheet, settings: dict) -> tuple[str, str, list[Sentence]]:
    """SQL for the cost in the plan's currency and for its rate, and what was mended.

    Where a line's two costs differ beyond rounding one of them is wrong, and nobody but the publisher can tell which.
    Cost_USD is taken unless the person says otherwise, because the published totals are its sums. Where they differ by
    rounding alone both stay: the rate of the line is the one between them, not the rounded Conversion.
    """
    original, usd, rate = (sheet.read_number_column(c) for c in ("Cost_Original", "Cost_USD", "Conversion"))
    choice = settings.get("cost", "usd")
    if choice not in ("usd", "original"):
        raise NapError(
            N("--set {name}={value} cannot be."),
            N("Use one of: {allowed}."),
            name="cost",
            value=choice,
            allowed="usd, original",
        )
    differ = f"abs({original} / {rate} - {usd}) > {ROUNDING} * greatest(abs({usd}), 1)"
    count, lines, total, total_usd = sheet.con.execute(f"""
        select count(*), string_agg(_line::varchar, ', ' order by _line), sum({original} / {rate}), sum({usd})
        from source_row where {differ}
    """).fetchone()
    note = Sentence(
        N(
            "{count} lines give two costs that differ: in all {original} US$ by Cost_Original and {usd} US$ by Cost_USD"
            " (lines {lines}). {taken} was taken; choose with --set cost=original or --set cost=usd."
        ),
        {
            "count": count,
            "lines": lines,
            "original": f"{total or 0:,.0f}",
            "usd": f"{total_usd or 0:,.0f}",
            "taken": "Cost_USD" if choice == "usd" else "Cost_Original",
        },
    )
    repaired = [note] if count else []
    if choice == "original":
        return original, rate, repaired
    own_rate = f"upper({sheet.text('Currency')}) <> 'USD' and {original} > 0 and {usd} > 0 and not {differ}"
    if count := sheet.count(f"{own_rate} and abs({original} / {usd} / {rate} - 1) > 1e-9"):
        sheet.note(
            N(
                "{count} lines give a Cost_USD that the rounded Conversion does not give exactly: the rate of the line"
                " is the one between its two costs, so that its dollars are those published."
            ),
            count=count,
        )
    return (
        f"(case when {differ} then {usd} * {rate} else {original} end)",
        f"(case when {own_rate} then {original} / {usd} else {rate} end)",
        repaired,
    )


def _letters(sheet: Sheet) -> str:
    """SQL for the letters of Annex C of a line: that which its strategy names, if its group stands for it."""
    group = " ".join(f"when {literal(k)} then [{literals(v)}]" for k, v in LETTERS.items())
    group = f"(case {sheet.text('Code')} {group} end)"
    return f"(case when list_contains({group}, {_own_letter(sheet)}) then [{_own_letter(sheet)}] else {group} end)"


def _own_letter(sheet: Sheet) -> str:
    """SQL for the letter of Annex C that a strategy names in its title; null where it names none."""
    strategy = sheet.text("Strategy")
    return (
        f"(case when {strategy} not ilike '%annex%' then null"
        f" when regexp_matches({strategy}, {literal(PARAGRAPH_2)}) then 'C2'"
        f" else lower(nullif(regexp_extract({strategy}, {literal(POINT)}, 1), '')) end)"
    )


def _tell_letters(sheet: Sheet) -> None:
    """Say where letters come from the strategy itself, and where it names another than its group stands for."""
    own, letters = _own_letter(sheet), _letters(sheet)
    if count := sheet.count(f"list_contains({letters}, {own})"):
        sheet.note(
            N("{count} lines stand below a strategy that names its own point of Annex C: that letter was taken."),
            count=count,
        )
    other = sheet.con.execute(f"""
        select {own}, {letters}, string_agg(_line::varchar, ', ' order by _line)
        from source_row where not list_contains({letters}, {own}) group by all order by min(_line)
    """).fetchall()
    for said, taken, lines in other:
        sheet.note(
            N("The strategy of lines {lines} names point {said} of Annex C; its group, for {taken}, was taken."),
            lines=lines,
            said=said,
            taken=", ".join(taken),
        )


def _activity(sheet: Sheet) -> str:
    item, language = sheet.text("Item"), sheet.text("NAP_Language")
    return f"""
        select
            activity_code,
            strategy_code,
            {item} as title,
            case when {language} = 'EN' then {item} end as title_en,
            case when {language} = 'FR' then {item} end as title_fr,
            {_letters(sheet)} as annex_c,
            'prescott-2022' as source_code,
            'published' as record_state,
            [_line] as _lines
        from {ACCEPTED}
    """


def _budget_line(sheet: Sheet, planned: str, rate: str) -> str:
    return f"""
        select
            activity_code as budget_code,
            activity_code,
            upper({sheet.text("Currency")}) as currency,
            {rate} as units_per_usd,
            {planned} as planned,
            'prescott-2022' as source_code,
            'published' as record_state,
            [_line] as _lines
        from {ACCEPTED}
    """


def _source(repaired: list[Sentence]) -> str:
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
    strategy, language, currency = sheet.text("Strategy"), sheet.text("NAP_Language"), sheet.text("Currency")
    found = sheet.con.execute(f"""
        select strategy_code, {strategy}, flatten(list(distinct {_letters(sheet)})), min({language}),
            min(upper({currency}))
        from {ACCEPTED} group by all order by 1
    """).fetchall()
    document["plan"].setdefault("currency", found[0][4])
    if "strategy" not in document:
        document["plan"].add(tomlkit.nl())
    strategies = document.setdefault("strategy", tomlkit.aot())
    there = {each["code"] for each in strategies}
    for code, title, letters, spoken, _ in found:
        if code in there:
            continue
        titles = tomlkit.inline_table()
        titles.update({spoken.lower(): title})
        each = tomlkit.table()
        each.update({"code": code, "annex_c": sorted(set(letters), key=lambda x: (len(x), x)), "title": titles})
        strategies.append(each)
