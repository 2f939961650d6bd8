/*
about  = "Mercury imported as the country reports it, per year and firm; trader_code is null where the firm is not said."
tables = ["trade_flow"]
*/
select year, trader_code, sum(net_kg) as net_kg, count(*) as flows
from trade_flow
where direction = 'import'
    and reported_by = 'own'
    and hs_code like '280540%'
    and net_kg is not null
    and year between $year_from and $year_to
group by all
order by all
