/*
title   = "Money still missing"
unit    = "US$"
better  = "lower"
annex_c = ["k"]
about   = "Money the plan asks for that nobody has secured: planned less secured, line by line. Secured is what is committed, or already paid out or spent, up to what the line plans. Other currencies are turned into US dollars at the rate of the budget."
caveat  = "The value counts lines of which the budget tells what is committed, or that nobody pays; n says how many. The range reaches up to what lines that do not tell it would lack if nothing were secured. Lines that are not costed count nowhere, so what they need comes on top. Where no line tells, there is no figure. The whole plan is shown under the last year of data."
tables  = ["activity", "budget_line"]
series  = "funding"
*/
with line as (
    select
        coalesce(activity.place_code, nation.place_code) as place_code,
        funding,
        missing_usd,
        untold_usd,
        is_gap_told
    from budget_usd
    left join activity using (activity_code)
    cross join nation
    where planned_usd is not null
)
select
    up_code as place_code,
    latest.year,
    null::varchar as method_series,
    funding as series,
    sum(missing_usd) as value,
    value as low,
    value + sum(untold_usd) as high,
    count(*) filter (is_gap_told) as n                     -- lines of which it can be told
from line
join place_up using (place_code)
cross join (select year(as_of)::integer as year from judged_on where table_name = 'budget_line') as latest
group by grouping sets ((up_code, latest.year, funding), (up_code, latest.year))
having n > 0 and (grouping(funding) = 1 or funding is not null)
