"""Measurements of mercury from any laboratory or study: a CSV or XLSX, and which of its columns says what.

Each field is given as the name of a column of the file, or else as one value for every row. Units are read by
methods/units.py and places checked with the outline of the country; what a row must keep is said by the audits of table
sample.

What is decided here, and why:
- A value below the limit of detection is a flag and a limit, never 0, never the limit, never half of it. It is
  written `<0.02`, or told by a column of flags, or is an empty cell or a zero beside a limit.
- Fish is compared per wet weight, soil and sediment per dry weight. Where the row gives its moisture it is converted,
  and the moisture kept; where it does not, the row keeps its own basis.
- Rows that are the same in every column are kept, for repeats of a laboratory look like copies; their number is told.
- Rows about one person are refused, and nothing of them is kept: not even among the rejected lines.
"""

import numpy as np
import pyarrow as pa
import shapely

from nap.errors import NapError
from nap.intake.import_plan import COUNTRY_SETTINGS, ImportPlan, nation_of_pack, refuse_persons, settings_file
from nap.intake.sheet import NO, YEAR, YES, Sheet, date_sql
from nap.language.texts import N, Sentence
from nap.methods import units
from nap.pack import contract, outlines
from nap.pack.duck import ident, literal, literals

ABOUT = N("Measurements of mercury: each field is a column of the file, or one value for every row.")
EXAMPLE = (
    'import samples fish.csv --pack data/per --set value="Hg (ppm)" --set unit=ppm --set matrix=fish'
    " --set species=total --set country=Peru --set iso3=PER"
)
FIELDS = {
    "value": N("The measurement; `<0.02` is below the limit of detection 0.02. For people the median of the group."),
    "unit": N("Its unit, for example mg/kg."),
    "matrix": N("What was sampled, for example fish or soil."),
    "species": N("The form of mercury: total, methyl, inorganic or elemental."),
    "basis": N("dry, wet, creatinine or none; none where it is not said."),
    "moisture": N(
        "Water in the specimen, per cent of its wet weight; with it fish is converted to wet weight, soil to dry."
    ),
    "date": N("Day, month or year of sampling, or a period such as 2014-2015."),
    "lon": N("Longitude."),
    "lat": N("Latitude."),
    "place": N("Code of the place; the nation where it is not said."),
    "site": N("Code of the contaminated site."),
    "lod": N("Limit of detection, in the unit of the value."),
    "censored": N("Column that says yes, < or ND where the true value lies below the limit of detection."),
    "n": N("Measurements the row stands for, or people; 1 where it is not said."),
    "group": N("The people an aggregate speaks for."),
    "share_above": N("Share of an aggregate above the guidance value, 0 to 1."),
    "guidance_value": N("The guidance value that share_above refers to, in the unit of the value."),
    "share_above_hbm1": N("Share of an aggregate at or above HBM-I, 0 to 1."),
    "share_above_hbm2": N("Share of an aggregate at or above HBM-II, 0 to 1."),
    "p90": N("The value below which nine in ten of an aggregate lie."),
    "creatinine": N("Creatinine in the urine, g/L."),
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
        "poisson": "fish",
        "poissons": "fish",
        "sédiment": "sediment",
        "sédiments": "sediment",
        "sediments": "sediment",
        "sol": "soil",
        "sols": "soil",
        "soils": "soil",
        "eau de surface": "surface_water",
        "water": "surface_water",
        "eau potable": "drinking_water",
        "eau de boisson": "drinking_water",
        "cheveux": "hair",
        "sang": "blood",
        "urines": "urine",
        "lait maternel": "breast_milk",
        "milk": "breast_milk",
    },
    "species": {
        "total mercury": "total",
        "thg": "total",
        "total hg": "total",
        "mercure total": "total",
        "mehg": "methyl",
        "methylmercury": "methyl",
        "méthylmercure": "methyl",
        "inorganic mercury": "inorganic",
    },
    "basis": {
        "dry weight": "dry",
        "dw": "dry",
        "poids sec": "dry",
        "wet weight": "wet",
        "ww": "wet",
        "poids frais": "wet",
        "fresh weight": "wet",
        "fw": "wet",
    },
    "population_group": {
        "miner": "miner",
        "orpailleurs": "miner",
        "general population": "community",
        "population générale": "community",
        "children": "child",
        "enfants": "child",
        "women 15-49": "woman_15_49",
        "femmes 15-49": "woman_15_49",
        "women of childbearing age": "woman_15_49",
        "femmes en âge de procréer": "woman_15_49",
        "femmes enceintes": "pregnant",
    },
}
BELOW = ("nd", "n.d.", "n.d", "<lod", "<ld", "<loq", "<lq", "bdl", "below detection", "not detected")
FLAGS = {
    **dict.fromkeys((*YES, *BELOW, "<", "u", "uj", "censored", "non-detect"), "below"),
    **dict.fromkeys((*NO, "=", "j", "d", "detected", "detect"), "measured"),
    **dict.fromkeys(("na", "n/a", "-"), "unsaid"),
}
# What is converted where the moisture is known: from that basis to the one reference values are given on.
REFERRED = {"fish": ("dry", "wet"), "soil": ("wet", "dry"), "sediment": ("wet", "dry")}
MISPLACED = {
    "swapped": N("Longitude and latitude seem swapped: the other way round the point lies in the country. Swap them."),
    "lat": N("The point lies outside the country, and in it with the other sign of latitude. South is negative."),
    "lon": N("The point lies outside the country, and in it with the other sign of longitude. West is negative."),
    "both": N("The point lies outside the country, and in it with both signs turned. South and west are negative."),
    "sea": N("The point lies in the sea. Correct longitude and latitude (degrees, WGS 84), or leave both empty."),
}
BORDER_DEG = 0.1  # how far outside its outline a point of the country may lie, some 11 km: outlines are simplified
MOST_UNITS = 100  # unreadable units that are each told why


def plan_import(sheet: Sheet, settings: dict) -> ImportPlan:
    """Table sample; a nation and a plan as well where the pack is new."""
    fields = {**settings_file(settings, FIELDS), **settings}
    for name in ("value", "unit", "matrix", "species"):
        if not fields.get(name):
            raise NapError(
                N("It is not said which column of {file} is the field {name}, nor its one value. Columns: {columns}."),
                N("Say it with --set {name}=… or in a file named by --set map=…."),
                file=sheet.file.name,
                name=name,
                columns=", ".join(sheet.columns[:40]),
            )
    nation, tables, plan = nation_of_pack(sheet, settings)
    place = _text(sheet, fields, "place") or (literal(nation) if nation else None)
    if place is None:
        raise NapError(
            N("It is not said in which place the samples of {file} were taken, and the pack holds no nation."),
            N("Say it with --set place=…, or the country with --set country=… --set iso3=…."),
            file=sheet.file.name,
        )
    matrix = _code(sheet, fields, "matrix", "matrix") or "null::varchar"
    n = _number(sheet, fields, "n") or _assumed(sheet, "n", 1)
    code = _text(sheet, fields, "code")
    if not code:
        _tell_repeats(sheet)
    refuse_persons(sheet, matrix, n, fields)
    unit, basis = _units(sheet, fields, matrix)
    value, below, lod = _measurement(sheet, fields)
    moisture = _number(sheet, fields, "moisture")
    figure, basis = _referred(sheet, fields, matrix, basis, moisture)
    day, until, precision = _date(sheet, fields)
    lon, lat = _point(sheet, fields, nation)
    stem = literal("-".join(sheet.file.stem.lower().split()))
    columns = {
        "sample_code": code or f"{stem} || '-' || _line",
        "contaminated_site_code": _text(sheet, fields, "site"),
        "place_code": place,
        "lon": lon,
        "lat": lat,
        "sampled_on": day,
        "sampled_until": until,
        "date_precision": f"coalesce({precision}, 'year')",
        "matrix": matrix,
        "species": _code(sheet, fields, "species", "species"),
        "value": figure(value),
        "unit": unit,
        "basis": basis,
        "is_below_lod": below,
        "lod": figure(lod),
        "population_group": _code(sheet, fields, "group", "population_group"),
        "n": n,
        "share_above": _number(sheet, fields, "share_above"),
        "guidance_value": _number(sheet, fields, "guidance_value"),
        "share_above_hbm1": _number(sheet, fields, "share_above_hbm1"),
        "share_above_hbm2": _number(sheet, fields, "share_above_hbm2"),
        "p90": _number(sheet, fields, "p90"),
        "moisture_pct": moisture,
        "creatinine_g_l": _number(sheet, fields, "creatinine"),
        "laboratory": _text(sheet, fields, "laboratory"),
        "source_code": literal(fields["source"]) if fields.get("source") else None,
    }
    select = ", ".join(f"{sql} as {name}" for name, sql in columns.items() if sql)
    origin = {
        "sampled_on": "date",
        "sampled_until": "date",
        "moisture_pct": "moisture",
        "creatinine_g_l": "creatinine",
        "population_group": "group",
        "contaminated_site_code": "site",
        "place_code": "place",
        "sample_code": "code",
    }
    origin = {name: origin.get(name, name) for name in columns}
    return ImportPlan(
        {"sample": f"select {select}, [_line] as _lines from accepted_row", **tables},
        {f"sample.{ours}": fields[field] for ours, field in origin.items() if fields.get(field) in sheet.columns},
        plan,
    )


def _tell_repeats(sheet: Sheet) -> None:
    """Note how many lines say the same as an earlier one in every column."""
    columns = ", ".join(map(ident, sheet.columns))
    repeats = sheet.con.execute(
        f"select coalesce(sum(times - 1), 0)::bigint from (select count(*) as times from source_row"
        f" where not list_contains($malformed, _line) group by {columns})",
        {"malformed": list(sheet.malformed)},
    ).fetchone()[0]
    if repeats:
        sheet.note(
            N(
                "{count} lines repeat an earlier line in every column. They are kept, for repeated measurements look"
                " like copies; where they are copies, name the column of the sample's own code with --set code=…."
            ),
            count=repeats,
        )


def _units(sheet: Sheet, fields: dict, matrix: str) -> tuple[str, str]:
    """SQL for the unit as a pack holds it and for the basis; lines whose unit cannot be one of their matrix go."""
    given, said = _text(sheet, fields, "unit"), _code(sheet, fields, "basis", "basis") or "null::varchar"
    con, stored, basis = sheet.con, ident("_unit stored"), ident("_basis read")
    found = con.execute(
        f"select {given}, {matrix}, {said}, count(*) from source_row where {given} is not null and {matrix} is not null"
        " group by all order by min(_line)"
    ).fetchall()
    read: list[tuple[str, ...]] = []
    refused: list[tuple[str, str, str, NapError]] = []
    rewritten: dict[tuple[str, str], int] = {}
    for unit, of, on, count in found:
        try:
            meant = units.read(unit, of, on)
        except NapError as error:
            refused.append((unit, of, on, error))
        else:
            read.append((unit, of, on, meant.text, meant.basis))
            if meant.text != unit:
                rewritten[unit, meant.text] = rewritten.get((unit, meant.text), 0) + count
    if refused and not read and len(refused) == 1:
        raise refused[0][3]
    for (unit, text), count in rewritten.items():
        sheet.note(N("“{given}” is kept as {unit} ({count} lines)."), given=unit, unit=text, count=count)
    names = [f"_read {name}" for name in ("unit", "matrix", "said", "stored", "basis")]
    columns = list(zip(*read, strict=True)) or [()] * len(names)
    con.register(
        "_read", pa.table({name: pa.array(each, pa.string()) for name, each in zip(names, columns, strict=True)})
    )
    con.execute(f"alter table source_row add column {stored} varchar")
    con.execute(f"alter table source_row add column {basis} varchar")
    con.execute(
        f'update source_row set {stored} = "_read stored", {basis} = "_read basis" from _read'
        f' where "_read unit" = {given} and "_read matrix" = {matrix} and "_read said" is not distinct from {said}'
    )
    con.unregister("_read")
    if unsaid := sheet.count(f"{basis} = 'none' and {matrix} in ({literals(REFERRED)})"):
        sheet.note(N("{count} lines do not say whether they mean dry or wet weight: kept as “none”."), count=unsaid)
    column = next((fields[f] for f in ("unit", "matrix", "value") if fields.get(f) in sheet.columns), sheet.columns[0])
    for unit, of, on, fault in refused[:MOST_UNITS]:
        same = f"{given} = {literal(unit)} and {matrix} = {literal(of)} and {said} is not distinct from "
        both = {"what": Sentence(fault.what, fault.values), "fix": Sentence(fault.fix, fault.values)}
        sheet.check(column, same + (literal(on) if on else "null"), Sentence(N("{what} {fix}"), both))
    if refused[MOST_UNITS:]:
        left = f"{given} is not null and {matrix} is not null and {stored} is null"
        sheet.check(column, left, N("It has no unit known here."))
    return stored, basis


def _measurement(sheet: Sheet, fields: dict) -> tuple[str, str, str]:
    """SQL for value, is_below_lod and lod; the ways of writing that a value lies below the limit."""
    column = fields["value"]
    cell = sheet.text(column)
    is_word = f"coalesce(lower({cell}) in ({literals(BELOW)}), false)"
    is_marked = f"coalesce(starts_with({cell}, '<'), false) and not {is_word}"
    number = sheet.read_number_column(column, f"(case when not {is_word} then ltrim({cell}, '< ') end)")
    limit = _number(sheet, fields, "lod") or "null::double"
    flag = sheet.read_code_column(fields["censored"], FLAGS) if fields.get("censored") else "null::varchar"
    is_flagged = f"coalesce({flag} = 'below', false)"
    is_blank = f"({limit} > 0 and coalesce({number}, 0) = 0 and {flag} is distinct from 'measured')"
    is_blank = f"coalesce({is_blank} and not ({is_word} or {is_marked} or {is_flagged}), false)"
    below = f"({is_word} or {is_marked} or {is_flagged} or {is_blank})"
    if fields.get("censored"):
        sheet.check(
            fields["censored"],
            f"{is_flagged} and not {is_marked} and {number} > {limit}",
            N("The value is flagged as below the limit, and lies above it. Correct the flag or the limit."),
        )
    if count := sheet.count(below):
        sheet.note(N("{count} values lie below their limit of detection."), count=count)
    if count := sheet.count(is_blank):
        sheet.note(N("{count} of them are empty or zero beside a limit: taken as below it."), count=count)
    if not fields.get("censored") and (count := sheet.count(f"not {below} and {number} = {limit}")):
        sheet.note(
            N("{count} values equal their limit and carry no flag: taken as measured. Flags go by --set censored=…."),
            count=count,
        )
    return (
        f"(case when not {below} then {number} end)",
        below,
        f"(case when {is_marked} then {number} else coalesce({limit}, case when {is_flagged} then {number} end) end)",
    )


def _referred(sheet: Sheet, fields: dict, matrix: str, basis: str, moisture: str | None):
    """What makes a figure of the row one on the basis of reference values, and SQL for that basis."""
    if moisture is None:
        return lambda figure: figure, basis
    most = sheet.con.execute(f"select max({moisture}) from source_row").fetchone()[0]
    if most is not None and most <= 1:
        raise NapError(
            N("Moisture is at most {most} in {file}; nobody can tell whether that is per cent or a share."),
            N("Give it per cent of the wet weight, such as 78."),
            most=most,
            file=sheet.file.name,
        )
    solid = f"(1 - {moisture} / 100)"
    to = {
        wanted: " or ".join(
            f"({matrix} = '{of}' and {basis} = '{was}')" for of, (was, so) in REFERRED.items() if so == wanted
        )
        for wanted in ("wet", "dry")
    }
    to = {wanted: f"({moisture} between 0 and 99.9 and ({rows}))" for wanted, rows in to.items()}
    for wanted, text in (
        ("wet", N("{count} lines of fish were converted from dry to wet weight with their moisture.")),
        ("dry", N("{count} lines of soil or sediment were converted from wet to dry weight with their moisture.")),
    ):
        if count := sheet.count(to[wanted]):
            sheet.note(text, count=count)

    def figure(sql: str) -> str:
        wet, dry = (f"format('{{:.{units.DIGITS}g}}', {sql} {sign} {solid})::double" for sign in "*/")
        return f"(case when {to['wet']} then {wet} when {to['dry']} then {dry} else {sql} end)"

    return figure, f"(case when {to['wet']} then 'wet' when {to['dry']} then 'dry' else {basis} end)"


def _date(sheet: Sheet, fields: dict) -> tuple[str, str, str]:
    """SQL for the first day, the last day (of a period such as 2014-2015; else null) and the precision."""
    if "date" not in fields:
        sheet.note(N("The file does not say when the samples were taken: left empty."))
        return "null::date", "null::date", "null::varchar"
    is_column, given = fields["date"] in sheet.columns, fields["date"]
    text = sheet.value(given) if is_column else literal(given)
    part = f"({YEAR}(-[0-9]{{2}}){{0,2}})"
    period = f"'^{part} *(?:-|–|—|/|to|au|à) *{part}$'"
    first, last = (f"nullif(regexp_extract({text}, {period}, {group}), '')" for group in (1, 3))
    until, _ = date_sql(last, None)
    if is_column:
        day, _ = sheet.read_date_column(given, f"coalesce({first}, {text})")
        sheet.check(given, f"{last} is not null and {until} is null", N("“{value}” ends on no day there is."))
        if count := sheet.count(f"{last} is not null"):
            sheet.note(N("{count} lines give a period: they count in the year it began."), count=count)
    else:
        whole = sheet.con.execute(f"select coalesce({first}, {text})").fetchone()[0]
        day, _ = sheet.date_of(whole)
    return day, until, date_sql(f"coalesce({first}, {text})", None)[1]


def _point(sheet: Sheet, fields: dict, nation: str | None) -> tuple[str | None, str | None]:
    """SQL for longitude and latitude; points in the sea, or that lie in the country once turned, reject their line."""
    lon, lat = _number(sheet, fields, "lon"), _number(sheet, fields, "lat")
    country = _outline(sheet, nation)
    if not (lon and lat and country) or fields["lon"] not in sheet.columns:
        return lon, lat
    con = sheet.con
    points = con.execute(
        f"select distinct {lon} as lon, {lat} as lat from source_row where abs({lon}) <= 180 and abs({lat}) <= 90"
        f" and ({lon} <> 0 or {lat} <> 0)"
    ).fetchnumpy()
    where = ident("_point lies")
    con.register("_point", pa.table({"_x": points["lon"], "_y": points["lat"], "_lies": _lies(points, country)}))
    con.execute(f"alter table source_row add column {where} varchar")
    con.execute(f"update source_row set {where} = _lies from _point where _x = {lon} and _y = {lat}")
    con.unregister("_point")
    for lies, reason in MISPLACED.items():
        sheet.check(fields["lon"], f"{where} = '{lies}'", reason)
    if count := sheet.count(f"{where} = 'abroad'"):
        sheet.note(N("{count} lines lie outside the outline of the country, on land: kept as they are."), count=count)
    return lon, lat


def _lies(points: dict, country) -> list[str]:
    """For each point "home", "abroad" (on land), "sea", or what makes it lie in the country (see MISPLACED)."""
    x, y = (np.ma.filled(points[name], np.nan).astype(float) for name in ("lon", "lat"))
    near = country.buffer(BORDER_DEG)
    shapely.prepare(near)
    lies = np.full(len(x), "sea", object)
    land = shapely.STRtree([each.shape for each in outlines.read_all()])
    lies[land.query(shapely.points(x, y), predicate="dwithin", distance=BORDER_DEG)[0]] = "abroad"
    for name, (a, b) in {"both": (-x, -y), "lat": (x, -y), "lon": (-x, y), "swapped": (y, x), "home": (x, y)}.items():
        lies[shapely.contains_xy(near, a, b)] = name
    return list(lies)


def _outline(sheet: Sheet, nation: str | None):
    """The outline of the country, in degrees: its own in the pack, or that of its code; None where there is none."""
    own = sheet.con.execute("select geometry from place where level = 0 and geometry is not null").fetchone()
    return shapely.from_wkb(bytes(own[0]), on_invalid="ignore") if own else outlines.outline(nation)


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
        return sheet.read_whole_column(given) if name == "n" else sheet.read_number_column(given)
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
    codes = contract.table("sample").columns[column].codes
    words = {**WORDS[column], **{label: code for code, label in codes.items()}, **{code: code for code in codes}}
    given = fields.get(name)
    if not given:
        return None
    if given in sheet.columns:
        return sheet.read_code_column(given, words)
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
