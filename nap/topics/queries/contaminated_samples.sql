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
),
middle as (
    select
        coalesce(any_value(contaminated_site.lon), avg(own.lon)) as lon,
        coalesce(any_value(contaminated_site.lat), avg(own.lat)) as lat
    from own
    join contaminated_site using (contaminated_site_code)
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
    -- on a sphere of 6,371 km; over a few kilometres a plane is off by less than a metre
    round(6371008.8 * radians(own.lon - middle.lon) * cos(radians(middle.lat))) as east_m,
    round(6371008.8 * radians(own.lat - middle.lat)) as north_m
from own
cross join middle
left join guidance_default using (matrix, species, basis)
order by sampled_on desc nulls last, matrix, species, sample_code
