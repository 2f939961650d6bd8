/*
about  = "How many activities there are at a place in the chosen years, by where they stand and by what to chase; cancelled ones and those of unknown state are counted apart."
tables = ["activity"]
*/
select
    count(*) as activities_count,
    count(status) as stated_count,
    count(*) filter (status <> 'cancelled') as counted_count,
    count(*) filter (status = 'completed') as completed_count,
    count(*) filter (status = 'cancelled') as cancelled_count,
    count(*) filter (not is_closed) as open_count,
    count(*) filter (is_late) as late_count,
    median(days_late) as late_median_days,
    max(days_late) as late_longest_days,
    count(*) filter (is_past_end_without_status) as unknown_late_count,
    count(*) filter (is_starting_soon) as soon_count,
    count(planned_start) as start_count,
    count(lead_institution) as owned_count,
    count(*) filter (not is_closed and lead_institution is null) as ownerless_count,
    count(*) filter (planned_start is not null or planned_end is not null) as dated_count,
    100.0 * completed_count / nullif(counted_count, 0) as completed_pct
from activity
join activity_at using (activity_code)
join activity_state using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
