/*
title   = "Sites that burn amalgam where people live"
unit    = "%"
better  = "lower"
annex_c = ["b", "i"]
about   = "Share of the gold sites visited in the year where the mixture of gold and mercury is burned in residential areas. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Counts visited gold sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'has_residential_burning'
