/*
about = "Each indicator that has a value for the nation, with the last year of one."
*/
select indicator, max(year) as year
from fact
join nation using (place_code)
where series is null and value is not null
group by indicator
order by indicator
