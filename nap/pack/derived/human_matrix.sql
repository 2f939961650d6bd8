/*
about = "What is taken from people, as column matrix of table sample names it; the same as methods/suppression.py hides small groups of."
kept  = false
*/
select unnest(['urine', 'hair', 'blood', 'breast_milk']) as matrix
