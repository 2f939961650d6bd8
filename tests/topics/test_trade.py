"""Mercury trade from rows to words: the two books in SQL, sentences, tables, charts; what no country is is told."""

import datetime as dt

import pandas as pd
import pytest
import tiny_pack
from page_blocks import by_id

from nap.figures import trade as drawn
from nap.figures.palette import palette
from nap.language import countries
from nap.language.texts import LANGUAGES, Words
from nap.methods.red_flags import Flag
from nap.pack import contract, duck, today
from nap.pack.duck import connect
from nap.pack.pack import Pack
from nap.reports import text
from nap.topics import query, supply, trade
from nap.topics.ask import Ask
from nap.topics.rows import Rows

EN, FR = Words("en"), Words("fr")
ASKED = {"hs": "280540", "direction": "import", "partner": None, "year_from": 2020, "year_to": 2023}
FLOWS = [
    {"reporter_iso3": "TIN", "reported_by": "own", "hs_code": "280540", "year": 2021, **each}
    for each in tiny_pack.rows("""
    flow_code | month | direction | partner_iso3 | net_kg | value_usd | trader_code
    F1        | 1     | import    | XAA          | 60     | 2400      | L1
    F2        | 3     | import    | XAB          | 40     | 1600      | L2
    F5        | 2     | export    | XAC          | 5      | 200       |
    """)
] + [
    {"partner_iso3": "TIN", "reported_by": "mirror", "hs_code": "280540", "direction": "export", "month": 1, **each}
    for each in tiny_pack.rows("""
    flow_code | year | reporter_iso3 | net_kg | value_usd
    F3        | 2021 | XAA           | 100    | 4000
    F4        | 2022 | XAA           |        | 4000
    """)
]


@pytest.fixture(scope="module")
def memory():
    found = tiny_pack.InMemory()
    found.refill({"trade_flow": FLOWS})
    return found


def rows(memory, name: str, **params) -> pd.DataFrame:
    """A query's rows as a page gets them."""
    sql = query.get(name)
    given = {key: value for key, value in {**ASKED, **params}.items() if key in sql.parameters}
    memory.execute(
        "select 1 from " + ", ".join(["trade_total", "trade_mirror", "consent_breach", "calendar", "supply"])
    )
    return memory.con.execute(sql.sql, given).df()


# --- the two books in SQL ---------------------------------------------------------------------------------------------


def test_months_without_a_flow_are_none_in_a_year_that_is_reported_and_unknown_in_any_other(memory):
    found = rows(memory, "trade_months").set_index("first_day")
    own, mirror = found["own_kg"], found["mirror_kg"]
    assert (own["2021-01-01"], own["2021-02-01"], own["2021-03-01"]) == (60, 0, 40)
    assert (mirror["2021-01-01"], mirror["2021-02-01"]) == (100, 0)
    assert pd.isna(own["2022-02-01"]) and pd.isna(mirror["2022-01-01"])  # nothing of its own; a flow without a weight
    assert found.loc["2022-01-01", "unweighed"] == 1


def test_partners_are_compared_over_the_years_both_books_know(memory):
    found = trade.partner_rows(rows(memory, "trade_partners"), "import", EN).set_index("other_iso3")
    assert found.loc["XAA", ["own_compared_kg", "mirror_compared_kg", "gap_kg"]].tolist() == [60, 100, 40]
    assert found.loc["XAA", "index"] == pytest.approx(0.25)
    assert pd.isna(found.loc["XAB", "gap_kg"]) and found.loc["XAB", "compared_years"] == 0  # it reports nothing


def test_what_goes_out_is_sent_by_the_country(memory):
    found = trade.partner_rows(rows(memory, "trade_partners", direction="export"), "export", EN)
    assert found["other_iso3"].tolist() == ["XAC"] and found["own_kg"].tolist() == [5]


def test_supply_adds_up_what_each_book_says(memory):
    found = memory.execute("from supply order by year").df().set_index("year")
    assert found.loc[2021, ["import_own_kg", "import_mirror_kg", "export_own_kg"]].tolist() == [100, 100, 5]
    assert pd.isna(found.loc[2022, "import_own_kg"]) and found.loc[2022, "unweighed"] == 1


def test_the_indicator_and_the_page_tell_the_same_gap(tmp_path):
    use = tiny_pack.rows("""
    estimate_code | year | place_code | method_series | practice | hg_use_kg | hg_use_low_kg | hg_use_high_kg | scope
    E1            | 2021 | N          | s             | all      | 900       | 500           | 1500           | national
    E2            | 2022 | N          | s             | all      | 900       | 500           | 1500           | national
    """)
    pack = tiny_pack.write(tmp_path / "tiny", {"trade_flow": FLOWS, "mercury_use": use})
    opened = Pack.open(pack)
    asked = {"method_series": "s", "year_from": 2020, "year_to": 2023, "as_of": dt.date(2023, 12, 31)}
    page = supply.compare(opened.sql(query.get("supply_by_year").sql, **asked)).set_index("year")
    facts = opened.sql("from fact where indicator = 'hg_informal_supply_t'").set_index("year")
    assert facts.index.tolist() == [2021]  # of 2022 no weight is known
    for name, column in (("value", "gap"), ("low", "gap_low"), ("high", "gap_high")):
        assert facts.loc[2021, name] == pytest.approx(page.loc[2021, column])


def test_prices_out_of_bounds_are_found(memory):
    assert rows(memory, "trade_prices", low=2, high=500).empty
    found = rows(memory, "trade_prices", low=50, high=500)
    assert set(found["usd_kg"]) == {40} and "F4" not in set(found["flow_code"])


# --- promises ---------------------------------------------------------------------------------------------------------


FLOW = {
    "flow_code": "F1",
    "year": 2021,
    "direction": "import",
    "reporter_iso3": "PER",
    "partner_iso3": "MEX",
    "hs_code": "280540",
    "reported_by": "own",
}


def problems(table: str, row: dict) -> list[str]:
    """The sentences of the audits that a row breaks, by running each audit on it alone."""
    with connect() as con:
        for name in contract.tables():
            con.execute(f"create table {name} ({tiny_pack.ddl(name)})")
        today.register(con, dt.date(2026, 1, 1))
        tiny_pack.fill(con, table, [row])
        said = []
        for audit in contract.table(table).audits:
            for bad in duck.rows(con, audit.sql):
                values = contract.audit_values(contract.table(table), audit, bad)
                said.append(f"{audit.what} {audit.fix}".format(**values))
        return said


def test_a_good_flow_is_none():
    assert problems("trade_flow", FLOW) == []
    assert problems("trade_flow", {**FLOW, "partner_iso3": "XAA"}) == []  # codes of one's own


@pytest.mark.parametrize(
    ("change", "what", "mend"),
    [
        ({"partner_iso3": "W00"}, "partner_iso3 is “W00”, which is no country", "three letters"),
        ({"partner_iso3": "WLD"}, "which is no country", "GHA"),
        ({"reporter_iso3": "per"}, "reporter_iso3 is “per”, which is no country", "three letters"),
        ({"hs_code": "2805.40"}, "“2805.40” is no code", "without dots"),
        ({"hs_code": "80540"}, "“80540” has five digits", "a leading digit was lost"),
        ({"partner_iso3": "PER"}, "goes from PER to itself", "Correct"),
        ({"net_kg": -1}, "net_kg is -1", "Check the unit"),
    ],
)
def test_a_bad_flow_is_told_with_its_value_and_the_mend(change, what, mend):
    said = " ".join(problems("trade_flow", {**FLOW, **change}))
    assert what in said and mend in said


def test_a_consent_that_contradicts_itself_is_told():
    row = {"consent_code": "C1", "form": "A", "exporter_iso3": "MEX", "importer_iso3": "PER", "allowed_use": "x"}
    said = problems("consent", {**row, "status": "granted", "revoked_on": "2021-01-01"})
    assert any("Consent C1 is Granted" in each or "Consent C1 is granted" in each for each in said)
    assert problems("consent", {**row, "status": "revoked", "revoked_on": "2021-01-01"}) == []


def test_countries_have_names_in_every_language_and_invented_ones_keep_their_code():
    assert countries.named("ARE", EN) == "United Arab Emirates"
    assert countries.named("ARE", FR) == "Émirats arabes unis"
    assert all(countries.named("ARE", Words(lang)) != "ARE" for lang in LANGUAGES)
    assert countries.named("XAA", EN) == "XAA" and countries.named("YUG", EN) == "YUG"
    assert {"PER", "COD", "TWN", "HKG"} <= countries.known() and not {"W00", "EUR", "XAA", "YUG"} & countries.known()


# --- words ------------------------------------------------------------------------------------------------------------


def imports(**more) -> pd.DataFrame:
    one = {
        "other_iso3": "XAA",
        "own_kg": 60.0,
        "mirror_kg": 100.0,
        "compared_years": 1,
        "own_compared_kg": 60.0,
        "mirror_compared_kg": 100.0,
        "unweighed": 0,
        "flows": 2,
    }
    return pd.DataFrame([{**one, **more}])


NO_BREACHES = pd.DataFrame(columns=["year", "other_iso3", "judged", "lacking", "net_kg"])


def test_the_sentence_says_which_book_holds_more():
    said = trade.trade_sentence(imports(), NO_BREACHES, [], "2021", EN)
    assert "**100\u00a0kg** of mercury sent" in said and "**40\u00a0kg** were sent and are not on" in said
    turned = trade.trade_sentence(imports(own_compared_kg=1180.0), NO_BREACHES, [], "2021", EN)
    assert "**1.08\u00a0t** more are on the country’s books" in turned
    assert "shipments" not in said  # nothing was judged


def test_the_sentence_claims_nothing_without_the_other_book():
    said = trade.trade_sentence(imports(compared_years=0, mirror_kg=None), NO_BREACHES, [], "2021", EN)
    assert "cannot be told" in said and "60\u00a0kg" in said
    assert "no import of mercury is in the data" in trade.trade_sentence(imports().head(0), NO_BREACHES, [], "2021", EN)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"own_kg": None}, "100\u00a0kg** of mercury sent to the country. What the country itself"),
        ({"own_kg": None, "mirror_kg": None}, "no weight of it is in the data"),
        ({}, "never of the same year and partner"),
    ],
)
def test_without_a_year_in_both_books_it_is_told_which_book_is_there(known, said):
    told = trade.trade_sentence(
        imports(**{"compared_years": 0, "own_kg": 60.0, "mirror_kg": 100.0, **known}), NO_BREACHES, [], "2021", EN
    )
    assert said in told
    assert "–" not in told


def test_the_sentence_counts_shipments_and_flags_that_are_raised():
    breaches = pd.DataFrame({"judged": [3, 4], "lacking": [1, 1], "net_kg": [1.0, None]})
    flags = [Flag("price", "XAA", (2021,), 5.0, False), Flag("price", "XAA", (2021, 2022), 5.0, True)]
    said = trade.trade_sentence(imports(), breaches, flags, "2021", EN)
    assert "**2** of 7 shipments" in said and "**1** red flag is raised." in said


def test_no_firm_named_is_said_and_countries_are_no_firms():
    unnamed = pd.DataFrame({"year": [2021], "trader_code": [None], "net_kg": [60.0], "flows": [1]})
    assert "name no importers, only the countries" in trade.concentration_sentence(unnamed, imports(), EN)
    named = unnamed.assign(trader_code="L1")
    said = trade.concentration_sentence(named, imports(), EN)
    assert "1 firm is named, for 100" in said and "Index 10,000" in said
    assert "not in the data" in trade.concentration_sentence(unnamed.head(0), imports(own_kg=None), EN)


# --- pictures ---------------------------------------------------------------------------------------------------------

NAMES = ("own", "<img src=x>")


def test_months_break_where_a_book_is_silent():
    days = pd.date_range("2021-01-01", periods=3, freq="MS")
    rows = pd.DataFrame(
        {
            "year": 2021,
            "month": [1, 2, 3],
            "first_day": days,
            "own_kg": [1.0, None, 3.0],
            "mirror_kg": [None, 5.0, 6.0],
            "unweighed": [0, 2, 0],
        }
    )
    own, mirror = drawn.months(rows, EN, palette(), NAMES).data
    assert own.x == ("2021-01-01", "2021-02-01", "2021-03-01") and own.y == (1, None, 3)
    assert own.connectgaps is False and mirror.line.dash != own.line.dash
    assert "2 flows without a weight" in own.hovertext[1] and "&lt;img" in mirror.name


def test_whole_years_are_drawn_by_year_with_gaps():
    rows = pd.DataFrame(
        {
            "year": [2016, 2018],
            "month": [None, None],
            "own_kg": [1.0, 3.0],
            "mirror_kg": [None, 5.0],
            "first_day": pd.to_datetime(["2016-01-01", "2018-01-01"]),
            "unweighed": 0,
        }
    )
    own, _ = drawn.months(rows, FR, palette(), NAMES).data
    assert own.x == (2016, 2017, 2018) and own.y == (1, None, 3)


def test_countries_stand_with_both_books_and_hostile_names_as_letters():
    rows = trade.partner_rows(
        pd.concat([imports(), imports(other_iso3="PER", compared_years=0, mirror_kg=None)]), "import", EN
    )
    rows["name"] = ["%{x}<b>", "Peru"]
    figure = drawn.two_books(rows.reset_index(drop=True), EN, palette(), NAMES)
    gaps = [trace for trace in figure.data if trace.mode == "lines"]
    own, mirror = (trace for trace in figure.data if trace.mode == "markers")
    assert len(gaps) == 1 and gaps[0].x == (60, 100)
    assert own.x == (60, 60) and mirror.x == (100, None)
    assert "%\u200b{x}&lt;b&gt;" in figure.layout.yaxis.ticktext[0]


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(demo_folder) -> Pack:
    return Pack.open(demo_folder)


def test_goods_direction_and_country_of_the_link_decide_the_books_alone(demo):
    usual = by_id("trade", Rows(demo, EN))
    asked = by_id("trade", Rows(demo, EN), way="export", partner="XAD")
    assert usual["months"].args == (("Received, as the country reports", "Sent, as its partners report"),)
    assert asked["months"].args == (("Sent, as the country reports", "Received, as its partners report"),)
    assert set(asked["countries"].rows["other_iso3"]) == {"XAD"} < set(usual["countries"].rows["other_iso3"])
    for id in ("trade", "breaches", "shipments", "flags-table"):
        assert repr(asked[id]) == repr(usual[id])
    assert "Nothing of this is in the data" in by_id("trade", Rows(demo, EN), hs="285210", way="export")["nothing"].text


def test_the_method_series_of_the_link_decides_supply_flags_and_the_lead(demo):
    survey, first = (
        by_id("trade", Rows(demo, EN), method=series) for series in ("2019_survey", "2017_ratio_literature")
    )
    assert survey["supply"].redraws_page
    assert survey["supply-and-use"].text != first["supply-and-use"].text
    rules = [{row[0] for row in page["flags-table"].rows} for page in (survey, first)]
    assert "More used than official supply explains" in rules[0] - rules[1]
    assert survey["trade"].text != first["trade"].text  # it counts the flags


def test_the_parts_of_the_lists_in_the_link(demo):
    usual, later = by_id("trade", Rows(demo, EN)), by_id("trade", Rows(demo, EN), lacking="2", consent="2")
    for id in ("shipments", "consents-table"):
        assert len(later[id].rows) == 6 and later[id].rows != usual[id].rows
    assert later["shipments-file"].query == "consent_breaches"
    assert later["shipments-file"].params == {"most": trade.ALL}


def test_a_code_that_is_not_broken_is_text_for_every_medium(demo):
    page = text.page(trade, Ask(), Rows(demo, EN), EN)
    assert "SM-C019" in page and "nap-unbroken" not in page


def test_without_trade_the_page_says_what_is_missing(tmp_path):
    bare = by_id("trade", Rows(Pack.open(tiny_pack.write(tmp_path / "bare", {})), EN))
    assert list(bare) == ["no-trade"] and bare["no-trade"].tables == ("trade_flow", "consent")
    flows = by_id("trade", Rows(Pack.open(tiny_pack.write(tmp_path / "flows", {"trade_flow": FLOWS})), EN))
    assert "No shipment can be judged" in flows["not-judged"].text and "breaches" not in flows
    assert "Supply and use are known together for no whole year" in flows["supply-and-use"].text
