/*
title   = "Sites that treat whole ore with mercury"
unit    = "%"
better  = "lower"
annex_c = ["b"]
about   = "Share of the gold sites visited in the year where all the ore is brought together with mercury, without concentrating the gold first. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Counts visited gold sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'has_whole_ore_amalgamation'
