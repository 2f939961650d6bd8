/*
about = "Shipments of mercury beside the consents they rest on: one row per shipment the country reports and way in which its consent does not cover it; kind is null where nothing is wrong."
kept  = true
*/
-- Article 3 asks for consent to mercury itself (280540), not to its compounds. Shipments are judged from the first year
-- any consent speaks of, and those without a consent on record only where consents stand beside shipments at all: a
-- register that was never linked says nothing. A month is out of date where all of it lies outside the validity; a
-- general notification (form D) covers shipments that name no consent. What is not known is no breach.
with shipment as (
    select
        flow_code,
        year,
        month,
        direction,
        reporter_iso3,
        partner_iso3,
        net_kg,
        consent_code,
        if(direction = 'import', partner_iso3, reporter_iso3) as exporter_iso3,
        if(direction = 'import', reporter_iso3, partner_iso3) as importer_iso3,
        make_date(year, coalesce(month, 1), 1) as first_day,
        last_day(make_date(year, coalesce(month, 12), 1)) as final_day
    from trade_flow
    where reported_by = 'own'
        and hs_code like '280540%'
        and year >= (select min(year(valid_from)) from consent)
),
general as (                           -- shipments without a consent that a general notification covers
    select distinct flow_code
    from shipment
    join consent on consent.form = 'D'
        and consent.status in ('granted', 'expired')
        and consent.exporter_iso3 = shipment.exporter_iso3
        and consent.importer_iso3 = shipment.importer_iso3
        and first_day <= coalesce(valid_to, 'infinity'::date)
        and final_day >= coalesce(valid_from, '-infinity'::date)
    where shipment.consent_code is null
),
beside as (
    select
        shipment.*,
        consent.* exclude (consent_code, exporter_iso3, importer_iso3, net_kg, source_code, record_state),
        consent.net_kg as consented_kg,
        sum(shipment.net_kg) over (
            partition by shipment.consent_code order by first_day, flow_code rows unbounded preceding
        ) as shipped_kg,
        general.flow_code is not null as is_general,
        consent.exporter_iso3 <> shipment.exporter_iso3
            or consent.importer_iso3 <> shipment.importer_iso3 as is_for_others
    from shipment
    left join consent using (consent_code)
    left join general using (flow_code)
),
judged as (
    select
        *,
        [
            case
                when consent_code is null and not is_general and exists (from shipment where consent_code is not null)
                    then 'no_consent'
                when status in ('refused', 'pending') then 'no_consent'
            end,
            case when consent_code is not null and shipped_kg > consented_kg then 'over_consented' end,
            case when first_day > valid_to or final_day < valid_from then 'out_of_date' end,
            case
                when use_kind = 'not_allowed' then 'use_not_allowed'
                when use_kind = 'small_scale_mining' and mercury_source in ('primary_mining', 'chlor_alkali')
                    then 'use_not_allowed'
            end,
            case when status = 'revoked' and first_day > revoked_on then 'revoked' end,
            case when is_for_others then 'other_countries' end
        ] as kinds
    from beside
)
select
    flow_code,
    year,
    month,
    direction,
    if(direction = 'import', exporter_iso3, importer_iso3) as other_iso3,
    net_kg,
    consent_code,
    unnest(coalesce(nullif(list_filter(kinds, lambda kind: kind is not null), []), [null])) as kind,
    case when kind = 'over_consented' then least(net_kg, shipped_kg - consented_kg) end as over_kg
from judged
order by year, month, flow_code, kind
