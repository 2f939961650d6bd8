/*
about  = "Events held at the place in the chosen years and the people who took part, by topic or by kind: women, men, and those whose sex nobody wrote down."
tables = ["event"]
*/
-- $by is topic or kind. Events that count nobody are in events_count alone.
with held as (
    select
        case $by when 'kind' then kind else topic end as code,
        case $by when 'kind' then null else columns('^topic_(..)$') end as 'topic_\1',
        is_online,
        participants_f,
        participants_m,
        participants_unknown,
        certificates,
        coalesce(participants_f, participants_m, participants_unknown) is not null as is_counted
    from event
    cross join nation
    join calendar on calendar.year = year(end_date) and end_date <= calendar.as_of
    join place_up on place_up.place_code = coalesce(event.place_code, nation.place_code)
    where up_code = $place and calendar.year between $year_from and $year_to
)
select
    code,
    any_value(columns('^topic_(..)$')) as 'topic_\1',
    count(*) as events_count,
    count(*) filter (is_online) as online_count,
    count(*) filter (not is_online) as in_person_count,
    count(*) filter (not is_counted) as uncounted,
    sum(participants_f) as women,
    sum(participants_m) as men,
    sum(participants_unknown) as unknown,
    sum(participants_f) filter (participants_m is not null) as both_women,
    sum(participants_m) filter (participants_f is not null) as both_men,
    sum(certificates) as certificates
from held
group by code
order by events_count desc, code
