/*
about = "Every organisation on record with its first step, and from when to when it holds a licence, if it has one."
kept  = false
*/
-- expires is the last day the licence is valid; null beside a day of issue: it never expires. A renewal replaces both dates.
select
    organisation_code,
    place_code,
    min(step_date) as since,
    min(step_date) filter (step = 'licence_issued') as issued,
    max(expiry_date) filter (step = 'licence_issued') as expires
from formalization_step
join organisation using (organisation_code)
group by organisation_code, place_code
