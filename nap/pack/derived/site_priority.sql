/*
about = "Where to act first: each contaminated site with its score, its rank among all sites, as a range where inputs are missing, and what to measure next."
kept  = true
needs = ["site_exposure"]
by    = "nap.methods.site_priority.table"
*/
select * from site_exposure order by contaminated_site_code
