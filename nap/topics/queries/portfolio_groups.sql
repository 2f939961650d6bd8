/*
about  = "Money planned in US dollars by the elements of Annex C that an activity names together, so that sums add up; activities that name none stand under an empty text."
tables = ["activity", "budget_line"]
*/
select
    coalesce(array_to_string(list_sort(list_distinct(annex_c)), ' '), '') as letters,
    count(*) as lines_count,
    sum(planned / units_per_usd) filter (units_per_usd > 0) as planned_usd
from budget_line
left join activity using (activity_code)
group by letters
order by letters
