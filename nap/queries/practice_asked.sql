/*
about  = "Per year and question: sites visited at the place, and those of them where the question was answered."
tables = ["site", "site_visit"]
*/
with asked as (
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
    from site_survey
    join place_up using (place_code)
    where up_code = $place and year between $year_from and $year_to
    group by year
)
select indicator, year, visited, answered
from asked
unpivot (answered for indicator in (columns(* exclude (year, visited))))
order by indicator, year
