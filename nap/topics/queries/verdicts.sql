/*
about  = "Every target of the pack with its milestones and all that was observed of its indicator, place and breakdown, in every method series and year; last_year: the last one that is judged; relation: own, below or above where it is for the place asked about, a place in it or a larger one, else elsewhere; is_current marks those no other replaces."
tables = ["target", "milestone", "place"]
*/
-- The one set of rows that every verdict is given on, whatever page or command asks. Years are not asked for: whether a
-- target may be compared rests on all that was observed.
with planned as (
    select target_code, list({'year': year, 'value': value} order by year) as milestones
    from milestone
    group by target_code
),
observed as (
    select
        target.target_code,
        list(
            {
                'year': fact.year, 'value': fact.value, 'low': fact.low, 'high': fact.high,
                'n': fact.n, 'method_series': fact.method_series
            }
            order by fact.method_series, fact.year, fact.value
        ) as observations
    from target
    join fact
        on fact.indicator = target.indicator
       and fact.place_code = target.place_code
       and fact.series is not distinct from target.series
    group by target.target_code
)
select
    target.* exclude (record_state, source_code),
    place.place_name,
    place.level,
    target.target_code not in (select supersedes from target where supersedes is not null) as is_current,
    case
        when target.place_code = $place::varchar then 'own'
        when target.place_code in (select place_code from place_up where up_code = $place::varchar) then 'below'
        when target.place_code in (select up_code from place_up where place_code = $place::varchar) then 'above'
        else 'elsewhere'
    end as relation,
    (select max(year(as_of))::integer from judged_on) as last_year,
    planned.milestones,
    observed.observations
from target
left join place using (place_code)
left join planned using (target_code)
left join observed using (target_code)
order by is_current desc, place.level nulls first, target.indicator <> 'hg_use_t', target.indicator, target.version desc, target.target_code
