/*
about  = "How many rows fill the columns that a report needs, by table and column."
tables = ["activity", "budget_line"]
*/
select 'activity.delay_reason' as name, count(delay_reason) as rows_count from activity
union all
select 'activity.status', count(status) from activity
union all
select 'budget_line.spent', count(spent) from budget_line
order by name
