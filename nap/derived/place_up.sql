/*
about = "Every place mapped to itself and to all places above it; grouping by up_code gives every level at once."
kept  = true
*/
with recursive up(place_code, up_code, steps) as (
    select place_code, place_code, 0 from place
    union all
    select up.place_code, place.parent_code, steps + 1
    from up
    join place on place.place_code = up.up_code
    where place.parent_code is not null and steps < 10      -- a circle of parents ends here
)
select distinct place_code, up_code from up
order by all
