/*
title   = "Sites where cyanide is used"
unit    = "%"
better  = "neither"
annex_c = ["b", "d"]
about   = "Share of the gold sites visited in the year where cyanide was seen in use. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Cyanide that takes the place of mercury is no clean end: read it beside the sites where mercury is used, and beside cyanide on tailings that hold mercury. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'uses_cyanide'
