/*
title   = "Cost of a kilogram of mercury reduced"
unit    = "US$"
better  = "lower"
annex_c = ["a", "k"]
about   = "Money projects spent so far for each kilogram of mercury they claim to have reduced by themselves, over the projects that tell both. The range: with the mercury that others reduced by taking it over (low), and with the co-finance that has come (high)."
caveat  = "Spending as donors report it and claims as projects make them, neither measured nor checked here; projects that tell one of the two alone are left out, and n says how many remain. Spending serves other aims too, such as health or formalization, so this is not the price of mercury reduction alone. Claims for years to come or for all years of an effect are left out."
tables  = ["project", "reduction_claim"]
*/
with latest as (
    select max(year) as year from calendar
),
claimed as (
    select
        project,
        sum(hg_kg) filter (contribution = 'direct') as direct_kg,
        coalesce(sum(hg_kg) filter (contribution = 'replication'), 0) as replication_kg
    from reduction_claim
    cross join latest
    where coalesce(period, 'annual') = 'annual' and reduction_claim.year <= latest.year
    group by project
    having direct_kg > 0
)
select
    nation.place_code,
    latest.year,
    null::varchar as method_series,
    null::varchar as series,
    sum(spent_usd) / sum(direct_kg) as value,
    sum(spent_usd) / sum(direct_kg + replication_kg) as low,
    sum(spent_usd + coalesce(cofinance_materialised_usd, 0)) / sum(direct_kg) as high,
    count(*) as n                     -- projects that tell both
from project
join claimed using (project)
cross join latest
cross join nation
where spent_usd is not null
group by nation.place_code, latest.year
