/*
about  = "People measured, by what was taken from them, form, basis and population group: surveys, people, the range of their medians, and how many of those whose publisher tells it stand at or above HBM-I and HBM-II, or above a value that the publisher chose (own). A row without a group and with is_total is the sum; small groups are in no row."
tables = ["sample"]
*/
select
    matrix,
    species,
    basis,
    unit,
    population_group,
    grouping(population_group) = 1 as is_total,
    count(*) as surveys_count,
    sum(n)::bigint as people_count,
    count(*) filter (is_below_lod) as below_lod_count,
    min(value) as lowest_median,
    max(value) as highest_median,
    coalesce(sum(n) filter (share_above_hbm1 is not null), 0)::bigint as hbm1_people,
    coalesce(sum(round(n * share_above_hbm1)), 0)::bigint as hbm1_above,
    coalesce(sum(n) filter (share_above_hbm2 is not null), 0)::bigint as hbm2_people,
    coalesce(sum(round(n * share_above_hbm2)), 0)::bigint as hbm2_above,
    coalesce(sum(n) filter (share_above is not null and guidance_value is not null), 0)::bigint as own_people,
    coalesce(sum(round(n * share_above)) filter (guidance_value is not null), 0)::bigint as own_above,
    min(guidance_value) filter (share_above is not null) as own_least,
    max(guidance_value) filter (share_above is not null) as own_most,
    count(*) filter (year is null) as undated_count
from measurement
where matrix in (from human_matrix)
    and place_code in (select place_code from place_up where up_code = $place)
    and coalesce(year between $year_from and $year_to, true)
group by grouping sets ((matrix, species, basis, unit, population_group), (matrix, species, basis, unit))
order by matrix, species, basis, is_total, population_group nulls last
