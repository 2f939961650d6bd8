/*
title    = "Valid licences"
unit     = "licences"
better   = "higher"
annex_c  = ["c"]
about    = "Licences that have been issued and are still valid on the last day of the year; worked out from the date of expiry. Each organisation or title holder counts once."
caveat   = "A licence without a date of expiry counts as valid. A renewed licence counts from its latest renewal, so earlier years can look too low."
tables   = ["formalization_step", "organisation"]
additive = true
*/
with licensed as (
    select place_code, year, count(distinct organisation_code) as licences
    from formalization_step
    join organisation using (organisation_code)
    join calendar on step_date <= as_of
    where step = 'licence_issued' and (expiry_date is null or expiry_date >= as_of)      -- the last day still counts
    group by place_code, year
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    sum(licences)::double as value,
    null::double as low,
    null::double as high,
    sum(licences)::bigint as n
from licensed
join place_up using (place_code)
group by up_code, year
