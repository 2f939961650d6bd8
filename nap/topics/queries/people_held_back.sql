/*
about  = "How many groups of people are shown nowhere: because they are small, and because they would tell a small one."
tables = ["sample"]
*/
-- Of the small ones the number of groups alone is told, never their people.
select
    count(*) filter (n < $hide_min) as small_count,
    count(*) filter (n >= $hide_min) as telling_count
from stated.sample
join held_back using (sample_code)
where place_code in (select place_code from place_up where up_code = $place)
    and coalesce(year(sampled_on) between $year_from and $year_to, true)
