/*
about  = "The whole plan by element of Annex C: the strategies, activities and money that name it, and what it names alone; an activity that names several counts for each."
tables = ["activity", "budget_line"]
*/
-- Elements that nothing names have no row. A sum that no line knows is null, not zero.
with named as (
    select activity_code, strategy_code, unnest(list_distinct(annex_c)) as letter, len(list_distinct(annex_c)) as letters
    from activity
),
meant as (
    select letter, strategy_code from named
    union
    select unnest(annex_c), strategy_code from strategy
),
by_strategy as (
    select letter, list(strategy_code order by strategy_code) filter (strategy_code is not null) as strategies
    from meant
    group by letter
),
by_activity as (
    select letter, count(*) as activities_count, count(*) filter (letters = 1) as alone_count
    from named
    group by letter
),
by_line as (
    select
        letter,
        count(*) as lines_count,
        count(*) filter (planned = 0) as zero_count,
        count(*) filter (planned is null) as uncosted_count,
        sum(planned / units_per_usd) filter (units_per_usd > 0) as planned_usd
    from named
    join budget_line using (activity_code)
    group by letter
)
select
    letter,
    coalesce(strategies, []) as strategies,
    coalesce(activities_count, 0) as activities_count,
    coalesce(alone_count, 0) as alone_count,
    coalesce(lines_count, 0) as lines_count,
    coalesce(zero_count, 0) as zero_count,
    coalesce(uncosted_count, 0) as uncosted_count,
    planned_usd
from by_strategy
left join by_activity using (letter)
left join by_line using (letter)
order by letter
