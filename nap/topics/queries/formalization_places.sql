/*
about  = "For each of the places asked for: organisations that wait longer than usual, that dropped out, and the days from the first step to a licence."
tables = ["formalization_step", "organisation"]
*/
with licence as (
    select
        organisation_code,
        min(step_date) filter (step <> 'licence_issued') as first_step_on,
        min(step_date) filter (step = 'licence_issued') as issued_on
    from formalization_step
    where step_date <= (select as_of from judged_on where table_name = 'formalization_step')
    group by organisation_code
)
select
    up_code as place_code,
    -- where one rung alone is on record, nobody can be seen to wait
    case when (select count(distinct step) > 1 from formalization_wait) then count(*) filter (state = 'long') end as long,
    count(*) filter (state in ('dropped_expired', 'dropped_quiet')) as dropped,
    median(date_diff('day', first_step_on, issued_on)) filter (first_step_on <= issued_on) as days_to_licence,
    count(*) filter (first_step_on <= issued_on) as n
from formalization_standing
join licence using (organisation_code)
join place_up using (place_code)
where up_code in (select unnest($places))
group by up_code
