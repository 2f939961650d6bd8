"""What SQL may use besides the tables of a pack: one list of what is taken from people, one interval of a share."""

from pathlib import Path

import pytest

from nap.methods import censored, suppression
from nap.pack import constants, duck

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def con():
    with duck.connect() as con:
        constants.register(con)
        yield con


def test_what_is_taken_from_people_is_one_list(con):
    assert tuple(matrix for (matrix,) in con.execute("from human_matrix").fetchall()) == suppression.HUMAN
    files = [*(ROOT / "nap").rglob("*.sql"), *(ROOT / "nap" / "pack" / "tables").glob("*.toml")]
    assert len(files) > 100
    assert not [path.name for path in files if "'breast_milk'" in path.read_text("utf-8")]


@pytest.mark.parametrize("count, n", [(0, 1), (1, 1), (0, 40), (32, 100), (40, 40), (1, 3000), (250_000, 1_000_000)])
def test_the_interval_of_a_share_is_that_of_the_method(con, count, n):
    sql = "select wilson_low($count / $n, $n), wilson_high($count / $n, $n)"
    found = con.execute(sql, {"count": count, "n": n}).fetchone()
    assert found == pytest.approx(censored.wilson(count, n), rel=1e-12, abs=1e-15)


def test_the_interval_of_an_unknown_share_is_unknown(con):
    assert con.execute("select wilson_low(null, 5), wilson_high(0.5, 0)").fetchone() == (None, None)


def test_one_formula_of_the_interval():
    holders = [path.name for path in (ROOT / "nap").rglob("*.sql") if "1.9599" in path.read_text("utf-8")]
    assert not holders
