/*
about = "The two books side by side: per year, direction, other country and goods the weight as the country reports it and as the other does. Null: that side does not report."
kept  = true
needs = ["trade_total"]
*/
-- Customs write down what passes: where one side reports anything of a year, what it leaves out is none; where it
-- reports nothing at all, nothing is known. The country reports where one of its own flows stands in the year, a partner
-- where one of its flows with the country does. Flows without a weight are counted and not in the kg, so that a side with
-- such flows may be larger.
with own_year as (
    select distinct year from trade_total where reported_by = 'own'
),
partner_year as (
    select distinct year, other_iso3 from trade_total where reported_by = 'mirror'
),
side as (
    select
        year,
        direction,
        other_iso3,
        hs6,
        sum(net_kg) filter (reported_by = 'own') as own_kg,
        sum(net_kg) filter (reported_by = 'mirror') as mirror_kg,
        sum(value_usd) filter (reported_by = 'own') as own_usd,
        sum(value_usd) filter (reported_by = 'mirror') as mirror_usd,
        coalesce(sum(unweighed) filter (reported_by = 'own'), 0) as own_unweighed,
        coalesce(sum(unweighed) filter (reported_by = 'mirror'), 0) as mirror_unweighed,
        coalesce(sum(flows) filter (reported_by = 'own'), 0) as own_flows,
        coalesce(sum(flows) filter (reported_by = 'mirror'), 0) as mirror_flows
    from trade_total
    group by all
)
select
    side.* exclude (own_kg, mirror_kg),
    case when own_flows > own_unweighed then own_kg when own_flows = 0 and own_year.year is not null then 0 end as own_kg,
    case
        when mirror_flows > mirror_unweighed then mirror_kg
        when mirror_flows = 0 and partner_year.year is not null then 0
    end as mirror_kg
from side
left join own_year using (year)
left join partner_year using (year, other_iso3)
order by year, direction, other_iso3, hs6
