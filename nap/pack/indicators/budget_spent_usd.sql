/*
title    = "Money spent"
unit     = "US$"
better   = "neither"
annex_c  = ["k"]
about    = "Money spent on the plan so far, by where it came from. Other currencies are turned into US dollars at the rate of the budget."
caveat   = "Adds the budget lines that report what was spent; n says how many, and lines without a report are not counted as zero. Spending to date is shown under the last year of data. Money for activities without a place counts for the whole country."
tables   = ["activity", "budget_line"]
series   = "funding"
additive = true
*/
with line as (
    select
        coalesce(activity.place_code, nation.place_code) as place_code,
        funding,
        spent_usd as usd
    from budget_usd
    left join activity using (activity_code)
    cross join nation
    where spent_usd is not null
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    funding as series,
    sum(usd) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- lines whose sum is known
from line
join place_up using (place_code)
cross join (select year(as_of)::integer as year from judged_on where table_name = 'budget_line') as latest
group by grouping sets ((up_code, year, funding), (up_code, year))
having grouping(funding) = 1 or funding is not null
