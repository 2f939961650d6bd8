"""Mercury trade: the two books, consents, supply against use, firms, and red flags with their evidence.

The arithmetic is methods/mirror.py; supply against use is supply.py, red flags are red_flags.py. Names of countries are
those of countries.py. No figure here says anything about a person or a company.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

import pandas as pd

from nap.figures import trade as charts
from nap.figures.pieces import Bar, Code
from nap.language import countries
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.methods import mirror
from nap.methods.red_flags import Flag
from nap.pack import contract, indicator
from nap.topics import judgement, mercury, red_flags, supply
from nap.topics.ask import Ask, Question
from nap.topics.blocks import (
    Bars,
    Block,
    Cells,
    Figure,
    Fold,
    Lead,
    Missing,
    Notice,
    QueryFile,
    Remark,
    Section,
    Table,
)
from nap.topics.quantities import list_text, mass_text, years_text
from nap.topics.red_flags import MERCURY
from nap.topics.rows import Rows, records

QUESTION = N("Where does the mercury come in, and do the books agree?")
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
}
ABOUT_BOOKS = N(
    "Of the partners’ book only those countries are known that report at all; what is not reported is a gap."
)
NOT_JUDGED = N(
    "No shipment can be judged: that needs shipments of mercury the country itself reports, and consents that say from "
    "when they hold."
)


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Where does the mercury come in, and do the books agree?"""
    t = words.t
    yield Missing("no-trade", tables=("trade_flow", "consent"))
    if data.lacks("trade_flow", "consent"):
        return
    imports = data.rows("trade_partners", hs=MERCURY, direction="import", partner=None)
    judged, firms = data.rows("consent_flags"), data.rows("trade_traders")
    which = Question("method", t("Method series"), mercury.series_choices(data.rows("mercury_series"), words))
    found = supply.compare(data.rows("supply_by_year", method_series=ask.answer(which) or ""))
    flags = flags_of(data, judged, firms, found)
    span = years_text(data.year_from, data.year_to)
    yield Lead("trade", trade_sentence(imports, judged, flags, span, words))
    yield Section("books", "", lambda: two_books(ask, data, words))
    yield Section(
        "consents",
        t("Do consents cover the shipments?"),
        lambda: consents(judged, ask, data, words),
        about_consents(words),
    )

    def supply_and_use() -> Iterator[Block]:
        ask.choice(which.name, which.label, which.options)
        year = supply.comparable_year(found, data.year_to)
        yield Lead("supply-and-use", supply.supply_sentence(found, year, words))
        yield Remark("judged-on", judgement.judged_sentence(data.judged_on("trade_flow"), words))
        yield supply.supply_figure("supply-years", "trade-supply", found, year, words)

    yield Section("supply", t("Does official supply explain the use?"), supply_and_use, redraws_page=True)

    def importers() -> Iterator[Block]:
        if bars := firm_bars(firms, words):
            yield Bars("firms", bars, tables=("trade_flow",))

    yield Section("importers", t("Who brings it in?"), importers, concentration_sentence(firms, imports, words))
    yield Section("flags", t("Red flags"), lambda: flags_and_rules(flags, words), red_flags.about_flags(flags, words))


def flags_of(data: Rows, judged: pd.DataFrame, firms: pd.DataFrame, found: pd.DataFrame) -> list[Flag]:
    """Every red flag that holds in the chosen years; found: nap.topics.supply.compare."""
    return red_flags.find_flags(
        data.rows("trade_pairs"),
        judged,
        firms,
        data.rows("seizure_list", place=None),
        data.rows("trade_prices", **red_flags.price_bounds()),
        found,
    )


def two_books(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Goods, direction and country chosen: both books over time and country by country."""
    t, choices = words.t, data.rows("trade_choices")
    hs, direction, partner = ask.pick_together(
        [
            Question("hs", t("Goods"), goods_names(choices, words), width=300),
            Question("way", t("Direction"), {code: t(text) for code, text in DIRECTIONS.items()}, width=140),
            Question("partner", t("Other country"), partner_names(choices, words), width=220),
        ]
    )
    asked = {"hs": hs, "direction": direction, "partner": None if partner == ANY else partner}
    rows = partner_rows(data.rows("trade_partners", **asked), direction, words)
    if rows.empty:
        nothing = t("Nothing of this is in the data. Choose other goods, another direction or more years.")
        yield Notice("nothing", nothing)
        return
    figure = partial(
        Figure, args=(book_names(direction, words),), unit="kg", labels=headings(words), tables=("trade_flow",)
    )
    months = data.rows("trade_months", **asked)
    yield figure("months", charts.months, months, title=t("The books over time"), name="trade-months")
    title = t("The books, country by country")
    yield figure("countries", charts.two_books, rows, title=title, name="trade-countries")
    yield Table("partners", *partners_table(rows, direction, words))
    yield Remark("book-remarks", " ".join(book_remarks(rows, data.rows("trade_pairs"), words)))


def consents(judged: pd.DataFrame, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Shipments beside the consents they rest on, by what is missing, one by one, and consent by consent."""
    t = words.t
    if judged.empty:
        yield Notice("not-judged", t(NOT_JUDGED))
        return
    count = judged["judged"].sum()
    tables = ("trade_flow", "consent")
    yield Bars("breaches", breach_bars(data.rows("consent_kinds"), count, words), n=count, tables=tables)
    lacking = data.rows("consent_breaches", most=LATEST)
    if len(lacking):
        shown = ask.part(lacking, "lacking", t("Shipments without a valid consent"), 6)
        yield Table("shipments", *breaches_table(shown, words), tables=tables)
    yield QueryFile("shipments-file", t("All these shipments as CSV ↓"), "consent_breaches", {"most": ALL})
    every = data.rows("consent_list", most=LATEST)
    if len(every):
        shown = ask.part(every, "consent", t("Consents, the latest first"), size=6)
        yield Table("consents-table", *consents_table(shown, words), tables=("consent", "trade_flow"))


def flags_and_rules(flags: list[Flag], words: Words) -> Iterator[Block]:
    """The red flags with their evidence, and on request the rules behind them."""
    if flags:
        yield Table("flags-table", *red_flags.flags_table(flags, words), tables=("trade_flow", "consent", "seizure"))

    def rules() -> Iterator[Block]:
        rest = red_flags.unasked_rules_sentence(words)
        yield Table("rules-table", *red_flags.rules_table(words), caption=rest)

    yield Fold("rules", words.t("The rules, their thresholds and sources"), rules)


# --- choosing ---------------------------------------------------------------------------------------------------------


def goods_names(choices: pd.DataFrame, words: Words) -> dict[str, str]:
    """Six digits -> name of the goods the data speak of, mercury first. choices: trade_choices."""
    found = list(choices.loc[choices["kind"] == "hs", "code"])
    known = [code for code in GOODS if code in found]
    return {code: words.t(GOODS[code]) for code in known} | {
        code: words.t("Goods {code}", code=code) for code in found if code not in GOODS
    }


def partner_names(choices: pd.DataFrame, words: Words) -> dict[str, str]:
    """`all`, then code -> name of every other country in the data, by name."""
    found = {code: countries.named(code, words) for code in choices.loc[choices["kind"] == "partner", "code"]}
    return {ANY: words.t("All countries"), **dict(sorted(found.items(), key=lambda pair: pair[1]))}


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the tables behind the pictures."""
    return {name: words.t(text) for name, text in HEADINGS.items()}


def book_names(direction: str, words: Words) -> tuple[str, str]:
    """What the two books of a direction are called: the country's own, then its partners'."""
    own, mirror = BOOKS[direction]
    return words.t(own), words.t(mirror)


# --- the sentence -----------------------------------------------------------------------------------------------------


def trade_sentence(rows: pd.DataFrame, breaches: pd.DataFrame, flags: Iterable[Flag], years: str, words: Words) -> str:
    """What the two books of mercury imports say, how many shipments lack a consent, how many flags are raised.

    rows: trade_partners of mercury imports. breaches: consent_flags.
    """
    t, said = words.t, []
    compared = rows[rows["compared_years"] > 0]
    own, sent = compared["own_compared_kg"].sum(), compared["mirror_compared_kg"].sum()
    if compared.empty:
        said.append(_uncompared_sentence(rows, years, words))
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
                sent=mass_text(sent, words),
                own=mass_text(own, words),
            )
        )
        said.append(t(texts[int(sent < own)], gap=mass_text(abs(sent - own), words)))
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


def _uncompared_sentence(rows: pd.DataFrame, years: str, words: Words) -> str:
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
    return words.t(said, years=years, own=mass_text(own, words), sent=mass_text(sent, words))


# --- the two books ----------------------------------------------------------------------------------------------------


def partner_rows(rows: pd.DataFrame, direction: str, words: Words) -> pd.DataFrame:
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


def partners_table(found: pd.DataFrame, direction: str, words: Words) -> Cells:
    """Per other country both books, the gap, and the index from -1 to 1."""
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
    own, other = book_names(direction, words)
    names = [t("{name} ({unit})", name=name, unit=t("kg")) for name in (own, other, t("Sent less received"))]
    return [t("Other country"), *names, t("Gap index, −1 to 1"), t("Years compared")], lines, (1, 2, 3, 4, 5)


def book_remarks(rows: pd.DataFrame, pairs: pd.DataFrame, words: Words) -> list[str]:
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
    reasons = list_text((t(text) for text in mirror.HARMLESS.values()), words)
    return [" ".join(said), t(ABOUT_BOOKS), t("Honest books differ too: {reasons}.", reasons=reasons)]


# --- consents ---------------------------------------------------------------------------------------------------------


def breach_text(code: str, words: Words) -> str:
    """A way in which a consent does not cover a shipment, in words."""
    return words.t(indicator.get("consent_breaches_count").series_label(code))


def breach_bars(kinds: pd.DataFrame, judged: int, words: Words) -> list[Bar]:
    """One bar per way in which shipments lack, none left out, with its share of those judged. kinds: consent_kinds."""
    counts = dict(zip(kinds["kind"], kinds["shipments"], strict=True))
    return [
        Bar(
            breach_text(code, words),
            words.t("{count} of {all}", count=words.number(counts.get(code, 0)), all=words.number(judged)),
            counts.get(code, 0) / judged,
        )
        for code in indicator.get("consent_breaches_count").series_codes
    ]


def breaches_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Shipments that no valid consent covers. rows: consent_breaches."""
    t = words.t
    lines = [
        [
            period_text(row["year"], row["month"], words),
            t(contract.label("direction", row["direction"])),
            countries.named(row["other_iso3"], words),
            words.quantity(row["net_kg"], "kg"),
            Code(row["consent_code"]) if row["consent_code"] else NO_VALUE,
            list_text((_breach_with_amount(code, row, words) for code in row["kinds"].split()), words),
        ]
        for row in records(rows)
    ]
    heads = [t("When"), t("Direction"), t("Other country"), t("Weight"), t("Consent"), t("What is missing")]
    return heads, lines, (3,)


def _breach_with_amount(code: str, row: dict, words: Words) -> str:
    if code == "over_consented" and row["over_kg"] is not None:
        return words.t("{what} (by {kg})", what=breach_text(code, words), kg=words.quantity(row["over_kg"], "kg"))
    return breach_text(code, words)


def consents_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Each consent, what it allows, what was shipped on it. rows: consent_list.

    The form is its letter; `about_consents` says what the letters mean.
    """
    t, lines = words.t, []
    for row in records(words.fold_translations(rows)):
        use = t(contract.label("use_kind", row["use_kind"])) if row["use_kind"] else t("not judged")
        state = t(contract.table("consent").label("status", row["status"]))
        if row["revoked_on"] is not None:
            state = t("{state}, {date}", state=state, date=words.date(row["revoked_on"]))
        elif row["is_end_unknown"]:
            state = t("{state}, day not known: shipments on it cannot be judged", state=state)
        said = [breach_text(code, words) for code in row["kinds"].split()]
        lines.append(
            [
                Code(row["consent_code"]),
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
                list_text(said, words) or (t("nothing") if row["shipments"] else NO_VALUE),
            ]
        )
    names = [t("Consent"), t("Form"), t("Countries"), t("Use"), t("Validity"), t("State")]
    return [*names, t("Consented to (kg)"), t("Shipped (kg)"), t("What is missing")], lines, (6, 7)


def about_consents(words: Words) -> str:
    """What the letters of the forms mean, and what the register leaves out."""
    codes = contract.codes("form").items()
    forms = list_text((words.t("{form}: {about}", form=code, about=words.t(label)) for code, label in codes), words)
    return words.t(
        "Consents are those on record in this plan; a consent may exist and not be on record. Forms of the Convention: "
        "{forms}.",
        forms=forms,
    )


def period_text(year, month, words: Words) -> str:
    """A month, or a year where no month is told."""
    if is_missing(month):
        return str(int(year))
    return words.date(dt.date(int(year), int(month), 1), precision="month")


# --- firms ------------------------------------------------------------------------------------------------------------


def concentration_sentence(traders: pd.DataFrame, rows: pd.DataFrame, words: Words) -> str:
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
            words.t("{value} ({share})", value=mass_text(kg, words), share=words.percent(100 * kg / total, 0)),
            kg / total,
        )
        for code, kg in named.head(10).items()
        if kg > 0
    ]
