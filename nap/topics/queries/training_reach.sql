/*
about  = "Events held in the chosen years for each audience in each place directly below the chosen one; below_code is null for events for the whole of it, or online."
tables = ["event", "place"]
*/
with held as (
    select event_code, audience, coalesce(event.place_code, nation.place_code) as place_code
    from event
    cross join nation
    join calendar on calendar.year = year(end_date) and end_date <= calendar.as_of
    where calendar.year between $year_from and $year_to
),
below as (
    select place_up.place_code, place.place_code as below_code, place_name
    from place_up
    join place on place.place_code = up_code and place.place_code <> $place
    cross join nation
    where coalesce(parent_code, nation.place_code) = $place
),
each as (
    select event_code, unnest(audience) as audience, held.place_code
    from held
    join place_up on place_up.place_code = held.place_code and up_code = $place
)
select audience, below_code, count(distinct event_code) as events_count
from each
left join below using (place_code)
group by all
order by audience, below_code
