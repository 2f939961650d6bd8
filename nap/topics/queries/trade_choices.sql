/*
about  = "Goods and other countries the trade data speak of in any year, each with its weight by either book."
tables = ["trade_flow"]
*/
select
    if(grouping(hs6) = 0, 'hs', 'partner') as kind,
    if(grouping(hs6) = 0, hs6, other_iso3) as code,
    sum(net_kg) as net_kg,
    sum(flows)::bigint as flows
from trade_total
group by grouping sets ((hs6), (other_iso3))
order by kind, net_kg desc nulls last, code
