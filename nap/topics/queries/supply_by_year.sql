/*
about  = "Per whole year for the nation: mercury imported and exported as the country and as its partners report, taken into stores, and the use estimated by one method series."
tables = ["trade_flow", "mercury_stock", "mercury_use"]
*/
with used as (
    select year, 1000 * value as use_kg, 1000 * low as use_low_kg, 1000 * high as use_high_kg
    from fact
    semi join nation using (place_code)
    where indicator = 'hg_use_t' and method_series = $method_series and series is null
)
select
    year,
    supply.* exclude (year, unweighed, unweighed_imports),
    coalesce(unweighed, 0) as unweighed,
    coalesce(unweighed_imports, 0) as unweighed_imports,
    use_kg,
    use_low_kg,
    use_high_kg
from supply
full join used using (year)
where year between $year_from and $year_to
    and make_date(year, 12, 31) <= $as_of
order by year
