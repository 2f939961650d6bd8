/*
about  = "Each rung of the ladder at the place: who has taken it, how long that took from the rung below, and who waits for it still or has dropped out before it."
tables = ["formalization_step", "organisation"]
*/
select
    step,
    any_value(step_below) as step_below,
    count(step_date) as reached,
    count(days) as n,
    quantile_cont(days, 0.25) as days_q25,
    median(days) as days_median,
    quantile_cont(days, 0.75) as days_q75,
    count(*) filter (step_date is not null and step_below is not null and days is null) as unclear,
    count(*) filter (step_date is null and not has_dropped_out) as waiting,
    median(days_waiting) filter (not has_dropped_out) as days_waiting_median,
    count(*) filter (step_date is null and has_dropped_out) as dropped,
    max(as_of) as as_of
from (
    select formalization_wait.*, state in ('dropped_expired', 'dropped_quiet') as has_dropped_out
    from formalization_wait
    join formalization_standing using (organisation_code)
)
join place_up using (place_code)
where up_code = $place
group by step
order by list_position([
    'identified', 'registered', 'legal_entity', 'permit_applied', 'licence_issued', 'environmental_permit',
    'sells_legally', 'compliant'
], step)
