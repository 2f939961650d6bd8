/*
about  = "Claims of mercury reduced at a place in the chosen years, each with the way of places that leads there from the nation."
tables = ["reduction_claim"]
*/
with depth as (
    select place_code, count(*) as steps from place_up group by place_code
),
way as (
    select place_up.place_code, list(up_code order by steps) as path
    from place_up
    join depth on depth.place_code = place_up.up_code
    group by place_up.place_code
)
select
    claim_code,
    project,
    donor,
    reduction_claim.year,
    coalesce(period, 'annual') as period,
    contribution,
    coalesce(site.place_code, reduction_claim.place_code) as place_code,
    place_name,
    reduction_claim.site_code,
    site_name,
    hg_kg,
    miners_supported_f,
    miners_supported_m,
    finance_usd,
    responsible_gold_kg,
    method,
    -- a site stands below the place it lies in, whatever place the claim names
    case when site_code is null then path else list_append(path, 'site ' || site_code) end as path
from reduction_claim
left join site using (site_code)
left join place on place.place_code = coalesce(site.place_code, reduction_claim.place_code)
join way on way.place_code = coalesce(site.place_code, reduction_claim.place_code)
where list_contains(path, $place)
    and reduction_claim.year between $year_from and $year_to
order by reduction_claim.year, project, claim_code
