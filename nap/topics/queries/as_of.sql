/*
about = "The day the pack is judged on: its last day of data, or the day plan.toml names."
*/
select max(as_of) as as_of
from calendar
