/*
about  = "Activities at a place that take up the chosen years, late ones first: what, who, when planned and when done."
tables = ["activity"]
*/
-- $strategy, $letter and $status keep the activities with that code; null keeps all. Late: reported as delayed, or open
-- by its status on $as_of although planned to be finished. Where the state is not recorded, that cannot be told.
with judged as (
    select
        *,
        coalesce(planned_end < $as_of, false) as is_past_end,
        coalesce(status = 'delayed' or (status not in ('completed', 'cancelled') and is_past_end), false) as is_late,
        status is null and is_past_end and actual_end is null as is_late_unknown
    from activity
)
select
    activity_code,
    strategy_code,
    columns('^title(_..)?$'),
    annex_c,
    lead_institution,
    judged.place_code,
    place_name,
    planned_start,
    planned_end,
    actual_start,
    actual_end,
    percent_complete,
    status,
    is_late,
    is_late_unknown,
    case when is_late and is_past_end then date_diff('day', planned_end, $as_of) end as days_late,
    columns('^delay_reason(_..)?$')
from judged
join activity_at using (activity_code)
left join place on place.place_code = judged.place_code
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
    and ($strategy is null or strategy_code = $strategy)
    and ($letter is null or list_contains(annex_c, $letter))
    and ($status is null or ($status = 'late' and is_late) or status = $status)
order by is_late desc, is_late_unknown desc, coalesce(planned_start, actual_start) nulls last, planned_end nulls last, activity_code
