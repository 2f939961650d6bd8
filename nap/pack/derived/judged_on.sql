/*
about = "The day each table is judged on, and why: plan (the last day of data that plan.toml names), data (the last day the table itself speaks of) or today. The row all stands for what is not named."
kept  = true
needs = ["own_day", "calendar"]
*/
-- A workplan and a budget grow old by themselves: an activity that should have ended is late whether or not another table
-- was filled since, and the last day on which an activity began or ended says nothing of the others. No table borrows the
-- day of another.
with last_day as (
    select table_name, max(day) as day
    from (
        from own_day
        union all by name
        -- the register of contaminated sites and the history of its steps are one register in two tables
        select case table_name when 'contaminated_site' then 'contaminated_site_stage' else 'contaminated_site' end as table_name, day
        from own_day
        where table_name in ('contaminated_site', 'contaminated_site_stage')
    )
    group by table_name
),
named as (
    select unnest(['activity', 'budget_line']) as table_name, true as grows_old
    union all
    select unnest([
        'site_visit', 'sample', 'seizure', 'event', 'mercury_use', 'trade_flow',
        'formalization_step', 'contaminated_site', 'contaminated_site_stage'
    ]), false
)
select
    named.table_name,
    coalesce(data_until, case when not grows_old then least(last_day.day, today.day) end, today.day) as as_of,
    case
        when data_until is not null then 'plan'
        when not grows_old and last_day.day is not null then 'data'
        else 'today'
    end as basis
from named
left join last_day on last_day.table_name = named.table_name
cross join plan
cross join today
union all
select
    'all',
    (select max(as_of) from calendar),
    case
        when data_until is not null then 'plan'
        when (select count(*) from own_day) > 0 then 'data'
        else 'today'
    end
from plan
