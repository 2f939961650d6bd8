/*
about  = "Targets for all mercury used, at the chosen place or a larger one, that no other replaces; the place's own first."
tables = ["target", "place"]
*/
select
    target.target_code,
    target.title,
    target.place_code,
    target.method_series,
    target.baseline_year,
    target.baseline_value,
    target.target_year,
    target.target_value,
    target.path,
    target.place_code = $place as is_own
from target
where target.indicator = 'hg_use_t'
  and target.series is null
  and target.place_code in (select up_code from place_up where place_code = $place)
  and target.target_code not in (select supersedes from target where supersedes is not null)
order by is_own desc, target.version desc, target.target_year, target.target_code
