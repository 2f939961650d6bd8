/*
about  = "Groups of contaminated sites at a place that lie within 10 km of one another, step by step: how many, where, their classes, the people near and how far they spread, the most urgent first."
tables = ["contaminated_site"]
*/
-- A group counts where at least one of its sites lies at the place; it is shown whole. across_km: the diagonal of the box
-- around it, which no two of its sites exceed. People near may live near several sites of a group.
with inside as (
    select distinct cluster_code
    from site_cluster
    join contaminated_site using (contaminated_site_code)
    where place_code in (select place_code from place_up where up_code = $place)
)
select
    cluster_code,
    count(*) as sites_count,
    string_agg(distinct place.place_name, ', ' order by place.place_name) as place_names,
    count(*) filter (site_priority.class = 'high') as high_count,
    min(site_priority.rank_high) as rank_high,
    count(*) filter (contaminated_site.stage < 4) as waiting_count,
    sum(coalesce(nearby_0_400m, 0) + coalesce(nearby_400_800m, 0) + coalesce(nearby_800_1600m, 0))::bigint as people_near,
    count(*) filter (nearby_0_400m is null or nearby_400_800m is null or nearby_800_1600m is null) as people_unknown_count,
    2 * 6371.0088 * asin(sqrt(least(1,
        sin(radians(max(lat) - min(lat)) / 2) ^ 2
        + cos(radians(least(abs(max(lat)), abs(min(lat))))) ^ 2 * sin(radians(max(lon) - min(lon)) / 2) ^ 2
    ))) as across_km
from site_cluster
join inside using (cluster_code)
join masked.contaminated_site as contaminated_site using (contaminated_site_code)
left join site_priority using (contaminated_site_code)
left join place on place.place_code = contaminated_site.place_code
group by cluster_code
order by rank_high nulls last, sites_count desc, cluster_code
limit 30
