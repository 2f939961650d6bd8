/*
about  = "Every target of the pack, by code, wherever its place lies; is_current marks those no other replaces."
tables = ["target", "place"]
*/
select
    target.* exclude (record_state, source_code),
    place.place_name,
    place.level,
    target.target_code not in (select supersedes from target where supersedes is not null) as is_current
from target
left join place using (place_code)
order by target.target_code
