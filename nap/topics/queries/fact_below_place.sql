/*
about  = "The latest value of some indicators in each place directly below the chosen one, or beside it where none lies below."
tables = ["place"]
*/
with lying as (                       -- a place whose parent is not named lies in the nation
    select
        place.place_code,
        place_name,
        case when place.place_code <> nation.place_code then coalesce(parent_code, nation.place_code) end as parent_code
    from place
    cross join nation
),
near as (
    select
        place_code,
        place_name,
        parent_code = $place as is_below
    from lying
    where parent_code in (select $place union all select parent_code from lying where place_code = $place)
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
