/*
title    = "People in trainings for health workers"
unit     = "people"
better   = "higher"
annex_c  = ["h"]
about    = "People who took part in trainings that were for health workers and ended in the year. The range begins at the trainings that were for health workers alone: of the others nobody wrote down who works in health."
caveat   = "A person who comes to two trainings counts twice. Where a training gives the number of women or of men only, that number alone is counted. Workshops, webinars and awareness sessions are not counted. Trainings without a place count for the whole country."
tables   = ["event"]
series   = { female = "Women", male = "Men", unknown = "Sex not recorded" }
additive = true
*/
with training as (
    select
        event_code,
        coalesce(event.place_code, nation.place_code) as place_code,
        calendar.year,
        len(list_distinct(audience)) = 1 as is_alone,
        participants_f,
        participants_m,
        participants_unknown
    from event
    join calendar on calendar.year = year(end_date) and end_date <= calendar.as_of
    cross join nation
    where kind = 'training' and list_contains(audience, 'health')
),
counted as (
    select event_code, place_code, year, is_alone, 'female' as sex, participants_f as people from training
    union all
    select event_code, place_code, year, is_alone, 'male' as sex, participants_m as people from training
    union all
    select event_code, place_code, year, is_alone, 'unknown' as sex, participants_unknown as people from training
)
select
    up_code as place_code,
    year,
    null::varchar as method_series,
    sex as series,
    sum(people)::double as value,
    sum(case when is_alone then people else 0 end)::double as low,
    sum(people)::double as high,
    count(distinct event_code) as n   -- trainings that give a number
from counted
join place_up using (place_code)
where people is not null
group by grouping sets ((up_code, year, sex), (up_code, year))
