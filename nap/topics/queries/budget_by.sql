/*
about  = "Money in US dollars by funding, strategy, element of Annex C or year; a sum that no line knows is null, not zero. planned = secured + untold + missing."
tables = ["activity", "budget_line"]
*/
-- $by: funding, strategy, letter or year. An activity that serves several elements counts for each, so letters do not add up.
with line as (
    select
        budget_usd.*,
        unnest(case
            when $by = 'funding' then [funding]
            when $by = 'strategy' then [strategy_code]
            when $by = 'year' then [budget_usd.year::varchar]
            when len(annex_c) > 0 then list_distinct(annex_c)
            else [null]
        end) as code
    from budget_usd
    join activity using (activity_code)
    join activity_at using (activity_code)
    where activity_at.place_code = $place
        and first_year <= $year_to
        and last_year >= $year_from
)
select
    code,
    count(*) as lines_count,
    count(*) filter (planned is null) as uncosted_count,
    count(*) filter (planned = 0) as zero_count,
    sum(planned_usd) as planned_usd,
    sum(committed_usd) as committed_usd,
    sum(disbursed_usd) as disbursed_usd,
    sum(spent_usd) as spent_usd,
    sum(secured_usd) as secured_usd,
    sum(untold_usd) as untold_usd,
    sum(missing_usd) as missing_usd,
    count(*) filter (is_gap_told) as told_count,
    100.0 * sum(spent_usd) filter (planned > 0 and spent is not null)
        / sum(planned_usd) filter (planned > 0 and spent is not null) as execution_pct,
    count(*) filter (planned > 0 and spent is not null) as both_count,
    count(*) filter (planned = 0 and spent is not null) as zero_reported_count        -- no share of nothing: left out
from line
group by code
order by case when $by = 'year' then code end nulls last, planned_usd desc nulls last, code
