/*
about  = "Every estimate of mercury use with its gold; times: how far mercury or gold of its like (one series, place, site, practice) lie apart over the years. Figures that cannot be, such as negative ones, are left out: they break a promise."
tables = ["mercury_use"]
*/
with estimate as (
    select
        * exclude (use_kg, gold_kg),
        concat_ws(' · ', method_series, place_code, site_code, practice, scope) as kin,
        case when use_kg >= 0 and isfinite(use_kg) then use_kg end as use_kg,
        case when gold_kg >= 0 and isfinite(gold_kg) then gold_kg end as gold_kg
    from mercury_balance
)
select
    estimate_code,
    year,
    practice,
    kin,
    use_kg,
    gold_kg,
    greatest(
        max(use_kg) over same / min(case when use_kg > 0 then use_kg end) over same,
        max(gold_kg) over same / min(case when gold_kg > 0 then gold_kg end) over same
    ) as times
from estimate
window same as (partition by kin)
order by estimate_code
