"""The double-count guard: examples to check with a pencil, and its laws."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nap.methods.overlap import Claim, overlaps, total, without_overlap


def claim(code, project, path, amount, group="2022"):
    return Claim(code, project, group, tuple(path), amount)


def test_two_projects_at_one_site_count_once_with_the_larger():
    claims = [claim("1", "P", "NAs", 10), claim("2", "Q", "NAs", 25), claim("3", "P", "NBt", 4)]
    assert (total(claims), without_overlap(claims)) == (39, 29)
    assert [(a.code, b.code) for a, b in overlaps(claims)] == [("1", "2")]


def test_a_region_against_two_districts_in_it():
    # P claims 100 kg for region A; Q 30 and R 90 kg in two of its districts: P alone is 100, Q with R is 120.
    claims = [claim("1", "P", "NA", 100), claim("2", "Q", "NAa", 30), claim("3", "R", "NAb", 90)]
    assert without_overlap(claims) == 120
    assert len(overlaps(claims)) == 2


def test_a_project_does_not_overlap_itself():
    claims = [claim("1", "P", "NA", 100), claim("2", "P", "NAa", 30)]
    assert without_overlap(claims) == total(claims) == 130
    assert overlaps(claims) == []


def test_other_years_and_other_kinds_do_not_overlap():
    claims = [claim("1", "P", "NA", 100, ("2022", "direct")), claim("2", "Q", "NA", 30, ("2023", "direct"))]
    assert without_overlap(claims) == 130


def test_nothing_claimed_is_nothing():
    assert total([]) == without_overlap([]) == 0


paths = st.sampled_from([tuple(text) for text in ("N", "NA", "NB", "NAa", "NAb", "NBc", "NAas", "NAat")])
some = st.lists(
    st.builds(
        Claim, st.uuids().map(str), st.sampled_from("PQR"), st.sampled_from([2021, 2022]), paths, st.integers(0, 99)
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(some)
def test_the_guard_never_raises_a_total_and_leaves_it_where_nothing_overlaps(claims):
    guarded = without_overlap(claims)
    assert guarded <= total(claims)
    if not overlaps(claims):
        assert guarded == total(claims)


@settings(max_examples=60)
@given(some, some)
def test_one_more_claim_never_lowers_what_remains(claims, more):
    assert without_overlap(claims + more) >= without_overlap(claims)


@settings(max_examples=60)
@given(some)
def test_no_project_is_heard_for_less_than_it_claims_alone(claims):
    for project in "PQR":
        assert without_overlap(claims) >= total(c for c in claims if c.project == project)
