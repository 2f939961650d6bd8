/*
about  = "A plan in one row: its activities and those that name an element of Annex C, its budget lines, what they plan in US dollars and in which currencies, and the year of its newest source."
tables = ["activity", "budget_line", "source"]
*/
select
    (select count(*) from activity) as activities_count,
    (select count(*) from activity where len(annex_c) > 0) as lettered_count,
    count(*) as lines_count,
    count(*) filter (planned = 0) as zero_count,
    count(*) filter (planned is null) as uncosted_count,
    sum(planned / units_per_usd) filter (units_per_usd > 0) as planned_usd,
    coalesce(list(distinct currency order by currency), []) as currencies,
    (select max(year) from source) as source_year
from budget_line
