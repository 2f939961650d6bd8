/*
about = "Contaminated sites; one at a mining site is protected unless that one is known to be free to show."
*/
-- A mining site that nobody knows, or that stands twice with two answers, is not known to be free to show.
with open_site as (
    select site_code from main.site group by site_code having bool_and(not coalesce(is_location_sensitive, true))
)
select
    contaminated_site.*,
    contaminated_site.site_code is not null and open_site.site_code is null as is_protected,
    contaminated_site.lon as at_lon,
    contaminated_site.lat as at_lat,
    contaminated_site_code as counts_as
from main.contaminated_site
left join open_site using (site_code)
