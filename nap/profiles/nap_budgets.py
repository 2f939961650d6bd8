"""Prescott et al. 2022: the budget lines of 16 national action plans (CC0), one country at a time.

One line is an activity with its cost. The file gives each line one of eight groups, which stand for letters of
Annex C; it names no institution, no status and no funding, so these stay empty. A cost of exactly 0 stays 0.
"""

import tomlkit

from nap.errors import NapError
from nap.importing import Reading, new_plan
from nap.sheet import Note, Sheet
from nap.words import N

ABOUT = N("Budget lines of national action plans, as collected by Prescott et al. 2022.")
EXAMPLE = 'import nap-budgets NAP_budgets.csv --pack data/cod --set country="Democratic Republic of Congo"'
SETTINGS = {
    "country": N("The country, as the file writes it."),
    "cost": N("Which cost counts where the two of a line differ: usd (the default) or original."),
}
NEEDED = ("Country", "Code", "Strategy", "Item", "Cost_Original", "Currency", "Conversion", "Cost_USD", "NAP_Language")

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
# Countries of the file -> ISO 3166-1 alpha-3.
ISO3 = {
    "Burkina Faso": "BFA", "Burundi": "BDI", "Central African Republic": "CAF", "Democratic Republic of Congo": "COD",
    "Ecuador": "ECU", "Guinea": "GIN", "Laos": "LAO", "Madagascar": "MDG", "Mali": "MLI", "Mongolia": "MNG",
    "Nigeria": "NGA", "Republic of Congo": "COG", "Senegal": "SEN", "Sierra Leone": "SLE", "Uganda": "UGA", "Zimbabwe": "ZWE",
}  # fmt: skip
ROUNDING = 0.02  # the two costs of a line differ by up to 1.2 % (Republic of Congo) where a rate was rounded


def reading(sheet: Sheet, settings: dict) -> Reading:
    """Tables activity, budget_line and source, and the strategies of plan.toml, for the lines of one country."""
    sheet.require(*NEEDED)
    country = _choose_country(sheet, settings)
    iso3 = ISO3[country]
    group, strategy, item = sheet.text("Code"), sheet.text("Strategy"), sheet.text("Item")
    language = sheet.text("NAP_Language")
    original, usd, rate = sheet.number("Cost_Original"), sheet.number("Cost_USD"), sheet.number("Conversion")
    currency = f"upper({sheet.text('Currency')})"
    sheet.check("Code", f"{group} is null or {group} not in ({', '.join(map(_quoted, LETTERS))})", N("“{value}” is no group known here."))
    sheet.check("Strategy", f"{strategy} is null", N("The line names no strategy."))
    planned, repaired = _planned(sheet, settings, original, usd, rate)
    sheet.con.execute(
        f"create view budget_item as with numbered as (select *, row_number() over (order by _line) as number,"
        f" min(_line) over (partition by {strategy}) as since from source_row) select *, dense_rank() over (order by since) as rank"
        " from numbered"
    )  # over all lines, rejected ones too: a number must not change because another line was mended
    items = "(from budget_item semi join accepted_row using (_line))"
    code = f"'{iso3}-' || lpad(number::varchar, 3, '0')"
    letters = " ".join(f"when {_quoted(k)} then [{', '.join(map(_quoted, v))}]" for k, v in LETTERS.items())
    sheet.note(N("Institutions, status and funding are not in the file: left empty, for unknown is not a name."))
    if zero := sheet.count(f"{planned} = 0"):
        sheet.note(N("{count} lines cost exactly 0: kept as 0, not as unknown."), count=zero)
    common = "'prescott-2022' as source_code, 'published' as record_state, [_line] as _lines"
    return Reading(
        tables={
            "activity": (
                f"select {code} as activity_code, {_strategy_code('rank')} as strategy_code, {item} as title,"
                f" case when {language} = 'EN' then {item} end as title_en, case when {language} = 'FR' then {item} end as title_fr,"
                f" case {group} {letters} end as annex_c, {common} from {items}"
            ),
            "budget_line": (
                f"select {code} as budget_code, {code} as activity_code, {currency} as currency, {rate} as units_per_usd,"
                f" {planned} as planned, {common} from {items}"
            ),
            "source": _source(repaired, items),
        },
        origin={
            "activity.title": "Item", "activity.strategy_code": "Strategy", "activity.annex_c": "Code",
            "budget_line.currency": "Currency", "budget_line.units_per_usd": "Conversion", "budget_line.planned": "Cost_Original",
        },
        plan=lambda plan: _extend_plan(plan, sheet, country, iso3, strategy, group, language, currency),
        repaired=repaired,
    )  # fmt: skip


def _choose_country(sheet: Sheet, settings: dict) -> str:
    cell = sheet.text("Country")
    there = [row[0] for row in sheet.con.execute(f"select distinct {cell} from source_row where {cell} is not null order by 1").fetchall()]
    wanted = settings.get("country", "").strip()
    country = next((c for c in there if c.lower() == wanted.lower()), None)
    if country is None or country not in ISO3:
        raise NapError(
            N("{file} holds the plans of several countries, and “{country}” is none of them."),
            N('Choose one with --set country="…": {countries}.'),
            file=sheet.file.name,
            country=wanted,
            countries=", ".join(c for c in there if c in ISO3),
        )
    passed = sheet.keep(f"{cell} = {_quoted(country)}")
    sheet.note(N("{count} lines of other countries were passed over."), count=passed)
    return country


def _planned(sheet: Sheet, settings: dict, original: str, usd: str, rate: str) -> tuple[str, list[Note]]:
    """SQL for the cost in the plan's currency. Where a line's two costs differ beyond rounding one of them is wrong."""
    choice = settings.get("cost", "usd")
    if choice not in ("usd", "original"):
        raise NapError(N("--set cost={value} cannot be."), N("Use one of: {allowed}."), value=choice, allowed="usd, original")
    differ = f"abs({original} / {rate} - {usd}) > {ROUNDING} * greatest(abs({usd}), 1)"
    found = sheet.con.execute(
        f"select count(*), string_agg(_line::varchar, ', ' order by _line), sum({original} / {rate}), sum({usd})"
        f" from source_row where {differ}"
    ).fetchone()
    if not found[0]:
        return original, []
    text = N(
        "{count} lines give two costs that differ (Cost_Original {original} US$, Cost_USD {usd} US$ in all; lines {lines});"
        " {taken} was taken. --set cost=original or cost=usd chooses."
    )
    values = {"count": found[0], "lines": found[1], "original": f"{found[2]:,.0f}", "usd": f"{found[3]:,.0f}"}
    taken = "Cost_USD" if choice == "usd" else "Cost_Original"
    planned = f"(case when {differ} then {usd} * {rate} else {original} end)" if choice == "usd" else original
    return planned, [Note(text, {**values, "taken": taken})]


def _extend_plan(plan, sheet: Sheet, country: str, iso3: str, strategy: str, group: str, language: str, currency: str) -> None:
    """Write the plan's head where there is none, its currency where it is unknown, and strategies not there yet."""
    new_plan(plan, country, iso3, languages=["fr", "en"])
    rows = sheet.con.execute(
        f"select {_strategy_code('rank')}, {strategy}, list(distinct {group}), max({language}), max({currency}) from budget_item"
        f" semi join accepted_row using (_line) group by rank, {strategy} order by rank"
    ).fetchall()
    plan["plan"].setdefault("currency", rows[0][4])
    there = {s["code"] for s in plan.get("strategy", [])}
    strategies = plan.setdefault("strategy", tomlkit.aot())
    for code, title, groups, spoken, _ in rows:
        if code not in there:
            letters = sorted({letter for g in groups for letter in LETTERS[g]}, key=lambda x: (len(x), x))
            titles = tomlkit.inline_table()
            titles.update({spoken.lower(): title})
            each = tomlkit.table()
            each.update({"code": code, "annex_c": letters, "title": titles})
            strategies.append(each)


def _strategy_code(rank: str) -> str:
    return f"'S' || lpad({rank}::varchar, 2, '0')"


def _source(repaired: list[Note], items: str) -> str:
    note = "One of eight groups per line stands for letters of Annex C. " + " ".join(str(n).split(" --set")[0] for n in repaired)
    return (
        "select 'prescott-2022' as source_code, 'Budgets of 16 national action plans (NAP_budgets.csv)' as title,"
        " 'Prescott et al., One Earth' as publisher, 2022 as year,"
        " 'https://github.com/grahamprescott/Minamata-ASGM-Formalization-Perspective' as url, 'CC0-1.0' as licence,"
        f" {_quoted(note.strip())} as method_note, list(_line order by _line) as _lines from {items} having count(*) > 0"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
