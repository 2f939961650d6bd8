/*
about  = "How many contaminated sites of a place fall into each class of urgency, and how many sites the whole pack ranks."
tables = ["contaminated_site", "contaminated_site_stage", "sample"]
*/
select
    class,
    count(*) as sites_count,
    (select count(*) from site_priority) as ranked_count
from site_priority
where place_code in (select place_code from place_up where up_code = $place)
group by class
order by class
