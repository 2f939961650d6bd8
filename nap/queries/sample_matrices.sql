/*
about  = "Measurements in the environment by matrix, form of mercury, unit and basis, which are never mixed: how many, how many below the limit of detection, and the range of those detected."
tables = ["sample"]
*/
-- $csite keeps one contaminated site, whatever place and years are chosen (null keeps all). Undated ones stay in.
select
    matrix,
    species,
    replace(unit, 'μ', 'µ') as unit,      -- Greek mu and the micro sign look alike
    basis,
    count(*) as samples_count,
    count(*) filter (is_below_lod) as below_lod_count,
    100.0 * count(*) filter (is_below_lod) / nullif(count(*) filter (is_below_lod or value is not null), 0) as below_lod_pct,
    count(value) filter (not is_below_lod) as detected_count,
    min(value) filter (not is_below_lod) as lowest_detected,
    max(value) filter (not is_below_lod) as highest_detected,
    min(lod) as lowest_lod,
    max(lod) as highest_lod,
    count(*) filter (sampled_on is null) as undated_count,
    min(sampled_on) as first_sampled_on,
    max(sampled_on) as last_sampled_on
from sample
where matrix not in ('urine', 'hair', 'blood', 'breast_milk')
    and (
        contaminated_site_code = $csite
        or (
            $csite is null
            and place_code in (select place_code from place_up where up_code = $place)
            and coalesce(year(sampled_on) between $year_from and $year_to, true)
        )
    )
group by all
order by samples_count desc, matrix, species, unit, basis
