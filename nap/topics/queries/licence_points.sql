/*
about  = "Where licences lie, with what their dates say; a location that is protected, or not known to be free to show, is left out and counted. $most at most."
tables = ["formalization_step", "organisation"]
*/
with judged as (
    select max(as_of) as as_of from judged_year where table_name = 'formalization_step' and year <= $year_to
),
licence as (
    select
        organisation_code as code,
        organisation_name,
        place_name,
        document,
        expiry_date,
        lon,
        lat,
        not is_protected and lon is not null as is_shown,
        case
            when expiry_date < as_of then 'expired'
            when expiry_date <= as_of + interval 12 month then 'soon'
            else 'later'
        end as class
    from formalization_step
    join masked.organisation using (organisation_code)
    join place using (place_code)
    join place_up using (place_code)
    join judged on step_date <= as_of
    where step = 'licence_issued' and up_code = $place
)
select
    code,
    organisation_name,
    place_name,
    document,
    expiry_date,
    round(lon, 5) as lon,
    round(lat, 5) as lat,
    class,
    (select count(*) from licence where not is_shown) as hidden,
    (select count(*) from licence where is_shown) as shown
from licence
where is_shown
order by code
limit $most
