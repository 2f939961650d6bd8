/*
title   = "Mercury used that official supply does not explain"
unit    = "t"
better  = "lower"
annex_c = ["f"]
about   = "Mercury used by small-scale gold mining in the year, less apparent supply: imports less exports less what was taken into stores. Never below 0. From the lowest use less the highest supply to the highest use less the lowest supply, where supply lies between what the country and its partners report."
caveat  = "The rest is not proven to be smuggled. Mercury produced in the country and other uses of mercury are not in the data; production would make it smaller, other uses larger. Where an import has no weight the range begins at 0. Goods that only pass through, stocks carried over and estimates that are off leave a difference too. Known for the whole country and for whole years only."
tables  = ["mercury_use", "trade_flow", "mercury_stock"]
source  = "Form of the column net informal imports in UNEP and GRID-Arendal, The Illegal Trade in Chemicals, Table 3."
*/
with bound as (
    select
        year,
        coalesce(import_own_kg, import_mirror_kg) as import_kg,
        coalesce(export_own_kg, export_mirror_kg) as export_kg,
        least(import_own_kg, import_mirror_kg) as import_low_kg,                -- least and greatest pass nulls over
        greatest(import_own_kg, import_mirror_kg) as import_high_kg,
        least(export_own_kg, export_mirror_kg) as export_low_kg,
        greatest(export_own_kg, export_mirror_kg) as export_high_kg,
        coalesce(stored_kg, 0) as stored_kg,
        unweighed_imports
    from supply
    where make_date(year, 12, 31) <= (select max(as_of) from calendar)
),
known as (
    select
        year,
        import_kg - export_kg - stored_kg as supply_kg,
        import_low_kg - export_high_kg - stored_kg as supply_low_kg,
        -- imports without a weight may be any amount
        if(unweighed_imports > 0, 'infinity'::double, import_high_kg - export_low_kg - stored_kg) as supply_high_kg
    from bound
)
select
    mercury_up.place_code,
    mercury_up.year,
    mercury_up.method_series,
    null::varchar as series,
    greatest(0, use_kg - supply_kg) / 1000 as value,
    case when low_kg is not null then greatest(0, low_kg - supply_high_kg) / 1000 end as low,
    case when high_kg is not null then greatest(0, high_kg - supply_low_kg) / 1000 end as high,
    estimates::bigint as n            -- estimates of use
from mercury_up
join nation using (place_code)
join known on known.year = mercury_up.year
left join mercury_range
    on flow = 'use'
    and mercury_range.place_code = mercury_up.place_code
    and mercury_range.year = mercury_up.year
    and mercury_range.method_series = mercury_up.method_series
    and mercury_range.practice is null
where mercury_up.practice is null
    and is_whole
    and use_known = estimates
    and supply_kg is not null
