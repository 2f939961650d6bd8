/*
about  = "The estimates of mercury use of one method series at a place and below, of the latest of the chosen years that has any; estimates of single projects are left out."
tables = ["mercury_use", "place"]
*/
with own as (
    select mercury_balance.*
    from mercury_balance
    join place_up using (place_code)
    where up_code = $place
      and method_series = $method_series
      and scope <> 'project'
      and year between $year_from and $year_to
)
select
    estimate_code,
    year,
    place_code,
    coalesce(place_name, place_code) as place_name,
    practice,
    gold_kg,
    gold_u_pct,
    tailings_loss_ratio,
    amalgam_ratio,
    retort_share,
    retort_efficiency,
    ratio_u_pct,
    use_kg,
    use_low_kg,
    use_high_kg
from own
left join place using (place_code)
where year = (select max(year) from own)
order by place_name, place_code, practice desc, estimate_code
