/*
about = "Every budget line that has a rate, in US dollars, with its year: planned = secured + untold + missing; a line that is not costed has none of the three."
kept  = false
*/
-- Secured is what is committed, or already paid out or spent, up to the plan of the line itself: money beyond it closes no
-- gap elsewhere. Missing is the rest where it is known what is committed, or that nobody pays. Where the budget does not
-- tell what is committed, the rest is untold: it may be secured or missing. The year is the line's own, else the one in
-- which its activity is planned to start.
with dollars as (
    select
        budget_line.* exclude (year),
        coalesce(budget_line.year, year(planned_start)) as year,
        planned / units_per_usd as planned_usd,
        committed / units_per_usd as committed_usd,
        disbursed / units_per_usd as disbursed_usd,
        spent / units_per_usd as spent_usd,
        -- both functions pass over a null: of a line that is not costed nothing is secured, nor is it zero
        case when planned is not null
            then least(planned_usd, coalesce(greatest(committed_usd, disbursed_usd, spent_usd), 0))
        end as secured_usd,
        coalesce(committed is not null or funding = 'unfunded' or planned_usd <= secured_usd, false) as is_told
    from budget_line
    left join activity using (activity_code)
    where units_per_usd > 0
)
select
    * exclude (is_told),
    case when not is_told then planned_usd - secured_usd when planned_usd is not null then 0 end as untold_usd,
    case when is_told then planned_usd - secured_usd when planned_usd is not null then 0 end as missing_usd,
    coalesce(planned_usd > 0 and is_told, false) as is_gap_told       -- what costs nothing tells nothing of a gap
from dollars
