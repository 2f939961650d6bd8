/*
about  = "What is known of one contaminated site, whatever place and years are chosen; no coordinates where its location is sensitive or not known to be free to show."
tables = ["contaminated_site"]
*/
select
    contaminated_site.* exclude (lon, lat),
    place.place_name,
    above.place_name as above_name,
    site.site_name,
    contaminated_site.site_code is not null and coalesce(site.is_location_sensitive, true) as is_location_sensitive,
    case when not is_location_sensitive then contaminated_site.lon end as lon,
    case when not is_location_sensitive then contaminated_site.lat end as lat
from contaminated_site
left join site using (site_code)
left join place on place.place_code = contaminated_site.place_code
left join place as above on above.place_code = place.parent_code
where contaminated_site_code = $csite
