/*
title   = "Contaminated sites that have been assessed"
unit    = "%"
better  = "higher"
annex_c = ["e"]
about   = "Share of the sites on the register that have been sampled and given a first classification (step 4 of 10) or have gone further, at the end of the year."
caveat  = "Of a site without a history only the present step and its date are known, so years before the latest such date are left out. The share falls when more sites are found than assessed."
tables  = ["contaminated_site", "contaminated_site_stage"]
*/
with by_place as (
    select place_code, year, count(*) as sites, count(*) filter (stage >= 4) as assessed      -- 4 = initial classification
    from contaminated_stage_year
    group by place_code, year
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    100.0 * sum(assessed) / sum(sites) as value,
    null::double as low,
    null::double as high,
    sum(sites)::bigint as n
from by_place
join place_up using (place_code)
group by up_code, year
