/*
about  = "Every budget line of the activities of a place in the chosen years, in its own currency and in US dollars, with what is secured of it."
tables = ["activity", "budget_line"]
*/
select
    budget_code,
    activity_code,
    columns('^title(_..)?$'),
    strategy_code,
    coalesce(budget_line.year, year(planned_start)) as year,
    funding,
    donor,
    currency,
    units_per_usd,
    rate_date,
    planned,
    committed,
    disbursed,
    spent,
    planned_usd,
    committed_usd,
    disbursed_usd,
    spent_usd,
    secured_usd,
    untold_usd,
    missing_usd
from budget_line
join activity using (activity_code)
join activity_at using (activity_code)
left join (select budget_code, columns('^(planned|committed|disbursed|spent|secured|untold|missing)_usd$') from budget_usd) using (budget_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
order by activity_code, budget_code
