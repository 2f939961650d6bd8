/*
about = "Every year the pack speaks of, with the day up to which it can be judged: 31 December, or the last day of data."
kept  = true
*/
with seen as (
    select visit_date as day from site_visit
    union all select step_date from formalization_step
    union all select stage_date from contaminated_site
    union all select sampled_on from sample
    union all select seizure_date from seizure
    union all select end_date from event
    union all select actual_end from activity
    union all select make_date(year, 12, 31) from mercury_use
),
span as (
    select
        greatest(year(min(day)), 1950) as first_year,
        coalesce(any_value(data_until), least(max(day), current_date)) as until
    from seen
    cross join plan
    where year(day) between 1950 and 2200
)
select
    unnest(generate_series(first_year, year(until)))::integer as year,
    least(make_date(unnest(generate_series(first_year, year(until)))::integer, 12, 31), until) as as_of
from span
where first_year is not null
order by all
