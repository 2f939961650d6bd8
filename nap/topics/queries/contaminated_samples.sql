/*
about  = "Every measurement of the environment at one contaminated site, with the reference value it is held against and where it was taken: metres east and north of the site, or of the middle of its samples. No coordinates."
tables = ["contaminated_site", "sample"]
*/
with own as (
    select measurement.*, sample.date_precision
    from measurement
    join sample using (sample_code)
    where measurement.contaminated_site_code = $csite
        and measurement.matrix not in (from human_matrix)
)
select
    sample_code,
    sampled_on,
    date_precision,
    year,
    matrix,
    species,
    basis,
    value,
    is_below_lod,
    lod,
    upper,
    unit,
    n,
    laboratory,
    guidance_default.reference_value,
    east_m,
    north_m
from own
left join sample_offset using (sample_code)
left join guidance_default using (matrix, species, basis)
order by sampled_on desc nulls last, matrix, species, sample_code
