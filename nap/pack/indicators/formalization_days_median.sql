/*
title   = "Days from one step to the next"
unit    = "days"
better  = "lower"
annex_c = ["c"]
about   = "Median number of days between the step below on the ladder and this one, for organisations that took this step in the year."
caveat  = "Those who still wait are not in it, so it looks shorter than the wait will be. Counted only where both steps are on record and the one below comes first; a renewal replaces the date of a step, so a change over the years is no progress."
tables  = ["formalization_step", "organisation"]
history = false
series  = "step"
*/
select
    up_code as place_code,
    calendar.year,
    null::varchar as method_series,
    step as series,
    median(days)::double as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- organisations that took the step in the year
from formalization_wait
join calendar on calendar.year = year(step_date)
join place_up using (place_code)
where days is not null
group by all
