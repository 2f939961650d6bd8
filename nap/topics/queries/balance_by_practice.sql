/*
about  = "Mercury put in and its fate by practice, of one method series in one year at a place and below; single projects are left out. is_whole: nothing is missing that the series gives in another year."
tables = ["mercury_use"]
*/
-- Where air, land and water and what was recovered all follow from the estimate, they are its fate, whatever use is
-- stated beside them. Else what is known of them is taken, and the rest of the stated use has a fate that is not
-- known; parts that together exceed the stated use are not believed.
with own as (
    select
        mercury_balance.*,
        hg_emission_air_kg + hg_release_land_water_kg + hg_recovered_kg is not null as is_told,
        coalesce(hg_emission_air_kg, 0) + coalesce(hg_release_land_water_kg, 0) as known_kg,
        is_told or known_kg <= use_kg as is_taken
    from mercury_balance
    join place_up using (place_code)
    where up_code = $place
        and method_series = $method_series
        and scope <> 'project'
        and year = $year
)
select
    practice,
    case when count(gold_kg) = count(*) then sum(gold_kg) end as gold_kg,
    sum(hg_recovered_kg) as recovered_kg,
    sum(hg_emission_air_kg) filter (is_taken) as air_kg,
    sum(hg_release_land_water_kg) filter (is_taken) as land_water_kg,
    coalesce(sum(use_kg - case when is_taken then known_kg else 0 end) filter (not is_told), 0) as not_known_kg,
    case when count(use_kg) = count(*) then sum(use_kg) end as use_kg,
    count(*) - count(use_kg) as use_unknown,
    count(*) as estimates,
    (
        select coalesce(bool_and(is_whole), false) from mercury_up
        where mercury_up.place_code = $place and mercury_up.method_series = $method_series
            and mercury_up.year = $year and mercury_up.practice is null
    ) as is_whole
from own
group by practice
order by sum(use_kg) desc nulls last, practice
