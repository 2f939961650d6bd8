"""Mercury use and worst practices: the figures hold the right data, the sentences claim no more than the ranges do."""

import json

import pandas as pd
import pytest

from nap.figures import paper
from nap.figures.bars import bars, stacked_years
from nap.figures.lines import lines, small_multiples
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.methods.change import Estimate, change
from nap.pack import indicator
from nap.pack.pack import Pack
from nap.topics import mercury, practices, query

EN, FR, LIGHT = Words("en"), Words("fr"), palette()
HOSTILE = '<img src=x onerror="alert(1)"><a href="javascript:alert(2)">%{x}</a>'


def facts(*rows, **same) -> pd.DataFrame:
    """Rows of facts: (year, value, low, high, n), and columns that are the same in all."""
    frame = pd.DataFrame(rows, columns=["year", "value", "low", "high", "n"])
    return frame.assign(**{"method_series": None, "series": None, **same})


def two_series() -> pd.DataFrame:
    old = facts((2015, 10.0, 5.0, 15.0, 3), (2016, 11.0, 6.0, 16.0, 3), method_series="old")
    new = facts((2016, 24.0, 15.0, 37.0, 3), (2019, 18.0, 11.0, 28.0, 3), method_series="new")
    return pd.concat([old, new], ignore_index=True)


def test_method_series_are_two_lines_and_a_missing_year_is_a_gap():
    figure = lines(two_series(), EN, LIGHT, indicator.get("hg_use_t"), focus="new")
    new, old = sorted(figure.data, key=lambda trace: trace.name)
    assert [round(x) for x in old.x] == [2015, 2016] and list(old.y) == [10.0, 11.0]
    assert [round(x) for x in new.x] == [2016, 2017, 2018, 2019] and list(new.y) == [24.0, None, None, 18.0]
    assert new.connectgaps is False
    assert new.line.color == LIGHT.measured != old.line.color


def test_ranges_are_drawn_from_low_to_high():
    figure = lines(two_series(), EN, LIGHT, indicator.get("hg_use_t"))
    new = next(trace for trace in figure.data if trace.name == "new")
    assert new.error_y.array[0] == 13.0 and new.error_y.arrayminus[0] == 9.0
    assert new.error_y.array[1] is None


def test_without_ranges_no_whiskers_are_drawn():
    rows = facts((2020, 1.0, None, None, 2), (2021, 2.0, None, None, 2))
    figure = lines(rows, EN, LIGHT, indicator.get("hg_au_ratio_kg_kg"))
    assert figure.data[0].error_y.array is None


def test_hover_is_written_in_the_readers_language():
    rows = facts((2020, 1234.5, 1000.0, 2000.0, 7))
    said = lines(rows, FR, LIGHT, indicator.get("hg_use_t")).data[0].hovertext[0]
    assert "1\u202f234" in said and "1,234" not in said
    assert paper.figure(FR, LIGHT).layout.separators == ",\u202f"


def test_hostile_texts_are_shown_letter_by_letter():
    rows = facts((2020, 1.0, None, None, 2)).assign(place_name=HOSTILE)
    it = indicator.get("hg_use_t")
    for figure in (
        bars(rows, EN, LIGHT, it),
        lines(rows, EN, LIGHT, it, names={None: HOSTILE}),
        small_multiples(rows.assign(kind="a"), EN, LIGHT, it, by="kind", names={"a": HOSTILE}),
    ):
        text = json.dumps(json.loads(figure.to_json()), ensure_ascii=False)
        assert "<img" not in text and "<a " not in text and "%{x" not in text
        assert "&lt;" in text


def test_stacked_bars_leave_out_the_total_and_add_up_to_it():
    whole = facts((2020, 6.0, None, None, 1), series="whole_ore")
    concentrate = facts((2020, 4.0, None, None, 1), series="concentrate")
    rows = pd.concat([facts((2020, 10.0, None, None, 2)), whole, concentrate])
    figure = stacked_years(rows, EN, LIGHT, indicator.get("hg_use_t"))
    assert [trace.name for trace in figure.data] == ["Whole ore amalgamation", "Concentrate amalgamation"]
    assert sum(trace.y[0] for trace in figure.data) == 10.0
    assert figure.layout.barmode == "stack"


def test_small_multiples_say_what_has_no_data_and_share_one_scale():
    rows = facts((2019, 50.0, None, None, 4), (2021, 25.0, None, None, 8)).assign(indicator="a")
    it = indicator.get("mercury_sites_pct")
    figure = small_multiples(rows, EN, LIGHT, it, by="indicator", names={"a": "A", "b": "B"}, top=100)
    assert list(figure.data[0].y) == [50.0, None, 25.0]
    titles = [note.text for note in figure.layout.annotations]
    assert "n\u00a0=\u00a08" in titles[0] and "2021" in titles[0]
    assert "no data" in titles[1]
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range


def test_bars_keep_the_order_of_the_rows_and_a_dash_for_what_is_unknown():
    rows = pd.DataFrame({"place_name": ["A", "B"], "value": [3.0, None], "low": [1.0, None], "high": [5.0, None]})
    figure = bars(rows, EN, LIGHT, indicator.get("hg_use_t"), focus="A")
    bar, texts = figure.data
    assert list(bar.y) == [1, 0] and list(bar.x) == [3.0, None]
    assert texts.text[1].strip() == "–"
    assert texts.x[0] == 5.0
    assert bar.marker.color[0] == LIGHT.measured != bar.marker.color[1]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (Estimate(24, 15, 37), Estimate(18, 11, 28), False),
        (Estimate(24, 20, 28), Estimate(18, 16, 19), True),
        (Estimate(10, 9, 11), Estimate(15, 13, 17), True),
        (Estimate(24, 20, 28), Estimate(18, 16, 20), False),  # ranges that touch tell nothing
        (Estimate(24), Estimate(18, 16, 19), None),
        (Estimate(24, float("nan"), 28), Estimate(18, 16, 19), None),
    ],
)
def test_a_change_is_told_only_where_ranges_do_not_meet(first, last, told):
    assert change(first, last).is_told is told


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(2019, 24.0, 15.0, 37.0, 3), (2025, 18.0, 11.0, 28.0, 3)], "whether use fell cannot be told"),
        ([(2019, 18.0, 11.0, 28.0, 3), (2025, 24.0, 15.0, 37.0, 3)], "whether use rose cannot be told"),
        ([(2019, 24.0, 20.0, 28.0, 3), (2025, 8.0, 6.0, 10.0, 3)], "Use fell by **16\u00a0t** since 2019"),
        ([(2019, 8.0, 6.0, 10.0, 3), (2025, 24.0, 20.0, 28.0, 3)], "Use rose by **16\u00a0t** since 2019"),
        ([(2019, 24.0, None, None, 3), (2025, 18.0, None, None, 3)], "without ranges, whether use fell"),
        ([(2019, 18.0, None, None, 3), (2025, 24.0, None, None, 3)], "without ranges, whether use rose"),
        ([(2019, 18.0, 1.0, 28.0, 3), (2025, 18.0, 1.0, 28.0, 3)], "the same as in 2019"),
        ([(2025, 18.0, 11.0, 28.0, 3)], "no other year in this series"),
    ],
)
def test_the_sentence_claims_no_more_than_the_ranges(rows, said):
    sentence = mercury.use_sentence(facts(*rows, method_series="a_b"), "Samoria", "t", EN)
    assert said in sentence
    assert sentence.startswith("Samoria, 2025: ") and "“a b”" in sentence


def asked(**answered: int) -> pd.DataFrame:
    """Ten sites visited in 2020, and how many of them answered each question."""
    counts = {**dict.fromkeys(practices.QUESTIONS, 0), **answered}
    return pd.DataFrame([{"indicator": k, "year": 2020, "visited": 10, "answered": v} for k, v in counts.items()])


def test_not_asked_is_said_and_is_not_no():
    rows = facts((2020, 25.0, None, None, 4), indicator=practices.ANY)
    said = practices.worst_sentence(rows, asked(any_worst_practice_sites_pct=4), "Samoria", EN)
    assert "**25\u00a0%**" in said and "**6** of 10 sites" in said and "not asked is not no" in said


def test_where_nobody_was_asked_no_share_is_told():
    rows = facts((2020, 50.0, None, None, 2), indicator="mercury_sites_pct")
    said = practices.worst_sentence(rows, asked(mercury_sites_pct=2), "Samoria", EN)
    assert "cannot be told" in said and "**50\u00a0%** of the 2 sites" in said and "**8** of 10" in said
    lines = practices.answers_table(rows, asked(mercury_sites_pct=2), EN)[1]
    assert lines[0] == ["Whole ore amalgamation", "2020", "–", "0", "10"]


def test_answers_counted_are_the_n_of_the_shares(demo_folder):
    pack = Pack.open(demo_folder)
    place = pack.plan["plan"]["iso3"]
    counted = pack.sql(query.get("practice_asked").sql, place=place, year_from=1900, year_to=2200)
    shares = pack.sql(
        query.get("headlines").sql, ids=list(practices.QUESTIONS), place=place, year_from=1900, year_to=2200
    )
    both = counted.merge(shares, on=["indicator", "year"])
    assert len(both) == len(shares) > 0
    assert (both["answered"] == both["n"]).all()
    assert (counted["answered"] <= counted["visited"]).all()


def test_places_below_add_up_and_a_place_without_any_shows_its_neighbours(demo_folder):
    pack, sql = Pack.open(demo_folder), query.get("fact_below_place").sql
    series = pack.sql(query.get("mercury_series").sql)["method_series"].iloc[0]
    nation = pack.plan["plan"]["iso3"]
    same = {"ids": ["hg_use_t"], "method_series": series, "year_from": 2025, "year_to": 2025}
    regions = pack.sql(sql, place=nation, **same)
    total = pack.sql(query.get("fact_at_place").sql, indicator="hg_use_t", place=nation, year_from=2025, year_to=2025)
    total = total[total["series"].isna() & (total["method_series"] == series)]["value"].iloc[0]
    assert regions["value"].sum() == pytest.approx(total)
    one = regions["place_code"].iloc[0]
    assert set(pack.sql(sql, place=one, **same)["place_code"]) == set(regions["place_code"])
