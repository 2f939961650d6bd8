/*
about  = "Organisations at the place that are in one of the states asked for, the longest without a step first; $most at most."
tables = ["formalization_step", "organisation"]
*/
select
    organisation_code,
    organisation_name,
    place_name,
    step,
    since,
    next_step,
    days_waiting,
    usual_days,
    last_step_on,
    expiry_date,
    state
from formalization_standing
join organisation using (organisation_code)
left join place on place.place_code = organisation.place_code
join place_up on place_up.place_code = organisation.place_code
where up_code = $place and state in (select unnest($states))
order by last_step_on, organisation_code
limit $most
