/*
about  = "The register of contaminated sites at a place, furthest step first, with the number of measurements taken there."
tables = ["contaminated_site", "sample"]
*/
-- $stage keeps one step (null keeps all). A site at a mining site whose location is sensitive stands in the middle of a
-- cell of $hide_deg degrees, and nowhere where fewer than $hide_min such sites would share it.
with registered as (
    select
        contaminated_site.* exclude (lon, lat),
        place.place_name,
        coalesce(site.is_location_sensitive, false) as is_location_sensitive,
        case when is_location_sensitive then (floor(contaminated_site.lon / $hide_deg) + 0.5) * $hide_deg
            else contaminated_site.lon end as lon,
        case when is_location_sensitive then (floor(contaminated_site.lat / $hide_deg) + 0.5) * $hide_deg
            else contaminated_site.lat end as lat
    from contaminated_site
    left join site using (site_code)
    left join place on place.place_code = contaminated_site.place_code
    where contaminated_site.place_code in (select place_code from place_up where up_code = $place)
),
hidden as (
    select
        * exclude (lon, lat),
        lon is null or lat is null or (
            is_location_sensitive and count(*) over (partition by is_location_sensitive, lon, lat) < $hide_min
        ) as is_hidden,
        case when not is_hidden then lon end as lon,
        case when not is_hidden then lat end as lat
    from registered
),
measured as (
    select contaminated_site_code, count(*) as samples_count, max(sampled_on) as last_sampled_on
    from sample
    where contaminated_site_code is not null
    group by all
)
select
    contaminated_site_code,
    columns('^name(_..)?$'),
    place_name,
    source_kind,
    stage,
    stage_date,
    area_m2,
    risk_owner,
    is_location_sensitive,
    round(lon, 5) as lon,
    round(lat, 5) as lat,
    coalesce(samples_count, 0) as samples_count,
    last_sampled_on
from hidden
left join measured using (contaminated_site_code)
where $stage is null or stage::varchar = $stage
order by stage desc, stage_date desc, contaminated_site_code
