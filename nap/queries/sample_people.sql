/*
about  = "Measurements in groups of people by matrix, group, unit and basis: how many groups and people, and the range of the groups' medians."
tables = ["sample"]
*/
select
    matrix,
    species,
    population_group,
    replace(unit, 'μ', 'µ') as unit,
    basis,
    count(*) as groups_count,
    sum(n) as people_count,
    count(*) filter (is_below_lod) as below_lod_count,
    min(value) filter (not is_below_lod) as lowest_median,
    max(value) filter (not is_below_lod) as highest_median,
    count(*) filter (sampled_on is null) as undated_count
from sample
where matrix in ('urine', 'hair', 'blood', 'breast_milk')
    and place_code in (select place_code from place_up where up_code = $place)
    and coalesce(year(sampled_on) between $year_from and $year_to, true)
group by all
order by matrix, species, unit, basis, people_count desc, population_group
