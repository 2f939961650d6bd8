/*
about  = "Consents that hold on a day of the chosen years, with what was shipped on them and what is wrong with that; the latest $most."
tables = ["consent", "trade_flow"]
*/
with shipped as (
    select
        consent_code,
        count(distinct flow_code) as shipments,
        string_agg(distinct kind, ' ' order by kind) as kinds,
        count(distinct flow_code) filter (kind is not null) as breaches
    from consent_breach
    where consent_code is not null
    group by consent_code
),
weighed as (
    select consent_code, sum(net_kg) as shipped_kg, count(*) filter (net_kg is null) as unweighed
    from trade_flow
    where reported_by = 'own' and consent_code is not null and hs_code like '280540%'
    group by consent_code
)
select
    consent.consent_code,
    form,
    exporter_iso3,
    importer_iso3,
    columns('^allowed_use'),
    use_kind,
    mercury_source,
    net_kg,
    valid_from,
    valid_to,
    status,
    revoked_on,
    shipped_kg,
    coalesce(unweighed, 0) as unweighed,
    coalesce(shipments, 0) as shipments,
    coalesce(breaches, 0) as breaches,
    coalesce(kinds, '') as kinds,
    status = 'revoked' and revoked_on is null as is_end_unknown
from consent
left join shipped using (consent_code)
left join weighed using (consent_code)
where coalesce(year(valid_from), $year_from) <= $year_to
    and coalesce(year(valid_to), $year_to) >= $year_from
order by valid_from desc nulls last, consent_code
limit $most
