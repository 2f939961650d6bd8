/*
about  = "Per other country, goods in one direction over the chosen years: the weight in both books, and in the years in which both are known."
tables = ["trade_flow"]
*/
select
    other_iso3,
    sum(own_kg) as own_kg,
    sum(mirror_kg) as mirror_kg,
    count(*) filter (own_kg is not null and mirror_kg is not null) as compared_years,
    sum(own_kg) filter (mirror_kg is not null) as own_compared_kg,
    sum(mirror_kg) filter (own_kg is not null) as mirror_compared_kg,
    sum(own_unweighed + mirror_unweighed)::bigint as unweighed,
    sum(own_flows + mirror_flows)::bigint as flows
from trade_mirror
where hs6 = $hs
    and direction = $direction
    and year between $year_from and $year_to
    and ($partner is null or other_iso3 = $partner)
group by other_iso3
order by greatest(sum(own_kg), sum(mirror_kg)) desc nulls last, other_iso3
