/*
title    = "Activities of the plan"
unit     = "activities"
better   = "neither"
annex_c  = ["k"]
about    = "Lines of the workplan, by where they stand as the lead institution reports."
caveat   = "A picture of today, shown under the last year of data; earlier years are not known. Activities without a place count for the whole country, those whose state is unknown in the total only."
tables   = ["activity"]
series   = "status"
additive = true
*/
with placed as (
    select coalesce(activity.place_code, nation.place_code) as place_code, status
    from activity
    cross join nation
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    status as series,
    count(*)::double as value,
    null::double as low,
    null::double as high,
    count(*) as n
from placed
join place_up using (place_code)
cross join (select year(as_of)::integer as year from judged_on where table_name = 'activity') as latest
group by grouping sets ((up_code, year, status), (up_code, year))
having grouping(status) = 1 or status is not null
