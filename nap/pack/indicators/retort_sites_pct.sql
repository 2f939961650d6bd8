/*
title   = "Sites that capture mercury vapour"
unit    = "%"
better  = "higher"
annex_c = ["b", "e"]
about   = "Share of the gold sites visited in the year where a retort or another device that captures mercury vapour was in use. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Counts visited gold sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'has_retort'
