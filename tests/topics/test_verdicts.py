"""One verdict for one target, wherever it is shown; one that may not be compared is used nowhere and told once."""

import pytest
import tiny_pack

from nap.commands import main
from nap.language.texts import Words
from nap.methods.status import SLIP
from nap.pack.pack import Pack
from nap.topics import donors, overview, portfolio, query, scenario, status_table, targets, verdicts

EN = Words("en")
PLAN = {"data_until": "2024-12-31"}
USE = {"method": "worker_based", "practice": "all", "scope": "national", "method_series": "m1"}
ROW = {
    "target_code": "T1",
    "indicator": "hg_use_t",
    "place_code": "N",
    "method_series": "m1",
    "baseline_year": 2018,
    "baseline_value": 30.0,
    "target_year": 2030,
    "target_value": 15.0,
    "path": "linear",
    "version": 1,
    "valid_from": "2019-01-01",
}


def use(year, tonnes, place="N", **changed):
    code = f"E{year}-{place}"
    return {**USE, "estimate_code": code, "year": year, "place_code": place, "hg_use_kg": 1000 * tonnes, **changed}


TWO_YEARS = [use(2018, 30), use(2024, 24)]


@pytest.fixture
def opened(tmp_path):
    """A pack of these targets, on mercury use of 30 t in 2018 and 24 t in 2024."""

    def write(*rows, milestones=(), estimates=TWO_YEARS):
        given = {"target": list(rows), "milestone": list(milestones), "mercury_use": estimates}
        return Pack.open(tiny_pack.write(tmp_path / "tiny", given, PLAN))

    return write


def cells(table) -> str:
    """Every cell of a table as a reader reads it."""
    return " | ".join(str(cell) for row in table[1] for cell in row)


def ask(pack, place="N", until=2024):
    return verdicts.read(pack.sql(query.get("verdicts").sql, place=place), until)


def said_everywhere(pack, place="N"):
    """All that the pages and exports say on targets, the list of `nap status` left out."""
    found = ask(pack, place)
    ids = [each.indicator.id for each in found]
    facts = pack.sql(query.get("headlines").sql, ids=[*ids, "hg_use_t"], place=place, year_from=2000, year_to=2024)
    chosen = verdicts.by_indicator(found)
    current = verdicts.current(found)
    goal = scenario.aim(found, "m1")
    return [
        overview.sentence(facts, chosen, EN, "Tinyland"),
        *(str(overview.headline_card(facts, id, id, chosen, EN)) for id in dict.fromkeys(ids)),
        cells(targets.targets_table(current, EN)),
        targets.sentence(current, EN),
        cells(donors.log_frame_table(current, EN)),
        donors.log_frame(current, EN).to_csv(),
        str(goal.path),
        str(portfolio.summary(pack).verdicts),
    ]


# Inputs of the two faults, and what shares their kind: each must be refused, with a sentence that holds these words.
REFUSED = {
    "kilograms for tonnes": ({"baseline_value": 30000.0, "target_value": 15000.0}, "another unit"),
    "the baseline alone in kilograms": ({"baseline_value": 30000.0}, "another unit"),
    "thousands of tonnes": ({"baseline_value": 0.03, "target_value": 0.015}, "another unit"),
    "kilograms from a year nobody observed": (
        {"baseline_year": 2016, "baseline_value": 30000.0, "target_value": 15000.0},
        "far from all that was observed in other years",
    ),
    "the goal alone in kilograms": ({"target_value": 15000.0}, "a lower value of its indicator is better"),
    "baseline and goal exchanged": ({"baseline_value": 15.0, "target_value": 30.0}, "lower value"),
    "another series": ({"method_series": "m2"}, "which holds nothing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_target_that_may_not_be_compared_is_used_nowhere_and_told_once(opened, name, capsys):
    changed, words = REFUSED[name]
    pack = opened({**ROW, **changed})
    rows = pack.sql(query.get("verdicts").sql, place="N")
    found = verdicts.read(rows)
    assert [each.is_comparable for each in found] == [False]
    (first, *_) = verdicts.refused(rows, found)
    assert words in str(first) and first.fix
    told = " ".join(said_everywhere(pack)).replace("\u00a0", " ").replace(",", "")
    for value in {"15000", "30000", "0.015"} | ({"15"} if name != "another series" else set()):
        assert f" {value} " not in told, value
    assert "Target 2030" not in told and "T1" not in told
    assert scenario.aim(found, "m1") == scenario.Aim(is_refused=True)
    assert portfolio.summary(pack).verdicts == {}
    status = status_table.row(found[0])
    assert (status["status"], status["value"], status["required_value"]) == ("no_data", None, None)
    with pytest.raises(SystemExit) as left:
        main.main(["check", str(pack.folder)])
    out = capsys.readouterr().out
    assert left.value.code == 1 and out.count(str(first.fix.format(**first.values))) == 1


@pytest.mark.parametrize(
    ("indicator", "baseline", "goal", "is_comparable"),
    [
        ("formal_miners_pct", 10.0, 80.0, True),
        ("formal_miners_pct", 80.0, 10.0, False),
        ("people_trained_count", 900.0, 100.0, False),
        ("retort_sites_pct", 35.0, 7.0, False),
        ("open_burning_sites_pct", 0.0, 60.0, False),
        ("whole_ore_sites_pct", 60.0, 0.0, True),
        ("budget_planned_usd", 10.0, 5.0, None),
        ("hg_import_kg", 0.0, 6600.0, False),
    ],
)
def test_a_promise_that_worsens_its_indicator_is_refused_and_an_audit(opened, indicator, baseline, goal, is_comparable):
    pack = opened(
        {**ROW, "indicator": indicator, "method_series": None, "baseline_value": baseline, "target_value": goal}
    )
    (found,) = ask(pack)
    if is_comparable is None:
        is_comparable = found.indicator.better != "higher"
    assert found.is_comparable is is_comparable
    broken = [error for error, _ in pack.failures() if "exchanged" in error.fix]
    assert bool(broken) is not is_comparable


def test_baseline_exchanged_with_a_milestone_is_refused(opened):
    """Planned 30 in 2018, 20 in 2024, 15 in 2030: the first two exchanged, while 30 t were observed in 2018."""
    row = {**ROW, "baseline_value": 20.0, "path": "milestones"}
    point = {"target_code": "T1", "year": 2024, "value": 30.0}
    (found,) = ask(opened(row, milestones=[point]))
    assert not found.is_comparable
    told = " ".join(map(str, found.status.problems))
    assert "differs from the 30.0 t observed" in told and "is worse than its baseline" in told


def test_a_path_that_lets_use_rise_first_from_what_was_observed_may_be_compared(opened):
    row = {**ROW, "path": "milestones"}
    point = {"target_code": "T1", "year": 2024, "value": 32.0}
    (found,) = ask(opened(row, milestones=[point]))
    assert found.is_comparable and "worse than its baseline" in str(found.status.problems[0])


def test_a_milestone_in_kilograms_is_refused(opened):
    point = {"target_code": "T1", "year": 2027, "value": 20000.0}
    (found,) = ask(opened({**ROW, "path": "milestones"}, milestones=[point]))
    assert not found.is_comparable and "its milestone of 20000.0" in str(found.status.problems[0])


def test_a_baseline_unlike_what_was_observed_is_told_and_still_compared(opened):
    (found,) = ask(opened({**ROW, "baseline_value": 20.0}))
    assert found.is_comparable and "differs from the 30.0 t observed" in str(found.status.problems[0])
    (same,) = ask(opened({**ROW, "baseline_value": 30.2, "baseline_low": 28.0, "baseline_high": 33.0}))
    assert not same.status.problems


def test_progress_beyond_the_factor_of_a_slip_is_no_slip(opened):
    """From 30 t to 0.4 t, the year of the baseline unobserved: as planned, so it is progress."""
    row = {**ROW, "baseline_year": 2017, "target_year": 2024, "target_value": 0.4}
    (found,) = ask(opened(row, estimates=[use(2024, 30 / (SLIP + 10))]))
    assert found.is_comparable and found.status.code != "no_data"


# --- the same verdict everywhere -------------------------------------------------------------------------------------

SEVERAL = [
    ROW,
    {**ROW, "target_code": "T2", "place_code": "A", "baseline_value": 12.0, "target_value": 6.0},
    {**ROW, "target_code": "T3", "place_code": "B", "baseline_value": 18000.0, "target_value": 9000.0},
]
ESTIMATES = [
    use(year, tonnes, place)
    for year, a, b in ((2018, 12, 18), (2021, 11, 17), (2024, 9, 15))
    for place, tonnes in (("A", a), ("B", b))
]


@pytest.mark.parametrize("until", [2024, 2021, 2019])
@pytest.mark.parametrize("place", ["N", "A", "B"])
def test_every_view_gives_the_same_verdict(opened, place, until):
    pack = opened(*SEVERAL, estimates=ESTIMATES)
    found = ask(pack, place, until)
    current = verdicts.current(found)
    expected = {"N": ["T1", "T2"], "A": ["T2"], "B": []}[place]
    assert sorted(each.code for each in current) == expected
    frame = donors.log_frame(current, EN) if current else {"Status of the target": []}
    rows = {each.code: status_table.row(each) for each in found}
    for each, status in zip(current, frame["Status of the target"], strict=True):
        assert status == EN.t(each.status.word)
        assert rows[each.code]["status"] == each.status.code
        assert each.verdict(EN) in cells(donors.log_frame_table(current, EN))
        assert EN.t(each.status.word) in cells(targets.targets_table(current, EN))
    here = verdicts.by_indicator(found).get("hg_use_t")
    if here:
        for first in (2000, 2021):  # the first year chosen changes no verdict and no change
            asked = {"ids": ["hg_use_t"], "place": place, "year_from": first, "year_to": until}
            facts = pack.sql(query.get("headlines").sql, **asked)
            card = overview.headline_card(facts, "hg_use_t", "hg_use_t", {"hg_use_t": here}, EN)
            assert f"{here.status.icon} {EN.t(here.status.word)}" in card.note
            if here.status.year:
                assert "since 2018" in card.change.replace("\u00a0", " ")
        assert scenario.aim(found, "m1").path == here.path


def test_the_last_year_chosen_counts_on_every_page_and_comparability_rests_on_all_years(opened):
    pack = opened(*SEVERAL, estimates=ESTIMATES)
    assert {each.code: each.status.year for each in ask(pack, until=2021)} == {"T1": 2021, "T2": 2021, "T3": None}
    late = [use(2024, 24, method_series="m1"), use(2018, 31, method_series="m0")]
    (found,) = ask(opened(ROW, estimates=late), until=2020)  # its own series begins later, and exists
    assert found.is_comparable and found.status.code == "no_data"


def test_without_a_choice_of_years_status_and_portfolio_agree_with_the_pages(opened):
    """The plan is judged until 2024: what is dated later counts nowhere."""
    pack = opened(*SEVERAL, estimates=[*ESTIMATES, use(2027, 1, "A"), use(2027, 1, "B")])
    everywhere, problems = verdicts.of_pack(pack)
    judged = [(each.code, each.status.code, each.status.year, each.status.ratio) for each in everywhere]
    assert judged == sorted((each.code, each.status.code, each.status.year, each.status.ratio) for each in ask(pack))
    counts: dict = {}
    for each in verdicts.current(ask(pack)):
        counts[each.status.code] = counts.get(each.status.code, 0) + 1
    assert portfolio.summary(pack).verdicts == counts
    assert [each.code for each in everywhere if not each.is_comparable] == ["T3"]
    assert sum("another unit" in str(problem) for problem in problems) == 1
