/*
about  = "What two methods make of the contaminated sites of a place: the score and the simple matrix, each as a range."
tables = ["contaminated_site", "contaminated_site_stage", "sample"]
*/
select score_low, score_high, matrix_low, matrix_high
from site_priority
where place_code in (select place_code from place_up where up_code = $place)
order by contaminated_site_code
