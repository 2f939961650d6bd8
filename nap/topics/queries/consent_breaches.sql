/*
about  = "Shipments that no valid consent covers, the latest first, each with the ways in which it lacks (codes, parted by blanks); $most of them."
tables = ["trade_flow", "consent"]
*/
select
    flow_code,
    year,
    month,
    direction,
    other_iso3,
    net_kg,
    consent_code,
    string_agg(kind, ' ' order by kind) as kinds,
    max(over_kg) as over_kg
from consent_breach
where kind is not null
    and year between $year_from and $year_to
group by all
order by year desc, month desc, flow_code
limit $most
