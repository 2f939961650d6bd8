/*
title   = "Share of the planned money that is spent"
unit    = "%"
better  = "higher"
annex_c = ["k"]
about   = "Money spent so far as a share of the money planned, over the budget lines that plan a sum and report what was spent."
caveat  = "Lines without a plan, with a plan of zero or without a report are left out; n says how many lines remain. More than 100 % means that more was spent than planned. The whole plan is shown under the last year of data. Spending money is not the same as reducing mercury."
tables  = ["activity", "budget_line"]
series  = "funding"
*/
with line as (
    select
        coalesce(activity.place_code, nation.place_code) as place_code,
        funding,
        planned_usd,
        spent_usd
    from budget_usd
    left join activity using (activity_code)
    cross join nation
    where planned_usd > 0 and spent_usd is not null
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    funding as series,
    100.0 * sum(spent_usd) / sum(planned_usd) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- lines that count
from line
join place_up using (place_code)
cross join (select year(as_of)::integer as year from judged_on where table_name = 'budget_line') as latest
group by grouping sets ((up_code, year, funding), (up_code, year))
having grouping(funding) = 1 or funding is not null
