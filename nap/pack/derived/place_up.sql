/*
about = "Every place mapped to itself and to all places above it; grouping by up_code gives every level at once."
kept  = true
needs = ["nation"]
*/
with recursive ladder as (
    -- a place whose parent is not named lies in the nation
    select place.place_code, coalesce(place.parent_code, nation.place_code) as parent_code
    from place
    cross join nation
    where place.place_code <> nation.place_code
    union
    select place_code, null from nation
),
up(place_code, up_code, steps) as (
    select place_code, place_code, 0 from ladder
    union all
    select up.place_code, ladder.parent_code, steps + 1
    from up
    join ladder on ladder.place_code = up.up_code
    where ladder.parent_code is not null and steps < 10      -- a circle of parents ends here
)
select distinct place_code, up_code from up
order by all
