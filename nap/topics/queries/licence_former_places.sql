/*
about  = "Places below the chosen one that exist no longer and still have organisations."
tables = ["place", "organisation"]
*/
select place_name, ended_year, count(*) as organisations
from organisation
join place using (place_code)
join place_up using (place_code)
where up_code = $place and ended_year is not null
group by all
order by place_name
