/*
about = "The step each contaminated site had reached at the end of each year, in the years in which that is known of every site on the register."
kept  = true
needs = ["contaminated_stage", "judged_on", "judged_year"]
*/
-- Of a site without a history only the present step and its date are known. Before that date it may have been on the
-- register at an earlier step, so a year counts from the latest such date on; a site at step 1 was never at an earlier one.
with since as (
    select coalesce(max(started_on), date '1800-01-01') as day
    from contaminated_stage
    cross join (select as_of as last_day from judged_on where table_name = 'contaminated_site_stage')
    where not is_history and stage > 1 and started_on <= last_day
)
select contaminated_site_code, place_code, year, stage, turn
from contaminated_stage
join judged_year
    on table_name = 'contaminated_site_stage'
    and started_on <= as_of
    and coalesce(ended_on > as_of, true)
cross join since
where as_of >= since.day
order by year, contaminated_site_code
