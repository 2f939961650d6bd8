/*
about = "The first and the last year the pack speaks of or is judged in."
*/
select
    (select least(min(year), (select min(year(as_of)) from judged_on))::integer from calendar) as first_year,
    (select max(year(as_of))::integer from judged_on) as last_year
