/*
about  = "Events at the place, or for the whole country where the nation is chosen: held in the chosen years, or under way or planned on the day events are judged on."
tables = ["event"]
*/
-- An event without a place, online or for all, stands for the nation, as in the indicators.
select
    event_code,
    kind,
    columns('^topic(_..)?$'),
    columns('^title(_..)?$'),
    start_date,
    end_date,
    place_name,
    is_online,
    organiser,
    audience,
    participants_f,
    participants_m,
    participants_unknown,
    certificates,
    case
        when start_date > $as_of then 'planned'
        when end_date > $as_of then 'under_way'
        else 'held'
    end as state
from event
cross join nation
join place_up on place_up.place_code = coalesce(event.place_code, nation.place_code)
left join place on place.place_code = event.place_code
where up_code = $place
    and (end_date > $as_of or year(end_date) between $year_from and $year_to)
order by start_date desc, event_code
