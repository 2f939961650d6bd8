/*
about = "Each estimate of mercury use with its fate: the stated use, or gold times ratio; to air, to land and water, recovered."
*/
-- Mass balance by process step, per kg of gold: amalgam_ratio * (1 - share * efficiency) goes to
-- air, tailings_loss_ratio to land and water. Unless no amalgam meets a retort (share 0), the fate cannot be told
-- without share and efficiency. Mercury-free gold uses none, by definition. A range counts where both ends are given
-- and the use lies between them.
with per_gold as (
    select
        *,
        case when practice = 'mercury_free' then coalesce(tailings_loss_ratio, 0) else tailings_loss_ratio end as lost,
        case when practice = 'mercury_free' then coalesce(amalgam_ratio, 0) else amalgam_ratio end as in_amalgam,
        case when retort_share = 0 or in_amalgam = 0 then 0 else retort_share * retort_efficiency end as captured_share
    from mercury_use
),
balance as (
    select
        *,
        case when in_amalgam = 0 then 0 else gold_kg * in_amalgam * (1 - captured_share) end as hg_emission_air_kg,
        case when lost = 0 then 0 else gold_kg * lost end as hg_release_land_water_kg,
        case when captured_share = 0 then 0 else gold_kg * in_amalgam * captured_share end as hg_recovered_kg,
        coalesce(hg_use_kg, hg_emission_air_kg + hg_release_land_water_kg) as use_kg,
        hg_use_low_kg <= use_kg and use_kg <= hg_use_high_kg as is_range
    from per_gold
)
select
    * exclude (lost, in_amalgam, captured_share, is_range),
    case when is_range then hg_use_low_kg when practice = 'mercury_free' then use_kg end as use_low_kg,
    case when is_range then hg_use_high_kg when practice = 'mercury_free' then use_kg end as use_high_kg
from balance
