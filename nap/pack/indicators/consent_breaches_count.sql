/*
title   = "Shipments of mercury that no valid consent covers"
unit    = "shipments"
better  = "lower"
annex_c = ["f"]
about   = "Shipments of mercury (code 280540 of the Harmonized System) the country reports for the year that rest on no consent on record, on more than was consented to, on a consent out of date, revoked, for a use that is not allowed or for other countries."
caveat  = "A consent may exist and not be on record. A shipment can lack in several ways; the total counts it once. Years before the first consent on record are not judged. Only months that lie outside the validity as a whole count as out of date. Compounds of mercury need no consent."
tables  = ["trade_flow", "consent"]
series  = { no_consent = "No consent on record", over_consented = "More than consented to", out_of_date = "Out of date", use_not_allowed = "Use not allowed", revoked = "Consent revoked", other_countries = "Consent for other countries" }
*/
with judged as (
    select
        year,
        count(distinct flow_code) as shipments,
        count(distinct flow_code) filter (kind is not null) as breaches
    from consent_breach
    group by year
),
kinds as (
    select unnest(['no_consent', 'over_consented', 'out_of_date', 'use_not_allowed', 'revoked', 'other_countries']) as kind
),
parted as (
    select year, kind as series, count(flow_code) as breaches, any_value(shipments) as shipments
    from judged
    cross join kinds
    left join consent_breach using (year, kind)
    group by all
)
select
    nation.place_code,
    year,
    null::varchar as method_series,
    series,
    breaches::double as value,
    null::double as low,
    null::double as high,
    shipments as n                    -- shipments judged
from (select year, null::varchar as series, breaches, shipments from judged union all by name from parted)
cross join nation
