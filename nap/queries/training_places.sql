/*
about  = "The places directly below the chosen one that stand today, by name."
tables = ["place"]
*/
select place_code as below_code, place_name
from place
where parent_code = $place and ended_year is null
order by place_name
