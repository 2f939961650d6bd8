/*
about  = "Seizures of mercury at a place in the chosen years, the latest first; $place null: in the whole country."
tables = ["seizure"]
*/
select
    seizure_code,
    seizure_date,
    year(seizure_date) as year,
    seizure.place_code,
    place_name,
    hg_kg,
    gross_kg,
    origin_iso3,
    destination_iso3,
    declared_hs,
    agency,
    columns('^concealment|^case_status')
from seizure
left join place using (place_code)
where year(seizure_date) between $year_from and $year_to
    and (
        $place is null
        or coalesce(seizure.place_code, (select place_code from nation)) in (
            select place_code from place_up where up_code = $place
        )
    )
order by seizure_date desc, seizure_code
