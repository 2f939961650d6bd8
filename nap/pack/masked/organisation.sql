/*
about = "Organisations; one whose location is sensitive is protected, and so is one of which nobody says whether it is."
*/
select
    *,
    coalesce(is_location_sensitive, true) as is_protected,
    lon as at_lon,
    lat as at_lat,
    organisation_code as counts_as
from main.organisation
