/*
about = "Each site in each year it was visited, with the latest answer of that year to each question. Null where no visit answered."
needs = ["calendar"]
*/
-- Answers of that year alone; for what was known by then, see site_year. arg_max passes over blanks, so a later visit
-- that did not ask never hides an earlier answer. Of two visits on one day the one with the last code counts.
with surveyed as (
    select
        site_code,
        calendar.year,
        count(*) as visits_count,
        max(visit_date) as last_visit_date,
        arg_max(worker_count, (visit_date, visit_code)) as worker_count,
        arg_max(uses_mercury, (visit_date, visit_code)) as uses_mercury,
        arg_max(has_whole_ore_amalgamation, (visit_date, visit_code)) as has_whole_ore_amalgamation,
        arg_max(has_open_burning, (visit_date, visit_code)) as has_open_burning,
        arg_max(has_residential_burning, (visit_date, visit_code)) as has_residential_burning,
        arg_max(has_cyanide_on_mercury_tailings, (visit_date, visit_code)) as has_cyanide_on_mercury_tailings,
        arg_max(has_retort, (visit_date, visit_code)) as has_retort
    from site_visit
    join calendar on calendar.year = year(visit_date) and visit_date <= calendar.as_of
    group by site_code, calendar.year
)
select
    surveyed.*,
    site.place_code,
    -- yes if any is yes, no only if all four are answered no, else unknown
    has_whole_ore_amalgamation or has_open_burning
        or has_residential_burning or has_cyanide_on_mercury_tailings as has_worst_practice
from surveyed
join site using (site_code)
