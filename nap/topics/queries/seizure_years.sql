/*
about  = "Mercury seized in the whole country per whole year, in kg."
tables = ["seizure"]
*/
select year, value
from fact
semi join nation using (place_code)
where indicator = 'hg_seized_kg'
    and year between $year_from and $year_to
    and make_date(year, 12, 31) <= $as_of
order by year
