/*
about = "Every activity at its own place and at each one above it, with the years it takes up; the first and last year of the pack stand for all before and after."
kept  = false
needs = ["place_up", "calendar", "judged_on", "nation"]
*/
-- An activity without a place counts for the nation. What has not ended goes on; what has no dates is there in every year.
with span as (
    select
        (select min(year) from calendar) as first_year,
        (select max(year(as_of)) from judged_on) as last_year
),
placed as (
    select
        activity.*,
        coalesce(activity.place_code, nation.place_code) as own_code
    from activity
    cross join nation
)
select
    activity_code,
    coalesce(place_up.up_code, own_code) as place_code,
    least(coalesce(year(least(planned_start, actual_start)), first_year), last_year) as first_year,
    case
        when actual_end is not null or status in ('completed', 'cancelled')
            then greatest(coalesce(year(coalesce(actual_end, planned_end)), last_year), first_year)
        else last_year
    end as last_year
from placed
left join place_up on place_up.place_code = own_code
cross join span
