/*
title    = "Mercury reduced, as projects claim it"
unit     = "kg"
better   = "higher"
annex_c  = ["a", "k"]
about    = "Mercury that projects say was reduced or avoided in the year: by themselves (direct), and by others who took over what they did (replication)."
caveat   = "Claims of projects, not measurements, and no part of the mercury balance. Several projects may claim the same place in the same year; the page “Donors” gives the total without such overlaps. What is counted over all years of an effect is left out here, as it must not be added to single years; so are claims for years to come."
tables   = ["reduction_claim"]
series   = "contribution"
additive = true
*/
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    contribution as series,
    sum(hg_kg) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- claims
from reduction_claim
join place_up using (place_code)
where coalesce(period, 'annual') = 'annual' and year <= (select max(year) from calendar)
group by grouping sets ((up_code, year, contribution), (up_code, year))
