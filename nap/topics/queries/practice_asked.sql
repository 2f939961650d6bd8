/*
about  = "Per year and question: gold sites visited at the place, those of them where the question was answered, and how many visits answered it and how many said yes."
tables = ["site", "site_visit"]
*/
-- The shares shown are of sites (see derived/gold_site_share.sql); visits_answered and visits_yes stand beside them.
with survey as (
    select * from gold_site_survey
    join place_up using (place_code)
    where up_code = $place and year between $year_from and $year_to
),
asked as (
    select
        year,
        count(*) as visited,
        count(has_whole_ore_amalgamation) as whole_ore_sites_pct,
        count(has_open_burning) as open_burning_sites_pct,
        count(has_residential_burning) as residential_burning_sites_pct,
        count(has_cyanide_on_mercury_tailings) as cyanide_on_mercury_tailings_sites_pct,
        count(has_worst_practice) as any_worst_practice_sites_pct,
        count(uses_mercury) as mercury_sites_pct,
        count(has_retort) as retort_sites_pct
    from survey
    group by year
),
visit as (
    select
        survey.year,
        site_visit.has_whole_ore_amalgamation as whole_ore_sites_pct,
        site_visit.has_open_burning as open_burning_sites_pct,
        site_visit.has_residential_burning as residential_burning_sites_pct,
        site_visit.has_cyanide_on_mercury_tailings as cyanide_on_mercury_tailings_sites_pct,
        whole_ore_sites_pct or open_burning_sites_pct
            or residential_burning_sites_pct or cyanide_on_mercury_tailings_sites_pct as any_worst_practice_sites_pct,
        site_visit.uses_mercury as mercury_sites_pct,
        site_visit.has_retort as retort_sites_pct
    from survey
    join calendar using (year)
    join site_visit
        on site_visit.site_code = survey.site_code
        and year(visit_date) = survey.year
        and visit_date <= as_of
),
answered_visit as (
    select indicator, year, count(*) as visits_answered, count(*) filter (answer) as visits_yes
    from visit
    unpivot (answer for indicator in (columns(* exclude (year))))
    group by all
)
select indicator, year, visited, answered, coalesce(visits_answered, 0) as visits_answered, coalesce(visits_yes, 0) as visits_yes
from asked
unpivot (answered for indicator in (columns(* exclude (year, visited))))
left join answered_visit using (indicator, year)
order by indicator, year
