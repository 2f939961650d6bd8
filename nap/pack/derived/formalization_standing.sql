/*
about = "Where each organisation stands on the last day of data: its highest rung, since when, and whether it goes on, waits long, or has dropped out."
kept  = true
needs = ["judged_on", "formalization_wait"]
*/
-- dropped_expired: its licence ran out more than a year ago and was not renewed. dropped_quiet: no licence in force and
-- no step for three years. expired: its licence ran out within the last year. long: it waits longer than three quarters of those who went on needed, where at least five
-- went on. top: the highest rung this pack records. waiting: all others.
with until as (
    select as_of from judged_on where table_name = 'formalization_step'
),
usual as (
    select step, quantile_cont(days, 0.75) as days_q75
    from formalization_wait
    where days is not null
    group by step
    having count(*) >= 5
),
licence as (
    select
        organisation_code,
        step_date as issued_on,
        expiry_date,
        document,
        coalesce(expiry_date >= as_of, true) as is_in_force
    from formalization_step
    join until on step_date <= as_of
    where step = 'licence_issued'
),
reached as (
    select organisation_code, max(step_date) as last_step_on, min(step_date) as first_step_on
    from formalization_step
    join until on step_date <= as_of
    group by all
),
top as (
    select organisation_code, step, step_date
    from formalization_wait
    where step_date is not null
    qualify step_date is not null and row_number() over (partition by organisation_code order by list_position([
        'identified', 'registered', 'legal_entity', 'permit_applied', 'licence_issued', 'environmental_permit',
        'sells_legally', 'compliant'
    ], step) desc) = 1
)
select
    organisation_code,
    organisation.place_code,
    top.step,
    top.step_date as since,
    waits.step as next_step,
    waits.days_waiting,
    days_q75 as usual_days,
    last_step_on,
    licence.expiry_date,
    coalesce(is_in_force, false) as has_licence,
    case
        when expiry_date < until.as_of - interval 1 year then 'dropped_expired'
        when expiry_date < until.as_of then 'expired'       -- the last day still counts as valid
        when waits.step is null then 'top'
        when not has_licence and last_step_on < until.as_of - interval 3 year then 'dropped_quiet'
        when days_waiting > days_q75 then 'long'
        else 'waiting'
    end as state
from top
join organisation using (organisation_code)
join reached using (organisation_code)
cross join until
left join licence using (organisation_code)
left join formalization_wait as waits
    on waits.organisation_code = top.organisation_code and waits.step_date is null
left join usual on usual.step = waits.step
order by organisation_code
