/*
about = "Every activity as it stands on the day the workplan is judged on: late, starting soon, and by how many days it slipped; what the workplan does not tell is null."
kept  = false
needs = ["judged_on"]
*/
-- Late: reported as delayed, or open by its status although planned to be finished. Without a status nobody can tell once
-- the planned end has passed. A slip runs on to that day for what has not happened yet; it is below zero for what
-- came early. "Soon" is the next 90 days.
with day as (
    select as_of from judged_on where table_name = 'activity'
),
dated as (
    select
        *,
        coalesce(planned_end < as_of, false) as is_past_end,
        coalesce(status in ('completed', 'cancelled'), actual_end is not null) as is_closed,
        actual_start is null and coalesce(percent_complete, 0) = 0
            and status in ('not_due', 'not_started', 'delayed') as is_waiting
    from activity
    cross join day
),
judged as (
    select
        *,
        coalesce(status = 'delayed' or (status not in ('completed', 'cancelled') and is_past_end), false) as is_late,
        status is null and actual_end is null and (is_past_end or planned_end is null) as is_lateness_unknown
    from dated
)
select
    activity_code,
    as_of,
    is_closed,
    is_past_end,
    is_late,
    is_lateness_unknown,
    is_lateness_unknown and is_past_end as is_past_end_without_status,
    case when is_late and is_past_end then date_diff('day', planned_end, as_of) end as days_late,
    not is_closed and actual_start is null and coalesce(status <> 'ongoing', true)
        and planned_start between as_of + 1 and as_of + 90 as is_starting_soon,
    date_diff('day', as_of, planned_start) as days_to_start,
    date_diff('day', planned_start, coalesce(
        actual_start,
        case when is_waiting and planned_start < as_of then as_of end
    )) as start_slip_days,
    case when coalesce(status <> 'cancelled', true) then date_diff('day', planned_end, coalesce(
        actual_end,
        case when is_late and is_past_end then as_of end
    )) end as end_slip_days,
    not is_closed and is_late and is_past_end and actual_end is null as is_slip_growing
from judged
