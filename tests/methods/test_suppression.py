"""Small groups of people: hidden everywhere, and never to be computed from what is shown."""

import numpy as np
import pytest
import tiny_pack
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from nap.methods.suppression import Group, hidden, sums
from nap.pack.pack import Pack
from nap.reports import tables as export

PARENTS = {"N": None, "A": "N", "B": "N", "A1": "A", "A2": "A", "A3": "A", "B1": "B"}
LEAST = 5


def groups(text):
    """Groups of the same about, from lines such as "A miner 12"; a kind `-` is everybody."""
    rows = [line.split() for line in text.split(",")]
    return [Group(f"{place}-{kind}-{n}", 0, place, None if kind == "-" else kind, int(n)) for place, kind, n in rows]


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("A miner 12, B miner 4", {"B-miner-4"}),  # nothing to take it from
        ("A miner 12, A child 9", set()),
        # the region is given beside its districts: one more district goes
        ("A miner 30, A1 miner 4, A2 miner 8, A3 miner 18", {"A1-miner-4", "A2-miner-8"}),
        # two are hidden, yet too few together to leave a doubt
        ("A miner 21, A1 miner 2, A2 miner 1, A3 miner 18", {"A1-miner-2", "A2-miner-1", "A3-miner-18"}),
        # no other part is left: the total goes
        ("A miner 4, A1 miner 4", {"A-miner-4", "A1-miner-4"}),
        ("A miner 40, A1 miner 3", {"A-miner-40", "A1-miner-3"}),
        # everybody beside each group
        ("A - 30, A miner 20, A child 7, A pregnant 3", {"A-pregnant-3", "A-child-7"}),
        # the other part hidden is itself the sum of one that is shown
        ("A - 6, A miner 1, A child 5, A1 miner 1, A1 child 5", {"A-miner-1", "A-child-5", "A1-miner-1", "A1-child-5"}),
        # two steps below
        ("N miner 60, A1 miner 4, B1 miner 16, A2 miner 40", {"A1-miner-4", "B1-miner-16"}),
    ],
)
def test_a_small_group_takes_with_it_what_would_tell_it(text, away):
    assert hidden(groups(text), PARENTS, LEAST) == away


Y19, Y20, Y21 = (("2019-01-01", "2019-12-31"), ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31"))
THREE = ("2019-01-01", "2021-12-31")


@pytest.mark.parametrize(
    ("rows", "away"),
    [
        # three years beside each of them
        (
            [
                ("all", "A", "miner", 30, 2019, None, THREE),
                ("19", "A", "miner", 14, 2019, None, Y19),
                ("20", "A", "miner", 13, 2020, None, Y20),
                ("21", "A", "miner", 3, 2021, None, Y21),
            ],
            {"21", "20"},
        ),
        # a year beside its months
        (
            [
                ("year", "A", "miner", 23, 2019, None, Y19),
                ("spring", "A", "miner", 20, 2019, None, ("2019-03-01",) * 2),
                ("autumn", "A", "miner", 3, 2019, None, ("2019-09-01",) * 2),
            ],
            {"autumn", "spring"},
        ),
        # a place beside its contaminated sites
        (
            [
                ("all", "A", "miner", 23, 2019, None, Y19),
                ("C1", "A", "miner", 20, 2019, "C1", Y19),
                ("C2", "A", "miner", 3, 2019, "C2", Y19),
            ],
            {"C2", "C1"},
        ),
        # one region parted into districts, the other not
        (
            [
                ("N", "N", "miner", 60, 2019, None, Y19),
                ("A1", "A1", "miner", 4, 2019, None, Y19),
                ("A2", "A2", "miner", 40, 2019, None, Y19),
                ("B", "B", "miner", 16, 2019, None, Y19),
            ],
            {"A1", "A2"},
        ),
        # they do not add up: nothing follows
        (
            [
                ("all", "A", "miner", 31, 2019, None, THREE),
                ("19", "A", "miner", 14, 2019, None, Y19),
                ("21", "A", "miner", 3, 2021, None, Y21),
            ],
            {"21"},
        ),
    ],
)
def test_nor_is_it_told_by_what_adds_up_over_years_sites_or_uneven_parts(rows, away):
    own = [Group(code, 0, *rest) for code, *rest in rows]
    assert hidden(own, PARENTS, LEAST) == away


def test_a_pack_hides_the_year_that_three_years_would_tell(tmp_path):
    every = [
        ("all", 30, "2019-01-01", "2021-01-01"),
        ("19", 14, "2019-01-01", None),
        ("20", 13, "2020-01-01", None),
        ("21", 3, "2021-01-01", None),
    ]
    rows = [
        {
            **SAMPLE,
            "sample_code": code,
            "place_code": "A",
            "population_group": "miner",
            "n": n,
            "value": 2.0,
            "sampled_on": first,
            "sampled_until": until,
            "date_precision": "year",
        }
        for code, n, first, until in every
    ]
    own = Pack.open(tiny_pack.write(tmp_path / "tiny", {"sample": rows}), derive=False)
    assert {row["sample_code"] for row in own.rows("from sample")} == {"all", "19"}


def test_what_cannot_be_added_hides_nothing_else():
    one = [Group("a", "hair", "A", "miner", 30), Group("b", "urine", "A1", "miner", 4)]
    assert hidden(one, PARENTS, LEAST) == {"b"}
    assert hidden([], PARENTS, LEAST) == set()


KINDS = st.sampled_from([None, "miner", "child", "pregnant"])
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["A1", "A2", "A3", "B1"]), KINDS.filter(bool)), st.integers(1, 14), min_size=1
)


@st.composite
def tables(draw):
    """Districts by kind of people, and some of the totals over them that a publisher may give as well: all add up."""
    cells = draw(CELLS)
    totals = {}
    for (place, kind), n in cells.items():
        for up in (place, PARENTS[place], "N"):
            for who in {kind, None}:
                if (up, who) not in cells:
                    totals[up, who] = totals.get((up, who), 0) + n
    kept = draw(st.sets(st.sampled_from(sorted(totals, key=str)))) if totals else set()
    every = {**cells, **{key: n for key, n in totals.items() if key in kept}}
    return [Group(f"{place} {kind}", 0, place, kind, n) for (place, kind), n in every.items()]


@settings(max_examples=60, deadline=None)
@given(tables())
def test_from_what_is_shown_no_small_count_can_be_computed(given_groups):
    """By all sums, what is shown, and no count being zero, a small one may still be two numbers or more."""
    away = hidden(given_groups, PARENTS, LEAST)
    small = [group.code for group in given_groups if group.n < LEAST]
    assert set(small) <= away
    unknown = [i for i, group in enumerate(given_groups) if group.code in away]
    column = {i: k for k, i in enumerate(unknown)}
    rows, right = [], []
    for total, parts in sums(given_groups, PARENTS):
        if sum(given_groups[i].n for i in parts) != given_groups[total].n:
            continue  # the publisher gives some of the parts only: such a sum tells less, not more
        row, known = np.zeros(len(unknown)), 0
        for i, sign in [*((i, 1) for i in parts), (total, -1)]:
            if i in column:
                row[column[i]] += sign
            else:
                known += sign * given_groups[i].n
        rows.append(row)
        right.append(-known)
    for code in small:
        target = np.zeros(len(unknown))
        target[column[next(i for i, group in enumerate(given_groups) if group.code == code)]] = 1
        bound = [LinearConstraint(np.array(rows), right, right)] if rows else []
        ends = [
            milp(sign * target, constraints=bound, integrality=np.ones(len(unknown)), bounds=(1, 1000))
            for sign in (1, -1)
        ]
        assert all(end.success for end in ends)
        assert round(ends[0].fun) < round(-ends[1].fun)


SAMPLE = {
    "sampled_on": "2022-05-02",
    "date_precision": "day",
    "species": "total",
    "is_below_lod": False,
    "basis": "none",
    "matrix": "hair",
    "unit": "µg/g",
}


def pack_with(tmp_path, name, *people):
    rows = [
        {
            **SAMPLE,
            "sample_code": code,
            "place_code": place,
            "population_group": kind,
            "n": n,
            "value": value,
            "share_above_hbm2": share,
        }
        for code, place, kind, n, value, share in people
    ]
    return Pack.open(tiny_pack.write(tmp_path / name, {"sample": rows}))


def test_a_small_group_changes_nothing_that_is_shown(tmp_path):
    """Whatever a hidden row says, every table, figure and download stays the same: it cannot be computed from them."""
    shown = [("a", "A", "miner", 30, 2.0, 0.2), ("b", "B", "miner", 20, 3.0, 0.5)]
    packs = [
        pack_with(tmp_path, name, *shown, ("c", "A", "child", n, value, share))
        for name, n, value, share in (("one", 2, 0.5, 0.0), ("two", 4, 90.0, 1.0))
    ]
    without = pack_with(tmp_path, "without", *shown)
    for own in packs:
        assert own.rows("select sample_code from held_back") == [{"sample_code": "c"}]
        for table in ("measurement", "fact"):
            assert own.sql(f"from {table} order by all").equals(without.sql(f"from {table} order by all"))
        assert export.whole_table(own, "sample").equals(export.whole_table(without, "sample"))
    assert len(packs[0].stated("from sample")) == 3  # the audits still read it


def test_the_least_number_is_the_plans(tmp_path):
    rows = [{**SAMPLE, "sample_code": "a", "place_code": "A", "population_group": "miner", "n": 12, "value": 2.0}]
    folder = tiny_pack.write(tmp_path / "tiny", {"sample": rows})
    assert len(Pack.open(folder, derive=False).rows("from sample")) == 1
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + "\n[access]\nmin_count = 20\n", encoding="utf-8")
    assert Pack.open(folder, derive=False).rows("from sample") == []


def test_a_broken_promise_tells_nothing_of_a_hidden_group(tmp_path):
    """Data and methods shows the first row that breaks a promise; of a hidden group it says only that one does."""
    people = [
        ("Juan P", "A", "miner", 1, 2.0, None),
        ("s2", "A", "child", 3, 2_000_000.0, 0.25),
        ("s3", "A", "miner", 30, 2.0, None),
    ]
    told = " ".join(f"{error} {error.values}" for error, _ in pack_with(tmp_path, "odd", *people).failures())
    assert "describes – person (–)" in told and "is more mercury than – can hold" in told
    assert not any(word in told for word in ("Juan", "s2", "2000000", "0.25"))
