/*
about  = "Every visit to one site, the latest first: who reached it, workers, and what was seen."
tables = ["site_visit"]
*/
select
    visit_date,
    date_precision,
    is_onsite,
    worker_count,
    women_count,
    uses_mercury,
    has_whole_ore_amalgamation,
    has_open_burning,
    has_residential_burning,
    has_cyanide_on_mercury_tailings,
    has_retort
from site_visit
where site_code = $site
order by visit_date desc, visit_code desc
