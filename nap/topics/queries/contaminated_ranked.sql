/*
about  = "Contaminated sites at a place by the worst rank each can have: rank interval, class and score, and what to measure next; $size rows from the one after $skip."
tables = ["contaminated_site", "contaminated_site_stage", "sample"]
*/
-- $stage, $class and $cluster as in contaminated_register; $codes keeps these sites (null keeps all). $note goes with every
-- row. rank is among all sites of the pack, whatever is kept here. No coordinates.
with kept as (
    select
        contaminated_site.*,
        site_priority.* exclude (contaminated_site_code, place_code)
    from contaminated_site
    left join site_priority using (contaminated_site_code)
    where contaminated_site.place_code in (select place_code from place_up where up_code = $place)
        and ($stage is null or contaminated_site.stage::varchar = $stage)
        and ($class is null or site_priority.class = $class)
        and (
            $cluster is null
            or contaminated_site_code in (select contaminated_site_code from site_cluster where cluster_code = $cluster)
        )
        and ($codes is null or contaminated_site_code in (select unnest($codes::varchar[])))
    order by rank_high nulls last, score_low desc, contaminated_site_code
    limit $size offset $skip
),
measured as (
    select contaminated_site_code, count(*) as samples_count, max(sampled_on) as last_sampled_on
    from sample
    where contaminated_site_code in (select contaminated_site_code from kept)
    group by contaminated_site_code
)
select
    rank_low,
    rank_high,
    contaminated_site_code,
    columns('^name(_..)?$'),
    place.place_name,
    class,
    kept.level,
    score,
    score_low,
    score_high,
    missing,
    most_valuable_missing,
    matrix_low,
    matrix_high,
    matrix_class,
    stage,
    stage_date,
    source_kind,
    area_m2,
    risk_owner,
    coalesce(samples_count, 0) as samples_count,
    last_sampled_on,
    site_cluster.cluster_code,
    $note::varchar as note
from kept
left join measured using (contaminated_site_code)
left join site_cluster using (contaminated_site_code)
left join place on place.place_code = kept.place_code
order by rank_high nulls last, score_low desc, contaminated_site_code
