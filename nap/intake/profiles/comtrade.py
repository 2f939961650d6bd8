"""UN Comtrade: a country's own trade and what its partners report of it (mirror), from the CSV of either service.

Two forms of the file are known: that of the present service and its API (reporterISO, partnerISO, flowCode, cmdCode,
period, netWgt, primaryValue …) and the classic download (Reporter ISO, Partner ISO, Trade Flow, Commodity Code,
Netweight (kg), Trade Value (US$), Year, Period …; some tools drop blanks and brackets). The names come from public code
and schemas that read such files, not from a file of the United Nations seen here. Countries are taken by their three
letters; a file that has them only as numbers is refused, for Comtrade's numbers are not those of the ISO.
"""

import re

from nap.errors import NapError
from nap.intake.import_plan import COUNTRY_SETTINGS, ImportPlan, nation_of_pack
from nap.intake.sheet import Sheet
from nap.language import countries
from nap.language.texts import N, Words
from nap.methods import red_flags
from nap.pack.duck import literal, literals

ABOUT = N("Trade from UN Comtrade: what the country reports and what its partners report of it.")
EXAMPLE = "import comtrade TradeData.csv --pack data/per --set iso3=PER"
SETTINGS = {
    **COUNTRY_SETTINGS,
    "iso3": N("The country whose trade it is, three letters (ISO 3166); flows it reports are its own, others mirror."),
    "source": N("Code of the source, which table source must hold."),
}
# Field -> what the forms call its column, compared without blanks, brackets and case.
NAMES = {
    "reporter": ("reporterISO", "Reporter ISO"),
    "partner": ("partnerISO", "Partner ISO"),
    "flow": ("flowCode", "Trade Flow", "Trade Flow Code", "flowDesc"),
    "goods": ("cmdCode", "Commodity Code"),
    "period": ("period", "Year", "refYear"),
    "weight": ("netWgt", "Netweight (kg)"),
    "value": ("primaryValue", "Trade Value (US$)", "TradeValueUS"),
}
NEEDED = ("reporter", "partner", "flow", "goods", "period")
WORLD = ("W00", "WLD", "WORLD", "ALL")
PARTS = {  # columns that part a flow further -> how the total of it is written
    ("motCode", "Mode of Transport Code"): ("0",),
    ("customsCode", "Customs Proc. Code"): ("C00", "0"),
    ("partner2Code", "2nd Partner Code"): ("0",),
}
FLOWS = {
    "m": "import",
    "1": "import",
    "import": "import",
    "imports": "import",
    "x": "export",
    "2": "export",
    "export": "export",
    "exports": "export",
}
# Parts of imports and exports, which hold them: re-exports, re-imports, foreign and domestic goods apart.
PARTIAL = ("rx", "rm", "dx", "fm", "3", "4", "re-export", "re-exports", "re-import", "re-imports")
GOODS = "[0-9]{6,10}"
PERIOD = "[12][0-9]{3}(0[1-9]|1[0-2])?"


def plan_import(sheet: Sheet, settings: dict) -> ImportPlan:
    """Table trade_flow; a nation and a plan as well where the pack is new."""
    found = {field: column for field, names in NAMES.items() if (column := _column(sheet, names))}
    if missing := [NAMES[field][0] for field in NEEDED if field not in found]:
        raise NapError(
            N("{file} has no column {missing}. Its columns are: {found}."),
            N("Download it from UN Comtrade as CSV with all columns, descriptions included."),
            file=sheet.file.name,
            missing=", ".join(missing),
            found=", ".join(sheet.columns[:40]),
        )
    iso3 = _country(settings)
    settings = {**settings, "iso3": iso3, "country": settings.get("country") or countries.named(iso3, Words())}
    _, tables, plan = nation_of_pack(sheet, settings)
    reporter, partner = (f"upper({sheet.text(found[side])})" for side in ("reporter", "partner"))
    _no_numbers(sheet, found, reporter)
    _leave_out(sheet, found, reporter, partner, iso3)
    for side, code in (("reporter", reporter), ("partner", partner)):
        _check_country(sheet, found[side], code)
    goods, period = _goods(sheet, found["goods"]), _period(sheet, found["period"])
    weight, value = (sheet.read_number_column(found[f]) if f in found else "null::double" for f in ("weight", "value"))
    weight = _weight(sheet, found, weight, value, goods)
    direction = sheet.read_code_column(found["flow"], FLOWS)
    columns = {
        "flow_code": f"concat_ws('-', 'CT', {reporter}, {partner}, {direction}, {goods}, {period})",
        "year": f"left({period}, 4)::integer",
        "month": f"case when length({period}) = 6 then right({period}, 2)::integer end",
        "direction": direction,
        "reporter_iso3": reporter,
        "partner_iso3": partner,
        "hs_code": goods,
        "net_kg": weight,
        "value_usd": value,
        "reported_by": f"if({reporter} = {literal(iso3)}, 'own', 'mirror')",
        "source_code": literal(settings["source"]) if settings.get("source") else None,
    }
    select = ", ".join(f"{sql} as {name}" for name, sql in columns.items() if sql)
    origin = {
        "year": "period",
        "month": "period",
        "direction": "flow",
        "reporter_iso3": "reporter",
        "partner_iso3": "partner",
        "hs_code": "goods",
        "net_kg": "weight",
        "value_usd": "value",
        "flow_code": "goods",
    }
    return ImportPlan(
        {"trade_flow": f"select {select}, [_line] as _lines from accepted_row", **tables},
        {f"trade_flow.{ours}": found[field] for ours, field in origin.items() if field in found},
        plan,
    )


def _column(sheet: Sheet, names: tuple[str, ...]) -> str | None:
    """The first of the file's columns that has one of these names, whatever its blanks, brackets and case."""
    there = {_bare(name): name for name in sheet.columns}
    return next((there[_bare(name)] for name in names if _bare(name) in there), None)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _country(settings: dict) -> str:
    iso3 = settings.get("iso3", "").strip().upper() or (countries.code(settings.get("country", "")) or "")
    if not (iso3 in countries.known() or re.fullmatch(countries.OWN_CODES, iso3)):
        raise NapError(
            N("It is not said whose trade this is: iso3 is “{value}”."),
            N("Say it with --set iso3=…, three letters such as PER."),
            value=settings.get("iso3", ""),
        )
    return iso3


def _no_numbers(sheet: Sheet, found: dict, reporter: str) -> None:
    """Stop where no line has the letters of its reporter: the file gives countries as numbers alone."""
    if sheet.read and not sheet.count(f"{reporter} is not null"):
        raise NapError(
            N("Column {column} of {file} is empty: the file gives countries as numbers alone."),
            N("Download it again with descriptions (in the API: includeDesc=true)."),
            column=found["reporter"],
            file=sheet.file.name,
        )


def _leave_out(sheet: Sheet, found: dict, reporter: str, partner: str, iso3: str) -> None:
    """Pass over what is a total or a part of another line, and what is not this country's trade; say how many lines."""
    if not sheet.count(f"coalesce({literal(iso3)} in ({reporter}, {partner}), false)"):
        raise NapError(
            N("No line of {file} is trade of the country {iso3}."),
            N("Say with --set iso3=… whose trade it is, three letters such as PER."),
            file=sheet.file.name,
            iso3=iso3,
        )
    flow, code = f"lower({sheet.text(found['flow'])})", f"trim({sheet.text(found['goods'])})"
    world = f"coalesce({partner} in ({literals(WORLD)}), false)"
    number = _column(sheet, ("partnerCode", "Partner Code"))
    if number:
        world = f"({world} or ({partner} is null and {sheet.text(number)} = '0'))"
    steps: list[tuple[str, str, dict[str, str]]] = [
        (
            world,
            N("{count} lines of trade with the whole world were left out: their sum stands in the other lines."),
            {},
        ),
        (
            f"not coalesce({literal(iso3)} in ({reporter}, {partner}), false)",
            N("{count} lines of trade without the country were left out."),
            {},
        ),
        (
            f"coalesce({flow} in ({literals(PARTIAL)}), false)",
            N("{count} lines of re-exports, re-imports and other parts were left out: imports and exports hold them."),
            {},
        ),
        (
            f"coalesce(upper({code}) = 'TOTAL' or regexp_full_match({code}, '[0-9]{{2}}|[0-9]{{4}}'), false)",
            N("{count} lines of whole chapters and headings were left out: codes of six digits and more count."),
            {},
        ),
    ]
    for names, totals in PARTS.items():
        if column := _column(sheet, names):
            cell = f"regexp_replace(upper({sheet.text(column)}), '\\.0$', '')"
            told = N("{count} lines that part a flow by {column} were left out: the total of each stands beside.")
            steps.append((f"coalesce({cell} not in ({literals(totals)}), false)", told, {"column": column}))
    for condition, text, values in steps:
        if passed := sheet.keep(f"not ({condition})"):
            sheet.note(text, count=passed, **values)


def _check_country(sheet: Sheet, column: str, code: str) -> None:
    known = f"{code} in ({literals(sorted(countries.known()))})"
    own = f"regexp_full_match({code}, {literal(countries.OWN_CODES)})"
    sheet.check(
        column,
        f"not coalesce({known} or {own}, false)",
        N(
            "“{value}” is no country, but an area or a group of them. Give the country by three letters of ISO 3166, "
            "or leave the line out."
        ),
    )


def _goods(sheet: Sheet, column: str) -> str:
    """SQL for the code of the goods, digits only; what was repaired is said, a lost digit is refused."""
    cell = sheet.text(column)
    whole = f"regexp_replace({cell}, '^([0-9]{{6,10}})[.,]0+$', '\\1')"  # a number with decimals, from a spreadsheet
    bare = f"regexp_replace({whole}, '[^0-9A-Za-z]', '', 'g')"
    if repaired := sheet.count(f"{bare} <> {cell}"):
        sheet.note(
            N("{count} codes of goods had dots, blanks or decimals; only their digits were kept."), count=repaired
        )
    sheet.check(
        column,
        f"regexp_full_match({bare}, '[0-9]{{1,5}}')",
        N(
            "“{value}” is too short for a code of goods: a digit was lost. Write it whole, such as 280540, in a column "
            "formatted as text."
        ),
    )
    sheet.check(
        column,
        f"not coalesce(regexp_full_match({bare}, '{GOODS}') or regexp_full_match({bare}, '[0-9]{{1,5}}'), false)",
        N("“{value}” is no code of the Harmonized System. Write 6 to 10 digits, such as 280540."),
    )
    return bare


def _period(sheet: Sheet, column: str) -> str:
    cell = f"regexp_replace({sheet.text(column)}, '(\\.0|-)', '')"
    sheet.check(
        column,
        f"not coalesce(regexp_full_match({cell}, '{PERIOD}'), false)",
        N("“{value}” is no period. Write a year or a year and month, such as 2021 or 202103."),
    )
    return cell


def _weight(sheet: Sheet, found: dict, weight: str, value: str, goods: str) -> str:
    """SQL for the weight; notes what is unknown, what the United Nations estimated, and what looks like tonnes."""
    nothing = f"{weight} = 0 and {value} > 0"
    if zero := sheet.count(nothing):
        sheet.note(
            N("{count} flows have a value and a weight of 0: the weight is not known and left empty."), count=zero
        )
    if blank := sheet.count(f"{weight} is null"):
        sheet.note(N("{count} flows have no weight: left empty, not 0."), count=blank)
    if (column := _column(sheet, ("isNetWgtEstimated",))) and (
        count := sheet.count(f"lower({sheet.text(column)}) in ('true', '1')")
    ):
        sheet.note(N("{count} weights are estimates of the United Nations, not what was reported."), count=count)
    bounds = red_flags.rule("price")
    low, high = bounds["low_usd_kg"], bounds["high_usd_kg"]
    price = f"{value} / nullif({weight}, 0)"
    dear = f"{goods} like '280540%' and {value} > 0 and not {price} between {low} and {high}"
    if count := sheet.count(dear):
        line, kg, usd = sheet.con.execute(
            f"select _line, {weight}, {value} from source_row where {dear} order by _line limit 1"
        ).fetchone()
        sheet.note(
            N(
                "{count} flows of mercury are worth less than {low} or more than {high} US$ a kilogram; the first"
                " stands in line {line}: {usd} US$ for {kg} kg. Check whether tonnes were taken for kilograms; they"
                " were kept as they are. (The bounds are our choice, not from a source.)"
            ),
            count=count,
            low=low,
            high=high,
            line=line,
            kg=f"{kg:g}",
            usd=f"{usd:g}",
        )
    return f"(case when {nothing} then null else {weight} end)"
