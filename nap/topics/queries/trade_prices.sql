/*
about  = "Flows of mercury whose value per kilogram lies below $low or above $high US dollars, whoever reports them."
tables = ["trade_flow"]
*/
select
    flow_code,
    year,
    month,
    reported_by,
    if(reported_by = 'own', partner_iso3, reporter_iso3) as other_iso3,
    net_kg,
    value_usd,
    value_usd / net_kg as usd_kg
from trade_flow
where hs_code like '280540%'
    and net_kg > 0
    and value_usd > 0
    and not value_usd / net_kg between $low and $high
    and year between $year_from and $year_to
order by year, month, flow_code
