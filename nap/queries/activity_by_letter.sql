/*
about  = "Activities at a place in the chosen years by element of Annex C and by where they stand; one that serves several elements counts for each."
tables = ["activity"]
*/
select
    letter,
    status,
    count(*) as activities_count
from (
    select
        unnest(case when len(annex_c) > 0 then list_distinct(annex_c) else [null] end) as letter,
        status
    from activity
    join activity_at using (activity_code)
    where activity_at.place_code = $place
        and first_year <= $year_to
        and last_year >= $year_from
)
group by all
order by letter, status
