/*
title   = "Median mercury in fish"
unit    = "mg/kg"
better  = "lower"
annex_c = ["h", "i"]
about   = "Half of the fish measured in the year hold no more total mercury than this, in wet weight. Fish below a limit of detection count as somewhere below it (Kaplan and Meier)."
caveat  = "Species and sizes differ from year to year, so a change may come from other fish. Fish whose basis is not said are counted as wet weight, those in dry weight are left out. A result for several fish counts once. There is no value for fewer than 5 results, nor where half of them lie below the limits of detection."
tables  = ["sample"]
source  = "Kaplan and Meier for values censored from the left (Helsel 2012)"
*/
-- The same as quantile() in methods/censored.py, which says how the median is read.
with fish as (
    select place_code, calendar.year, upper, is_below_lod
    from measurement
    join calendar on calendar.year = measurement.year and sampled_on <= calendar.as_of
    where matrix = 'fish' and species = 'total' and basis in ('wet', 'none') and upper is not null
),
size as (                              -- equal results of a place and a year
    select
        up_code,
        year,
        upper,
        count(*) filter (not is_below_lod) as detected,
        sum(count(*)) over (partition by up_code, year order by upper) as at_or_below,
        sum(count(*)) over (partition by up_code, year) as n
    from fish
    join place_up using (place_code)
    group by up_code, year, upper
),
curve as (                             -- the share of results below each detected value, and the next such value
    select
        up_code,
        year,
        n,
        upper,
        product(1 - detected / at_or_below) over (from_top rows unbounded preceding) as share_below,
        coalesce(product(1 - detected / at_or_below) over (from_top rows between unbounded preceding and 1 preceding), 1)
            as share_at_or_below,
        coalesce(lag(upper) over from_top, upper) as next_value
    from size
    where detected > 0 and n >= 5
    window from_top as (partition by up_code, year order by upper desc)
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    arg_min(case when share_at_or_below < 0.5 + 1e-9 then (upper + next_value) / 2 else upper end, upper)
        filter (share_at_or_below > 0.5 - 1e-9) as value,
    null::double as low,
    null::double as high,
    any_value(n)::bigint as n          -- results
from curve
group by up_code, year
having min(share_below) < 0.5 - 1e-9
