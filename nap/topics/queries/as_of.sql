/*
about = "The day that $table is judged on, and its basis: plan, data or today (derived/judged_on.sql); the pack's own day for a table that has none."
*/
select as_of, basis
from judged_on
where table_name in ($table, 'all')
order by table_name = 'all'
limit 1
