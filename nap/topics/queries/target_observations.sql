/*
about = "Facts a target may be measured against: its indicator, place and breakdown, in every method series, up to the chosen year."
tables = ["target"]
*/
select
    target.target_code,
    fact.year,
    fact.value,
    fact.low,
    fact.high,
    fact.n,
    fact.method_series
from target
join fact
    on fact.indicator = target.indicator
   and fact.place_code = target.place_code
   and fact.series is not distinct from target.series
where fact.year <= $year_to
order by target.target_code, fact.method_series, fact.year
