/*
title    = "Visits to gold sites"
unit     = "visits"
better   = "neither"
annex_c  = ["d"]
about    = "Visits of survey teams to gold sites in the year. Sites known to be for other minerals alone do not count."
caveat   = "A site visited twice counts twice. Visits where the team could not reach the site itself count too."
tables   = ["site", "site_visit"]
additive = true
*/
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    sum(visits_count)::double as value,
    null::double as low,
    null::double as high,
    sum(visits_count)::bigint as n
from gold_site_survey
join place_up using (place_code)
group by up_code, year
