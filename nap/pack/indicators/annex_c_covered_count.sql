/*
title    = "Elements of Annex C covered"
unit     = "elements"
better   = "higher"
annex_c  = ["k"]
about    = "Of the eleven elements that Annex C requires, (a) to (k), those that an activity of the plan names. A target also covers (a), an estimate of mercury use (d), and an activity with a planned day (k)."
caveat   = "Speaks of these data, not of the plan’s text: a plan may hold an element that no activity here names. Covered is not carried out. A picture of today, shown under the last year of data; n counts the activities that name an element."
tables   = ["activity", "mercury_use", "target"]
*/
-- Where no activity names any element, nothing can be told: no row.
with named as (
    select unnest(annex_c) as letter from activity
    union
    select 'a' from target
    union
    select 'd' from mercury_use
    union
    select 'k' from activity where planned_start is not null or planned_end is not null
)
select
    place_code,
    (select year(as_of)::integer from judged_on where table_name = 'activity') as year,
    null::varchar as method_series,
    null::varchar as series,
    (select count(*) from named where letter in ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'))::double as value,
    null::double as low,
    null::double as high,
    (select count(*) from activity where len(annex_c) > 0) as n
from nation
where n > 0
