/*
about = "The first and the last year the pack speaks of; the plan's own period where there are no dated rows."
*/
select
    coalesce((select min(year) from calendar), plan.baseline_year, plan.period_start, year(current_date))::integer as first_year,
    coalesce((select max(year) from calendar), plan.period_start, plan.baseline_year, year(current_date))::integer as last_year
from plan
