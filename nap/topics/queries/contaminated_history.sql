/*
about  = "The steps of one contaminated site, the latest first, with the days spent in each: until the next began, or until the day the register is judged on."
tables = ["contaminated_site", "contaminated_site_stage"]
*/
select
    contaminated_stage.stage,
    contaminated_stage.started_on,
    contaminated_stage.ended_on,
    date_diff('day', contaminated_stage.started_on, coalesce(contaminated_stage.ended_on, greatest($as_of, contaminated_stage.started_on)))
        as days,
    contaminated_stage.owner,
    contaminated_stage.cost_usd,
    columns('^note(_..)?$'),
    contaminated_stage.is_history
from contaminated_stage
left join contaminated_site_stage as told using (contaminated_site_code, stage, started_on)
where contaminated_site_code = $csite
order by turn desc
