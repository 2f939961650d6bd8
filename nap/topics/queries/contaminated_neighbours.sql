/*
about  = "Contaminated sites within 10 km of one, the nearest first, as the crow flies; none where its location, or theirs, is protected or not known."
tables = ["contaminated_site"]
*/
with shown as (
    select contaminated_site_code, radians(lon) as east, radians(lat) as north
    from masked.contaminated_site
    where not is_protected
),
near as (
    select
        other.contaminated_site_code,
        2 * 6371.0088 * asin(sqrt(
            sin((other.north - own.north) / 2) ^ 2
            + cos(own.north) * cos(other.north) * sin((other.east - own.east) / 2) ^ 2
        )) as distance_km
    from shown as own
    join shown as other on other.contaminated_site_code <> own.contaminated_site_code
    where own.contaminated_site_code = $csite and distance_km <= 10
)
select contaminated_site_code, columns('^name(_..)?$'), stage, distance_km
from near
join contaminated_site using (contaminated_site_code)
order by distance_km, contaminated_site_code
