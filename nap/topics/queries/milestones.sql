/*
about  = "Milestones of every target, in order of year."
tables = ["milestone"]
*/
select target_code, year, value
from milestone
order by target_code, year
