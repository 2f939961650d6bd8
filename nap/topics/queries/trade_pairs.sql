/*
about  = "The two books of mercury and its compounds per year, direction, other country and goods."
tables = ["trade_flow"]
*/
select year, direction, other_iso3, hs6, own_kg, mirror_kg, own_unweighed, mirror_unweighed
from trade_mirror
where (hs6 = '280540' or hs6 like '2852%')
    and year between $year_from and $year_to
order by all
