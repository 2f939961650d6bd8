/*
about = "Each question asked at gold sites: the share of sites with the answer yes, at every place and in every year, in the shape of an indicator."
kept  = true
needs = ["gold_site_survey", "place_up"]
*/
-- Shares are of sites, not of visits, and n counts sites: a site seen five times in a year would else count five times,
-- and teams go back most to the sites that are near or in trouble. For visits see the query practice_asked.
with by_place as (
    select question, place_code, year, count(*) filter (answer) as yes, count(*) as sites
    from gold_site_survey
    unpivot (                          -- a question not answered is no row
        answer for question in (
            uses_mercury, has_whole_ore_amalgamation, has_open_burning, has_residential_burning,
            has_cyanide_on_mercury_tailings, has_worst_practice, has_retort, uses_cyanide
        )
    )
    group by all
)
select
    question,
    up_code as place_code,
    year,
    null::varchar as method_series,
    null::varchar as series,
    100.0 * sum(yes) / sum(sites) as value,
    null::double as low,
    null::double as high,
    sum(sites)::bigint as n
from by_place
join place_up using (place_code)
group by question, up_code, year
order by question, up_code, year
