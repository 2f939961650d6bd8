/*
about = "Every measurement in the standard unit of its matrix and basis; below the limit of detection the value is null and upper holds the limit."
kept  = true
*/
-- unit_factor holds every admitted spelling (units.py). What is converted keeps 12 significant digits, so that 300 µg/kg
-- and 0.3 mg/kg are one number and no verdict depends on the unit. In a unit that is not admitted, or below a limit that
-- nobody gave, figures are null. A period of sampling counts in the year it began.
with standard as (
    select
        sample.* exclude (unit, value, lod, p90, guidance_value),
        standard_unit,
        case
            when factor = 1 then columns('^(value|lod|p90|guidance_value)$')
            else format('{:.12g}', columns('^(value|lod|p90|guidance_value)$') * factor)::double
        end as "\0"
    from sample
    left join unit_factor using (matrix, basis, unit)
)
select
    sample_code,
    contaminated_site_code,
    place_code,
    sampled_on,
    year(sampled_on)::integer as year,
    sampled_until,
    date_precision,
    matrix,
    species,
    basis,
    case when not is_below_lod then value end as value,
    lod,
    is_below_lod,
    case when is_below_lod then lod else value end as upper,
    p90,
    guidance_value,
    standard_unit as unit,
    population_group,
    n,
    share_above,
    share_above_hbm1,
    share_above_hbm2,
    laboratory,
    source_code
from standard
