/*
title    = "Contaminated sites by priority"
unit     = "sites"
better   = "lower"
annex_c  = ["e", "h"]
about    = "Sites on the register by the class of their screening rank: the soil-exposure score of the US EPA Hazard Ranking System, as what is known of soil, area, access and people today allows."
caveat   = "Screening rank, not a risk assessment. The classes are ours. What is not known leaves a site between two classes, or with insufficient data. A picture of today, shown under the last year of data."
tables   = ["contaminated_site", "contaminated_site_stage", "sample"]
series   = { high = "High priority", high_or_medium = "High or medium priority", medium = "Medium priority", medium_or_low = "Medium or low priority", low = "Low priority", insufficient = "Insufficient data" }
additive = true
source   = "US EPA Hazard Ranking System, 40 CFR 300, Appendix A, 5.1; classes chosen here"
*/
with today as (
    select max(year) as year, max(as_of) as as_of from calendar
),
registered as (
    select contaminated_site_code, min(started_on) as since from contaminated_stage group by contaminated_site_code
),
by_place as (
    select place_code, year, class, count(*) as sites
    from site_priority
    join registered using (contaminated_site_code)
    join today on since <= as_of
    group by place_code, year, class
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    class as series,
    sum(sites)::double as value,
    null::double as low,
    null::double as high,
    sum(sites)::bigint as n
from by_place
join place_up using (place_code)
group by grouping sets ((up_code, year, class), (up_code, year))
