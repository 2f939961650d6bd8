/*
about  = "Results of one matrix, form and basis one by one, for a picture of no more than a few thousand: year, part of the place, value or limit."
tables = ["sample", "place"]
*/
with part as (
    select place_up.place_code, child.place_code as code
    from place_up
    join place as child on child.place_code = place_up.up_code
    cross join nation
    where coalesce(child.parent_code, nation.place_code) = $place and child.place_code <> $place
)
select year, code, upper, is_below_lod, n
from measurement
left join part using (place_code)
where matrix = $matrix
    and species = $species
    and basis = $basis
    and upper is not null
    and place_code in (select place_code from place_up where up_code = $place)
    and coalesce(year between $year_from and $year_to, true)
order by year, upper, sample_code
