/*
about  = "Sites of a place as of their last visit in the chosen years: one row per site, or per cell of a grid where there are more than $most."
tables = ["site", "site_visit"]
*/
-- $colour names what colours mean; $mercury, $practice and $status keep the sites with that answer (null keeps all);
-- $west, $south, $side (degrees) keep one cell (null keeps all). A protected site stands where masked/site.sql puts it,
-- whatever is chosen.
-- With 100,000 sites what matters is to carry few columns and no window; names are joined to the rows that are left.
with judged as (
    select coalesce((select max(as_of) from calendar where year <= $year_to), make_date($year_to, 12, 31)) as as_of
),
known as (
    select * from site_year
    where year between $year_from and $year_to and coalesce(next_year, 9999) > $year_to
),
kept as materialized (
    select
        site.site_code,
        site.place_code,
        site.activity_status,
        site.is_protected as is_location_sensitive,
        site.lon,
        site.lat,
        case
            when site.is_withheld then 'too_few'
            when site.lon is null or site.lat is null then 'no_coordinates'
        end as not_drawn,
        known.visit_date,
        known.date_precision,
        known.worker_count,
        case
            when known.site_code is null then 'not_visited'
            when coalesce(known.mercury_year < $year_from, true) then 'not_asked'
            when known.uses_mercury then 'yes'
            else 'no'
        end as mercury,
        case when known.practices_year >= $year_from then len(known.practices) end as practices_count,
        date_diff('day', known.visit_date, judged.as_of) / 365.25 as age_years,
        case $colour
            when 'mercury' then mercury
            when 'status' then site.activity_status
            when 'practices' then case
                when known.site_code is null then 'not_visited'
                when practices_count is null then 'not_asked'
                when practices_count > 0 then 'yes'
                else 'no'
            end
            when 'age' then case
                when age_years is null then 'not_visited'
                when age_years < 1 then 'within_1'
                when age_years < 3 then 'within_3'
                when age_years < 5 then 'within_5'
                else 'older'
            end
        end as class
    from masked.site as site
    left join known using (site_code)
    cross join judged
    where (
            $place = (select place_code from nation)     -- the nation has every site, also where no places are given
            or site.place_code in (select place_code from place_up where up_code = $place)
        )
        and coalesce(mercury = $mercury, true)
        and coalesce(site.activity_status = $status, true)
        and (
            $practice is null
            or coalesce(known.practices_year >= $year_from and list_contains(known.practices, $practice), false)
        )
),
inside as materialized (
    select * replace (case when not_drawn is null then lon end as lon, case when not_drawn is null then lat end as lat)
    from kept
    where $side is null or (lon >= $west and lon < $west + $side and lat >= $south and lat < $south + $side)
),
extent as (
    select
        count(*) <= $most as is_by_site,
        greatest(max(lon) - min(lon), max(lat) - min(lat), 0.0001) / 30 as least_side     -- some 30 cells across
    from inside
),
grid as (
    select is_by_site, (select min(side) from grid_side where side >= least_side) as side from extent
),
by_site as (
    select
        inside.site_code, site.site_name, inside.place_code, site.site_type, inside.activity_status,
        inside.is_location_sensitive, inside.lon, inside.lat, not_drawn, class, mercury, practices_count,
        visit_date, date_precision, worker_count,
        1 as sites_count,
        (mercury = 'yes')::integer as mercury_count,
        (mercury in ('yes', 'no'))::integer as asked_count,
        (class in ('yes', 'active', 'older'))::integer as marked_count,
        (class not in ('not_asked', 'not_visited', 'unknown'))::integer as known_count,
        null::double as side
    from inside
    join site using (site_code)
    where (select is_by_site from grid)
),
by_cell as (
    select
        null::varchar as site_code, null::varchar as site_name,
        mode(place_code) as place_code,
        null::varchar as site_type, null::varchar as activity_status, false as is_location_sensitive,
        floor(lon / grid.side) * grid.side as lon, floor(lat / grid.side) * grid.side as lat,    -- south-western corner
        not_drawn, null::varchar as class, null::varchar as mercury, null::bigint as practices_count,
        max(visit_date) as visit_date, 'day' as date_precision, sum(worker_count) as worker_count,
        count(*) as sites_count,
        count(*) filter (mercury = 'yes') as mercury_count,
        count(*) filter (mercury in ('yes', 'no')) as asked_count,
        count(*) filter (class in ('yes', 'active', 'older')) as marked_count,
        count(*) filter (class not in ('not_asked', 'not_visited', 'unknown')) as known_count,
        grid.side
    from inside
    cross join grid
    where not grid.is_by_site
    group by floor(lon / grid.side), floor(lat / grid.side), grid.side, not_drawn
)
select each.*, place.place_name
from (from by_site union all by name from by_cell) as each
left join place using (place_code)
order by side is null, sites_count desc, visit_date desc nulls last, site_code, lon, lat
