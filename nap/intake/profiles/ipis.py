"""IPIS open data: visits of survey teams to artisanal mining sites in eastern DR Congo.

One line is a visit. `pcode` is the site and keeps its meaning between releases; `vid` does not, so a visit is
named by site, day and a running number. Mercury is 1, 0 or empty; it was asked from 2015 on, at gold sites only,
and empty never means no. 1 January stands for a date of which only the year is known (984 of 5,071 visits in the
2022 release). Columns about armed groups, interference and taxes endanger people: only the columns named here
are read, whatever a later release may add.
"""

import re

from nap.errors import NapError
from nap.intake.import_plan import ImportPlan, new_plan
from nap.intake.sheet import Sheet, slug
from nap.language import countries
from nap.language.texts import N, Sentence

ABOUT = N("Visits to artisanal mining sites in eastern DR Congo, as IPIS publishes them.")
EXAMPLE = "import ipis cod_mines_curated_all_opendata_p_ipis.csv --pack data/cod"
SETTINGS = {"year": N("Year of the release; read from the file's name where it holds one.")}

ISO3 = "COD"
COUNTRY = countries.names(ISO3)["en"]
NEEDED = (
    "pcode",
    "name",
    "visit_date",
    "visit_onsite",
    "longitude",
    "latitude",
    "province",
    "province_old",
    "territoire",
    "workers_numb",
    "mercury",
)
HARMLESS = {
    *("FID", "vid", "cid", "id", "source", "project", "geom", "location_origin"),
    *("collectivite", "groupement", "village", "access_dry", "access_wet", "is_3t_mine", "is_gold_mine"),
    *("mineral1", "mineral2", "mineral3", "childunder15", "childunder15work", "women", "womenwork"),
}
ORIGIN = {  # our column -> theirs, so that a rejection names the cell IPIS knows
    "site_visit.site_code": "pcode",
    "site_visit.visit_date": "visit_date",
    "site_visit.is_onsite": "visit_onsite",
    "site_visit.worker_count": "workers_numb",
    "site_visit.uses_mercury": "mercury",
    "site.site_code": "pcode",
    "site.site_name": "name",
    "site.lon": "longitude",
    "site.lat": "latitude",
    "place.place_name": "territoire",
}


def is_private(name: str) -> bool:
    """True for every column not known to be harmless: it is never read, and reaches no output by name or value."""
    return name not in HARMLESS and name not in NEEDED


def plan_import(sheet: Sheet, settings: dict) -> ImportPlan:
    """Tables site_visit, site, place and source; see the module for what the columns mean."""
    sheet.require(*NEEDED)
    repaired = _repair_provinces(sheet)
    _make_visits(sheet)
    return ImportPlan(
        tables={
            "site_visit": _site_visit(sheet),
            "site": _site(sheet),
            "place": PLACE,
            "source": _source(sheet, settings),
        },
        origin=ORIGIN,
        plan=lambda plan: new_plan(plan, COUNTRY, ISO3),
        repaired=repaired,
    )


def _repair_provinces(sheet: Sheet) -> list[Sentence]:
    """Katanga was divided in 2015; lines that call it the new province and Tanganyika the old one have them swapped."""
    swapped = "province = 'Katanga' and province_old = 'Tanganyika'"
    count = sheet.count(swapped)
    sheet.con.execute(f"update source_row set province = province_old, province_old = province where {swapped}")
    sheet.used.add("province_old")
    if not count:
        return []
    text = N("{count} lines had province and former province swapped (Katanga for Tanganyika); read as Tanganyika.")
    return [Sentence(text, {"count": count})]


def _make_visits(sheet: Sheet) -> None:
    """View ipis_visit: the lines with their site, day, places and the code of the visit.

    The running number counts over all lines, rejected ones too: it must not change because another line was mended.
    It follows what was seen, not the order of the file.
    """
    site, province, territory = (sheet.text(c) for c in ("pcode", "province", "territoire"))
    date, _ = sheet.read_date_column("visit_date")
    sheet.check("pcode", f"{site} is null", N("The line names no site."))
    sheet.check("visit_date", f"{sheet.value('visit_date')} is null", N("The line has no date."))
    seen = ("source", "project", "visit_onsite", "workers_numb", "mercury", "mineral1", "mineral2")
    order = ", ".join(sheet.text(c) for c in seen if c in sheet.columns)
    sheet.con.execute(f"""
        create view ipis_all as
        select
            *,
            {site} as site,
            {date} as day,
            {province} as region_name,
            case when {province} is not null then {territory} end as district_name,
            '{ISO3}-' || {slug(province)} as region_code,
            region_code || '-' || {slug(territory)} as district_code,
            coalesce(district_code, region_code, '{ISO3}') as place_code,
            row_number() over (partition by {site}, {date} order by {order}, _line) as number,
            site || '-' || strftime(day, '%Y%m%d') || '-' || number as visit_code
        from source_row
    """)
    sheet.con.execute("create view ipis_year as select *, month(day) = 1 and day(day) = 1 as is_year from ipis_all")
    count = sheet.con.execute("select count(*) from ipis_year where is_year").fetchone()[0]
    sheet.note(N("{count} dates are 1 January: kept with precision “year”."), count=count)


def _accepted() -> str:
    return "(from ipis_year semi join accepted_row using (_line))"


def _site_visit(sheet: Sheet) -> str:
    mercury = sheet.read_answer_column("mercury")
    sheet.note(
        N("{count} visits were not asked about mercury: unknown, not no."), count=sheet.count(f"{mercury} is null")
    )
    return f"""
        select
            visit_code,
            site as site_code,
            day as visit_date,
            case when is_year then 'year' else {sheet.read_date_column("visit_date")[1]} end as date_precision,
            {sheet.read_answer_column("visit_onsite")} as is_onsite,
            {sheet.read_whole_column("workers_numb")} as worker_count,
            {_children(sheet)} as has_children_at_work,
            {mercury} as uses_mercury,
            'ipis' as source_code,
            'published' as record_state,
            [_line] as _lines
        from {_accepted()}
    """


def _children(sheet: Sheet) -> str:
    """Yes where the work of children under 15 is described, no where none are present, else unknown."""
    if not {"childunder15", "childunder15work"} <= set(sheet.columns):
        return "null::boolean"
    sheet.note(
        N("Children at work: yes where their work is described, no where none under 15 are present, else unknown.")
    )
    work, present = sheet.text("childunder15work"), sheet.read_answer_column("childunder15")
    return f"case when {work} is not null then true when not {present} then false end"


def _gold(sheet: Sheet) -> str:
    """Whether any visit to the site found gold: where it was once mined mercury may have been, and was asked about."""
    if "is_gold_mine" not in sheet.columns:
        return "null::boolean"
    sheet.note(N("A site counts as a gold site if gold was mined there at any visit."))
    return f"bool_or({sheet.read_answer_column('is_gold_mine')}) over (partition by site)"


def _site(sheet: Sheet) -> str:
    sheet.note(N("The newest visit gives the name, the coordinates and the place of a site."))
    lon, lat = sheet.read_number_column("longitude"), sheet.read_number_column("latitude")
    sheet.check("longitude", f"abs({lon}) > 180", N("“{value}” is no longitude."))
    sheet.check("latitude", f"abs({lat}) > 90", N("“{value}” is no latitude."))
    return f"""
        select
            site as site_code,
            {sheet.text("name")} as site_name,
            place_code,
            {lon} as lon,
            {lat} as lat,
            'mine' as site_type,
            {_gold(sheet)} as is_gold_site,
            'unknown' as activity_status,
            false as is_location_sensitive,
            'ipis' as source_code,
            'published' as record_state,
            [_line] as _lines
        from {_accepted()}
        qualify row_number() over (partition by site order by day desc, visit_code desc) = 1
    """


# Nation, provinces and territories; a name spelt in several ways is kept as it is written most often.
PLACE = f"""
    with named as (
        select '{ISO3}' as place_code, '{COUNTRY}' as place_name, 0 as level, null as parent_code, _line
        from {_accepted()}
        union all
        select region_code, region_name, 1, '{ISO3}', _line from {_accepted()} where region_code is not null
        union all
        select district_code, district_name, 2, region_code, _line from {_accepted()} where district_code is not null
    ),
    spelt as (
        select place_code, place_name, level, parent_code, list(_line order by _line) as lines from named group by all
    )
    select
        place_code,
        first(place_name order by len(lines) desc, place_name) as place_name,
        any_value(level) as level,
        any_value(parent_code) as parent_code,
        'ipis' as source_code,
        'published' as record_state,
        flatten(list(lines)) as _lines
    from spelt
    group by place_code
"""


def _source(sheet: Sheet, settings: dict) -> str:
    year = settings.get("year")
    if year and not re.fullmatch(r"20\d\d", year):
        raise NapError(
            N("--set year={value} is no year."), N("Give the year of the release, such as 2022."), value=year
        )
    if not year and (found := re.search(r"(?<!\d)(20\d\d)(?!\d)", sheet.file.stem)):
        year = found[1]
    if not year:
        sheet.note(N("The year of the release is not known; the year of the newest visit stands for it."))
    return f"""
        select
            'ipis' as source_code,
            'Artisanal mining site visits in eastern DR Congo' as title,
            title as title_en,
            'Visites de sites miniers artisanaux dans l''est de la RD Congo' as title_fr,
            'IPIS' as publisher,
            {year or "max(year(day))"} as year,
            'ODC-BY 1.0' as licence,
            'Mercury was asked from 2015 on, at gold sites only. Not asked is unknown, never a no.' as method_note,
            method_note as method_note_en,
            'Le mercure a été demandé à partir de 2015, sur les sites d''or seulement.'
                || ' Une visite sans la question est inconnue, jamais un non.' as method_note_fr,
            list(_line order by _line) as _lines
        from {_accepted()}
        having count(*) > 0
    """
