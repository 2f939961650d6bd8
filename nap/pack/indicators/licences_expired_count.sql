/*
title    = "Expired licences"
unit     = "licences"
better   = "lower"
annex_c  = ["c"]
about    = "Licences that had run out by the last day of the year and were not renewed; worked out from the date of expiry. Each organisation or title holder counts once."
caveat   = "A licence without a date of expiry never counts as expired. A renewal replaces the dates of the licence before it, so earlier years look too low, a gap before the renewal is not seen, and a change over the years is no progress."
tables   = ["formalization_step", "organisation"]
history  = false
additive = true
*/
with by_place as (
    select
        place_code,
        year,
        count(*) as organisations,
        count(*) filter (issued <= as_of and expires < as_of) as licences
    from licence_term
    join judged_year on table_name = 'formalization_step' and since <= as_of
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
    sum(organisations)::bigint as n   -- organisations known by then
from by_place
join place_up using (place_code)
group by up_code, year
