/*
about  = "How many registered sites of a place stand at each step, how many have come at least that far, and how long sites stay there: the median of the stays that have ended."
tables = ["contaminated_site", "contaminated_site_stage"]
*/
with here as (
    select contaminated_site_code, stage from contaminated_site
    where place_code in (select place_code from place_up where up_code = $place)
),
stays as (
    select
        contaminated_stage.stage,
        median(date_diff('day', started_on, ended_on)) filter (ended_on is not null) as median_days,
        count(ended_on) as stays_count,
        sum(cost_usd) as cost_usd
    from contaminated_stage
    join here using (contaminated_site_code)
    group by contaminated_stage.stage
)
select
    step.stage::integer as stage,
    count(here.stage) as sites_count,
    sum(count(here.stage)) over (order by step.stage desc)::bigint as reached_count,
    any_value(stays.median_days) as median_days,
    coalesce(any_value(stays.stays_count), 0) as stays_count,
    any_value(stays.cost_usd) as cost_usd
from range(1, 11) as step (stage)
left join here on here.stage = step.stage
left join stays on stays.stage = step.stage
group by step.stage
order by step.stage
