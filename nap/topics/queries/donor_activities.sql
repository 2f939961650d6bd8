/*
about  = "Activities at a place that take up the chosen years, as a log frame lists them: strategy, who, planned and actual, state, reason of delay."
tables = ["activity"]
*/
select
    strategy_code,
    activity_code,
    columns('^title(_..)?$'),
    annex_c,
    lead_institution,
    planned_start,
    planned_end,
    actual_start,
    actual_end,
    status,
    percent_complete,
    columns('^delay_reason(_..)?$')
from activity
join activity_at using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
order by strategy_code, activity_code
