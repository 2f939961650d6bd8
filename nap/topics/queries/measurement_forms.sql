/*
about  = "What was measured in the environment: matrix, form of mercury and basis, which are never mixed, with the number of results."
tables = ["sample"]
*/
-- Undated ones stay in. Results of people are groups, whose medians have no median of their own: see people_groups.
select
    matrix,
    species,
    basis,
    unit,
    count(*) as results_count,
    count(*) filter (year is null) as undated_count,
    count(*) filter (n > 1) as pooled_count,
    min(year) as first_year,
    max(year) as last_year
from measurement
where matrix not in (from human_matrix)
    and upper is not null
    and place_code in (select place_code from place_up where up_code = $place)
    and coalesce(year between $year_from and $year_to, true)
group by all
order by results_count desc, matrix, species, basis
