/*
about = "Contaminated sites within 10 km of another one, as groups linked by such steps (column cluster_code, the first code in it); protected sites, and sites that stand alone, are no row."
kept  = true
by    = "nap.methods.nearness.clusters"
*/
-- Being in a group would tell where a protected site lies, to within 10 km of the others: those are left out.
select contaminated_site_code, contaminated_site.lon, contaminated_site.lat
from contaminated_site
left join site using (site_code)
where contaminated_site.lon is not null and contaminated_site.lat is not null
    and (contaminated_site.site_code is null or not coalesce(site.is_location_sensitive, true))
order by contaminated_site_code
