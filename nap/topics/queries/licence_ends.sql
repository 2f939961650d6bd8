/*
about  = "Licences at the place by the quarter in which they end, and by what their dates say on the last day of data of the chosen years."
tables = ["formalization_step", "organisation"]
*/
with judged as (
    select max(as_of) as as_of from judged_year where table_name = 'formalization_step' and year <= $year_to
)
select
    date_trunc('quarter', expiry_date)::date as quarter,
    case
        when expiry_date >= as_of and expiry_date <= as_of + interval 12 month then 'soon'
        when expiry_date >= as_of then 'later'
        when is_called_valid then 'expired_called_valid'
        else 'expired'
    end as state,
    count(*) as licences
from formalization_step
join organisation using (organisation_code)
join place_up using (place_code)
join judged on step_date <= as_of
where step = 'licence_issued' and up_code = $place and expiry_date is not null
group by all
order by quarter, state
