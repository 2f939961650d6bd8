/*
about  = "What a kilogram of mercury cost in the whole country, with its range and the number of projects it rests on."
tables = ["project", "reduction_claim"]
*/
select year, value, low, high, n
from fact
where indicator = 'cost_per_kg_usd'
order by year
