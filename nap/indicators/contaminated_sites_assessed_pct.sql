/*
title   = "Contaminated sites that have been assessed"
unit    = "%"
better  = "higher"
annex_c = ["e"]
about   = "Share of the sites on the register that have been sampled and given a first classification (step 4 of 10) or have gone further."
caveat  = "Only the present step of a site and its date are known; each new step replaces the date of the one before. A site counts from that date on, so earlier years rest on fewer sites and a change over the years is no progress."
tables  = ["contaminated_site"]
history = false
*/
with by_place as (
    select place_code, year, count(*) as sites, count(*) filter (stage >= 4) as assessed      -- 4 = initial classification
    from contaminated_site
    join calendar on stage_date <= as_of
    where stage is not null
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
