/*
title    = "Workers counted at visited gold sites"
unit     = "people"
better   = "neither"
annex_c  = ["d"]
about    = "Workers at the gold sites visited in the year, each site with the latest count of that year."
caveat   = "Depends on how many sites were visited in the year, so years cannot be compared. It is not the number of miners in the country. Sites where nobody counted are left out."
tables   = ["site", "site_visit"]
additive = true
*/
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    sum(worker_count)::double as value,
    null::double as low,
    null::double as high,
    count(*) as n                     -- sites with a count
from gold_site_survey
join place_up using (place_code)
where worker_count is not null
group by up_code, year
