/*
about  = "Licences at the place where the register's own word and the dates disagree: how many of each, and of how many the register says anything known."
tables = ["formalization_step", "organisation"]
*/
with judged as (
    select max(as_of) as as_of from judged_year where table_name = 'formalization_step' and year <= $year_to
)
select
    count(*) as licences,
    count(is_called_valid) as said,
    count(*) filter (is_called_valid and expiry_date < as_of) as expired_called_valid,
    count(*) filter (not is_called_valid and coalesce(expiry_date, 'infinity'::date) >= as_of) as valid_called_otherwise,
    count(*) filter (expiry_date is null) as endless,
    any_value(as_of) as as_of
from formalization_step
join organisation using (organisation_code)
join place_up using (place_code)
join judged on step_date <= as_of
where step = 'licence_issued' and up_code = $place
