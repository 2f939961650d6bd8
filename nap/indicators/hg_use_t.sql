/*
title    = "Mercury used"
unit     = "t"
better   = "lower"
annex_c  = ["a", "d"]
about    = "Mercury used by small-scale gold mining in the year: what was put in, less what was recovered and used again. Where the source does not state it, it follows from the gold produced and the mercury lost per gold."
caveat   = "Estimates made with different methods are kept apart and must not be compared. Where one estimate of a place is unknown, no total is given. The range adds the low ends and the high ends, as if all errors went the same way; it is wider than a full calculation would give. Estimates of single projects are left out."
tables   = ["mercury_use"]
series   = "practice"
additive = true
source   = "Mass balance by process step, after O'Neill and Telmer (2017), Estimating Mercury Use and Documenting Practices in ASGM; the printed text has not been checked."
*/
with by_place as (
    select
        place_code,
        year,
        method_series,
        practice,
        count(*) as estimates,
        count(use_kg) as known,
        count(use_low_kg) as ranged,
        sum(use_kg) as use_kg,
        sum(use_low_kg) as low_kg,
        sum(use_high_kg) as high_kg
    from mercury_balance
    where scope <> 'project'
    group by all
)
select
    up_code as place_code,
    year,
    method_series,
    practice as series,
    sum(use_kg) / 1000 as value,
    case when sum(ranged) = sum(estimates) then sum(low_kg) / 1000 end as low,
    case when sum(ranged) = sum(estimates) then sum(high_kg) / 1000 end as high,
    sum(estimates)::bigint as n
from by_place
join place_up using (place_code)
group by grouping sets ((up_code, year, method_series, practice), (up_code, year, method_series))
having sum(known) = sum(estimates)                          -- one unknown estimate: we cannot tell
    and (grouping(practice) = 1 or practice <> 'all')
