/*
about = "Per year for the nation: mercury (280540) imported and exported as the country and as its partners report, and taken into stores, in kg."
needs = ["trade_total"]
*/
-- Customs write down what passes: where the country reports one direction of a year, the other, left out, is none.
-- What partners do not report is not known. A lot that is disposed of does not come back to the market: only lots
-- taken in count.
with flow as (
    select
        year,
        sum(net_kg) filter (reported_by = 'own' and direction = 'import') as import_own,
        sum(net_kg) filter (reported_by = 'own' and direction = 'export') as export_own,
        sum(net_kg) filter (reported_by = 'mirror' and direction = 'import') as import_mirror_kg,
        sum(net_kg) filter (reported_by = 'mirror' and direction = 'export') as export_mirror_kg,
        bool_or(reported_by = 'own') as is_reported,
        sum(unweighed)::bigint as unweighed
    from trade_total
    where hs6 = '280540'
    group by year
),
store as (
    select year(held_since) as year, sum(hg_kg) as stored_kg from mercury_stock group by all
)
select
    year,
    case when is_reported then coalesce(import_own, 0) end as import_own_kg,
    import_mirror_kg,
    case when is_reported then coalesce(export_own, 0) end as export_own_kg,
    export_mirror_kg,
    case when (select count(*) from mercury_stock) > 0 then coalesce(stored_kg, 0) end as stored_kg,
    unweighed
from flow
left join store using (year)
order by year
