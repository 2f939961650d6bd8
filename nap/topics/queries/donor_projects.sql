/*
about  = "Every project of the plan with what it promised, what was paid, and what co-finance has come."
tables = ["project"]
*/
select * exclude (source_code, record_state)
from project
order by starts_on nulls last, project
