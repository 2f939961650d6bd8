/*
about  = "Mercury seized in the chosen years, per place, with the outline of the place as WKB where the pack has one."
tables = ["seizure", "place"]
*/
select
    place.place_code,
    place_name,
    geometry,
    count(*) as seizures,
    sum(hg_kg) as hg_kg,
    max(seizure_date) as last_date
from seizure
join place using (place_code)
where year(seizure_date) between $year_from and $year_to
    and level > 0
    and place_code in (select place_code from place_up where up_code = $place)
group by all
order by hg_kg desc, place_code
