/*
title   = "Women among those trained"
unit    = "%"
better  = "higher"
annex_c = ["g", "h", "j"]
about   = "Women as a share of the women and men who took part in trainings that ended in the year."
caveat  = "Only trainings that count both women and men are in it; people whose sex nobody wrote down are in neither number. Trainings without a place count for the whole country."
tables  = ["event"]
*/
select
    up_code as place_code,
    calendar.year,
    null::varchar as method_series,
    null::varchar as series,
    100.0 * sum(participants_f) / sum(participants_f + participants_m) as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- trainings that count both
from event
join calendar on calendar.year = year(end_date) and end_date <= calendar.as_of
cross join nation
join place_up on place_up.place_code = coalesce(event.place_code, nation.place_code)
where kind = 'training' and participants_f is not null and participants_m is not null
group by up_code, calendar.year
having sum(participants_f + participants_m) > 0
