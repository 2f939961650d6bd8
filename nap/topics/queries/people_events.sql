/*
about  = "Events for health workers that ended in the years chosen, by kind: events, people, and how many of the events give no number."
tables = ["event"]
*/
select
    kind,
    count(*) as events_count,
    count(*) filter (coalesce(participants_f, participants_m, participants_unknown) is null) as uncounted,
    sum(coalesce(participants_f, 0) + coalesce(participants_m, 0) + coalesce(participants_unknown, 0))
        filter (coalesce(participants_f, participants_m, participants_unknown) is not null)::bigint as people_count,
    count(distinct event.place_code) as places_count,
    max(end_date) as last_date
from event
cross join nation
where list_contains(audience, 'health')
    and end_date <= $as_of
    and year(end_date) between $year_from and $year_to
    and coalesce(event.place_code, nation.place_code) in (select place_code from place_up where up_code = $place)
group by kind
order by events_count desc, kind
