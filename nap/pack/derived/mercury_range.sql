/*
about = "The 95 % range of mercury used, emitted to air and released to land and water at every place, by year, method series and practice (null for all of them); lowest_kg and highest_kg add the ends, as if all errors went the same way."
kept  = true
needs = ["mercury_balance", "place_up"]
by    = "nap.methods.sum_range.table"
*/
-- Estimates that share their sources of error, added up before anything is drawn; what each column means stands in
-- methods/sum_range.py. An estimate with both half-widths errs with its gold and with its ratio, any other by the range
-- that its source states. Rows of one place or site, practice and year are parts of one estimate and err together; sites
-- err by themselves. A half-width is 1.96 standard deviations.
with unit as (                         -- the estimate of a place or site, by what it rests on
    select
        method_series, year, place_code, site_code, practice, gold_u_pct, ratio_u_pct,
        coalesce(tailings_loss_ratio, -1) as lost,          -- a ratio that is not told may be that of others too
        coalesce(amalgam_ratio, -1) as amalgam,
        count(*) as estimates,
        count(use_kg) as use_known,
        count(use_low_kg) as use_stated,
        count(hg_emission_air_kg) as air_known,
        count(hg_release_land_water_kg) as land_water_known,
        sum(use_kg) as use_kg,
        sum(hg_emission_air_kg) as air_kg,
        sum(hg_release_land_water_kg) as land_water_kg,
        sum(use_low_kg) as use_low_kg,
        sum(use_high_kg) as use_high_kg
    from mercury_balance
    where scope <> 'project'
    group by all
),
shared as (                            -- a ratio that one site alone has is an error of that site
    select
        method_series, year, practice, lost, amalgam,
        max(site_code) is null or min((place_code, site_code)) <> max((place_code, site_code)) as is_shared
    from unit
    group by all
),
spread as (
    select
        unit.*,
        gold_u_pct is not null and ratio_u_pct is not null as has_parts,
        has_parts and is_shared as has_shared_ratio,
        if(has_shared_ratio, lost, null) as shared_lost,
        if(has_shared_ratio, amalgam, null) as shared_amalgam,
        if(has_shared_ratio, ratio_u_pct, null) as shared_u_pct,
        1 + (gold_u_pct / 196) ** 2 as of_gold,
        1 + (ratio_u_pct / 196) ** 2 as of_ratio,
        sqrt(if(has_shared_ratio, of_gold, of_gold * of_ratio) - 1) as own_cv,
        ln(of_gold * of_ratio) as variance,
        exp(-1.96 * sqrt(variance) - variance / 2) as low_factor,
        exp(1.96 * sqrt(variance) - variance / 2) as high_factor,
        if(use_stated = estimates, use_low_kg, use_kg * if(use_kg = 0, 1, low_factor)) as use_lowest_kg,
        if(use_stated = estimates, use_high_kg, use_kg * if(use_kg = 0, 1, high_factor)) as use_highest_kg,
        (use_highest_kg - use_lowest_kg) / 2 as half_kg,
        (use_highest_kg + use_lowest_kg) / 2 - use_kg as offset_kg
    from unit
    join shared using (method_series, year, practice, lost, amalgam)
),
cell as (
    select
        method_series, year, place_code, practice, has_parts,
        if(has_shared_ratio, concat_ws(' ', practice, shared_lost, shared_amalgam), null) as ratio_label,
        shared_u_pct as ratio_u_pct,
        sum(use_kg) as use_kg,
        sum(air_kg) as air_kg,
        sum(land_water_kg) as land_water_kg,
        bool_and(use_known = estimates and use_lowest_kg is not null) as has_use_range,
        bool_and(air_known = estimates and (has_parts or air_kg = 0)) as has_air_range,
        bool_and(land_water_known = estimates and (has_parts or land_water_kg = 0)) as has_land_water_range,
        count(*) filter (use_highest_kg > use_lowest_kg) as use_errors,
        count(*) filter (air_kg > 0) as air_errors,
        count(*) filter (land_water_kg > 0) as land_water_errors,
        sqrt(sum((own_cv * use_kg) ** 2)) as use_own_sd_kg,
        sqrt(sum((own_cv * air_kg) ** 2)) as air_own_sd_kg,
        sqrt(sum((own_cv * land_water_kg) ** 2)) as land_water_own_sd_kg,
        sum(use_lowest_kg) as use_lowest_kg,
        sum(use_highest_kg) as use_highest_kg,
        sum(air_kg * if(air_kg = 0, 1, low_factor)) as air_lowest_kg,
        sum(air_kg * if(air_kg = 0, 1, high_factor)) as air_highest_kg,
        sum(land_water_kg * if(land_water_kg = 0, 1, low_factor)) as land_water_lowest_kg,
        sum(land_water_kg * if(land_water_kg = 0, 1, high_factor)) as land_water_highest_kg,
        sqrt(sum(half_kg ** 2)) as half_kg,
        coalesce(sum(half_kg ** 2 * offset_kg) / nullif(sum(half_kg ** 2), 0), 0) as offset_kg
    from spread
    group by
        method_series, year, place_code, practice, has_parts, has_shared_ratio, shared_lost, shared_amalgam, shared_u_pct
),
flow as (
    select
        'use' as flow, method_series, year, place_code, practice, has_parts, ratio_label, ratio_u_pct,
        use_kg as kg, has_use_range as has_range, use_errors as errors, use_own_sd_kg as own_sd_kg,
        use_lowest_kg as lowest_kg, use_highest_kg as highest_kg, half_kg, offset_kg
    from cell
    union all
    select
        'air', method_series, year, place_code, practice, has_parts, ratio_label, ratio_u_pct,
        air_kg, has_air_range, air_errors, air_own_sd_kg, air_lowest_kg, air_highest_kg, 0, 0
    from cell
    union all
    select
        'land_water', method_series, year, place_code, practice, has_parts, ratio_label, ratio_u_pct,
        land_water_kg, has_land_water_range, land_water_errors, land_water_own_sd_kg,
        land_water_lowest_kg, land_water_highest_kg, 0, 0
    from cell
)
select flow.*, up_codes
from flow
join (select place_code, list(up_code order by up_code) as up_codes from place_up group by all) using (place_code)
order by all
