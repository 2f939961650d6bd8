/*
title   = "Co-finance that has come"
unit    = "US$"
better  = "higher"
annex_c = ["k"]
about   = "Money and services from partners beside the donors' grants: what has come so far, and beside it what was expected when the projects were approved."
caveat  = "As donors report on their projects; services in kind are counted at the value the partner gives them. Expected and come are two figures of the same money and are never added. A project that tells one of the two alone counts in that one alone."
tables  = ["project"]
series  = { expected = "Expected", materialised = "Materialised" }
*/
with told as (
    select 'materialised' as series, cofinance_materialised_usd as usd from project
    union all
    select 'expected', cofinance_expected_usd from project
    union all
    select null, cofinance_materialised_usd from project
)
select
    nation.place_code,
    latest.year,
    null::varchar as method_series,
    series,
    sum(usd) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- projects that tell it
from told
cross join nation
cross join (select max(year) as year from calendar) as latest
where usd is not null
group by all
