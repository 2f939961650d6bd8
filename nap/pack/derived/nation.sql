/*
about = "The code of the nation: the place of level 0, or the country of the plan where the pack brings no places."
*/
select coalesce((select min(place_code) from place where level = 0), iso3, code) as place_code
from plan
