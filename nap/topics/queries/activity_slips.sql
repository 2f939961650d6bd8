/*
about  = "The reasons given for activities that slipped, with how many there are and by how many days; null is no reason given."
tables = ["activity"]
*/
-- A slip: the start or the end lies after its planned day, or has not come although that day has. The larger of the two.
select
    columns('^delay_reason(_..)?$'),
    count(*) as activities_count,
    count(*) filter (is_slip_growing) as growing_count,
    median(slip_days) as median_days,
    max(slip_days) as longest_days
from (
    select *, greatest(start_slip_days, end_slip_days) as slip_days
    from activity
    join activity_at using (activity_code)
    join activity_state using (activity_code)
    where activity_at.place_code = $place
        and first_year <= $year_to
        and last_year >= $year_from
)
where slip_days > 0
group by all
order by activities_count desc, median_days desc, delay_reason nulls last
