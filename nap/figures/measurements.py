"""Pictures of measurements: every result where there are few, how they spread where there are many, against a limit.

A result below its limit of detection is drawn at that limit as a hollow triangle that points down: it lies below.
"""

import math

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import axis, figure, hover, listed, plain, year_axis
from nap.language.texts import Words, is_missing

AIR = 1.25  # room beyond the smallest and the largest value, as a factor on the logarithmic scale
SPREAD = 0.62  # share of a row's height over which its points are strewn
GOLDEN = 0.6180339887  # each next point that far along: strewn evenly, the same every time


def over_years(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    unit: str,
    points: pd.DataFrame,
    limit: tuple[float, str] | None,
) -> go.Figure:
    """Results by year, upright, on a logarithmic scale; a year without any is a gap.

    rows: year, n, p10, p25, median, p75, p90, and median_is_limit (the median lies below the limit given). points:
    year, upper, is_below_lod; may be empty. limit: reference value and what it is called.
    """
    fig = figure(words, palette, height=400, margin={"l": 8, "r": 12, "t": 64, "b": 8})
    rows, points = rows[rows["year"].notna()], points[points["year"].notna()]
    _ranges(fig, words, palette, rows, listed(rows["year"].astype(int)), unit, upright=True)
    _points(fig, words, palette, points, points["year"].astype(float), unit, upright=True)
    _medians(fig, words, palette, rows, listed(rows["year"].astype(int)), unit, upright=True)
    fig.update_xaxes(year_axis(palette, rows["year"], **_named_years(rows["year"])))
    fig.update_yaxes(_scale(rows, points, limit, words, palette, unit))
    _limit(fig, palette, limit, upright=True)
    return fig


def by_place(
    rows: pd.DataFrame,
    words: Words,
    palette: Palette,
    unit: str,
    points: pd.DataFrame,
    limit: tuple[float, str] | None,
) -> go.Figure:
    """Results by place, a row each, on a logarithmic scale; from top to bottom as they come.

    rows: code, label, and as in `over_years`. points: code, upper, is_below_lod; may be empty.
    """
    labels = [plain(label, 18) for label in rows["label"]]
    height = 40 + 18 * max((label.count("<br>") + 1 for label in labels), default=1)
    fig = figure(words, palette, height=120 + height * len(rows), margin={"l": 8, "r": 12, "t": 64, "b": 8})
    places = list(range(len(rows)))[::-1]
    at = {None if is_missing(code) else code: place for code, place in zip(rows["code"], places, strict=True)}
    points = points.assign(at=[at.get(None if is_missing(code) else code) for code in points["code"]])
    points = points[points["at"].notna()]
    _ranges(fig, words, palette, rows, places, unit, upright=False)
    _points(fig, words, palette, points, points["at"].astype(float), unit, upright=False)
    _medians(fig, words, palette, rows, places, unit, upright=False)
    fig.update_xaxes(_scale(rows, points, limit, words, palette, unit))
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=places,
            ticktext=labels,
            range=[-0.6, len(rows) + (0.1 if limit else -0.4)],
        )
    )
    _limit(fig, palette, limit, upright=False)
    return fig


def _named_years(years: pd.Series, most: int = 8) -> dict:
    """Where few years have results, those are named on the axis, unless they stand too close together."""
    years = sorted(int(year) for year in years)
    if not years or len(years) > most:
        return {}
    apart = max(1, (years[-1] - years[0]) // 6)  # seven names fit on a telephone
    kept = [years[-1]]
    for year in years[-2::-1]:
        kept += [year] if kept[-1] - year >= apart else []
    return {"tickangle": 0, "tickvals": kept[::-1], "ticktext": [str(year) for year in kept[::-1]]}


def _scale(rows: pd.DataFrame, points: pd.DataFrame, limit, words: Words, palette: Palette, unit: str) -> dict:
    """A logarithmic axis that holds all that is drawn; a plain one where something measures zero."""
    ends = pd.concat([rows[name] for name in ("p10", "median", "p90")] + [points["upper"]]).dropna().astype(float)
    if limit:
        ends = pd.concat([ends, pd.Series([limit[0]])])
    if ends.empty or (ends <= 0).any():
        return axis(palette, title=unit, rangemode="tozero")
    low, high = ends.min() / AIR, ends.max() * AIR
    return axis(palette, title=unit, type="log", range=_logs(low, high), tickmode="array", **_ticks(low, high, words))


def _logs(low: float, high: float) -> list[float]:
    return [math.log10(low), math.log10(high)]


def _ticks(low: float, high: float, words: Words) -> dict:
    """One, two and five of each power of ten; of a wide span the powers alone."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if len(powers) <= 3 else (1,) if len(powers) > 4 else (1, 3)
    # value -> its text: as many decimals as the power has
    ticks = {
        float(f"{step}e{power}"): words.number(float(f"{step}e{power}"), max(0, -power))
        for power in powers
        for step in steps
    }
    kept = [value for value in ticks if low <= value <= high]
    return {"tickvals": kept, "ticktext": [ticks[value] for value in kept]}


def _xy(along: list, across: list, upright: bool) -> dict:
    """Coordinates of what stands at a year or place (`along`) and measures `across`."""
    return {"x": along, "y": across} if upright else {"x": across, "y": along}


def _ranges(fig: go.Figure, words: Words, palette: Palette, rows, at: list, unit: str, upright: bool) -> None:
    """The middle half as a thick bar, from percentile 10 to 90 a thin one."""
    for low, high, width, name in (
        ("p10", "p90", 3, words.t("8 of 10 results")),
        ("p25", "p75", 13, words.t("Middle half")),
    ):
        along, across = [], []
        for place, row in zip(at, rows.to_dict("records"), strict=True):
            if not is_missing(row[low]) and not is_missing(row[high]):
                along += [place, place, None]
                across += [row[low], row[high], None]
        if along:
            fig.add_scatter(
                **_xy(along, across, upright),
                mode="lines",
                name=name,
                hoverinfo="skip",
                connectgaps=False,
                line={"width": width, "color": palette.range_band if width > 5 else palette.quiet_text},
                opacity=1 if width > 5 else 0.6,
            )


def _points(fig: go.Figure, words: Words, palette: Palette, points, at: pd.Series, unit: str, upright: bool) -> None:
    """Each result, strewn a little so that equal ones are seen."""
    strewn = at + [SPREAD * ((i * GOLDEN) % 1 - 0.5) for i in range(len(at))]
    for is_below, name, marker in (
        (False, words.t("Result"), {"symbol": "circle", "size": 6, "color": palette.measured, "opacity": 0.45}),
        (
            True,
            words.t("Below the limit of detection, drawn at it"),
            {"symbol": "triangle-down-open", "size": 8, "color": palette.quiet_text, "line": {"width": 1.5}},
        ),
    ):
        own = points["is_below_lod"].astype(bool) == is_below
        if own.any():
            sizes = listed(points.loc[own, "upper"])
            fig.add_scatter(
                **_xy(listed(strewn[own].round(3)), sizes, upright),
                mode="markers",
                name=name,
                marker=marker,
                hoverinfo="text",
                hovertext=[plain(("< " if is_below else "") + words.quantity(size, unit)) for size in sizes],
            )


def _medians(fig: go.Figure, words: Words, palette: Palette, rows, at: list, unit: str, upright: bool) -> None:
    """The median of each row; where it lies below a limit of detection, the hollow triangle at that limit."""
    for is_limit, name, marker in (
        (False, words.t("Median"), {"symbol": "diamond", "size": 11, "color": palette.text}),
        (
            True,
            words.t("Median below the limit of detection"),
            {"symbol": "triangle-down-open", "size": 13, "color": palette.text, "line": {"width": 2}},
        ),
    ):
        own = [
            (place, row)
            for place, row in zip(at, rows.to_dict("records"), strict=True)
            if bool(row["median_is_limit"]) == is_limit and not is_missing(row["median"])
        ]
        if not own:
            continue
        fig.add_scatter(
            **_xy([place for place, _ in own], [row["median"] for _, row in own], upright),
            mode="markers",
            name=name,
            marker=marker,
            hoverinfo="text",
            hovertext=[
                hover(
                    plain(row["label"]),
                    plain(f"{name}: {'< ' if is_limit else ''}{words.quantity(row['median'], unit)}"),
                    plain(words.t("n\u00a0=\u00a0{n}", n=words.number(row["n"]))),
                )
                for _, row in own
            ],
        )


def _limit(fig: go.Figure, palette: Palette, limit: tuple[float, str] | None, upright: bool) -> None:
    """The reference value as a dashed line with its name."""
    if not limit:
        return
    value, name = limit
    line = {"color": palette.yes, "width": 1.5, "dash": "dash"}
    said = {"text": plain(name), "showarrow": False, "font": {"color": palette.yes, "size": 13}, "opacity": 0.9}
    said |= {"bgcolor": palette.ground, "borderpad": 1}
    if upright:
        fig.add_hline(y=value, line=line, layer="below")
        at = value if fig.layout.yaxis.type != "log" else _logs(value, value)[0]
        fig.add_annotation(x=0, xref="paper", xanchor="left", y=at, yanchor="bottom", **said)
    else:
        fig.add_vline(x=value, line=line, layer="below")
        at = value if fig.layout.xaxis.type != "log" else _logs(value, value)[0]
        fig.add_annotation(y=1, yref="paper", yanchor="top", x=at, **said)
