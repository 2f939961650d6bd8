/*
about  = "Shipments of mercury judged by the consents they rest on, per year and other country: how many, how many lack, and the weight of those."
tables = ["trade_flow", "consent"]
*/
with each as (
    select
        flow_code,
        any_value(year) as year,
        any_value(other_iso3) as other_iso3,
        any_value(net_kg) as net_kg,
        count(kind) > 0 as is_lacking
    from consent_breach
    where year between $year_from and $year_to
    group by flow_code
)
select
    year,
    other_iso3,
    count(*) as judged,
    count(*) filter (is_lacking) as lacking,
    sum(net_kg) filter (is_lacking) as net_kg
from each
group by all
order by all
