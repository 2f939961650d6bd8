/*
title    = "Contaminated sites on the register"
unit     = "sites"
better   = "neither"
annex_c  = ["e"]
about    = "Sites suspected or known to be contaminated with mercury, by the step they have reached between suspicion and closure, at the end of the year."
caveat   = "Of a site without a history only the present step and its date are known, so years before the latest such date are left out. A growing number can mean more looking rather than more contamination."
tables   = ["contaminated_site", "contaminated_site_stage"]
series   = "stage"
additive = true
*/
with by_place as (
    select place_code, year, stage::varchar as stage, count(*) as sites
    from contaminated_stage_year
    group by all
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    stage as series,
    sum(sites)::double as value,
    null::double as low,
    null::double as high,
    sum(sites)::bigint as n
from by_place
join place_up using (place_code)
group by grouping sets ((up_code, year, stage), (up_code, year))
