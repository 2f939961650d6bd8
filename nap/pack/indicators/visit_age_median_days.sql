/*
title   = "Age of the last visit to gold sites"
unit    = "days"
better  = "lower"
annex_c = ["d"]
about   = "Days since the last visit, for the site in the middle: half of the gold sites visited so far were seen more recently, half longer ago. Counted back from the end of the year, or from the last day of data."
caveat  = "Sites never visited have no age and are left out. Where only the month or the year of a visit is known, its first day is taken."
tables  = ["site", "site_visit"]
*/
with age as (
    select place_code, site_code, calendar.year, calendar.as_of - max(last_visit_date) as days
    from gold_site_survey
    join calendar on calendar.year >= gold_site_survey.year
    group by place_code, site_code, calendar.year, calendar.as_of
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    median(days)::double as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- sites
from age
join place_up using (place_code)
group by up_code, year
