/*
about  = "Each method series of mercury use with its method and years: national ones first, then the latest, then the longest."
tables = ["mercury_use"]
*/
select
    method_series,
    min(method) as method,
    min(year) as first_year,
    max(year) as last_year
from mercury_use
where scope <> 'project'
group by method_series
order by bool_or(scope = 'national') desc, last_year desc, count(distinct year) desc, method_series
