/*
about = "What a score of each contaminated site rests on: what its soil samples show, its background, area, access and people, and the population of the smallest place known."
kept  = true
needs = ["contaminated_stage", "measurement", "place_up", "calendar"]
*/
-- soil_low and soil_high: what the highest detected soil sample holds at least and at most, mg/kg dry weight; soil_lod:
-- the highest limit of those not detected. All null: no soil sample. A value not said to be per dry weight may be five
-- times as high per dry weight (four fifths of water, our choice); the median of several samples, and elemental or
-- methylmercury alone, are no upper bound at all. Where confirmatory sampling (step 9) was reached, earlier samples
-- tell of the site before it was cleaned up and are left out. water_* and air_*: the highest measurement in water,
-- sediment or fish, and in air, as a multiple of the reference value it is held against.
with until as (
    select max(as_of) as last_day from calendar
),
cleaned as (
    select contaminated_site_code, max(started_on) filter (stage = 9) as day
    from contaminated_stage
    cross join until
    where started_on <= last_day
    group by contaminated_site_code
    having arg_max(stage, turn) >= 9
),
measured as (
    select measurement.*
    from measurement
    left join cleaned using (contaminated_site_code)
    cross join until
    where contaminated_site_code is not null
        and matrix in ('soil', 'sediment', 'surface_water', 'drinking_water', 'fish', 'air')
        and upper is not null
        and coalesce(sampled_on <= last_day, true)
        and (day is null or sampled_on >= day)
),
soil as (
    select
        contaminated_site_code,
        sampled_on,
        greatest(value, case when n > 1 then p90 end) as low,
        case
            when n > 1 or species in ('elemental', 'methyl') then 'infinity'::double
            when basis = 'dry' then upper
            else 5 * upper
        end as high,
        is_below_lod,
        n
    from measured
    where matrix = 'soil'
),
sampled as (
    select
        contaminated_site_code,
        sum(n)::bigint as soil_samples_count,
        sum(n) filter (is_below_lod)::bigint as soil_below_lod_count,
        max(sampled_on) as soil_sampled_on,
        max(low) as soil_low,
        max(high) filter (not is_below_lod) as soil_high,
        max(high) filter (is_below_lod) as soil_lod
    from soil
    group by contaminated_site_code
),
compared as (
    select
        contaminated_site_code,
        max(value / reference_value) filter (matrix <> 'air') as water_low,
        max(upper / reference_value) filter (matrix <> 'air') as water_high,
        max(value / reference_value) filter (matrix = 'air') as air_low,
        max(upper / reference_value) filter (matrix = 'air') as air_high
    from measured
    join guidance_default using (matrix, species, basis)
    where matrix <> 'soil'
    group by contaminated_site_code
),
around as (
    select place_up.place_code, arg_max(place.place_code, place.level) as population_place_code, arg_max(population, level) as population
    from place_up
    join place on place.place_code = place_up.up_code
    where population is not null
    group by place_up.place_code
)
select
    contaminated_site_code,
    contaminated_site.place_code,
    contaminated_site.source_kind,
    contaminated_site.area_m2,
    contaminated_site.accessibility,
    contaminated_site.has_resources,
    contaminated_site.background_mg_kg,
    contaminated_site.residents_level1,
    contaminated_site.residents_level2,
    contaminated_site.workers,
    contaminated_site.nearby_0_400m,
    contaminated_site.nearby_400_800m,
    contaminated_site.nearby_800_1600m,
    coalesce(soil_samples_count, 0) as soil_samples_count,
    coalesce(soil_below_lod_count, 0) as soil_below_lod_count,
    soil_sampled_on,
    soil_low,
    soil_high,
    soil_lod,
    water_low,
    water_high,
    air_low,
    air_high,
    cleaned.day as cleaned_on,
    around.population,
    around.population_place_code
from contaminated_site
left join sampled using (contaminated_site_code)
left join compared using (contaminated_site_code)
left join cleaned using (contaminated_site_code)
left join around on around.place_code = contaminated_site.place_code
order by contaminated_site_code
