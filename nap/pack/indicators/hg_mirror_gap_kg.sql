/*
title   = "Mercury that partners report as sent and the country does not report as received"
unit    = "kg"
better  = "neither"
annex_c = ["f"]
about   = "Mercury (code 280540 of the Harmonized System) that partner countries report as exported to the country in the year, less what the country reports as imported from them. Above 0 more was sent than arrived by the books, below 0 less."
caveat  = "Only partners that report anything in the year are compared. A gap has harmless causes too: other ways of counting, goods reported late, under another code or another country, goods that only pass through. Flows without a weight are left out. A gap near 0 is no proof: what nobody reports shows nowhere, and partners above and below cancel out."
tables  = ["trade_flow"]
*/
select
    nation.place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    sum(mirror_kg - own_kg) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- partners compared
from trade_mirror
cross join nation
where direction = 'import' and hs6 = '280540' and mirror_kg is not null and own_kg is not null
group by nation.place_code, year
