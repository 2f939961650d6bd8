/*
about = "The sides, in degrees, that a cell of a map may have: round numbers."
kept  = false
*/
select unnest([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10])::double as side
