/*
about  = "Every publication, file and survey that figures of this pack come from, the latest first."
tables = ["source"]
*/
select * from source
order by year desc, source_code
