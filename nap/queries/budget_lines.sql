/*
about  = "Every budget line of the activities of a place in the chosen years, in its own currency and in US dollars."
tables = ["activity", "budget_line"]
*/
select
    budget_code,
    activity_code,
    columns('^title(_..)?$'),
    funding,
    donor,
    currency,
    units_per_usd,
    rate_date,
    planned,
    committed,
    disbursed,
    spent,
    planned / nullif(units_per_usd, 0) as planned_usd,
    committed / nullif(units_per_usd, 0) as committed_usd,
    disbursed / nullif(units_per_usd, 0) as disbursed_usd,
    spent / nullif(units_per_usd, 0) as spent_usd
from budget_line
join activity using (activity_code)
join activity_at using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
order by activity_code, budget_code
