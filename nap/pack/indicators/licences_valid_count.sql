/*
title    = "Valid licences"
unit     = "licences"
better   = "higher"
annex_c  = ["c"]
about    = "Licences that have been issued and are still valid on the last day of the year; worked out from the date of expiry. Each organisation or title holder counts once."
caveat   = "A licence without a date of expiry counts as valid. A renewal replaces the date a licence was issued on, so earlier years look too low and a change over the years is no progress."
tables   = ["formalization_step", "organisation"]
history  = false
additive = true
*/
with by_place as (
    select
        place_code,
        year,
        count(*) as organisations,
        count(*) filter (issued <= as_of and coalesce(expires, 'infinity'::date) >= as_of) as licences
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
