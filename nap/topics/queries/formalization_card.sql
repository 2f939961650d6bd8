/*
about  = "One organisation on its way: every step on record, in the order of the ladder, with its dates and paper."
tables = ["formalization_step", "organisation"]
*/
select
    formalization_step.organisation_code,
    organisation_name,
    kind,
    place_name,
    members_f,
    members_m,
    state,
    formalization_standing.next_step,
    formalization_standing.days_waiting,
    usual_days,
    formalization_step.step,
    formalization_step.step_date,
    formalization_step.expiry_date,
    document,
    register_status,
    is_called_valid,
    area,
    area_unit,
    days,
    formalization_step.expiry_date < as_of as is_expired
from formalization_step
join organisation using (organisation_code)
join formalization_standing using (organisation_code)
left join formalization_wait
    on formalization_wait.organisation_code = formalization_step.organisation_code and formalization_wait.step = formalization_step.step
left join place on place.place_code = organisation.place_code
where formalization_step.organisation_code = $organisation and formalization_step.step_date <= as_of
order by list_position([
    'identified', 'registered', 'legal_entity', 'permit_applied', 'licence_issued', 'environmental_permit',
    'sells_legally', 'compliant'
], formalization_step.step)
