/*
title   = "Mercury used per gold produced"
unit    = "kg/kg"
better  = "lower"
annex_c = ["d", "e"]
about   = "All mercury used divided by all gold produced, over the estimates that give both. Gold won without mercury counts in the total."
caveat  = "Estimates made with different methods are kept apart and must not be compared. A change of the total may come from a change of practices as well as from less mercury in each of them."
tables  = ["mercury_use"]
series  = "practice"
*/
with by_place as (
    select
        place_code,
        year,
        method_series,
        practice,
        count(*) as estimates,
        sum(use_kg) as use_kg,
        sum(gold_kg) as gold_kg
    from mercury_balance
    where scope <> 'project' and use_kg is not null and gold_kg is not null
    group by all
)
select
    up_code as place_code,
    year,
    method_series,
    practice as series,
    sum(use_kg) / sum(gold_kg) as value,                    -- ratio of sums, never a mean of ratios
    null::double as low,
    null::double as high,
    sum(estimates)::bigint as n
from by_place
join place_up using (place_code)
group by grouping sets ((up_code, year, method_series, practice), (up_code, year, method_series))
having sum(gold_kg) > 0 and (grouping(practice) = 1 or practice <> 'all')
