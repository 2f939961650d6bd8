/*
about  = "Ratings that people gave projects, newest first, each with its written reason."
tables = ["project_rating"]
*/
select * exclude (source_code, record_state)
from project_rating
where length(trim(reason)) > 0
order by rated_on desc, project, kind
