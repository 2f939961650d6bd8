"""Trainings and awareness: who came, who was never reached, what comes next; queries, words and pictures."""

import datetime as dt

import pandas as pd
import pytest
import tiny_pack
from page_blocks import by_id

from nap.figures import training as pictures
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.pack.pack import Pack
from nap.topics import query, training
from nap.topics.rows import Rows

EN, FR, LIGHT = Words("en"), Words("fr"), palette()
EVENTS = """
event_code | kind      | topic | start_date | end_date   | place_code | is_online | audience       | participants_f | participants_m | participants_unknown | certificates
E1         | training  | Hg    | 2022-03-01 | 2022-03-02 | A          | false     | [miners]       | 10             | 30             |                      | 20
E2         | training  | Hg    | 2023-03-01 | 2023-03-02 | A          | false     | [miners,women] |                |                | 12                   |
E3         | webinar   | Gold  | 2023-05-01 | 2023-05-01 |            | true      | [customs]      | 5              | 5              |                      |
E4         | awareness | Gold  | 2023-06-01 | 2023-06-01 | B          | false     | [miners]       |                |                |                      |
E5         | training  | Hg    | 2024-02-01 | 2024-02-02 | B          | false     | [health]       |                |                |                      |
E6         | workshop  | Hg    | 2023-12-30 | 2024-01-02 | A          | false     | [miners]       |                |                |                      |
"""  # noqa: E501


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    pack = Pack.open(tiny_pack.write(folder, {"event": tiny_pack.rows(EVENTS)}))
    assert not pack.problems
    return pack


def asked(pack: Pack, name: str, **params) -> pd.DataFrame:
    sql = query.get(name)
    given = {"place": "N", "year_from": 1900, "year_to": 2200, "as_of": "2023-12-31", **params}
    return pack.sql(sql.sql, **{k: v for k, v in given.items() if k in sql.parameters})


def test_people_of_unknown_sex_stand_apart_and_blanks_are_no_zero(pack):
    rows = asked(pack, "training_by", by="kind").set_index("code")
    assert list(rows.loc["training", ["events_count", "women", "men", "unknown", "certificates"]]) == [
        2,
        10,
        30,
        12,
        20,
    ]
    assert rows.loc["awareness", "uncounted"] == 1 and pd.isna(rows.loc["awareness", "women"])
    assert rows.loc["webinar", "online_count"] == 1
    assert "workshop" not in rows.index, "it has not ended by the last day of data"


def test_the_share_of_women_is_that_of_the_events_that_count_both():
    row = {"code": "training", "events_count": 3, "uncounted": 1, "unknown": None, "certificates": None}
    nobody = dict.fromkeys(("women", "men", "both_women", "both_men"), float("nan"))

    def said(**counts) -> str:
        return training.sentence(pd.DataFrame([{**row, **nobody, **counts}]), "Tinyland", 2022, 2023, EN)

    assert "How many women and men took part is not recorded" in said()  # and not 0
    nothing = training.sentence(pd.DataFrame([{**row, **nobody}])[:0], "Tinyland", 2022, 2023, EN)
    assert "**0** events were held" in nothing
    assert "**40** women and **30** men took part; where both were counted 25\u00a0% are women" in said(
        women=40, men=30, both_women=10, both_men=30
    )
    assert "**40** women and **–** men took part; no event counts both" in said(women=40)
    assert "**10** women and **30** men took part, 25\u00a0% of them women" in said(
        women=10, men=30, both_women=10, both_men=30
    )


def test_topics_keep_their_texts_and_the_largest_stands_first(pack):
    found = training.topic_rows(asked(pack, "training_by", by="topic"), EN)
    assert list(found["label"]) == ["Hg", "Gold"] and list(found["n"]) == [2, 2]


def test_the_same_totals_by_topic_and_by_kind(demo_folder):
    pack = Pack.open(demo_folder)
    place = pack.plan["plan"]["iso3"]
    by = [asked(pack, "training_by", by=each, place=place) for each in ("kind", "topic")]
    for column in ("events_count", "women", "men", "unknown", "certificates", "uncounted"):
        assert by[0][column].sum() == by[1][column].sum() > 0


def test_events_are_held_under_way_or_planned(pack):
    states = asked(pack, "training_events").set_index("event_code")["state"].to_dict()
    assert states == {
        "E1": "held",
        "E2": "held",
        "E3": "held",
        "E4": "held",
        "E5": "planned",
        "E6": "under_way",
    }


def test_what_is_planned_stands_whatever_years_are_chosen(pack):
    codes = asked(pack, "training_events", year_from=2022, year_to=2022)["event_code"]
    assert set(codes) == {"E1", "E5", "E6"}, "E6 is under way and ends after these years"


def test_the_page_names_the_day_that_parts_what_was_held_from_what_comes(pack):
    data = Rows(pack, EN, years=(2022, 2022))
    assert "31 Dec 2023" in by_id("training", data)["judged-on"].text


def test_the_calendar_shows_the_next_event_first_and_the_latest_held_first(pack):
    events = asked(pack, "training_events")
    assert list(training.calendar_rows(events, True)["event_code"]) == ["E6", "E5"]
    assert list(training.calendar_rows(events, False)["event_code"]) == ["E4", "E3", "E2", "E1"]
    _, lines, _ = training.calendar_table(training.calendar_rows(events, False), EN)
    assert lines[1][3] == "online" and lines[1][5] == "10"
    assert lines[0][5] == "–", "nobody was counted: no number, and no zero"
    assert lines[2][5:7] == ["12", "–"]


def test_who_was_not_reached_and_where(pack):
    reach, places = asked(pack, "training_reach"), asked(pack, "training_places")
    cells = training.reach_rows(reach, places, EN)
    count = cells.set_index(["audience", "place_name"])["events_count"]
    assert (count["miners", "Region A"], count["miners", "Region B"], count["women", "Region B"]) == (2, 1, 0)
    assert count["customs"].sum() == 0, "an online event reaches nobody in a place"
    _, lines, _ = training.reach_table(reach, cells, EN)
    said = {line[0]: line[1:] for line in lines}
    assert said["Women's groups"] == ["1", "0", "Region B"]
    assert said["Customs"] == ["0", "1", "everywhere"]
    assert said["Miners"] == ["3", "0", "–"]
    missed = training.missed_sentence(reach, EN)
    assert "Health" in missed, "an event that is only planned has reached nobody"
    assert "Customs" not in missed and "Others" not in missed


def test_the_sentence_says_what_cannot_be_told(pack):
    said = training.sentence(asked(pack, "training_by", by="kind"), "Tinyland", 2022, 2023, EN)
    assert said.startswith("Tinyland, 2022–2023: **4** events were held.")
    assert "**15** women and **35** men" in said and "30\u00a0% of them women" in said
    assert "Of 12 more nobody wrote down the sex." in said and "1 event counted nobody." in said
    assert "**20** certificates" in said


def test_a_share_needs_both_women_and_men():
    assert training.share_of_women(3, 1) == 75
    assert training.share_of_women(None, 1) is None and training.share_of_women(0, 0) is None


# --- pictures ------------------------------------------------------------------------------------------------------


def test_bars_are_parted_by_sex_and_unknown_is_a_part_of_its_own():
    rows = pd.DataFrame(
        {"label": ["Hg", "Gold"], "women": [1.0, None], "men": [2.0, None], "unknown": [None, None], "n": [1, 2]}
    )
    fig = pictures.people(rows, EN, LIGHT, training.sexes(EN))
    assert [(bar.name, list(bar.x)) for bar in fig.data[:3]] == [
        ("Women", [1.0, None]),
        ("Men", [2.0, None]),
        ("Sex not recorded", [None, None]),
    ]
    assert [text.strip() for text in fig.data[3].text] == ["3", "–"]
    assert len({bar.marker.color for bar in fig.data[:3]}) == 3


def test_a_group_nobody_reached_is_an_empty_cell():
    rows = pd.DataFrame(
        {
            "group": ["Miners", "Miners", "Media", "Media"],
            "place_name": ["A", "B", "A", "B"],
            "events_count": [1, 5, 0, 3],
        }
    )
    fig = pictures.reach(rows, EN, LIGHT)
    assert [list(line) for line in fig.data[0].z] == [[1, 3], [0, 2]]
    assert "0 events" in fig.data[0].hovertext[1][0]
    assert [trace.name for trace in fig.data[1:]] == ["No event", "1 event", "2 or 3 events", "4 or more"]


def test_two_places_of_one_name_stay_two():
    rows = pd.DataFrame(
        {
            "group": ["Miners", "Miners", "Media", "Media"],
            "place_name": ["A", "A", "A", "A"],
            "events_count": [1, 5, 0, 3],
        }
    )
    fig = pictures.reach(rows, EN, LIGHT)
    assert [list(line) for line in fig.data[0].z] == [[1, 3], [0, 2]]
    assert list(fig.layout.xaxis.ticktext) == ["A", "A"]


def test_a_count_that_is_a_telephone_number_is_told_and_breaks_no_sum(tmp_path):
    row = {
        "event_code": "E",
        "kind": "training",
        "title": "T",
        "audience": ["health"],
        "is_online": False,
        "start_date": "2023-03-01",
        "end_date": "2023-03-01",
        "participants_f": 2_000_000_000,
        "participants_m": 2_000_000_000,
        "participants_unknown": 4,
        "certificates": 2_000_000_000,
    }
    odd = Pack.open(tiny_pack.write(tmp_path / "odd", {"event": [row]}))
    assert not odd.problems
    (kind,) = odd.rows(query.get("people_events").sql, as_of="2023-12-31", year_from=2020, year_to=2023, place="N")
    assert kind["people_count"] == 4
    said = [str(error) for error, _ in odd.failures()]
    assert any("participants_f is 2000000000, above the most that can be" in each for each in said)


def test_a_hostile_name_is_shown_letter_by_letter():
    rows = pd.DataFrame({"group": ["Miners"], "place_name": ["<script>%{x}"], "events_count": [1]})
    shown = pictures.reach(rows, EN, LIGHT).layout.xaxis.ticktext[0]
    assert "<script>" not in shown and "%{x}" not in shown


def test_dates_of_the_calendar_follow_the_language():
    row = {
        "event_code": "E",
        "kind": "training",
        "title": "T",
        "start_date": dt.date(2023, 3, 1),
        "end_date": dt.date(2023, 3, 2),
        "place_name": "A",
        "is_online": False,
        "audience": ["miners"],
        "participants_f": 1,
        "participants_m": 2,
        "participants_unknown": None,
        "certificates": None,
    }
    (line,) = training.calendar_table(pd.DataFrame([row]), FR)[1]
    assert "1 mars 2023" in line[0]


# --- the page as blocks --------------------------------------------------------------------------------------------


def test_a_link_chooses_the_part_of_the_calendar_and_nothing_else(pack):
    data = Rows(pack, EN, years=(2022, 2024))
    coming, held = by_id("training", data), by_id("training", data, calendar="held")
    assert list(coming["calendar-rows"].rows["event_code"]) == ["E6", "E5"]
    assert list(held["calendar-rows"].rows["event_code"]) == ["E4", "E3", "E2", "E1"]
    assert (coming["calendar-rows"].name, held["calendar-rows"].name) == ("events-coming", "events-held")
    for id in ("events", "kinds", "not-reached", "groups-table"):
        assert coming[id] == held[id]


def test_a_long_calendar_is_shown_in_parts(tmp_path):
    many = [
        {**tiny_pack.rows(EVENTS)[0], "event_code": f"E{number:02}", "start_date": f"2022-03-{number % 28 + 1:02}"}
        for number in range(25)
    ]
    many = [{**event, "end_date": event["start_date"]} for event in many]
    data = Rows(Pack.open(tiny_pack.write(tmp_path / "tiny", {"event": many})), EN)
    first = by_id("training", data, calendar="held")
    second = by_id("training", data, calendar="held", calendar_held="2")
    assert (len(first["calendar-table"].rows), len(second["calendar-table"].rows)) == (20, 5)
    assert "No event is planned at Tinyland" in by_id("training", data)["no-event"].text


def test_pictures_name_their_indicator_and_their_files(pack):
    page = by_id("training", Rows(pack, EN))
    assert page["people"].indicators == ("people_trained_count",) and page["people"].name == "people_trained_count"
    assert page["women-trained-pct"].name == "women_trained_pct" and page["women-trained-pct"].unit == "%"
    assert page["topics"].n == 4 and page["topics"].name == "training-topics"


def test_where_no_event_is_on_record_that_is_said(tmp_path, pack):
    bare = Rows(Pack.open(tiny_pack.write(tmp_path / "bare", {})), EN)
    assert [(block.id, block.tables) for block in by_id("training", bare).values()] == [("no-events", ("event",))]
    early = by_id("training", Rows(pack, EN, years=(2001, 2002)))
    assert set(early["calendar-rows"].rows["event_code"]) <= {"E5", "E6"} and "events" not in early
