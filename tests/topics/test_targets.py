"""Targets as a reader and a report meet them: read from a pack, told in words and tables, exported, bad ones named."""

import csv
import io
import json

import pytest
import tiny_pack
from topics.test_blocks import every_block

from nap.commands import main
from nap.figures import pieces
from nap.figures.palette import palette
from nap.language.texts import Words
from nap.methods import second_opinions
from nap.methods import status as engine
from nap.pack import publish
from nap.pack.pack import Pack
from nap.topics import status_table, targets, verdicts
from nap.topics.rows import Rows

FIELDS = [
    "target_code",
    "indicator",
    "place_code",
    "series",
    "year",
    "value",
    "low",
    "high",
    "baseline_year",
    "baseline_value",
    "target_year",
    "target_value",
    "required_value",
    "ratio",
    "change_low",
    "change_high",
    "probability_on_path",
    "required_rate_per_year",
    "projected_value",
    "status",
    "method",
    "uncertainty_stated",
    "sentence",
]
ROW = {
    "target_code": "T1",
    "indicator": "hg_use_t",
    "place_code": "N",
    "method_series": "survey",
    "baseline_year": 2019,
    "baseline_value": 24.1,
    "baseline_low": 20.7,
    "baseline_high": 27.2,
    "target_year": 2030,
    "target_value": 9.0,
    "path": "linear",
    "version": 1,
    "valid_from": "2020-01-01",
}
WORDS = [Words("en"), Words("fr")]


def estimate(year, tonnes, low=None, high=None, series="survey", place="N"):
    return {
        "estimate_code": f"{series}-{place}-{year}",
        "year": year,
        "place_code": place,
        "method_series": series,
        "method": "reported",
        "practice": "all",
        "hg_use_kg": 1000 * tonnes,
        "scope": "national",
        "hg_use_low_kg": None if low is None else 1000 * low,
        "hg_use_high_kg": None if high is None else 1000 * high,
    }


JUDGED = {"data_until": "2025-12-31"}
ESTIMATES = [estimate(2019, 24.1, 20.7, 27.2), estimate(2025, 18.3, 15.2, 21.55)]


@pytest.fixture
def judged(tmp_path):
    """Targets and problems of a pack with these tables."""

    def read(**tables):
        return verdicts.of_pack(
            Pack.open(tiny_pack.write(tmp_path / "tiny", {"mercury_use": ESTIMATES, **tables}, JUDGED))
        )

    return read


@pytest.fixture(scope="module")
def demo(demo_folder):
    return verdicts.of_pack(Pack.open(demo_folder))[0]


def test_the_demonstration_shows_each_of_the_eight(demo):
    assert {each.status.code for each in demo if each.is_current} == set(engine.WORDS)


def test_every_verdict_of_the_demonstration_follows_from_what_is_exported(demo):
    for told in map(status_table.row, demo):
        if told["status"] not in ("on_track", "some_progress", "insufficient"):
            continue
        ratio = (told["value"] - told["baseline_value"]) / (told["required_value"] - told["baseline_value"])
        assert told["ratio"] == pytest.approx(ratio)
        assert told["status"] == ("on_track" if ratio >= 0.95 else "some_progress" if ratio >= 0.6 else "insufficient")


def test_status_prints_the_fields_promised(demo_folder, capsys):
    with pytest.raises(SystemExit) as left:
        main.main(["status", str(demo_folder)])
    out = capsys.readouterr()
    told = json.loads(out.out)
    assert left.value.code == 0 and out.err == ""
    assert [list(row) for row in told] == [[*FIELDS, "note"]] * len(told)  # the note: a fictional pack says so
    assert all(set(row["sentence"]) == {"en", "fr"} and row["method"] == "nap-2026-1" for row in told)
    assert all(row["sentence"]["en"] != row["sentence"]["fr"] for row in told)


def test_status_as_csv_holds_the_same(demo_folder, capsys):
    said = {}
    for form in ("json", "csv"):
        with pytest.raises(SystemExit):
            main.main(["status", str(demo_folder), "--format", form])
        said[form] = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(said["csv"])))
    assert list(rows[0]) == [*FIELDS[:-1], "sentence_en", "sentence_fr", "note"]
    for row, told in zip(rows, json.loads(said["json"]), strict=True):
        assert row["status"] == told["status"] and row["sentence_fr"] == told["sentence"]["fr"]
        assert row["year"] == ("" if told["year"] is None else str(told["year"]))
        assert (float(row["ratio"]) if row["ratio"] else None) == pytest.approx(told["ratio"])


def test_a_pack_without_targets_has_none_and_no_noise(judged):
    found, problems = judged()
    assert (found, problems) == ([], [])
    assert list(status_table.frame(found).columns) == [*FIELDS[:-1], "sentence_en", "sentence_fr"]


def test_a_target_is_judged_from_its_pack(judged):
    (found,), problems = judged(target=[ROW])
    assert found.status.correlation == 0.7 and not problems
    told = status_table.row(found)
    assert (told["year"], told["value"], told["status"]) == (2025, pytest.approx(18.3), "some_progress")


def test_a_milestone_bends_the_path(judged):
    milestones = [{"target_code": "T1", "year": 2025, "value": 17.0}]
    (found,), _ = judged(target=[{**ROW, "path": "milestones"}], milestone=milestones)
    assert status_table.row(found)["required_value"] == 17.0


@pytest.mark.parametrize(
    ("row", "estimates", "sentence"),
    [
        ({"indicator": "happiness"}, ESTIMATES, "T1 is measured by happiness"),
        ({"baseline_value": 24100.0, "target_value": 9000.0}, ESTIMATES, "may be in another unit"),
        ({"method_series": None}, [*ESTIMATES, estimate(2025, 9, series="books")], "several: books, survey"),
        ({"method_series": "surwey"}, ESTIMATES, "surwey, which holds nothing; there are: survey"),
        ({"baseline_year": 2018}, ESTIMATES, "no value for the baseline year 2018"),
    ],
)
def test_a_bad_target_is_named_with_its_mend_and_never_dropped(judged, row, estimates, sentence):
    _, problems = judged(target=[{**ROW, **row}], mercury_use=estimates)
    assert sentence in " ".join(map(str, problems))
    assert all(problem.fix for problem in problems)


@pytest.mark.parametrize(
    ("row", "milestone", "column"),
    [
        ({"indicator": "retort_sites_pct", "baseline_value": 110.0}, None, "baseline_value"),
        ({"baseline_low": None}, None, "baseline_low"),
        ({"baseline_value": -1.0, "baseline_low": None, "baseline_high": None}, None, "baseline_value"),
        ({"target_value": -1.0}, None, "target_value"),
        ({"baseline_low": 28.0, "baseline_high": 20.0}, None, "baseline_value"),
        ({"path": "milestones"}, {"year": 2031, "value": 5.0}, "year"),
        ({"path": "milestones"}, {"year": 2019, "value": 5.0}, "year"),
        ({"path": "milestones"}, {"year": 2025, "value": -5.0}, "value"),
        ({"path": "milestones", "indicator": "retort_sites_pct"}, {"year": 2025, "value": 105.0}, "value"),
    ],
)
def test_audits_of_targets_and_milestones(row, milestone, column):
    here = tiny_pack.InMemory()

    def failures(row, milestone):
        points = [{"target_code": "T1", **milestone}] if milestone else []
        here.refill({"target": [row], "milestone": points, "mercury_use": ESTIMATES})

        def rows(sql):
            cursor = here.con.execute(sql)
            names = [each[0] for each in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

        return publish.audit(rows, ["target", "milestone"], limit=5)

    assert not failures(ROW, None)
    found = failures({**ROW, **row}, milestone)
    assert column in {each.audit.column for each in found}
    for each in found:
        text = each.audit.what.format(**each.values(each.rows[0]))
        assert "T1" in f"{text} {each.values(each.rows[0])['key']}"


def test_two_estimates_for_one_cell_are_an_audit():
    here = tiny_pack.InMemory()
    twice = {**ESTIMATES[0], "estimate_code": "again"}
    here.refill({"mercury_use": [*ESTIMATES, twice]})
    assert any("holds another estimate for" in each.what for each in _broken(here, "mercury_use"))


def _broken(here, table):
    def rows(sql):
        cursor = here.con.execute(sql)
        names = [each[0] for each in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    return [failure.audit for failure in publish.audit(rows, [table], limit=5)]


@pytest.mark.parametrize("words", WORDS, ids=lambda w: w.lang)
def test_tables_and_workings_are_whole_for_every_target(demo, words):
    for table in (
        targets.targets_table(demo, words),
        targets.history_table(demo, words),
        *(targets.opinions_table(each, words) for each in demo if each.status.year is not None),
    ):
        headings, rows, numeric = table
        assert all(len(row) == len(headings) and all(cell for cell in row) for row in rows)
        assert all(i < len(headings) for i in numeric)
        assert "None" not in pieces.table(*table, palette=palette())
    for each in demo:
        told = dict(targets.working_pairs(each, words))
        assert all(told.values()) and "None" not in str(told)
        assert "nap-2026-1" in " ".join(told)


def test_other_methods_are_asked_wherever_something_was_observed(demo):
    for each in demo:
        others = targets.opinions_table(each, WORDS[0])
        assert (others is None) == (each.status.code == "no_data")
        assert others is None or len(others[1]) == len(second_opinions.opinions(second_opinions.case_of(each.status)))


def test_an_old_version_keeps_its_own_verdict(demo):
    newer = next(each for each in demo if each.code == "T01-2")
    versions = targets.history(newer, demo)
    assert [(each.code, each.status.code) for each in versions] == [("T01-2", "some_progress"), ("T01-1", "no_data")]


def test_the_tally_counts_every_target_once(demo):
    told = targets.sentence(demo, WORDS[0])
    assert told.startswith(f"**{len(demo)} targets**:")
    counted = [int(part.split("**")[1]) for part in told.split(":", 1)[1].split("·")]
    assert sum(counted) == len(demo)


# --- the page --------------------------------------------------------------------------------------------------------


def page(pack: Pack, **link) -> dict:
    return {block.id: block for block in every_block("targets", Rows(pack, WORDS[0]), link)}


def test_the_target_of_the_link_is_the_one_whose_path_and_workings_are_shown(demo_folder):
    pack = Pack.open(demo_folder)
    first, other = page(pack), page(pack, target="T03")
    assert other["trajectory"].name == "target-T03" != first["trajectory"].name
    assert first["working-pairs"].rows != other["working-pairs"].rows
    assert first["targets"] == other["targets"]
    (one,) = other["trajectory"].args
    verdicts = {row[0].split(" · ")[0]: row[1] for row in other["targets"].rows}
    assert verdicts[one.title(WORDS[0])] == one.verdict_cell(WORDS[0]), "the table and the path give one verdict"


def test_a_plan_without_targets_says_so(tmp_path):
    pack = Pack.open(tiny_pack.write(tmp_path / "bare", {}))
    assert [block.tables for block in every_block("targets", Rows(pack, WORDS[0]))] == [("target",)]


# --- the look of a verdict -------------------------------------------------------------------------------------------


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_verdicts_can_be_read_on_their_ground(dark):
    colours = palette(dark)
    assert list(colours.verdicts) == list(engine.WORDS)
    for colour in colours.verdicts.values():
        light, deep = sorted([luminance(colour), luminance(colours.ground)], reverse=True)
        assert (light + 0.05) / (deep + 0.05) >= 4.5
    assert len(set(colours.verdicts.values())) == 8
