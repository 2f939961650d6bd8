/*
title    = "Organisations on the way to formal work"
unit     = "organisations"
better   = "higher"
annex_c  = ["c"]
about    = "Organisations of miners that have taken each step by the end of the year. The total counts those that have been identified or have taken any step."
caveat   = "Counts the steps that are on record; a step taken but not recorded is missing. A renewal replaces the date of a step, so earlier years look too low and a change over the years is no progress."
tables   = ["formalization_step", "organisation"]
history  = false
series   = "step"
additive = true
*/
with known as (
    select organisation_code, place_code, min(step_date) as since
    from formalization_step
    join organisation using (organisation_code)
    group by all
),
rung as (
    select distinct step from formalization_step
    union all
    select null                       -- the total: any step
),
by_place as (
    select known.place_code, year, rung.step, count(*) as organisations, count(taken.organisation_code) as reached
    from known
    join judged_year on table_name = 'formalization_step' and since <= as_of
    cross join rung
    left join formalization_step as taken
        on taken.organisation_code = known.organisation_code
        and taken.step = rung.step
        and taken.step_date <= as_of
    group by all
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    step as series,
    sum(case when step is null then organisations else reached end)::double as value,
    null::double as low,
    null::double as high,
    sum(organisations)::bigint as n   -- organisations known by then
from by_place
join place_up using (place_code)
group by up_code, year, step
