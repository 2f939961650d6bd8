/*
about  = "How many registered sites of a place stand at each step, and how many have come at least that far."
tables = ["contaminated_site"]
*/
select
    stage,
    sites_count,
    sum(sites_count) over (order by stage desc) as reached_count
from (
    select step.stage::integer as stage, count(registered.stage) as sites_count
    from range(1, 11) as step (stage)
    left join (
        select stage from contaminated_site
        where place_code in (select place_code from place_up where up_code = $place)
    ) as registered on registered.stage = step.stage
    group by all
)
order by stage
