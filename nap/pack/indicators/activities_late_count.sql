/*
title   = "Activities that are late"
unit    = "activities"
better  = "lower"
annex_c = ["k"]
about   = "Activities reported as delayed, or planned to be finished by the last day of the data and neither completed nor cancelled, in all and for each element of Annex C of the Convention."
caveat  = "A picture of today, shown under the last year of data. The value counts those known to be late; the range reaches up to all those of which the workplan does not tell. Where it tells of none, there is no figure. An activity that serves several elements counts for each of them."
tables  = ["activity"]
series  = "annex_c"
*/
with placed as (
    select
        coalesce(activity.place_code, nation.place_code) as place_code,
        list_distinct(annex_c) as letters,
        is_late,
        is_lateness_unknown
    from activity
    join activity_state using (activity_code)
    cross join nation
),
lettered as (
    select place_code, null::varchar as letter, is_late, is_lateness_unknown from placed
    union all
    select place_code, unnest(letters) as letter, is_late, is_lateness_unknown from placed
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    letter as series,
    count(*) filter (is_late)::double as value,
    value as low,
    value + count(*) filter (is_lateness_unknown) as high,
    count(*) filter (not is_lateness_unknown) as n                     -- activities of which it can be told
from lettered
join place_up using (place_code)
cross join (select year(as_of)::integer as year from judged_on where table_name = 'activity') as latest
group by up_code, year, letter
having n > 0
