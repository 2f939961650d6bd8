/*
about  = "The contaminated site of a place that stands first by the worst rank each can have."
tables = ["contaminated_site", "contaminated_site_stage", "sample"]
*/
select contaminated_site_code, columns('^name(_..)?$'), rank_low, rank_high
from site_priority
join contaminated_site using (contaminated_site_code)
where contaminated_site.place_code in (select place_code from place_up where up_code = $place)
order by rank_high, score_low desc, contaminated_site_code
limit 1
