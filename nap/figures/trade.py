"""Pictures of mercury trade: two books over time, and country by country with the gap between them."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette
from nap.figures.paper import axis, every_year, figure, hover, listed, plain, year_axis
from nap.language.texts import Words, is_missing

MOST_COUNTRIES = 12


def months(rows: pd.DataFrame, words: Words, palette: Palette, names: tuple[str, str]) -> go.Figure:
    """Two lines over the months, or the years where a book gives whole years: the country's own book, its partners'.

    rows: year, month (null: whole years), first_day, own_kg, mirror_kg, unweighed. names: of the two books. What a book
    does not report is a gap. The country's own line is solid, the other dotted.
    """
    fig = figure(words, palette, height=340)
    monthly = bool(rows["month"].notna().all())
    rows = rows if monthly else every_year(rows)
    for column, name, colour, dash in (
        ("own_kg", names[0], palette.measured, "solid"),
        ("mirror_kg", names[1], palette.series[2], "dot"),
    ):
        fig.add_scatter(
            x=[day.strftime("%Y-%m-%d") for day in rows["first_day"]] if monthly else listed(rows["year"]),
            y=listed(rows[column]),
            mode="lines" if monthly else "lines+markers",
            connectgaps=False,
            name=plain(name),
            line={"color": colour, "dash": dash, "width": 2},
            hoverinfo="text",
            hovertext=[
                hover(
                    f"{words.date(row.first_day, precision='month') if monthly else row.year} · {plain(name)}",
                    words.quantity(getattr(row, column), "kg"),
                    _unweighed(row.unweighed, words),
                )
                for row in rows.itertuples()
            ],
        )
    if monthly:
        # At the 1st of January each year, in figures alone: month names by locale are a script of their own.
        fig.update_xaxes(axis(palette, grid=False, type="date", tickformat="%Y", dtick=f"M{_step(rows) * 12}"))
    else:
        fig.update_xaxes(year_axis(palette, rows["year"]))
    fig.update_yaxes(rangemode="tozero", title_text=words.t("kg"), tickformat=",~f")
    fig.update_layout(legend_traceorder="normal")
    return fig


def _step(rows: pd.DataFrame) -> int:
    """Every how many years one is named, so that seven are at most."""
    days = rows["first_day"]
    return max(1, -(-(days.max().year - days.min().year + 1) // 7)) if len(rows) else 1


def _unweighed(count, words: Words) -> str:
    if is_missing(count) or not count:
        return ""
    return plain(words.plural("{count} flow without a weight", "{count} flows without a weight", int(count)))


def two_books(rows: pd.DataFrame, words: Words, palette: Palette, names: tuple[str, str]) -> go.Figure:
    """A line for each country from what one book says to the other, the largest on top: its length is the gap.

    rows: name, own_compared_kg, mirror_compared_kg, own_kg, mirror_kg, gap_kg, index, compared_years. Where the books
    cannot be compared the one that is known stands alone. names: of the two books.
    """
    rows = rows.head(MOST_COUNTRIES).reset_index(drop=True)
    labels = [plain(name, 20) for name in rows["name"]]
    pitch = 22 + 18 * max((label.count("<br>") + 1 for label in labels), default=1)
    fig = figure(words, palette, height=110 + pitch * len(rows))
    compared = rows["compared_years"] > 0
    own = rows["own_compared_kg"].where(compared, rows["own_kg"])
    other = rows["mirror_compared_kg"].where(compared, rows["mirror_kg"])
    places = list(range(len(rows)))[::-1]
    for at, start, end in zip(places, own, other, strict=True):
        if not (is_missing(start) or is_missing(end)):
            fig.add_scatter(
                x=[start, end],
                y=[at, at],
                mode="lines",
                line={"color": palette.line, "width": 6},
                showlegend=False,
                hoverinfo="skip",
            )
    for values, name, colour, symbol in (
        (own, names[0], palette.measured, "circle"),
        (other, names[1], palette.series[2], "diamond"),
    ):
        fig.add_scatter(
            x=listed(values),
            y=places,
            mode="markers",
            name=plain(name),
            marker={"color": colour, "size": 12, "symbol": symbol},
            hoverinfo="text",
            hovertext=[
                hover(
                    plain(row.name),
                    f"{plain(name)}: {words.quantity(value, 'kg')}",
                    ""
                    if is_missing(row.gap_kg)
                    else plain(words.t("Sent less received: {gap}", gap=words.change(row.gap_kg, "kg"))),
                    ""
                    if is_missing(row.index_)
                    else plain(words.t("Index {index}", index=words.number(row.index_, 2))),
                )
                for row, value in zip(rows.rename(columns={"index": "index_"}).itertuples(), values, strict=True)
            ],
        )
    fig.update_xaxes(axis(palette, rangemode="tozero", title=words.t("kg"), nticks=5, tickformat=",~f"))
    fig.update_yaxes(
        axis(
            palette,
            grid=False,
            tickmode="array",
            tickvals=places,
            ticktext=labels,
            showline=False,
            range=[-0.6, len(rows) - 0.4],
        )
    )
    fig.update_layout(legend_traceorder="normal")
    return fig
