/*
about  = "Every licence at the place with its end, judged on the last day of data of the chosen years, and what the register says of it."
tables = ["formalization_step", "organisation"]
*/
with judged as (
    select max(as_of) as as_of from judged_year where table_name = 'formalization_step' and year <= $year_to
)
select
    organisation_code,
    organisation_name,
    place_name,
    document,
    step_date as issued_on,
    expiry_date,
    as_of,
    date_diff('day', as_of, expiry_date) as days_left,
    case
        when expiry_date < as_of then 'expired'                 -- the last day still counts as valid
        when expiry_date <= as_of + interval 3 month then 'months_3'
        when expiry_date <= as_of + interval 6 month then 'months_6'
        when expiry_date <= as_of + interval 12 month then 'months_12'
        else 'later'                                            -- or never, where there is no date of expiry
    end as state,
    register_status,
    is_called_valid,
    area,
    area_unit
from formalization_step
join organisation using (organisation_code)
join place using (place_code)
join place_up using (place_code)
join judged on step_date <= as_of
where step = 'licence_issued' and up_code = $place
order by expiry_date nulls last, organisation_name, organisation_code
