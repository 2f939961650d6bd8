/*
about  = "Money for the activities of a place in the chosen years, in US dollars; lines without a sum are counted, never added as zero."
tables = ["activity", "budget_line"]
*/
select
    count(*) as lines_count,
    count(planned) as costed_count,
    count(*) filter (planned = 0) as zero_count,
    count(*) filter (planned is null) as uncosted_count,
    count(spent) as reported_count,
    count(committed) as committed_count,
    count(funding) as funded_count,
    count(year) as dated_count,
    sum(planned_usd) as planned_usd,
    sum(committed_usd) as committed_usd,
    sum(disbursed_usd) as disbursed_usd,
    sum(spent_usd) as spent_usd,
    sum(secured_usd) as secured_usd,
    sum(untold_usd) as untold_usd,
    sum(missing_usd) as missing_usd,
    count(*) filter (is_gap_told) as told_count,
    sum(planned_usd) filter (funding = 'unfunded') as unfunded_usd,
    count(*) filter (planned = 0 and spent is not null) as zero_reported_count,      -- no share of nothing: left out
    count(*) filter (planned > 0 and spent is not null) as both_count,
    sum(planned_usd) filter (planned > 0 and spent is not null) as both_planned_usd,
    sum(spent_usd) filter (planned > 0 and spent is not null) as both_spent_usd,
    100.0 * both_spent_usd / nullif(both_planned_usd, 0) as execution_pct
from budget_usd
join activity_at using (activity_code)
where activity_at.place_code = $place
    and first_year <= $year_to
    and last_year >= $year_from
