/*
title    = "Mercury used"
unit     = "t"
better   = "lower"
annex_c  = ["a", "d"]
about    = "Mercury used by small-scale gold mining in the year: what was put in, less what was recovered and used again. Where the source does not state it, it follows from the gold produced and the mercury lost per gold."
caveat   = "Estimates made with different methods are kept apart and must not be compared. Where an estimate is unknown, or a place or one of its practices is missing that the series gives in another year, no total is given: a gap is not a fall. What is no longer mined needs a row of 0. The range adds the low ends and the high ends, as if all errors went the same way; it is wider than a full calculation would give. Estimates of single projects are left out."
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
    use_kg / 1000 as value,
    case when use_ranged = estimates then use_low_kg / 1000 end as low,
    case when use_ranged = estimates then use_high_kg / 1000 end as high,
    estimates::bigint as n
from mercury_up                       -- one missing or unknown estimate: we cannot tell
where is_whole
    and use_known = estimates
