/*
title    = "Certificates handed out"
unit     = "people"
better   = "higher"
annex_c  = ["g", "h", "j"]
about    = "People who received a certificate at a training or another event that ended in the year."
caveat   = "A person who earns two certificates counts twice. Events that do not say how many were handed out are left out. Events without a place count for the whole country."
tables   = ["event"]
additive = true
*/
select
    up_code as place_code,
    calendar.year,
    null::varchar as method_series,
    null::varchar as series,
    sum(certificates)::double as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- events that say how many
from event
join calendar on calendar.year = year(end_date) and end_date <= calendar.as_of
cross join nation
join place_up on place_up.place_code = coalesce(event.place_code, nation.place_code)
where certificates is not null
group by up_code, calendar.year
