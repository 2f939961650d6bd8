/*
about  = "One row per shipment judged and way in which its consent does not cover it; kind is null where nothing is wrong."
tables = ["trade_flow", "consent"]
*/
select year, other_iso3, flow_code, kind, net_kg
from consent_breach
where year between $year_from and $year_to
order by all
