/*
about  = "Ways in which consents do not cover shipments, each with its number of shipments."
tables = ["trade_flow", "consent"]
*/
select kind, count(*) as shipments
from consent_breach
where kind is not null
    and year between $year_from and $year_to
group by kind
order by kind
