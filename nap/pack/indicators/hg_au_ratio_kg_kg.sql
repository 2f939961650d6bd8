/*
title   = "Mercury used per gold produced"
unit    = "kg/kg"
better  = "lower"
annex_c = ["d", "e"]
about   = "All mercury used divided by all gold produced. Gold won without mercury counts in the total."
caveat  = "Estimates made with different methods are kept apart and must not be compared. Where an estimate lacks mercury or gold, or a place or one of its practices is missing that the series gives in another year, no ratio is given. A change of the total may come from a change of practices as well as from less mercury in each of them."
tables  = ["mercury_use"]
series  = "practice"
*/
select
    place_code,
    year,
    method_series,
    practice as series,
    use_kg / gold_kg as value,          -- ratio of sums, never a mean of ratios
    null::double as low,
    null::double as high,
    estimates::bigint as n
from mercury_up
where is_gold_whole and use_known = estimates and gold_known = estimates and gold_kg > 0
