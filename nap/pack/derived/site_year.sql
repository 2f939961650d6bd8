/*
about = "Each site in each year it was visited: what was known by then, from which year, and the next year that adds to it."
kept  = true
needs = ["site_survey"]
*/
-- A page that asks for the years a to b takes the row with year between a and b whose next_year lies after b; an
-- answer counts there if its own year (mercury_year, practices_year) is not before a. Blank answers are passed over.
with seen as (
    select
        *,
        case
            when has_worst_practice is not null then list_filter(
                [
                    case when has_whole_ore_amalgamation then 'has_whole_ore_amalgamation' end,
                    case when has_open_burning then 'has_open_burning' end,
                    case when has_residential_burning then 'has_residential_burning' end,
                    case when has_cyanide_on_mercury_tailings then 'has_cyanide_on_mercury_tailings' end
                ],
                lambda practice: practice is not null
            )
        end as practices
    from site_survey
)
select
    site_code,
    year,
    lead(year) over known as next_year,
    last_visit_date as visit_date,
    date_precision,
    last_value(worker_count ignore nulls) over known as worker_count,
    last_value(uses_mercury ignore nulls) over known as uses_mercury,
    last_value(case when uses_mercury is not null then year end ignore nulls) over known as mercury_year,
    last_value(practices ignore nulls) over known as practices,
    last_value(case when practices is not null then year end ignore nulls) over known as practices_year
from seen
window known as (partition by site_code order by year rows between unbounded preceding and current row)
order by site_code, year
