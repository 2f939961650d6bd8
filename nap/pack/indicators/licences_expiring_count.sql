/*
title    = "Licences that expire within 12 months"
unit     = "licences"
better   = "neither"
annex_c  = ["c"]
about    = "Licences valid on the last day of the year whose own last day comes within the 12 months after it. Each organisation or title holder counts once."
caveat   = "A licence without a date of expiry never expires here. A renewal replaces the dates of the licence before it, so earlier years look too low and a change over the years is no progress."
tables   = ["formalization_step", "organisation"]
history  = false
series   = { months_3 = "Within 3 months", months_6 = "In 3 to 6 months", months_12 = "In 6 to 12 months" }
additive = true
*/
with band as (
    select * from (values (null, 0, 12), ('months_3', 0, 3), ('months_6', 3, 6), ('months_12', 6, 12))
        as each(series, after, within)
),
by_place as (
    select
        place_code,
        year,
        series,
        count(*) as organisations,
        count(*) filter (
            issued <= as_of
            and expires >= as_of
            and expires <= as_of + to_months(within)
            and (after = 0 or expires > as_of + to_months(after))
        ) as licences
    from licence_term
    join judged_year on table_name = 'formalization_step' and since <= as_of
    cross join band
    group by all
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    series,
    sum(licences)::double as value,
    null::double as low,
    null::double as high,
    sum(organisations)::bigint as n   -- organisations known by then
from by_place
join place_up using (place_code)
group by up_code, year, series
