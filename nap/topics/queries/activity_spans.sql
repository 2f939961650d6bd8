/*
about  = "When the activities of each strategy, lead institution or element of Annex C were planned and when they ran, and how many are finished and late."
tables = ["activity"]
*/
-- $by: strategy, institution or letter. What has begun and not ended runs to $as_of; a cancelled one is left out.
select
    code,
    count(*) as activities_count,
    count(*) filter (status = 'completed') as completed_count,
    count(*) filter (is_late) as late_count,
    count(*) filter (is_past_end_without_status) as unknown_late_count,
    min(planned_start) as planned_start,
    max(planned_end) as planned_end,
    min(actual_start) as actual_start,
    max(coalesce(actual_end, case when actual_start is not null and not is_closed then $as_of end)) as actual_end
from (
    select
        *,
        unnest(case
            when $by = 'strategy' then [strategy_code]
            when $by = 'institution' then [lead_institution]
            when len(annex_c) > 0 then list_distinct(annex_c)
            else [null]
        end) as code
    from activity
    join activity_at using (activity_code)
    join activity_state using (activity_code)
    where activity_at.place_code = $place
        and first_year <= $year_to
        and last_year >= $year_from
        and coalesce(status <> 'cancelled', true)
)
group by code
order by planned_start nulls last, code
