/*
about  = "Sites of a place as of their last visit in the chosen years: one row per site, or per cell of a grid where there are more than $most."
tables = ["site", "site_visit"]
*/
-- $colour names what colours mean; $mercury, $practice and $status keep the sites with that answer (null keeps all);
-- $west, $south, $side (degrees) keep one cell (null keeps all). A sensitive site stands in the middle of a cell of
-- $hide_deg degrees, and nowhere where fewer than $hide_min such sites would share it; its own coordinates go nowhere.
with judged as (
    select coalesce((select as_of from calendar where year = $year_to), make_date($year_to, 12, 31)) as as_of
),
state as (
    select
        site.*,
        place.place_name,
        known.visit_date,
        known.date_precision,
        known.worker_count,
        case
            when known.site_code is null then 'not_visited'
            when coalesce(known.mercury_year < $year_from, true) then 'not_asked'
            when known.uses_mercury then 'yes'
            else 'no'
        end as mercury,
        case when known.practices_year >= $year_from then known.practices end as practices,
        date_diff('day', known.visit_date, judged.as_of) / 365.25 as age_years
    from site
    left join place using (place_code)
    left join site_year as known
        on known.site_code = site.site_code
        and known.year between $year_from and $year_to
        and coalesce(known.next_year, 9999) > $year_to
    cross join judged
    where site.place_code in (select place_code from place_up where up_code = $place)
        or $place = (select place_code from nation)      -- the nation has every site, also where no places are given
),
kept as (
    select
        * exclude (lon, lat),
        case when is_location_sensitive then (floor(lon / $hide_deg) + 0.5) * $hide_deg else lon end as lon,
        case when is_location_sensitive then (floor(lat / $hide_deg) + 0.5) * $hide_deg else lat end as lat,
        case $colour
            when 'mercury' then mercury
            when 'status' then activity_status
            when 'practices' then case
                when mercury = 'not_visited' then 'not_visited'
                when practices is null then 'not_asked'
                when len(practices) > 0 then 'yes'
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
    from state
    where coalesce(mercury = $mercury, true)
        and coalesce(activity_status = $status, true)
        and ($practice is null or coalesce(list_contains(practices, $practice), false))
),
hidden as (
    select
        * exclude (lon, lat),
        case
            when lon is null or lat is null then 'no_coordinates'
            when is_location_sensitive and count(*) over (partition by is_location_sensitive, lon, lat) < $hide_min
                then 'too_few'
        end as not_drawn,
        case when not_drawn is null then lon end as lon,
        case when not_drawn is null then lat end as lat
    from kept
),
inside as (
    select
        *,
        count(*) over () <= $most as is_by_site,
        -- Some 30 cells across, their side a round number of degrees.
        greatest(max(lon) over () - min(lon) over (), max(lat) over () - min(lat) over (), 0.0001) / 30 as least_side,
        list_min(list_filter([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10], lambda s: s >= least_side)) as side
    from hidden
    where $side is null
        or (lon >= $west and lon < $west + $side and lat >= $south and lat < $south + $side)
),
by_site as (
    select
        site_code, site_name, place_code, place_name, site_type, activity_status, is_location_sensitive,
        lon, lat, not_drawn, class, mercury, len(practices) as practices_count,
        visit_date, date_precision, worker_count,
        1 as sites_count,
        (mercury = 'yes')::integer as mercury_count,
        (mercury in ('yes', 'no'))::integer as asked_count,
        (class in ('yes', 'active', 'older'))::integer as marked_count,
        (class not in ('not_asked', 'not_visited', 'unknown'))::integer as known_count,
        null::double as side
    from inside
    where is_by_site
),
by_cell as (
    select
        null::varchar as site_code, null::varchar as site_name,
        mode(place_code) as place_code, mode(place_name) as place_name,
        null::varchar as site_type, null::varchar as activity_status, false as is_location_sensitive,
        floor(lon / side) * side as lon, floor(lat / side) * side as lat,     -- its south-western corner
        not_drawn, null::varchar as class, null::varchar as mercury, null::bigint as practices_count,
        max(visit_date) as visit_date, 'day' as date_precision, sum(worker_count) as worker_count,
        count(*) as sites_count,
        count(*) filter (mercury = 'yes') as mercury_count,
        count(*) filter (mercury in ('yes', 'no')) as asked_count,
        count(*) filter (class in ('yes', 'active', 'older')) as marked_count,
        count(*) filter (class not in ('not_asked', 'not_visited', 'unknown')) as known_count,
        side
    from inside
    where not is_by_site
    group by floor(lon / side), floor(lat / side), side, not_drawn
)
select * from by_site
union all by name
select * from by_cell
order by side is null, sites_count desc, visit_date desc nulls last, site_code, lon, lat
