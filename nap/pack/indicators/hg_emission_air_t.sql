/*
title    = "Mercury emitted to air"
unit     = "t"
better   = "lower"
annex_c  = ["d", "e"]
about    = "Mercury that goes into the air when amalgam is burned: mercury in the amalgam, less what retorts capture. It follows from the gold produced and the mercury per gold of each practice."
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
    air_kg / 1000 as value,
    null::double as low,
    null::double as high,
    estimates::bigint as n
from mercury_up                       -- one missing or unknown estimate: we cannot tell
where is_whole
    and air_known = estimates
