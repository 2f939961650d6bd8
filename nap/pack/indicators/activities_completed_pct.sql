/*
title   = "Activities completed"
unit    = "%"
better  = "higher"
annex_c = ["k"]
about   = "Share of the workplan's activities that are completed, in all and for each element of Annex C of the Convention. Activities that were cancelled, or whose state is unknown, are left out."
caveat  = "A picture of today, shown under the last year of data. It counts activities, large and small alike; it says nothing of money spent or mercury reduced. An activity that serves several elements counts for each of them."
tables  = ["activity"]
series  = "annex_c"
*/
with placed as (
    select
        coalesce(activity.place_code, nation.place_code) as place_code,
        list_distinct(annex_c) as letters,
        status = 'completed' as is_completed
    from activity
    cross join nation
    where status <> 'cancelled'               -- passes over an unknown status too
),
lettered as (
    select place_code, null::varchar as letter, is_completed from placed
    union all
    select place_code, unnest(letters) as letter, is_completed from placed
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    letter as series,
    100.0 * avg(is_completed::integer) as value,
    null::double as low,
    null::double as high,
    count(*) as n
from lettered
join place_up using (place_code)
cross join (select year(as_of)::integer as year from judged_on where table_name = 'activity') as latest
group by up_code, year, letter
