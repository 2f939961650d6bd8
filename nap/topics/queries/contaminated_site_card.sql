/*
about  = "What is known of one contaminated site, whatever place and years are chosen: the register, what its score rests on, every factor of it at its lowest and highest, and how many sites are ranked with it; no coordinates where its location is sensitive or not known to be free to show."
tables = ["contaminated_site", "contaminated_site_stage", "sample"]
*/
select
    contaminated_site.* exclude (lon, lat, is_protected, is_location_moved, is_withheld, location_precision_m),
    place.place_name,
    above.place_name as above_name,
    site.site_name,
    contaminated_site.is_protected as is_location_sensitive,
    case when not contaminated_site.is_protected then contaminated_site.lon end as lon,
    case when not contaminated_site.is_protected then contaminated_site.lat end as lat,
    exposure.* exclude (contaminated_site_code, place_code, source_kind, area_m2, accessibility, has_resources,
        background_mg_kg, residents_level1, residents_level2, workers, nearby_0_400m, nearby_400_800m, nearby_800_1600m),
    priority.* exclude (contaminated_site_code, place_code),
    around.place_name as population_place_name,
    (select count(*) from site_priority) as ranked_count
from masked.contaminated_site as contaminated_site
join site_exposure as exposure using (contaminated_site_code)
join site_priority as priority using (contaminated_site_code)
left join site using (site_code)
left join place on place.place_code = contaminated_site.place_code
left join place as above on above.place_code = place.parent_code
left join place as around on around.place_code = exposure.population_place_code
where contaminated_site_code = $csite
