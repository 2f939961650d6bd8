/*
about  = "Where organisations at the place stand on the last day of data: by highest rung and state, with their members by sex."
tables = ["formalization_step", "organisation"]
*/
select
    step,
    state,
    count(*) as organisations,
    count(members_f + members_m) as counted,       -- organisations whose women and men are both known
    sum(members_f) filter (members_m is not null) as members_f,
    sum(members_m) filter (members_f is not null) as members_m
from formalization_standing
join organisation using (organisation_code)
join place_up on place_up.place_code = organisation.place_code
where up_code = $place
group by step, state
order by step, state
