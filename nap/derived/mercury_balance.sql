/*
about = "Each estimate of mercury use with its fate: the stated use, or gold times ratio; to air, to land and water, recovered."
kept  = false
*/
-- Mass balance by process step, per kg of gold (mercury.md 1.2, F7): amalgam_ratio * (1 - share * efficiency) goes to
-- air, tailings_loss_ratio to land and water. Without a retort share or efficiency the fate cannot be told.
select
    *,
    gold_kg * amalgam_ratio * (1 - retort_share * retort_efficiency) as hg_emission_air_kg,
    gold_kg * tailings_loss_ratio as hg_release_land_water_kg,
    gold_kg * amalgam_ratio * retort_share * retort_efficiency as hg_recovered_kg,
    coalesce(hg_use_kg, hg_emission_air_kg + hg_release_land_water_kg) as use_kg,
    coalesce(hg_use_low_kg, case when hg_use_high_kg is not null then use_kg end) as use_low_kg,
    coalesce(hg_use_high_kg, case when hg_use_low_kg is not null then use_kg end) as use_high_kg
from mercury_use
