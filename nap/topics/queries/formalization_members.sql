/*
about  = "Per year: organisations known at the place, those whose members are known, their members, and those under a valid licence."
tables = ["formalization_step", "organisation"]
*/
with known as (
    select
        organisation_code,
        min(step_date) as since,
        min(step_date) filter (step = 'licence_issued') as issued,
        max(expiry_date) filter (step = 'licence_issued') as expires
    from formalization_step
    group by organisation_code
)
select
    year,
    as_of,
    count(*) as organisations,
    count(members_f + members_m) as counted,
    sum(members_f + members_m) as members,
    sum(case
        when issued <= as_of and coalesce(expires, 'infinity'::date) >= as_of then members_f + members_m
        when members_f + members_m is not null then 0
    end) as formal
from known
join organisation using (organisation_code)
join place_up using (place_code)
join judged_year on table_name = 'formalization_step' and since <= as_of
where up_code = $place and year between $year_from and $year_to
group by year, as_of
order by year
