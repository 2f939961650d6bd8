/*
about = "Where each sample of the environment was taken: metres east and north of its contaminated site, or of the middle of its samples."
kept  = false
*/
-- How samples lie to one another tells nothing of where on earth their site is: no coordinates leave this file.
with own as (
    select sample_code, contaminated_site_code, lon, lat
    from sample
    where contaminated_site_code is not null and matrix not in (from human_matrix)
),
middle as (
    select
        contaminated_site_code,
        coalesce(any_value(contaminated_site.lon), avg(own.lon)) as lon,
        coalesce(any_value(contaminated_site.lat), avg(own.lat)) as lat
    from own
    join contaminated_site using (contaminated_site_code)
    group by contaminated_site_code
)
select
    sample_code,
    -- on a sphere of 6,371 km; over a few kilometres a plane is off by less than a metre
    round(6371008.8 * radians(own.lon - middle.lon) * cos(radians(middle.lat))) as east_m,
    round(6371008.8 * radians(own.lat - middle.lat)) as north_m
from own
join middle using (contaminated_site_code)
