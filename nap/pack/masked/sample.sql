/*
about = "Samples; one taken at a contaminated site is protected where that site is, or where nobody knows it."
*/
-- What belongs to a contaminated site stands in the cell of that site and does not count as a place of its own: many
-- samples in two neighbouring cells would tell where between them their one site lies.
with ground as (
    select
        contaminated_site_code,
        bool_and(not is_protected) as is_open,
        any_value(exact.lon) as lon,
        any_value(exact.lat) as lat
    from main.contaminated_site as exact
    join masked.contaminated_site using (contaminated_site_code)
    group by contaminated_site_code
),
middle as (
    select contaminated_site_code, avg(lon) as lon, avg(lat) as lat
    from main.sample
    where contaminated_site_code is not null
    group by contaminated_site_code
)
select
    sample.*,
    sample.contaminated_site_code is not null and not coalesce(ground.is_open, false) as is_protected,
    coalesce(ground.lon, middle.lon) as at_lon,
    coalesce(ground.lat, middle.lat) as at_lat,
    sample.contaminated_site_code as counts_as
from main.sample
left join ground using (contaminated_site_code)
left join middle using (contaminated_site_code)
