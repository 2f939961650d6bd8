/*
about = "How many values of indicators the pack has, at every place and in every year."
*/
select count(*) as n from fact
