/*
title    = "People at or above HBM-II"
unit     = "%"
better   = "lower"
annex_c  = ["h", "i"]
about    = "Of the people measured in the year, the share in whom mercury stands at or above HBM-II, from which the German Human Biomonitoring Commission advises to act: urine 20 µg/g creatinine or 25 µg/L, blood 15 µg/L; for hair 5 µg/g, derived from blood. Urine, hair and blood are never mixed."
caveat   = "Who was measured is seldom drawn at random, so this is no share of all miners or all children; the range is the 95 % interval of chance alone (Wilson). Counted are groups whose publisher gives the share and the year. Groups smaller than the plan's least number are in no figure, and what would tell them neither. Groups that overlap count twice."
tables   = ["sample"]
series   = "population_group"
source   = "Steckling and others 2014, Environ Health 13:111, table 3; interval by Wilson (1927)"
*/
with told as (
    select place_code, calendar.year, matrix, population_group, n, round(n * share_above_hbm2) as above
    from measurement
    join calendar on calendar.year = measurement.year and sampled_on <= calendar.as_of
    where share_above_hbm2 is not null
),
counted as (
    select
        up_code,
        year,
        matrix,
        population_group,
        grouping(population_group) = 1 as is_total,
        sum(n) as n,
        sum(above) / sum(n) as share
    from told
    join place_up using (place_code)
    group by grouping sets ((up_code, year, matrix, population_group), (up_code, year, matrix))
)
select
    up_code as place_code,
    year,
    matrix as method_series,
    population_group as series,
    100 * share as value,
    100 * wilson_low(share, n) as low,
    100 * wilson_high(share, n) as high,
    n::bigint as n                     -- people
from counted
where is_total or population_group is not null
