/*
about  = "Weight of goods in one direction per month, or per year where a book gives whole years, as the country and as its partners report it."
tables = ["trade_flow"]
*/
-- $hs: six digits. $partner: one other country, null for all. A month without a flow is 0 in a year in which that book
-- reports anything at all, and unknown in any other. Of partners taken together nobody knows whether all of them report:
-- their sum is what is reported, and no month of a year without any is 0.
with asked as (
    select *
    from trade_total
    where year between $year_from and $year_to
        and ($partner is null or other_iso3 = $partner)
),
wanted as (
    select * from asked where hs6 = $hs and direction = $direction
),
has_months as (
    select coalesce(bool_and(month is not null), true) as is_monthly from wanted
),
reports as (
    select
        year,
        (select bool_or(own.reported_by = 'own') from trade_total as own where own.year = asked.year) as is_own,
        bool_or(reported_by = 'mirror') as is_mirror
    from asked
    group by year
),
period as (
    select
        year,
        if(is_monthly, part, null) as month,
        make_date(year, if(is_monthly, part, 1), 1) as first_day,
        is_own,
        is_mirror
    from reports
    cross join has_months
    cross join range(1, 13) as parts(part)
    where if(is_monthly, make_date(year, part, 1) <= (select max(as_of) from calendar), part = 1)
),
added as (
    select
        year,
        if(is_monthly, month, null) as month,
        sum(net_kg) filter (reported_by = 'own') as own_kg,
        sum(net_kg) filter (reported_by = 'mirror') as mirror_kg,
        sum(unweighed) as unweighed,
        count(*) filter (reported_by = 'own' and net_kg is null) as own_unknown,
        count(*) filter (reported_by = 'mirror' and net_kg is null) as mirror_unknown
    from wanted
    cross join has_months
    group by all
)
select
    period.year,
    period.month,
    first_day,
    case when own_kg is not null then own_kg when is_own and coalesce(own_unknown, 0) = 0 then 0 end as own_kg,
    case when mirror_kg is not null then mirror_kg when is_mirror and coalesce(mirror_unknown, 0) = 0 then 0 end
        as mirror_kg,
    coalesce(unweighed, 0)::bigint as unweighed
from period
left join added on added.year = period.year and added.month is not distinct from period.month
order by first_day
