/*
about = "Per year for the nation: mercury (280540) imported and exported as the country and as its partners report, and taken into stores, in kg."
needs = ["trade_total"]
*/
-- Customs write down what passes: where the country reports one direction of a year, the other, left out, is none.
-- What partners do not report is not known, nor is a direction of which no flow has a weight. A lot that is disposed of does not come back to the market: only lots
-- taken in count.
with flow as (
    select
        year,
        sum(net_kg) filter (reported_by = 'own' and direction = 'import') as import_own,
        sum(net_kg) filter (reported_by = 'own' and direction = 'export') as export_own,
        sum(net_kg) filter (reported_by = 'mirror' and direction = 'import') as import_mirror_kg,
        sum(net_kg) filter (reported_by = 'mirror' and direction = 'export') as export_mirror_kg,
        bool_or(reported_by = 'own') as is_reported,
        bool_or(reported_by = 'own' and direction = 'import') as has_import,
        bool_or(reported_by = 'own' and direction = 'export') as has_export,
        sum(unweighed)::bigint as unweighed,
        coalesce(sum(unweighed) filter (direction = 'import'), 0)::bigint as unweighed_imports
    from trade_total
    where hs6 = '280540'
    group by year
),
store as (
    select year(held_since) as year, sum(hg_kg) as stored_kg from mercury_stock group by all
)
select
    year,
    case when has_import then import_own when is_reported then 0 end as import_own_kg,
    import_mirror_kg,
    case when has_export then export_own when is_reported then 0 end as export_own_kg,
    export_mirror_kg,
    case when (select count(*) from mercury_stock) > 0 then coalesce(stored_kg, 0) end as stored_kg,
    unweighed,
    unweighed_imports
from flow
left join store using (year)
order by year
