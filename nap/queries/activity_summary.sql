/*
about  = "How many activities there are at a place in the chosen years, by where they stand; cancelled ones and those of unknown state are counted apart."
tables = ["activity"]
*/
select
    count(*) as activities_count,
    count(status) as stated_count,
    count(*) filter (status <> 'cancelled') as counted_count,
    count(*) filter (status = 'completed') as completed_count,
    count(*) filter (status = 'cancelled') as cancelled_count,
    count(*) filter (status = 'delayed' or (status not in ('completed', 'cancelled') and planned_end < $as_of)) as late_count,
    count(*) filter (status is null and actual_end is null and planned_end < $as_of) as unknown_late_count,
    count(*) filter (planned_start is not null or planned_end is not null) as dated_count,
    100.0 * completed_count / nullif(counted_count, 0) as completed_pct
from activity
join activity_at using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
