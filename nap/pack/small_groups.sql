-- The groups of people measured, of each matrix, form and basis in which one at least has fewer members than $least.
-- apart: the year a group counts in, null where a group of its kind spans the end of a year.
with people as (
    select
        *,
        year(sampled_on) as own_year,
        coalesce(sampled_until, sampled_on) as last_day,
        case date_precision
            when 'year' then date_trunc('year', last_day) + interval 1 year - interval 1 day
            when 'month' then last_day(last_day)
            else last_day
        end::date as until,
        bool_or(year(until) > own_year) over (partition by matrix, species, basis) as is_long
    from sample
    where matrix in (from human_matrix)
)
select
    sample_code, place_code, population_group, n, own_year, contaminated_site_code, sampled_on, until,
    matrix, species, basis, if(is_long, null, own_year) as apart
from people
qualify min(n) over (partition by matrix, species, basis, apart) < $least
