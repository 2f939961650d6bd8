"""Measurements of mercury from any laboratory or study: a CSV or XLSX, and which of its columns says what.

Each field is given as the name of a column of the file, or else as one value for every row. A cell such as `<0.02`
lies below the limit of detection 0.02. Rows about one person are refused (see the audits of table sample).
"""

import tomllib
from pathlib import Path

from nap import promise
from nap.duck import literal, literals
from nap.errors import NapError
from nap.importing import COUNTRY_SETTINGS, Reading, home
from nap.sheet import Sheet
from nap.words import N

ABOUT = N("Measurements of mercury: each field is a column of the file, or one value for every row.")
EXAMPLE = (
    'import samples fish.csv --pack data/per --set value="Hg (ppm)" --set unit=ppm --set matrix=fish'
    " --set species=total --set country=Peru --set iso3=PER"
)
FIELDS = {
    "value": N("The measurement; `<0.02` is below the limit of detection 0.02."),
    "unit": N("Its unit, for example mg/kg."),
    "matrix": N("What was sampled, for example fish or soil."),
    "species": N("The form of mercury: total, methyl, inorganic or elemental."),
    "basis": N("dry, wet, creatinine or none; none where it is not said."),
    "date": N("Day, month or year of sampling."),
    "lon": N("Longitude."),
    "lat": N("Latitude."),
    "place": N("Code of the place; the nation where it is not said."),
    "site": N("Code of the contaminated site."),
    "lod": N("Limit of detection, in the unit of the value."),
    "censored": N("Column that says yes where the value is a limit of detection and the true value lies below it."),
    "n": N("Measurements the row stands for; 1 where it is not said."),
    "group": N("The people an aggregate speaks for."),
    "share_above": N("Share of an aggregate above the guidance value, 0 to 1."),
    "laboratory": N("The laboratory."),
    "code": N("Identifier of the sample; file name and line where it is not said."),
}
SETTINGS = {
    "map": N("A TOML file with these settings, so that they need not be typed again."),
    **FIELDS,
    "source": N("Code of the source, which table source must hold."),
    **COUNTRY_SETTINGS,
}
WORDS = {
    "matrix": {
        "poisson": "fish", "sédiment": "sediment", "sédiments": "sediment", "sediments": "sediment", "sol": "soil",
        "eau de surface": "surface_water", "eau potable": "drinking_water", "water": "surface_water", "air": "air",
        "cheveux": "hair", "sang": "blood", "lait maternel": "breast_milk", "soils": "soil",
    },
    "species": {
        "total mercury": "total", "thg": "total", "total hg": "total", "mercure total": "total", "mehg": "methyl",
        "methylmercury": "methyl", "méthylmercure": "methyl", "inorganic mercury": "inorganic",
    },
    "basis": {
        "dry weight": "dry", "dw": "dry", "poids sec": "dry", "wet weight": "wet", "ww": "wet", "poids frais": "wet",
    },
    "population_group": {},
}  # fmt: skip
BELOW = ("nd", "n.d.", "n.d", "<lod", "<ld", "bdl", "below detection", "not detected")


def reading(sheet: Sheet, settings: dict) -> Reading:
    """Table sample; a nation and a plan as well where the pack is new."""
    fields = {**_mapped(settings), **settings}
    for name in ("value", "unit", "matrix", "species"):
        if name not in fields:
            raise NapError(
                N("It is not said which column of {file} is the field {name}, nor its one value. Columns: {columns}."),
                N("Say it with --set {name}=… or in a file named by --set map=…."),
                file=sheet.file.name,
                name=name,
                columns=", ".join(sheet.columns[:40]),
            )
    nation, tables, plan = home(sheet, settings)
    value, below, lod = _measurement(sheet, fields)
    day, precision = _date(sheet, fields)
    place = _text(sheet, fields, "place") or (literal(nation) if nation else None)
    if place is None:
        raise NapError(
            N("It is not said in which place the samples of {file} were taken, and the pack holds no nation."),
            N("Say it with --set place=…, or the country with --set country=… --set iso3=…."),
            file=sheet.file.name,
        )
    stem = literal("-".join(sheet.file.stem.lower().split()))
    columns = {
        "sample_code": _text(sheet, fields, "code") or f"{stem} || '-' || _line",
        "contaminated_site_code": _text(sheet, fields, "site"),
        "place_code": place,
        "lon": _number(sheet, fields, "lon"),
        "lat": _number(sheet, fields, "lat"),
        "sampled_on": day,
        "date_precision": f"coalesce({precision}, 'year')",
        "matrix": _code(sheet, fields, "matrix", "matrix"),
        "species": _code(sheet, fields, "species", "species"),
        "value": value,
        "unit": _text(sheet, fields, "unit"),
        "basis": _code(sheet, fields, "basis", "basis") or _assumed(sheet, "basis", "none"),
        "is_below_lod": below,
        "lod": lod,
        "population_group": _code(sheet, fields, "group", "population_group"),
        "n": _number(sheet, fields, "n") or _assumed(sheet, "n", 1),
        "share_above": _number(sheet, fields, "share_above"),
        "laboratory": _text(sheet, fields, "laboratory"),
        "source_code": literal(fields["source"]) if fields.get("source") else None,
    }
    select = ", ".join(f"{sql} as {name}" for name, sql in columns.items() if sql)
    origin = {
        "value": "value",
        "n": "n",
        "lon": "lon",
        "lat": "lat",
        "sampled_on": "date",
        "matrix": "matrix",
        "unit": "unit",
    }
    return Reading(
        {"sample": f"select {select}, [_line] as _lines from accepted_row", **tables},
        {f"sample.{ours}": fields[field] for ours, field in origin.items() if fields.get(field) in sheet.columns},
        plan,
    )


def _mapped(settings: dict) -> dict[str, str]:
    """The settings of the file named by --set map=…."""
    if "map" not in settings:
        return {}
    path = Path(settings["map"])
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NapError(
            N("{file} cannot be read: {reason}"), N("Correct that file."), file=path.name, reason=str(error)
        ) from error
    for name in found:
        if name not in FIELDS:
            raise NapError(
                N("{file} has the word “{name}”, which is no field of a sample."),
                N("Use one of: {allowed}."),
                file=path.name,
                name=name,
                allowed=", ".join(FIELDS),
            )
    return {name: str(value) for name, value in found.items()}


def _measurement(sheet: Sheet, fields: dict) -> tuple[str, str, str]:
    """SQL for value, is_below_lod and lod; the three ways of writing that a value lies below the limit."""
    column = fields["value"]
    cell = sheet.text(column)
    below = f"coalesce(starts_with({cell}, '<') or lower({cell}) in ({literals(BELOW)}), false)"
    bare = f"(case when lower({cell}) in ({literals(BELOW)}) then null else ltrim({cell}, '< ') end)"
    number = sheet.number(column, bare)
    limits = [_number(sheet, fields, "lod")] if fields.get("lod") else []
    limits.append(f"case when starts_with({cell}, '<') then {number} end")
    if flag := fields.get("censored"):
        censored = f"coalesce({sheet.answer(flag)}, false)"
        limits.append(f"case when {censored} then {number} end")
        below = f"({below} or {censored})"
    if count := sheet.count(below):
        sheet.note(N("{count} values lie below their limit of detection."), count=count)
    return (
        f"(case when not {below} then {number} end)",
        below,
        f"(case when {below} then coalesce({', '.join(limits)}) end)",
    )


def _date(sheet: Sheet, fields: dict) -> tuple[str, str]:
    if "date" not in fields:
        sheet.note(N("The file does not say when the samples were taken: left empty."))
        return "null::date", "null::varchar"
    if fields["date"] in sheet.columns:
        return sheet.date(fields["date"])
    return sheet.date_of(fields["date"])


def _text(sheet: Sheet, fields: dict, name: str) -> str | None:
    """SQL for a field of text: the column of that name, or else the words themselves; None where not said."""
    given = fields.get(name)
    if not given:
        return None
    if given in sheet.columns:
        return sheet.text(given)
    sheet.note(N("{name} is “{value}” in every row; the file has no column of that name."), name=name, value=given)
    return literal(given)


def _number(sheet: Sheet, fields: dict, name: str) -> str | None:
    given = fields.get(name)
    if not given:
        return None
    if given in sheet.columns:
        return sheet.whole(given) if name == "n" else sheet.number(given)
    try:
        return repr(float(given)) if name != "n" else str(int(given))
    except ValueError as error:
        raise NapError(
            N("{file} has no column “{value}”, and it is no number either."),
            N("Name a column for {name}: {columns}."),
            file=sheet.file.name,
            value=given,
            name=name,
            columns=", ".join(sheet.columns[:40]),
        ) from error


def _code(sheet: Sheet, fields: dict, name: str, column: str) -> str | None:
    """SQL for a coded field, from the file's own words or the code given for every row."""
    codes = promise.table("sample").columns[column].codes
    words = {**WORDS[column], **{label: code for code, label in codes.items()}, **{code: code for code in codes}}
    given = fields.get(name)
    if not given:
        return None
    if given in sheet.columns:
        return sheet.code(given, words)
    code = {word.lower(): code for word, code in words.items()}.get(given.lower())
    if code is None:
        raise NapError(
            N("{file} has no column “{value}”, and it is no {name} known here."),
            N("Name a column, or one of: {codes}."),
            file=sheet.file.name,
            value=given,
            name=name,
            codes=", ".join(codes),
        )
    sheet.note(N("{name} is “{value}” in every row; the file has no column of that name."), name=name, value=code)
    return literal(code)


def _assumed(sheet: Sheet, name: str, value) -> str:
    sheet.note(N("{name} is not said: taken as “{value}”."), name=name, value=value)
    return literal(value) if isinstance(value, str) else str(value)
