/*
about = "Every year the pack speaks of, with the day up to which it can be judged: 31 December, or the last day of data."
kept  = true
*/
-- Without a last day of data in the plan nothing is judged on a day to come: the day it is computed on caps it, and that
-- day is then part of the pack's edition (pack.py). Never empty: a pack without a dated row, such as a plan with its budget alone, is judged in the year the plan starts.
with seen as (
    select visit_date as day from site_visit
    union all select step_date from formalization_step
    union all select stage_date from contaminated_site
    union all select started_on from contaminated_site_stage
    union all select sampled_on from sample
    union all select seizure_date from seizure
    union all select end_date from event
    union all select actual_start from activity
    union all select actual_end from activity
    union all select case when year between 1950 and 2200 then make_date(year, 12, 31) end from mercury_use
    union all select case when year between 1950 and 2200 then make_date(year, 12, 31) end from trade_flow
),
seen_span as (
    select min(day) as first_day, least(max(day), current_date) as last_day, count(*) > 0 as is_dated
    from seen
    where year(day) between 1950 and 2200
),
span as (
    select
        coalesce(
            data_until,
            case when is_dated then last_day end,
            make_date(coalesce(period_start, baseline_year), 12, 31),
            current_date
        ) as until,
        least(year(case when is_dated then first_day end), year(until))::integer as first_year
    from plan
    cross join seen_span
),
each as (
    select unnest(generate_series(first_year, year(until)))::integer as year, until from span
)
select year, least(make_date(year, 12, 31), until) as as_of
from each
order by year
