/*
about  = "Mercury and mercury waste held at a place, by kind, what has become of it and how it is kept, as of the end of the chosen years."
tables = ["mercury_stock"]
*/
-- A lot disposed of after the chosen years was still there: it counts as stored.
with lot as (
    select
        *,
        if(disposed_on > make_date($year_to, 12, 31), 'stored', disposal_status) as state
    from mercury_stock
    where held_since <= make_date($year_to, 12, 31)
        and place_code in (select place_code from place_up where up_code = $place)
)
select
    kind,
    state as disposal_status,
    columns('^storage_condition'),
    count(*) as lots,
    sum(hg_kg) as hg_kg,
    min(held_since) as oldest
from lot
group by all
order by hg_kg desc, kind
