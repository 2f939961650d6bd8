/*
title   = "Mercury imported"
unit    = "kg"
better  = "lower"
annex_c = ["f"]
about   = "Mercury the country itself reports as imported in the year (code 280540 of the Harmonized System)."
caveat  = "Legal imports for every use, not for gold mining alone; smuggled mercury is not in it. Imports whose weight is not stated are left out, so the true figure can be higher. What partner countries report is not mixed in."
tables  = ["trade_flow"]
*/
select
    nation.place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    sum(net_kg) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- flows whose weight is known
from trade_flow
cross join nation
where direction = 'import' and reported_by = 'own' and hs_code like '280540%' and net_kg is not null
group by nation.place_code, year
