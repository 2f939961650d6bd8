/*
about  = "What each project spent and what mercury it claims to have reduced by itself, year by year; the cost of a kilogram where both are known, with its range."
tables = ["project", "reduction_claim"]
*/
-- low: mercury that others reduced by taking it over counts too. high: co-finance that has come counts too. Claims for all
-- years of an effect are left out, as are years to come: the money is spent, the mercury must be reduced too.
with claimed as (
    select
        project,
        sum(hg_kg) filter (contribution = 'direct') as direct_kg,
        sum(hg_kg) filter (contribution = 'replication') as replication_kg,
        min(year) as first_year,
        max(year) as last_year
    from reduction_claim
    where coalesce(period, 'annual') = 'annual' and year <= year($as_of::date)
    group by project
)
select
    coalesce(project.project, claimed.project) as project,
    donor,
    reported_on,
    spent_usd,
    disbursed_usd,
    cofinance_expected_usd,
    cofinance_materialised_usd,
    direct_kg,
    replication_kg,
    first_year,
    last_year,
    spent_usd / nullif(direct_kg, 0) as value,
    spent_usd / nullif(direct_kg + coalesce(replication_kg, 0), 0) as low,
    (spent_usd + coalesce(cofinance_materialised_usd, 0)) / nullif(direct_kg, 0) as high
from project
full join claimed on claimed.project = project.project
order by value nulls last, project
