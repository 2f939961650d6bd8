/*
about  = "Every measurement taken at one contaminated site, the latest first, whatever years are chosen."
tables = ["sample"]
*/
select
    sample_code,
    sampled_on,
    date_precision,
    matrix,
    species,
    value,
    is_below_lod,
    lod,
    unit,
    basis,
    n,
    laboratory
from sample
where contaminated_site_code = $csite
order by sampled_on desc nulls last, matrix, species, sample_code
