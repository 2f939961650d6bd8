/*
about = "Values of one indicator at a place, by year, method series and breakdown."
*/
select
    year,
    method_series,
    series,
    value,
    low,
    high,
    n
from fact
where indicator = $indicator
  and place_code = $place
  and year between $year_from and $year_to
order by method_series, series nulls first, year
