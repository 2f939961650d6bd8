/*
about  = "The years, latest first, for which a method series of mercury use has an estimate at a place or below; single projects are left out."
tables = ["mercury_use"]
*/
select distinct year
from mercury_use
join place_up using (place_code)
where up_code = $place
    and method_series = $method_series
    and scope <> 'project'
    and year between $year_from and $year_to
order by year desc
