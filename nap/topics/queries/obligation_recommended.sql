/*
about  = "What a plan is well advised to hold besides Annex C, over the whole plan: targets, who answers for activities, costs, funding, spending."
tables = ["activity", "budget_line", "target"]
*/
select
    (select count(*) from target where target_code not in (select supersedes from target where supersedes is not null))
        as targets_count,
    (select count(*) from activity) as activities_count,
    (select count(lead_institution) from activity) as led_count,
    (select count(status) from activity) as stated_count,
    count(*) as lines_count,
    count(planned) as costed_count,
    count(funding) as funded_count,
    count(spent) as spent_count
from budget_line
