/*
about  = "The places directly below the chosen one that stand today, by name."
tables = ["place"]
*/
select place.place_code as below_code, place_name
from place
cross join nation
where coalesce(parent_code, nation.place_code) = $place and place.place_code <> $place and ended_year is null
order by place_name
