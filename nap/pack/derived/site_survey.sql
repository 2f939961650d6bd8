/*
about = "Each site in each year it was visited, with the latest answer of that year to each question. Null where no visit answered."
kept  = true
needs = ["calendar"]
*/
-- Answers of that year alone; for what was known by then, see site_year. arg_max passes over blanks, so a later visit
-- that did not ask never hides an earlier answer. Of two visits on one day the one with the later code counts: `turn`
-- puts all visits in order, as one whole number is compared in half the time of a day with a code.
with surveyed as (
    select
        site_code,
        calendar.year,
        count(*) as visits_count,
        max(visit_date) as last_visit_date,
        arg_max(date_precision, turn) as date_precision,
        arg_max(worker_count, turn) as worker_count,
        arg_max(uses_mercury, turn) as uses_mercury,
        arg_max(has_whole_ore_amalgamation, turn) as has_whole_ore_amalgamation,
        arg_max(has_open_burning, turn) as has_open_burning,
        arg_max(has_residential_burning, turn) as has_residential_burning,
        arg_max(has_cyanide_on_mercury_tailings, turn) as has_cyanide_on_mercury_tailings,
        arg_max(has_retort, turn) as has_retort,
        arg_max(uses_cyanide, turn) as uses_cyanide
    from (select *, row_number() over (order by visit_date, visit_code) as turn from site_visit)
    join calendar on calendar.year = year(visit_date) and visit_date <= calendar.as_of
    group by site_code, calendar.year
)
select
    surveyed.*,
    site.place_code,
    site.is_gold_site,
    -- yes if any is yes, no only if all four are answered no, else unknown
    has_whole_ore_amalgamation or has_open_burning
        or has_residential_burning or has_cyanide_on_mercury_tailings as has_worst_practice
from surveyed
join site using (site_code)
