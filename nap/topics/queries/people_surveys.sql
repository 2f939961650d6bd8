/*
about  = "Every group of people measured in one matrix, form and basis: its median, the value nine in ten lie below, its people, place and time; the latest $most, and how many there are in all. Small groups are left out."
tables = ["sample"]
*/
select
    sample_code,
    population_group,
    place_name,
    sampled_on,
    date_precision,
    value,
    p90,
    is_below_lod,
    upper,
    unit,
    n,
    share_above_hbm1,
    share_above_hbm2,
    share_above,
    guidance_value,
    laboratory,
    count(*) over () as all_count
from measurement
left join place using (place_code)
where matrix = $matrix and species = $species and basis = $basis
    and place_code in (select place_code from place_up where up_code = $place)
    and coalesce(year between $year_from and $year_to, true)
order by sampled_on desc nulls last, sample_code
limit $most
