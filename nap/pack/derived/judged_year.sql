/*
about = "Every year up to the one a table is judged in, by table, with the day up to which it can be judged: 31 December, or the table's own last day."
kept  = false
needs = ["judged_on", "calendar"]
*/
-- The calendar of one table: a register that ends in 2023 says nothing of 2025 because somebody visited a site then.
select judged_on.table_name, calendar.year, least(calendar.as_of, judged_on.as_of) as as_of
from judged_on
join calendar on calendar.year <= year(judged_on.as_of)
