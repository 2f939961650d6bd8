/*
about  = "The latest value of some indicators in each place directly below the chosen one, or beside it where none lies below."
tables = ["place"]
*/
with near as (
    select
        place_code,
        place_name,
        coalesce(parent_code = $place, false) as is_below
    from place
    where parent_code in (select $place union all select parent_code from place where place_code = $place)
),
latest as (
    select
        indicator,
        place_code,
        place_name,
        is_below,
        year,
        value,
        low,
        high,
        n
    from fact
    join near using (place_code)
    where indicator in (select unnest($ids))
      and method_series is not distinct from $method_series
      and series is null
      and year between $year_from and $year_to
    qualify year = max(year) over (partition by indicator, place_code)
)
select * exclude (is_below)
from latest
where is_below = (select bool_or(is_below) from latest)
order by indicator, value desc, place_name
