/*
about  = "Activities at a place that take up the chosen years, late ones first: what, who, when planned and when done, by how many days it slipped, and why to chase it."
tables = ["activity", "budget_line"]
*/
-- $strategy, $letter, $institution and $status keep the activities with that code; null keeps all, and the institution
-- "none" those without one. Besides states, $status may be late, untold (nobody can tell), soon, no_owner, no_money,
-- or chase: any of these five. What nothing in the workplan or budget tells is chased nowhere: where no activity has an
-- owner, or the plan no budget line at all, the page says so once.
with money as (
    select
        activity_code,
        count(*) as lines_count,
        bool_and(coalesce(funding = 'unfunded' and planned is distinct from 0, false)) as is_unfunded,
        sum(planned / units_per_usd) filter (units_per_usd > 0) as planned_usd
    from budget_line
    group by activity_code
),
told as (
    select
        (select count(lead_institution) > 0 from activity) as has_owners,
        (select count(*) > 0 from budget_line) as has_money
),
judged as (
    select
        activity.*,
        activity_state.* exclude (activity_code),
        money.planned_usd,
        has_owners and not is_closed and lead_institution is null as is_without_owner,
        has_money and not is_closed and coalesce(is_unfunded, lines_count is null) as is_without_money
    from activity
    join activity_state using (activity_code)
    left join money using (activity_code)
    cross join told
)
select
    activity_code,
    strategy_code,
    columns('^title(_..)?$'),
    annex_c,
    lead_institution,
    partners,
    judged.place_code,
    place_name,
    planned_start,
    planned_end,
    actual_start,
    actual_end,
    percent_complete,
    status,
    is_late,
    is_past_end_without_status,
    days_late,
    is_starting_soon,
    days_to_start,
    is_without_owner,
    is_without_money,
    start_slip_days,
    end_slip_days,
    is_slip_growing,
    planned_usd,
    columns('^delay_reason(_..)?$')
from judged
join activity_at using (activity_code)
left join place on place.place_code = judged.place_code
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
    and ($strategy is null or strategy_code = $strategy)
    and ($letter is null or list_contains(annex_c, $letter))
    and ($institution is null or coalesce(lead_institution, 'none') = $institution)
    and case $status
        when 'late' then is_late
        when 'untold' then is_past_end_without_status
        when 'soon' then is_starting_soon
        when 'no_owner' then is_without_owner
        when 'no_money' then is_without_money
        when 'chase' then is_late or is_past_end_without_status or is_starting_soon or is_without_owner or is_without_money
        else $status is null or status = $status
    end
order by
    is_late desc,
    days_late desc nulls last,
    is_past_end_without_status desc,
    is_starting_soon desc,
    coalesce(planned_start, actual_start) nulls last,
    planned_end nulls last,
    activity_code
