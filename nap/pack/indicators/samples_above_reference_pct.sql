/*
title   = "Measurements above the reference value"
unit    = "%"
better  = "lower"
annex_c = ["h"]
about   = "Share of the measurements taken in the year that lie above a reference value. Unless plan.toml chooses others these are: soil 6.6 mg/kg (Canada, CCME, residential land), sediment 0.486 mg/kg (CCME, probable effects), surface water 0.07 µg/L (EU, highest single concentration), drinking water 6 µg/L (WHO), fish 0.5 mg/kg (EU), air 0.3 µg/m³ (US EPA, for a lifetime)."
caveat  = "What was measured is where somebody looked, often the worst places: this is no share of all soil or fish. The range is the 95 % interval of chance alone, widened where a limit of detection lies above the reference. Without a date, in another form of mercury or on another basis than the reference a measurement is left out; a result for several specimens counts once. There is no value where the limits of detection hide it."
tables  = ["sample"]
series  = "matrix"
source  = "Kaplan and Meier for values censored from the left (Helsel 2012); interval by Wilson (1927)"
*/
-- The same as exceedance() in methods/censored.py, which says how the share is read. guidance_default holds the
-- reference of each matrix, form and basis, as the plan chooses (pack.py). People have an indicator of their own.
with judged as (
    select place_code, calendar.year, matrix, reference_value, upper, is_below_lod
    from measurement
    join calendar on calendar.year = measurement.year and sampled_on <= calendar.as_of
    join guidance_default using (matrix, species, basis)
    where matrix in ('soil', 'sediment', 'surface_water', 'drinking_water', 'fish', 'air') and upper is not null
),
counted as (
    select
        up_code,
        year,
        matrix,
        count(*) as n,
        count(*) filter (upper > reference_value and not is_below_lod) as above,
        count(*) filter (upper > reference_value and is_below_lod) as untold,
        bool_and(upper > reference_value) as is_all_over
    from judged
    join place_up using (place_code)
    group by all
),
size as (                              -- equal results, where the curve is needed; all at or below the reference as one
    select
        up_code,
        year,
        matrix,
        greatest(upper, reference_value) as size,
        size > any_value(reference_value) as is_over,
        count(*) filter (not is_below_lod) as detected,
        sum(count(*)) over (partition by up_code, year, matrix order by size) as at_or_below
    from judged
    join place_up using (place_code)
    join counted using (up_code, year, matrix)
    where untold > 0
    group by up_code, year, matrix, size
),
curve as (
    select up_code, year, matrix, 1 - product(1 - detected / at_or_below) as share
    from size
    where is_over and detected > 0
    group by all
),
told as (
    select
        counted.*,
        above / n as surely,
        (above + untold) / n as possibly,
        case when untold = 0 then surely else coalesce(share, 0) end as estimate
    from counted
    left join curve using (up_code, year, matrix)
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    matrix as series,
    100 * estimate as value,
    100 * wilson_low(surely, n) as low,
    100 * wilson_high(possibly, n) as high,
    n                                  -- results held against the reference
from told
-- else what lies below the values above the reference are non-detects alone, on either side of it
where untold = 0 or not is_all_over or estimate > 1 - 1e-9
