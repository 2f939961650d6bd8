/*
title   = "Organised miners who work under a valid licence"
unit    = "%"
better  = "higher"
annex_c = ["c"]
about   = "Members of organisations with a licence that is valid on the last day of the year, as a share of the members of all organisations known by then."
caveat  = "Miners outside any known organisation are not counted, so this is not the share of all miners. Organisations whose numbers of women and men are not both known are left out. Membership is as last recorded, also for earlier years, and a renewal replaces the date a licence was issued on, so a change over the years is no progress. A licence without an end counts as valid."
tables  = ["formalization_step", "organisation"]
history = false
*/
with by_place as (
    select
        place_code,
        year,
        count(*) as organisations,
        sum(members_f + members_m) as members,
        sum(case
            when issued <= as_of and coalesce(expires, 'infinity'::date) >= as_of then members_f + members_m
            else 0
        end) as formal
    from licence_term
    join organisation using (organisation_code, place_code)
    join judged_year on table_name = 'formalization_step' and since <= as_of
    where members_f is not null and members_m is not null
    group by place_code, year
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    100.0 * sum(formal) / sum(members) as value,
    null::double as low,
    null::double as high,
    sum(organisations)::bigint as n   -- organisations whose members are known
from by_place
join place_up using (place_code)
group by up_code, year
having sum(members) > 0
