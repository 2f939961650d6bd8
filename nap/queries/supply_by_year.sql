/*
about  = "Per whole year for the nation: mercury imported and exported as the country and as its partners report, taken into stores, and the use estimated by one method series."
tables = ["trade_flow", "mercury_stock", "mercury_use"]
*/
-- Customs write down what passes: where the country reports one direction of a year, the other, left out, is none.
-- What partners do not report is not known. A lot that is disposed of does not come back to the market: only lots
-- taken in count.
with flow as (
    select
        year,
        sum(net_kg) filter (reported_by = 'own' and direction = 'import') as import_own,
        sum(net_kg) filter (reported_by = 'own' and direction = 'export') as export_own,
        sum(net_kg) filter (reported_by = 'mirror' and direction = 'export') as import_mirror_kg,
        sum(net_kg) filter (reported_by = 'mirror' and direction = 'import') as export_mirror_kg,
        bool_or(reported_by = 'own') as is_reported,
        count(*) filter (net_kg is null) as unweighed
    from trade_flow
    where hs_code like '280540%'
    group by year
),
store as (
    select year(held_since) as year, sum(hg_kg) as stored_kg from mercury_stock group by all
),
used as (
    select year, 1000 * value as use_kg, 1000 * low as use_low_kg, 1000 * high as use_high_kg
    from fact
    semi join nation using (place_code)
    where indicator = 'hg_use_t' and method_series = $method_series and series is null
)
select
    year,
    case when is_reported then coalesce(import_own, 0) end as import_own_kg,
    import_mirror_kg,
    case when is_reported then coalesce(export_own, 0) end as export_own_kg,
    export_mirror_kg,
    case when (select count(*) from mercury_stock) > 0 then coalesce(stored_kg, 0) end as stored_kg,
    coalesce(unweighed, 0) as unweighed,
    use_kg,
    use_low_kg,
    use_high_kg
from flow
full join used using (year)
left join store using (year)
where year between $year_from and $year_to
    and make_date(year, 12, 31) <= $as_of
order by year
