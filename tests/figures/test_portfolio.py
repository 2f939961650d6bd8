"""Pictures of several plans: a cell says its number and how it is covered, a bar is split into all its money."""

import pandas as pd
import pytest

from nap.figures import portfolio as charts
from nap.figures.palette import palette
from nap.language.texts import Words

EN, LIGHT = Words("en"), palette()


def covered(*cells) -> pd.DataFrame:
    columns = ["plan_name", "letter", "state", "activities_count"]
    rows = pd.DataFrame(cells, columns=columns)
    return rows.assign(state_name=rows["state"].map({state: f"is {state}" for state in charts.STATES}))


def test_each_cell_holds_its_count_and_unknown_is_a_dash():
    rows = covered(
        ("Aland", "a", "none", 0),
        ("Aland", "b", "own", 3),
        ("Bland", "a", "unknown", None),
        ("Bland", "b", "shared", 7),
    )
    figure = charts.coverage(rows, EN, LIGHT)
    *legend, heat, on_dark, on_light = figure.data
    assert [[charts.STATES[code] for code in row] for row in heat.z] == [["none", "own"], ["unknown", "shared"]]
    written = {
        (y, x): text for each in (on_dark, on_light) for x, y, text in zip(each.x, each.y, each.text, strict=True)
    }
    assert written == {("Aland", "a"): "0", ("Aland", "b"): "3", ("Bland", "a"): "–", ("Bland", "b"): "7"}
    assert on_dark.text == ("3",) and on_dark.textfont.color == LIGHT.ground
    assert [trace.name for trace in legend] == ["is own", "is shared", "is none", "is unknown"]
    assert "(b) Worst practices" in heat.hovertext[0][1] and "3 activities" in heat.hovertext[0][1]


def test_every_state_has_a_ground_of_its_own_in_both_themes():
    for theme in (palette(), palette(dark=True)):
        cells = covered(*[("Aland", letter, state, 1) for letter, state in zip("abcdef", charts.STATES, strict=True)])
        figure = charts.coverage(cells, EN, theme)
        grounds = [trace.marker.color for trace in figure.data[:-3]]
        assert len(set(grounds)) == len(charts.STATES)


def money() -> pd.DataFrame:
    return pd.DataFrame(
        [("Aland", "(b) B", 0, 10.0, 20.0), ("Aland", "Other", 99, 40.0, 80.0), ("Bland", "(b) B", 0, 5.0, 100.0)],
        columns=["plan_name", "group_name", "rank", "planned_usd", "share_pct"],
    )


@pytest.mark.parametrize(("column", "whole"), [("planned_usd", 50), ("share_pct", 100)])
def test_the_parts_of_a_bar_are_those_of_the_plan(column, whole):
    figure = charts.money(money(), EN, LIGHT, column=column)
    assert sum(x for trace in figure.data for y, x in zip(trace.y, trace.x, strict=True) if y == "Aland") == whole
    assert [trace.name for trace in figure.data] == ["(b) B", "Other"]
    assert figure.layout.barmode == "stack"


def test_more_groups_than_colours_are_told_apart_by_a_pattern():
    rows = pd.concat([money().assign(rank=i, group_name=str(i)).head(1) for i in range(8)])
    looks = {(trace.marker.color, trace.marker.pattern.shape) for trace in charts.money(rows, EN, LIGHT).data}
    assert len(looks) == 8


def test_a_hostile_name_is_inert():
    rows = covered(("<b>x</b>%{y}", "a", "own", 1))
    figure = charts.coverage(rows, EN, LIGHT)
    assert "<b>x" not in figure.layout.yaxis.ticktext[0] and "%{y}" not in figure.data[-3].hovertext[0][0]
    bars = charts.money(money().assign(plan_name="<i>y</i>"), EN, LIGHT)
    assert "<i>" not in bars.data[0].hovertext[0]
