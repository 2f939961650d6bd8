/*
about  = "Every place of the pack, the nation first, each region followed by its districts; where the pack does not bring the nation, the country of the plan."
tables = ["place"]
*/
select
    place.place_code,
    place.place_name,
    place.level
from (
    select place_code, place_name, level, parent_code from place
    union all by name
    select nation.place_code, plan.country as place_name, 0 as level
    from nation
    cross join plan
    where nation.place_code not in (select place_code from place)
) as place
left join place as parent on parent.place_code = place.parent_code
order by
    place.level > 0,
    case when place.level <= 1 then place.place_name else parent.place_name end,
    case when place.level <= 1 then place.place_code else parent.place_code end,
    place.level,
    place.place_name
