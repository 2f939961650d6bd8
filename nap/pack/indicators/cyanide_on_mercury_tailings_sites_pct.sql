/*
title   = "Sites that use cyanide on material that holds mercury"
unit    = "%"
better  = "lower"
annex_c = ["b"]
about   = "Share of the gold sites visited in the year where cyanide is used on sediment, ore or tailings to which mercury has been added, without first removing the mercury. Only sites where the question was answered count; of several answers in a year, the latest."
caveat  = "Counts visited gold sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'has_cyanide_on_mercury_tailings'
