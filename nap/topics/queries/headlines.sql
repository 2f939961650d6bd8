/*
about = "Facts without a breakdown for several indicators at a place."
*/
select indicator, year, method_series, series, value, low, high, n
from fact
where indicator in (select unnest($ids))
  and place_code = $place
  and series is null
  and year between $year_from and $year_to
order by indicator, method_series, year
