"""IPIS open data: visits of survey teams to artisanal mining sites in eastern DR Congo.

One line is a visit. `pcode` is the site and keeps its meaning between releases; `vid` does not, so a visit is
named by site, day and a running number. Mercury is 1, 0 or empty; it was asked from 2015 on, at gold sites only,
and empty never means no. 1 January stands for a date of which only the year is known (984 of 5,071 visits in the
2022 release). Columns about armed groups, interference and taxes endanger people: only the columns named here
are read, whatever a later release may add.
"""

import re

from nap.importing import Reading, new_plan
from nap.sheet import Note, Sheet, slug
from nap.words import N

ABOUT = N("Visits to artisanal mining sites in eastern DR Congo, as IPIS publishes them.")
EXAMPLE = "import ipis cod_mines_curated_all_opendata_p_ipis.csv --pack data/cod"
SETTINGS = {"year": N("Year of the release; read from the file's name where it holds one.")}

COUNTRY, ISO3 = "Democratic Republic of Congo", "COD"
NEEDED = (
    "pcode", "name", "visit_date", "visit_onsite", "longitude", "latitude", "province", "province_old",
    "territoire", "workers_numb", "mercury",
)  # fmt: skip
HARMLESS = {
    *NEEDED, "FID", "vid", "cid", "id", "source", "project", "geom", "location_origin", "collectivite", "groupement",
    "village", "access_dry", "access_wet", "is_3t_mine", "is_gold_mine", "mineral1", "mineral2", "mineral3",
    "childunder15", "childunder15work", "women", "womenwork",
}  # fmt: skip


def is_private(name: str) -> bool:
    """True for every column not known to be harmless: it is never read, and reaches no output by name or value."""
    return name not in HARMLESS


def reading(sheet: Sheet, settings: dict) -> Reading:
    """Tables site_visit, site, place and source; see the module for what the columns mean."""
    sheet.require(*NEEDED)
    repaired = _repair_provinces(sheet)
    site, name = sheet.text("pcode"), sheet.text("name")
    province, territory = sheet.text("province"), sheet.text("territoire")
    date, precision = sheet.date("visit_date")
    sheet.check("pcode", f"{site} is null", N("The line names no site."))
    sheet.check("visit_date", f"{sheet.value('visit_date')} is null", N("The line has no date."))
    onsite, mercury = sheet.answer("visit_onsite"), sheet.answer("mercury")
    workers = sheet.whole("workers_numb")
    lon, lat = sheet.number("longitude"), sheet.number("latitude")
    children = _children(sheet)
    region = f"'{ISO3}-' || {slug(province)}"
    place = f"coalesce({region} || '-' || {slug(territory)}, {region}, '{ISO3}')"
    tie = ", ".join(sheet.text(c) for c in ("source", "project", "visit_onsite", "workers_numb", "mercury", "mineral1", "mineral2")
                    if c in sheet.columns)  # fmt: skip
    sheet.con.execute(
        f"create view ipis_visit as select *, {site} as site, {date} as day, {place} as place_code,"
        f" {site} || '-' || strftime({date}, '%Y%m%d') || '-' || row_number() over (partition by {site}, {date}"
        f" order by {tie}, _line) as visit_code from source_row"
    )  # over all lines, rejected ones too: a number must not change because another line was mended
    sheet.note(N("{count} dates are 1 January: kept with precision “year”."),
               count=sheet.count(f"month({date}) = 1 and day({date}) = 1"))  # fmt: skip
    sheet.note(N("{count} visits were not asked about mercury: unknown, not no."), count=sheet.count(f"{mercury} is null"))
    sheet.note(N("The newest visit gives the name, the coordinates and the place of a site."))
    visits = "(from ipis_visit semi join accepted_row using (_line))"
    return Reading(
        tables={
            "site_visit": (
                f"select visit_code, site as site_code, day as visit_date,"
                f" case when month(day) = 1 and day(day) = 1 then 'year' else {precision} end as date_precision,"
                f" {onsite} as is_onsite, {workers} as worker_count, {children} as has_children_at_work,"
                f" {mercury} as uses_mercury, 'ipis' as source_code, 'published' as record_state, [_line] as _lines from {visits}"
            ),
            "site": (
                f"select site as site_code, {name} as site_name, place_code, {lon} as lon, {lat} as lat, 'mine' as site_type,"
                f" 'unknown' as activity_status, false as is_location_sensitive, 'ipis' as source_code,"
                f" 'published' as record_state, [_line] as _lines from {visits}"
                f" qualify row_number() over (partition by site order by day desc, visit_code desc) = 1"
            ),
            "place": _places(visits, province, territory, region),
            "source": _source(sheet, settings),
        },
        origin={
            "site_visit.site_code": "pcode", "site_visit.visit_date": "visit_date", "site_visit.is_onsite": "visit_onsite",
            "site_visit.worker_count": "workers_numb", "site_visit.uses_mercury": "mercury", "site.site_code": "pcode",
            "site.site_name": "name", "site.lon": "longitude", "site.lat": "latitude", "place.place_name": "territoire",
        },
        plan=lambda plan: new_plan(plan, COUNTRY, ISO3, languages=["fr", "en"], publisher="IPIS", licence="ODC-BY 1.0"),
        repaired=repaired,
    )  # fmt: skip


def _repair_provinces(sheet: Sheet) -> list[Note]:
    """Katanga was divided in 2015; lines that call it the new province and Tanganyika the old one have them swapped."""
    swapped = "trim(province) = 'Katanga' and trim(province_old) = 'Tanganyika'"
    count = sheet.count(swapped)
    sheet.con.execute(f"update source_row set province = province_old, province_old = province where {swapped}")
    sheet.used.add("province_old")
    if not count:
        return []
    text = N("{count} lines had province and former province swapped (Katanga for Tanganyika); read as Tanganyika.")
    return [Note(text, {"count": count})]


def _children(sheet: Sheet) -> str:
    """Yes where the work of children under 15 is described, no where none are present, else unknown."""
    if not {"childunder15", "childunder15work"} <= set(sheet.columns):
        return "null::boolean"
    sheet.note(N("Children at work: yes where their work is described, no where none under 15 are present, else unknown."))
    return f"(case when {sheet.text('childunder15work')} is not null then true when not {sheet.answer('childunder15')} then false end)"


def _places(visits: str, province: str, territory: str, region: str) -> str:
    """Nation, provinces and territories; a name spelt in several ways is kept as it is written most often."""
    each = (
        f"select {region} as place_code, {province} as place_name, 1 as level, '{ISO3}' as parent_code, _line from {visits}"
        f" where {province} is not null union all select {region} || '-' || {slug(territory)}, {territory}, 2, {region}, _line"
        f" from {visits} where {province} is not null and {territory} is not null"
        f" union all select '{ISO3}', '{COUNTRY}', 0, null, _line from {visits}"
    )
    return (
        "select place_code, first(place_name order by spelt desc, place_name) as place_name, first(level) as level,"
        " first(parent_code) as parent_code, 'ipis' as source_code, 'published' as record_state, flatten(list(lines)) as _lines"
        " from (select place_code, place_name, level, parent_code, count(*) as spelt, list(_line order by _line) as lines"
        f" from ({each}) group by all) group by place_code"
    )


def _source(sheet: Sheet, settings: dict) -> str:
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", sheet.file.stem)
    year = settings.get("year") or (found and found[1])
    if not year:
        sheet.note(N("The year of the release is not known; the year of the newest visit stands for it."))
    note_en = "Mercury was asked from 2015 on, at gold sites only. A visit that was not asked is unknown, never a no."
    note_fr = "Le mercure a été demandé à partir de 2015, sur les sites d''or seulement. Une visite sans question est inconnue, jamais un non."
    return (
        "select 'ipis' as source_code, 'Artisanal mining site visits in eastern DR Congo' as title,"
        " 'Artisanal mining site visits in eastern DR Congo' as title_en,"
        " 'Visites de sites miniers artisanaux dans l''est de la RD Congo' as title_fr, 'IPIS' as publisher,"
        f" {f'{int(year)}' if year else 'max(year(day))'} as year, 'ODC-BY 1.0' as licence,"
        f" '{note_en}' as method_note, '{note_en}' as method_note_en, '{note_fr}' as method_note_fr,"
        " list(_line order by _line) as _lines from (from ipis_visit semi join accepted_row using (_line)) having count(*) > 0"
    )
