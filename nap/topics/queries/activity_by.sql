/*
about  = "Activities at a place in the chosen years by strategy, lead institution or element of Annex C, and by where they stand; one that serves several elements counts for each."
tables = ["activity"]
*/
-- $by: strategy, institution or letter. Null is none named.
select
    code,
    status,
    count(*) as activities_count
from (
    select
        status,
        unnest(case
            when $by = 'strategy' then [strategy_code]
            when $by = 'institution' then [lead_institution]
            when len(annex_c) > 0 then list_distinct(annex_c)
            else [null]
        end) as code
    from activity
    join activity_at using (activity_code)
    where activity_at.place_code = $place
        and first_year <= $year_to
        and last_year >= $year_from
)
group by all
order by code, status
