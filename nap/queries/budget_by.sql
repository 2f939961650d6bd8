/*
about  = "Money in US dollars by funding, strategy or element of Annex C; a sum that no line knows is null, not zero."
tables = ["activity", "budget_line"]
*/
-- $by: funding, strategy or letter. An activity that serves several elements counts for each, so letters do not add up.
with line as (
    select
        budget_line.*,
        activity.strategy_code,
        activity.annex_c,
        unnest(case
            when $by = 'funding' then [funding]
            when $by = 'strategy' then [strategy_code]
            when len(annex_c) > 0 then list_distinct(annex_c)
            else [null]
        end) as code
    from budget_line
    join activity using (activity_code)
    join activity_at using (activity_code)
    where activity_at.place_code = $place
        and first_year <= $year_to
        and last_year >= $year_from
        and units_per_usd > 0
)
select
    code,
    count(*) as lines_count,
    count(*) filter (planned is null) as uncosted_count,
    count(*) filter (planned = 0) as zero_count,
    sum(planned / units_per_usd) as planned_usd,
    sum(committed / units_per_usd) as committed_usd,
    sum(disbursed / units_per_usd) as disbursed_usd,
    sum(spent / units_per_usd) as spent_usd,
    100.0 * sum(spent / units_per_usd) filter (planned > 0 and spent is not null)
        / sum(planned / units_per_usd) filter (planned > 0 and spent is not null) as execution_pct,
    count(*) filter (planned > 0 and spent is not null) as both_count,
    count(*) filter (planned = 0 and spent is not null) as zero_reported_count        -- no share of nothing: left out
from line
group by code
order by planned_usd desc nulls last, code
