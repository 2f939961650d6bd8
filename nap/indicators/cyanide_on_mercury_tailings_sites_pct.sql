/*
title   = "Sites that use cyanide on material that holds mercury"
unit    = "%"
better  = "lower"
annex_c = ["b"]
about   = "Share of the sites visited in the year where cyanide is used on sediment, ore or tailings to which mercury has been added, without first removing the mercury. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Counts visited sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    100.0 * avg(has_cyanide_on_mercury_tailings::integer) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- sites, not visits
from site_survey
join place_up using (place_code)
where has_cyanide_on_mercury_tailings is not null
group by up_code, year
