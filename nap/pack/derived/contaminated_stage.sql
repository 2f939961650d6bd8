/*
about = "Every step of every contaminated site with the day it began and the day the next one did: from the history, or the present step alone where there is none."
kept  = true
*/
-- turn counts the steps of a site in the order they were taken; ended_on is null for the present one. Of two steps begun
-- on one day the higher counts as the later.
with known as (
    select contaminated_site_code, stage, started_on, owner, cost_usd, true as is_history
    from contaminated_site_stage
    where stage is not null
    union all by name
    select contaminated_site_code, stage, stage_date as started_on, risk_owner as owner, false as is_history
    from contaminated_site
    where stage is not null
        and contaminated_site_code not in (select contaminated_site_code from contaminated_site_stage)
)
select
    contaminated_site_code,
    contaminated_site.place_code,
    row_number() over taken as turn,
    known.stage,
    known.started_on,
    lead(known.started_on) over taken as ended_on,
    known.owner,
    known.cost_usd,
    known.is_history
from known
join contaminated_site using (contaminated_site_code)
window taken as (partition by contaminated_site_code order by known.started_on, known.stage)
order by contaminated_site_code, turn
