/*
title    = "Contaminated sites remediated and confirmed"
unit     = "sites"
better   = "higher"
annex_c  = ["e"]
about    = "Sites whose works were carried out (step 8), whose confirmatory sampling was taken (step 9) and which stand at long-term monitoring or closure (step 10) at the end of the year."
caveat   = "A site without a history counts if it stands at step 10; whether works and sampling came before cannot be told. A site opened again no longer counts. Years that cannot be told for every site are left out."
tables   = ["contaminated_site", "contaminated_site_stage"]
additive = true
*/
-- A register without a closed site counts 0. Both steps have to come before closure in the site's own history.
with done as (
    select contaminated_site_code, turn
    from contaminated_stage as closed
    where closed.stage = 10
        and (
            not closed.is_history
            or 2 = (
                select count(distinct earlier.stage) from contaminated_stage as earlier
                where earlier.contaminated_site_code = closed.contaminated_site_code
                    and earlier.turn < closed.turn and earlier.stage in (8, 9)
            )
        )
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    count(done.turn)::double as value,
    null::double as low,
    null::double as high,
    count(*) as n
from contaminated_stage_year
left join done using (contaminated_site_code, turn)
join place_up using (place_code)
group by up_code, year
