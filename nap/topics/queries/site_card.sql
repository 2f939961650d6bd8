/*
about  = "What is known of one site, whatever place and years are chosen; no coordinates where its location is sensitive or not known to be free to show."
tables = ["site"]
*/
select
    site.site_code,
    site.site_name,
    place.place_name,
    above.place_name as above_name,
    site.site_type,
    site.deposit_type,
    site.activity_status,
    site.is_protected as is_location_sensitive,
    case when not site.is_protected then site.lon end as lon,
    case when not site.is_protected then site.lat end as lat
from masked.site as site
left join place using (place_code)
left join place as above on above.place_code = place.parent_code
where site.site_code = $site
