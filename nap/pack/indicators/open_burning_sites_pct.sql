/*
title   = "Sites that burn amalgam in the open"
unit    = "%"
better  = "lower"
annex_c = ["b"]
about   = "Share of the gold sites visited in the year where the mixture of gold and mercury is burned without capturing the vapour. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Counts visited gold sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'has_open_burning'
