"""Seizures and stocks: what mercury was seized, and where it is now."""

from collections.abc import Iterator

import pandas as pd
import shapely

from nap.figures import maps
from nap.figures.maps import Mark, Meaning
from nap.figures.pieces import Bar
from nap.language import countries
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.pack import contract
from nap.topics import judgement, mercury, supply
from nap.topics.ask import Ask
from nap.topics.blocks import (
    MAP_AND_LIST,
    Bars,
    Beside,
    Block,
    Cells,
    Lead,
    Map,
    Missing,
    Notice,
    Numbers,
    Remark,
    Section,
    Table,
)
from nap.topics.rows import Rows, records

QUESTION = N("What mercury was seized, and where is it now?")
HEADINGS = {
    "seizure_code": N("Seizure"),
    "seizure_date": N("Date"),
    "hg_kg": N("Mercury (kg)"),
    "declared_hs": N("Declared as (code)"),
    "agency": N("Seized by"),
    "concealment": N("How it was hidden"),
    "case_status": N("Case"),
    "kind": N("Where it comes from"),
    "storage_condition": N("How it is kept"),
    "lots": N("Lots"),
    "oldest": N("Oldest held since"),
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
ABOUT_STOCKS = N(
    "Mercury waste is to be managed in an environmentally sound manner (Article 11). Mercury that was seized or "
    "recovered, and what is no longer needed, stands beside it."
)


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What mercury was seized, and where is it now?"""
    t, place = words.t, data.place_name()
    yield Missing("no-seizures", tables=("seizure", "mercury_stock"))
    if data.lacks("seizure", "mercury_stock"):
        return
    rows, stocks = data.rows("seizure_list"), data.rows("stock_summary")
    yield Lead("seized", seizure_sentence(rows, stocks, place, words))
    if rows.empty:
        yield Notice("nothing", t("No seizure is on record for {place} in these years.", place=place))
    else:
        yield Beside(
            "map-and-years",
            (lambda: seizure_map(data, words), lambda: years(rows, data, words)),
            MAP_AND_LIST,
            tables=("seizure",),
            n=len(rows),
        )
        yield Section("one-by-one", t("One by one"), lambda: one_by_one(rows, ask, words))
    if not stocks.empty:
        yield Section("stocks", t("Where the mercury went"), lambda: stock_kinds(stocks, words), t(ABOUT_STOCKS))
        yield Section("storage", t("How stored mercury is kept"), lambda: storage(stocks, words))


def seizure_map(data: Rows, words: Words) -> Iterator[Block]:
    """The places where mercury was seized, where the pack says how they lie; a click chooses the place."""
    points, shapes = map_points(data.rows("seizure_places"), words), data.rows("place_outlines")
    iso3 = data.plan["plan"].get("iso3")
    yield Map(
        "map",
        lambda palette, width: maps.points(points, SIZES, words, palette, "place", width, iso3, shapes),
        words.t("Map of the seizures; the list below holds the same, by keyboard too."),
    )


def years(rows: pd.DataFrame, data: Rows, words: Words) -> Iterator[Block]:
    """What was seized each year, and how that compares with what official supply does not explain."""
    methods = mercury.series_choices(data.rows("mercury_series"), words)
    informal = supply.compare(data.rows("supply_by_year", method_series=next(iter(methods), "")))
    said = interdiction_sentence(data.rows("seizure_years"), informal, words)

    def inside() -> Iterator[Block]:
        yield Bars("year-bars", year_bars(rows, words))
        if said:
            yield Remark("interdiction", said)
            yield Remark("judged-on", judgement.judged_sentence(data.judged_on("seizure"), words))

    yield Section("years", words.t("Mercury seized, by year"), inside)


def one_by_one(rows: pd.DataFrame, ask: Ask, words: Words) -> Iterator[Block]:
    """Every seizure, ten at a time, and all of them to take away."""
    shown = ask.part(rows, "seizure", words.t("Seizures, the latest first"), size=10)
    yield Table("list", *seizures_table(shown, words), tables=("seizure",), n=len(rows))
    yield Numbers("seizures", rows, headings(words))


def stock_kinds(stocks: pd.DataFrame, words: Words) -> Iterator[Block]:
    """What mercury is held or gone, by where it comes from."""
    yield Table("kinds", *stocks_table(stocks, words), tables=("mercury_stock",), n=stocks["lots"].sum())


def storage(stocks: pd.DataFrame, words: Words) -> Iterator[Block]:
    """How the mercury in stores is kept, and the rows of all stocks to take away."""
    yield Table("conditions", *storage_table(stocks, words), tables=("mercury_stock",), n=stocks["lots"].sum())
    yield Numbers("mercury-stocks", stocks, headings(words))


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the rows to take away."""
    return {name: words.t(text) for name, text in HEADINGS.items()}


# --- seizures ---------------------------------------------------------------------------------------------------------


def _way_text(row: dict, words: Words) -> str:
    """From which country to which a seized lot went; one dash where neither is known."""
    ends = row["origin_iso3"], row["destination_iso3"]
    if not any(ends):
        return NO_VALUE
    sender, receiver = (countries.named(iso3, words) if iso3 else NO_VALUE for iso3 in ends)
    return words.t("{sender} to {receiver}", sender=sender, receiver=receiver)


def seizures_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Seizures one by one. rows: seizure_list."""
    t = words.t
    lines = [
        [
            words.date(row["seizure_date"]),
            row["place_name"] or NO_VALUE,
            words.quantity(row["hg_kg"], "kg"),
            _way_text(row, words),
            row["concealment"] or NO_VALUE,
            row["declared_hs"] or NO_VALUE,
            row["agency"],
            row["case_status"],
        ]
        for row in records(words.fold_translations(rows))
    ]
    heads = [t("Date"), t("Place"), t("Mercury"), t("From and to"), t("How it was hidden"), t("Declared as (code)")]
    return [*heads, t("Seized by"), t("Case")], lines, (2,)


def map_points(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
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


def interdiction_sentence(rows: pd.DataFrame, informal: pd.DataFrame, words: Words) -> str:
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


def stocks_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Mercury held by kind, and what has become of it. rows: stock_summary."""
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


def storage_table(rows: pd.DataFrame, words: Words) -> Cells:
    """How the mercury that is stored is kept. rows: stock_summary."""
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


def seizure_sentence(rows: pd.DataFrame, stocks: pd.DataFrame, place: str, words: Words) -> str:
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
