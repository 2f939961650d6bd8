/*
about = "Gold sites in each year they were visited, as in site_survey: all sites but those known to have no gold."
needs = ["site_survey"]
*/
from site_survey
where coalesce(is_gold_site, true)
