/*
about  = "Contaminated sites at a place for the map, by the worst rank each can have: one row per site, or per cell of a grid where there are more than $most."
tables = ["contaminated_site"]
*/
-- $stage and $class keep one step or class, $cluster one group of neighbours, $west, $south, $side (degrees) one cell (null
-- keeps all). A protected site stands where masked/contaminated_site.sql puts it, whatever is chosen. Of a cell, marked_count
-- counts by $colour the sites assessed (step 4 and further) or those of class high, of known_count that have a class.
with registered as (
    select
        contaminated_site.contaminated_site_code,
        columns('^name(_..)?$'),
        place.place_name,
        contaminated_site.stage,
        site_priority.class,
        site_priority.rank_low,
        site_priority.rank_high,
        site_priority.score_low,
        contaminated_site.is_protected as is_location_sensitive,
        case when contaminated_site.lat is not null then contaminated_site.lon end as lon,
        case when contaminated_site.lon is not null then contaminated_site.lat end as lat
    from masked.contaminated_site as contaminated_site
    left join site_priority using (contaminated_site_code)
    left join place on place.place_code = contaminated_site.place_code
    where contaminated_site.place_code in (select place_code from place_up where up_code = $place)
        and ($stage is null or contaminated_site.stage::varchar = $stage)
        and ($class is null or site_priority.class = $class)
        and (
            $cluster is null
            or contaminated_site_code in (select contaminated_site_code from site_cluster where cluster_code = $cluster)
        )
),
inside as (
    select * from registered
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
        inside.* exclude (lon, lat),
        round(lon, 5) as lon,
        round(lat, 5) as lat,
        1 as sites_count,
        0 as marked_count,
        0 as known_count,
        null::double as side
    from inside
    where (select is_by_site from grid)
),
by_cell as (
    select
        mode(place_name) as place_name,
        false as is_location_sensitive,
        floor(lon / grid.side) * grid.side as lon,       -- its south-western corner
        floor(lat / grid.side) * grid.side as lat,
        count(*) as sites_count,
        count(*) filter (case when $colour = 'stage' then stage >= 4 else class = 'high' end) as marked_count,
        count(*) filter ($colour = 'stage' or class <> 'insufficient') as known_count,
        min(rank_high) as rank_high,
        max(score_low) as score_low,
        grid.side
    from inside
    cross join grid
    where not grid.is_by_site
    group by floor(lon / grid.side), floor(lat / grid.side), grid.side
)
from by_site
union all by name
from by_cell
order by side is null, sites_count desc, rank_high nulls last, score_low desc, contaminated_site_code, lon, lat
