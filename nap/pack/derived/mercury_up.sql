/*
about = "Estimates of mercury use added up at every place, by year and method series; practice is null for all of them. is_whole: nothing is missing that the series gives in another year."
kept  = true
needs = ["mercury_balance", "place_up"]
*/
-- An absent row is not zero: a place or practice that a series gives in one year and not in another would look like a
-- fall. So a year is whole at a place if everything is there that the series ever gives at or below it: each place (or
-- site) and each of its practices, unless an estimate for all practices stands for them. What is no longer mined has a
-- row of 0. Years are compared with years at the same level of places. A practice is whole if every place is parted by
-- practice that year, else it would be a share of another whole. Gold without mercury adds none: only the gold misses it.
with part as (
    select
        method_series,
        coalesce(level, 0) as level,
        place_code,
        coalesce(site_code, '') as site_code,
        year,
        practice,
        count(*) as estimates,
        count(use_kg) as use_known,
        count(hg_emission_air_kg) as air_known,
        count(hg_release_land_water_kg) as land_water_known,
        count(gold_kg) as gold_known,
        sum(use_kg) as use_kg,
        sum(hg_emission_air_kg) as air_kg,
        sum(hg_release_land_water_kg) as land_water_kg,
        sum(gold_kg) as gold_kg
    from mercury_balance
    left join place using (place_code)
    where scope <> 'project'
    group by all
),
ever as (                              -- practices of a place or site in any year
    select
        method_series, level, place_code, site_code,
        count(distinct practice) filter (practice <> 'all') as practices,
        count(distinct practice) filter (practice not in ('all', 'mercury_free')) as mercury_practices
    from part
    group by all
),
given as (                             -- and in each year
    select
        method_series, level, place_code, site_code, year,
        bool_or(practice = 'all') as has_all,
        count(*) filter (practice <> 'all') as practices,
        count(*) filter (practice not in ('all', 'mercury_free')) as mercury_practices
    from part
    group by all
),
years as (
    select distinct method_series, level, year from part
),
due as (                               -- places and sites there should be
    select method_series, year, up_code, count(*) as units
    from ever
    join years using (method_series, level)
    join place_up using (place_code)
    group by all
),
due_part as (                          -- those of them with a practice
    select method_series, year, up_code, practice, count(*) as units
    from (select distinct method_series, level, place_code, site_code, practice from part)
    join years using (method_series, level)
    join place_up using (place_code)
    group by all
),
there as (                             -- those that are there with all that is theirs, or parted by practice
    select
        method_series, year, up_code,
        count(*) filter (has_all or given.mercury_practices = ever.mercury_practices) as mercury_units,
        count(*) filter (has_all or given.practices = ever.practices) as gold_units,
        count(*) filter (not has_all) as parted_units
    from given
    join ever using (method_series, level, place_code, site_code)
    join place_up using (place_code)
    group by all
),
added as (
    select
        method_series, year, up_code, practice,
        grouping(practice) = 1 as is_total,
        count(*) as units,
        sum(columns('_known$|_kg$|^estimates$')) as "\0"          -- each keeps its name
    from part
    join place_up using (place_code)
    group by grouping sets ((method_series, year, up_code, practice), (method_series, year, up_code))
)
select
    up_code as place_code,
    year,
    method_series,
    practice,
    case when is_total then mercury_units = due.units else parted_units = due.units and added.units = due_part.units end
        as is_whole,
    is_whole and (gold_units = due.units or not is_total) as is_gold_whole,
    added.* exclude (method_series, year, up_code, practice, is_total, units)
from added
join due using (method_series, year, up_code)
join there using (method_series, year, up_code)
left join due_part using (method_series, year, up_code, practice)
where is_total or practice <> 'all'
order by all
