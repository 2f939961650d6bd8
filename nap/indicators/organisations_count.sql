/*
title    = "Organisations on the way to formal work"
unit     = "organisations"
better   = "higher"
annex_c  = ["c"]
about    = "Organisations of miners that have taken each step by the end of the year. The total counts those that have been identified or have taken any step."
caveat   = "Counts the steps that are on record; a step taken but not recorded is missing. A step that was renewed counts from its latest renewal, so earlier years can look too low."
tables   = ["formalization_step", "organisation"]
series   = "step"
additive = true
*/
with reached as (
    select organisation_code, step, min(step_date) as since
    from formalization_step
    group by grouping sets ((organisation_code, step), (organisation_code))
),
by_place as (
    select place_code, year, step, count(*) as organisations
    from reached
    join organisation using (organisation_code)
    join calendar on since <= as_of
    group by all
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    step as series,
    sum(organisations)::double as value,
    null::double as low,
    null::double as high,
    sum(organisations)::bigint as n
from by_place
join place_up using (place_code)
group by up_code, year, step
