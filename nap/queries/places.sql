/*
about  = "Every place of the pack, the nation first, each region followed by its districts."
tables = ["place"]
*/
select
    place.place_code,
    place.place_name,
    place.level
from place
left join place as parent on parent.place_code = place.parent_code
order by
    place.level > 0,
    case when place.level <= 1 then place.place_name else parent.place_name end,
    case when place.level <= 1 then place.place_code else parent.place_code end,
    place.level,
    place.place_name
