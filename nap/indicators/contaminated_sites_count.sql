/*
title    = "Contaminated sites on the register"
unit     = "sites"
better   = "neither"
annex_c  = ["e"]
about    = "Sites suspected or known to be contaminated with mercury, by the step they have reached between suspicion and closure, at the end of the year."
caveat   = "Only the present step of a site and its date are known; each new step replaces the date of the one before. A site counts from that date on, so earlier years look too low and a change over the years is no progress. A growing number can mean more looking rather than more contamination."
tables   = ["contaminated_site"]
history  = false
series   = "stage"
additive = true
*/
with by_place as (
    select place_code, year, stage::varchar as stage, count(*) as sites
    from contaminated_site
    join calendar on stage_date <= as_of
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
having grouping(stage) = 1 or stage is not null
