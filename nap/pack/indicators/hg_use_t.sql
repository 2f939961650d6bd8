/*
title    = "Mercury used"
unit     = "t"
better   = "lower"
annex_c  = ["a", "d"]
about    = "Mercury used by small-scale gold mining in the year: what was put in, less what was recovered and used again. Where the source does not state it, it follows from the gold produced and the mercury lost per gold."
caveat   = "Estimates made with different methods are kept apart and must not be compared. Where an estimate is unknown, or a place or one of its practices is missing that the series gives in another year, no total is given: a gap is not a fall. What is no longer mined needs a row of 0. The range comes from random draws: an error that places share, such as a ratio taken from one study, is drawn once for all of them, and errors of their own partly cancel out. Where one estimate alone makes the figure, its range is as the source states it. An estimate without a stated range leaves the total without one. Estimates of single projects are left out."
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
    use_kg / 1000 as value,
    low_kg / 1000 as low,
    high_kg / 1000 as high,
    estimates::bigint as n
from mercury_up                       -- one missing or unknown estimate: we cannot tell
left join mercury_range
    on flow = 'use'
    and mercury_range.place_code = mercury_up.place_code
    and mercury_range.year = mercury_up.year
    and mercury_range.method_series = mercury_up.method_series
    and mercury_range.practice is not distinct from mercury_up.practice
where is_whole
    and use_known = estimates
