/*
title    = "Mercury released to land and water"
unit     = "t"
better   = "lower"
annex_c  = ["d", "e"]
about    = "Mercury that is lost with tailings to land and water. It follows from the gold produced and the mercury per gold of each practice."
caveat   = "Where an estimate lacks what this is computed from, or a place or one of its practices is missing that the series gives in another year, no total is given: a gap is not a fall. Where the source states the mercury used, air and land and water together need not add up to it. Estimates of single projects are left out."
tables   = ["mercury_use"]
series   = "practice"
additive = true
source   = "Mass balance by process step, after O'Neill and Telmer (2017), Estimating Mercury Use and Documenting Practices in ASGM; the printed text has not been checked."
*/
select
    place_code,
    year,
    method_series,
    practice as series,
    land_water_kg / 1000 as value,
    null::double as low,
    null::double as high,
    estimates::bigint as n
from mercury_up                       -- one missing or unknown estimate: we cannot tell
where is_whole
    and land_water_known = estimates
