"""A register of mining licences, as cadastres publish it: one line is a licence. Names of people never enter a pack.

A register rarely says who holds several licences, so each licence stands for one title holder (table organisation)
with its step “licence issued” (table formalization_step). What is decided here, and why:
- Columns are recognised by the names cadastres use, or named with --set. What no field asks for is forgotten before
  anything is checked, so that it reaches neither the pack nor its file of rejected lines.
- A holder's name is kept only where the file says that the holder is a company, a cooperative or an association; any
  other licence stands under its number.
- Whether a licence is valid follows from its dates alone. The register's own word is kept beside it.
- Areas keep the unit the file gives; cadastre units are not converted, for their size differs between countries.
- A region that exists no longer keeps its name with the year it ended (reference/former_regions.toml).
"""

import datetime as dt
import re

from nap.errors import NapError
from nap.intake.import_plan import COUNTRY_SETTINGS, ImportPlan, nation_of_pack, settings_file
from nap.intake.sheet import Sheet, slug
from nap.language.texts import N
from nap.methods import values
from nap.pack import outlines
from nap.pack.duck import ident, literal, literals

ABOUT = N("A register of mining licences: holders without their names, dates, areas, places.")
EXAMPLE = (
    "import licences register.csv --pack data/gha --set country=Ghana --set iso3=GHA --set date=2025-06-09"
    ' --set publisher="Minerals Commission"'
)
FIELDS = {  # field -> what it is
    "code": N("Number of the licence."),
    "id": N("Identifier that tells licences of the same number apart; the number where it is not said."),
    "status": N("What the register says of the licence; kept, never judged by."),
    "kind": N("Legal kind of the holder: company, cooperative, association or individual."),
    "name": N("Name of the holder; read for companies, cooperatives and associations alone."),
    "start": N("Day of issue, or of the last renewal."),
    "expiry": N("Last day on which the licence is valid."),
    "applied": N("Day of the application."),
    "area": N("Size of the area."),
    "area_unit": N("Unit of the area."),
    "mineral": N("Minerals; lines without gold among them are passed over."),
    "region": N("Region, province or state."),
    "district": N("District in the region."),
    "lon": N("Longitude of the middle of the area."),
    "lat": N("Latitude of the middle of the area."),
    "women": N("Women who are members."),
    "men": N("Men who are members."),
}
SETTINGS = {
    "map": N("A TOML file with these settings, so that they need not be typed again."),
    **FIELDS,
    "date": N("Day on which the register was taken, such as 2025-06-09; licences are judged on the last day of data."),
    "valid": N("What the register calls a valid licence, where it is none of the usual words."),
    "publisher": N("Who keeps the register; makes a row of table source."),
    "source": N("Code of the source; licences where it is not said."),
    "licence": N("Terms under which the register may be used; none where it is not said."),
    **COUNTRY_SETTINGS,
}
NOT_READ = "-"  # --set name=- leaves a column alone that would be recognised
VALUE_FOR_ALL = ("kind", "area_unit", "region")  # fields that may be one value for every line
# Names of columns as cadastres write them, in small letters without accents, joined by underscores.
USUAL = {
    "code": (
        "lic_code",
        "licence_code",
        "license_code",
        "licence_no",
        "license_no",
        "licence_number",
        "license_number",
        "code_titre",
        "numero_licence",
        "numero_permis",
        "numero_titre",
        "title_code",
        "permit_no",
    ),
    "id": ("mcas_id", "cadastre_id", "licence_id", "license_id", "title_id", "id_titre"),
    "status": ("status", "statut", "licence_status", "license_status", "etat"),
    "kind": ("owner_type", "holder_type", "applicant_type", "type_titulaire", "legal_form", "forme_juridique"),
    "start": (
        "start_date",
        "issue_date",
        "issued",
        "date_granted",
        "grant_date",
        "granted",
        "date_octroi",
        "date_debut",
    ),
    "expiry": ("expiry_date", "expiration_date", "expiry", "expires", "end_date", "date_expiration", "date_fin"),
    "applied": ("application_date", "date_applied", "applied", "date_demande", "date_depot"),
    "area": ("area", "area_ha", "area_km2", "superficie", "superficie_ha", "superficie_km2", "surface_ha"),
    "area_unit": ("area_unit", "unit", "unite", "unite_superficie"),
    "mineral": ("minerals", "mineral", "commodity", "commodities", "substance", "substances", "minerais"),
    "region": ("region", "province", "state"),
    "district": ("district", "territoire", "prefecture", "cercle"),
    "lon": ("lon", "longitude", "x"),
    "lat": ("lat", "latitude", "y"),
    "women": ("women", "members_f", "femmes", "female"),
    "men": ("men", "members_m", "hommes", "male"),
}
KINDS = {
    "company": "company",
    "limited company": "company",
    "corporate": "company",
    "enterprise": "company",
    "société": "company",
    "societe": "company",
    "entreprise": "company",
    "cooperative": "cooperative",
    "co-operative": "cooperative",
    "coopérative": "cooperative",
    "association": "association",
    "group": "association",
    "groupement": "association",
    "individual": "individual",
    "person": "individual",
    "natural person": "individual",
    "individuel": "individual",
    "particulier": "individual",
    "personne physique": "individual",
}
ORGANISED = ("company", "cooperative", "association")
CALLED_VALID = "^(active|valid|current|in force|actif|active|valide|en vigueur|en cours de validit)"
CALLED_OTHER = (
    "^(inactive|invalid|not |expired|revoked|suspended|cancel|surrender|terminat|pending|applica|lapsed|inacti|non |"
    "expir|révoqu|revoqu|suspend|annul|retir|renonc|demande|en instance)"
)
GOLD = r"\b(gold|or|oro|ouro|au)\b"
PEOPLE = re.compile(
    r"contact|address|adresse|director|directeur|manager|g[eé]rant|signat|nationalit|national_id|passport|gender|sexe?$",
    re.IGNORECASE,
)
REGION_WORDS = "region|province|state|wilaya|de|du|la|le|of"
MARGIN_DEG = 0.1  # outlines are drawn at 1:50 million, so that a licence at a border may lie beside one


def is_private(name: str) -> bool:
    """True for columns that tell of a person beyond the name: they are never read."""
    return bool(PEOPLE.search(name))


def plan_import(sheet: Sheet, settings: dict) -> ImportPlan:
    """Tables organisation, formalization_step, place and, where a publisher is named, source."""
    settings = {**settings_file(settings, SETTINGS), **settings}
    fields = _fields(sheet, settings)
    _forget_the_rest(sheet, fields)
    taken = _day(settings)
    nation, made, new = nation_of_pack(sheet, settings)
    if nation is None:
        raise NapError(
            N("The pack holds no nation yet, and it is not said of which country {file} is."),
            N("Say it with --set country=… --set iso3=…."),
            file=sheet.file.name,
        )
    _only_gold(sheet, fields)
    _make_lines(sheet, fields, settings, nation, taken)
    source = literal(settings.get("source", "licences")) if settings.get("publisher") else "null::varchar"
    tables = {
        "organisation": f"select *, {source} as source_code from ({ORGANISATION})",
        "formalization_step": f"select *, {source} as source_code from ({STEPS})",
        "place": _place(nation, made.get("place")),
    }
    if publisher := settings.get("publisher"):
        tables["source"] = _source(settings, publisher, taken)
    origin = {
        "organisation.organisation_code": fields.get("id", fields["code"]),
        "organisation.lon": fields.get("lon"),
        "organisation.lat": fields.get("lat"),
        "organisation.members_f": fields.get("women"),
        "organisation.members_m": fields.get("men"),
        "formalization_step.organisation_code": fields.get("id", fields["code"]),
        "formalization_step.step_date": fields["start"],
        "formalization_step.expiry_date": fields.get("expiry"),
        "formalization_step.area": fields.get("area"),
    }

    def plan(document) -> None:
        if new:
            new(document)
        if taken and "plan" in document and document["plan"].get("data_until", dt.date.min) < taken:
            document["plan"]["data_until"] = taken

    return ImportPlan(tables, {ours: theirs for ours, theirs in origin.items() if theirs in sheet.columns}, plan)


# --- which column is which field -----------------------------------------------------------------------------------


def _fields(sheet: Sheet, settings: dict) -> dict[str, str]:
    """Field -> column of the file, or the one value for every line; NapError where number or day of issue lack."""
    plain = {_plain(column): column for column in sheet.columns}
    found, recognised = {}, []
    for field in FIELDS:
        if given := settings.get(field):
            if given not in sheet.columns and field not in VALUE_FOR_ALL and given != NOT_READ:
                raise NapError(
                    N("{file} has no column “{value}”, which was named for {field}."),
                    N("Name one of its columns: {columns}."),
                    file=sheet.file.name,
                    value=given,
                    field=field,
                    columns=", ".join(sheet.columns[:40]),
                )
            found[field] = given
        elif column := next((plain[usual] for usual in USUAL.get(field, ()) if usual in plain), None):
            found[field] = column
            recognised.append(f"{field} = {column}")
    found = {field: column for field, column in found.items() if column != NOT_READ}
    if recognised:
        sheet.note(N("Columns recognised by their names: {columns}."), columns=", ".join(recognised))
    for field in ("code", "start"):
        if field not in found:
            raise NapError(
                N("It is not said which column of {file} is the field {field}. Columns: {columns}."),
                N("Say it with --set {field}=…."),
                file=sheet.file.name,
                field=field,
                columns=", ".join(sheet.columns[:40]),
            )
    return found


def _plain(column: str) -> str:
    accents = str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc")
    return re.sub(r"[^a-z0-9]+", "_", column.lower().translate(accents)).strip("_")


def _forget_the_rest(sheet: Sheet, fields: dict) -> None:
    """Empty every column no field asks for, and the holders' names that are people's; nothing later can show them."""
    for column in sheet.columns:
        if column not in fields.values():
            sheet.con.execute(f"update source_row set {ident(column)} = null")
    sheet.forget_malformed()
    if (name := fields.get("name")) is None:
        return
    kind = _kind(sheet, fields)
    count = sheet.count(f"{ident(name)} is not null and coalesce({kind} not in ({literals(ORGANISED)}), true)")
    sheet.con.execute(
        f"update source_row set {ident(name)} = null where coalesce({kind} not in ({literals(ORGANISED)}), true)"
    )
    if count:
        sheet.note(
            N("{count} holders are people, or may be: their names were not kept, their licences stand under numbers."),
            count=count,
        )


def _day(settings: dict) -> dt.date | None:
    """The day on which the register was taken; NapError where it is none."""
    if not (given := settings.get("date")):
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise NapError(
            N("--set date={value} is no day."), N("Write the day of the register as 2025-06-09."), value=given
        ) from error


# --- the lines -----------------------------------------------------------------------------------------------------


def _given(sheet: Sheet, fields: dict, field: str) -> str:
    """SQL for a field of text: its column, its one value, or null."""
    column = fields.get(field)
    if column is None:
        return "null::varchar"
    return sheet.text(column) if column in sheet.columns else literal(column)


def _number(sheet: Sheet, fields: dict, field: str) -> str:
    if field not in fields:
        return "null"
    if field in ("women", "men"):
        return sheet.read_whole_column(fields[field])
    return sheet.read_number_column(fields[field])


def _date(sheet: Sheet, fields: dict, field: str) -> str:
    return sheet.read_date_column(fields[field])[0] if field in fields else "null::date"


def _kind(sheet: Sheet, fields: dict) -> str:
    given = fields.get("kind")
    if given is None:
        return "null::varchar"
    if given in sheet.columns:
        return sheet.read_code_column(given, {**KINDS, **{code: code for code in KINDS.values()}})
    if given.lower() not in KINDS:
        raise NapError(
            N("{file} has no column “{value}”, and it is no kind of holder known here."),
            N("Name a column, or one of: {kinds}."),
            file=sheet.file.name,
            value=given,
            kinds=", ".join(dict.fromkeys(KINDS.values())),
        )
    return literal(KINDS[given.lower()])


def _only_gold(sheet: Sheet, fields: dict) -> None:
    if "mineral" not in fields:
        sheet.note(N("The file does not say which minerals: every licence is taken for gold."))
        return
    cell = sheet.text(fields["mineral"])
    passed = sheet.keep(f"regexp_matches(lower({cell}), {literal(GOLD)})")
    if passed:
        sheet.note(N("{count} licences without gold among their minerals were passed over."), count=passed)


def _make_lines(sheet: Sheet, fields: dict, settings: dict, nation: str, taken: dt.date | None) -> None:
    """View licence_line: each line with its codes, days and place; and what cannot be, as checks."""
    code, start = sheet.text(fields["code"]), _date(sheet, fields, "start")
    own = f"coalesce({_given(sheet, fields, 'id')}, {code})"
    expiry, applied = _date(sheet, fields, "expiry"), _date(sheet, fields, "applied")
    sheet.check(
        fields["code"], f"{code} is null", N("The licence has no number. Write the number the register gives it.")
    )
    sheet.check(
        fields["start"],
        f"{start} is null and {applied} is null",
        N("The licence has no day of issue. Write the day on which it was issued."),
    )
    if taken:
        sheet.check(
            fields["start"],
            f"{start} > date {literal(taken.isoformat())}",
            N("The licence is issued on {value}, after the register was taken. Correct the day of issue."),
        )
    _check_points(sheet, fields, nation)
    _make_places(sheet, fields, nation)
    area, unit = _area(sheet, fields)
    sheet.con.execute(f"""
        create view licence_line as
        select
            _line,
            {own} as organisation_code,
            {code} as licence_code,
            {_kind(sheet, fields)} as kind,
            {_given(sheet, fields, "name")} as holder,
            {start} as issued_on,
            {expiry} as expires_on,
            {applied} as applied_on,
            {_given(sheet, fields, "status")} as status_text,
            {_called_valid(sheet, fields, settings)} as called_valid,
            {area} as area,
            {unit} as area_unit,
            {_number(sheet, fields, "lon")} as lon,
            {_number(sheet, fields, "lat")} as lat,
            {_number(sheet, fields, "women")} as women,
            {_number(sheet, fields, "men")} as men,
            named_place.*,
            coalesce(district_code, region_code, {literal(nation)}) as place_code
        from source_row
        left join named_place on region_text = {_given(sheet, fields, "region")}
            and district_text is not distinct from {_given(sheet, fields, "district")}
    """)
    _say_what_was_found(sheet, fields, taken)


def _called_valid(sheet: Sheet, fields: dict, settings: dict) -> str:
    status = f"lower({_given(sheet, fields, 'status')})"
    valid = f"regexp_matches({status}, {literal(CALLED_VALID)})"
    if words := settings.get("valid"):
        valid = f"{status} in ({literals([word.strip().lower() for word in words.split(',')])})"
    return f"case when {valid} then true when regexp_matches({status}, {literal(CALLED_OTHER)}) then false end"


def _check_points(sheet: Sheet, fields: dict, nation: str) -> None:
    """Reject what is no point, and points outside the country; say where longitude and latitude were exchanged."""
    if not {"lon", "lat"} <= set(fields):
        return
    lon, lat = _number(sheet, fields, "lon"), _number(sheet, fields, "lat")
    shape = outlines.outline(nation)
    if shape is None:
        return
    west, south, east, north = shape.buffer(MARGIN_DEG).bounds

    def inside(x: str, y: str) -> str:
        return f"({x} between {west} and {east} and {y} between {south} and {north})"

    swapped = f"not {inside(lon, lat)} and {inside(lat, lon)}"
    sheet.check(
        fields["lon"],
        swapped,
        N("Longitude {value} lies outside the country, and the latitude does too. Exchange the two cells."),
    )
    sheet.check(
        fields["lon"],
        f"not {inside(lon, lat)} and not ({swapped}) and not ({lon} = 0 and {lat} = 0)",
        N("The point of longitude {value} lies outside the country. Correct it, or leave both cells empty."),
    )


def _make_places(sheet: Sheet, fields: dict, nation: str) -> None:
    """Table named_place: region and district as the file writes them, with codes; a place of the pack keeps its own."""
    former = [(row["name"], row["ended_year"]) for row in values.rows("former_regions", "region", iso3=nation)]
    listed = ", ".join(f"({literal(name)}, {year})" for name, year in former) or "(null::varchar, null::integer)"
    region, district = _given(sheet, fields, "region"), _given(sheet, fields, "district")
    sheet.con.execute(f"""
        create table named_place as
        with named as (
            select distinct {region} as region_text, {district} as district_text
            from source_row
            where {region} is not null
        ),
        known as (
            select {_bare("place_name")} as bare_name, level, parent_code, min(place_code) as place_code
            from place
            group by all
        ),
        region as (
            select named.*, coalesce(place_code, {literal(nation)} || '-' || {slug("region_text")}) as region_code
            from named
            left join known on level = 1 and bare_name = {_bare("region_text")}
        ),
        former as (
            select {_bare("name")} as bare_name, min(ended_year) as ended_year
            from (values {listed}) as each(name, ended_year)
            group by all
        )
        select
            region.*,
            ended_year,
            coalesce(known.place_code, region_code || '-' || {slug("district_text")}) as district_code
        from region
        left join former on former.bare_name = {_bare("region_text")}
        left join known on known.parent_code = region_code and known.bare_name = {_bare("district_text")}
    """)


def _bare(text: str) -> str:
    """SQL for a name of a place without accents and without the words for region."""
    words = f"list_filter(string_split({slug(text)}, '-'), lambda w: w not in ({literals(REGION_WORDS.split('|'))}))"
    return f"array_to_string({words}, '-')"


def _say_what_was_found(sheet: Sheet, fields: dict, taken: dt.date | None) -> None:
    con = sheet.con
    judged = taken or con.execute("select max(issued_on) from licence_line").fetchone()[0]
    if not taken:
        sheet.note(
            N("The day of the register is not said: licences are judged on the last day of data of the pack."),
        )
    if judged:
        count = con.execute(
            "select count(distinct organisation_code) from licence_line where called_valid and expires_on < $day",
            {"day": judged},
        ).fetchone()[0]
        if count:
            sheet.note(
                N("{count} licences had run out by {day}, yet the register calls them valid: they count as expired."),
                count=count,
                day=judged.isoformat(),
            )
    endless = con.execute("select count(*) from licence_line where issued_on is not null and expires_on is null")
    if endless := endless.fetchone()[0]:
        sheet.note(N("{count} licences have no day of expiry: they never count as expired."), count=endless)
    if "id" in fields and fields["id"] in sheet.columns:
        twice = con.execute(
            "select count(*) from (select licence_code from licence_line where licence_code is not null"
            " group by all having count(distinct organisation_code) > 1)"
        ).fetchone()[0]
        if twice:
            sheet.note(
                N("{count} numbers stand on several licences, which {column} tells apart: each is kept."),
                count=twice,
                column=fields["id"],
            )
    former = con.execute(
        "select region_text, ended_year, count(*) from licence_line where ended_year is not null"
        " group by all order by 1"
    ).fetchall()
    for name, year, count in former:
        sheet.note(
            N("{count} licences are said to lie in “{region}”, which ended in {year}: kept there, not guessed."),
            count=count,
            region=name,
            year=year,
        )
    sheet.note(N("Each licence stands for one title holder; the file does not say who holds several."))


# --- the tables ----------------------------------------------------------------------------------------------------

ACCEPTED = "(from licence_line semi join accepted_row using (_line))"


ORGANISATION = f"""
    select
        organisation_code,
        coalesce(holder, 'Licence ' || licence_code) as organisation_name,
        kind,
        place_code,
        women as members_f,
        men as members_m,
        lon,
        lat,
        case when kind is not null then kind = 'individual' end as is_location_sensitive,
        'published' as record_state,
        [_line] as _lines
    from {ACCEPTED}
"""


STEPS = f"""
    select
        organisation_code,
        'licence_issued' as step,
        issued_on as step_date,
        expires_on as expiry_date,
        licence_code as document,
        status_text as register_status,
        called_valid as is_called_valid,
        area,
        case when area is not null then area_unit end as area_unit,
        'published' as record_state,
        [_line] as _lines
    from {ACCEPTED}
    where issued_on is not null
    union all by name
    select
        organisation_code,
        'permit_applied' as step,
        applied_on as step_date,
        'published' as record_state,
        [_line] as _lines
    from {ACCEPTED}
    where applied_on is not null
"""


def _area(sheet: Sheet, fields: dict) -> tuple[str, str]:
    """SQL for the area and its unit; an area of 0 is not known, and where name and unit disagree it is said."""
    if "area" not in fields:
        return "null::double", "null::varchar"
    area, column = _number(sheet, fields, "area"), fields["area"]
    named = re.search(r"_(ha|km2)$", _plain(column))
    if "area_unit" in fields:
        unit = _given(sheet, fields, "area_unit")
        if named and fields["area_unit"] in sheet.columns:
            said = [row[0] for row in sheet.con.execute(f"select distinct {unit} from source_row").fetchall()]
            other = [text for text in said if text and text.lower() != named[1]]
            if other:
                sheet.note(
                    N(
                        "Areas are in “{unit}”, as {unit_column} says, though their column is called {column};"
                        " they were not converted."
                    ),
                    unit=", ".join(other[:3]),
                    unit_column=fields["area_unit"],
                    column=column,
                )
    elif named:
        unit = literal({"ha": "ha", "km2": "km²"}[named[1]])
    else:
        raise NapError(
            N("{file}, column {column}: it is not said in which unit areas are."),
            N("Say it with --set area_unit=…, a column or a unit such as ha; or leave areas out with --set area=-."),
            file=sheet.file.name,
            column=column,
        )
    if count := sheet.count(f"{area} = 0"):
        sheet.note(N("{count} areas are 0, which no licence has: left empty."), count=count)
    return f"nullif({area}, 0)", unit


def _place(nation: str, nation_row: str | None) -> str:
    """Nation where the pack is new, regions and districts that the lines name; each as it is written first."""
    return f"""
        with named as (
            select region_code as place_code, region_text as place_name, 1 as level, {literal(nation)} as parent_code,
                ended_year, _line
            from {ACCEPTED}
            where region_code is not null
            union all
            select district_code, district_text, 2, region_code, null, _line
            from {ACCEPTED}
            where district_code is not null
        )
        select
            place_code,
            arg_min(place_name, _line) as place_name,
            level,
            parent_code,
            max(ended_year) as ended_year,
            'published' as record_state,
            list(_line order by _line) as _lines
        from named
        group by all
        {f"union all by name select *, 'published' as record_state from ({nation_row})" if nation_row else ""}
    """


def _source(settings: dict, publisher: str, taken: dt.date | None) -> str:
    year = taken.year if taken else "max(year(issued_on))"
    day = f"date {literal(taken.isoformat())}" if taken else "null::date"
    return f"""
        select
            {literal(settings.get("source", "licences"))} as source_code,
            'Register of mining licences' as title,
            title as title_en,
            'Registre des titres miniers' as title_fr,
            {literal(publisher)} as publisher,
            {year} as year,
            {literal(settings.get("licence", "none"))} as licence,
            {day} as accessed,
            'Whether a licence is valid is worked out from its dates, not from the word of the register.'
                || ' Each licence stands for one title holder. Areas are in the unit the register gives.'
                as method_note,
            method_note as method_note_en,
            'La validité d’un titre est calculée d’après ses dates, et non d’après la mention du registre.'
                || ' Chaque titre compte pour un titulaire. Les superficies sont dans l’unité du registre.'
                as method_note_fr,
            list(_line order by _line) as _lines
        from {ACCEPTED}
        having count(*) > 0
    """
