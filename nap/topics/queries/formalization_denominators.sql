/*
about  = "What miners under a licence can be held against: members of organisations, and workers counted at gold sites, with the age of that count."
tables = ["formalization_step", "organisation", "site", "site_visit"]
*/
-- Workers: the latest count of each gold site, however old. Judged on the last day either table speaks of.
with until as (
    select max(as_of) as as_of from judged_on where table_name in ('formalization_step', 'site_visit')
),
miners as (
    select
        count(*) as organisations,
        count(members_f + members_m) as counted,
        sum(members_f + members_m) as members,
        sum(case when has_licence then members_f + members_m
            when members_f + members_m is not null then 0 end) as formal
    from formalization_standing
    join organisation using (organisation_code)
    join place_up on place_up.place_code = organisation.place_code
    where up_code = $place
),
site_count as (
    select
        site_code,
        arg_max(worker_count, gold_site_survey.year) as workers,
        max(last_visit_date) filter (worker_count is not null) as counted_on
    from gold_site_survey
    join place_up using (place_code)
    where up_code = $place
    group by site_code
),
sites as (
    select
        count(workers) as sites,
        sum(workers) as workers,
        min(counted_on) as oldest_on,
        max(counted_on) as newest_on,
        median(date_diff('day', counted_on, (select as_of from until))) as days_median
    from site_count
)
select * from miners
cross join sites
cross join until
