/*
about = "The first and the last year the pack speaks of."
*/
select min(year) as first_year, max(year) as last_year
from calendar
