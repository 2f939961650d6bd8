/*
title    = "Mercury measurements"
unit     = "measurements"
better   = "neither"
annex_c  = ["d", "h"]
about    = "Measurements of mercury taken in the year, by what was sampled. A result for a group of people or fish counts as many times as there are in the group."
caveat   = "Measurements without a date are left out. More measurements mean more looking, not more mercury."
tables   = ["sample"]
series   = "matrix"
additive = true
*/
with by_place as (
    select place_code, calendar.year, matrix, sum(n) as measurements, count(*) as rows_read
    from sample
    join calendar on calendar.year = year(sampled_on) and sampled_on <= calendar.as_of
    where n is not null
    group by all
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    matrix as series,
    sum(measurements)::double as value,
    null::double as low,
    null::double as high,
    sum(rows_read)::bigint as n           -- results, a group being one
from by_place
join place_up using (place_code)
group by grouping sets ((up_code, year, matrix), (up_code, year))
having grouping(matrix) = 1 or matrix is not null
