/*
about  = "The currencies of the budget with their sums, rates and the days of the rates; the US dollar needs no rate."
tables = ["budget_line", "activity"]
*/
-- A rate is old two years before the last day of the pack. norate: lines whose rate is zero, left out of every dollar sum.
select
    currency,
    count(*) as lines_count,
    sum(planned) as planned,
    sum(planned / units_per_usd) filter (units_per_usd > 0) as planned_usd,
    sum(spent) as spent,
    sum(spent / units_per_usd) filter (units_per_usd > 0) as spent_usd,
    min(units_per_usd) as rate_low,
    max(units_per_usd) as rate_high,
    min(rate_date) as rate_first,
    max(rate_date) as rate_last,
    count(*) filter (currency <> 'USD' and rate_date is null) as undated_count,
    count(*) filter (currency <> 'USD' and rate_date < $as_of - interval 2 year) as old_count,
    count(*) filter (units_per_usd <= 0) as norate_count
from budget_line
join activity_at using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
group by currency
order by planned_usd desc nulls last, currency
