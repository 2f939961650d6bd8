/*
about  = "Outlines the pack brings: its regions, the chosen place and what lies directly in it, as WKB."
tables = ["place"]
*/
select
    place_code,
    place_name,
    level,
    place_code = $place as is_chosen,
    geometry
from place
where geometry is not null
    and (level <= 1 or place_code = $place or parent_code = $place)
order by level, place_code
