/*
title   = "Sites with at least one worst practice"
unit    = "%"
better  = "lower"
annex_c = ["b"]
about   = "Share of the gold sites visited in the year with at least one of the four worst practices: whole ore treated with mercury, amalgam burned in the open, amalgam burned where people live, cyanide used on material that holds mercury. A site counts as yes when one of the four was seen, as no only when all four were asked about and none was seen; otherwise it is unknown and left out."
caveat  = "A worst practice is known from one answer, its absence only from four, so the share can look too high where few questions were asked. Of several visits in a year the latest answer to each question counts. Counts visited gold sites only, and sites that are hard to reach are visited less often. Each year is about the sites visited in that year, which may be other sites than the year before."
tables  = ["site", "site_visit"]
*/
select * exclude (question)
from gold_site_share
where question = 'has_worst_practice'
