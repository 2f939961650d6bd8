/*
title    = "Mercury emitted to air"
unit     = "t"
better   = "lower"
annex_c  = ["d", "e"]
about    = "Mercury that goes into the air when amalgam is burned: mercury in the amalgam, less what retorts capture. It follows from the gold produced and the mercury per gold of each practice."
caveat   = "Where one estimate of a place lacks what this is computed from, no figure is given. Where the source states the mercury used, air and land and water together need not add up to it. Estimates of single projects are left out."
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
        count(hg_emission_air_kg) as known,
        sum(hg_emission_air_kg) as kg
    from mercury_balance
    where scope <> 'project'
    group by all
)
select
    up_code as place_code,
    year,
    method_series,
    practice as series,
    sum(kg) / 1000 as value,
    null::double as low,
    null::double as high,
    sum(estimates)::bigint as n
from by_place
join place_up using (place_code)
group by grouping sets ((up_code, year, method_series, practice), (up_code, year, method_series))
having sum(known) = sum(estimates)                          -- one unknown estimate: we cannot tell
    and (grouping(practice) = 1 or practice <> 'all')
