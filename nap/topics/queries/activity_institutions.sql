/*
about  = "The lead institutions of the workplan at a place in the chosen years, those with the most open activities first; null is none named."
tables = ["activity"]
*/
select
    lead_institution,
    count(*) as activities_count,
    count(*) filter (not is_closed) as open_count,
    count(*) filter (is_late) as late_count
from activity
join activity_at using (activity_code)
join activity_state using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
group by lead_institution
order by lead_institution is null, open_count desc, lead_institution
