/*
about  = "Licences by what their dates say, for each place directly below the chosen one, and for those that lie nowhere below it."
tables = ["formalization_step", "organisation", "place"]
*/
with judged as (
    select max(as_of) as as_of from judged_year where table_name = 'formalization_step' and year <= $year_to
),
licence as (
    select organisation.place_code, expiry_date, is_called_valid, as_of
    from formalization_step
    join organisation using (organisation_code)
    join place_up on place_up.place_code = organisation.place_code and up_code = $place
    join judged on step_date <= as_of
    where step = 'licence_issued'
),
below as (
    select place_up.place_code, place.place_code as below_code, place_name, ended_year
    from place_up
    join place on place.place_code = up_code and place.place_code <> $place
    cross join nation
    where coalesce(parent_code, nation.place_code) = $place
)
select
    below_code,
    any_value(place_name) as place_name,
    any_value(ended_year) as ended_year,
    count(*) as licences,
    count(*) filter (coalesce(expiry_date, 'infinity'::date) >= as_of) as valid,
    count(*) filter (expiry_date between as_of and as_of + interval 12 month) as soon,
    count(*) filter (expiry_date < as_of) as expired,
    count(*) filter (expiry_date < as_of and is_called_valid) as called_valid
from licence
left join below using (place_code)
group by below_code
order by place_name nulls last
