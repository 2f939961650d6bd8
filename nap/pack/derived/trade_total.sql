/*
about = "Goods that crossed the border, as the country sees it: per month (or year), direction, other country, goods and who reports, the weight and value added up."
kept  = true
*/
-- What a partner calls an export to the country is the country's import. `unweighed` counts the flows without a weight;
-- they are not in net_kg, which is null where no flow has one.
select
    year,
    month,
    case when (direction = 'import') = (reported_by = 'own') then 'import' else 'export' end as direction,
    case when reported_by = 'own' then partner_iso3 else reporter_iso3 end as other_iso3,
    left(hs_code, 6) as hs6,
    reported_by,
    sum(net_kg) as net_kg,
    sum(value_usd) as value_usd,
    count(*) as flows,
    count(*) filter (net_kg is null) as unweighed
from trade_flow
group by all
order by all
