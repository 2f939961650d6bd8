/*
title    = "Mercury released to land and water"
unit     = "t"
better   = "lower"
annex_c  = ["d", "e"]
about    = "Mercury that is lost with tailings to land and water. It follows from the gold produced and the mercury per gold of each practice."
caveat   = "Where an estimate lacks what this is computed from, or a place or one of its practices is missing that the series gives in another year, no total is given: a gap is not a fall. Where the source states the mercury used, air and land and water together need not add up to it. The range comes from random draws around the gold and the mercury per gold; an error that places share is drawn once for all of them. It is known where both uncertainties are stated. Estimates of single projects are left out."
tables   = ["mercury_use"]
series   = "practice"
additive = true
source   = "Mass balance by process step, after O'Neill and Telmer (2017), Estimating Mercury Use and Documenting Practices in ASGM; the printed text has not been checked."
*/
select
    mercury_up.place_code,
    mercury_up.year,
    mercury_up.method_series,
    mercury_up.practice as series,
    land_water_kg / 1000 as value,
    low_kg / 1000 as low,
    high_kg / 1000 as high,
    estimates::bigint as n
from mercury_up                       -- one missing or unknown estimate: we cannot tell
left join mercury_range
    on flow = 'land_water'
    and mercury_range.place_code = mercury_up.place_code
    and mercury_range.year = mercury_up.year
    and mercury_range.method_series = mercury_up.method_series
    and mercury_range.practice is not distinct from mercury_up.practice
where is_whole
    and land_water_known = estimates
