/*
about  = "Every target at the chosen place and below, newest version first; is_current marks those no other replaces."
tables = ["target", "place"]
*/
select
    target.* exclude (record_state, source_code),
    place.place_name,
    place.level,
    target.target_code not in (select supersedes from target where supersedes is not null) as is_current
from target
left join place using (place_code)
where target.place_code in (select place_code from place_up where up_code = $place)
order by is_current desc, place.level nulls first, target.indicator <> 'hg_use_t', target.indicator, target.version desc, target.target_code
