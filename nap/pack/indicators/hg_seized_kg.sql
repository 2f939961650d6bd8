/*
title    = "Mercury seized"
unit     = "kg"
better   = "neither"
annex_c  = ["f"]
about    = "Mercury seized by the authorities in the year."
caveat   = "More seizures can mean more smuggling or better control. Seizures without a place count for the whole country."
tables   = ["seizure"]
additive = true
*/
with placed as (
    select
        coalesce(seizure.place_code, nation.place_code) as place_code,
        calendar.year,
        hg_kg
    from seizure
    join calendar on calendar.year = year(seizure_date) and seizure_date <= calendar.as_of
    cross join nation
    where hg_kg is not null
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    sum(hg_kg) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- seizures
from placed
join place_up using (place_code)
group by up_code, year
