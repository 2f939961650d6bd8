/*
about = "Every year the pack speaks of, with the day up to which it can be judged: 31 December, or the last day of data."
kept  = true
needs = ["own_day"]
*/
-- The years and days that data of past days are counted up to. Without a last day of data in the plan nothing is judged on
-- a day to come: today caps it, and that day is then part of the pack's edition (pack.py). Never empty: a pack without a
-- dated row, such as a plan with its budget alone, has the year of today, never that of a plan that began long ago. What
-- grows old by itself, such as a workplan, is judged on the day of its own table (judged_on.sql).
with seen_span as (
    select min(own_day.day) as first_day, least(max(own_day.day), any_value(today.day)) as last_day
    from own_day
    cross join today
),
span as (
    select
        coalesce(data_until, last_day, today.day) as until,
        least(year(first_day), year(until))::integer as first_year
    from plan
    cross join seen_span
    cross join today
),
each as (
    select unnest(generate_series(coalesce(first_year, year(until)), year(until)))::integer as year, until from span
)
select year, least(make_date(year, 12, 31), until) as as_of
from each
order by year
