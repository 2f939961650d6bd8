/*
title    = "Gold sites visited so far"
unit     = "sites"
better   = "neither"
annex_c  = ["d"]
about    = "Gold sites that a survey team has visited at least once, up to the end of the year. Sites known to be for other minerals alone do not count; those where that is not stated do."
caveat   = "Grows with every survey: it tells how much of the country has been looked at, not how much mining there is."
tables   = ["site", "site_visit"]
additive = true
*/
with started as (
    select place_code, first_year, count(*) as sites
    from (select site_code, place_code, min(year) as first_year from gold_site_survey group by all)
    group by all
)
select
    up_code as place_code,
    calendar.year,
    null::varchar as method_series,
    null::varchar as series,
    sum(sites)::double as value,
    null::double as low,
    null::double as high,
    sum(sites)::bigint as n
from started
join place_up using (place_code)
join calendar on calendar.year >= first_year
group by up_code, calendar.year
