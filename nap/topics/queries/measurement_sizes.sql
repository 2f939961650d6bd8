/*
about  = "Results of one matrix, form and basis by size, with how many there are of each: in all, in each part of the place, and in each year."
tables = ["sample", "place"]
*/
-- Of more than 20,000 results those within about 1 % of each other are counted together, on their own side of $limit
-- (null: no limit), as the one nearest to it: shares above it stay exact, percentiles are off by 1 % at most.
with part as (
    select place_up.place_code, child.place_code as code, child.place_name as name
    from place_up
    join place as child on child.place_code = place_up.up_code
    cross join nation
    where coalesce(child.parent_code, nation.place_code) = $place and child.place_code <> $place
),
own as (
    select code, name, year, upper, is_below_lod, coalesce(upper > $limit, false) as is_above
    from measurement
    left join part using (place_code)
    where matrix = $matrix
        and species = $species
        and basis = $basis
        and upper is not null
        and place_code in (select place_code from place_up where up_code = $place)
        and coalesce(year between $year_from and $year_to, true)
),
sized as (
    select *, case when count(*) over () > 20000 and upper > 0 then round(230 * log10(upper)) else upper end as size
    from own
)
select
    case when grouping(code) = 0 then 'place' when grouping(year) = 0 then 'year' else 'all' end as part,
    code,
    name,
    year,
    case when is_above then min(upper) else max(upper) end as upper,
    is_below_lod,
    count(*) as count
from sized
group by grouping sets (
    (size, is_above, is_below_lod),
    (code, name, size, is_above, is_below_lod),
    (year, size, is_above, is_below_lod)
)
order by part, name, year, upper, is_below_lod
