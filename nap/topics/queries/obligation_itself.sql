/*
about  = "Elements of Annex C that the data hold themselves, whether or not an activity names them: a target is (a), an estimate of mercury use (d), a planned day (k)."
tables = ["activity", "mercury_use", "target"]
*/
select 'a' as letter, count(*) as rows_count from target
union all
select 'd', count(*) from mercury_use
union all
select 'k', count(*) from activity where planned_start is not null or planned_end is not null
order by letter
