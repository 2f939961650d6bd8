/*
about = "Every day a table itself speaks of, by table; a year stands for its last day. Days beyond belief are left out."
kept  = false
*/
with said as (
    select 'site_visit' as table_name, visit_date as day from site_visit
    union all select 'formalization_step', step_date from formalization_step
    union all select 'contaminated_site', stage_date from contaminated_site
    union all select 'contaminated_site_stage', started_on from contaminated_site_stage
    union all select 'sample', sampled_on from sample
    union all select 'seizure', seizure_date from seizure
    union all select 'event', end_date from event
    union all select 'activity', actual_start from activity
    union all select 'activity', actual_end from activity
    union all select 'mercury_use', case when year between 1950 and 2200 then make_date(year, 12, 31) end from mercury_use
    union all select 'trade_flow', case when year between 1950 and 2200 then make_date(year, 12, 31) end from trade_flow
)
select table_name, day
from said
where year(day) between 1950 and 2200
