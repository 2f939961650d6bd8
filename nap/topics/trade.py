"""Mercury trade in words: the two books, consents, firms, seizures, stocks, and red flags with their evidence.

Rows of the queries trade_*, consent_*, seizure_* and stock_* in, sentences, tables and points of a map out. The
arithmetic is methods/mirror.py and methods/red_flags.py; supply against use is supply.py. Names of countries are those
of countries.py. No figure here says anything about a person or a company: a flag is a reason to ask.
"""

import datetime as dt
from collections.abc import Iterable
from functools import reduce

import pandas as pd
import shapely

from nap.figures.maps import Mark, Meaning
from nap.figures.pieces import Bar, unbroken
from nap.language import countries
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.methods import mirror, red_flags, values
from nap.methods.red_flags import Flag
from nap.pack import contract, indicator
from nap.topics.overview import records

MERCURY = "280540"
GOODS = {
    "280540": N("Mercury (280540)"),
    "285200": N("Compounds of mercury, until 2011 (285200)"),
    "285210": N("Compounds of mercury, chemically defined (285210)"),
    "285290": N("Other compounds of mercury (285290)"),
}
DIRECTIONS = {"import": N("Imports"), "export": N("Exports")}
ANY = "all"
LONGEST = 12  # other countries drawn and listed; the download holds all
LATEST = 60  # shipments and consents listed; the download holds all
ALL = 10_000_000
BOOKS = {
    "import": (N("Received, as the country reports"), N("Sent, as its partners report")),
    "export": (N("Sent, as the country reports"), N("Received, as its partners report")),
}
HEADINGS = {
    "other_iso3": N("Other country"),
    "month": N("Month"),
    "first_day": N("First day"),
    "own_kg": N("The country reports (kg)"),
    "mirror_kg": N("Partners report (kg)"),
    "own_compared_kg": N("The country reports, years compared (kg)"),
    "mirror_compared_kg": N("Partners report, years compared (kg)"),
    "compared_years": N("Years compared"),
    "unweighed": N("Flows without a weight"),
    "flows": N("Flows"),
    "flow_code": N("Flow"),
    "direction": N("Direction"),
    "net_kg": N("Weight (kg)"),
    "consent_code": N("Consent"),
    "kinds": N("What is missing"),
    "over_kg": N("More than consented to (kg)"),
    "trader_code": N("Firm"),
    "seizure_code": N("Seizure"),
    "hg_kg": N("Mercury (kg)"),
}
SIZES = Meaning(
    N("Mercury seized"),
    (
        Mark("small", N("Less than 10 kg"), "gold", radius=5, fade=0.55),
        Mark("middle", N("10 to 100 kg"), "gold", radius=9),
        Mark("large", N("100 kg or more"), "yes", radius=13),
    ),
    N("Mercury seized"),
)
RULES = {
    "sent_not_received": N("More was sent than received"),
    "orphan_import": N("Imports the partner does not know of"),
    "use_beyond_supply": N("More used than official supply explains"),
    "no_consent": N("Shipments that no valid consent covers"),
    "declared_otherwise": N("Seized mercury declared as other goods"),
    "other_goods": N("Less mercury, more of its compounds"),
    "few_importers": N("A few firms hold most of the imports"),
    "passes_through": N("What comes in goes out again"),
    "price": N("Value per kilogram out of bounds"),
}
# Rules of the same guidance that ask for what no table of a pack holds.
NOT_ASKED = (
    N("imports far above what other uses of mercury need"),
    N("importers without a licensed user behind them"),
    N("sellers of mercury who also buy gold"),
    N("a price at the mine far above the bulk price"),
    N("many small packages, or flasks without a certificate"),
    N("stocks exported just before a ban"),
)
ABOUT_BOOKS = N(
    "Of the partners’ book only those countries are known that report at all; what is not reported is a gap."
)
NOT_JUDGED = N(
    "No shipment can be judged: that needs shipments of mercury the country itself reports, and consents that say from "
    "when they hold."
)
ABOUT_STOCKS = N(
    "Mercury waste is to be managed in an environmentally sound manner (Article 11). Mercury that was seized or "
    "recovered, and what is no longer needed, stands beside it."
)


# --- choosing ---------------------------------------------------------------------------------------------------------


def goods(choices: pd.DataFrame, words: Words) -> dict[str, str]:
    """Six digits -> name of the goods the data speak of, mercury first. choices: trade_choices."""
    found = list(choices.loc[choices["kind"] == "hs", "code"])
    known = [code for code in GOODS if code in found]
    return {code: words.t(GOODS[code]) for code in known} | {
        code: words.t("Goods {code}", code=code) for code in found if code not in GOODS
    }


def partners(choices: pd.DataFrame, words: Words) -> dict[str, str]:
    """`all`, then code -> name of every other country in the data, by name."""
    found = {code: countries.named(code, words) for code in choices.loc[choices["kind"] == "partner", "code"]}
    return {ANY: words.t("All countries"), **dict(sorted(found.items(), key=lambda pair: pair[1]))}


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the tables behind the pictures."""
    return {name: words.t(text) for name, text in HEADINGS.items()}


def books(direction: str, words: Words) -> tuple[str, str]:
    """What the two books of a direction are called: the country's own, then its partners'."""
    return tuple(words.t(text) for text in BOOKS[direction])


# --- the sentence -----------------------------------------------------------------------------------------------------


def sentence(rows: pd.DataFrame, breaches: pd.DataFrame, flags: Iterable[Flag], years: str, words: Words) -> str:
    """What the two books of mercury imports say, how many shipments lack a consent, how many flags are raised.

    rows: trade_partners of mercury imports. breaches: consent_flags.
    """
    t, said = words.t, []
    compared = rows[rows["compared_years"] > 0]
    own, sent = compared["own_compared_kg"].sum(), compared["mirror_compared_kg"].sum()
    if compared.empty:
        said.append(_uncompared(rows, years, words))
    else:
        texts = (
            N("**{gap}** were sent and are not on the country’s books."),
            N("**{gap}** more are on the country’s books than its partners say they sent."),
        )
        said.append(
            t(
                "Whole country, {years}: partners report **{sent}** of mercury sent to the country, which itself "
                "reports **{own}** received from them.",
                years=years,
                sent=mass(sent, words),
                own=mass(own, words),
            )
        )
        said.append(t(texts[int(sent < own)], gap=mass(abs(sent - own), words)))
    if len(breaches):
        said.append(
            t(
                "**{lacking}** of {judged} shipments are covered by no valid consent.",
                lacking=words.number(breaches["lacking"].sum()),
                judged=words.number(breaches["judged"].sum()),
            )
        )
    raised = sum(flag.is_raised for flag in flags)
    said.append(words.plural("**{count}** red flag is raised.", "**{count}** red flags are raised.", raised))
    return " ".join(said)


def _uncompared(rows: pd.DataFrame, years: str, words: Words) -> str:
    """What is known of the imports of mercury where no year and partner stands in both books."""
    if rows.empty:
        return words.t("Whole country, {years}: no import of mercury is in the data.", years=years)
    own, sent = (rows[name].astype(float).sum(min_count=1) for name in ("own_kg", "mirror_kg"))
    said = {
        (True, True): N(
            "Whole country, {years}: the country reports **{own}** of mercury imported and its partners **{sent}** "
            "sent, but never of the same year and partner, so whether the books agree cannot be told."
        ),
        (True, False): N(
            "Whole country, {years}: **{own}** of mercury were imported by the country’s own figures. What its "
            "partners report is not in the data, so whether the books agree cannot be told."
        ),
        (False, True): N(
            "Whole country, {years}: partners report **{sent}** of mercury sent to the country. What the country "
            "itself reports is not in the data, so whether the books agree cannot be told."
        ),
        (False, False): N("Whole country, {years}: mercury was imported, but no weight of it is in the data."),
    }[not is_missing(own), not is_missing(sent)]
    return words.t(said, years=years, own=mass(own, words), sent=mass(sent, words))


def span(year_from: int, year_to: int) -> str:
    """The years chosen, as they stand in a sentence: 2018–2026."""
    return str(year_from) if year_from == year_to else f"{year_from}–{year_to}"


# --- the two books ----------------------------------------------------------------------------------------------------


def sides(rows: pd.DataFrame, direction: str, words: Words) -> pd.DataFrame:
    """Per other country the two books with gap and index, the largest first: trade_partners with name, gap_kg, index.

    Gap and index are of the years in which both books are known; the gap is what was sent less what was received.
    """
    own, other = rows["own_compared_kg"].astype(float), rows["mirror_compared_kg"].astype(float)
    sent, received = (other, own) if direction == "import" else (own, other)
    compared = (rows["compared_years"] > 0).to_numpy()
    return rows.assign(
        name=[countries.named(code, words) for code in rows["other_iso3"]],
        gap_kg=pd.Series(mirror.gap(sent, received), index=rows.index).where(compared),
        index=pd.Series(mirror.discrepancy_index(sent, received), index=rows.index).where(compared),
    )


def sides_table(found: pd.DataFrame, direction: str, words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: per other country both books, the gap, and the index from -1 to 1."""
    t = words.t
    lines = [
        [
            row["name"],
            words.number(row["own_compared_kg"] if row["compared_years"] else row["own_kg"]),
            words.number(row["mirror_compared_kg"] if row["compared_years"] else row["mirror_kg"]),
            words.number(row["gap_kg"]),
            words.number(row["index"], 2),
            words.number(row["compared_years"]),
        ]
        for row in records(found.head(LONGEST))
    ]
    own, other = books(direction, words)
    names = [t("{name} ({unit})", name=name, unit=t("kg")) for name in (own, other, t("Sent less received"))]
    return [t("Other country"), *names, t("Gap index, −1 to 1"), t("Years compared")], lines, (1, 2, 3, 4, 5)


def remarks(rows: pd.DataFrame, pairs: pd.DataFrame, words: Words) -> list[str]:
    """How the index reads, how well the books agree, what is left out, and why honest books differ."""
    t = words.t
    said = [
        t(
            "Weights are compared, over the years in which both books are known. The index is the gap as a share of "
            "both books together: 0, they agree; 1, only the sender knows of it; −1, only the receiver does."
        )
    ]
    known = pairs[(pairs["direction"] == "import") & (pairs["hs6"] == MERCURY)].dropna(subset=["own_kg", "mirror_kg"])
    together = mirror.agreement(known[["mirror_kg", "own_kg"]].to_numpy(dtype=float)) if len(known) > 1 else None
    if not is_missing(together):
        said.append(
            t(
                "Agreement of the two books of mercury imports over {count} pairs of country and year: {value} "
                "(intraclass correlation; 1, they agree; 0 or less, they say nothing about each other).",
                count=words.number(len(known)),
                value=words.number(together, 2),
            )
        )
    if unweighed := int(rows["unweighed"].sum()):
        said.append(
            words.plural(
                "{count} flow without a weight is left out.", "{count} flows without a weight are left out.", unweighed
            )
        )
    if (more := len(rows) - LONGEST) > 0:
        one, many = N("{count} more country in the download."), N("{count} more countries in the download.")
        said.append(words.plural(one, many, more))
    reasons = listed((t(text) for text in mirror.HARMLESS.values()), words)
    return [" ".join(said), t(ABOUT_BOOKS), t("Honest books differ too: {reasons}.", reasons=reasons)]


# --- consents ---------------------------------------------------------------------------------------------------------


def kind(code: str, words: Words) -> str:
    """A way in which a consent does not cover a shipment, in words."""
    return words.t(indicator.get("consent_breaches_count").series_label(code))


def breach_bars(kinds: pd.DataFrame, judged: int, words: Words) -> list[Bar]:
    """One bar per way in which shipments lack, none left out, with its share of those judged. kinds: consent_kinds."""
    counts = dict(zip(kinds["kind"], kinds["shipments"], strict=True))
    return [
        Bar(
            kind(code, words),
            words.t("{count} of {all}", count=words.number(counts.get(code, 0)), all=words.number(judged)),
            counts.get(code, 0) / judged,
        )
        for code in indicator.get("consent_breaches_count").series_codes
    ]


def breaches_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: shipments that no valid consent covers. rows: consent_breaches."""
    t = words.t
    lines = [
        [
            period(row["year"], row["month"], words),
            t(contract.label("direction", row["direction"])),
            countries.named(row["other_iso3"], words),
            words.quantity(row["net_kg"], "kg"),
            unbroken(row["consent_code"]) if row["consent_code"] else NO_VALUE,
            listed((_kind(code, row, words) for code in row["kinds"].split()), words),
        ]
        for row in records(rows)
    ]
    heads = [t("When"), t("Direction"), t("Other country"), t("Weight"), t("Consent"), t("What is missing")]
    return heads, lines, (3,)


def _kind(code: str, row: dict, words: Words) -> str:
    if code == "over_consented" and row["over_kg"] is not None:
        return words.t("{what} (by {kg})", what=kind(code, words), kg=words.quantity(row["over_kg"], "kg"))
    return kind(code, words)


def consents_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: each consent, what it allows, what was shipped on it. rows: consent_list.

    The form is its letter; `consents_about` says what the letters mean.
    """
    t, lines = words.t, []
    for row in records(words.fold_translations(rows)):
        use = t(contract.label("use_kind", row["use_kind"])) if row["use_kind"] else t("not judged")
        state = t(contract.table("consent").label("status", row["status"]))
        if row["revoked_on"] is not None:
            state = t("{state}, {date}", state=state, date=words.date(row["revoked_on"]))
        elif row["is_end_unknown"]:
            state = t("{state}, day not known: shipments on it cannot be judged", state=state)
        said = [kind(code, words) for code in row["kinds"].split()]
        lines.append(
            [
                unbroken(row["consent_code"]),
                row["form"],
                t(
                    "{sender} to {receiver}",
                    sender=countries.named(row["exporter_iso3"], words),
                    receiver=countries.named(row["importer_iso3"], words),
                ),
                t("{use} ({kind})", use=row["allowed_use"], kind=use),
                t("{start} to {end}", start=words.date(row["valid_from"]), end=words.date(row["valid_to"])),
                state,
                words.number(row["net_kg"]),
                words.number(row["shipped_kg"]),
                listed(said, words) or (t("nothing") if row["shipments"] else NO_VALUE),
            ]
        )
    names = [t("Consent"), t("Form"), t("Countries"), t("Use"), t("Validity"), t("State")]
    return [*names, t("Consented to (kg)"), t("Shipped (kg)"), t("What is missing")], lines, (6, 7)


def consents_about(words: Words) -> str:
    """What the letters of the forms mean, and what the register leaves out."""
    codes = contract.codes("form").items()
    forms = listed((words.t("{form}: {about}", form=code, about=words.t(label)) for code, label in codes), words)
    return words.t(
        "Consents are those on record in this plan; a consent may exist and not be on record. Forms of the Convention: "
        "{forms}.",
        forms=forms,
    )


def period(year, month, words: Words) -> str:
    """A month, or a year where no month is told."""
    if is_missing(month):
        return str(int(year))
    return words.date(dt.date(int(year), int(month), 1), precision="month")


# --- firms ------------------------------------------------------------------------------------------------------------


def concentration(traders: pd.DataFrame, rows: pd.DataFrame, words: Words) -> str:
    """How few firms hold the imports; of countries, said as such, where no firm is named.

    traders: trade_traders. rows: trade_partners of mercury imports.
    """
    t = words.t
    named = traders.dropna(subset=["trader_code"]).groupby("trader_code")["net_kg"].sum()
    formula = t(
        "The Herfindahl-Hirschman index is the sum of the squared shares times 10,000: 10,000 where one has all, the "
        "less the more evenly it is spread."
    )
    if named.empty:
        kg = rows["own_kg"].dropna()
        if not (kg > 0).any():
            return t("Who imports the mercury is not in the data.")
        known = t(
            "The data name no importers, only the countries the mercury comes from, so the concentration of importers "
            "cannot be told. Of countries the index is {index}, and the largest three hold {share}.",
            index=words.number(mirror.herfindahl(kg), 0),
            share=words.percent(100 * mirror.top_share(kg), 0),
        )
        return f"{known} {formula}"
    total = traders["net_kg"].sum()
    known = words.plural(
        "{count} firm is named, for {known} of the imported weight; the largest three hold {share} of what is named. "
        "Index {index}.",
        "{count} firms are named, for {known} of the imported weight; the largest three hold {share} of what is named. "
        "Index {index}.",
        len(named),
        known=words.percent(100 * named.sum() / total, 0) if total > 0 else NO_VALUE,
        share=words.percent(100 * mirror.top_share(named), 0),
        index=words.number(mirror.herfindahl(named), 0),
    )
    return f"{known} {formula}"


def firm_bars(traders: pd.DataFrame, words: Words) -> list[Bar]:
    """One bar per firm named, the largest first, with its share of what is named; ten at most."""
    named = traders.dropna(subset=["trader_code"]).groupby("trader_code")["net_kg"].sum().sort_values(ascending=False)
    total = named.sum()
    return [
        Bar(
            code,
            words.t("{value} ({share})", value=mass(kg, words), share=words.percent(100 * kg / total, 0)),
            kg / total,
        )
        for code, kg in named.head(10).items()
        if kg > 0
    ]


# --- seizures and stocks ----------------------------------------------------------------------------------------------


def _way(row: dict, words: Words) -> str:
    """From which country to which a seized lot went; one dash where neither is known."""
    ends = row["origin_iso3"], row["destination_iso3"]
    if not any(ends):
        return NO_VALUE
    sender, receiver = (countries.named(iso3, words) if iso3 else NO_VALUE for iso3 in ends)
    return words.t("{sender} to {receiver}", sender=sender, receiver=receiver)


def seizures_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: seizures one by one. rows: seizure_list."""
    t = words.t
    lines = [
        [
            words.date(row["seizure_date"]),
            row["place_name"] or NO_VALUE,
            words.quantity(row["hg_kg"], "kg"),
            _way(row, words),
            row["concealment"] or NO_VALUE,
            row["declared_hs"] or NO_VALUE,
            row["agency"],
            row["case_status"],
        ]
        for row in records(words.fold_translations(rows))
    ]
    heads = [t("Date"), t("Place"), t("Mercury"), t("From and to"), t("How it was hidden"), t("Declared as (code)")]
    return [*heads, t("Seized by"), t("Case")], lines, (2,)


def points(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Seizures as points of a map, one in each place: code, lon, lat, class, tip. rows: seizure_places."""
    shapes = shapely.from_wkb([None if is_missing(blob) else bytes(blob) for blob in rows["geometry"]])
    middle = [None if shape is None else shape.representative_point() for shape in shapes]
    tips = [
        "\n".join(
            [
                str(row.place_name),
                words.plural("{count} seizure", "{count} seizures", row.seizures),
                words.quantity(row.hg_kg, "kg"),
            ]
        )
        for row in rows.itertuples()
    ]
    return pd.DataFrame(
        {
            "code": rows["place_code"],
            "lon": [None if point is None else point.x for point in middle],
            "lat": [None if point is None else point.y for point in middle],
            "class": ["large" if kg >= 100 else "middle" if kg >= 10 else "small" for kg in rows["hg_kg"]],
            "tip": tips,
        }
    )


def interdiction(rows: pd.DataFrame, informal: pd.DataFrame, words: Words) -> str:
    """What was seized beside what supply does not explain, of the latest year that has both; nothing without.

    rows: year, value (kg seized in the whole country). informal: nap.topics.supply.compare.
    """
    known = informal[informal["gap_high"] > 0].merge(rows[["year", "value"]], on="year")
    if known.empty:
        return ""
    last = known.sort_values("year").iloc[-1]
    share = 100 * last["value"] / (1000 * last["gap_high"])
    low = words.percent(share)
    if last["gap_low"] > 0:
        high = words.percent(min(100.0, 100 * last["value"] / (1000 * last["gap_low"])))
        return words.t(
            "Whole country, {year}: {kg} were seized, {low} to {high} of the mercury used that official supply does "
            "not explain.",
            year=int(last["year"]),
            kg=words.quantity(last["value"], "kg"),
            low=low,
            high=high,
        )
    return words.t(
        "Whole country, {year}: {kg} were seized, {low} or more of the mercury used that official supply does not "
        "explain.",
        year=int(last["year"]),
        kg=words.quantity(last["value"], "kg"),
        low=low,
    )


def stocks_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: mercury held by kind, and what has become of it. rows: stock_summary."""
    t, states = words.t, contract.codes("disposal_status")
    kg = rows.pivot_table(index="kind", columns="disposal_status", values="hg_kg", aggfunc="sum")
    lots = rows.pivot_table(index="kind", columns="disposal_status", values="lots", aggfunc="sum")

    def cell(kind_code: str, state: str) -> str:
        if kind_code not in kg.index or state not in kg.columns or is_missing(kg.loc[kind_code, state]):
            return words.number(0)
        held = words.plural("{count} lot", "{count} lots", int(lots.loc[kind_code, state]))
        return t("{kg} ({lots})", kg=words.quantity(kg.loc[kind_code, state], "kg"), lots=held)

    codes = contract.table("mercury_stock").columns["kind"].codes
    lines = [[t(label), *(cell(code, state) for state in states)] for code, label in codes.items() if code in kg.index]
    return [t("Where it comes from"), *(t(label) for label in states.values())], lines, (1, 2, 3)


def storage_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: how the mercury that is stored is kept. rows: stock_summary."""
    t, own = words.t, words.fold_translations(rows)
    held = own[own["disposal_status"] == "stored"].groupby("storage_condition", sort=False, dropna=False)
    lines = [
        [
            NO_VALUE if is_missing(how) else how,
            words.number(each["lots"].sum()),
            words.quantity(each["hg_kg"].sum(), "kg"),
            words.date(each["oldest"].min()),
        ]
        for how, each in held
    ]
    return [t("How it is kept"), t("Lots"), t("Mercury"), t("Oldest held since")], lines, (1, 2)


def seized_sentence(rows: pd.DataFrame, stocks: pd.DataFrame, place: str, words: Words) -> str:
    """How much was seized, how much is held and how much has left for disposal. rows: seizure_list."""
    said = []
    if len(rows):
        said.append(
            words.plural(
                "{place}: **{kg}** of mercury were seized in {count} seizure.",
                "{place}: **{kg}** of mercury were seized in {count} seizures.",
                len(rows),
                place=place,
                kg=words.quantity(rows["hg_kg"].sum(), "kg"),
            )
        )
    if len(stocks):
        is_held = stocks["disposal_status"] == "stored"
        said.append(
            words.t(
                "**{held}** of mercury and mercury waste are held in stores; **{gone}** were disposed of or exported "
                "for disposal.",
                held=words.quantity(stocks.loc[is_held, "hg_kg"].sum(), "kg"),
                gone=words.quantity(stocks.loc[~is_held, "hg_kg"].sum(), "kg"),
            )
        )
    return " ".join(said)


def year_bars(rows: pd.DataFrame, words: Words) -> list[Bar]:
    """One bar per year, the latest first, years without a seizure too. rows: seizure_list."""
    kg, count = rows.groupby("year")["hg_kg"].sum(), rows["year"].value_counts()
    years = range(int(rows["year"].max()), int(rows["year"].min()) - 1, -1)
    return [
        Bar(
            str(year),
            words.quantity(kg.get(year, 0.0), "kg"),
            kg.get(year, 0.0) / kg.max() if kg.max() else None,
            words.plural("{count} seizure", "{count} seizures", int(count.get(year, 0))),
        )
        for year in years
    ]


# --- red flags --------------------------------------------------------------------------------------------------------


def flags(
    pairs: pd.DataFrame,
    breaches: pd.DataFrame,
    traders: pd.DataFrame,
    seizures: pd.DataFrame,
    prices: pd.DataFrame,
    supply: pd.DataFrame,
) -> list[Flag]:
    """Every rule that holds, raised ones first, in the order of red_flags.RULES.

    Frames: trade_pairs, consent_flags, trade_traders, seizure_list, trade_prices, nap.topics.supply.compare.
    """
    imports = pairs[pairs["direction"] == "import"]
    metal = pairs[pairs["hs6"] == MERCURY]
    found = [
        *red_flags.sent_not_received(imports[imports["hs6"] == MERCURY]),
        *red_flags.orphan_imports(imports[imports["hs6"] == MERCURY]),
        *red_flags.use_beyond_supply(supply),
        *red_flags.no_consent(breaches),
        *red_flags.declared_otherwise(seizures),
        *red_flags.other_goods(imports),
        *red_flags.few_importers(traders),
        *red_flags.passes_through(metal),
        *red_flags.prices(prices[prices["reported_by"] == "own"]),
    ]
    return sorted(found, key=lambda flag: (not flag.is_raised, red_flags.RULES.index(flag.rule), -(flag.kg or 0)))


def price_bounds() -> dict[str, float]:
    """What a kilogram of mercury can cost at the least and the most, as the query trade_prices asks for it."""
    row = red_flags.rule("price")
    return {"low": row["low_usd_kg"], "high": row["high_usd_kg"]}


EVIDENCE = {
    "sent_not_received": N("{country} reports {sent_kg} sent, the country {received_kg} received."),
    "orphan_import": N("{received_kg} are reported as received from {country}, which reports none of it sent."),
    "use_beyond_supply": N("Between {kg} and {high_kg} of mercury were used that official supply does not explain."),
    "other_goods": N("Imports of mercury fell by {fall_kg} in a year, and those of its compounds rose by {kg}."),
    "few_importers": N("The largest {firms} firms held {low_pct} to {high_pct} of the imports, {kg} in all."),
    "passes_through": N("{kg} went out of {imported_kg} that came in."),
}
COUNTED = {  # what is counted -> one, many
    "no_consent": (
        "shipments",
        N("{count} shipment with {country}, {kg} as far as weighed."),
        N("{count} shipments with {country}, {kg} in all as far as weighed."),
    ),
    "declared_otherwise": (
        "seizures",
        N("{count} seizure of {kg}, declared under the code {codes}."),
        N("{count} seizures, {kg} in all, declared under the codes {codes}."),
    ),
    "price": (
        "flows",
        N("{count} flow with {country} at {low_usd_kg} per kilogram; tonnes may be meant."),
        N("{count} flows with {country} at {low_usd_kg} to {high_usd_kg} per kilogram; tonnes may be meant."),
    ),
}


def evidence(flag: Flag, words: Words) -> str:
    """What a flag rests on, in one sentence."""
    said = {"kg": mass(flag.kg, words), "country": countries.named(flag.subject or "", words)}
    for name, value in flag.facts.items():
        if name.endswith("_usd_kg"):
            said[name] = words.quantity(value, "US$")
        elif name.endswith("_kg"):
            said[name] = mass(value, words)
        elif name.endswith("_pct"):
            said[name] = words.percent(value, 0)
        else:
            said[name] = ", ".join(value) if isinstance(value, list) else words.number(value)
    if flag.rule in COUNTED:
        name, one, many = COUNTED[flag.rule]
        return words.plural(one, many, flag.facts[name], **said)
    return words.t(EVIDENCE[flag.rule], **said)


def mass(kg: float | None, words: Words) -> str:
    """Kilograms below a thousand, tonnes from there on."""
    return words.quantity(kg, "kg") if is_missing(kg) or kg < 1000 else words.quantity(kg / 1000, "t")


def flags_table(found: Iterable[Flag], words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: each rule that holds, with its evidence, years and whether it is raised."""
    t = words.t
    lines = [
        [
            t(RULES[flag.rule]),
            evidence(flag, words),
            _years(flag.years),
            t("raised") if flag.is_raised else t("seen, below the minimum"),
        ]
        for flag in found
    ]
    return [t("Rule"), t("Evidence"), t("Years"), t("State")], lines, ()


def _years(years: tuple[int, ...]) -> str:
    """Years with runs joined: 2019–2021, 2024."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(span(run[0], run[-1]) for run in runs)


def flags_about(found: Iterable[Flag], words: Words) -> str:
    """What a red flag is, the least it asks for, and whether there is none."""
    least = red_flags.minimum()
    about = words.t(
        "A rule is raised where it holds in at least {years} years or for at least {kg}. It is a reason to ask, has "
        "harmless causes too, and says nothing about any person or company. Some thresholds are our choice, not from a "
        "source; the list below says which.",
        years=words.number(least["years"]),
        kg=words.quantity(least["kg"], "kg"),
    )
    return about if list(found) else f"{about} {words.t('In these data no rule holds.')}"


def rules_table(words: Words) -> tuple[list, list, tuple]:
    """Headings, lines and numeric columns: every rule with its threshold, its source and whether that was read."""
    t = words.t
    thresholds = {
        "sent_not_received": N("index of at least {index_at_least}"),
        "other_goods": N("a fall of at least {fall_pct} and a rise of at least {rise_pct} in one year"),
        "few_importers": N("the largest {firms} firms above {share_pct}"),
        "passes_through": N("exports of at least {share_pct} of the imports of the year"),
        "price": N("below {low_usd_kg} or above {high_usd_kg} per kilogram"),
    }
    lines = []
    for id in red_flags.RULES:
        row = red_flags.rule(id)
        said = {
            name: words.percent(value)
            if name.endswith("_pct")
            else words.quantity(value, "US$")
            if name.endswith("_usd_kg")
            else words.number(value)
            for name, value in row.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        asked = t(thresholds[id], **said) if id in thresholds else NO_VALUE
        if row.get("is_own_threshold"):
            asked = t("{threshold} (our choice)", threshold=asked)
        lines.append([t(RULES[id]), asked, row["source"], t(values.STATUSES[row["source_status"]])])
    return [t("Rule"), t("Threshold"), t("Source of the rule"), t("The value was")], lines, ()


def not_asked(words: Words) -> str:
    """Rules of the guidance that these data cannot answer."""
    named = listed((words.t(text) for text in NOT_ASKED), words)
    return words.t("The guidance names more, for which a plan holds no data: {rules}.", rules=named)


def listed(texts: Iterable[str], words: Words) -> str:
    """Texts one after the other, parted as the language parts them; empty without any."""
    texts = list(texts)
    return reduce(lambda one, other: words.t("{one}; {other}", one=one, other=other), texts) if texts else ""
