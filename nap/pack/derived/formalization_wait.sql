/*
about = "How long each organisation waited, or still waits, on each rung of the ladder: one row per organisation and rung, from the rung below."
kept  = true
needs = ["judged_on"]
*/
-- Only rungs that stand on record anywhere in the pack are rungs: a register of licences alone says nothing about the
-- rung above. step_date is null while the organisation waits for the rung next after the highest it has reached. days is
-- null where the rung below is not on record, or dated after this one (a renewal replaced its date).
with until as (
    select as_of from judged_on where table_name = 'formalization_step'
),
rung as (
    select
        step,
        row_number() over (order by list_position([
            'identified', 'registered', 'legal_entity', 'permit_applied', 'licence_issued', 'environmental_permit',
            'sells_legally', 'compliant'
        ], step)) as number
    from (select distinct step from formalization_step)
),
taken as (
    select organisation_code, rung.step, number, step_date
    from formalization_step
    join rung using (step)
    join until on step_date <= as_of
),
highest as (
    select organisation_code, max(number) as number
    from taken
    group by all
),
climb as (
    select organisation_code, number, step, step_date from taken
    union all
    select organisation_code, rung.number, rung.step, null
    from highest
    join rung on rung.number = highest.number + 1
)
select
    climb.organisation_code,
    place_code,
    climb.step,
    below.step as step_below,
    below.step_date as since,
    climb.step_date,
    as_of,
    case when below.step_date <= climb.step_date then date_diff('day', below.step_date, climb.step_date) end as days,
    case when climb.step_date is null then date_diff('day', below.step_date, as_of) end as days_waiting
from climb
join organisation using (organisation_code)
cross join until
left join taken as below on below.organisation_code = climb.organisation_code and below.number = climb.number - 1
order by organisation_code, climb.number
