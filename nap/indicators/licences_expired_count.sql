/*
title    = "Expired licences"
unit     = "licences"
better   = "lower"
annex_c  = ["c"]
about    = "Licences that had run out by the last day of the year and were not renewed; worked out from the date of expiry. Each organisation or title holder counts once."
caveat   = "A licence without a date of expiry never counts as expired. Of a renewed licence only the latest renewal is on record, so a gap before it is not seen."
tables   = ["formalization_step", "organisation"]
additive = true
*/
with licensed as (
    select place_code, year, count(distinct organisation_code) as licences
    from formalization_step
    join organisation using (organisation_code)
    join calendar on step_date <= as_of
    where step = 'licence_issued' and expiry_date < as_of
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
